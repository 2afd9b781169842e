#include "menu/load.h"
#include "menu/records.h"

#include <string.h>

#define ACTIONS_MAX 64

uint16_t load_target(struct loading *l, const struct yaml *node)
{
	struct menu_set *set = l->set;
	uint16_t screen = node->kind == YAML_TEXT ? lexicon_find(&set->screen_index, node->text) : MENU_NONE;
	if (screen == MENU_NONE)
		load_unknown(l, node, "screen", node->kind == YAML_TEXT ? node->text : "", set->screen_index.list, set->screen_index.count);
	return screen;
}

static size_t outcome_count(const struct menu_action *action)
{
	size_t count = 0;
	while (count < MENU_OUTCOMES && action->outcomes[count])
		count++;
	return count;
}

static void load_action(struct loading *l, const struct yaml *node, struct move *move)
{
	const struct menu_contract *contract = l->set->contract;
	const char *names[ACTIONS_MAX];
	size_t count = contract->action_count < ACTIONS_MAX ? contract->action_count : ACTIONS_MAX;
	for (size_t i = 0; i < count; i++) {
		names[i] = contract->actions[i].name;
		if (node->kind == YAML_TEXT && strcmp(names[i], node->text) == 0)
			move->action = (uint16_t)i;
	}
	if (move->action == MENU_NONE)
		load_unknown(l, node, "action", node->kind == YAML_TEXT ? node->text : "", names, count);
}

/* `to` beside `do` is for the outcomes that `then` leaves out. One that hangs on a word of a slot may be left out where that word never comes: check_needs.c. */
static void load_then(struct loading *l, const struct yaml *action_node, const struct yaml *then, struct move *move)
{
	const struct menu_action *action = &l->set->contract->actions[move->action];
	size_t count = outcome_count(action);
	if (then && then->kind == YAML_MAP) {
		for (size_t i = 0; i < then->count; i++) {
			size_t outcome = 0;
			while (outcome < count && strcmp(action->outcomes[outcome], then->keys[i]->text) != 0)
				outcome++;
			if (outcome < count)
				move->then[outcome] = load_target(l, then->items[i]);
			else
				load_unknown(l, then->keys[i], "outcome", then->keys[i]->text, action->outcomes, count);
		}
	} else if (then) {
		yaml_complain(then, l->complaints, SEVERITY_ERROR, "`then` is a map of outcomes to screens, as {%s: SCREEN}", action->outcomes[0]);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (move->then[i] == MENU_NONE)
			move->then[i] = move->to;
		if (move->then[i] == MENU_NONE && !action->by.words[i][0] && !(then && yaml_get(then, action->outcomes[i])))
			yaml_complain(then ? then : action_node, l->complaints, SEVERITY_ERROR, "'%s' can come to '%s': say in `then` which screen follows",
				action->name, action->outcomes[i]);
	}
}

static void load_set(struct loading *l, const struct yaml *name, const struct yaml *value, struct move *move)
{
	uint16_t slot = load_slot(l, name, "slot", name->text);
	if (slot == MENU_NONE)
		return;
	const struct menu_slot *about = &l->set->slots[slot];
	const struct lexicon *values = &l->set->variables[slot];
	size_t len = value->kind == YAML_TEXT ? strlen(value->text) : 0;
	if (value->kind != YAML_TEXT || len > about->max || about->kind == MENU_SLOT_PIN) {
		yaml_complain(value, l->complaints, SEVERITY_ERROR, "'%s' takes one word of at most %u octets, and no PIN", name->text, about->max);
		return;
	}
	if (values->count > 0 && len > 0 && lexicon_find(values, value->text) == MENU_NONE) {
		load_unknown(l, value, name->text, value->text, values->list, values->count);
		return;
	}
	move->sets[move->set_count++] = (struct move_set){ .slot = slot, .value = arena_text(&l->set->arena, value->text, len), .len = len };
}

static void load_pick(struct loading *l, const struct yaml *name, const struct yaml *key, struct move *move)
{
	struct menu_set *set = l->set;
	uint16_t table = lexicon_find(&set->table_index, name->text);
	if (table == MENU_NONE) {
		load_unknown(l, name, "table", name->text, set->table_index.list, set->table_index.count);
		return;
	}
	const struct lexicon *keys = &set->tables[table].keys;
	bool none = key->kind == YAML_TEXT && !key->text[0];
	uint16_t record = key->kind == YAML_TEXT ? records_find(&set->tables[table], key->text) : MENU_NONE;
	if (records_count(&set->tables[table]) == 0)
		none = true; /* it will be there when the table has records */
	if (record == MENU_NONE && !none) {
		load_unknown(l, key, name->text, key->kind == YAML_TEXT ? key->text : "", keys->list, keys->count);
		return;
	}
	move->picks[move->pick_count++] = (struct move_pick){ .table = table, .record = record };
}

static const struct yaml *map_under(struct loading *l, const struct yaml *map, const char *key, const char *example)
{
	const struct yaml *node = yaml_get(map, key);
	if (!node || node->kind == YAML_MAP)
		return node;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is a map, as %s", key, example);
	return NULL;
}

void load_move(struct loading *l, const struct yaml *at, const struct yaml *map, struct move *move)
{
	const struct yaml *to = yaml_get(map, "to"), *action = yaml_get(map, "do"), *then = yaml_get(map, "then");
	const struct yaml *sets = map_under(l, map, "set", "{slot: value}"), *picks = map_under(l, map, "pick", "{table: key}");
	*move = (struct move){ .at = load_origin(l, at), .action = MENU_NONE, .to = MENU_NONE };
	memset(move->then, 0xff, sizeof(move->then));
	if (!to && !action)
		yaml_complain(at, l->complaints, SEVERITY_ERROR, "nothing follows here; say which screen with `to:`, or what to do with `do:`");
	if (to)
		move->to = load_target(l, to);
	if (action)
		load_action(l, action, move);
	if (then && !action)
		yaml_complain(then, l->complaints, SEVERITY_ERROR, "`then` without `do`; write `to: SCREEN`");
	if (move->action != MENU_NONE)
		load_then(l, action, then, move);
	move->sets = arena_array(&l->set->arena, sets ? sets->count : 0, sizeof(*move->sets));
	for (size_t i = 0; sets && i < sets->count; i++)
		load_set(l, sets->keys[i], sets->items[i], move);
	move->picks = arena_array(&l->set->arena, picks ? picks->count : 0, sizeof(*move->picks));
	for (size_t i = 0; picks && i < picks->count; i++)
		load_pick(l, picks->keys[i], picks->items[i], move);
}
