/* `kopuro check --budget`: what each screen, each SMS and each leaf costs, as tables or (JSON) lists. */
#ifndef KOPURO_TOOLS_CHECK_BUDGET_H
#define KOPURO_TOOLS_CHECK_BUDGET_H

#include "menu/set.h"
#include "ussd/profile.h"

#include <stdio.h>

/* `formats`: those of the set. `profiles`: of the networks whose sessions are compared with; NULL: none. `unix_ms`: the moment of the leaves. */
void check_budget_print(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	int64_t unix_ms, FILE *out);
void check_budget_json(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	int64_t unix_ms, FILE *out);

#endif
