#include "feedback/event.h"

#include "places/places.h"
#include "store/number.h"
#include "text/utf8.h"

#include <assert.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TYPE "kg.kopuro."
#define EVENT_MAX 65536

#define OF(kind) (1u << (kind))
#define EVERY (OF(ITEM_KINDS) - 1)
#define APPEALS (OF(ITEM_APPEAL_LODGED) | OF(ITEM_APPEAL_ADDED))
#define PLEDGES (OF(ITEM_PLEDGE_MADE) | OF(ITEM_PLEDGE_CANCELLED))

/* What stands in the data of which kind, in this order; what is empty is left out. A field that a kind does not list never leaves. */
static const struct {
	const char *name;
	size_t offset;
	unsigned kinds;
} words[] = {
	{ "language", offsetof(struct item, language), EVERY },
	{ "channel", offsetof(struct item, channel), EVERY },
	{ "country", offsetof(struct item, country), EVERY },
	{ "region", offsetof(struct item, region), EVERY },
	{ "topic", offsetof(struct item, topic), EVERY },
	{ "name", offsetof(struct item, name), OF(ITEM_APPEAL_LODGED) | OF(ITEM_PLEDGE_MADE) },
	{ "text", offsetof(struct item, text), APPEALS },
	{ "helpline", offsetof(struct item, helpline), OF(ITEM_CALLBACK_ASKED) },
	{ "hour", offsetof(struct item, hour), OF(ITEM_CALLBACK_ASKED) },
	{ "project", offsetof(struct item, project), PLEDGES },
	{ "offer", offsetof(struct item, offer), PLEDGES },
	{ "rhythm", offsetof(struct item, rhythm), PLEDGES },
	{ "currency", offsetof(struct item, currency), PLEDGES },
	{ "outcome", offsetof(struct item, outcome), OF(ITEM_SMS_OUTCOME) },
};

/* RFC 3339, UTC, milliseconds. */
static void time_print(int64_t unix_ms, char out[32])
{
	int64_t seconds = unix_ms >= 0 ? unix_ms / 1000 : -((999 - unix_ms) / 1000);
	time_t at = (time_t)seconds;
	struct tm utc;
	char whole[24] = "";
	if (gmtime_r(&at, &utc))
		strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(out, 32, "%s.%03dZ", whole, (int)(unix_ms - seconds * 1000));
}

/* All that comes from a handset has been cleaned; should bad octets have come another way, they are left out rather than the item. */
static json_t *text_value(const char *text)
{
	char clean[ITEM_TEXT_MAX + 1];
	size_t len = strlen(text);
	if (utf8_valid(text, len) || len >= sizeof clean)
		return json_stringn(text, len);
	memcpy(clean, text, len);
	len = utf8_clean(clean, len);
	json_t *value = json_stringn(clean, len);
	sodium_memzero(clean, sizeof clean);
	return value;
}

static bool text_set(json_t *object, const char *name, const char *text)
{
	return json_object_set_new(object, name, text_value(text)) == 0;
}

static bool contact_set(json_t *data, const struct item *item)
{
	char text[sodium_base64_ENCODED_LEN(sizeof item->contact, sodium_base64_VARIANT_ORIGINAL)];
	if (item->contact_len == 0)
		return true;
	assert(item->contact_len <= sizeof item->contact);
	sodium_bin2base64(text, sizeof text, item->contact, item->contact_len, sodium_base64_VARIANT_ORIGINAL);
	return text_set(data, "contact", text);
}

json_t *event_place(const char *code, const char *language)
{
	uint16_t place = place_find(code);
	if (place == PLACE_NONE)
		return NULL;
	uint16_t above[] = { place_district(place), place_region(place) };
	static const char *const names[] = { "district", "region" };
	json_t *out = json_pack("{s:s, s:s}", "code", place_code(place), "name", place_name(place, language));
	for (size_t i = 0; out && i < 2; i++) {
		if (above[i] != PLACE_NONE && above[i] != place)
			json_object_set_new(out, names[i], json_string(place_name(above[i], language)));
	}
	return out;
}

/* One that a newer list no longer has is left out rather than the item. */
static bool place_set(json_t *data, const struct item *item)
{
	json_t *place = ((APPEALS | PLEDGES) & OF(item->kind)) ? event_place(item->place, item->language) : NULL;
	return !place || json_object_set_new(data, "place", place) == 0;
}

static bool data_fill(json_t *data, const struct item *item)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *text = (const char *)item + words[i].offset;
		if ((words[i].kinds & OF(item->kind)) && *text && !text_set(data, words[i].name, text))
			return false;
	}
	if ((PLEDGES & OF(item->kind)) && item->amount > 0 && json_object_set_new(data, "amount", json_integer(item->amount)) != 0)
		return false;
	if (item->kind == ITEM_SATISFACTION && json_object_set_new(data, "rating", json_integer(item->rating)) != 0)
		return false;
	return place_set(data, item) && contact_set(data, item);
}

/* Members stand in the order in which they are set: jansson keeps it. */
static bool event_fill(json_t *event, const struct item *item, unsigned node)
{
	char source[32], type[40], time[32];
	snprintf(source, sizeof source, "/kopuro/node/%u", node);
	snprintf(type, sizeof type, TYPE "%s", item_kind_name(item->kind));
	time_print(item->at_ms, time);
	json_t *data = json_object();
	bool filled = data && text_set(event, "specversion", "1.0") && text_set(event, "id", item->id) && text_set(event, "source", source) &&
		text_set(event, "type", type) && text_set(event, "subject", item->subject) && text_set(event, "time", time) &&
		json_object_set_new(event, "restricted", json_boolean(item->restricted)) == 0 &&
		text_set(event, "datacontenttype", "application/json") && data_fill(data, item);
	return json_object_set_new(event, "data", data) == 0 && filled;
}

char *event_of_item(const struct item *item, unsigned node)
{
	json_t *event = json_object();
	char *line = event && event_fill(event, item, node) ? json_dumps(event, JSON_COMPACT) : NULL;
	json_decref(event);
	return line;
}

/* ---- and back ---- */

static const struct {
	const char *name;
	size_t offset, capacity;
	bool must;
	const char *why;
} answers[] = {
#define ANSWER(field, must, why) { #field, offsetof(struct status_event, field), sizeof((struct status_event *)0)->field, must, why }
	ANSWER(status, true, "data.status: a status of an appeal is wanted, as text"),
	ANSWER(text, false, "data.text: text of at most 1200 octets is wanted"),
	ANSWER(office, false, "data.office: text of at most 63 octets is wanted"),
	ANSWER(registration, false, "data.registration: text of at most 63 octets is wanted"),
	ANSWER(by, false, "data.by: text of at most 63 octets is wanted"),
	ANSWER(ussd, false, "data.ussd: notice or question is wanted"),
#undef ANSWER
};

/* A member as text. One that is absent is "" unless it must be there. */
static bool text_get(const json_t *object, const char *name, bool must, char *out, size_t capacity)
{
	const json_t *value = json_object_get(object, name);
	*out = '\0';
	if (!value)
		return !must;
	if (!json_is_string(value) || json_string_length(value) >= capacity || (must && json_string_length(value) == 0))
		return false;
	memcpy(out, json_string_value(value), json_string_length(value) + 1);
	return true;
}

static bool text_is(const json_t *object, const char *name, const char *wanted)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text && strcmp(text, wanted) == 0;
}

/* Written with or without its dash. */
static bool number_get(const json_t *data, char number[9])
{
	char text[NUMBER_SHOWN];
	if (!text_get(data, "number", true, text, sizeof text))
		return false;
	if (strlen(text) == NUMBER_SHOWN - 1 && text[4] == '-')
		memmove(text + 4, text + 5, 5);
	if (!number_valid(text))
		return false;
	memcpy(number, text, 9);
	return true;
}

static const char *status_read(const json_t *event, struct status_event *out)
{
	const json_t *data = json_object_get(event, "data");
	if (!json_is_object(event) || !text_is(event, "specversion", "1.0"))
		return "a CloudEvents 1.0 object is wanted: specversion \"1.0\"";
	if (!text_is(event, "type", TYPE "status"))
		return "type: " TYPE "status is wanted";
	if (!text_get(event, "id", true, out->id, sizeof out->id))
		return "id: text of 1 to 79 octets is wanted";
	if (!json_is_object(data))
		return "data: an object is wanted";
	if (!number_get(data, out->number))
		return "data.number: the eight digits of an appeal are wanted, the last its check digit";
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		if (!text_get(data, answers[i].name, answers[i].must, (char *)out + answers[i].offset, answers[i].capacity))
			return answers[i].why;
	return NULL;
}

enum error event_to_status(const char *json, size_t len, struct status_event *out, const char **why)
{
	memset(out, 0, sizeof *out);
	*why = "JSON is wanted: one object in UTF-8, no member twice, no NUL, at most 65536 octets";
	json_t *event = len <= EVENT_MAX ? json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	if (!event)
		return ERR_BAD;
	*why = status_read(event, out);
	json_decref(event);
	return *why ? ERR_BAD : ERR_NONE;
}
