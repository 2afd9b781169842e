#include "base/yaml.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->items[i];
	}
	return NULL;
}

static bool is_among(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, list[i]) == 0)
			return true;
	}
	return false;
}

static void complain_of_unknown(const struct yaml *key, const char *const *allowed, size_t count, struct complaints *complaints)
{
	char known[512] = "";
	const char *nearest = complaint_nearest(key->text, allowed, count);
	if (nearest) {
		yaml_complain(key, complaints, SEVERITY_ERROR, "unknown key '%s'; did you mean '%s'?", key->text, nearest);
		return;
	}
	if ((unsigned char)key->text[0] >= 0x80) {
		yaml_complain(key, complaints, SEVERITY_ERROR,
			"unknown key '%s'; if it belongs to the text before it, put that whole text in straight quotes (\")", key->text);
		return;
	}
	for (size_t i = 0, used = 0; i < count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", i > 0 ? ", " : "", allowed[i]);
	yaml_complain(key, complaints, SEVERITY_ERROR, "unknown key '%s'; known here: %s", key->text, known);
}

bool yaml_only(const struct yaml *map, const char *const *allowed, size_t count, struct complaints *complaints)
{
	bool only = true;
	for (size_t i = 0; map->kind == YAML_MAP && i < map->count; i++) {
		if (is_among(map->keys[i]->text, allowed, count))
			continue;
		complain_of_unknown(map->keys[i], allowed, count, complaints);
		only = false;
	}
	return only;
}

void yaml_complain(const struct yaml *node, struct complaints *complaints, enum severity severity, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complaints_addv(complaints, severity, node->file, node->line, node->column, format, args);
	va_end(args);
}

void yaml_complain_in(const struct yaml *node, const char *at, struct complaints *complaints, enum severity severity, const char *format, ...)
{
	int column = node->column;
	va_list args;
	if (node->shift >= 0)
		column += node->shift + (int)utf8_count(node->text, (size_t)(at - node->text));
	va_start(args, format);
	complaints_addv(complaints, severity, node->file, node->line, column, format, args);
	va_end(args);
}
