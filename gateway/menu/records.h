/* The records of a table by number and by key: those that stand in the files, and those of the tables `district` and `village`, which every set has by
 * itself. These are places (places/places.h): nothing of them is copied, their keys are the codes of the classifier, their fields `name`, `region` and (of
 * a village) `district` are asked for there. A record of the files may be a place too, or lie in one: by its field `code` (of `region`) or `place` (of `project`). */
#ifndef KOPURO_MENU_RECORDS_H
#define KOPURO_MENU_RECORDS_H

#include "menu/model.h"
#include "menu/state.h"

#define RECORDS_TEXT (2 * PLACE_LABEL) /* of a place, in any letters */

size_t records_count(const struct table *table);
const char *records_key(const struct table *table, uint16_t record);
uint16_t records_find(const struct table *table, const char *key); /* MENU_NONE */
uint16_t records_place(const struct table *table, uint16_t record); /* PLACE_NONE: it is none */
bool records_have(const struct menu_set *set, uint16_t table, uint16_t place, uint16_t *record); /* it is a record of that table */

/* Of a place: what is shown of a field, in the letters of its language or in any; `field` is one of enum place_field, which are the numbers of the table's fields as well. */
enum place_field { PLACE_FIELD_NAME, PLACE_FIELD_REGION, PLACE_FIELD_DISTRICT, PLACE_FIELDS };
extern const char *const place_field_names[PLACE_FIELDS];
const char *place_field(const struct menu_set *set, const struct table *table, uint16_t record, uint16_t field, size_t language); /* static */
size_t place_field_text(const struct menu_set *set, const struct table *table, uint16_t record, uint16_t field, size_t language, enum page_script script,
	char out[RECORDS_TEXT]);
/* As a line of a list (place_label()). */
size_t place_line_text(const struct menu_set *set, const struct table *table, uint16_t record, bool far, size_t language, enum page_script script,
	char out[RECORDS_TEXT]);
/* The records whose texts take the most room, for the proof; found once, when a screen shows the table. */
void records_measure(struct menu_set *set, struct table *table);

/* Keeps a record, or (MENU_NONE) forgets the one that was kept. Of a place, what lies above it is kept with it, where the menus have it, and what
 * lies elsewhere is forgotten: who names another district has not named a village in it yet. */
void records_keep(const struct menu_set *set, uint16_t kept[MENU_TABLES], uint16_t table, uint16_t record);

#endif
