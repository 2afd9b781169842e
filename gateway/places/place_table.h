/* The tables that tools/places/compile.c makes of places/kyrgyzstan.csv. Only for the files of this room and that tool. No pointers in them: they are
 * read where the program lies, and a process that looks nothing up keeps none of them in memory. */
#ifndef KOPURO_PLACES_PLACE_TABLE_H
#define KOPURO_PLACES_PLACE_TABLE_H

#include "places/places.h"

#define PLACE_FORM 4 /* code points of a form */

struct place_row {
	uint32_t ky, ru;                   /* where in place_text; ky 0: not sure */
	uint16_t parent, district, region; /* PLACE_NONE */
	uint8_t level, shared;             /* shared: another village of the district bears the name */
	char code[PLACE_CODE + 2];
};
/* A folded name, where in place_folded, and whose it is. Sorted by the name. */
struct place_key { uint16_t text, place; };
/* What may be typed for a letter of a class. Sorted by the first code point. */
struct place_form {
	uint16_t code[PLACE_FORM];
	char class;
	uint8_t len : 4, looks : 4; /* looks: it is not its sound */
};

extern const char place_text[], place_folded[];
extern const struct place_row place_rows[];
extern const uint16_t place_ranks[PLACE_RANKS + 1]; /* the first of each rank */
extern const uint16_t place_by_code[];
extern const struct place_key place_keys[], place_words[]; /* of places; of the words that are no part of a name */
extern const struct place_form place_forms[];
extern const uint16_t place_rows_count, place_keys_count, place_words_count, place_forms_count;

#endif
