/* What was typed or set, by slot: one small block of octets that exists only once there is something in it. Old contents are
 * overwritten before memory is given back. */
#ifndef KOPURO_MENU_VALUES_H
#define KOPURO_MENU_VALUES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct menu_values;

/* NULL when unset; NUL-terminated; valid until the next change. `values` may be NULL. */
const char *values_get(const struct menu_values *values, size_t slot);
/* Makes *values when needed. An empty text unsets. ERR_FULL over MENU_VALUES_MAX; ERR_NOMEM. The old value stays on an error. */
enum error values_put(struct menu_values **values, size_t slot, const char *text, size_t len);
void values_wipe(struct menu_values *values, size_t slot);
void values_free(struct menu_values **values); /* overwrites all */
enum error values_copy(struct menu_values **to, const struct menu_values *from);
/* The i-th value in the order of their setting; false after the last. */
bool values_each(const struct menu_values *values, size_t i, size_t *slot, const char **text, size_t *len);

#endif
