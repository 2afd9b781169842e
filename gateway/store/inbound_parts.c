#include "store/inbound_parts.h"

#include "store/statement.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define BOX_MAX (1 + 1 + 22 + 1 + 32 + INBOUND_PART_OCTETS)

static void put_string(struct writer *w, const char *text)
{
	struct bytes bytes = bytes_of(text);
	writer_u8(w, (uint8_t)bytes.len);
	writer_put(w, bytes);
}

static bool take_string(struct reader *r, char *out, size_t capacity)
{
	return bytes_to_string(reader_take(r, reader_u8(r)), out, capacity);
}

/* What is sealed: u8 data_coding | strings: msisdn, network | the octets. A string is a length octet and its octets. */
static struct bytes box_of(const struct inbound_part *part, uint8_t box[BOX_MAX])
{
	struct writer w = writer_over(box, BOX_MAX);
	writer_u8(&w, part->data_coding);
	put_string(&w, part->msisdn);
	put_string(&w, part->network);
	writer_put(&w, (struct bytes){ part->text, part->len });
	assert(!w.failed);
	return writer_bytes(&w);
}

static bool box_read(struct bytes box, struct inbound_part *part)
{
	struct reader r = reader_over(box);
	part->data_coding = reader_u8(&r);
	bool whole = take_string(&r, part->msisdn, sizeof part->msisdn) && take_string(&r, part->network, sizeof part->network);
	part->len = reader_left(&r);
	struct bytes text = reader_take(&r, part->len);
	if (!whole || r.failed || text.len > sizeof part->text)
		return false;
	if (text.len)
		memcpy(part->text, text.at, text.len);
	return true;
}

static void bind_set(struct query *q, const struct inbound_set *set)
{
	query_bind_blob(q, set->subscriber, sizeof set->subscriber);
	query_bind_int(q, set->scheme);
	query_bind_int(q, set->reference);
	query_bind_int(q, set->total);
}

static enum error is_double(struct store *s, const struct inbound_set *set, uint8_t index, const uint8_t digest[SEAL_HASH_OCTETS], bool *out)
{
	struct query q = query_start(s, SQL_INBOUND_DIGEST);
	bind_set(&q, set);
	query_bind_int(&q, index);
	*out = query_row(&q) && bytes_equal(query_blob(&q, 0), (struct bytes){ digest, SEAL_HASH_OCTETS });
	return query_end(&q);
}

static enum error row_put(struct store *s, const struct inbound_part *part, const struct inbound_set *set,
	const uint8_t digest[SEAL_HASH_OCTETS], int64_t due_ms)
{
	uint8_t box[BOX_MAX];
	struct bytes bytes = box_of(part, box);
	struct query q = query_start(s, SQL_INBOUND_PUT);
	bind_set(&q, set);
	query_bind_int(&q, part->index);
	query_bind_int(&q, due_ms);
	query_bind_blob(&q, digest, SEAL_HASH_OCTETS);
	query_bind_sealed(&q, (const char *)bytes.at, bytes.len);
	query_bind_int(&q, INBOUND_PARTS_EACH);
	query_bind_int(&q, INBOUND_PARTS_ALL);
	enum error error = query_run_found(&q);
	sodium_memzero(box, sizeof box);
	return error == ERR_NOT_FOUND ? ERR_FULL : error;
}

/* The whole set waits for as long as its newest part; *count: how many wait. */
static enum error set_wait(struct store *s, const struct inbound_set *set, int64_t due_ms, size_t *count)
{
	struct query q = query_start(s, SQL_INBOUND_WAIT);
	bind_set(&q, set);
	query_bind_int(&q, due_ms);
	enum error error = query_run(&q);
	*count = error ? 0 : query_changes(&q);
	return error;
}

enum error inbound_parts_put(struct store *s, const struct inbound_part *part, int64_t now_ms, struct inbound_set *set,
	enum inbound_verdict *verdict)
{
	assert(part->total > 0 && part->total <= INBOUND_PARTS && part->index > 0 && part->index <= part->total && part->len <= sizeof part->text);
	enum error error = store_begin(s);
	if (error)
		return error;
	*set = (struct inbound_set){ .scheme = part->scheme, .total = part->total, .reference = part->reference };
	seal_number_hash(&s->sealer, part->msisdn, set->subscriber);
	uint8_t digest[SEAL_HASH_OCTETS];
	crypto_generichash(digest, sizeof digest, part->text, part->len, s->sealer.secret, sizeof s->sealer.secret);
	bool doubled;
	size_t count;
	error = is_double(s, set, part->index, digest, &doubled);
	if (error || doubled) {
		*verdict = INBOUND_DOUBLE;
		return error;
	}
	error = row_put(s, part, set, digest, now_ms + INBOUND_WAIT_MS);
	if (!error)
		error = set_wait(s, set, now_ms + INBOUND_WAIT_MS, &count);
	if (!error)
		*verdict = count == part->total ? INBOUND_COMPLETE : INBOUND_WAITING;
	return error;
}

static enum error set_used(struct store *s, const struct inbound_set *set, int64_t due_ms)
{
	struct query q = query_start(s, SQL_INBOUND_USED);
	bind_set(&q, set);
	query_bind_int(&q, due_ms);
	return query_run(&q);
}

/* A row that cannot be opened is left out: the words of the others are not lost for it. */
enum error inbound_parts_take(struct store *s, const struct inbound_set *set, int64_t now_ms, struct inbound_part out[INBOUND_PARTS],
	size_t *count)
{
	uint8_t box[BOX_MAX];
	*count = 0;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_INBOUND_EACH);
	bind_set(&q, set);
	while (*count < INBOUND_PARTS && query_row(&q)) {
		size_t len;
		struct inbound_part *part = &out[*count];
		*part = (struct inbound_part){ .scheme = set->scheme, .reference = set->reference, .total = set->total, .index = (uint8_t)query_int(&q, 0) };
		if (unseal(&s->sealer, query_blob(&q, 1), box, sizeof box, &len) == ERR_NONE && box_read((struct bytes){ box, len }, part))
			++*count;
	}
	error = query_end(&q);
	sodium_memzero(box, sizeof box);
	return error ? error : set_used(s, set, now_ms + INBOUND_USED_MS);
}

static enum error used_drop(struct store *s, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_INBOUND_PRUNE);
	query_bind_int(&q, now_ms);
	return query_run(&q);
}

enum error inbound_parts_due(struct store *s, int64_t now_ms, struct inbound_set *set)
{
	enum error error = used_drop(s, now_ms);
	if (error)
		return error;
	struct query q = query_start(s, SQL_INBOUND_DUE);
	query_bind_int(&q, now_ms);
	bool found = query_row(&q);
	struct bytes subscriber = query_blob(&q, 0);
	*set = (struct inbound_set){ .scheme = (uint8_t)query_int(&q, 1), .reference = (uint16_t)query_int(&q, 2), .total = (uint8_t)query_int(&q, 3) };
	if (subscriber.len == sizeof set->subscriber)
		memcpy(set->subscriber, subscriber.at, subscriber.len);
	error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error inbound_parts_next(struct store *s, int64_t *due_ms)
{
	struct query q = query_start(s, SQL_INBOUND_NEXT);
	bool found = query_row(&q);
	*due_ms = found ? query_int(&q, 0) : 0;
	return query_end(&q);
}
