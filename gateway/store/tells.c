#include "store/tells.h"

#include "store/appeals.h"
#include "store/number.h"
#include "store/statement.h"

#include <sodium.h>
#include <string.h>

#define REVISION 1
#define PLAIN_MAX 3072

enum error tells_mark(struct store *s, const char number[9])
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TELL_MARK);
	query_bind_int(&q, number_value(number));
	return query_run(&q);
}

enum error tells_mark_all(struct store *s)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TELL_MARK_ALL);
	return query_run(&q);
}

enum error tells_next(struct store *s, const char *after, struct tell *out, size_t most, size_t *count)
{
	*count = 0;
	struct query q = query_start(s, SQL_TELL_NEXT);
	query_bind_int(&q, *after ? number_value(after) : -1);
	query_bind_int(&q, (int64_t)most);
	for (; *count < most && query_row(&q); ++*count) {
		number_of_value(query_int(&q, 0), out[*count].number);
		out[*count].version = query_int(&q, 1);
	}
	return query_end(&q);
}

enum error tells_done(struct store *s, const struct tell *tell)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_TELL_DONE);
	query_bind_int(&q, number_value(tell->number));
	query_bind_int(&q, tell->version);
	return query_run(&q);
}

/* A text is its length in two octets and its octets. */
static void put_text(struct writer *w, const char *text)
{
	size_t len = strlen(text);
	writer_u16(w, (uint16_t)len);
	writer_put(w, (struct bytes){(const uint8_t *)text, len});
}

static bool take_text(struct reader *r, char *out, size_t capacity)
{
	return bytes_to_string(reader_take(r, reader_u16(r)), out, capacity);
}

static void pack(const struct told *t, struct writer *w)
{
	const struct appeal_progress *p = &t->progress;
	writer_u8(w, REVISION);
	writer_put(w, (struct bytes){t->guard.pin, sizeof t->guard.pin});
	writer_u8(w, p->nameless);
	put_text(w, p->status);
	put_text(w, p->topic);
	put_text(w, p->answer);
	put_text(w, p->office);
	put_text(w, p->registration);
	put_text(w, p->note);
	writer_u64(w, (uint64_t)p->lodged_ms);
	writer_u64(w, (uint64_t)p->registered_ms);
	writer_u64(w, (uint64_t)p->concluded_ms);
	writer_u64(w, (uint64_t)p->changed_ms);
	writer_u64(w, (uint64_t)p->days);
	writer_u8(w, p->restricted); /* from here on nodes of before do not look */
	if (t->guard.owned)
		writer_put(w, (struct bytes){t->guard.owner, sizeof t->guard.owner});
}

static enum error unpack(struct reader *r, struct told *t)
{
	struct appeal_progress *p = &t->progress;
	if (reader_u8(r) != REVISION)
		return ERR_CORRUPT;
	struct bytes pin = reader_take(r, sizeof t->guard.pin);
	if (pin.len)
		memcpy(t->guard.pin, pin.at, pin.len);
	p->nameless = reader_u8(r);
	bool whole = take_text(r, p->status, sizeof p->status) && take_text(r, p->topic, sizeof p->topic) &&
		take_text(r, p->answer, sizeof p->answer) && take_text(r, p->office, sizeof p->office) &&
		take_text(r, p->registration, sizeof p->registration) && take_text(r, p->note, sizeof p->note);
	p->lodged_ms = (int64_t)reader_u64(r);
	p->registered_ms = (int64_t)reader_u64(r);
	p->concluded_ms = (int64_t)reader_u64(r);
	p->changed_ms = (int64_t)reader_u64(r);
	p->days = (int64_t)reader_u64(r);
	p->restricted = reader_left(r) == 0 || reader_u8(r); /* a node of before does not say */
	t->guard.owned = reader_left(r) >= sizeof t->guard.owner;
	if (t->guard.owned)
		memcpy(t->guard.owner, reader_take(r, sizeof t->guard.owner).at, sizeof t->guard.owner);
	return whole && !r->failed ? ERR_NONE : ERR_CORRUPT;
}

enum error tell_write(struct store *s, const char number[9], char text[TELL_TEXT_MAX])
{
	struct told told = {0};
	uint8_t plain[PLAIN_MAX], sealed[PLAIN_MAX + SEAL_OVERHEAD];
	size_t len = 0;
	enum error error = appeals_progress(s, number, &told.progress);
	if (!error)
		error = pins_guard(s, PIN_GUARDS_APPEAL, number, &told.guard);
	struct writer w = writer_over(plain, sizeof plain);
	if (!error)
		pack(&told, &w);
	if (!error && w.failed)
		error = ERR_LONG;
	if (!error)
		error = seal(&s->sealer, writer_bytes(&w), sealed, sizeof sealed, &len);
	if (!error)
		sodium_bin2base64(text, TELL_TEXT_MAX, sealed, len, sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(&told, sizeof told);
	sodium_memzero(plain, sizeof plain);
	return error;
}

enum error tell_read(const struct store *s, const char *text, struct told *out)
{
	uint8_t plain[PLAIN_MAX], sealed[PLAIN_MAX + SEAL_OVERHEAD];
	size_t len = 0, plain_len = 0;
	memset(out, 0, sizeof *out);
	if (sodium_base642bin(sealed, sizeof sealed, text, strlen(text), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return ERR_CORRUPT;
	enum error error = unseal(&s->sealer, (struct bytes){sealed, len}, plain, sizeof plain, &plain_len);
	struct reader r = reader_over((struct bytes){plain, plain_len});
	error = error ? ERR_CORRUPT : unpack(&r, out);
	sodium_memzero(plain, sizeof plain);
	return error;
}
