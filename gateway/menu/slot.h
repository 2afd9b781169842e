/* What is kept in a slot, as a person reads it: 48271930 is 4827-1930, 25000 is 25 000, 2026-12-31 is 31.12.2026. Pure. */
#ifndef KOPURO_MENU_SLOT_H
#define KOPURO_MENU_SLOT_H

#include "menu/set.h"
#include "text/locale.h"

#define SLOT_SHOWN 4096 /* octets, in either script */

/* Returns the length of what is put into `out`, without a NUL. What is not of its kind (an amount that is no number) is shown as it is kept. */
size_t slot_show(enum menu_slot_kind kind, const struct locale *locale, const char *value, char out[SLOT_SHOWN]);

#endif
