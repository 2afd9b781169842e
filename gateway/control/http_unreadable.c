/* What came that nobody could read, for whoever looks after the links: octets, and no sender. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "gateway.h"
#include "store/unreadable.h"

#include <sodium.h>

#define SHOWN 100

static void add(void *context, const struct unreadable *one)
{
	char at[HTTP_TIME], hex[2 * UNREADABLE_OCTETS + 1];
	http_time(one->at_ms, at);
	sodium_bin2hex(hex, sizeof hex, one->octets, one->len);
	json_array_append_new(context, json_pack("{s:s, s:s, s:i, s:s}", "at", at, "network", one->network, "data_coding", one->data_coding, "octets", hex));
	sodium_memzero(hex, sizeof hex);
}

void unreadable_list(struct http_call *c)
{
	size_t most = 0;
	if (!http_limit(c, SHOWN, SHOWN, &most))
		return;
	json_t *out = json_array();
	enum error error = out ? unreadable_each(gateway_store(c->api->parts.gateway), most, add, out) : ERR_NOMEM;
	if (http_good(c, error, ""))
		c->out = json_pack("{s:O}", "unreadable", out);
	json_decref(out);
}
