/* `emergency: {numbers: ["112", "102"], to: SCREEN}`: who types such a number for an answer is led to that screen, wherever they are. */
#include "menu/load.h"

#include <string.h>

#define LEAST_DIGITS 3

static void load_number(struct loading *l, const struct yaml *node)
{
	struct menu_set *set = l->set;
	size_t len = node->kind == YAML_TEXT ? strspn(node->text, "0123456789") : 0;
	if (node->kind != YAML_TEXT || node->text[len] || len < LEAST_DIGITS || len > EMERGENCY_DIGITS)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "an emergency number is %d to %d digits, as \"112\"", LEAST_DIGITS, EMERGENCY_DIGITS);
	else if (lexicon_find(&set->emergency.numbers, node->text) != MENU_NONE)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "the number '%s' stands twice; keep one of them", node->text);
	else
		lexicon_add(&set->emergency.numbers, &set->arena, arena_text(&set->arena, node->text, len));
}

void load_emergency(struct loading *l, const struct yaml *node)
{
	static const char *const keys[] = { "numbers", "to" };
	if (l->emergency_at.file) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`emergency` stands also in %s:%d; keep one of them", l->emergency_at.file,
			l->emergency_at.line);
		return;
	}
	l->emergency_at = load_origin(l, node);
	const struct yaml *numbers = node->kind == YAML_MAP ? yaml_get(node, "numbers") : NULL, *to = numbers ? yaml_get(node, "to") : NULL;
	if (!to || numbers->kind != YAML_LIST || numbers->count == 0) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`emergency` names the numbers and the screen, as {numbers: [\"112\"], to: SCREEN}");
		return;
	}
	yaml_only(node, keys, sizeof(keys) / sizeof(keys[0]), l->complaints);
	for (size_t i = 0; i < numbers->count; i++)
		load_number(l, numbers->items[i]);
	l->set->emergency.screen = load_target(l, to);
}
