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

/* ---- officers' events ---- */

static const struct {
	const char *name;
	size_t offset, capacity;
	bool must;
	enum error over; /* of one that is longer */
	const char *why;
} answers[] = {
#define ANSWER(field, must, over, why) { #field, offsetof(struct status_event, field), sizeof((struct status_event *)0)->field, must, over, why }
	ANSWER(status, true, ERR_BAD, "data.status: a status of an appeal is wanted, as text"),
	ANSWER(text, false, ERR_LONG, "data.text: text of at most 1200 octets is wanted"),
	ANSWER(office, false, ERR_LONG, "data.office: text of at most 63 octets is wanted"),
	ANSWER(registration, false, ERR_LONG, "data.registration: text of at most 63 octets is wanted"),
	ANSWER(by, false, ERR_LONG, "data.by: text of at most 63 octets is wanted"),
	ANSWER(ussd, false, ERR_BAD, "data.ussd: notice or question is wanted"),
#undef ANSWER
};

/* A member as text. One that is absent is "" unless it must be there. ERR_BAD; ERR_LONG. */
static enum error text_get(const json_t *object, const char *name, bool must, char *out, size_t capacity)
{
	const json_t *value = json_object_get(object, name);
	*out = '\0';
	if (!value)
		return must ? ERR_BAD : ERR_NONE;
	if (!json_is_string(value) || (must && json_string_length(value) == 0))
		return ERR_BAD;
	if (json_string_length(value) >= capacity)
		return ERR_LONG;
	memcpy(out, json_string_value(value), json_string_length(value) + 1);
	return ERR_NONE;
}

static bool text_is(const json_t *object, const char *name, const char *wanted)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text && strcmp(text, wanted) == 0;
}

bool event_number(const char *text, char number[9])
{
	char digits[NUMBER_SHOWN];
	size_t len = strlen(text);
	if (len >= sizeof digits)
		return false;
	memcpy(digits, text, len + 1);
	if (len == NUMBER_SHOWN - 1 && digits[4] == '-')
		memmove(digits + 4, digits + 5, 5);
	if (!number_valid(digits))
		return false;
	memcpy(number, digits, 9);
	return true;
}

static bool number_get(const json_t *object, const char *name, char number[9])
{
	const char *text = json_string_value(json_object_get(object, name));
	return text && event_number(text, number);
}

/* A URI reference: it is shown to auditors and stands in the log. */
static bool source_get(const json_t *event, char *out, size_t capacity)
{
	bool good = text_get(event, "source", false, out, capacity) == ERR_NONE;
	for (const char *at = out; good && *at; at++)
		good = *at > ' ' && *at <= '~';
	return good;
}

static enum error data_read(const json_t *event, struct status_event *out, const char **why)
{
	const json_t *data = json_object_get(event, "data");
	char subject[9];
	*why = "data: an object is wanted";
	if (!json_is_object(data))
		return ERR_BAD;
	*why = "data.number: the eight digits of an appeal are wanted, the last its check digit";
	if (!number_get(data, "number", out->number))
		return ERR_UNKNOWN;
	*why = "subject: the number of data.number is wanted, or none";
	if (json_object_get(event, "subject") && (!number_get(event, "subject", subject) || strcmp(subject, out->number) != 0))
		return ERR_UNKNOWN;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		enum error error = text_get(data, answers[i].name, answers[i].must, (char *)out + answers[i].offset, answers[i].capacity);
		*why = answers[i].why;
		if (error)
			return error == ERR_LONG ? answers[i].over : error;
	}
	*why = NULL;
	return ERR_NONE;
}

static enum error status_read(const json_t *event, struct status_event *out, const char **why)
{
	*why = "a CloudEvents 1.0 object is wanted: specversion \"1.0\"";
	if (!json_is_object(event) || !text_is(event, "specversion", "1.0"))
		return ERR_BAD;
	bool named = text_get(event, "id", true, out->id, sizeof out->id) == ERR_NONE;
	bool from = source_get(event, out->source, sizeof out->source);
	if (!named || !from)
		out->id[0] = out->source[0] = '\0';
	*why = "type: " TYPE "status is wanted";
	if (!text_is(event, "type", TYPE "status"))
		return ERR_BAD;
	*why = "id: text of 1 to 79 octets is wanted";
	if (!named)
		return ERR_BAD;
	*why = "source: at most 127 printable characters without blanks are wanted";
	return from ? data_read(event, out, why) : ERR_BAD;
}

enum error event_to_status(const char *json, size_t len, struct status_event *out, const char **why)
{
	memset(out, 0, sizeof *out);
	*why = "JSON is wanted: one object in UTF-8, no member twice, no NUL, at most 65536 octets";
	json_t *event = len <= EVENT_MAX ? json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	enum error error = event ? status_read(event, out, why) : ERR_BAD;
	json_decref(event);
	return error;
}

/* ---- and the answers to them ---- */

const char *refusal_name(enum refusal refusal)
{
	static const char *const names[REFUSALS] = {
		[REFUSED_NOT] = "",
		[REFUSED_MALFORMED] = "malformed",
		[REFUSED_NUMBER] = "number",
		[REFUSED_TOO_LONG] = "too-long",
		[REFUSED_CHARACTER] = "character",
		[REFUSED_MISSING] = "missing-field",
		[REFUSED_VALUE] = "wrong-value",
		[REFUSED_NOT_FOUND] = "not-found",
		[REFUSED_STATE] = "state",
		[REFUSED_DOUBLED] = "doubled",
	};
	assert((unsigned)refusal < REFUSALS);
	return names[refusal];
}

char *event_of_answer(const struct status_answer *a, unsigned node)
{
	char source[32], time[32];
	bool refused = a->reason[0];
	snprintf(source, sizeof source, "/kopuro/node/%u", node);
	time_print(a->at_ms, time);
	json_t *event = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:{s:o, s:s, s:s}}", "specversion", "1.0", "id", a->id, "source", source, "type",
		refused ? TYPE "status-refused" : TYPE "status-accepted", "subject", text_value(a->number), "time", time, "datacontenttype", "application/json",
		"data", "number", text_value(a->number), "source", a->source, "id", a->of);
	json_t *data = json_object_get(event, "data");
	bool filled = refused ? text_set(data, "reason", a->reason) && text_set(data, "detail", a->detail) : text_set(data, "status", a->status);
	char *line = filled ? json_dumps(event, JSON_COMPACT) : NULL;
	json_decref(event);
	return line;
}
