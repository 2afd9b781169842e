/* The body of a request: JSON, and which fields it may have, one row a field. Pure. What the rows allow is all that a handler sees. */
#ifndef KOPURO_CONTROL_HTTP_BODY_H
#define KOPURO_CONTROL_HTTP_BODY_H

#include "base/bytes.h"
#include "control/http_problem.h"

#include <jansson.h>
#include <stdint.h>

#define BODY_MAX 65536 /* octets */
#define BODY_WORDS_MAX 100 /* in a list */

enum body_kind {
	BODY_TEXT,    /* a person's words, least..most octets; characters of the BMP, no controls but the line end */
	BODY_WORD,    /* one of `words` */
	BODY_INTEGER, /* least..most */
	BODY_LIST,    /* 1 to BODY_WORDS_MAX different strings of least..most octets */
};

struct body_field {
	const char *name;
	enum body_kind kind;
	bool needed;
	int64_t least, most;
	const char *const *words; /* ends with NULL */
};

/* The body as an object with nothing but these fields, each as its row wants it; NULL with the problem. json_decref() it. */
json_t *body_read(struct bytes body, const struct body_field *fields, size_t count, struct problem *problem);
/* "" and `otherwise` when it is not there. */
const char *body_text(const json_t *body, const char *name);
int64_t body_integer(const json_t *body, const char *name, int64_t otherwise);

#endif
