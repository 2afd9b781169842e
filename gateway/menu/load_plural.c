/* Nouns in the forms that they take beside numbers (text/locale.h):
 *
 *	plurals:
 *	  people:
 *	    ky: {one: киши, other: киши}
 *	    ru: {one: человек, few: человека, many: человек} */
#include "menu/load.h"

#include <string.h>

static void load_forms(struct loading *l, const struct yaml *node, size_t language, struct phrase forms[PLURALS])
{
	const struct locale *locale = l->set->locales[language];
	if (node->kind != YAML_MAP) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a noun has its forms here: %s", locale->forms);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		enum plural form = 0;
		while (form < PLURALS && strcmp(node->keys[i]->text, plural_names[form]) != 0)
			form++;
		if (form < PLURALS && locale->needs[form])
			load_phrase(l, node->items[i], &forms[form]);
		else
			yaml_complain(node->keys[i], l->complaints, SEVERITY_ERROR, "'%s' has no form '%s'; its forms are %s", l->set->language_codes[language],
				node->keys[i]->text, locale->forms);
	}
	for (size_t i = 0; i < PLURALS; i++) {
		if (locale->needs[i] && !yaml_get(node, plural_names[i]))
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "the form '%s' is missing; '%s' needs %s", plural_names[i],
				l->set->language_codes[language], locale->forms);
	}
}

static void load_latin_forms(struct loading *l, const struct yaml *node, size_t language, struct phrase forms[PLURALS])
{
	struct phrase latin[PLURALS] = { 0 };
	load_forms(l, node, language, latin);
	for (size_t i = 0; node->kind == YAML_MAP && i < PLURALS; i++) {
		const struct yaml *form = yaml_get(node, plural_names[i]);
		if (form && form->kind == YAML_TEXT && load_latin_letters(l, form) && latin[i].text[PAGE_OWN])
			phrase_write_latin(&l->set->arena, &forms[i], latin[i].text[PAGE_OWN], latin[i].len[PAGE_OWN]);
	}
}

static void load_noun(struct loading *l, const struct yaml *node, struct noun *noun)
{
	const struct yaml *nodes[MENU_LANGUAGES];
	static const struct phrase nothing = { .text = { "", "" } };
	for (size_t i = 0; i < MENU_LANGUAGES; i++) {
		for (size_t form = 0; form < PLURALS; form++)
			noun->forms[i][form] = nothing;
	}
	load_languages_of(l, node, false, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		if (nodes[i])
			load_forms(l, nodes[i], i, noun->forms[i]);
		const struct yaml *latin = nodes[i] ? load_latin_of(l, node, i) : NULL;
		if (latin)
			load_latin_forms(l, latin, i, noun->forms[i]);
	}
}

void load_plurals(struct loading *l, const struct yaml *plurals)
{
	struct menu_set *set = l->set;
	if (plurals->kind != YAML_MAP) {
		yaml_complain(plurals, l->complaints, SEVERITY_ERROR, "`plurals` is a map of names to nouns");
		return;
	}
	for (size_t i = 0; i < plurals->count; i++) {
		const struct yaml *key = plurals->keys[i];
		uint16_t known = lexicon_find(&set->noun_index, key->text);
		size_t count = set->noun_index.count;
		if (!load_name(l, key, "noun"))
			continue;
		if (known != MENU_NONE) {
			yaml_complain(key, l->complaints, SEVERITY_ERROR, "the noun '%s' stands also in %s:%d; keep one of them", key->text,
				l->noun_nodes[known]->file, l->noun_nodes[known]->line);
			continue;
		}
		set->nouns = arena_grow(&set->arena, set->nouns, count, &set->noun_capacity, sizeof(*set->nouns));
		l->noun_nodes = arena_grow(&set->arena, l->noun_nodes, count, &l->noun_node_capacity, sizeof(*l->noun_nodes));
		l->noun_nodes[count] = key;
		lexicon_add(&set->noun_index, &set->arena, arena_text(&set->arena, key->text, strlen(key->text)));
		load_noun(l, plurals->items[i], &set->nouns[count]);
	}
}
