#include "store/audit.h"

#include "store/number.h"
#include "store/statement.h"
#include "store/tokens.h"

#include <assert.h>
#include <string.h>

static const char *const outcomes[AUDIT_OUTCOMES] = {
	[AUDIT_DONE] = "done",
	[AUDIT_REPLAYED] = "replayed",
	[AUDIT_REFUSED] = "refused",
};

const char *audit_outcome_name(enum audit_outcome outcome)
{
	assert(outcome < AUDIT_OUTCOMES);
	return outcomes[outcome];
}

static enum audit_outcome outcome_find(const char *name)
{
	enum audit_outcome outcome = AUDIT_DONE;
	while (outcome < AUDIT_OUTCOMES - 1 && strcmp(outcomes[outcome], name) != 0)
		outcome++;
	return outcome;
}

/* Whoever may not know of an appeal has typed a number, no more; whoever may is at work on it. */
static bool hides(const struct audit *a)
{
	return a->outcome != AUDIT_REFUSED || strcmp(a->role, token_role_name(ROLE_RESTRICTED)) == 0;
}

enum error audit_add(struct store *s, const struct audit *a)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_AUDIT_ADD);
	query_bind_int(&q, a->at_ms);
	query_bind_text(&q, a->who);
	query_bind_text(&q, a->role);
	query_bind_text(&q, a->action);
	query_bind_text(&q, a->subject);
	query_bind_text(&q, a->reason);
	query_bind_text(&q, audit_outcome_name(a->outcome));
	query_bind_int(&q, hides(a) && number_valid(a->subject) ? number_value(a->subject) : -1);
	return query_run(&q);
}

enum error audit_list(struct store *s, bool restricted, int64_t after, struct audit *out, size_t most, size_t *count)
{
	char outcome[16];
	struct query q = query_start(s, restricted ? SQL_AUDIT_ALL : SQL_AUDIT_EACH);
	query_bind_int(&q, after);
	query_bind_int(&q, (int64_t)most);
	for (*count = 0; *count < most && query_row(&q); ++*count) {
		struct audit *a = &out[*count];
		a->id = query_int(&q, 0);
		a->at_ms = query_int(&q, 1);
		query_text(&q, 2, a->who, sizeof a->who);
		query_text(&q, 3, a->role, sizeof a->role);
		query_text(&q, 4, a->action, sizeof a->action);
		query_text(&q, 5, a->subject, sizeof a->subject);
		query_text(&q, 6, a->reason, sizeof a->reason);
		query_text(&q, 7, outcome, sizeof outcome);
		a->outcome = outcome_find(outcome);
	}
	return query_end(&q);
}
