#include "menu/check_budget.h"

#include "menu/content.h"
#include "menu/slot.h"
#include "text/segment.h"
#include "text/utf8.h"

#include <string.h>

/* How long a page takes: its way to the phone and back, being read (a slow reader), and the answer. */
#define ROUND_MS 2000
#define READ_MS 60 /* a character */
#define KEY_MS 2000
#define LETTER_MS 560
static const uint32_t typed_ms[] = { /* by menu_slot_kind; words: those of one full answer, 80 letters */
	[MENU_SLOT_WORDS] = 80 * LETTER_MS, [MENU_SLOT_NUMBER] = 10000, [MENU_SLOT_PIN] = 5000, [MENU_SLOT_AMOUNT] = 6000, [MENU_SLOT_KEY] = KEY_MS,
};

struct cost { unsigned answers; uint32_t ms; };
struct way { uint16_t from, to; struct cost cost; };
struct ways { struct arena arena; struct way *list; size_t count, capacity; };

/* One screen, at its worst. */
struct measure {
	struct cost whole;     /* read to the end of the last page */
	struct cost record;    /* until the last record of a list is on the phone and read */
	struct cost *choices;  /* the same for each choice */
	unsigned pages, fullest;
};

struct job {
	const struct menu_set *set;
	size_t language, format;
	struct content *content;
	struct ways ways;
};

static struct cost longer(struct cost a, struct cost b)
{
	return a.answers > b.answers || (a.answers == b.answers && a.ms > b.ms) ? a : b;
}

static void measure_lines(const struct job *job, const struct screen *screen, const struct viewer *viewer, const struct page *page, struct cost cost,
	struct measure *m)
{
	for (uint16_t i = 0; screen->kind != SCREEN_LANGUAGE && i < page->lines; i++) {
		struct line_target target = content_target(job->set, screen, job->language, viewer, (uint16_t)(page->first + i));
		struct cost *place = target.choice == MENU_NONE ? &m->record : &m->choices[target.choice];
		*place = longer(*place, cost);
	}
}

static void measure_pages(struct job *job, const struct screen *screen, const uint16_t *kept, struct measure *m)
{
	size_t language = job->language;
	bool made = !screen->dynamic && set_rendition(job->set, screen, kept, language, job->format)->count > 0;
	struct page_frame frame = content_frame(job->set, screen, language, job->format, WORDS_REQUIRED);
	struct viewer viewer = { .kept = kept, .longest = !made };
	struct page page = { .more = true };
	struct cost cost = { 0 };
	unsigned pages = 0;
	content_build(job->content, job->set, screen, language, job->format, &viewer);
	while (page.more) {
		page_lay(&job->content->page, &frame, page.next, &page);
		uint32_t characters = frame.script == PAGE_OWN ? page.used / 2u : page.used;
		cost.answers += pages > 0;
		cost.ms += (pages > 0 ? KEY_MS : 0) + ROUND_MS + READ_MS * characters;
		pages++;
		m->pages = pages > m->pages ? pages : m->pages;
		m->fullest = page.used > m->fullest ? page.used : m->fullest;
		measure_lines(job, screen, &viewer, &page, cost, m);
	}
	m->whole = longer(m->whole, cost);
}

static void measure(struct job *job, const struct screen *screen, struct measure *m)
{
	uint16_t kept[MENU_TABLES];
	memset(kept, 0xff, sizeof(kept));
	*m = (struct measure){ .choices = arena_array(&job->ways.arena, screen->choice_count + 1, sizeof(*m->choices)) };
	for (size_t variant = 0; variant < (screen->dynamic ? 1 : set_variants(job->set, screen)); variant++) {
		if (!screen->dynamic)
			set_variant_keep(job->set, screen, variant, kept);
		measure_pages(job, screen, kept, m);
	}
}

static void add_way(struct job *job, uint16_t from, uint16_t to, struct cost cost)
{
	struct ways *w = &job->ways;
	if (to == MENU_NONE)
		return;
	w->list = arena_grow(&w->arena, w->list, w->count, &w->capacity, sizeof(*w->list));
	w->list[w->count++] = (struct way){ .from = from, .to = to, .cost = cost };
}

/* An action takes no time that a person would notice. */
static void add_move(struct job *job, uint16_t from, const struct move *move, struct cost cost, uint32_t answer_ms)
{
	cost.answers++;
	cost.ms += answer_ms;
	if (!move->at.file)
		return;
	add_way(job, from, move->to, cost);
	for (size_t i = 0; i < MENU_OUTCOMES && move->action != MENU_NONE; i++)
		add_way(job, from, move->then[i], cost);
}

/* A slot that holds less than a full answer (a name) is typed sooner; a Cyrillic letter takes two octets of it. */
static uint32_t typed(const struct menu_slot *slot)
{
	uint32_t most = typed_ms[slot->kind], room = (uint32_t)slot->max / 2 * LETTER_MS;
	return slot->kind == MENU_SLOT_WORDS && room < most ? room : most;
}

static void add_ways(struct job *job, uint16_t number, const struct measure *m)
{
	const struct screen *screen = &job->set->screens[number];
	if (screen->kind == SCREEN_LIST)
		add_move(job, number, &screen->move, m->record, KEY_MS);
	if (screen->kind == SCREEN_INPUT && screen->slot != MENU_NONE)
		add_move(job, number, &screen->move, m->whole, typed(&job->set->slots[screen->slot]));
	for (size_t i = 0; i < screen->choice_count; i++)
		add_move(job, number, &screen->choices[i].move, screen->kind == SCREEN_LANGUAGE ? m->whole : m->choices[i], KEY_MS);
}

/* Bellman and Ford: rows[].answers and .ms are those until the screen's first page comes. */
static void find_ways(const struct job *job, struct budget_screen *rows)
{
	for (bool better = true; better;) {
		better = false;
		for (size_t i = 0; i < job->ways.count; i++) {
			const struct way *way = &job->ways.list[i];
			const struct budget_screen *from = &rows[way->from];
			struct budget_screen *to = &rows[way->to];
			unsigned answers = from->answers + way->cost.answers;
			uint32_t ms = from->ms + way->cost.ms;
			if (!from->reached || (to->reached && (to->answers < answers || (to->answers == answers && to->ms <= ms))))
				continue;
			to->reached = better = true;
			to->answers = answers;
			to->ms = ms;
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
	struct cost *whole = arena_array(&job.ways.arena, count, sizeof(*whole));
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
	rows[set->entry].answers = first.whole.answers + 1;
	rows[set->entry].ms = first.whole.ms + KEY_MS;
	find_ways(&job, rows);
	for (size_t i = 0; i < count; i++) {
		rows[i].answers += whole[i].answers;
		rows[i].ms += whole[i].ms;
	}
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
