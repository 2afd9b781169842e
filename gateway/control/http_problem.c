#include "control/http_problem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static const struct {
	int status;
	const char *type, *title;
} rows[PROBLEM_KINDS] = {
	[PROBLEM_NONE] = {200, "none", "OK"},
	[PROBLEM_FRAMING] = {400, "framing", "It is not clear where the request ends"},
	[PROBLEM_PARAMETER] = {400, "parameter", "A parameter of the address is wrong"},
	[PROBLEM_CURSOR] = {400, "cursor", "The cursor is none that this gateway gave"},
	[PROBLEM_JSON] = {400, "malformed-json", "The body is not JSON"},
	[PROBLEM_KEY] = {400, "idempotency-key", "The Idempotency-Key is wrong"},
	[PROBLEM_TOKEN] = {401, "token", "A good bearer token is needed"},
	[PROBLEM_ROLE] = {403, "role", "This token's role does not allow it"},
	[PROBLEM_PATH] = {404, "path", "There is no such address"},
	[PROBLEM_SUBJECT] = {404, "not-found", "There is nothing of that name"},
	[PROBLEM_METHOD] = {405, "method", "This address does not know the method"},
	[PROBLEM_CONFLICT] = {409, "state", "Not as things stand now"},
	[PROBLEM_CONFIRM] = {409, "confirm", "This must be confirmed"},
	[PROBLEM_BODY_LARGE] = {413, "body-too-large", "The body is too large"},
	[PROBLEM_MEDIA] = {415, "media-type", "The body must be application/json in UTF-8"},
	[PROBLEM_FIELD_UNKNOWN] = {422, "unknown-field", "The body has a field that nobody knows"},
	[PROBLEM_FIELD_MISSING] = {422, "missing-field", "The body lacks a field"},
	[PROBLEM_FIELD_WRONG] = {422, "wrong-value", "A field has a value that means nothing here"},
	[PROBLEM_FIELD_LONG] = {422, "too-long", "A field is too long"},
	[PROBLEM_CHARACTER] = {422, "character", "A text has a character that phones do not show"},
	[PROBLEM_KEY_REUSED] = {422, "idempotency-key-reused", "The Idempotency-Key was used for another request"},
	[PROBLEM_MENUS] = {422, "menus", "The menus have errors"},
	[PROBLEM_LINK] = {422, "link", "The link has errors"},
	[PROBLEM_RATE] = {429, "rate", "Too many requests"},
	[PROBLEM_INSIDE] = {500, "internal", "The gateway failed"},
	[PROBLEM_STORE] = {503, "store", "Nothing can be written now"},
};

int problem_status(enum problem_kind kind)
{
	assert(kind < PROBLEM_KINDS);
	return rows[kind].status;
}

void problem_set(struct problem *p, enum problem_kind kind, const char *field, const char *format, ...)
{
	va_list list;
	*p = (struct problem){.kind = kind};
	snprintf(p->field, sizeof p->field, "%s", field);
	va_start(list, format);
	vsnprintf(p->detail, sizeof p->detail, format, list);
	va_end(list);
}

static void put_text(json_t *out, const char *name, const char *text)
{
	if (*text)
		json_object_set_new(out, name, json_string(text));
}

/* A detail that a name of the client's made too long may be cut within a character: then it is left out. */
char *problem_text(const struct problem *p)
{
	char type[64];
	snprintf(type, sizeof type, "urn:kopuro:problem:%s", rows[p->kind].type);
	json_t *out = json_pack("{s:s, s:s, s:i}", "type", type, "title", rows[p->kind].title, "status", rows[p->kind].status);
	put_text(out, "detail", p->detail);
	put_text(out, "field", p->field);
	if (p->line > 0) {
		json_object_set_new(out, "line", json_integer(p->line));
		json_object_set_new(out, "column", json_integer(p->column));
		json_object_set_new(out, "position", json_integer(p->position));
	}
	if (p->findings)
		json_object_set(out, "findings", p->findings);
	char *text = json_dumps(out, JSON_COMPACT);
	json_decref(out);
	return text;
}

enum problem_kind problem_of_error(enum error error)
{
	switch (error) {
	case ERR_NONE: return PROBLEM_NONE;
	case ERR_NOT_FOUND: return PROBLEM_SUBJECT;
	case ERR_STATE: return PROBLEM_CONFLICT;
	case ERR_LONG: return PROBLEM_FIELD_LONG;
	case ERR_BAD:
	case ERR_UNKNOWN: return PROBLEM_FIELD_WRONG;
	case ERR_FULL:
	case ERR_DISK:
	case ERR_IO: return PROBLEM_STORE;
	default: return PROBLEM_INSIDE;
	}
}
