#include "store/listing.h"

#include "base/calendar.h"
#include "store/holidays.h"
#include "store/number.h"
#include "store/settings.h"
#include "store/statement.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

struct place { /* of a row in the order of the list */
	int64_t lodged_ms, number;
};

#define PLACE_OCTETS 16
#define SEALED_OCTETS (PLACE_OCTETS + SEAL_OVERHEAD)
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(LISTING_CURSOR == sodium_base64_ENCODED_LEN(SEALED_OCTETS, BASE64), "");

static void cursor_write(const struct store *s, const struct place *at, char out[LISTING_CURSOR])
{
	uint8_t plain[PLACE_OCTETS], sealed[SEALED_OCTETS];
	size_t written;
	struct writer w = writer_over(plain, sizeof plain);
	writer_u64(&w, (uint64_t)at->lodged_ms);
	writer_u64(&w, (uint64_t)at->number);
	enum error error = seal(&s->sealer, writer_bytes(&w), sealed, sizeof sealed, &written);
	assert(!error && written == sizeof sealed);
	(void)error;
	sodium_bin2base64(out, LISTING_CURSOR, sealed, sizeof sealed, BASE64);
}

static enum error cursor_read(const struct store *s, const char *cursor, struct place *at)
{
	uint8_t plain[PLACE_OCTETS], sealed[SEALED_OCTETS];
	size_t len = 0, written = 0;
	*at = (struct place){ INT64_MIN, 0 };
	if (!*cursor)
		return ERR_NONE;
	const char *end;
	if (sodium_base642bin(sealed, sizeof sealed, cursor, strlen(cursor), NULL, &len, &end, BASE64) != 0 || *end || len != sizeof sealed ||
		unseal(&s->sealer, (struct bytes){ sealed, len }, plain, sizeof plain, &written) != ERR_NONE || written != sizeof plain)
		return ERR_BAD;
	struct reader r = reader_over((struct bytes){ plain, sizeof plain });
	at->lodged_ms = (int64_t)reader_u64(&r);
	at->number = (int64_t)reader_u64(&r);
	return ERR_NONE;
}

static void row_read(struct query *q, struct listing_row *row)
{
	struct appeal *a = &row->head;
	*row = (struct listing_row){ 0 };
	number_of_value(query_int(q, 0), a->number);
	query_text(q, 1, row->status, sizeof row->status);
	a->nameless = query_int(q, 2);
	query_text(q, 3, a->topic, sizeof a->topic);
	query_text(q, 4, a->region, sizeof a->region);
	query_text(q, 5, a->country, sizeof a->country);
	query_text(q, 6, a->language, sizeof a->language);
	query_text(q, 7, a->channel, sizeof a->channel);
	a->lodged_ms = query_int(q, 8);
	row->registered_ms = query_int(q, 9);
	row->concluded_ms = query_int(q, 10);
	query_sealed_text(q, 11, a->place, sizeof a->place);
	a->restricted = query_int(q, 12);
}

/* As store/overdue.h counts: first the registration is due, then the answer. */
static enum error row_measure(struct store *s, int64_t now_ms, struct listing_row *row)
{
	int64_t lodged = calendar_day(row->head.lodged_ms);
	int64_t from = row->registered_ms ? calendar_day(row->registered_ms) : lodged;
	bool answer = row->registered_ms || row->concluded_ms;
	enum error error = settings_get(s, answer ? SETTING_ANSWER_DAYS : SETTING_REGISTRATION_DAYS, lodged, &row->days);
	if (!error)
		error = holidays_working_days(s, from, calendar_day(row->concluded_ms ? row->concluded_ms : now_ms), &row->day);
	row->overdue = !row->concluded_ms && row->day > row->days;
	return error;
}

static struct query page_start(struct store *s, const struct listing_wish *wish, const struct place *after)
{
	struct query q = query_start(s, *wish->status ? SQL_LISTING_STATUS : SQL_LISTING_ALL);
	query_bind_int(&q, after->lodged_ms);
	query_bind_int(&q, after->number);
	query_bind_int(&q, wish->restricted);
	query_bind_int(&q, (int64_t)wish->most + 1);
	if (*wish->status)
		query_bind_text(&q, wish->status);
	return q;
}

enum error listing_appeals(struct store *s, const struct listing_wish *wish, int64_t now_ms, struct listing_row *rows, size_t *count,
	char next[LISTING_CURSOR])
{
	assert(wish->most > 0 && wish->most <= LISTING_MOST);
	struct place at;
	bool more = false;
	*count = 0;
	next[0] = '\0';
	enum error error = cursor_read(s, wish->after, &at);
	if (error)
		return error;
	struct query q = page_start(s, wish, &at);
	while (!more && query_row(&q)) {
		more = *count == wish->most;
		if (!more)
			row_read(&q, &rows[(*count)++]);
	}
	error = query_end(&q);
	for (size_t i = 0; !error && i < *count; i++)
		error = row_measure(s, now_ms, &rows[i]);
	if (!error && more) {
		const struct appeal *last = &rows[*count - 1].head;
		cursor_write(s, &(struct place){ last->lodged_ms, number_value(last->number) }, next);
	}
	return error;
}

enum error listing_appeal(struct store *s, const char number[9], bool restricted, int64_t now_ms, struct listing_row *row)
{
	struct query q = query_start(s, SQL_LISTING_ONE);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, restricted);
	bool found = query_row(&q);
	if (found)
		row_read(&q, row);
	enum error error = query_end(&q);
	if (error || !found)
		return error ? error : ERR_NOT_FOUND;
	return row_measure(s, now_ms, row);
}

enum error listing_additions(struct store *s, const char number[9], struct listing_addition out[LISTING_ADDITIONS], size_t *count)
{
	struct query q = query_start(s, SQL_ADDITION_EACH);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, LISTING_ADDITIONS);
	for (*count = 0; *count < LISTING_ADDITIONS && query_row(&q); ++*count) {
		query_sealed_text(&q, 0, out[*count].text, sizeof out[*count].text);
		out[*count].at_ms = query_int(&q, 1);
	}
	return query_end(&q);
}
