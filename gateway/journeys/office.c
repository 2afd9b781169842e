/* What an officer decides about an appeal. One table says which step may follow which, what it must tell, and how the person hears of it. */
#include "journeys/office.h"

#include "journeys/call.h"
#include "journeys/contract.h"
#include "journeys/letter.h"
#include "store/appeals.h"
#include "store/number.h"
#include "store/ratings.h"
#include "store/stops.h"
#include "text/utf8.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum status { RECEIVED, REGISTERED, IN_WORK, ANSWERED, CLOSED, REFUSED, STATUSES };

#define AFTER(status) (1u << (status))
#define UNTIL_ANSWERED (AFTER(RECEIVED) | AFTER(REGISTERED) | AFTER(IN_WORK))

/* Registered twice: it was passed on to another office. Answered twice: the second mends the first. In work after a refusal: it was taken up
 * again. What is closed stays closed. */
static const struct rule {
	const char *name, *word; /* word: the SMS */
	unsigned after;
	bool tells;              /* it needs a text */
	bool own;                /* the answer to their question: stop does not stop it */
	bool rated;              /* and then: did it help? */
	enum message_class message_class;
} rules[STATUSES] = {
	[RECEIVED] = { "received", NULL, 0, false, false, false, MESSAGE_REPORT },
	[REGISTERED] = { "registered", "sms_registered", UNTIL_ANSWERED, false, false, false, MESSAGE_REPORT },
	[IN_WORK] = { "in-work", "sms_in_work", UNTIL_ANSWERED | AFTER(ANSWERED) | AFTER(REFUSED), false, false, false, MESSAGE_REPORT },
	[ANSWERED] = { "answered", "sms_answered", UNTIL_ANSWERED | AFTER(ANSWERED), true, true, true, MESSAGE_ANSWER },
	[CLOSED] = { "closed", "sms_closed", UNTIL_ANSWERED | AFTER(ANSWERED) | AFTER(REFUSED), false, false, false, MESSAGE_REPORT },
	[REFUSED] = { "refused", "sms_refused", UNTIL_ANSWERED, true, true, false, MESSAGE_ANSWER },
};

static enum status status_named(const char *name)
{
	enum status status = 0;
	while (status < STATUSES && strcmp(rules[status].name, name) != 0)
		status++;
	return status;
}

/* No phone of those whom this is for shows a character beyond the BMP, and SMS would need a surrogate pair for it. */
enum error office_text(const char *in, char *out, size_t capacity)
{
	size_t len = strlen(in), size;
	if (!utf8_valid(in, len))
		return ERR_BAD;
	for (size_t at = 0; at < len; at += size)
		if (utf8_next(in + at, len - at, &size) > 0xffff)
			return ERR_BAD;
	if (!bytes_to_string(bytes_of(in), out, capacity))
		return ERR_LONG;
	out[utf8_clean(out, len)] = '\0';
	return ERR_NONE;
}

static enum error step_read(const struct status_event *event, struct moment now, struct appeal_step *step)
{
	*step = (struct appeal_step){ .at_ms = now.unix_ms };
	memcpy(step->status, event->status, sizeof step->status);
	_Static_assert(sizeof step->status == sizeof event->status, "the same status");
	enum error error = office_text(event->text, step->text, sizeof step->text);
	if (!error)
		error = office_text(event->office, step->office, sizeof step->office);
	if (!error)
		error = office_text(event->registration, step->registration, sizeof step->registration);
	return error ? error : office_text(event->by, step->by, sizeof step->by);
}

/* What the person is told, in the language of their appeal; and whether they are asked if it helped. */
static enum error tell(struct store *store, const struct menu_set *menus, const struct rule *rule, const struct appeal *a,
	const struct appeal_step *step, enum message_push push, bool ask, struct moment now)
{
	struct letter letter;
	char shown[NUMBER_SHOWN];
	bool sent;
	number_format(a->number, shown);
	struct letter_field fields[] = { { "number", shown }, { "answer", step->text }, { "office", step->office },
		{ "registration", step->registration } };
	letter_open(&letter, menus, a->language, fields, sizeof fields / sizeof fields[0], now);
	if (!letter_word(&letter, rule->word))
		return ERR_NONE;
	if (step->office[0])
		letter_word(&letter, "step_office");
	if (step->registration[0])
		letter_word(&letter, "step_registration");
	if (ask)
		letter_word(&letter, "sms_rate");
	struct letter_to to = { .msisdn = a->msisdn, .message_class = rule->message_class, .own = rule->own, .about = a->number,
		.restricted = a->restricted, .push = push, .push_word = push == PUSH_NONE ? NULL : "ussd_notice" };
	return letter_send(&letter, store, &to, now, &sent);
}

static enum error take(struct store *store, const struct menu_set *menus, const struct rule *rule, const char number[9],
	const struct appeal_step *step, enum message_push push, struct moment now)
{
	struct appeal a;
	bool stopped = false;
	enum error error = appeals_take_step(store, number, step);
	if (!error)
		error = appeals_get(store, number, &a);
	if (error)
		return error;
	if (rule->rated && a.msisdn[0])
		error = stops_get(store, a.msisdn, &stopped);
	if (!error && rule->rated)
		error = ratings_open(store, number, stopped ? "" : a.msisdn, now.unix_ms);
	if (!error)
		error = tell(store, menus, rule, &a, step, push, rule->rated && !stopped, now);
	sodium_memzero(&a, sizeof a);
	return error;
}

void office_steps(const char *status, char *out, size_t capacity)
{
	enum status now = status_named(status);
	size_t used = 0;
	if (capacity > 0)
		out[0] = '\0';
	for (size_t i = 0; now < STATUSES && i < STATUSES; i++) {
		if (rules[i].after & AFTER(now) && used < capacity)
			used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", rules[i].name);
	}
}

/* Whether this step may follow what the appeal has come to. */
static enum error follows(struct store *store, const char number[9], const struct rule *rule)
{
	struct appeal_progress progress;
	enum error error = number_valid(number) ? appeals_progress(store, number, &progress) : ERR_NOT_FOUND;
	if (error)
		return error;
	enum status status = status_named(progress.status);
	sodium_memzero(&progress, sizeof progress);
	return status < STATUSES && (rule->after & AFTER(status)) ? ERR_NONE : ERR_STATE;
}

bool office_text_missing(const struct status_event *event)
{
	char text[sizeof event->text];
	enum status status = status_named(event->status);
	bool missing = status < STATUSES && rules[status].tells && office_text(event->text, text, sizeof text) == ERR_NONE && !text[0];
	sodium_memzero(text, sizeof text);
	return missing;
}

enum error office_status(struct store *store, const struct menu_set *menus, const struct status_event *event, struct moment now)
{
	struct appeal_step step;
	enum status status = status_named(event->status);
	enum message_push push = message_push_named(event->ussd);
	enum error error = status == STATUSES || push == PUSHES ? ERR_UNKNOWN : step_read(event, now, &step);
	if (!error && rules[status].tells && !step.text[0])
		error = ERR_BAD;
	if (!error)
		error = follows(store, event->number, &rules[status]);
	if (!error)
		error = take(store, menus, &rules[status], event->number, &step, push, now);
	sodium_memzero(&step, sizeof step);
	return error;
}

enum error office_judge(struct store *store, const struct menu_set *menus)
{
	char topic[APPEAL_KEY_MAX + 1];
	enum error error;
	while (!(error = appeals_unjudged(store, topic)) && !(error = appeals_judge(store, topic, tell_restricted(menus, TABLE_TOPIC, topic))))
		;
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}
