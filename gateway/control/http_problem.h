/* What is wrong with a request, as RFC 9457 says it: application/problem+json with `type`, `title`, `status`, and often `detail` and the place.
 * The types are stable names for programs: "urn:kopuro:problem:unknown-field". */
#ifndef KOPURO_CONTROL_HTTP_PROBLEM_H
#define KOPURO_CONTROL_HTTP_PROBLEM_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum problem_kind {
	PROBLEM_NONE,
	PROBLEM_FRAMING, PROBLEM_PARAMETER, PROBLEM_CURSOR, PROBLEM_JSON, PROBLEM_KEY, PROBLEM_TOKEN, PROBLEM_ROLE, PROBLEM_PATH, PROBLEM_SUBJECT, PROBLEM_METHOD,
	PROBLEM_CONFLICT, PROBLEM_CONFIRM, PROBLEM_BODY_LARGE, PROBLEM_MEDIA, PROBLEM_FIELD_UNKNOWN, PROBLEM_FIELD_MISSING, PROBLEM_FIELD_WRONG, PROBLEM_FIELD_LONG,
	PROBLEM_CHARACTER, PROBLEM_KEY_REUSED, PROBLEM_MENUS, PROBLEM_LINK, PROBLEM_RATE, PROBLEM_INSIDE, PROBLEM_STORE,
	PROBLEM_KINDS
};

struct problem {
	enum problem_kind kind;
	char detail[192];   /* for a person; never what the client has sent in a text */
	char field[32];     /* of the body or the query; "" */
	json_t *findings; /* of menus or a link that are refused; NULL; the call's, which drops it */
	int line, column, position; /* of malformed JSON, from 1; the position counts octets from 0 */
};

int problem_status(enum problem_kind kind);
/* The body; free() it. NULL: no memory. */
char *problem_text(const struct problem *p);
void problem_set(struct problem *p, enum problem_kind kind, const char *field, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* What an error of the store or of the office comes to. */
enum problem_kind problem_of_error(enum error error);

#endif
