#include "control/kept.h"

#include "base/log.h"
#include "control/rights.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BY_START "start"

void kept_line(const struct complaint *c, char line[KEPT_LINE])
{
	const char *severity = c->severity == SEVERITY_ERROR ? "error" : "warning";
	if (c->line > 0)
		snprintf(line, KEPT_LINE, "%s:%d:%d: %s: %s", c->file, c->line, c->column, severity, c->text);
	else
		snprintf(line, KEPT_LINE, "%s: %s: %s", c->file, severity, c->text);
}

void kept_log(const struct complaints *complaints)
{
	char line[KEPT_LINE];
	for (size_t i = 0; i < complaints->count; i++) {
		kept_line(&complaints->list[i], line);
		log_say(LOG_MAIN, complaints->list[i].severity == SEVERITY_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, "%s", line);
	}
}

static bool digest_of(const struct menu_source *folder, uint8_t digest[VERSION_DIGEST])
{
	size_t len;
	uint8_t *files = menu_source_pack(folder, &len);
	if (files)
		version_digest((struct bytes){ files, len }, digest);
	free(files);
	return files != NULL;
}

bool kept_is_taken(struct store *s, const struct menu_source *folder)
{
	uint8_t digest[VERSION_DIGEST];
	return digest_of(folder, digest) && versions_taken(s, digest);
}

bool kept_is_version(struct store *s, const struct menu_source *folder, int64_t number)
{
	uint8_t digest[VERSION_DIGEST];
	struct version v;
	return digest_of(folder, digest) && versions_get(s, number, &v) == ERR_NONE && memcmp(v.digest, digest, sizeof digest) == 0;
}

enum error kept_take(struct store *s, const struct menu_source *folder, const struct menu_set *menus, const char *who, int64_t now_unix_ms,
	int64_t *number)
{
	size_t len;
	uint8_t *files = menu_source_pack(folder, &len);
	if (!files)
		return ERR_NOMEM;
	struct version v = { .at_ms = now_unix_ms, .screens = (int64_t)menu_screen_count(menus) };
	snprintf(v.author, sizeof v.author, "%s", who);
	enum error error = versions_add(s, &v, (struct bytes){ files, len });
	free(files);
	if (!error)
		error = versions_take(s, v.digest);
	struct version_live live = { .number = v.number, .since_ms = now_unix_ms };
	snprintf(live.who, sizeof live.who, "%s", who);
	*number = v.number;
	return error ? error : versions_go_live(s, &live);
}

enum error kept_source(struct store *s, int64_t number, struct menu_source *out)
{
	char name[32];
	uint8_t *files;
	size_t len;
	enum error error = versions_files(s, number, &files, &len);
	if (error)
		return error;
	snprintf(name, sizeof name, "version %" PRId64, number);
	bool good = menu_source_unpack(out, name, (struct bytes){ files, len });
	free(files);
	if (good)
		return ERR_NONE;
	menu_source_fini(out);
	return ERR_CORRUPT;
}

enum error kept_load(struct store *s, int64_t number, const struct check *check, struct moment now, struct complaints *complaints,
	struct menu_set **out)
{
	struct menu_source source;
	*out = NULL;
	enum error error = kept_source(s, number, &source);
	if (error)
		return error;
	*out = check_menus(check, &source, now, complaints);
	menu_source_fini(&source);
	return *out ? ERR_NONE : ERR_BAD;
}

static enum error start_with_folder(struct store *s, struct check *check, struct moment now, struct menu_set **out, unsigned *number)
{
	int64_t version = 0;
	enum error error = kept_take(s, &check->folder, check->menus, BY_START, now.unix_ms, &version);
	if (!error)
		error = store_commit(s);
	if (error)
		return error;
	*out = check->menus;
	*number = (unsigned)version;
	check->menus = NULL;
	return ERR_NONE;
}

static enum error start_with_version(struct store *s, int64_t version, struct check *check, const struct config *config, struct moment now,
	struct menu_set **out, unsigned *number)
{
	struct complaints complaints;
	complaints_init(&complaints);
	enum error error = kept_load(s, version, check, now, &complaints, out);
	kept_log(&complaints);
	complaints_fini(&complaints);
	if (error) {
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "the menus of version %" PRId64 ", which was live, cannot be: %s", version, error_name(error));
		return error;
	}
	*number = (unsigned)version;
	menu_free(check->menus);
	check->menus = NULL;
	if (check->found.errors > 0) {
		kept_log(&check->found);
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "the menus in '%s' are not taken, %zu errors; version %" PRId64 " of the store is live", config->menus,
			check->found.errors, version);
	}
	return ERR_NONE;
}

/* A start confirms nothing: what would change who sees what waits for whoever does. Of menus that cannot be loaded any more nobody can ask. */
static bool folder_may_follow(struct store *s, int64_t version, struct check *check, const struct config *config, struct moment now)
{
	const struct rights_wish wish = { .sees_restricted = true };
	struct rights_found found = { 0 };
	struct complaints unheard;
	struct menu_set *before = NULL;
	if (kept_is_version(s, &check->folder, version))
		return true;
	complaints_init(&unheard);
	kept_load(s, version, check, now, &unheard, &before);
	complaints_fini(&unheard);
	bool may = !before || (rights_compare(s, before, check->menus, config->menus, &wish, &check->found, &found) == ERR_NONE && found.vanished == 0 &&
		found.asked == 0);
	menu_free(before);
	return may;
}

enum error kept_start(struct store *s, struct check *check, const struct config *config, struct moment now, struct menu_set **out,
	unsigned *number)
{
	struct version_live live;
	enum error error = versions_live(s, &live);
	*out = NULL;
	if (error && error != ERR_NOT_FOUND)
		return error;
	bool stays = !error && (!check->menus || (kept_is_taken(s, &check->folder) && !kept_is_version(s, &check->folder, live.number)) ||
		!folder_may_follow(s, live.number, check, config, now));
	if (stays && start_with_version(s, live.number, check, config, now, out, number) == ERR_NONE)
		return ERR_NONE;
	return check->menus ? start_with_folder(s, check, now, out, number) : ERR_BAD;
}
