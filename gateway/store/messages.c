#include "store/messages.h"

#include "store/statement.h"

#include <assert.h>
#include <string.h>

#define RANKS 2 /* of message_rule */

/* The concatenation reference: two messages to one handset differ in it unless 255 others lie between. */
static uint8_t reference_of(int64_t id)
{
	return (uint8_t)id;
}

static enum error part_add(struct store *s, const struct message *m, uint8_t part)
{
	struct query q = query_start(s, SQL_MESSAGE_PART_ADD);
	query_bind_int(&q, m->id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	query_bind_int(&q, m->created_ms);
	query_bind_int(&q, message_rule(m->message_class)->rank);
	return query_run(&q);
}

enum error messages_add(struct store *s, struct message *m)
{
	assert(m->parts > 0 && m->msisdn[0] && m->text_len <= sizeof m->text);
	enum error error = store_begin(s);
	if (error)
		return error;
	if (m->expires_ms == 0)
		m->expires_ms = m->created_ms + message_rule(m->message_class)->validity_ms;
	struct query q = query_start(s, SQL_MESSAGE_ADD);
	query_bind_sealed_text(&q, m->msisdn);
	query_bind_text(&q, message_class_name(m->message_class));
	query_bind_sealed(&q, m->text, m->text_len);
	query_bind_int(&q, m->parts);
	query_bind_int(&q, m->created_ms);
	query_bind_int(&q, m->expires_ms);
	query_bind_text(&q, m->about);
	query_bind_int(&q, m->restricted);
	query_bind_text(&q, message_push_name(m->push));
	query_bind_sealed_text(&q, m->push_text);
	if (query_row(&q))
		m->id = query_int(&q, 0);
	error = query_end(&q);
	m->reference = reference_of(m->id);
	m->next_part = 0;
	for (uint8_t part = 0; !error && part < m->parts; part++)
		error = part_add(s, m, part);
	return error;
}

static enum error due_of_rank(struct store *s, uint8_t rank, const char *network, int64_t now_ms, struct message *out)
{
	char class_name[16], push[16];
	struct query q = query_start(s, SQL_MESSAGE_DUE);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	query_bind_int(&q, rank);
	query_bind_int(&q, now_ms);
	query_bind_text(&q, network);
	bool found = query_row(&q);
	if (found) {
		out->id = query_int(&q, 0); /* the plain columns first: of a row that cannot be unsealed they are known all the same */
		out->reference = reference_of(out->id);
		out->parts = (uint8_t)query_int(&q, 4);
		out->created_ms = query_int(&q, 5);
		out->next_part = (uint8_t)query_int(&q, 6);
		out->expires_ms = query_int(&q, 7);
		out->restricted = query_int(&q, 9);
		query_sealed_text(&q, 1, out->msisdn, sizeof out->msisdn);
		query_text(&q, 2, class_name, sizeof class_name);
		out->text_len = query_sealed(&q, 3, out->text, sizeof out->text);
		query_text(&q, 8, out->about, sizeof out->about);
		query_text(&q, 10, push, sizeof push);
		out->push = message_push_named(push);
		out->push_text[0] = '\0';
		if (out->push != PUSH_NONE)
			query_sealed_text(&q, 11, out->push_text, sizeof out->push_text);
	}
	enum error error = query_end(&q);
	if (error)
		return error;
	if (!found)
		return ERR_NOT_FOUND;
	out->message_class = message_class_named(class_name);
	return out->message_class < MESSAGE_CLASSES ? ERR_NONE : ERR_CORRUPT;
}

enum error messages_due(struct store *s, const char *network, int64_t now_ms, struct message *out)
{
	enum error error = ERR_NOT_FOUND;
	for (uint8_t rank = 0; rank < RANKS && error == ERR_NOT_FOUND; rank++)
		error = due_of_rank(s, rank, network, now_ms, out);
	return error;
}

enum error messages_next(struct store *s, struct message *out)
{
	return messages_due(s, NULL, INT64_MAX, out);
}

enum error messages_next_due(struct store *s, int64_t *due_ms)
{
	enum error error = ERR_NONE;
	*due_ms = INT64_MAX;
	for (uint8_t rank = 0; rank < RANKS && !error; rank++) {
		struct query q = query_start(s, SQL_MESSAGE_NEXT_DUE);
		query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
		query_bind_int(&q, rank);
		if (query_row(&q) && query_int(&q, 0) < *due_ms)
			*due_ms = query_int(&q, 0);
		error = query_end(&q);
	}
	return error;
}

static enum error stay_with(struct store *s, int64_t id, const char *network)
{
	struct query q = query_start(s, SQL_MESSAGE_NETWORK);
	query_bind_int(&q, id);
	query_bind_text(&q, network);
	return query_run(&q);
}

enum error messages_bind(struct store *s, int64_t id, const char *network)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_BIND);
	query_bind_int(&q, id);
	query_bind_text(&q, network);
	return query_run_found(&q);
}

enum error messages_recut(struct store *s, const struct message *m)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_RECUT);
	query_bind_int(&q, m->id);
	query_bind_sealed(&q, m->text, m->text_len);
	query_bind_int(&q, m->parts);
	error = query_run_found(&q);
	if (error)
		return error;
	q = query_start(s, SQL_MESSAGE_PARTS_LESS);
	query_bind_int(&q, m->id);
	query_bind_int(&q, m->parts);
	error = query_run(&q);
	for (uint8_t part = 1; !error && part < m->parts; part++) {
		q = query_start(s, SQL_MESSAGE_PART_LIKE);
		query_bind_int(&q, m->id);
		query_bind_int(&q, part);
		error = query_run(&q);
	}
	return error;
}

enum error messages_push_over(struct store *s, int64_t id)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_PUSHED);
	query_bind_int(&q, id);
	return query_run(&q);
}

enum error messages_release(struct store *s, const char *network)
{
	struct query q = query_start(s, SQL_MESSAGE_RELEASE);
	query_bind_text(&q, network);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	return query_run(&q);
}

enum error messages_sending(struct store *s, const struct message *m, uint8_t part, const char *network, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_SENDING);
	query_bind_int(&q, m->id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(MESSAGE_SENDING));
	query_bind_text(&q, network);
	query_bind_int(&q, now_ms);
	error = query_run_found(&q);
	return error || m->parts == 1 ? error : stay_with(s, m->id, network);
}

enum error messages_accepted(struct store *s, int64_t id, uint8_t part, const char *message_id, const char *key, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_ACCEPTED);
	query_bind_int(&q, id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(MESSAGE_ACCEPTED));
	query_bind_text(&q, message_id);
	query_bind_text(&q, key);
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error messages_part(struct store *s, int64_t id, uint8_t part, enum message_state state, const char *message_id, uint32_t status, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_PART);
	query_bind_int(&q, id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(state));
	query_bind_text(&q, message_id);
	query_bind_int(&q, status);
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error messages_part_get(struct store *s, int64_t id, uint8_t part, struct message_part *out)
{
	char state[16] = "", class_name[16] = "";
	struct query q = query_start(s, SQL_MESSAGE_PART_GET);
	query_bind_int(&q, id);
	query_bind_int(&q, part);
	bool found = query_row(&q);
	query_text(&q, 0, state, sizeof state);
	query_text(&q, 1, class_name, sizeof class_name);
	out->attempts = (unsigned)query_int(&q, 2);
	out->again = (unsigned)query_int(&q, 3);
	query_sealed_text(&q, 4, out->msisdn, sizeof out->msisdn);
	enum error error = query_end(&q);
	if (error)
		return error;
	if (!found)
		return ERR_NOT_FOUND;
	out->state = message_state_named(state);
	out->message_class = message_class_named(class_name);
	return out->state < MESSAGE_STATES && out->message_class < MESSAGE_CLASSES ? ERR_NONE : ERR_CORRUPT;
}

enum error messages_requeue(struct store *s, int64_t id, uint8_t part, const struct message_part *counts, uint32_t status, int64_t due_ms, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_REQUEUE);
	query_bind_int(&q, id);
	query_bind_int(&q, part);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	query_bind_int(&q, counts->attempts);
	query_bind_int(&q, counts->again);
	query_bind_int(&q, status);
	query_bind_int(&q, due_ms);
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error messages_postpone(struct store *s, int64_t id, int64_t due_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_POSTPONE);
	query_bind_int(&q, id);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	query_bind_int(&q, due_ms);
	return query_run_found(&q);
}

enum error messages_count(struct store *s, size_t by_state[MESSAGE_STATES])
{
	for (enum message_state state = 0; state < MESSAGE_STATES; state++) {
		struct query q = query_start(s, SQL_MESSAGE_COUNT);
		query_bind_text(&q, message_state_name(state));
		by_state[state] = query_row(&q) ? (size_t)query_int(&q, 0) : 0;
		enum error error = query_end(&q);
		if (error)
			return error;
	}
	return ERR_NONE;
}
