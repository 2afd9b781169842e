#include "store/callbacks.h"

#include "store/number.h"
#include "store/statement.h"

#include <assert.h>

enum error callbacks_add(struct store *s, struct callback *c)
{
	assert(c->msisdn[0]);
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_CALLBACK_ADD);
	query_bind_sealed_text(&q, c->msisdn);
	query_bind_text(&q, c->country);
	query_bind_text(&q, c->helpline);
	query_bind_text(&q, c->language);
	query_bind_text(&q, c->channel);
	query_bind_int(&q, c->asked_ms);
	query_bind_text(&q, c->hour);
	if (query_row(&q))
		c->mask = number_mask(s->sealer.secret, (uint64_t)query_int(&q, 0));
	return query_end(&q);
}
