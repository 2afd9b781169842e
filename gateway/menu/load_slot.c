/* Slots by name. Beside those of the contract a menu may have variables of its own: words that a choice sets and a condition asks for.
 *
 *	variables:
 *	  purpose: [work, study] */
#include "menu/load.h"

#include <string.h>

#define VALUES_MAX 64

uint16_t load_slot(struct loading *l, const struct yaml *node, const char *what, const char *name)
{
	const char *names[MENU_SLOTS];
	uint16_t slot = set_slot(l->set, name);
	for (size_t i = 0; i < l->set->slot_count; i++)
		names[i] = l->set->slots[i].name;
	if (slot == MENU_NONE)
		load_unknown(l, node, what, name, names, l->set->slot_count);
	return slot;
}

/* Why a condition that asks for this variable would ask for something else; NULL: it would not. */
static const char *other_meaning(const struct menu_set *set, const char *name)
{
	if (set_slot(set, name) != MENU_NONE)
		return WORDING("slot");
	if (lexicon_find(&set->table_index, name) != MENU_NONE)
		return WORDING("table");
	return load_is_condition(name) ? WORDING("condition") : NULL;
}

static void load_values(struct loading *l, const struct yaml *list, uint16_t slot)
{
	struct lexicon *values = &l->set->variables[slot];
	if (list->kind != YAML_LIST || list->count == 0 || list->count > VALUES_MAX) {
		yaml_complain(list, l->complaints, SEVERITY_ERROR, "the values of a variable are a list of one to %d words, as [work, study]", VALUES_MAX);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml *value = list->items[i];
		if (!load_name(l, value, "value"))
			continue;
		if (lexicon_find(values, value->text) != MENU_NONE)
			yaml_complain(value, l->complaints, SEVERITY_ERROR, "the value '%s' stands twice; keep one of them", value->text);
		else
			lexicon_add(values, &l->set->arena, arena_text(&l->set->arena, value->text, strlen(value->text)));
	}
}

void load_outcome_words(struct loading *l)
{
	const struct menu_contract *contract = l->set->contract;
	for (size_t i = 0; i < contract->action_count; i++) {
		struct lexicon *values = &l->set->variables[contract->actions[i].by.slot];
		for (size_t j = 0; j < MENU_OUTCOMES; j++) {
			for (size_t k = 0; k < MENU_NEEDS && contract->actions[i].by.words[j][k]; k++) {
				const char *word = contract->actions[i].by.words[j][k];
				if (lexicon_find(values, word) == MENU_NONE)
					lexicon_add(values, &l->set->arena, word);
			}
		}
	}
}

void load_variables(struct loading *l, const struct yaml *variables)
{
	struct menu_set *set = l->set;
	if (variables->kind != YAML_MAP) {
		yaml_complain(variables, l->complaints, SEVERITY_ERROR, "`variables` is a map of names to lists of values");
		return;
	}
	for (size_t i = 0; i < variables->count; i++) {
		const struct yaml *name = variables->keys[i];
		if (!load_name(l, name, "variable"))
			continue;
		const char *other = other_meaning(set, name->text);
		if (other) {
			yaml_complain(name, l->complaints, SEVERITY_ERROR, "there is a %s '%s' already; take another name", complaints_word(l->complaints, other), name->text);
			continue;
		}
		if (set->slot_count == MENU_SLOTS) {
			yaml_complain(name, l->complaints, SEVERITY_ERROR, "there is room for %zu variables; this is one more",
				(size_t)MENU_SLOTS - set->contract->slot_count);
			return;
		}
		uint16_t slot = (uint16_t)set->slot_count++;
		set->slots[slot] = (struct menu_slot){ .name = arena_text(&set->arena, name->text, strlen(name->text)), .kind = MENU_SLOT_KEY,
			.max = MENU_NAME_MAX };
		load_values(l, variables->items[i], slot);
	}
}
