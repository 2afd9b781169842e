/* What a character means as a key of a telephone: digits are typed full-width in Korea and Japan, in Arabic-Indic forms in the Emirates, and as pictures
 * of keys; dashes and blanks have many forms. Pure. */
#ifndef KOPURO_TEXT_KEY_H
#define KOPURO_TEXT_KEY_H

#include <stdbool.h>
#include <stdint.h>

/* Of ASCII, from ' ' to '~': the same for what is ASCII; '\0': it is no key. */
char key_of(uint32_t code);
/* It shows nothing by itself: marks of direction, and what makes a picture of the digit before it. */
bool key_is_nothing(uint32_t code);

#endif
