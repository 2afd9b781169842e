#include "menu/survey.h"

#include "menu/condition.h"
#include "menu/content.h"
#include "menu/records.h"
#include "text/utf8.h"

#include <assert.h>
#include <string.h>

struct sink { char *out; size_t len; };

static void put(struct sink *s, const char *text)
{
	size_t fits = utf8_floor(text, strlen(text), SURVEY_TEXT - 1 - s->len);
	memcpy(s->out + s->len, text, fits);
	s->len += fits;
	s->out[s->len] = '\0';
}

static struct sink sink_over(char out[SURVEY_TEXT])
{
	out[0] = '\0';
	return (struct sink){ .out = out };
}

static const struct screen *screen_of(const struct menu_set *set, uint16_t screen)
{
	assert(screen < set->screen_index.count);
	return &set->screens[screen];
}

static void put_template(struct sink *s, const struct menu_set *set, const struct template *t, enum page_script script)
{
	t = template_in(t, script);
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *p = &t->pieces[i];
		if (p->kind == PIECE_PHRASE) {
			put(s, p->phrase.text[script]);
			continue;
		}
		char name[PIECE_NAME];
		piece_name(set, p, name);
		put(s, name);
	}
}

static void put_condition(struct sink *s, const struct menu_set *set, const struct condition *when, const char *before, const char *after)
{
	char told[1024];
	if (!condition_told(set, when, told, sizeof(told)))
		return;
	put(s, before);
	put(s, told);
	put(s, after);
}

static bool has_latin(const struct text *text, size_t language)
{
	bool has = text->in[language].latin;
	for (size_t i = 0; i < text->variant_count; i++)
		has |= text->variants[i].in[language].latin != NULL;
	return has;
}

/* The variants before it, each behind its condition. */
static void put_text(struct sink *s, const struct menu_set *set, const struct text *text, size_t language, enum page_script script)
{
	if (script == PAGE_LATIN && !has_latin(text, language))
		return;
	for (size_t i = 0; i < text->variant_count; i++) {
		put_condition(s, set, text->variants[i].when, "[when ", "] ");
		put_template(s, set, &text->variants[i].in[language], script);
		put(s, "\n");
	}
	put_template(s, set, &text->in[language], script);
}

const char *survey_kind(const struct menu_set *set, uint16_t screen)
{
	static const char *const names[SCREEN_KINDS] = {
		[SCREEN_CHOICES] = "choices", [SCREEN_TEXT] = "text", [SCREEN_LIST] = "list", [SCREEN_INPUT] = "input",
		[SCREEN_CONFIRM] = "confirm", [SCREEN_END] = "end", [SCREEN_LANGUAGE] = "language",
	};
	return names[screen_of(set, screen)->kind];
}

size_t survey_text(const struct menu_set *set, uint16_t screen, size_t language, enum page_script script, char out[SURVEY_TEXT])
{
	struct sink s = sink_over(out);
	assert(language < set->language_count);
	put_text(&s, set, &screen_of(set, screen)->text, language, script);
	return s.len;
}

static size_t pages_when_shown(const struct menu_set *set, const struct screen *screen, const uint16_t *kept, size_t language, size_t format, bool longest)
{
	struct viewer viewer = { .kept = kept, .day = DAY_LAST, .longest = longest };
	struct content content;
	struct page page = { .more = true };
	size_t pages = 0;
	struct page_frame frame = content_frame(set, screen, language, format, WORDS_REQUIRED);
	content_build(&content, set, screen, language, format, &viewer);
	for (; page.more; pages++)
		page_lay(&content.page, &frame, page.next, &page);
	return pages;
}

static bool keeps_all(const struct screen *screen, const uint16_t *kept)
{
	for (size_t i = 0; i < screen->depend_count; i++) {
		if (kept[screen->depends[i]] == MENU_NONE)
			return false;
	}
	return true;
}

/* Of a screen that shows kept records they always are: `0` and `00` lead to where they are chosen. */
static size_t pages_at_load(const struct menu_set *set, const struct screen *screen, uint16_t *kept, size_t language, size_t format)
{
	size_t most = 0;
	for (size_t variant = 0; variant < set_variants(set, screen); variant++) {
		set_variant_keep(set, screen, variant, kept);
		if (!keeps_all(screen, kept))
			continue;
		const struct rendition *r = set_rendition(set, screen, kept, language, format);
		bool made = r->count > 0, ages = r->days.until < DAY_LAST;
		size_t pages = made && !ages ? r->count : pages_when_shown(set, screen, kept, language, format, !made);
		most = pages > most ? pages : most;
	}
	return most;
}

size_t survey_pages(const struct menu_set *set, uint16_t screen, size_t language, size_t format)
{
	const struct screen *s = screen_of(set, screen);
	uint16_t kept[MENU_TABLES];
	assert(language < set->language_count && format < set->format_count);
	memset(kept, 0xff, sizeof(kept));
	return s->dynamic ? pages_when_shown(set, s, kept, language, format, true) : pages_at_load(set, s, kept, language, format);
}

/* "" in Latin letters that are not written by hand. */
static const char *by_hand(const struct phrase *phrase, enum page_script script)
{
	return script == PAGE_LATIN && !phrase->by_hand ? "" : phrase->text[script];
}

static bool has_own(const struct screen *screen)
{
	return screen->kind == SCREEN_LIST || screen->kind == SCREEN_INPUT;
}

size_t survey_move_count(const struct menu_set *set, uint16_t screen)
{
	const struct screen *s = screen_of(set, screen);
	return has_own(s) + s->choice_count;
}

static const struct move *move_of(const struct screen *screen, size_t move)
{
	if (has_own(screen) && move == 0)
		return &screen->move;
	assert(move - has_own(screen) < screen->choice_count);
	return &screen->choices[move - has_own(screen)].move;
}

static const struct condition *when_of(const struct screen *screen, size_t move)
{
	return has_own(screen) && move == 0 ? NULL : screen->choices[move - has_own(screen)].when;
}

static bool is_first(const struct screen *screen, size_t move)
{
	return !(has_own(screen) && move == 0) && screen->choices[move - has_own(screen)].first;
}

size_t survey_label(const struct menu_set *set, uint16_t screen, size_t move, size_t language, enum page_script script, char out[SURVEY_TEXT])
{
	const struct screen *screen_at = screen_of(set, screen);
	struct sink s = sink_over(out);
	if (has_own(screen_at) && move == 0) {
		put(&s, "(");
		put(&s, screen_at->kind == SCREEN_LIST ? set->table_index.list[screen_at->from] : "answer");
		put(&s, ")");
	} else if (screen_at->kind == SCREEN_CONFIRM) {
		put(&s, by_hand(&set->words[move == 0 ? WORD_YES : WORD_NO][language], script));
	} else if (screen_at->kind == SCREEN_LANGUAGE) {
		put(&s, "(language)");
	} else {
		put_text(&s, set, &screen_at->choices[move - has_own(screen_at)].text, language, script);
	}
	return s.len;
}

bool survey_way(const struct menu_set *set, uint16_t screen, size_t move, size_t i, struct survey_way *way)
{
	const struct move *m = move_of(screen_of(set, screen), move);
	if (m->action == MENU_NONE) {
		*way = (struct survey_way){ .to = m->to };
		return i == 0 && m->to != MENU_NONE;
	}
	const struct menu_action *action = &set->contract->actions[m->action];
	size_t outcome = 0; /* the i-th that is not left out */
	while (outcome < MENU_OUTCOMES && action->outcomes[outcome] && (m->then[outcome] == MENU_NONE || i > 0)) {
		i -= m->then[outcome] != MENU_NONE;
		outcome++;
	}
	if (outcome == MENU_OUTCOMES || !action->outcomes[outcome])
		return false;
	*way = (struct survey_way){ .action = action->name, .outcome = action->outcomes[outcome], .to = m->then[outcome] };
	return true;
}

bool survey_passed(const struct menu_set *set, uint16_t screen, size_t move)
{
	return move == 0 && screen_of(set, screen)->skip_if_kept;
}

static void put_ways(struct sink *s, const struct menu_set *set, uint16_t screen, size_t move)
{
	struct survey_way way;
	for (size_t i = 0; survey_way(set, screen, move, i, &way); i++) {
		if (way.action) {
			put(s, i == 0 ? "do " : ", ");
			put(s, i == 0 ? way.action : "");
			put(s, i == 0 ? ": " : "");
			put(s, way.outcome);
			put(s, " -> ");
		}
		put(s, set->screen_index.list[way.to]);
	}
}

size_t survey_target(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT])
{
	const struct move *m = move_of(screen_of(set, screen), move);
	struct sink s = sink_over(out);
	put_ways(&s, set, screen, move);
	for (size_t i = 0; i < m->pick_count; i++) {
		put(&s, "; pick ");
		put(&s, set->table_index.list[m->picks[i].table]);
		put(&s, "=");
		put(&s, m->picks[i].record == MENU_NONE ? "" : menu_record_key(set, m->picks[i].table, m->picks[i].record));
	}
	for (size_t i = 0; i < m->set_count; i++) {
		put(&s, "; set ");
		put(&s, set->slots[m->sets[i].slot].name);
		put(&s, "=");
		put(&s, m->sets[i].value);
	}
	put_condition(&s, set, when_of(screen_of(set, screen), move), "; when ", "");
	put(&s, is_first(screen_of(set, screen), move) ? "; first" : "");
	if (survey_passed(set, screen, move))
		put(&s, "; without asking when one is kept");
	return s.len;
}

const char *survey_sets(const struct menu_set *set, uint16_t screen, size_t move, const char *slot)
{
	const struct move *m = move_of(screen_of(set, screen), move);
	for (size_t i = 0; i < m->set_count; i++) {
		if (strcmp(set->slots[m->sets[i].slot].name, slot) == 0)
			return m->sets[i].value;
	}
	return NULL;
}

struct survey_place survey_screen_place(const struct menu_set *set, uint16_t screen)
{
	const struct origin *at = &screen_of(set, screen)->at;
	return (struct survey_place){ .file = at->file, .line = at->line, .column = at->column };
}

size_t survey_move_when(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT])
{
	struct sink s = sink_over(out);
	put_condition(&s, set, when_of(screen_of(set, screen), move), "", "");
	return s.len;
}

const char *survey_remembered(const struct menu_set *set)
{
	return set->remembered == MENU_NONE ? NULL : set->table_index.list[set->remembered];
}

uint16_t survey_entry(const struct menu_set *set)
{
	return set->entry;
}

uint16_t survey_emergency(const struct menu_set *set, char out[SURVEY_TEXT])
{
	struct sink s = sink_over(out);
	for (size_t i = 0; i < set->emergency.numbers.count; i++) {
		put(&s, i > 0 ? ", " : "");
		put(&s, set->emergency.numbers.list[i]);
	}
	return set->emergency.screen;
}

static const char *name_at(const struct lexicon *n, size_t i)
{
	return i < n->count ? n->list[i] : NULL;
}

const char *survey_table(const struct menu_set *set, size_t i)
{
	return i < set->table_index.count && set->tables[i].places ? NULL : name_at(&set->table_index, i); /* they are the last, and in every set */
}

const char *survey_field(const struct menu_set *set, uint16_t table, size_t i)
{
	assert(table < set->table_index.count);
	return name_at(&set->tables[table].fields, i);
}

/* Where they say for whom or when: the items each behind its condition; hours before their zone. */
static void put_items(struct sink *s, const struct menu_set *set, const struct value *value, size_t language)
{
	for (size_t i = 0; i < value->count; i++) {
		put(s, i > 0 ? "\n" : "");
		put_condition(s, set, value->when ? value->when[i] : NULL, "[when ", "] ");
		put(s, phrase_on(&value->items[language][i], set->day, NULL)->text[PAGE_OWN]);
	}
	if (value->hours) {
		char zone[ZONE_TEXT];
		zone_told(value->zone_min, zone);
		put(s, " ");
		put(s, zone);
	}
}

/* All of them, when one is written by hand. */
static void put_latin_items(struct sink *s, const struct menu_set *set, const struct value *value, size_t language)
{
	bool any = false;
	for (size_t i = 0; value && i < value->count; i++)
		any |= phrase_on(&value->items[language][i], set->day, NULL)->by_hand;
	for (size_t i = 0; any && i < value->count; i++) {
		put(s, i > 0 ? "\n" : "");
		put(s, phrase_on(&value->items[language][i], set->day, NULL)->text[PAGE_LATIN]);
	}
}

const char *survey_value(const struct menu_set *set, uint16_t table, uint16_t record, const char *field, size_t language, enum page_script script,
	char out[SURVEY_TEXT])
{
	uint16_t number = lexicon_find(&set->tables[table].fields, field);
	assert(!set->tables[table].places);
	const struct value *value = number == MENU_NONE ? NULL : set->tables[table].records[record].fields[number];
	struct sink s = sink_over(out);
	if (script == PAGE_LATIN) {
		put_latin_items(&s, set, value, language);
		return s.len > 0 ? out : NULL;
	}
	if (!value)
		return NULL;
	if (value->kind != VALUE_REFERENCE)
		put_items(&s, set, value, language);
	for (size_t i = 0; i < value->reference_count; i++) {
		put(&s, i > 0 ? ", " : "");
		put(&s, records_key(&set->tables[set->tables[table].refers[number]], value->references[i]));
	}
	return out;
}

struct survey_place survey_record_place(const struct menu_set *set, uint16_t table, uint16_t record)
{
	struct origin at = set->tables[table].records[record].at;
	return (struct survey_place){ .file = at.file, .line = at.line, .column = at.column };
}

size_t survey_record_when(const struct menu_set *set, uint16_t table, uint16_t record, char out[SURVEY_TEXT])
{
	struct sink s = sink_over(out);
	put_condition(&s, set, set->tables[table].records[record].when, "", "");
	return s.len;
}

const char *survey_word(const struct menu_set *set, size_t i)
{
	return name_at(&set->word_index, i);
}

const char *survey_word_text(const struct menu_set *set, const char *word, size_t language, enum page_script script)
{
	uint16_t number = lexicon_find(&set->word_index, word);
	return number == MENU_NONE ? NULL : by_hand(&set->words[number][language], script);
}

const char *survey_noun(const struct menu_set *set, size_t i)
{
	return name_at(&set->noun_index, i);
}

size_t survey_noun_forms(const struct menu_set *set, const char *noun, size_t language, enum page_script script, char out[SURVEY_TEXT])
{
	struct sink s = sink_over(out);
	uint16_t number = lexicon_find(&set->noun_index, noun);
	for (size_t i = 0; number != MENU_NONE && i < PLURALS; i++) {
		const struct phrase *form = &set->nouns[number].forms[language][i];
		const char *told = by_hand(form, script);
		put(&s, s.len > 0 && told[0] ? ", " : "");
		put(&s, told);
	}
	return s.len;
}
