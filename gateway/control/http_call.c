#include "control/http_call.h"

#include "base/log.h"
#include "store/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What this API takes in a query needs no escapes: words, digits, cursors in base64url. */
bool http_query(const struct http_call *c, const char *name, char *out, size_t capacity)
{
	size_t len = strlen(name);
	out[0] = '\0';
	for (const char *at = c->request->query; *at; at += strcspn(at, "&"), at += *at == '&') {
		if (strncmp(at, name, len) == 0 && at[len] == '=')
			return bytes_to_string((struct bytes){(const uint8_t *)at + len + 1, strcspn(at + len + 1, "&")}, out, capacity);
	}
	return true;
}

bool http_limit(struct http_call *c, size_t otherwise, size_t most, size_t *limit)
{
	char text[8];
	*limit = otherwise;
	bool fits = http_query(c, "limit", text, sizeof text);
	if (fits && !text[0])
		return true;
	if (fits && strspn(text, "0123456789") == strlen(text))
		*limit = (size_t)strtoul(text, NULL, 10);
	if (fits && strspn(text, "0123456789") == strlen(text) && *limit >= 1 && *limit <= most)
		return true;
	problem_set(&c->problem, PROBLEM_PARAMETER, "limit", "a number from 1 to %zu is right", most);
	return false;
}

bool http_number(struct http_call *c, char number[9])
{
	size_t len = 0;
	for (const char *at = c->name; *at && len < 9; at++) {
		if (at - c->name == 4 && *at == '-')
			continue;
		if (len < 8)
			number[len] = *at;
		len++;
	}
	number[len < 8 ? len : 8] = '\0';
	if (len == 8 && strspn(number, "0123456789") == 8 && number_valid(number))
		return true;
	problem_set(&c->problem, PROBLEM_SUBJECT, "", "eight digits with their check digit are a number, as in 4827-1930");
	return false;
}

bool http_good(struct http_call *c, enum error error, const char *field)
{
	enum problem_kind kind = problem_of_error(error);
	if (kind == PROBLEM_NONE)
		return true;
	if (problem_status(kind) >= 500)
		log_say(LOG_CONTROL, LOG_LEVEL_ERROR, "http: %s of %s: %s", c->request->method, c->who.name, error_name(error));
	problem_set(&c->problem, kind, field, "%s", problem_status(kind) >= 500 ? "" : error_name(error));
	return false;
}

void http_time(int64_t unix_ms, char out[HTTP_TIME])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm parts;
	char whole[20] = "";
	if (gmtime_r(&seconds, &parts))
		strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, HTTP_TIME, "%s.%03uZ", whole, (unsigned)(unix_ms % 1000) % 1000);
}

json_t *http_findings(const struct complaints *complaints)
{
	json_t *out = json_array();
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *c = &complaints->list[i];
		json_array_append_new(out, json_pack("{s:s, s:s*, s:i, s:i, s:s*}", "severity", c->severity == SEVERITY_ERROR ? "error" : "warning",
			"file", c->file, "line", c->line, "column", c->column, "text", c->text));
	}
	return out;
}
