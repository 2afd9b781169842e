/* Opening hours: a fact whose `value` is read by menu/hours.h, with the `zone` of the place.
 *
 *	hours: {value: "Mo-Fr 09:00-18:00; PH off", zone: "+06:00", source: …, verified_on: …, expires: …}
 *
 * Shown are they with the language's names of the days: the words day_mo … day_su, day_ph and day_off. Where one is missing, they are shown as they
 * are written. */
#include "menu/load.h"

#include <string.h>

#define TOLD_MAX 1000

struct day_names { const char *list[HOURS_DAYS + 1]; bool by_hand; };

/* False: a word is missing. */
static bool names_of(const struct menu_set *set, size_t language, enum page_script script, struct day_names *names)
{
	static const char *const words[HOURS_DAYS + 1] = { "day_mo", "day_tu", "day_we", "day_th", "day_fr", "day_sa", "day_su", "day_ph", "day_off" };
	names->by_hand = false;
	for (size_t i = 0; i < HOURS_DAYS + 1; i++) {
		uint16_t number = lexicon_find(&set->word_index, words[i]);
		if (number == MENU_NONE)
			return false;
		names->list[i] = set->words[number][language].text[script];
		names->by_hand |= set->words[number][language].by_hand;
	}
	return true;
}

/* Puts the language's names in place of those that stand in the file; without them they are shown as they are written. */
static void tell(struct loading *l, size_t language, struct phrase *phrase)
{
	struct day_names own, latin;
	char told[TOLD_MAX], told_latin[TOLD_MAX];
	const char *written = phrase->text[PAGE_OWN];
	struct hours hours;
	struct hours_fault unheard;
	if (!hours_parse(written, &hours, &unheard) || !names_of(l->set, language, PAGE_OWN, &own) || !names_of(l->set, language, PAGE_LATIN, &latin))
		return;
	size_t len = hours_told(written, own.list, told, TOLD_MAX), latin_len = hours_told(written, latin.list, told_latin, TOLD_MAX);
	*phrase = phrase_make(&l->set->arena, told, len);
	if (latin.by_hand)
		phrase_write_latin(&l->set->arena, phrase, told_latin, latin_len);
}

struct value *load_hours(struct loading *l, const struct yaml *node)
{
	struct value *value = load_facts(l, node, tell);
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
	return value;
}
