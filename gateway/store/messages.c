#include "store/messages.h"

#include "store/statement.h"

#include <assert.h>
#include <string.h>

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
	return query_run(&q);
}

enum error messages_add(struct store *s, struct message *m)
{
	assert(m->parts > 0 && m->msisdn[0] && m->text_len <= sizeof m->text);
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_ADD);
	query_bind_sealed_text(&q, m->msisdn);
	query_bind_text(&q, message_class_name(m->message_class));
	query_bind_sealed(&q, m->text, m->text_len);
	query_bind_int(&q, m->parts);
	query_bind_int(&q, m->created_ms);
	if (query_row(&q))
		m->id = query_int(&q, 0);
	error = query_end(&q);
	m->reference = reference_of(m->id);
	m->next_part = 0;
	for (uint8_t part = 0; !error && part < m->parts; part++)
		error = part_add(s, m, part);
	return error;
}

static enum message_class class_named(const char *name)
{
	enum message_class c = 0;
	while (c < MESSAGE_CLASSES && strcmp(message_class_name(c), name) != 0)
		c++;
	return c;
}

enum error messages_next(struct store *s, struct message *out)
{
	char class_name[16];
	struct query q = query_start(s, SQL_MESSAGE_NEXT);
	query_bind_text(&q, message_state_name(MESSAGE_QUEUED));
	bool found = query_row(&q);
	if (found) {
		out->id = query_int(&q, 0);
		out->reference = reference_of(out->id);
		query_sealed_text(&q, 1, out->msisdn, sizeof out->msisdn);
		query_text(&q, 2, class_name, sizeof class_name);
		out->text_len = query_sealed(&q, 3, out->text, sizeof out->text);
		out->parts = (uint8_t)query_int(&q, 4);
		out->created_ms = query_int(&q, 5);
		out->next_part = (uint8_t)query_int(&q, 6);
	}
	enum error error = query_end(&q);
	if (error)
		return error;
	if (!found)
		return ERR_NOT_FOUND;
	out->message_class = class_named(class_name);
	return out->message_class < MESSAGE_CLASSES ? ERR_NONE : ERR_CORRUPT;
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

enum error messages_recover(struct store *s, size_t *count)
{
	*count = 0;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_MESSAGE_RECOVER);
	query_bind_text(&q, message_state_name(MESSAGE_SENDING));
	query_bind_text(&q, message_state_name(MESSAGE_UNKNOWN));
	error = query_run(&q);
	if (!error)
		*count = query_changes(&q);
	return error;
}

enum error messages_count(struct store *s, size_t by_state[MESSAGE_STATES])
{
	for (enum message_state state = 0; state < MESSAGE_STATES; state++) {
		struct query q = query_start(s, SQL_MESSAGE_COUNT);
		query_bind_text(&q, message_state_name(state));
		if (query_row(&q))
			by_state[state] = (size_t)query_int(&q, 0);
		enum error error = query_end(&q);
		if (error)
			return error;
	}
	return ERR_NONE;
}
