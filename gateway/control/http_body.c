#include "control/http_body.h"

#include "text/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define BMP_LAST 0xffff

/* Whether any phone shows these words: SMS and USSD carry UCS-2, and a control has no place in them. */
static bool text_shows(const char *text, size_t len, uint32_t *wrong)
{
	for (size_t at = 0, size; at < len; at += size) {
		*wrong = utf8_next(text + at, len - at, &size);
		bool control = (*wrong < 0x20 && *wrong != '\n') || (*wrong >= 0x7f && *wrong < 0xa0);
		if (control || *wrong > BMP_LAST)
			return false;
	}
	return true;
}

static bool length_fits(const struct body_field *f, size_t len, struct problem *problem)
{
	if ((int64_t)len > f->most)
		problem_set(problem, PROBLEM_FIELD_LONG, f->name, "%zu octets of UTF-8; %lld are the most", len, (long long)f->most);
	else if ((int64_t)len < f->least)
		problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "%zu octets; %lld are the least", len, (long long)f->least);
	return problem->kind == PROBLEM_NONE;
}

static void check_text(const struct body_field *f, const json_t *value, struct problem *problem)
{
	uint32_t wrong = 0;
	if (!json_is_string(value))
		problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "a string is right");
	else if (length_fits(f, json_string_length(value), problem) && !text_shows(json_string_value(value), json_string_length(value), &wrong))
		problem_set(problem, PROBLEM_CHARACTER, f->name, "U+%04X cannot be shown; characters up to U+FFFF and line ends can", (unsigned)wrong);
}

static void check_word(const struct body_field *f, const json_t *value, struct problem *problem)
{
	char right[128] = "";
	for (size_t i = 0; f->words[i]; i++) {
		if (json_is_string(value) && strcmp(json_string_value(value), f->words[i]) == 0)
			return;
		snprintf(right + strlen(right), sizeof right - strlen(right), "%s%s", i ? ", " : "", f->words[i]);
	}
	problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "one of these is right: %s", right);
}

static void check_integer(const struct body_field *f, const json_t *value, struct problem *problem)
{
	if (!json_is_integer(value) || json_integer_value(value) < f->least || json_integer_value(value) > f->most)
		problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "a whole number from %lld to %lld is right", (long long)f->least, (long long)f->most);
}

static void check_list(const struct body_field *f, const json_t *value, struct problem *problem)
{
	size_t count = json_array_size(value);
	if (count == 0 || count > BODY_WORDS_MAX) {
		problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "a list of 1 to %d strings is right", BODY_WORDS_MAX);
		return;
	}
	for (size_t i = 0; problem->kind == PROBLEM_NONE && i < count; i++) {
		const json_t *item = json_array_get(value, i);
		if (!json_is_string(item))
			problem_set(problem, PROBLEM_FIELD_WRONG, f->name, "a list of 1 to %d strings is right", BODY_WORDS_MAX);
		else
			length_fits(f, json_string_length(item), problem);
	}
}

static void check_field(const struct body_field *f, const json_t *value, struct problem *problem)
{
	static void (*const checks[])(const struct body_field *, const json_t *, struct problem *) = {
		[BODY_TEXT] = check_text,
		[BODY_WORD] = check_word,
		[BODY_INTEGER] = check_integer,
		[BODY_LIST] = check_list,
	};
	if (!value && f->needed)
		problem_set(problem, PROBLEM_FIELD_MISSING, f->name, "it is needed");
	else if (value)
		checks[f->kind](f, value, problem);
}

static bool field_known(const char *name, const struct body_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return true;
	}
	return false;
}

/* jansson quotes what stands near the fault: those may be a person's words, which no reply repeats. */
static void malformed(const json_error_t *fault, struct problem *problem)
{
	char what[JSON_ERROR_TEXT_LENGTH];
	snprintf(what, sizeof what, "%s", fault->text);
	char *near = strstr(what, " near '");
	if (near)
		*near = '\0';
	problem_set(problem, PROBLEM_JSON, "", "%s", what);
	problem->line = fault->line < 1 ? 1 : fault->line;
	problem->column = fault->column < 0 ? 0 : fault->column;
	problem->position = fault->position < 0 ? 0 : fault->position;
}

json_t *body_read(struct bytes body, const struct body_field *fields, size_t count, struct problem *problem)
{
	json_error_t fault;
	const char *name;
	json_t *value;
	*problem = (struct problem){0};
	json_t *out = json_loadb((const char *)body.at, body.len, JSON_REJECT_DUPLICATES, &fault);
	if (!out) {
		malformed(&fault, problem);
		return NULL;
	}
	if (!json_is_object(out))
		problem_set(problem, PROBLEM_FIELD_WRONG, "", "the body must be an object, {\"name\": value}");
	json_object_foreach(out, name, value) {
		if (problem->kind == PROBLEM_NONE && !field_known(name, fields, count))
			problem_set(problem, PROBLEM_FIELD_UNKNOWN, strlen(name) < sizeof problem->field ? name : "", "this address does not take it");
	}
	for (size_t i = 0; problem->kind == PROBLEM_NONE && i < count; i++)
		check_field(&fields[i], json_object_get(out, fields[i].name), problem);
	if (problem->kind == PROBLEM_NONE)
		return out;
	json_decref(out);
	return NULL;
}

const char *body_text(const json_t *body, const char *name)
{
	const char *text = json_string_value(json_object_get(body, name));
	return text ? text : "";
}

int64_t body_integer(const json_t *body, const char *name, int64_t otherwise)
{
	const json_t *value = json_object_get(body, name);
	return value ? json_integer_value(value) : otherwise;
}
