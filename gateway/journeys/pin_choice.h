/* Which PINs may be chosen. Of published lists of stolen codes a dozen account for a fifth of all: who tries them with many numbers opens some. So they
 * are refused when a PIN is chosen; one that was chosen before opens as ever. Pure. */
#ifndef KOPURO_JOURNEYS_PIN_CHOICE_H
#define KOPURO_JOURNEYS_PIN_CHOICE_H

#include <stdbool.h>

/* Refused: fewer than three different digits (1111, 1212, 1122); digits that run up or down by one, past the end too (1234, 4321, 7890); a year
 * from 1900 to 2099; and a few by name (2580, the middle keys). `pin`: four digits. */
bool pin_is_common(const char pin[5]);

#endif
