#include "base/calendar.h"
#include "menu/lint_rule.h"
#include "menu/set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEARS_MOST 2 /* whatever its `expires` says */

struct lint_fact {
	const struct yaml *node; /* where it is told */
	const char *told;
	char key[256];           /* facts with one key are one fact, and have to be told in one way */
	size_t len;              /* of `told` */
	size_t order;            /* among all facts, so that the second is told of */
};

static const char *text_of(const struct yaml *fact, const char *key)
{
	const struct yaml *node = yaml_get(fact, key);
	return node && node->kind == YAML_TEXT ? node->text : "";
}

static void check_age(const struct yaml *fact, const char *today, struct complaints *complaints)
{
	const char *verified = text_of(fact, "verified_on");
	char limit[32];
	int64_t day;
	if (!calendar_parse(verified, &day) || strcmp(text_of(fact, "confirmed"), "no") == 0 || strcmp(text_of(fact, "in_force"), "yes") == 0)
		return;
	snprintf(limit, sizeof(limit), "%04d%.6s", atoi(today) - YEARS_MOST, today + 4);
	if (strcmp(verified, limit) < 0)
		yaml_complain(yaml_get(fact, "verified_on"), complaints, SEVERITY_WARNING,
			"verified more than %d years ago; verify it anew, or add `confirmed: no`, or `in_force: yes` if it surely holds [fact-old]", YEARS_MOST);
}

static void remember(struct lint_facts *facts, struct lint_fact new)
{
	if (facts->count == facts->capacity) {
		size_t capacity = facts->capacity ? 2 * facts->capacity : 64;
		struct lint_fact *list = reallocarray(facts->list, capacity, sizeof(*list));
		if (!list)
			return; /* not compared: a warning less */
		facts->list = list;
		facts->capacity = capacity;
	}
	new.order = facts->count;
	facts->list[facts->count++] = new;
}

static void check_numbers(struct lint_facts *facts, const struct yaml *node, bool bare, struct complaints *complaints)
{
	struct lint_number number;
	for (const char *at = node->text; (at = lint_number_next(at, bare, &number)) != NULL;) {
		const char *fault = lint_number_fault(&number);
		if (fault)
			yaml_complain(node, complaints, SEVERITY_WARNING, "the number %.*s %s [number]", (int)number.len, number.at, complaints_word(complaints, fault));
		struct lint_fact new = { .node = node, .told = number.at, .len = number.len };
		snprintf(new.key, sizeof(new.key), "+%s", number.digits);
		if (number.plus)
			remember(facts, new);
	}
}

/* The same source and the same words in one language: then the same words in the others. Each language vouches for the next of them. */
static void remember_pairs(struct lint_facts *facts, const struct yaml *fact, const struct yaml *text)
{
	size_t own[MENU_LANGUAGES], count = 0;
	for (size_t i = 0; i < text->count && count < MENU_LANGUAGES; i++) {
		if (text->items[i]->kind == YAML_TEXT && !lint_is_latin(text->keys[i]->text))
			own[count++] = i;
	}
	for (size_t i = 0; count > 1 && i < count; i++) {
		const struct yaml *first = text->items[own[i]], *other = text->items[own[(i + 1) % count]];
		struct lint_fact new = { .node = other, .told = other->text, .len = strlen(other->text) };
		int len = snprintf(new.key, sizeof(new.key), "%s\n%s\n%s", text->keys[own[i]]->text, text_of(fact, "source"), first->text);
		if (len > 0 && (size_t)len < sizeof(new.key))
			remember(facts, new);
	}
}

void lint_fact(struct lint_facts *facts, const struct yaml *fact, bool phone, const char *today, struct complaints *complaints)
{
	const struct yaml *value = yaml_get(fact, "value"), *text = yaml_get(fact, "text");
	check_age(fact, today, complaints);
	if (value && value->kind == YAML_TEXT) {
		check_numbers(facts, value, phone, complaints);
		lint_numbers_parted(value, phone, complaints);
		if (!phone)
			lint_choice(value, complaints);
	}
	if (!text || text->kind != YAML_MAP || text->count == 0)
		return;
	for (size_t i = 0; i < text->count; i++) {
		if (text->items[i]->kind == YAML_TEXT)
			check_numbers(facts, text->items[i], false, complaints);
	}
	remember_pairs(facts, fact, text);
}

static int by_key(const void *a, const void *b)
{
	const struct lint_fact *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

void lint_facts_compare(struct lint_facts *facts, struct complaints *complaints)
{
	if (facts->count > 1)
		qsort(facts->list, facts->count, sizeof(*facts->list), by_key);
	for (size_t i = 1, first = 0; i < facts->count; i++) {
		const struct lint_fact *one = &facts->list[first], *other = &facts->list[i];
		if (strcmp(one->key, other->key) != 0) {
			first = i;
			continue;
		}
		if (one->len != other->len || memcmp(one->told, other->told, one->len) != 0)
			yaml_complain(other->node, complaints, SEVERITY_WARNING, "'%.*s' here, and '%.*s' for the same in %s:%d; tell it in one way [fact-differs]",
				(int)other->len, other->told, (int)one->len, one->told, one->node->file, one->node->line);
	}
	free(facts->list);
	*facts = (struct lint_facts){ 0 };
}
