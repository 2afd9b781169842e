#include "menu/ways.h"

#include "menu/engine.h"
#include "menu/load.h"
#include "menu/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MOST 60    /* of a slot */
#define CLASSES_MOST 200 /* of a table; more are one */
#define TOLD_MOST 6      /* screens of a way */
#define CHAIN_MOST 64    /* of it, those that matter for `0` */

/* Records that no condition tells apart are of one class. */
struct classes {
	uint8_t *of; /* by record; NULL: the table's records are places, and one class */
	size_t count;
};
struct words { const char *at[WORDS_MOST]; size_t count; };

/* Of a list: which classes of it may stand beside which of each table of its `where`. */
struct beside { bool *may[MENU_WHERE_MAX]; };

struct ways {
	const struct menu_set *set;
	const struct ways_visitor *visitor;
	void *context;
	struct words words[MENU_SLOTS];
	struct classes classes[MENU_TABLES];
	struct beside *beside; /* by screen */
	struct way *list;
	size_t count, capacity;
	uint32_t *table; /* by digest: index + 1; 0: free */
	size_t table_size;
	bool alone; /* of what is come to next */
	bool whole;
};

const struct way *ways_at(const struct ways *w, size_t way)
{
	return &w->list[way];
}

/* ---- what conditions tell apart ---- */

typedef void each_condition(struct ways *w, const struct condition *condition);

static void each_of_table(struct ways *w, const struct table *table, each_condition *each)
{
	for (size_t i = 0; i < table->keys.count; i++) {
		each(w, table->records[i].when);
		for (size_t j = 0; j < table->fields.count; j++) {
			const struct value *value = table->records[i].fields[j];
			for (size_t k = 0; value && value->when && k < value->count; k++)
				each(w, value->when[k]);
		}
	}
}

static void each_of_text(struct ways *w, const struct text *text, each_condition *each)
{
	for (size_t i = 0; i < text->variant_count; i++)
		each(w, text->variants[i].when);
}

static void each_condition_of_set(struct ways *w, each_condition *each)
{
	const struct menu_set *set = w->set;
	for (size_t i = 0; i < set->table_index.count; i++)
		each_of_table(w, &set->tables[i], each);
	for (size_t i = 0; i < set->screen_index.count; i++) {
		const struct screen *screen = &set->screens[i];
		each_of_text(w, &screen->text, each);
		for (size_t j = 0; j < screen->choice_count; j++) {
			each_of_text(w, &screen->choices[j].text, each);
			each(w, screen->choices[j].when);
		}
	}
}

static void word_add(struct words *words, const char *word)
{
	size_t i = 0;
	while (i < words->count && strcmp(words->at[i], word) != 0)
		i++;
	if (*word && i == words->count && i < WORDS_MOST)
		words->at[words->count++] = word;
}

/* A class is split in two: the records that the test names, and the others. */
static void classes_split(struct classes *c, size_t records, const struct test *test)
{
	uint8_t split[CLASSES_MOST] = { 0 };
	for (size_t i = 0; i < test->count; i++) {
		uint16_t record = test->numbers[i];
		if (record == MENU_NONE || record >= records)
			continue;
		uint8_t old = c->of[record];
		if (!split[old] && c->count < CLASSES_MOST)
			split[old] = (uint8_t)c->count++;
		if (split[old])
			c->of[record] = split[old];
	}
}

static void take_tests(struct ways *w, const struct condition *condition)
{
	for (size_t i = 0; condition && i < condition->count; i++) {
		const struct test *test = &condition->tests[i];
		struct classes *c = test->kind == TEST_RECORD ? &w->classes[test->subject] : NULL;
		for (size_t j = 0; test->kind == TEST_SLOT && j < test->count; j++)
			word_add(&w->words[test->subject], test->words[j]);
		if (c && c->of)
			classes_split(c, records_count(&w->set->tables[test->subject]), test);
	}
}

static void take_record(struct ways *w, const char *name, const char *key)
{
	uint16_t table = name ? menu_table_find(w->set, name) : MENU_NONE;
	uint16_t record = table == MENU_NONE ? MENU_NONE : menu_record_find(w->set, table, key);
	if (record != MENU_NONE && w->classes[table].of)
		classes_split(&w->classes[table], records_count(&w->set->tables[table]), &(struct test){ .numbers = &record, .count = 1 });
}

static void take_action(struct ways *w, const struct menu_action *action)
{
	for (size_t i = 0; i < MENU_OUTCOMES; i++) {
		for (size_t j = 0; j < MENU_NEEDS && action->by.words[i][j]; j++)
			word_add(&w->words[action->by.slot], action->by.words[i][j]);
	}
	take_record(w, action->also.table, action->also.key);
	take_record(w, action->by_kept.table, action->by_kept.but);
}

/* Which records of a list go with one of these: each is a class of its own. */
static void take_where(struct ways *w, uint16_t table)
{
	struct classes *c = &w->classes[table];
	for (uint16_t i = 0; c->of && i < w->set->tables[table].keys.count; i++)
		classes_split(c, w->set->tables[table].keys.count, &(struct test){ .numbers = &i, .count = 1 });
}

static bool classes_find(struct ways *w)
{
	const struct menu_set *set = w->set;
	for (size_t i = 0; i < set->table_index.count; i++) {
		struct classes *c = &w->classes[i];
		size_t records = records_count(&set->tables[i]);
		c->count = records > 0;
		if (!set->tables[i].places)
			c->of = calloc(records + 1, sizeof(*c->of));
		if (!set->tables[i].places && !c->of)
			return false;
	}
	each_condition_of_set(w, take_tests);
	for (size_t i = 0; i < set->screen_index.count; i++) {
		for (size_t j = 0; j < set->screens[i].where_count; j++)
			take_where(w, set->screens[i].where[j]);
	}
	for (size_t i = 0; i < set->contract->action_count; i++)
		take_action(w, &set->contract->actions[i]);
	return true;
}

/* ---- what holds ---- */

static enum truth record_holds(const struct ways *w, const struct test *test, uint8_t fact)
{
	bool none = false, others = false, this = false;
	const struct classes *c = &w->classes[test->subject];
	for (size_t i = 0; i < test->count; i++) {
		none |= test->numbers[i] == MENU_NONE;
		others |= test->numbers[i] != MENU_NONE;
		this |= c->of && fact >= FACT_WORD && test->numbers[i] != MENU_NONE && c->of[test->numbers[i]] == fact - FACT_WORD;
	}
	if (fact == FACT_NONE)
		return none ? ALWAYS : NEVER;
	if (!others || (c->of && fact >= FACT_WORD && !this))
		return NEVER;
	return c->of && fact >= FACT_WORD && c->count < CLASSES_MOST ? ALWAYS : MAYBE;
}

static enum truth slot_holds(const struct ways *w, const struct test *test, uint8_t fact)
{
	bool none = false, this = false, others = false;
	for (size_t i = 0; i < test->count; i++) {
		none |= !*test->words[i];
		others |= *test->words[i] != '\0';
		this |= fact >= FACT_WORD && strcmp(test->words[i], w->words[test->subject].at[fact - FACT_WORD]) == 0;
	}
	switch (fact) {
	case FACT_NONE: return none ? ALWAYS : NEVER;
	case FACT_TOLD: return MAYBE;
	case FACT_TYPED: return others && (w->set->slots[test->subject].kind != MENU_SLOT_KEY || w->words[test->subject].count == WORDS_MOST) ? MAYBE : NEVER;
	default: return this ? ALWAYS : NEVER;
	}
}

static enum truth test_holds(const struct ways *w, const struct test *test, const struct facts *facts)
{
	switch (test->kind) {
	case TEST_RECORD: return record_holds(w, test, facts->tables[test->subject]);
	case TEST_SLOT: return slot_holds(w, test, facts->slots[test->subject]);
	case TEST_ANY: return records_count(&w->set->tables[test->subject]) > 0 ? ALWAYS : NEVER;
	case TEST_OPEN: return test->numbers || facts->tables[test->subject] != FACT_NONE ? MAYBE : NEVER;
	case TEST_LANGUAGE:
	case TEST_TIME:
	case TEST_DAYS:
	case TEST_LISTED:
	case TEST_KINDS: break;
	}
	return MAYBE;
}

enum truth ways_hold(const struct ways *w, const struct condition *condition, const struct facts *facts)
{
	enum truth all = ALWAYS;
	for (size_t i = 0; condition && i < condition->count; i++) {
		enum truth truth = test_holds(w, &condition->tests[i], facts);
		if (condition->tests[i].negated)
			truth = (enum truth)(ALWAYS - truth);
		all = truth < all ? truth : all;
	}
	return all;
}

enum truth ways_kept(const struct ways *w, const char *table, const char *key, const struct facts *facts)
{
	uint16_t number = menu_table_find(w->set, table), record = number == MENU_NONE ? MENU_NONE : menu_record_find(w->set, number, key);
	return record == MENU_NONE ? NEVER : record_holds(w, &(struct test){ .subject = number, .numbers = &record, .count = 1 }, facts->tables[number]);
}

static enum truth outcome_by_kept(const struct ways *w, const struct menu_action *action, const struct facts *facts)
{
	uint16_t table = menu_table_find(w->set, action->by_kept.table);
	if (table == MENU_NONE || facts->tables[table] == FACT_NONE)
		return NEVER;
	return (enum truth)(ALWAYS - ways_kept(w, action->by_kept.table, action->by_kept.but, facts));
}

bool ways_outcome(const struct ways *w, const struct menu_action *action, size_t outcome, const struct facts *facts)
{
	if (action->by_kept.table)
		return outcome_by_kept(w, action, facts) != (outcome == action->by_kept.outcome ? NEVER : ALWAYS);
	const char *const *words = action->by.words[outcome];
	uint8_t fact = facts->slots[action->by.slot];
	for (size_t i = 0; i < MENU_NEEDS && words[i] && fact >= FACT_WORD; i++) {
		if (strcmp(words[i], w->words[action->by.slot].at[fact - FACT_WORD]) == 0)
			return true;
	}
	return !words[0] || fact == FACT_TOLD || fact == FACT_TYPED;
}

/* ---- lists ---- */

/* Of each class of the list's table, whether one of its records refers to one of each class of the other's. */
static bool *beside_find(const struct ways *w, uint16_t from, uint16_t where)
{
	const struct table *table = &w->set->tables[from];
	const struct classes *c = &w->classes[from], *others = &w->classes[where];
	uint16_t field = lexicon_find(&table->fields, w->set->table_index.list[where]);
	bool *may = calloc((c->count + 1) * (others->count + 1), sizeof(*may));
	for (size_t i = 0; may && field != MENU_NONE && i < table->keys.count; i++) {
		const struct value *value = table->records[i].fields[field];
		for (size_t j = 0; value && j < value->reference_count; j++)
			may[c->of[i] * others->count + others->of[value->references[j]]] = true;
	}
	return may;
}

static bool besides_find(struct ways *w)
{
	const struct menu_set *set = w->set;
	w->beside = calloc(set->screen_index.count, sizeof(*w->beside));
	for (size_t i = 0; w->beside && i < set->screen_index.count; i++) {
		const struct screen *screen = &set->screens[i];
		for (size_t j = 0; screen->kind == SCREEN_LIST && j < screen->where_count; j++) {
			if (!w->classes[screen->from].of || !w->classes[screen->where[j]].of)
				continue; /* places: all may be */
			w->beside[i].may[j] = beside_find(w, screen->from, screen->where[j]);
			if (!w->beside[i].may[j])
				return false;
		}
	}
	return w->beside != NULL;
}

static enum truth class_listed(const struct ways *w, uint16_t number, size_t class, const struct facts *facts)
{
	const struct screen *screen = &w->set->screens[number];
	const struct table *table = &w->set->tables[screen->from];
	const struct classes *c = &w->classes[screen->from];
	enum truth listed = NEVER;
	bool all = true;
	if (!c->of)
		return MAYBE;
	for (size_t i = 0; i < table->keys.count && (listed == NEVER || all); i++) {
		if (c->of[i] != class)
			continue;
		enum truth truth = ways_hold(w, table->records[i].when, facts);
		listed = truth > listed ? truth : listed;
		all &= truth == ALWAYS;
	}
	for (size_t i = 0; i < screen->where_count; i++) {
		uint8_t fact = facts->tables[screen->where[i]];
		const bool *may = w->beside[number].may[i];
		if (fact != FACT_NONE)
			all = false;
		if (may && fact >= FACT_WORD && !may[class * w->classes[screen->where[i]].count + fact - FACT_WORD])
			return NEVER;
	}
	return listed != NEVER && !all ? MAYBE : listed;
}

/* ---- ways ---- */

static uint64_t digest(const struct way *way)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ way->screen; /* FNV-1a */
	const uint8_t *at = (const uint8_t *)&way->facts;
	for (size_t i = 0; i < sizeof(way->facts); i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static bool is_emptied(const struct facts *before, const struct facts *now)
{
	bool emptied = false;
	for (size_t i = 0; i < MENU_SLOTS; i++)
		emptied |= before->slots[i] != FACT_NONE && now->slots[i] == FACT_NONE;
	for (size_t i = 0; i < MENU_TABLES; i++)
		emptied |= before->tables[i] != FACT_NONE && now->tables[i] == FACT_NONE;
	return emptied;
}

static void arrive(struct ways *w, size_t from, uint16_t screen, const struct facts *facts);

/* The screens to which `0` leads from there, as the engine remembers them: who comes to one of them again is back there. */
static size_t find_back(const struct ways *w, size_t way, size_t back[CHAIN_MOST])
{
	size_t chain[CHAIN_MOST], count = 0, depth = 0;
	for (size_t at = way; at != SIZE_MAX && count < CHAIN_MOST; at = w->list[at].alone ? SIZE_MAX : w->list[at].from)
		chain[count++] = at;
	while (count-- > 0) {
		size_t seen = 0;
		while (seen < depth && w->list[back[seen]].screen != w->list[chain[count]].screen)
			seen++;
		depth = seen;
		back[depth++] = chain[count];
	}
	return depth - 1; /* the last is where they are */
}

static void go_back(struct ways *w, size_t way)
{
	struct facts facts = w->list[way].facts;
	if (!w->list[way].emptied)
		return;
	size_t back[CHAIN_MOST], depth = find_back(w, way, back);
	for (size_t i = 0; i < depth; i++) {
		uint16_t screen = w->list[back[i]].screen;
		if (screen != w->set->entry && is_emptied(&w->list[back[i]].facts, &facts))
			arrive(w, way, screen, &facts);
	}
}

static void arrive(struct ways *w, size_t from, uint16_t screen, const struct facts *facts)
{
	struct way way = { .screen = screen, .facts = *facts, .from = from, .alone = w->alone };
	size_t at = digest(&way) % w->table_size;
	for (; w->table[at]; at = (at + 1) % w->table_size) {
		const struct way *known = &w->list[w->table[at] - 1];
		if (known->screen == screen && memcmp(&known->facts, facts, sizeof(*facts)) == 0)
			return;
	}
	if (w->count == WAYS_MOST) {
		w->whole = false;
		return;
	}
	if (w->count == w->capacity) {
		size_t capacity = w->capacity ? w->capacity * 2 : 1024;
		struct way *list = realloc(w->list, capacity * sizeof(*list));
		w->whole &= list != NULL;
		if (!list)
			return;
		w->list = list;
		w->capacity = capacity;
	}
	const struct way *before = from == SIZE_MAX || way.alone ? NULL : &w->list[from];
	way.emptied = before && (before->emptied || is_emptied(&before->facts, facts));
	w->list[w->count++] = way;
	w->table[at] = (uint32_t)w->count;
}

/* A place is in a region; who chooses another region has no village yet. */
static void keep(const struct ways *w, struct facts *facts, uint16_t table, uint8_t fact)
{
	const struct menu_set *set = w->set;
	bool place = set->tables[table].places;
	facts->tables[table] = fact;
	if (!place && table != set->regions)
		return;
	for (uint16_t i = 0; i < set->table_index.count; i++) {
		bool above = place && (i == set->regions || (set->tables[i].places && set->tables[i].rank < set->tables[table].rank));
		bool below = set->tables[i].places && i != table && (!place || set->tables[i].rank > set->tables[table].rank);
		if (above && fact != FACT_NONE)
			facts->tables[i] = FACT_SOME;
		if (below)
			facts->tables[i] = FACT_NONE;
	}
}

static uint8_t fact_of_word(const struct ways *w, uint16_t slot, const char *value, size_t len)
{
	for (size_t i = 0; i < w->words[slot].count; i++) {
		if (strlen(w->words[slot].at[i]) == len && memcmp(w->words[slot].at[i], value, len) == 0)
			return (uint8_t)(FACT_WORD + i);
	}
	return len > 0 ? FACT_TYPED : FACT_NONE;
}

static uint8_t fact_of_record(const struct ways *w, uint16_t table, uint16_t record)
{
	const struct classes *c = &w->classes[table];
	if (record == MENU_NONE)
		return FACT_NONE;
	return c->of ? (uint8_t)(FACT_WORD + c->of[record]) : FACT_SOME;
}

static void follow(struct ways *w, size_t way, const struct move *move, struct facts facts);

/* To a screen, or past it: a list whose record is kept. */
static void go_to(struct ways *w, size_t way, uint16_t number, const struct facts *facts)
{
	if (number == MENU_NONE || number == w->set->entry)
		return;
	const struct screen *screen = &w->set->screens[number];
	uint8_t fact = screen->kind == SCREEN_LIST && screen->skip_if_kept ? facts->tables[screen->from] : FACT_NONE;
	enum truth passed = fact == FACT_NONE ? NEVER : fact < FACT_WORD ? MAYBE : class_listed(w, number, (size_t)fact - FACT_WORD, facts);
	if (passed != ALWAYS)
		arrive(w, way, number, facts);
	if (passed != NEVER)
		follow(w, way, &screen->move, *facts);
}

static void outcome(struct ways *w, size_t way, const struct move *move, size_t i, struct facts facts)
{
	const struct menu_action *action = &w->set->contract->actions[move->action];
	bool good = action->good == 0 || i < action->good;
	for (size_t slot = 0; slot < w->set->contract->slot_count; slot++) {
		if (action->wipes & MENU_SLOT(slot))
			facts.slots[slot] = FACT_NONE;
		if (good && action->gives & MENU_SLOT(slot))
			facts.slots[slot] = FACT_TOLD;
	}
	for (size_t j = 0; good && j < MENU_NEEDS && action->keeps[j]; j++) {
		uint16_t table = menu_table_find(w->set, action->keeps[j]);
		if (table != MENU_NONE)
			keep(w, &facts, table, FACT_SOME);
	}
	if (action->opens)
		facts.opened = good;
	w->alone = action->final;
	go_to(w, way, move->then[i], &facts);
	w->alone = false;
}

static void follow(struct ways *w, size_t way, const struct move *move, struct facts facts)
{
	for (size_t i = 0; i < move->set_count; i++)
		facts.slots[move->sets[i].slot] = fact_of_word(w, move->sets[i].slot, move->sets[i].value, move->sets[i].len);
	for (size_t i = 0; i < move->pick_count; i++)
		keep(w, &facts, move->picks[i].table, fact_of_record(w, move->picks[i].table, move->picks[i].record));
	if (move->action == MENU_NONE) {
		go_to(w, way, move->to, &facts);
		return;
	}
	const struct menu_action *action = &w->set->contract->actions[move->action];
	if (!w->visitor->act(w->context, w, way, move, &facts))
		return;
	for (size_t i = 0; i < MENU_OUTCOMES && action->outcomes[i]; i++) {
		if (ways_outcome(w, action, i, &facts))
			outcome(w, way, move, i, facts);
	}
}

static void follow_list(struct ways *w, size_t way, const struct screen *screen)
{
	for (size_t i = 0; i < w->classes[screen->from].count; i++) {
		struct facts facts = w->list[way].facts;
		if (class_listed(w, w->list[way].screen, i, &facts) == NEVER)
			continue;
		keep(w, &facts, screen->from, w->classes[screen->from].of ? (uint8_t)(FACT_WORD + i) : FACT_SOME);
		follow(w, way, &screen->move, facts);
	}
}

static void look_on(struct ways *w, size_t way)
{
	const struct screen *screen = &w->set->screens[w->list[way].screen];
	struct facts facts = w->list[way].facts;
	w->visitor->stand(w->context, w, way);
	go_back(w, way);
	for (size_t i = 0; i < screen->choice_count; i++) {
		if (screen->choices[i].move.at.file && ways_hold(w, screen->choices[i].when, &facts) != NEVER)
			follow(w, way, &screen->choices[i].move, facts);
	}
	if (screen->kind == SCREEN_LIST)
		follow_list(w, way, screen);
	if (screen->kind != SCREEN_INPUT)
		return;
	facts.slots[screen->slot] = FACT_TYPED;
	follow(w, way, &screen->move, facts);
}

/* What the gateway has filled in where it leads to a screen of itself. */
static void begin_led(struct ways *w)
{
	static const struct { const char *screen, *slots[2]; } filled[] = { { MENU_SCREEN_NEWS, { "number" } }, { MENU_SCREEN_ADDITION, { "number", "rest" } },
		{ MENU_SCREEN_ADDITION_DANGER, { "number", "rest" } } };
	for (size_t i = 0; check_led_to[i]; i++) {
		uint16_t screen = menu_screen_find(w->set, check_led_to[i]);
		struct facts facts = { 0 };
		for (size_t j = 0; j < sizeof(filled) / sizeof(filled[0]); j++) {
			for (size_t k = 0; k < 2 && filled[j].slots[k] && strcmp(filled[j].screen, check_led_to[i]) == 0; k++) {
				uint16_t slot = set_slot(w->set, filled[j].slots[k]);
				if (slot != MENU_NONE)
					facts.slots[slot] = FACT_TYPED;
			}
		}
		if (screen != MENU_NONE)
			arrive(w, SIZE_MAX, screen, &facts);
	}
}

static void begin(struct ways *w)
{
	const struct menu_set *set = w->set;
	const uint16_t asked[] = { set->entry, set->language_screen, set->resume_screen, set->later_screen, set->emergency.screen };
	struct facts facts = { 0 };
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		if (asked[i] != MENU_NONE)
			arrive(w, SIZE_MAX, asked[i], &facts);
	}
	begin_led(w);
	for (size_t i = 0; set->remembered != MENU_NONE && i < w->classes[set->remembered].count; i++) {
		facts = (struct facts){ 0 };
		keep(w, &facts, set->remembered, w->classes[set->remembered].of ? (uint8_t)(FACT_WORD + i) : FACT_SOME);
		arrive(w, SIZE_MAX, set->entry, &facts);
	}
}

bool ways_walk(const struct menu_set *set, const struct ways_visitor *visitor, void *context)
{
	struct ways w = { .set = set, .visitor = visitor, .context = context, .table_size = 2 * WAYS_MOST + 1, .whole = true };
	w.table = calloc(w.table_size, sizeof(*w.table));
	w.whole = w.table && classes_find(&w) && besides_find(&w);
	if (w.whole)
		begin(&w);
	for (size_t i = 0; i < w.count; i++)
		look_on(&w, i);
	for (size_t i = 0; w.beside && i < set->screen_index.count; i++) {
		for (size_t j = 0; j < MENU_WHERE_MAX; j++)
			free(w.beside[i].may[j]);
	}
	for (size_t i = 0; i < MENU_TABLES; i++)
		free(w.classes[i].of);
	free(w.beside);
	free(w.list);
	free(w.table);
	return w.whole;
}

void ways_told(const struct ways *w, size_t way, char out[WAYS_TEXT])
{
	size_t chain[TOLD_MOST], count = 0, len = 0;
	for (; way != SIZE_MAX && count < TOLD_MOST; way = w->list[way].from)
		chain[count++] = way;
	if (way != SIZE_MAX)
		len += (size_t)snprintf(out + len, WAYS_TEXT - len, "… > ");
	while (count-- > 0)
		len += (size_t)snprintf(out + len, WAYS_TEXT - len, "%s%s", w->set->screens[w->list[chain[count]].screen].name, count > 0 ? " > " : "");
}
