#include "store/appeals.h"

#include "base/calendar.h"
#include "store/number.h"
#include "store/settings.h"
#include "store/statement.h"
#include "store/tells.h"

#include <sodium.h>
#include <stdio.h>
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
	bool restricted;
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
	head->restricted = query_int(&q, 13);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error appeals_get(struct store *s, const char number[9], struct appeal *out)
{
	struct query q = query_start(s, SQL_APPEAL_GET);
	query_bind_int(&q, number_value(number));
	bool found = query_row(&q);
	if (found) {
		memcpy(out->number, number, sizeof out->number);
		out->nameless = query_int(&q, 0);
		query_text(&q, 1, out->topic, sizeof out->topic);
		out->lodged_ms = query_int(&q, 2);
		query_text(&q, 4, out->region, sizeof out->region);
		query_text(&q, 5, out->country, sizeof out->country);
		query_text(&q, 6, out->language, sizeof out->language);
		query_text(&q, 7, out->channel, sizeof out->channel);
		query_sealed_text(&q, 8, out->msisdn, sizeof out->msisdn);
		query_sealed_text(&q, 9, out->name, sizeof out->name);
		query_sealed_text(&q, 10, out->text, sizeof out->text);
		query_sealed_text(&q, 11, out->place, sizeof out->place);
		query_text(&q, 12, out->district, sizeof out->district);
		out->restricted = query_int(&q, 13);
	}
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

static enum error history_add(struct store *s, const char number[9], const struct appeal_step *step, int64_t at_ms)
{
	struct query q = query_start(s, SQL_HISTORY_ADD);
	query_bind_int(&q, number_value(number));
	query_bind_text(&q, step->status);
	query_bind_sealed_text(&q, step->text);
	query_bind_int(&q, at_ms);
	query_bind_sealed_text(&q, step->office);
	query_bind_sealed_text(&q, step->registration);
	query_bind_sealed_text(&q, step->by);
	enum error error = query_run(&q);
	return error ? error : tells_mark(s, number);
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
	query_bind_sealed_text(&q, a->place);
	query_bind_text(&q, a->district);
	query_bind_int(&q, a->restricted);
	error = query_run(&q);
	return error ? error : history_add(s, a->number, &(struct appeal_step){ .status = "received" }, at_ms);
}

enum error appeals_unjudged(struct store *s, char topic[APPEAL_KEY_MAX + 1])
{
	struct query q = query_start(s, SQL_APPEAL_UNJUDGED);
	bool found = query_row(&q);
	if (found)
		query_text(&q, 0, topic, APPEAL_KEY_MAX + 1);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error appeals_judge(struct store *s, const char *topic, bool restricted)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_APPEAL_JUDGE);
	query_bind_text(&q, topic);
	query_bind_int(&q, restricted);
	error = query_run(&q);
	if (error || !restricted)
		return error;
	q = query_start(s, SQL_AUDIT_JUDGE);
	query_bind_text(&q, topic);
	return query_run(&q);
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
	struct appeal_step step = { .at_ms = now_ms };
	if (!bytes_to_string(bytes_of(status), step.status, sizeof step.status))
		return ERR_UNKNOWN;
	if (!bytes_to_string(bytes_of(text), step.text, sizeof step.text))
		return ERR_LONG;
	return appeals_take_step(s, number, &step);
}

/* What the last steps come to, in the appeal's own row. */
static enum error row_step(struct store *s, const char number[9], const char *status, enum effect effect, int64_t at_ms)
{
	struct query q = query_start(s, SQL_APPEAL_STEP);
	query_bind_int(&q, number_value(number));
	query_bind_text(&q, status);
	query_bind_int(&q, effect == REGISTERS ? at_ms : 0);
	query_bind_int(&q, effect == CONCLUDES);
	query_bind_int(&q, at_ms);
	return query_run(&q);
}

enum error appeals_take_step(struct store *s, const char number[9], const struct appeal_step *step)
{
	size_t status = status_find(step->status);
	if (status == STATUSES)
		return ERR_UNKNOWN;
	struct head head;
	enum error error = store_begin(s);
	if (!error)
		error = head_read(s, number, &head);
	if (error)
		return error;
	int64_t at_ms = time_kept(head.nameless, step->at_ms);
	error = history_add(s, number, step, at_ms);
	return error ? error : row_step(s, number, step->status, statuses[status].effect, at_ms);
}

static void step_read(struct query *q, struct appeal_step *out)
{
	query_text(q, 0, out->status, sizeof out->status);
	query_sealed_text(q, 1, out->text, sizeof out->text);
	out->at_ms = query_int(q, 2);
	query_sealed_text(q, 3, out->office, sizeof out->office);
	query_sealed_text(q, 4, out->registration, sizeof out->registration);
	query_sealed_text(q, 5, out->by, sizeof out->by);
}

enum error appeals_history(struct store *s, const char number[9], struct appeal_step *out, size_t most, size_t *count)
{
	struct query q = query_start(s, SQL_HISTORY_EACH);
	query_bind_int(&q, number_value(number));
	*count = 0;
	while (query_row(&q)) {
		if (*count == most)
			memmove(out, out + 1, --*count * sizeof *out);
		step_read(&q, &out[(*count)++]);
	}
	enum error error = query_end(&q);
	return error || *count > 0 ? error : ERR_NOT_FOUND;
}

static void replace(char *text, const char *with, size_t capacity)
{
	if (*with)
		snprintf(text, capacity, "%s", with);
}

/* One step more. An appeal that is taken up again after an answer is no longer concluded, but keeps the answer. */
static void progress_step(struct appeal_progress *p, const struct appeal_step *step)
{
	size_t status = status_find(step->status);
	enum effect effect = status < STATUSES ? statuses[status].effect : GOES_ON;
	memcpy(p->status, step->status, sizeof p->status);
	p->changed_ms = step->at_ms;
	if (effect == REGISTERS && !p->registered_ms)
		p->registered_ms = step->at_ms;
	if (effect != CONCLUDES)
		p->concluded_ms = 0;
	else if (!p->concluded_ms)
		p->concluded_ms = step->at_ms;
	if (effect == CONCLUDES)
		replace(p->answer, step->text, sizeof p->answer);
	snprintf(p->note, sizeof p->note, "%s", effect == CONCLUDES ? "" : step->text);
	replace(p->office, step->office, sizeof p->office);
	replace(p->registration, step->registration, sizeof p->registration);
}

enum error appeals_progress(struct store *s, const char number[9], struct appeal_progress *out)
{
	struct head head;
	struct appeal_step step;
	enum error error = head_read(s, number, &head);
	if (error)
		return error;
	*out = (struct appeal_progress){ .nameless = head.nameless, .restricted = head.restricted, .lodged_ms = head.lodged_ms };
	_Static_assert(sizeof out->topic == sizeof head.topic, "the same key");
	memcpy(out->topic, head.topic, sizeof head.topic);
	struct query q = query_start(s, SQL_HISTORY_EACH);
	query_bind_int(&q, number_value(number));
	while (query_row(&q)) {
		step_read(&q, &step);
		progress_step(out, &step);
	}
	error = query_end(&q);
	sodium_memzero(&step, sizeof step);
	return error ? error : settings_get(s, SETTING_ANSWER_DAYS, calendar_day(head.lodged_ms), &out->days);
}
