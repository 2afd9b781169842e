#include "store/appeals.h"

#include "journeys/calendar.h"
#include "store/number.h"
#include "store/settings.h"
#include "store/statement.h"

#include <string.h>

enum effect { GOES_ON, REGISTERS, CONCLUDES };

static const struct {
	const char *name;
	enum effect effect;
} statuses[] = {
	{ "received", GOES_ON },
	{ "registered", REGISTERS },
	{ "in-work", GOES_ON },
	{ "answered", CONCLUDES },
	{ "closed", CONCLUDES },
	{ "refused", CONCLUDES },
};

#define STATUSES (sizeof statuses / sizeof statuses[0])

static size_t status_find(const char *name)
{
	size_t i = 0;
	while (i < STATUSES && strcmp(statuses[i].name, name) != 0)
		i++;
	return i;
}

/* A time beside a network's records of who called when would name the nameless. */
static int64_t time_kept(bool nameless, int64_t unix_ms)
{
	return nameless ? calendar_day_start(calendar_day(unix_ms)) : unix_ms;
}

struct head {
	bool nameless;
	char topic[APPEAL_KEY_MAX + 1];
	int64_t lodged_ms;
};

static enum error head_read(struct store *s, const char number[9], struct head *head)
{
	struct query q = query_start(s, SQL_APPEAL_GET);
	query_bind_int(&q, number_value(number));
	bool found = query_row(&q);
	head->nameless = query_int(&q, 0);
	query_text(&q, 1, head->topic, sizeof head->topic);
	head->lodged_ms = query_int(&q, 2);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

static enum error history_add(struct store *s, const char number[9], const char *status, const char *text, int64_t at_ms)
{
	struct query q = query_start(s, SQL_HISTORY_ADD);
	query_bind_int(&q, number_value(number));
	query_bind_text(&q, status);
	query_bind_sealed_text(&q, text);
	query_bind_int(&q, at_ms);
	return query_run(&q);
}

enum error appeals_lodge(struct store *s, struct appeal *a, const char *pin)
{
	enum error error = store_number_next(s, a->number);
	if (error)
		return error;
	uint8_t pin_hash[SEAL_HASH_OCTETS];
	seal_pin_hash(&s->sealer, a->number, pin, pin_hash);
	int64_t at_ms = time_kept(a->nameless, a->lodged_ms);
	struct query q = query_start(s, SQL_APPEAL_ADD);
	query_bind_int(&q, number_value(a->number));
	query_bind_blob(&q, pin_hash, sizeof pin_hash);
	query_bind_int(&q, a->nameless);
	query_bind_sealed_text(&q, a->nameless ? "" : a->msisdn);
	query_bind_sealed_text(&q, a->nameless ? "" : a->name);
	query_bind_sealed(&q, a->text, strlen(a->text));
	query_bind_text(&q, a->topic);
	query_bind_text(&q, a->region);
	query_bind_text(&q, a->country);
	query_bind_text(&q, a->language);
	query_bind_text(&q, a->channel);
	query_bind_int(&q, at_ms);
	error = query_run(&q);
	return error ? error : history_add(s, a->number, statuses[0].name, "", at_ms);
}

enum error appeals_add(struct store *s, const char number[9], const char *text, int64_t now_ms)
{
	struct head head;
	enum error error = store_begin(s);
	if (!error)
		error = head_read(s, number, &head);
	if (error)
		return error;
	struct query q = query_start(s, SQL_ADDITION_ADD);
	query_bind_int(&q, number_value(number));
	query_bind_sealed(&q, text, strlen(text));
	query_bind_int(&q, time_kept(head.nameless, now_ms));
	return query_run(&q);
}

enum error appeals_step(struct store *s, const char number[9], const char *status, const char *text, int64_t now_ms)
{
	if (status_find(status) == STATUSES)
		return ERR_UNKNOWN;
	if (strlen(text) > APPEAL_ANSWER_MAX)
		return ERR_LONG;
	struct head head;
	enum error error = store_begin(s);
	if (!error)
		error = head_read(s, number, &head);
	return error ? error : history_add(s, number, status, text, time_kept(head.nameless, now_ms));
}

/* One row of the history. An appeal that is taken up again after an answer is no longer concluded, but keeps the answer. */
static void step_read(struct query *q, struct appeal_progress *out)
{
	query_text(q, 0, out->status, sizeof out->status);
	size_t status = status_find(out->status);
	enum effect effect = status < STATUSES ? statuses[status].effect : GOES_ON;
	int64_t at_ms = query_int(q, 2);
	if (effect == REGISTERS && !out->registered_ms)
		out->registered_ms = at_ms;
	if (effect != CONCLUDES)
		out->concluded_ms = 0;
	else if (!out->concluded_ms)
		out->concluded_ms = at_ms;
	if (effect == CONCLUDES && query_blob(q, 1).len > 0)
		query_sealed_text(q, 1, out->answer, sizeof out->answer);
}

enum error appeals_progress(struct store *s, const char number[9], struct appeal_progress *out)
{
	struct head head;
	enum error error = head_read(s, number, &head);
	if (error)
		return error;
	*out = (struct appeal_progress){ .nameless = head.nameless, .lodged_ms = head.lodged_ms };
	_Static_assert(sizeof out->topic == sizeof head.topic, "the same key");
	memcpy(out->topic, head.topic, sizeof head.topic);
	struct query q = query_start(s, SQL_HISTORY_EACH);
	query_bind_int(&q, number_value(number));
	while (query_row(&q))
		step_read(&q, out);
	error = query_end(&q);
	return error ? error : settings_get(s, SETTING_ANSWER_DAYS, calendar_day(head.lodged_ms), &out->days);
}
