/* A line of the configuration file, taken apart: its indentation, and its words with the column where each begins. Pure.
 * As in Osmocom: words are parted by spaces or tabs, there are no quotes, and a line whose first sign is '!' or '#' is a comment. */
#ifndef KOPURO_CONTROL_CONFIG_LINE_H
#define KOPURO_CONTROL_CONFIG_LINE_H

#include <stddef.h>

#define CONFIG_LINE_MAX 511 /* octets; libosmovty's own bound */
#define CONFIG_LINE_WORDS 32

struct config_line {
	char text[CONFIG_LINE_MAX + 1]; /* the words lie in it, each with a NUL behind */
	const char *words[CONFIG_LINE_WORDS];
	int columns[CONFIG_LINE_WORDS]; /* from 1, in characters (UTF-8) */
	size_t count;    /* 0: an empty line, or a comment */
	size_t indent;   /* octets of white space before the first word */
	int end_column;  /* behind the last word: where a missing word would stand */
};

enum config_line_fault { CONFIG_LINE_GOOD, CONFIG_LINE_LONG, CONFIG_LINE_NUL, CONFIG_LINE_CROWDED };

/* `len` octets, with or without a line end. */
enum config_line_fault config_line_split(struct config_line *line, const char *text, size_t len);

#endif
