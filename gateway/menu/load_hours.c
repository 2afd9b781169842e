/* Opening hours: a fact whose `value` is read by menu/hours.h, with the `zone` of the place.
 *
 *	hours: {value: "Mo-Fr 09:00-18:00; PH off", zone: "+06:00", source: …, verified_on: …, expires: …}
 *
 * Shown are they with the language's names of the days: the words day_mo … day_su, day_ph and day_off. Where one is missing, they are shown as they
 * are written. */
#include "menu/load.h"

#include <string.h>

#define TOLD_MAX 1000

/* False: a word is missing. */
static bool names_of(const struct menu_set *set, size_t language, const char *names[HOURS_DAYS + 1])
{
	static const char *const words[HOURS_DAYS + 1] = { "day_mo", "day_tu", "day_we", "day_th", "day_fr", "day_sa", "day_su", "day_ph", "day_off" };
	for (size_t i = 0; i < HOURS_DAYS + 1; i++) {
		names[i] = menu_word(set, words[i], language);
		if (!names[i])
			return false;
	}
	return true;
}

/* The word `unconfirmed`, if load_facts() put it behind, stays there. */
static void tell_in(struct loading *l, size_t language, const char *written, struct phrase *phrase)
{
	const char *names[HOURS_DAYS + 1], *shown = phrase->text[PAGE_OWN];
	char told[TOLD_MAX];
	size_t len = strlen(written);
	if (!names_of(l->set, language, names) || strncmp(shown, written, len) != 0)
		return;
	size_t at = hours_told(written, names, told, sizeof(told)), rest = strlen(shown) - len;
	if (rest > sizeof(told) - at)
		return;
	memcpy(told + at, shown + len, rest);
	*phrase = phrase_make(&l->set->arena, told, at + rest);
}

struct value *load_hours(struct loading *l, const struct yaml *node)
{
	struct value *value = load_facts(l, node);
	const struct yaml *written = yaml_get(node, "value"), *zone = yaml_get(node, "zone");
	struct hours hours;
	struct hours_fault fault;
	if (node->kind != YAML_MAP || !written || written->kind != YAML_TEXT || !zone) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`hours` have a `value`, as \"Mo-Fr 09:00-18:00\", and the `zone` of the place, as \"+06:00\"");
		return value;
	}
	load_zone(l, zone, &value->zone_min);
	if (!hours_parse(written->text, &hours, &fault)) {
		load_hours_fault(l, written, &fault);
		return value;
	}
	value->hours = memcpy(arena_take(&l->set->arena, sizeof(hours)), &hours, sizeof(hours));
	for (size_t i = 0; i < l->set->language_count; i++)
		tell_in(l, i, written->text, &value->items[i][0]);
	return value;
}
