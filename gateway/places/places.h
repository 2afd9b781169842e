/* The districts, cities and villages of Kyrgyzstan, with the codes of the state classifier: places/kyrgyzstan.csv (sources, date), made into const
 * tables at build. Pure; nothing is allocated.
 *
 *	uint16_t p = place_find("41702205805010");
 *	place_name(p, "ky")                       "Ак-Булуң"
 *	place_name(place_district(p), "ru")       "Ак-Суйский район"
 *	for (struct place_range r = place_list(PLACES_VILLAGES, place_district(p)); r.from < r.to; r.from++) ...
 *
 * A place is a small number within one build. Outside, in the store and on the wire, it is told by its code. Numbers go by rank, then by region,
 * district and name (in Kyrgyz order), so that every list is a range of them. What people choose from is three lists: regions (oblasts, Bishkek, Osh), districts (those
 * of Bishkek and the cities of an oblast too), villages (urban-type settlements and the cities of a district too); aimaks only tell two villages apart.
 *
 * The Kyrgyz name of many villages is not sure. Then the Russian one stands for it. */
#ifndef KOPURO_PLACES_PLACES_H
#define KOPURO_PLACES_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLACE_NONE UINT16_MAX
#define PLACE_CODE 14  /* digits of a code */
#define PLACE_LABEL 256 /* octets that place_label() writes at most, NUL included */

enum place_level { PLACE_OBLAST, PLACE_DISTRICT, PLACE_CITY, PLACE_AIMAK, PLACE_VILLAGE, PLACE_LEVELS };
extern const char *const place_level_names[PLACE_LEVELS]; /* as in the file */
enum place_rank { PLACES_REGIONS, PLACES_DISTRICTS, PLACES_AIMAKS, PLACES_VILLAGES, PLACE_RANKS };

struct place_range { uint16_t from, to; }; /* to: the first that is not in it */

size_t place_count(void);
uint16_t place_find(const char *code); /* PLACE_NONE: there is no such code */
const char *place_code(uint16_t place);
enum place_level place_level(uint16_t place);
enum place_rank place_rank(uint16_t place);
/* What it belongs to; PLACE_NONE: nothing (a region), or not to one (the district of a region). A region is its own region, a district its own district. */
uint16_t place_parent(uint16_t place);
uint16_t place_district(uint16_t place);
uint16_t place_region(uint16_t place);

bool place_is_sure(uint16_t place); /* its Kyrgyz name is */
/* "ky" (or "ky-Latn"): in Kyrgyz where that is sure; any other language, and else: in Russian. Static. */
const char *place_name(uint16_t place, const char *language);
/* The name as a line of a list, "Сузак р-ну"; of a village whose name another one of the district bears, with its old aimak behind it: "Арал (Барпы а/а)".
 * `far`: with its district too, "Арал (Барпы а/а), Сузак р-ну". Returns the length. */
size_t place_label(uint16_t place, const char *language, bool far, char out[PLACE_LABEL]);

/* All places of a rank within a region, a district or (PLACE_NONE) the country. */
struct place_range place_list(enum place_rank rank, uint16_t within);
/* Whether `place` is `other` or lies in it. */
bool place_is_in(uint16_t place, uint16_t other);

#endif
