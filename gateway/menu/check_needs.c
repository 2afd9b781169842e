/* What an action needs is there on every way to it, each outcome that hangs on a word can come, and no text has a hole: a {slot} or a field of a record
 * that is empty for some who read it. Each is told once, with the shortest way on which it is so. */
#include "base/wording.h"
#include "menu/load.h"
#include "menu/ways.h"

#include <stdlib.h>
#include <string.h>

#define ACTIONS_MAX 64
#define TOLD_MAX 4096

struct needs {
	struct loading *l;
	bool came[ACTIONS_MAX][MENU_OUTCOMES];
	bool *stood;                        /* by screen: somebody stands there */
	uint64_t told[TOLD_MAX];            /* what was told: one thing of one place */
	size_t told_count;
};

/* False: it was told already; `at` is a place in the set that stays. */
static bool note(struct needs *n, const void *at, uint16_t what)
{
	uint64_t key = (uint64_t)(uintptr_t)at << 12 ^ what;
	size_t i = 0;
	while (i < n->told_count && n->told[i] != key)
		i++;
	if (i < n->told_count || i == TOLD_MAX)
		return false;
	n->told[n->told_count++] = key;
	return true;
}

/* ---- what an action needs ---- */

struct call {
	struct needs *n;
	const struct ways *w;
	size_t way;
	const struct move *move;
	const struct menu_action *action;
	const struct facts *facts;
};

/* By what fills a slot: a choice, an action, an answer. */
static const char *const slot_messages[] = {
	WORDING("`%s` needs '%s', and on this way nothing sets it: %s; let a choice before it say `set: {%s: ...}`"),
	WORDING("`%s` needs '%s', and on this way nothing fills it: %s; let the action that fills '%s' come before"),
	WORDING("`%s` needs '%s', and on this way nobody is asked for it: %s; put a question with `keep: %s` before"),
};

static const char *slot_message(const struct menu_slot *slot)
{
	bool filled = slot->kind == MENU_SLOT_COUNT || slot->kind == MENU_SLOT_DATE;
	return slot_messages[slot->kind == MENU_SLOT_KEY ? 0 : filled ? 1 : 2];
}

static bool lacks_slot(const struct call *c, uint16_t slot)
{
	const struct menu_set *set = c->n->l->set;
	char way[WAYS_TEXT];
	if (c->facts->slots[slot] != FACT_NONE)
		return false;
	ways_told(c->w, c->way, way);
	if (note(c->n, c->move, slot))
		load_complain(c->n->l, SEVERITY_ERROR, c->move->at, slot_message(&set->slots[slot]), c->action->name, set->slots[slot].name, way,
			set->slots[slot].name);
	return true;
}

static bool lacks_record(const struct call *c, const char *name)
{
	const struct menu_set *set = c->n->l->set;
	uint16_t table = menu_table_find(set, name);
	char way[WAYS_TEXT];
	if (table != MENU_NONE && c->facts->tables[table] != FACT_NONE)
		return false;
	ways_told(c->w, c->way, way);
	if (table == MENU_NONE && note(c->n, c->move, MENU_SLOTS + MENU_TABLES))
		load_complain(c->n->l, SEVERITY_ERROR, c->move->at, "`%s` needs a record of the table '%s', which these menus do not have; write the table, and a list `from: %s` "
			"on the way", c->action->name, name, name);
	else if (table != MENU_NONE && note(c->n, c->move, (uint16_t)(MENU_SLOTS + table)))
		load_complain(c->n->l, SEVERITY_ERROR, c->move->at, "`%s` needs a record of '%s', and on this way none is chosen: %s; let it lead over a list `from: %s`, or "
			"write `pick: {%s: KEY}`", c->action->name, name, way, name, name);
	return true;
}

static bool lacks_any(const struct call *c, uint64_t slots, const char *const tables[MENU_NEEDS])
{
	bool lacks = false;
	for (uint16_t i = 0; i < c->n->l->set->contract->slot_count; i++)
		lacks |= slots & MENU_SLOT(i) && lacks_slot(c, i);
	for (size_t i = 0; i < MENU_NEEDS && tables[i]; i++)
		lacks |= lacks_record(c, tables[i]);
	return lacks;
}

static bool lacks_opened(const struct call *c)
{
	char way[WAYS_TEXT];
	if (!c->action->opened || c->facts->opened)
		return false;
	ways_told(c->w, c->way, way);
	if (note(c->n, c->move, MENU_SLOTS + MENU_TABLES + 1))
		load_complain(c->n->l, SEVERITY_ERROR, c->move->at, "`%s` needs a number that was opened with its PIN, and on this way none is: %s; let the action that finds it "
			"come before", c->action->name, way);
	return true;
}

static void lacks_screen(const struct call *c, size_t i)
{
	char way[WAYS_TEXT];
	ways_told(c->w, c->way, way);
	if (note(c->n, c->move, (uint16_t)(MENU_SLOTS + MENU_TABLES + 2 + i)))
		load_complain(c->n->l, SEVERITY_ERROR, c->move->at, "`%s` comes to '%s' on this way: %s; say in `then` which screen follows", c->action->name,
			c->action->outcomes[i], way);
}

static bool act(void *context, const struct ways *w, size_t way, const struct move *move, const struct facts *facts)
{
	struct needs *n = context;
	const struct menu_action *action = &n->l->set->contract->actions[move->action];
	struct call c = { .n = n, .w = w, .way = way, .move = move, .action = action, .facts = facts };
	bool lacks = lacks_any(&c, action->needs, action->chosen);
	if (action->also.table && ways_kept(w, action->also.table, action->also.key, facts) == ALWAYS)
		lacks |= lacks_any(&c, action->also.needs, action->also.chosen);
	lacks |= lacks_opened(&c);
	for (size_t i = 0; i < MENU_OUTCOMES && action->outcomes[i] && !lacks; i++) {
		bool comes = ways_outcome(w, action, i, facts);
		n->came[move->action][i] |= comes;
		if (comes && move->then[i] == MENU_NONE)
			lacks_screen(&c, i);
	}
	return !lacks;
}

/* ---- holes in texts ---- */

struct reading {
	struct needs *n;
	const struct ways *w;
	size_t way;
	const struct text *text;
};

static void read_piece(const struct reading *r, const struct template *t, const struct piece *piece)
{
	const struct facts *facts = &ways_at(r->w, r->way)->facts;
	const struct menu_set *set = r->n->l->set;
	bool field = piece->kind == PIECE_FIELD;
	char name[PIECE_NAME], way[WAYS_TEXT];
	if (piece->kind == PIECE_PHRASE || (field && piece->record != MENU_NONE))
		return;
	if (field ? facts->tables[piece->table] != FACT_NONE : facts->slots[piece->slot] != FACT_NONE)
		return;
	if (!note(r->n, r->text, field ? (uint16_t)(MENU_SLOTS + piece->table) : piece->slot))
		return;
	piece_name(set, piece, name);
	ways_told(r->w, r->way, way);
	load_complain(r->n->l, SEVERITY_ERROR, t->at, "'%s' is empty for who comes this way: %s; fill it before, or let another text stand here then: `when: {%s: \"\"}`",
		name, way, field ? set->table_index.list[piece->table] : set->slots[piece->slot].name);
}

static void read_templates(const struct reading *r, const struct template in[MENU_LANGUAGES])
{
	for (size_t i = 0; i < r->n->l->set->language_count; i++) {
		for (const struct template *t = &in[i]; t; t = t->latin) {
			for (size_t j = 0; j < t->count; j++)
				read_piece(r, t, &t->pieces[j]);
		}
	}
}

/* The first variant that holds is what stands there. */
static void read_text(struct reading r, const struct text *text)
{
	enum truth shown = NEVER;
	r.text = text;
	for (size_t i = 0; i < text->variant_count && shown != ALWAYS; i++) {
		shown = ways_hold(r.w, text->variants[i].when, &ways_at(r.w, r.way)->facts);
		if (shown != NEVER)
			read_templates(&r, text->variants[i].in);
	}
	if (shown != ALWAYS)
		read_templates(&r, text->in);
}

static void stand(void *context, const struct ways *w, size_t way)
{
	struct needs *n = context;
	const struct way *at = ways_at(w, way);
	const struct screen *screen = &n->l->set->screens[at->screen];
	struct reading r = { .n = n, .w = w, .way = way };
	n->stood[at->screen] = true;
	read_text(r, &screen->text);
	for (size_t i = 0; i < screen->choice_count; i++) {
		if (ways_hold(w, screen->choices[i].when, &at->facts) != NEVER)
			read_text(r, &screen->choices[i].text);
	}
}

/* ---- outcomes ---- */

/* Its screen is written, and nobody comes there. */
static void complain_of_outcome(struct needs *n, const struct move *move, size_t i)
{
	const struct menu_set *set = n->l->set;
	const struct menu_action *action = &set->contract->actions[move->action];
	const char *slot = set->slots[action->by.slot].name, *word = action->by.words[i][0];
	load_complain(n->l, SEVERITY_ERROR, move->at, "`%s` never comes to '%s', so that nobody sees the screen '%s': on no way is '%s' then '%s'; write `set: {%s: %s}` where "
		"people choose that, or leave '%s' out of `then`", action->name, action->outcomes[i], set->screens[move->then[i]].name, slot, word, slot, word,
		action->outcomes[i]);
}

/* On this way it does not come, but its screen may be that of another way. */
static bool is_seen(const struct needs *n, const struct move *move, size_t i)
{
	const struct screen *screen = &n->l->set->screens[move->then[i]];
	return n->came[move->action][i] && (n->stood[move->then[i]] || screen->skip_if_kept);
}

static void check_outcomes(struct needs *n, const struct move *move)
{
	const struct menu_action *action = &n->l->set->contract->actions[move->action];
	bool any = false;
	for (size_t i = 0; i < MENU_OUTCOMES; i++)
		any |= n->came[move->action][i]; /* else what it lacks was told */
	for (size_t i = 0; any && i < MENU_OUTCOMES && action->outcomes[i]; i++) {
		bool written = move->then[i] != MENU_NONE && move->then[i] != move->to;
		if (written && action->by.words[i][0] && !is_seen(n, move, i))
			complain_of_outcome(n, move, i);
	}
}

static void each_call(struct needs *n, void (*each)(struct needs *n, const struct move *move))
{
	const struct menu_set *set = n->l->set;
	for (size_t i = 0; i < set->screen_index.count; i++) {
		const struct screen *screen = &set->screens[i];
		for (size_t j = 0; n->stood[i] && j <= screen->choice_count; j++) {
			const struct move *move = j < screen->choice_count ? &screen->choices[j].move : &screen->move;
			if (move->at.file && move->action != MENU_NONE)
				each(n, move);
		}
	}
}

void check_needs(struct loading *l)
{
	static const struct ways_visitor visitor = { .stand = stand, .act = act };
	struct needs *n = calloc(1, sizeof(*n));
	bool *stood = calloc(l->set->screen_index.count, sizeof(*stood));
	bool whole = n && stood;
	if (whole) {
		*n = (struct needs){ .l = l, .stood = stood };
		whole = ways_walk(l->set, &visitor, n);
	}
	if (whole)
		each_call(n, check_outcomes);
	else
		complaints_add(l->complaints, SEVERITY_WARNING, l->directory, 0, 0, "there are too many ways through these menus to follow all of them: not each was seen to have "
			"what its actions need");
	free(stood);
	free(n);
}
