#include "store/receipts.h"

#include "store/statement.h"

#include <sodium.h>
#include <string.h>

struct weighing {
	int weight; /* of *best; 0: none yet */
	struct receipt_match *best;
};

/* Later keys weigh less: `key` is its place in the list. */
static void weigh(struct weighing *w, const struct receipt_match *match, bool same_number, bool same_network, size_t key)
{
	if (!same_number && !same_network)
		return;
	int weight = 1 + (same_number ? 64 : 0) + (message_state_is_final(match->state) ? 0 : 32) + (same_network ? 16 : 0) + (key < 8 ? 8 - (int)key : 0);
	if (weight <= w->weight)
		return;
	w->weight = weight;
	*w->best = *match;
}

static enum error match_key(struct store *s, const char *network, const char *msisdn, const char *key, size_t place, struct weighing *w)
{
	char state[16], via[MESSAGES_NETWORK_MAX + 1], to[22];
	struct query q = query_start(s, SQL_RECEIPT_MATCH);
	query_bind_text(&q, key);
	while (query_row(&q)) {
		struct receipt_match match = { .id = query_int(&q, 0), .part = (uint8_t)query_int(&q, 1) };
		query_text(&q, 2, state, sizeof state);
		query_text(&q, 3, via, sizeof via);
		query_sealed_text(&q, 4, to, sizeof to);
		match.state = message_state_named(state);
		weigh(w, &match, strcmp(to, msisdn) == 0, strcmp(via, network) == 0, place);
	}
	sodium_memzero(to, sizeof to);
	return query_end(&q);
}

enum error receipts_match(struct store *s, const char *network, const char *msisdn, const char *const *keys, size_t key_count, struct receipt_match *out)
{
	struct weighing w = { 0, out };
	for (size_t i = 0; i < key_count; i++) {
		enum error error = match_key(s, network, msisdn, keys[i], i, &w);
		if (error)
			return error;
	}
	return w.weight > 0 ? ERR_NONE : ERR_NOT_FOUND;
}

enum error receipts_apply(struct store *s, int64_t id, uint8_t part, enum message_state state, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_RECEIPT_APPLY);
	query_bind_int(&q, id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(state));
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}
