#include "journeys/call.h"

#include "store/callbacks.h"
#include "store/items.h"

enum error helpline_sms(struct call *c, const char **outcome)
{
	*outcome = "sent";
	return call_sms_record(c, "helpline", "phone");
}

enum error callback_ask(struct call *c, const char **outcome)
{
	*outcome = "asked";
	struct callback asked = { .asked_ms = c->now.unix_ms };
	if (call_msisdn(c, asked.msisdn) || !asked.msisdn[0] || call_language(c, asked.language) || call_channel(c, asked.channel)
		|| call_key(c, "country", asked.country, sizeof asked.country) || call_key(c, "helpline", asked.helpline, sizeof asked.helpline)
		|| call_key(c, "hour", asked.hour, sizeof asked.hour))
		return ERR_STATE;
	enum error error = items_room(c->store);
	if (!error)
		error = callbacks_add(c->store, &asked);
	return error ? error : tell_callback(c, &asked);
}
