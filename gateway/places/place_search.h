/* Places by what somebody typed: the first letters of a name, in any spelling. Pure.
 *
 *	struct place_found found;
 *	place_search(place_list(PLACES_VILLAGES, district), "с. Кок-Джар", len, &found);
 *	for (uint16_t p = place_found_next(&found, PLACE_NONE); p != PLACE_NONE; p = place_found_next(&found, p)) ...
 *
 * The names (Kyrgyz, Russian, former ones) are folded at build (place_fold.h) and sorted. A look-up walks them letter by letter: each form that the
 * text may have of the next letter (text/typing.h) narrows the range of names that begin so, and a range that is empty ends its way. Words as "айылы" or
 * "село" are stripped; at the end only when nothing is found with them. Letters are read by their sound first; by what they look like when that finds none. */
#ifndef KOPURO_PLACES_PLACE_SEARCH_H
#define KOPURO_PLACES_PLACE_SEARCH_H

#include "places/places.h"

#define PLACES_MAX 4096
#define PLACE_STEPS_MAX 20000 /* a look-up ends there; what people type takes some hundred */

struct place_found {
	uint64_t bits[PLACES_MAX / 64]; /* by place */
	size_t count;
	unsigned steps; /* forms tried and names compared */
};

/* `typed`: UTF-8, as it came. No letter or digit in it: nothing is found. */
void place_search(struct place_range among, const char *typed, size_t len, struct place_found *found);
/* The first one behind `after`, in the order of lists; PLACE_NONE: from the beginning, and: no more. */
uint16_t place_found_next(const struct place_found *found, uint16_t after);

#endif
