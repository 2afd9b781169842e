/* What `kopuro check` found, for people and for machines. */
#ifndef KOPURO_TOOLS_CHECK_REPORT_H
#define KOPURO_TOOLS_CHECK_REPORT_H

#include "check_path.h"

#include "base/complaint.h"
#include "menu/lint.h"
#include "menu/set.h"

enum check_format { CHECK_TEXT, CHECK_JSON, CHECK_SARIF, CHECK_FORMATS };

/* CHECK_FORMATS when unknown. */
enum check_format check_format_named(const char *name);

struct check_report {
	const struct check_path *path;
	const struct complaints *complaints;
	const struct menu_figures *menus; /* NULL: there is no set to tell of */
	const struct lint_figures *lint;
	size_t dialogs;   /* transcripts that were played */
	size_t elsewhere; /* errors in other files than the one asked for */
};
void check_report_print(const struct check_report *report, enum check_format format, FILE *out);

#endif
