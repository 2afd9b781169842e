#include "store/fates.h"

#include "store/statement.h"

enum error fates_outcome(struct store *s, int64_t id, struct message_fate *out)
{
	char class_name[16] = "";
	*out = (struct message_fate){ .outcome = MESSAGE_DELIVERED };
	struct query q = query_start(s, SQL_FATE_OUTCOME);
	query_bind_int(&q, id);
	bool found = query_row(&q);
	query_text(&q, 0, class_name, sizeof class_name);
	query_text(&q, 1, out->about, sizeof out->about);
	out->restricted = query_int(&q, 2);
	bool failed = query_int(&q, 3) > 0, expired = query_int(&q, 4) > 0, open = query_int(&q, 5) > 0, unknown = query_int(&q, 6) > 0;
	enum error error = query_end(&q);
	if (error)
		return error;
	if (!found || (open && !failed && !expired))
		return ERR_NOT_FOUND;
	if (failed || expired)
		out->outcome = failed ? MESSAGE_FAILED : MESSAGE_EXPIRED;
	else if (unknown)
		out->outcome = MESSAGE_UNKNOWN;
	out->message_class = message_class_named(class_name);
	return out->message_class < MESSAGE_CLASSES ? ERR_NONE : ERR_CORRUPT;
}

enum error fates_close(struct store *s, int64_t id, enum message_state outcome, int64_t now_ms)
{
	enum error error = fates_end(s, id, MESSAGE_QUEUED, outcome, now_ms);
	if (error)
		return error;
	struct query q = query_start(s, SQL_FATE_CLOSE);
	query_bind_int(&q, id);
	query_bind_text(&q, message_state_name(outcome));
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error fates_look(struct store *s, int64_t now_ms, int64_t *ids, size_t most, size_t *count)
{
	*count = 0;
	struct query q = query_start(s, SQL_FATE_LOOK);
	query_bind_int(&q, now_ms);
	query_bind_int(&q, (int64_t)most);
	while (*count < most && query_row(&q))
		ids[(*count)++] = query_int(&q, 0);
	return query_end(&q);
}

enum error fates_look_again(struct store *s, int64_t id, int64_t at_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_FATE_LOOK_AGAIN);
	query_bind_int(&q, id);
	query_bind_int(&q, at_ms);
	return query_run_found(&q);
}

enum error fates_expiry(struct store *s, int64_t id, int64_t *expires_ms)
{
	struct query q = query_start(s, SQL_FATE_EXPIRY);
	query_bind_int(&q, id);
	bool found = query_row(&q);
	*expires_ms = query_int(&q, 0);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error fates_end(struct store *s, int64_t id, enum message_state from, enum message_state to, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_FATE_END);
	query_bind_int(&q, id);
	query_bind_text(&q, message_state_name(from));
	query_bind_text(&q, message_state_name(to));
	query_bind_int(&q, now_ms);
	return query_run(&q);
}

enum error fates_lost(struct store *s, int64_t since_ms, struct part_name *parts, size_t most, size_t *count)
{
	*count = 0;
	struct query q = query_start(s, SQL_FATE_LOST);
	query_bind_text(&q, message_state_name(MESSAGE_SENDING));
	query_bind_int(&q, since_ms);
	query_bind_int(&q, (int64_t)most);
	while (*count < most && query_row(&q))
		parts[(*count)++] = (struct part_name){ query_int(&q, 0), (uint8_t)query_int(&q, 1) };
	return query_end(&q);
}

static enum error forget(struct store *s, enum statement statement, int64_t before_ms, size_t most, size_t *count)
{
	struct query q = query_start(s, statement);
	query_bind_int(&q, before_ms);
	query_bind_int(&q, (int64_t)most);
	enum error error = query_run(&q);
	*count = error ? 0 : query_changes(&q);
	return error;
}

enum error fates_forget(struct store *s, int64_t before_ms, size_t most, size_t *count)
{
	enum error error = store_begin(s);
	if (!error)
		error = forget(s, SQL_FATE_FORGET_PARTS, before_ms, most, count);
	return error ? error : forget(s, SQL_FATE_FORGET, before_ms, most, count);
}
