#include "text/wrap.h"

#include "text/utf8.h"

size_t wrap_row(const char *line, size_t len)
{
	size_t at = 0, count = 0, word = 0, size;
	while (at < len && count < WRAP_COLUMNS) {
		utf8_next(line + at, len - at, &size);
		if (line[at] == ' ')
			word = at;
		at += size;
		count++;
	}
	return at == len || word == 0 || line[at] == ' ' ? at : word;
}

size_t wrap_next(const char *line, size_t len)
{
	size_t at = wrap_row(line, len);
	while (at < len && line[at] == ' ')
		at++;
	return at;
}
