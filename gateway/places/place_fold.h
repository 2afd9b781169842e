/* What stays of a name when spelling is forgotten: one letter of ASCII for each class of letters that people write for one another. Both the names (at
 * build) and what is typed are told so:
 *
 *	small letters; дж is ж, нг and ң are н, ө and ё are о, ү and ю are у, ы and й are и, э is е; ъ ь, spaces and marks fall away; of a doubled
 *	letter one stays; what stands in brackets falls away, and so do words for what kind of place it is ("айылы", "село", "р-н").
 *
 *	Жаңы-Жол, Джаны-Джол, Джангы джол айылы    "janijol" */
#ifndef KOPURO_PLACES_PLACE_FOLD_H
#define KOPURO_PLACES_PLACE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLACE_FOLDED 64 /* octets of a folded name, NUL included */

/* The class of a small Cyrillic letter or of a digit. '\0': it falls away; FOLD_OTHER: it is none of these. */
#define FOLD_OTHER '?'
char place_fold_letter(uint32_t code);
/* Whether it parts words: a space, a dot, a comma, a bracket. */
bool place_fold_parts(uint32_t code);
/* The words that are no part of a name, in small letters; NULL: no more. */
const char *place_fold_word(size_t i);
/* A name in Cyrillic; the words fall away at its ends as long as something stays. "": there is no letter in it. False: it has other letters. */
bool place_fold_name(const char *name, char out[PLACE_FOLDED]);

#endif
