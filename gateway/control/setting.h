/* What may stand in the configuration file, one row a setting (docs/kopuro.cfg.5). The same table reads the file (vty_config.c), makes the
 * console's commands (vty_root.c) and writes the running configuration, so that the three never differ. Pure: words in, a value out.
 *
 * A setting has a place: the file's top level (its fields lie in struct config) or a network (`smsc NAME`, struct config_network). */
#ifndef KOPURO_CONTROL_SETTING_H
#define KOPURO_CONTROL_SETTING_H

#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_place { SETTING_TOP, SETTING_NETWORK };

enum setting_kind {
	SETTING_WORD,    /* printable ASCII, at most `max` characters, into char[max + 1] */
	SETTING_NAME,    /* the same, of letters, digits, '.', '_' and '-' */
	SETTING_NUMBER,  /* min..max, into an unsigned integer of `size` octets */
	SETTING_CHOICE,  /* one of `choices`; its index, into a uint8_t */
	SETTING_ENGINE,  /* the line `feedback`: control/feedback_setting.h */
	SETTING_ADDRESS, /* a numeric address into char[max + 1], then a port, min..65535, into the uint16_t at `port_offset` */
	SETTING_PAIR,    /* two words, each into a char[max + 1], the second at `port_offset` */
	SETTING_LIST,    /* as SETTING_WORD, but once for each: into the next char[max + 1] of `size` octets in all; how many: the uint32_t at `count_offset` */
	SETTING_NUMERIC, /* a numeric address into char[max + 1] */
	SETTING_RANGE,   /* two numbers, 0 to 255, and a word: struct config_range */
	SETTING_FLAG,    /* the word alone sets a bool, `no` before it clears it */
};

#define SETTING_CHOICES 5
#define SETTING_WHY_MAX 256

struct setting {
	const char *word; /* the line's first */
	enum setting_place place;
	enum setting_kind kind;
	uint32_t min, max;
	size_t offset, size, port_offset, count_offset; /* in the place's struct */
	size_t at_offset; /* of the struct config_place that remembers where the value stands; 0: none does */
	const char *choices[SETTING_CHOICES];
	const char *example; /* a right line, for complaints */
	const char *help;    /* for the console: one line */
};

bool setting_has_no(const struct setting *setting); /* "no" may stand before it */
size_t settings(const struct setting **rows);
/* NULL: there is no such word in that place. */
const struct setting *setting_find(enum setting_place place, const char *word);

size_t setting_words(const struct setting *setting); /* how many words its value has: 0 to 3; an engine: 1 and more */
/* Sets the value from the words behind the setting's own. On false nothing is changed, `why` says what is wrong and what would be right
 * (SETTING_WHY_MAX octets), and *bad is the index of the wrong word; it equals `count` when a word is missing. `no`: "no" stood before:
 * of a flag, or of a word that leaves a list. */
bool setting_apply(const struct setting *setting, void *target, bool no, const char *const *words, size_t count, size_t *bad, char *why);
/* The line as it stands in a file, without indentation; false when there is nothing to write (an empty value, a flag that is off).
 * `nth`: from 0, of a list; others have one line. */
bool setting_line(const struct setting *setting, const void *source, size_t nth, char *out, size_t capacity);
/* How libosmovty writes the command: "port <1-65535>". */
void setting_syntax(const struct setting *setting, char *out, size_t capacity);

/* A network's name: 1 to 31 letters, digits, '.', '_', '-'. */
bool setting_name_valid(const char *name);

#endif
