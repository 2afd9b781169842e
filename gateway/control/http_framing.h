/* Where a request ends, RFC 9112, section 6: a proxy before this gateway and the gateway must see the same end, or what follows is taken for somebody
 * else's request. Whatever two readers could read differently is refused with 400, and the connection is closed. Pure.
 *
 *	struct framing f = { 0 };
 *	for each header: framing_header(&f, name, value);
 *	why = framing_fault(&f, body_len, behind, behind_len); */
#ifndef KOPURO_CONTROL_HTTP_FRAMING_H
#define KOPURO_CONTROL_HTTP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

struct framing {
	unsigned lengths, encodings, hosts; /* how many of these headers there were */
	const char *fault;                  /* static; NULL: none */
};

void framing_header(struct framing *f, const char *name, const char *value);
/* What is wrong, for the client; NULL: nothing. `behind`: what has come after the request's end, and is no part of it: another request, or a body that
 * nobody announced. */
const char *framing_fault(const struct framing *f, size_t body_len, const char *behind, size_t len);

#endif
