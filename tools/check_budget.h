/* `kopuro check --budget`: what each screen and each SMS costs, as tables or (JSON) two lists. */
#ifndef KOPURO_TOOLS_CHECK_BUDGET_H
#define KOPURO_TOOLS_CHECK_BUDGET_H

#include "menu/set.h"
#include "ussd/profile.h"

#include <stdio.h>

/* `formats`: those of the set. `profiles`: of the networks whose sessions are compared with; NULL: none. */
void check_budget_print(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	FILE *out);
void check_budget_json(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	FILE *out);

#endif
