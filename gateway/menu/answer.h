/* What people type on a keypad, read. Pure. */
#ifndef KOPURO_MENU_ANSWER_H
#define KOPURO_MENU_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_KEYS_MAX 32

/* An answer in plain ASCII: white space around it, `*` before and `#` after dropped; full-width and Arabic-Indic digits as digits, every
 * dash as '-', every space as ' '. Empty when it is longer than ANSWER_KEYS_MAX or holds another character: no answer by keys. */
struct answer {
	char keys[ANSWER_KEYS_MAX + 1];
	size_t len;
};
struct answer answer_read(const char *text, size_t len);

/* The number of a line, as it stands before it (menu/page.h): which line that is, from 0 on. */
bool answer_line(const struct answer *answer, size_t *line);
/* Eight digits with a right check digit, dashes and spaces between allowed. */
bool answer_number(const struct answer *answer, char number[9]);
/* Its digits, whatever stands between them, but no letter. False: there are none, or more than fit. */
bool answer_digits(const struct answer *answer, char *out, size_t capacity);
bool answer_pin(const struct answer *answer);
/* A whole number, spaces allowed; kept without leading zeros. False outside least..most. */
bool answer_amount(const struct answer *answer, uint64_t least, uint64_t most, char amount[ANSWER_KEYS_MAX + 1]);

#endif
