#include "menu/check_budget.h"

#include "menu/content.h"
#include "menu/slot.h"
#include "text/segment.h"
#include "text/utf8.h"

#include <string.h>

struct way { uint16_t from, to; struct tempo_cost cost; };
struct ways { struct arena arena; struct way *list; size_t count, capacity; };

/* One screen, at its worst. */
struct measure {
	struct tempo_cost whole;     /* read to the end of the last page */
	struct tempo_cost record;    /* until the last record of a list is on the phone and read */
	struct tempo_cost *choices;  /* the same for each choice */
	unsigned pages, fullest;
};

struct job {
	const struct menu_set *set;
	size_t language, format;
	struct content *content;
	struct ways ways;
};

static struct tempo_cost longer(struct tempo_cost a, struct tempo_cost b)
{
	return tempo_less(&a, &b) ? b : a;
}

static void measure_lines(const struct job *job, const struct screen *screen, const struct viewer *viewer, const struct page *page, struct tempo_cost cost,
	struct measure *m)
{
	const struct page_content *c = &job->content->page;
	for (uint16_t i = 0; screen->kind != SCREEN_LANGUAGE && i < page->line_count; i++) {
		bool stood_before = page->start > 0 && c->lines[i].first;
		if (stood_before || !page_shows(c, page, i))
			continue;
		struct line_target target = content_target(job->set, screen, job->language, viewer, i);
		struct tempo_cost *place = target.choice == MENU_NONE ? &m->record : &m->choices[target.choice];
		*place = longer(*place, cost);
	}
}

static void measure_pages(struct job *job, const struct screen *screen, const uint16_t *kept, struct measure *m)
{
	size_t language = job->language;
	bool made = !screen->dynamic && set_rendition(job->set, screen, kept, language, job->format)->count > 0;
	struct page_frame frame = content_frame(job->set, screen, language, job->format, WORDS_REQUIRED);
	struct viewer viewer = { .kept = kept, .day = DAY_LAST, .longest = !made };
	struct page page = { .more = true };
	struct tempo_cost cost = { 0 };
	unsigned pages = 0;
	content_build(job->content, job->set, screen, language, job->format, &viewer);
	while (page.more) {
		page_lay(&job->content->page, &frame, page.next, &page);
		uint32_t characters = frame.script == PAGE_OWN ? page.used / 2u : page.used;
		if (pages++ > 0)
			tempo_press(&cost);
		tempo_read(&cost, characters);
		m->pages = pages > m->pages ? pages : m->pages;
		m->fullest = page.used > m->fullest ? page.used : m->fullest;
		measure_lines(job, screen, &viewer, &page, cost, m);
	}
	m->whole = longer(m->whole, cost);
}

/* Who comes to a list with `where` has kept a record of each of its tables: the ways to it pick them. */
static bool keeps_where(const struct screen *screen, const uint16_t *kept)
{
	for (size_t i = 0; i < screen->where_count; i++) {
		if (kept[screen->where[i]] == MENU_NONE)
			return false;
	}
	return true;
}

static void measure(struct job *job, const struct screen *screen, struct measure *m)
{
	uint16_t kept[MENU_TABLES];
	memset(kept, 0xff, sizeof(kept));
	*m = (struct measure){ .choices = arena_array(&job->ways.arena, screen->choice_count + 1, sizeof(*m->choices)) };
	for (size_t variant = 0; variant < (screen->dynamic ? 1 : set_variants(job->set, screen)); variant++) {
		if (!screen->dynamic)
			set_variant_keep(job->set, screen, variant, kept);
		if (screen->dynamic || keeps_where(screen, kept))
			measure_pages(job, screen, kept, m);
	}
}

static void add_way(struct job *job, uint16_t from, uint16_t to, struct tempo_cost cost)
{
	struct ways *w = &job->ways;
	if (to == MENU_NONE)
		return;
	w->list = arena_grow(&w->arena, w->list, w->count, &w->capacity, sizeof(*w->list));
	w->list[w->count++] = (struct way){ .from = from, .to = to, .cost = cost };
}

/* An action takes no time that a person would notice. */
static void add_move(struct job *job, uint16_t from, const struct move *move, struct tempo_cost cost)
{
	if (!move->at.file)
		return;
	add_way(job, from, move->to, cost);
	for (size_t i = 0; i < MENU_OUTCOMES && move->action != MENU_NONE; i++)
		add_way(job, from, move->then[i], cost);
}

static struct tempo_cost pressed(struct tempo_cost cost)
{
	tempo_press(&cost);
	return cost;
}

static struct tempo_cost typed(struct tempo_cost cost, const struct menu_slot *slot)
{
	tempo_type(&cost, slot);
	return cost;
}

static void add_ways(struct job *job, uint16_t number, const struct measure *m)
{
	const struct screen *screen = &job->set->screens[number];
	if (screen->kind == SCREEN_LIST)
		add_move(job, number, &screen->move, pressed(m->record));
	if (screen->kind == SCREEN_INPUT && screen->slot != MENU_NONE)
		add_move(job, number, &screen->move, typed(m->whole, &job->set->slots[screen->slot]));
	for (size_t i = 0; i < screen->choice_count; i++)
		add_move(job, number, &screen->choices[i].move, pressed(screen->kind == SCREEN_LANGUAGE ? m->whole : m->choices[i]));
}

/* Bellman and Ford: rows[].cost is that until the screen's first page comes. */
static void find_ways(const struct job *job, struct budget_screen *rows)
{
	for (bool better = true; better;) {
		better = false;
		for (size_t i = 0; i < job->ways.count; i++) {
			const struct way *way = &job->ways.list[i];
			const struct budget_screen *from = &rows[way->from];
			struct budget_screen *to = &rows[way->to];
			struct tempo_cost cost = tempo_sum(from->cost, way->cost);
			if (!from->reached || (to->reached && !tempo_less(&cost, &to->cost)))
				continue;
			to->reached = better = true;
			to->cost = cost;
		}
	}
}

void menu_budget(const struct menu_set *set, size_t language, size_t format, struct budget_screen *rows)
{
	struct content content;
	struct measure first;
	struct job job = { .set = set, .language = set->language_count, .format = format, .content = &content };
	size_t count = set->screen_index.count;
	arena_init(&job.ways.arena);
	struct tempo_cost *whole = arena_array(&job.ways.arena, count, sizeof(*whole));
	measure(&job, &set->screens[set->language_screen], &first);
	job.language = language;
	for (size_t i = 0; i < count; i++) {
		const struct screen *screen = &set->screens[i];
		struct measure m;
		measure(&job, screen, &m);
		add_ways(&job, (uint16_t)i, &m);
		whole[i] = m.whole;
		rows[i] = (struct budget_screen){ .name = screen->name, .pages = m.pages, .fullest = m.fullest,
			.leaf = screen->kind == SCREEN_END || screen->kind == SCREEN_TEXT };
	}
	rows[set->entry].reached = true;
	rows[set->entry].cost = pressed(first.whole);
	if (set->emergency.screen != MENU_NONE)
		add_way(&job, set->entry, set->emergency.screen, pressed((struct tempo_cost){ 0 }));
	find_ways(&job, rows);
	for (size_t i = 0; i < count; i++)
		rows[i].cost = tempo_sum(rows[i].cost, whole[i]);
	arena_fini(&job.ways.arena);
}

/* The slot between { and }, at its longest, as it is shown; false when the contract bounds no slot of that name. */
static bool show_longest(const struct menu_set *set, const char *name, size_t len, size_t language, char out[SLOT_SHOWN], size_t *shown)
{
	for (size_t i = 0; i < set->slot_count; i++) {
		const struct menu_slot *slot = &set->slots[i];
		if (!slot->longest || strlen(slot->name) != len || memcmp(slot->name, name, len) != 0)
			continue;
		*shown = slot_show(slot->kind, set->locales[language], slot->longest, out);
		return true;
	}
	return false;
}

/* The word with its placeholders at their longest; what is over `capacity` is left out. */
static size_t fill(const struct menu_set *set, uint16_t number, size_t language, char *out, size_t capacity, bool *open)
{
	const struct phrase *word = &set->words[number][language];
	const char *at = word->text[PAGE_OWN], *end = at + word->len[PAGE_OWN];
	size_t len = 0;
	*open = false;
	while (at < end) {
		const char *close = *at == '{' ? memchr(at, '}', (size_t)(end - at)) : NULL;
		char shown[SLOT_SHOWN];
		const char *piece = at;
		size_t piece_len = 1;
		if (close) {
			bool bounded = show_longest(set, at + 1, (size_t)(close - at) - 1, language, shown, &piece_len);
			piece = shown;
			piece_len = bounded ? piece_len : 0;
			*open |= !bounded;
		}
		if (piece_len > capacity - len)
			break;
		memcpy(out + len, piece, piece_len);
		len += piece_len;
		at = close ? close + 1 : at + 1;
	}
	return utf8_floor(out, len, len);
}

bool menu_budget_sms(const struct menu_set *set, size_t i, size_t language, struct budget_sms *sms)
{
	char text[MENU_BODY_MAX];
	struct segments segments;
	size_t word = WORDS_REQUIRED;
	while (word < set->word_index.count && (strncmp(set->word_index.list[word], "sms_", 4) != 0 || i-- > 0))
		word++;
	if (word == set->word_index.count)
		return false;
	*sms = (struct budget_sms){ .name = set->word_index.list[word] };
	size_t len = fill(set, (uint16_t)word, language, text, sizeof(text), &sms->open);
	sms->characters = (unsigned)utf8_count(text, len);
	sms->parts = segment_text(text, len, &segments) == ERR_NONE ? (unsigned)segments.count : SEGMENT_MAX + 1;
	return true;
}
