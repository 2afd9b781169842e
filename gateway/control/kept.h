/* The menus and the store (store/versions.h). What goes live is kept there first, with who wanted it and when; what was live once is checked like a
 * new one when it comes back, since networks, dialplans and facts may have changed since.
 *
 * The rule: the folder's menus are taken, at a start and at a reload, when they differ from those last taken from it; otherwise what is live in
 * the store stays live. So going back lasts until somebody edits the folder. */
#ifndef KOPURO_CONTROL_KEPT_H
#define KOPURO_CONTROL_KEPT_H

#include "control/check.h"
#include "store/versions.h"

/* Which of them the folder's menus are, made now if there is none; they are taken, and live. In the open group. */
enum error kept_take(struct store *s, const struct menu_source *folder, const struct menu_set *menus, const char *who, int64_t now_unix_ms,
	int64_t *number);
/* Are they what was last taken? False also when that cannot be told. */
bool kept_is_taken(struct store *s, const struct menu_source *folder);
bool kept_is_version(struct store *s, const struct menu_source *folder, int64_t number);
/* ERR_NOT_FOUND: there is no such version; ERR_BAD: it has errors here and now; its complaints name files as "version 3/home.yaml". */
enum error kept_source(struct store *s, int64_t number, struct menu_source *out); /* menu_source_fini() when it is ERR_NONE */
enum error kept_load(struct store *s, int64_t number, const struct check *check, struct moment now, struct complaints *complaints,
	struct menu_set **out);

/* What a start begins with; it takes check->menus over. A folder with errors, or with what must be confirmed first (control/rights.h), is logged, and passed
 * over when the version that is live in the store is good; ERR_BAD: nothing is. Commits. */
enum error kept_start(struct store *s, struct check *check, const struct config *config, struct moment now, struct menu_set **out,
	unsigned *number);

/* `file:line:column: error: text`, cut to KEPT_LINE - 1 octets. */
#define KEPT_LINE 1024
void kept_line(const struct complaint *c, char line[KEPT_LINE]);
void kept_log(const struct complaints *complaints);

#endif
