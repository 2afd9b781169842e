/* Menus as the tools for those who write them load them: for a network with Cyrillic and for one without. */
#ifndef KOPURO_TOOLS_MENUS_H
#define KOPURO_TOOLS_MENUS_H

#include "menu/set.h"
#include "menu/source.h"

enum { MENUS_UCS2, MENUS_GSM7, MENUS_FORMATS };
extern const char *const menus_format_names[MENUS_FORMATS];

/* NULL after what is wrong was said on standard error. */
struct menu_set *menus_open(const char *directory);
struct menu_set *menus_open_source(const struct menu_source *source);

#endif
