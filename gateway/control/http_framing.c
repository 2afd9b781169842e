#include "control/http_framing.h"

#include <string.h>
#include <strings.h>

#define LENGTH_DIGITS 15

static bool is_token(const char *name)
{
	static const char marks[] = "!#$%&'*+-.^_`|~"; /* RFC 9110, 5.6.2 */
	for (const char *c = name; *c; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
		if (!letter && !strchr(marks, *c))
			return false;
	}
	return *name != '\0';
}

static const char *length_fault(struct framing *f, const char *value)
{
	size_t digits = strspn(value, "0123456789");
	if (f->lengths++ > 0)
		return "Content-Length stands twice";
	return digits == 0 || digits > LENGTH_DIGITS || value[digits] ? "Content-Length is no number of octets" : NULL;
}

static const char *encoding_fault(struct framing *f, const char *value)
{
	if (f->encodings++ > 0)
		return "Transfer-Encoding stands twice";
	return strcasecmp(value, "chunked") != 0 ? "Transfer-Encoding is not 'chunked'" : NULL;
}

void framing_header(struct framing *f, const char *name, const char *value)
{
	const char *fault = NULL;
	if (!is_token(name))
		fault = "a header's name has a character that none may have, as a blank before the colon";
	else if (strcasecmp(name, "Content-Length") == 0)
		fault = length_fault(f, value);
	else if (strcasecmp(name, "Transfer-Encoding") == 0)
		fault = encoding_fault(f, value);
	else if (strcasecmp(name, "Host") == 0 && f->hosts++ > 0)
		fault = "Host stands twice";
	if (!f->fault)
		f->fault = fault;
}

/* A method in capital letters, a blank, an address. */
static bool is_request(const char *at, size_t len)
{
	size_t letters = 0;
	while (letters < len && at[letters] >= 'A' && at[letters] <= 'Z')
		letters++;
	return letters == len || (letters > 0 && at[letters] == ' ');
}

const char *framing_fault(const struct framing *f, size_t body_len, const char *behind, size_t len)
{
	if (f->fault)
		return f->fault;
	while (len > 0 && (*behind == '\r' || *behind == '\n')) { /* an empty line more, as old clients send */
		behind++;
		len--;
	}
	if (f->lengths > 0 && f->encodings > 0)
		return "Content-Length and Transfer-Encoding stand together";
	if (len > 0 && f->lengths > 0 && body_len == 0)
		return "a body follows a Content-Length of 0";
	return len > 0 && !is_request(behind, len) ? "octets follow the request that are no request" : NULL;
}
