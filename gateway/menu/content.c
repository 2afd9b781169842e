#include "menu/content.h"

#include "menu/listing.h"
#include "menu/records.h"
#include "menu/slot.h"
#include "menu/values.h"
#include "text/translit.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Where a template is written to: the body with its unbreakable ranges, or a line. */
struct sink {
	char *out;
	size_t len, capacity;
	struct content *content; /* NULL: no ranges are kept */
	bool overflow;
};

struct job {
	const struct menu_set *set;
	const struct viewer *viewer;
	int32_t day;
	size_t language;
	enum page_script script;
};

/* What a phrase says on the viewer's day. */
static const struct phrase *said(const struct job *job, const struct phrase *phrase)
{
	return phrase_on(phrase, job->day, job->viewer->days);
}

static void put(struct sink *s, const char *text, size_t len)
{
	size_t fits = utf8_floor(text, len, s->capacity - s->len);
	memcpy(s->out + s->len, text, fits);
	s->len += fits;
	s->overflow |= fits < len;
}

static void put_whole(struct sink *s, const char *text, size_t len)
{
	size_t from = s->len;
	put(s, text, len);
	struct content *c = s->content;
	if (c && s->len > from && c->page.whole_count < CONTENT_SPANS)
		c->spans[c->page.whole_count++] = (struct page_span){ .from = (uint16_t)from, .to = (uint16_t)s->len };
}

static void note_source(struct sink *s, size_t from, const struct origin *at)
{
	struct content *c = s->content;
	if (c && s->len > from && c->source_count < CONTENT_SPANS)
		c->sources[c->source_count++] = (struct content_source){ .from = (uint16_t)from, .to = (uint16_t)s->len, .at = *at };
}

struct origin content_origin(const struct content *c, size_t at)
{
	for (size_t i = 0; i < c->source_count; i++) {
		if (at + c->trimmed >= c->sources[i].from && at + c->trimmed < c->sources[i].to)
			return c->sources[i].at;
	}
	return c->body_at;
}

static void put_value(const struct job *job, struct sink *s, const struct value *value)
{
	if (!value)
		return;
	size_t from = s->len;
	for (size_t i = 0; i < value->count; i++) {
		if (value->when && !condition_holds(job->set, value->when[i], job->language, job->viewer))
			continue;
		const struct phrase *item = said(job, &value->items[job->language][i]);
		if (s->len > from)
			put(s, "\n", 1);
		size_t item_from = s->len;
		if (value->kind == VALUE_TEXT)
			put(s, item->text[job->script], item->len[job->script]);
		else
			put_whole(s, item->text[job->script], item->len[job->script]);
		note_source(s, item_from, &value->places[job->language][i].in[job->script]);
	}
}

static uint32_t value_cost(const struct job *job, const struct value *value)
{
	uint32_t cost = 0;
	for (size_t i = 0; value && i < value->count; i++) {
		const struct phrase *item = phrase_on(&value->items[job->language][i], DAY_LAST, NULL);
		cost += page_cost(job->script, item->text[job->script], item->len[job->script]) + 2;
	}
	return cost;
}

static const struct value *longest_value(const struct job *job, const struct table *table, uint16_t field)
{
	const struct value *longest = NULL;
	for (size_t i = 0; i < table->keys.count; i++) {
		const struct value *value = table->records[i].fields[field];
		if (!longest || value_cost(job, value) > value_cost(job, longest))
			longest = value;
	}
	return longest;
}

static void put_place(const struct job *job, struct sink *s, const struct table *table, uint16_t record, uint16_t field)
{
	char text[RECORDS_TEXT];
	if (record == MENU_NONE && job->viewer->longest)
		record = table->widest[job->language][job->script].field[field];
	if (record != MENU_NONE)
		put(s, text, place_field_text(job->set, table, record, field, job->language, job->script, text));
}

static void put_field(const struct job *job, struct sink *s, const struct piece *piece)
{
	const struct table *table = &job->set->tables[piece->table];
	uint16_t kept = piece->record != MENU_NONE ? piece->record : job->viewer->kept[piece->table];
	if (table->places)
		put_place(job, s, table, kept, piece->field);
	else if (kept != MENU_NONE)
		put_value(job, s, table->records[kept].fields[piece->field]);
	else if (job->viewer->longest)
		put_value(job, s, longest_value(job, table, piece->field));
}

static void put_slot(const struct job *job, struct sink *s, uint16_t number)
{
	const struct menu_slot *slot = &job->set->slots[number];
	const char *value = job->viewer->longest ? slot->longest : values_get(job->viewer->values, number);
	char shown[SLOT_SHOWN], latin[SLOT_SHOWN];
	if (!value)
		return;
	size_t len = slot_show(slot->kind, job->set->locales[job->language], value, shown);
	value = shown;
	if (job->script == PAGE_LATIN) {
		s->overflow |= translit_latin(shown, len, latin, sizeof(latin), &len) != ERR_NONE;
		value = latin;
	}
	if (slot->kind == MENU_SLOT_WORDS)
		put(s, value, len);
	else
		put_whole(s, value, len);
}

static const struct phrase *longest_form(const struct job *job, const struct phrase forms[PLURALS])
{
	const struct phrase *longest = &forms[0];
	for (size_t i = 1; i < PLURALS; i++) {
		if (page_cost(job->script, forms[i].text[job->script], forms[i].len[job->script]) >
			page_cost(job->script, longest->text[job->script], longest->len[job->script]))
			longest = &forms[i];
	}
	return longest;
}

static void put_noun(const struct job *job, struct sink *s, const struct piece *piece)
{
	const struct phrase *forms = job->set->nouns[piece->noun].forms[job->language], *form;
	const char *value = values_get(job->viewer->values, piece->slot);
	if (job->viewer->longest)
		form = longest_form(job, forms);
	else if (value)
		form = &forms[locale_plural(job->set->locales[job->language], strtoull(value, NULL, 10))];
	else
		return;
	put(s, form->text[job->script], form->len[job->script]);
}

static void put_template(const struct job *job, struct sink *s, const struct template *t)
{
	t = template_in(t, job->script);
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		if (piece->kind == PIECE_PHRASE)
			put(s, piece->phrase.text[job->script], piece->phrase.len[job->script]);
		else if (piece->kind == PIECE_SLOT)
			put_slot(job, s, piece->slot);
		else if (piece->kind == PIECE_NOUN)
			put_noun(job, s, piece);
		else
			put_field(job, s, piece);
	}
}

static uint32_t template_cost(const struct job *job, const struct template *t)
{
	char text[MENU_BODY_MAX];
	struct sink sink = { .out = text, .capacity = sizeof(text) };
	put_template(job, &sink, t);
	return page_cost(job->script, text, sink.len);
}

/* Which of a text's variants is shown; for the proof, the longest. */
static const struct template *chosen(const struct job *job, const struct text *text)
{
	const struct template *found = &text->in[job->language];
	uint32_t most = job->viewer->longest && text->variant_count > 0 ? template_cost(job, found) : 0;
	for (size_t i = 0; i < text->variant_count; i++) {
		const struct text_variant *variant = &text->variants[i];
		if (!job->viewer->longest && condition_holds(job->set, variant->when, job->language, job->viewer))
			return &variant->in[job->language];
		uint32_t cost = job->viewer->longest ? template_cost(job, &variant->in[job->language]) : 0;
		if (cost > most) {
			most = cost;
			found = &variant->in[job->language];
		}
	}
	return found;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

/* What was filled in may leave white space at the ends, which a body must not have. */
static void trim_body(struct content *c, struct sink *s)
{
	size_t from = 0;
	while (s->len > 0 && is_gap(s->out[s->len - 1]))
		s->len--;
	while (from < s->len && is_gap(s->out[from]))
		from++;
	size_t kept = 0;
	for (size_t i = 0; i < c->page.whole_count; i++) {
		struct page_span span = c->spans[i];
		span.to = span.to < s->len ? span.to : (uint16_t)s->len;
		span.from = span.from > from ? span.from : (uint16_t)from;
		if (span.from < span.to)
			c->spans[kept++] = (struct page_span){ .from = (uint16_t)(span.from - from), .to = (uint16_t)(span.to - from) };
	}
	c->page.whole_count = kept;
	c->trimmed = from;
	c->page.body = s->out + from;
	c->page.body_len = (uint16_t)(s->len - from);
}

static void build_body(struct content *c, struct job *job, const struct screen *screen)
{
	struct sink sink = { .out = c->body, .capacity = MENU_BODY_MAX, .content = c };
	if (screen->kind == SCREEN_LANGUAGE) {
		size_t asked = job->language;
		for (size_t i = 0; i < job->set->language_count; i++) {
			job->language = i;
			if (i > 0)
				put(&sink, "\n", 1);
			put_template(job, &sink, chosen(job, &screen->text));
		}
		job->language = asked;
	} else {
		const struct template *body = chosen(job, &screen->text);
		put_template(job, &sink, body);
		c->body_at = template_in(body, job->script)->at;
	}
	c->overflow |= sink.overflow;
	trim_body(c, &sink);
}

/* A line that fits no page is cut, so that every page fits whatever was typed; the load makes an error of it. */
static void add_line(struct content *c, const struct page_frame *frame, const char *text, size_t len)
{
	if (c->page.line_count == MENU_LINES_MAX) {
		c->overflow = true;
		return;
	}
	uint32_t cost = page_line_cost(frame->script, c->page.line_count, text, len), room = page_room(frame);
	if (cost > room) {
		if (c->cut_line == MENU_NONE) {
			c->cut_line = (uint16_t)c->page.line_count;
			c->cut_cost = cost;
			c->cut_len = len;
		}
		size_t fits = 0, size;
		for (cost = page_line_cost(frame->script, c->page.line_count, "", 0); fits < len; fits += size) {
			cost += page_width(frame->script, utf8_next(text + fits, len - fits, &size));
			if (cost > room)
				break;
		}
		len = fits;
	}
	c->lines[c->page.line_count++] = (struct page_line){ .text = text, .len = (uint16_t)len };
}

static void add_phrase(struct content *c, const struct page_frame *frame, const struct phrase *phrase)
{
	add_line(c, frame, phrase->text[frame->script], phrase->len[frame->script]);
}

static void add_template(struct content *c, const struct job *job, const struct page_frame *frame, const struct template *t)
{
	bool cut_before = c->cut_line != MENU_NONE;
	t = template_in(t, job->script);
	if (t->count == 1 && t->pieces[0].kind == PIECE_PHRASE) {
		add_phrase(c, frame, &t->pieces[0].phrase);
	} else {
		struct sink sink = { .out = c->line_text + c->line_text_len, .capacity = sizeof(c->line_text) - c->line_text_len };
		put_template(job, &sink, t);
		c->overflow |= sink.overflow;
		c->line_text_len += sink.len;
		add_line(c, frame, sink.out, sink.len);
	}
	if (!cut_before && c->cut_line != MENU_NONE)
		c->cut_at = t->at;
}

/* As much of it as a narrow page has room for: the name with its aimak and its district, without the district, alone. */
static void add_place(struct content *c, const struct job *job, const struct page_frame *frame, const struct table *table, uint16_t record, bool far)
{
	char text[RECORDS_TEXT];
	struct sink sink = { .out = c->line_text + c->line_text_len, .capacity = sizeof(c->line_text) - c->line_text_len };
	size_t len = place_line_text(job->set, table, record, far, job->language, job->script, text);
	if (far && page_line_cost(frame->script, c->page.line_count, text, len) > page_room(frame))
		len = place_line_text(job->set, table, record, false, job->language, job->script, text);
	if (page_line_cost(frame->script, c->page.line_count, text, len) > page_room(frame))
		len = place_field_text(job->set, table, record, PLACE_FIELD_NAME, job->language, job->script, text);
	put(&sink, text, len);
	c->overflow |= sink.overflow;
	c->line_text_len += sink.len;
	add_line(c, frame, sink.out, sink.len);
}

static void add_record(struct content *c, const struct job *job, const struct page_frame *frame, const struct screen *screen, uint16_t record, bool far)
{
	static const struct phrase nothing = { .text = { "", "" } };
	const struct table *table = &job->set->tables[screen->from];
	if (table->places) {
		add_place(c, job, frame, table, record, far);
		return;
	}
	const struct value *value = table->records[record].fields[screen->show];
	add_phrase(c, frame, value && value->count > 0 ? said(job, &value->items[job->language][0]) : &nothing);
}

static void add_choice(struct content *c, const struct job *job, const struct page_frame *frame, const struct screen *screen, const struct choice *choice)
{
	size_t before = c->page.line_count;
	add_template(c, job, frame, chosen(job, &choice->text));
	if (c->page.line_count > before)
		c->lines[before].first = choice->first && screen->kind == SCREEN_TEXT;
}

/* On a screen in Latin letters too: whoever has chosen them must find them there again, and SMS may come in others than the screens. */
static void add_languages(struct content *c, const struct menu_set *set, const struct page_frame *frame)
{
	for (size_t i = 0; i < set->language_count; i++)
		add_phrase(c, frame, &set->language_names[i]);
	for (size_t i = 0; i < set->latin_count; i++)
		add_phrase(c, frame, &set->latins[i].name);
}

/* The lines of a screen, one after the other: what the page shows and what a number means go by the same walk. */
enum part { PART_FIRST, PART_RECORDS, PART_CHOICES, PARTS };
struct line_walk {
	const struct menu_set *set;
	const struct screen *screen;
	size_t language;
	struct viewer viewer;
	struct listing listing; /* none of a screen that is no list */
	unsigned part;
	size_t at;
};

static void walk_begin(struct line_walk *w, const struct menu_set *set, const struct screen *screen, size_t language, enum page_script script,
	const struct viewer *viewer)
{
	bool lists = screen->kind == SCREEN_LIST && screen->from != MENU_NONE && screen->show != MENU_NONE;
	w->set = set;
	w->screen = screen;
	w->language = language;
	w->viewer = *viewer;
	w->part = PART_FIRST;
	w->at = 0;
	w->listing.count = 0;
	if (screen->kind == SCREEN_LIST)
		w->viewer.listed = LISTED_NONE; /* of a table without records */
	if (!lists)
		return;
	listing_make(&w->listing, set, screen, language, script, viewer);
	w->viewer.listed = w->listing.listed;
}

static bool is_offered(const struct line_walk *w, size_t i)
{
	const struct choice *choice = &w->screen->choices[i];
	bool before_records = choice->first && w->screen->kind == SCREEN_LIST;
	return before_records == (w->part == PART_FIRST) && condition_holds(w->set, choice->when, w->language, &w->viewer);
}

static bool next_line(struct line_walk *w, struct line_target *target)
{
	for (; w->part < PARTS; w->part++, w->at = 0) {
		bool records = w->part == PART_RECORDS;
		for (size_t count = records ? w->listing.count : w->screen->choice_count; w->at < count;) {
			size_t i = w->at++;
			if (!records && !is_offered(w, i))
				continue;
			*target = (struct line_target){ .record = records ? w->listing.records[i] : MENU_NONE, .choice = records ? MENU_NONE : (uint16_t)i };
			return true;
		}
	}
	return false;
}

void content_build(struct content *c, const struct menu_set *set, const struct screen *screen, size_t language, size_t format,
	const struct viewer *viewer)
{
	struct line_walk lines;
	struct job job = { .set = set, .viewer = &lines.viewer, .day = viewer->longest ? DAY_LAST : viewer->day, .language = language, .script = format_script(&set->formats[format]) };
	struct page_frame frame = content_frame(set, screen, language, format, WORDS_REQUIRED);
	struct line_target target;
	c->page = (struct page_content){ .whole = c->spans, .lines = c->lines, .together = screen->kind == SCREEN_CONFIRM };
	c->overflow = false;
	c->cut_line = MENU_NONE;
	c->line_text_len = 0;
	c->body_at = screen->at;
	c->source_count = 0;
	walk_begin(&lines, set, screen, language, job.script, viewer);
	build_body(c, &job, screen);
	if (screen->kind == SCREEN_LANGUAGE) {
		add_languages(c, set, &frame);
		return;
	}
	while (next_line(&lines, &target)) {
		if (target.choice == MENU_NONE)
			add_record(c, &job, &frame, screen, target.record, lines.listing.far);
		else
			add_choice(c, &job, &frame, screen, &screen->choices[target.choice]);
	}
	c->overflow |= lines.listing.count > 0 && lines.listing.listed == LISTED_CUT && !set->tables[screen->from].places;
}

void content_say(struct content *c, const struct menu_set *set, size_t language, size_t format, enum word word)
{
	const struct phrase *p = &set->words[word][language < set->language_count ? language : 0];
	enum page_script script = format_script(&set->formats[format]);
	c->page.body = p->text[script];
	c->page.body_len = p->len[script];
	c->page.whole_count = 0;
}

struct page_frame content_frame(const struct menu_set *set, const struct screen *screen, size_t language, size_t format, enum word hint)
{
	bool unset = language == set->language_count;
	size_t l = unset ? 0 : language;
	enum page_script script = format_script(&set->formats[format]);
	uint16_t number = (uint16_t)(screen - set->screens);
	return (struct page_frame){
		.script = script,
		.budget = set->formats[format].budget,
		.more = set->words[WORD_MORE][l].text[script],
		.back = set->words[WORD_BACK][l].text[script],
		/* Before the choice of a language the screen, repeated, is its own hint: it speaks all languages. */
		.hint = hint == WORDS_REQUIRED || unset ? NULL : set->words[hint][l].text[script],
		.root = unset || number == set->entry || number == set->resume_screen,
		.final = screen->kind == SCREEN_END,
		.single = screen->kind == SCREEN_INPUT,
	};
}

struct line_target content_target(const struct menu_set *set, const struct screen *screen, size_t language, const struct viewer *viewer,
	uint16_t line)
{
	struct line_target target = { .record = MENU_NONE, .choice = line };
	struct line_walk lines;
	bool found = screen->kind == SCREEN_LANGUAGE;
	if (found)
		return target;
	walk_begin(&lines, set, screen, language, PAGE_OWN, viewer);
	for (uint16_t i = 0; i <= line; i++)
		found = next_line(&lines, &target);
	assert(found); /* the line was shown */
	return target;
}
