#include "control/config_line.h"

#include <stdbool.h>
#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Octets 10xxxxxx continue a character that already has its column. */
static int width(const char *text, size_t len)
{
	int columns = 0;
	for (size_t i = 0; i < len; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

enum config_line_fault config_line_split(struct config_line *line, const char *text, size_t len)
{
	char *at = line->text;
	line->count = line->indent = 0;
	line->end_column = 1;
	while (len > 0 && is_space(text[len - 1]))
		len--;
	if (len > CONFIG_LINE_MAX)
		return CONFIG_LINE_LONG;
	if (memchr(text, '\0', len))
		return CONFIG_LINE_NUL;
	memcpy(line->text, text, len);
	line->text[len] = '\0';
	while (is_space(*at))
		at++;
	line->indent = (size_t)(at - line->text);
	if (*at == '!' || *at == '#')
		return CONFIG_LINE_GOOD;
	line->end_column = 1 + width(text, len);
	while (*at) {
		if (line->count == CONFIG_LINE_WORDS)
			return CONFIG_LINE_CROWDED;
		line->columns[line->count] = 1 + width(text, (size_t)(at - line->text));
		line->words[line->count++] = at;
		while (*at && !is_space(*at))
			at++;
		while (is_space(*at))
			*at++ = '\0';
	}
	return CONFIG_LINE_GOOD;
}
