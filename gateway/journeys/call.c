#include "journeys/call.h"

#include "base/calendar.h"
#include "base/log.h"
#include "journeys/letter.h"
#include "journeys/pin_choice.h"
#include "store/number.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static enum error copy(const char *text, char *out, size_t capacity)
{
	return bytes_to_string(bytes_of(text), out, capacity) ? ERR_NONE : ERR_STATE;
}

enum error call_text(const struct call *c, enum journey_slot slot, char *out, size_t capacity)
{
	const char *text = menu_get(c->state, slot);
	return *text ? copy(text, out, capacity) : ERR_STATE;
}

enum error call_number(const struct call *c, char number[9])
{
	const char *text = menu_get(c->state, SLOT_NUMBER);
	return number_valid(text) ? copy(text, number, 9) : ERR_STATE;
}

enum error call_pin(const struct call *c, char pin[5])
{
	const char *text = menu_get(c->state, SLOT_PIN);
	return strlen(text) == 4 && strspn(text, "0123456789") == 4 ? copy(text, pin, 5) : ERR_STATE;
}

enum error call_pin_chosen(const struct call *c, char pin[5])
{
	enum error error = call_pin(c, pin);
	return !error && pin_is_common(pin) ? ERR_WEAK : error;
}

enum error call_key(const struct call *c, const char *table, char *out, size_t capacity)
{
	return copy(menu_kept_key(c->state, table), out, capacity);
}

enum error call_language(const struct call *c, char language[9])
{
	if (c->state->language >= menu_language_count(c->state->set))
		return ERR_STATE;
	return copy(menu_tongue_code(c->state->set, c->state->language, c->state->latin), language, 9);
}

enum error call_channel(const struct call *c, char channel[8])
{
	return copy(c->caller->channel, channel, 8);
}

enum error call_msisdn(const struct call *c, char msisdn[22])
{
	return copy(c->caller->msisdn, msisdn, 22);
}

/* Once an alarm, and each lasts longer than the one before. */
static void alarm_say(const struct call *c, const struct pin_alarm *alarm)
{
	if (alarm->pause_ms > 0)
		log_say(LOG_JOURNEY, LOG_LEVEL_ERROR, "network %s: %" PRId64 " wrong PINs by strangers: somebody guesses; for %" PRId64 " s only the phones that"
			" lodged are answered there", c->caller->network, alarm->wrong, alarm->pause_ms / 1000);
}

static void verdict_count(const struct call *c, const struct pin_result *result)
{
	struct pin_figures *figures = c->caller->pins;
	alarm_say(c, &result->alarm);
	if (!figures)
		return;
	figures->verdicts[result->verdict]++;
	figures->alarms += result->alarm.pause_ms > 0;
}

enum error call_open(struct call *c, enum pin_guards guards, const struct pin_guard *told, char number[9], const char **outcome)
{
	static const char *const outcomes[PIN_VERDICTS] = { [PIN_RIGHT] = NULL, [PIN_WRONG] = "wrong", [PIN_LOCKED] = "locked" };
	char pin[5], msisdn[22];
	struct pin_result result;
	if (call_number(c, number) || call_pin(c, pin) || call_msisdn(c, msisdn))
		return ERR_STATE;
	const struct pin_caller caller = { .msisdn = msisdn, .network = c->caller->network ? c->caller->network : "" };
	enum error error = pins_try(c->store, guards, number, pin, told, &caller, c->now.unix_ms, &result);
	sodium_memzero(pin, sizeof pin);
	if (error)
		return error;
	verdict_count(c, &result);
	menu_wipe(c->state, SLOT_PIN);
	*outcome = outcomes[result.verdict];
	memset(*c->caller->opened, 0, 9);
	if (result.verdict == PIN_RIGHT)
		memcpy(*c->caller->opened, number, 9);
	return ERR_NONE;
}

void call_date(const struct call *c, int64_t unix_ms, char out[LOCALE_DATE])
{
	const struct menu_state *s = c->state;
	char iso[CALENDAR_DATE];
	calendar_iso(calendar_day(unix_ms), iso);
	locale_date(menu_locale(s->set, s->language < menu_language_count(s->set) ? s->language : 0), iso, out);
}

enum error call_put_int(struct call *c, enum journey_slot slot, int64_t value)
{
	char text[24];
	int len = snprintf(text, sizeof text, "%" PRId64, value);
	return menu_put(c->state, slot, text, (size_t)len);
}

enum error call_put_text(struct call *c, enum journey_slot slot, const char *text)
{
	return menu_put(c->state, slot, text, strlen(text));
}

void call_keep(struct call *c, const char *table, const char *key)
{
	uint16_t index = menu_table_find(c->state->set, table);
	if (menu_keep(c->state, table, key) == ERR_NOT_FOUND && index != MENU_NONE)
		c->state->kept[index] = MENU_NONE;
}

enum error call_sms(struct call *c, enum message_class message_class, const char *text, size_t len)
{
	char msisdn[22];
	if (call_msisdn(c, msisdn) || !msisdn[0])
		return ERR_STATE;
	return letter_queue(c->store, &(struct letter_to){ .msisdn = msisdn, .message_class = message_class, .latin = c->state->latin }, text, len, c->now);
}

/* Of several countries the record tells one key a line. */
static bool is_of_kept_country(const struct call *c, const char *table)
{
	char keys[512];
	const char *country = menu_kept_key(c->state, "country");
	size_t len = menu_kept_text(c->state, table, "country", keys, sizeof keys - 1), size = strlen(country);
	keys[len] = '\0';
	for (const char *key = keys; size > 0 && *key; key += strcspn(key, "\n"), key += *key == '\n') {
		if (strncmp(key, country, size) == 0 && (key[size] == '\n' || !key[size]))
			return true;
	}
	return false;
}

enum error call_sms_record(struct call *c, const char *table, const char *field)
{
	char text[MESSAGE_TEXT_MAX + 1];
	size_t place = is_of_kept_country(c, table) ? menu_kept_text(c->state, "country", "name", text, sizeof text - 2) : 0;
	if (place > 0) {
		memcpy(text + place, ": ", 2);
		place += 2;
	}
	size_t name = menu_kept_text(c->state, table, "name", text + place, sizeof text - place - 1), len = place + name;
	text[len] = '\n';
	size_t more = name ? menu_kept_text(c->state, table, field, text + len + 1, sizeof text - len - 1) : 0;
	return more ? call_sms(c, MESSAGE_INFORMATION, text, len + 1 + more) : ERR_STATE;
}
