/* What kopuro check --budget tells of leaves (menu/check_leaves.h): in each language and writing that people may have on a network, how many answers and
 * seconds away each is, and which are too far. */
#ifndef KOPURO_TOOLS_CHECK_LEAVES_H
#define KOPURO_TOOLS_CHECK_LEAVES_H

#include "menu/set.h"

#include <jansson.h>
#include <stdio.h>

struct leaf_tables;
/* Of these formats, which networks take; `unix_ms`: when. NULL: no memory. */
struct leaf_tables *leaf_tables_new(const struct menu_set *set, const struct menu_format *formats, size_t format_count, int64_t unix_ms);
void leaf_tables_free(struct leaf_tables *tables);
void leaf_tables_print(const struct leaf_tables *tables, FILE *out);
/* Two keys of the report: `leaves`, `done`. */
void leaf_tables_json(const struct leaf_tables *tables, json_t *report);

#endif
