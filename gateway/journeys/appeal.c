#include "journeys/appeal.h"

#include "base/calendar.h"
#include "journeys/call.h"
#include "journeys/letter.h"
#include "store/appeals.h"
#include "store/fresh.h"
#include "store/holidays.h"
#include "store/items.h"
#include "store/pins.h"
#include "store/settings.h"
#include "store/tells.h"
#include "text/utf8.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TOLD_USUAL 400 /* octets of what a node tells of most appeals; base64: a multiple of 4 */
#define STEP_SHOWN 800 /* octets, as the slot takes: an officer's note can be longer, and was sent by SMS whole */

enum error text_append(struct call *c, const char **outcome)
{
	char joined[APPEAL_TEXT_MAX + 1 + APPEAL_ADDITION_MAX + 1];
	const char *text = menu_get(c->state, SLOT_TEXT);
	int len = snprintf(joined, sizeof joined, "%s%s%s", text, *text ? " " : "", menu_get(c->state, SLOT_ADDITION));
	enum error error = (size_t)len < sizeof joined ? menu_put(c->state, SLOT_TEXT, joined, (size_t)len) : ERR_LONG;
	sodium_memzero(joined, sizeof joined);
	menu_wipe(c->state, SLOT_ADDITION);
	*outcome = error ? "full" : "added";
	return error == ERR_LONG || error == ERR_FULL ? ERR_NONE : error;
}

/* The village that was named, else the district. */
static enum error place_read(const struct call *c, struct appeal *a)
{
	const char *village = menu_kept_key(c->state, "village"), *district = menu_kept_key(c->state, "district");
	bool fits = bytes_to_string(bytes_of(*village ? village : district), a->place, sizeof a->place) &&
		bytes_to_string(bytes_of(district), a->district, sizeof a->district);
	return fits ? ERR_NONE : ERR_STATE;
}

enum error appeal_place(struct call *c, const char **outcome)
{
	const char *country = menu_kept_key(c->state, "country");
	*outcome = *country && strcmp(country, "kg") != 0 ? "known" : "unknown";
	return ERR_NONE;
}

/* Who is nameless has chosen so in this call; what they typed before they chose is left out. */
static enum error appeal_read(const struct call *c, struct appeal *a)
{
	const char *anonymous = menu_get(c->state, SLOT_ANONYMOUS);
	a->nameless = strcmp(anonymous, "yes") == 0;
	a->lodged_ms = c->now.unix_ms;
	a->restricted = true;
	if (!a->nameless && strcmp(anonymous, "no") != 0)
		return ERR_STATE;
	if (call_text(c, SLOT_TEXT, a->text, sizeof a->text) || call_key(c, "topic", a->topic, sizeof a->topic) || !a->topic[0]
		|| call_key(c, "region", a->region, sizeof a->region) || call_key(c, "country", a->country, sizeof a->country) || place_read(c, a)
		|| call_language(c, a->language) || call_channel(c, a->channel))
		return ERR_STATE;
	a->restricted = tell_restricted_now(c, TABLE_TOPIC, a->topic);
	if (a->nameless)
		return ERR_NONE;
	if (call_msisdn(c, a->msisdn))
		return ERR_STATE;
	return bytes_to_string(bytes_of(menu_get(c->state, SLOT_NAME)), a->name, sizeof a->name) ? ERR_NONE : ERR_STATE;
}

/* How many working days an answer may take to what is lodged today. */
static enum error days_tell(struct call *c)
{
	int64_t days;
	enum error error = settings_get(c->store, SETTING_ANSWER_DAYS, calendar_day(c->now.unix_ms), &days);
	return error ? error : call_put_int(c, SLOT_DAYS, days);
}

enum error appeal_days(struct call *c, const char **outcome)
{
	*outcome = "told";
	return days_tell(c);
}

enum error appeal_lodge(struct call *c, const char **outcome)
{
	struct appeal a = { 0 };
	char pin[5];
	enum error error = items_room(c->store);
	if (!error)
		error = appeal_read(c, &a);
	if (!error)
		error = call_pin_chosen(c, pin);
	if (!error)
		error = appeals_lodge(c->store, &a, pin);
	if (!error)
		error = tell_lodged(c, &a);
	if (!error && !a.nameless && a.msisdn[0])
		error = fresh_put(c->store, a.msisdn, a.number, c->now.unix_ms);
	if (!error)
		error = call_put_text(c, SLOT_NUMBER, a.number);
	if (!error)
		error = days_tell(c);
	sodium_memzero(pin, sizeof pin);
	bool nameless = a.nameless;
	sodium_memzero(&a, sizeof a);
	if (error)
		return error;
	static const enum journey_slot done[] = { SLOT_PIN, SLOT_TEXT, SLOT_ADDITION, SLOT_NAME };
	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
		menu_wipe(c->state, done[i]);
	if (nameless)
		*c->caller->forget = true;
	*outcome = nameless ? "nameless" : "named";
	return ERR_NONE;
}

/* The last step of its history and who deals with it: as lines, since parts of it are not always there. That it was received the screen says
 * anyway. */
static enum error step_tell(struct call *c, const struct appeal_progress *p)
{
	struct letter line;
	char language[9], date[LOCALE_DATE], step[LOCALE_DATE + 128];
	struct letter_field fields[] = { { "step", step }, { "office", p->office }, { "registration", p->registration }, { "answer", p->note } };
	enum error error = call_language(c, language);
	if (error || strcmp(p->status, "received") == 0)
		return error ? error : call_put_text(c, SLOT_STEP, "");
	letter_open(&line, c->state->set, language, fields, sizeof fields / sizeof fields[0], c->now);
	call_date(c, p->changed_ms, date);
	snprintf(step, sizeof step, "%s, %s", date, letter_name(&line, "status", p->status));
	letter_word(&line, "step");
	if (p->office[0])
		letter_word(&line, "step_office");
	if (p->registration[0])
		letter_word(&line, "step_registration");
	return menu_put(c->state, SLOT_STEP, line.text, utf8_floor(line.text, line.len, STEP_SHOWN));
}

static enum error progress_tell(struct call *c, const struct appeal_progress *p)
{
	char date[CALENDAR_DATE];
	int64_t day, from = calendar_day(p->registered_ms ? p->registered_ms : p->lodged_ms);
	int64_t to = calendar_day(p->concluded_ms ? p->concluded_ms : c->now.unix_ms);
	calendar_iso(calendar_day(p->lodged_ms), date);
	call_keep(c, "status", p->status);
	call_keep(c, "topic", p->topic);
	enum error error = holidays_working_days(c->store, from, to, &day);
	if (!error)
		error = call_put_int(c, SLOT_DAY, day);
	if (!error)
		error = call_put_int(c, SLOT_DAYS, p->days);
	const struct { enum journey_slot slot; const char *text; } texts[] = { { SLOT_DATE, date }, { SLOT_ANSWER, p->answer },
		{ SLOT_OFFICE, p->office }, { SLOT_REGISTRATION, p->registration } };
	for (size_t i = 0; !error && i < sizeof texts / sizeof texts[0]; i++)
		error = call_put_text(c, texts[i].slot, texts[i].text);
	return error ? error : step_tell(c, p);
}

/* What another node told of a number. In a cluster that is asked for whether the number is here or not, and when nobody told of it there is something to
 * unseal, too: the answer takes as long. */
static bool told_read(const struct call *c, const char number[9], struct told *told)
{
	char text[TELL_TEXT_MAX];
	const struct journey_caller *caller = c->caller;
	if (!caller->look_up)
		return false;
	if (!caller->look_up(caller->cluster, number, text, sizeof text)) {
		memset(text, 'A', TOLD_USUAL);
		text[TOLD_USUAL] = '\0';
	}
	return tell_read(c->store, text, told) == ERR_NONE;
}

static enum error found_here(struct call *c, const char number[9], const struct appeal_progress *progress, const char **outcome)
{
	bool ask = false;
	enum error error = progress_tell(c, progress);
	if (!error && (strcmp(progress->status, "answered") == 0 || strcmp(progress->status, "closed") == 0))
		error = satisfaction_ask(c, number, &ask);
	*outcome = ask ? "answered" : "found";
	return error;
}

/* Opened here, or where another node told of it: whether its answer helped is asked where it lies. */
static enum error found(struct call *c, const char number[9], const struct told *told, const char **outcome)
{
	struct appeal_progress progress;
	enum error error = appeals_progress(c->store, number, &progress);
	if (!error) {
		error = found_here(c, number, &progress, outcome);
	} else if (error == ERR_NOT_FOUND && told) {
		*outcome = "found";
		error = progress_tell(c, &told->progress);
	}
	sodium_memzero(&progress, sizeof progress);
	return error;
}

/* Until the PIN is right nothing is read but what it is compared with. */
enum error appeal_find(struct call *c, const char **outcome)
{
	struct told told;
	char number[9];
	if (call_number(c, number))
		return ERR_STATE;
	bool is_told = told_read(c, number, &told);
	enum error error = call_open(c, PIN_GUARDS_APPEAL, is_told ? &told.guard : NULL, number, outcome);
	if (!error && !*outcome)
		error = found(c, number, is_told ? &told : NULL, outcome);
	sodium_memzero(&told, sizeof told);
	return error;
}

enum error appeal_add(struct call *c, const char **outcome)
{
	char addition[APPEAL_ADDITION_MAX + 1];
	*outcome = "added";
	if (!(*c->caller->opened)[0] || call_text(c, SLOT_ADDITION, addition, sizeof addition))
		return ERR_STATE;
	enum error error = items_room(c->store);
	if (!error)
		error = appeals_add(c->store, *c->caller->opened, addition, c->now.unix_ms);
	if (!error)
		error = tell_added(c, *c->caller->opened, addition);
	else if (error == ERR_NOT_FOUND)
		error = tell_added_elsewhere(c, *c->caller->opened, addition);
	sodium_memzero(addition, sizeof addition);
	if (!error)
		menu_wipe(c->state, SLOT_ADDITION);
	return error == ERR_NOT_FOUND ? ERR_STATE : error;
}

/* Where an addition of `text` ends: it is kept whole, or up to a space in its second half, or as much as there is room for. */
static size_t addition_end(const char *text, size_t len)
{
	if (len <= APPEAL_ADDITION_MAX)
		return len;
	size_t most = utf8_floor(text, len, APPEAL_ADDITION_MAX), end = most;
	while (end > most / 2 && text[end] != ' ' && text[end] != '\n')
		end--;
	return end > most / 2 ? end : most;
}

static const char *addition_begin(const char *text)
{
	return text + strspn(text, " \n");
}

static size_t addition_count(const char *text)
{
	size_t count = 0;
	for (text = addition_begin(text); *text; text = addition_begin(text + addition_end(text, strlen(text))))
		count++;
	return count;
}

static enum error join_all(struct call *c, const char number[9], const char *text)
{
	char addition[APPEAL_ADDITION_MAX + 1];
	enum error error = items_room_for(c->store, addition_count(text));
	for (text = addition_begin(text); !error && *text; text = addition_begin(text)) {
		size_t len = addition_end(text, strlen(text));
		memcpy(addition, text, len);
		addition[len] = '\0';
		text += len;
		error = appeals_add(c->store, number, addition, c->now.unix_ms);
		if (!error)
			error = tell_added(c, number, addition);
	}
	sodium_memzero(addition, sizeof addition);
	return error;
}

/* No PIN is asked for: it is the telephone that lodged it, and nothing of it is shown. */
static enum error lodged_here(const struct call *c, const char number[9], bool *here)
{
	struct appeal a;
	char msisdn[22];
	if (call_msisdn(c, msisdn))
		return ERR_STATE;
	enum error error = appeals_get(c->store, number, &a);
	*here = !error && !a.nameless && msisdn[0] && strcmp(a.msisdn, msisdn) == 0;
	sodium_memzero(&a, sizeof a);
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

enum error appeal_join(struct call *c, const char **outcome)
{
	char number[9];
	bool here = false;
	const char *rest = menu_get(c->state, SLOT_REST);
	if (call_number(c, number) || !*rest)
		return ERR_STATE;
	enum error error = lodged_here(c, number, &here);
	if (!error && here)
		error = join_all(c, number, rest);
	*outcome = here ? "added" : "gone";
	if (!error)
		menu_wipe(c->state, SLOT_REST);
	return error;
}
