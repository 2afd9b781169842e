#include "menu/page.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

unsigned page_width(enum page_script script, uint32_t code)
{
	if (script == PAGE_OWN)
		return code > 0xffff ? 4 : 2;
	unsigned width = gsm7_width(code);
	return width ? width : 1; /* '?' stands there: page_content promises that this does not happen */
}

uint32_t page_cost(enum page_script script, const char *text, size_t len)
{
	uint32_t cost = 0;
	for (size_t at = 0, size; at < len; at += size)
		cost += page_width(script, utf8_next(text + at, len - at, &size));
	return cost;
}

static uint32_t unit(enum page_script script)
{
	return script == PAGE_OWN ? 2 : 1;
}

#define KEY_MORE 9

unsigned page_number(size_t line)
{
	return (unsigned)line + (line + 1 < KEY_MORE ? 1 : 2);
}

bool page_line_of(unsigned number, size_t *line)
{
	if (number == 0 || number == KEY_MORE)
		return false;
	*line = number - (number < KEY_MORE ? 1 : 2);
	return true;
}

static unsigned digits_of(unsigned number)
{
	return number < 10 ? 1 : 1 + digits_of(number / 10);
}

uint32_t page_line_cost(enum page_script script, size_t line, const char *text, size_t len)
{
	return (digits_of(page_number(line)) + 1) * unit(script) + page_cost(script, text, len);
}

uint32_t page_firsts_cost(const struct page_content *c, enum page_script script, size_t from)
{
	uint32_t cost = 0;
	for (size_t i = from; i < c->line_count; i++)
		cost += c->lines[i].first ? page_line_cost(script, i, c->lines[i].text, c->lines[i].len) + unit(script) : 0;
	return cost;
}

static size_t lines_end(const struct page *p)
{
	return p->first + (size_t)p->lines;
}

bool page_shows(const struct page_content *c, const struct page *p, size_t line)
{
	return (line >= p->first && line < lines_end(p)) || (p->firsts > 0 && line >= lines_end(p) && c->lines[line].first);
}

static bool has_hint(const struct page_frame *frame)
{
	return frame->hint && frame->hint[0];
}

/* What the footer and the hint leave of the budget, their line ends taken off too. */
static uint32_t room_beside(const struct page_frame *f, bool more, bool back, bool hint)
{
	uint32_t u = unit(f->script), taken = 0;
	if (more)
		taken += 2 * u + page_cost(f->script, f->more, strlen(f->more));
	if (back)
		taken += 2 * u + page_cost(f->script, f->back, strlen(f->back));
	if (more && back)
		taken += u; /* the space between */
	if (more || back)
		taken += u;
	if (hint && has_hint(f))
		taken += u + page_cost(f->script, f->hint, strlen(f->hint));
	return taken < f->budget ? f->budget - taken : 0;
}

uint32_t page_room(const struct page_frame *frame)
{
	return room_beside(frame, !frame->single, !frame->final, has_hint(frame));
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t page_numbered(const char *text, size_t len, unsigned *number)
{
	size_t at = 0;
	*number = 0;
	for (; at < len && is_digit(text[at]); at++)
		*number = *number < PAGE_NUMBER_MAX ? 10 * *number + (unsigned)(text[at] - '0') : *number;
	size_t digits = at;
	if (digits > 0 && at < len && (text[at] == ')' || text[at] == '.'))
		at++;
	return digits > 0 && at + 1 < len && text[at] == ' ' ? digits : 0;
}

/* A blank before the rest of a number, since half of "+996 999 312 002" cannot be dialled; and one before what would seem to be a choice. */
static bool parts_number(const struct page_content *c, size_t at)
{
	unsigned number;
	if (c->body[at] != ' ' || at == 0 || at + 1u >= c->body_len)
		return false;
	char before = c->body[at - 1], behind = c->body[at + 1];
	bool within = (is_digit(before) || before == ')') && (is_digit(behind) || behind == '(');
	return within || page_numbered(c->body + at + 1, c->body_len - at - 1u, &number) > 0;
}

/* Where a page that has `room` for the body must stop, and where the next begins. */
struct cut { uint16_t stop, next; uint32_t cost; };

/* What one pass over the body from `start` finds: how far it fits, and the places before that where it may be broken. */
struct reach {
	uint16_t fits, line, word, gap; /* line, word, gap: 0 when none; gap: any, also before a number */
	uint32_t fits_cost, line_cost;
	uint16_t whole;                 /* the range that `fits` lies in begins here; 0 when in none */
};

static struct reach reach_from(const struct page_content *c, const struct page_frame *f, uint16_t start, uint32_t room)
{
	struct reach r = { 0 };
	uint32_t cost = 0, own_page = room_beside(f, true, !f->final, false);
	uint16_t guard = 0, at = start; /* inside an unbreakable range up to `guard` */
	size_t span = 0;
	while (span < c->whole_count && c->whole[span].from < start)
		span++;
	while (at < c->body_len) {
		size_t size;
		if (at >= guard)
			r.whole = 0;
		if (span < c->whole_count && at >= c->whole[span].from) {
			const struct page_span *s = &c->whole[span++];
			if (page_cost(f->script, c->body + s->from, (size_t)(s->to - s->from)) <= (at == start ? room : own_page)) {
				guard = s->to;
				r.whole = s->from;
			}
		}
		if (at >= guard && at > start && is_gap(c->body[at])) {
			r.gap = at;
			if (at == guard || !parts_number(c, at))
				r.word = at;
			if (c->body[at] == '\n') {
				r.line = at;
				r.line_cost = cost;
			}
		}
		uint32_t width = page_width(f->script, utf8_next(c->body + at, (size_t)(c->body_len - at), &size));
		if (cost + width > room)
			break;
		cost += width;
		at = (uint16_t)(at + size);
	}
	r.fits = at;
	r.fits_cost = cost;
	return r;
}

static struct cut body_cut(const struct page_content *c, const struct page_frame *f, uint16_t start, uint32_t room)
{
	struct reach r = reach_from(c, f, start, room);
	if (r.fits == c->body_len)
		return (struct cut){ .stop = r.fits, .next = r.fits, .cost = r.fits_cost };
	uint16_t stop = r.fits;
	if (r.whole > start)
		stop = r.whole;
	else if (r.line && r.line_cost * 2 >= room)
		stop = r.line;
	else if (r.word || r.gap)
		stop = r.word ? r.word : r.gap;
	uint16_t next = stop;
	while (stop > start && is_gap(c->body[stop - 1]))
		stop--;
	while (next < c->body_len && is_gap(c->body[next]))
		next++;
	return (struct cut){ .stop = stop, .next = next, .cost = page_cost(f->script, c->body + start, (size_t)(stop - start)) };
}

/* `ahead`: room is kept for lines marked `first` that come later. */
static void fill(const struct page_content *c, const struct page_frame *f, uint32_t room, bool ahead, struct page *p)
{
	uint32_t u = unit(f->script), used = 0, below = ahead ? page_firsts_cost(c, f->script, 0) : 0;
	size_t line = 0;
	p->lines = 0;
	p->stop = p->start;
	if (p->start < c->body_len) {
		struct cut cut = body_cut(c, f, p->start, room > below ? room - below : 0);
		p->stop = cut.stop;
		p->next = cut.next;
		used = cut.cost;
		if (cut.next < c->body_len) {
			p->used = (uint16_t)used;
			return;
		}
	} else {
		line = (size_t)(p->start - c->body_len);
	}
	p->first = (uint16_t)line;
	while (line + p->lines < c->line_count && p->lines < PAGE_LINES) {
		const struct page_line *l = &c->lines[line + p->lines];
		uint32_t cost = page_line_cost(f->script, line + p->lines, l->text, l->len) + (used > 0 ? u : 0);
		below = ahead ? page_firsts_cost(c, f->script, line + p->lines + 1) : 0;
		if (used + cost + below > room)
			break;
		used += cost;
		p->lines++;
	}
	if (c->together && line + p->lines < c->line_count) {
		p->lines = 0;
		used = p->start < c->body_len ? page_cost(f->script, c->body + p->start, (size_t)(p->stop - p->start)) : 0;
	}
	p->next = (uint16_t)(c->body_len + line + p->lines);
	p->used = (uint16_t)used;
}

static bool is_last(const struct page_content *c, const struct page *p)
{
	return p->next >= c->body_len && (size_t)(p->next - c->body_len) >= c->line_count;
}

static uint16_t sane_start(const struct page_content *c, uint16_t start)
{
	if (start >= c->body_len) {
		size_t line = (size_t)(start - c->body_len);
		if (c->together && line > 0)
			return 0;
		return line < c->line_count ? start : 0;
	}
	while (start > 0 && ((uint8_t)c->body[start] & 0xc0) == 0x80)
		start--;
	while (start < c->body_len && is_gap(c->body[start]))
		start++;
	return start;
}

/* The first of several pages: with the lines that stand on it ahead of their place, if that leaves room for anything else. */
static void fill_first(const struct page_content *c, const struct page_frame *f, uint32_t room, struct page *p)
{
	fill(c, f, room, true, p);
	if (p->next == 0) {
		fill(c, f, room, false, p);
		return;
	}
	for (size_t i = lines_end(p); i < c->line_count; i++)
		p->firsts += c->lines[i].first;
	p->used = (uint16_t)(p->used + page_firsts_cost(c, f->script, lines_end(p)));
}

/* `hint`: its room is kept free. False: nothing fits then. */
static bool lay_full(const struct page_content *c, const struct page_frame *f, uint16_t start, bool hint, struct page *p)
{
	*p = (struct page){ .start = start, .hinted = hint, .line_count = (uint16_t)c->line_count };
	p->back = !f->final && (start > 0 || !f->root);
	uint32_t room = room_beside(f, false, p->back, hint);
	fill(c, f, room, false, p);
	if (!is_last(c, p) && !f->single) {
		p->more = true;
		room = room_beside(f, true, p->back, hint);
		if (start == 0)
			fill_first(c, f, room, p);
		else
			fill(c, f, room, false, p);
	}
	bool bare = p->used == 0 && room < f->budget; /* one line end less than was reckoned with */
	p->used = (uint16_t)(p->used + f->budget - room - (bare ? unit(f->script) : 0));
	return p->next > start || is_last(c, p);
}

/* ---- a label stands with what it names ---- */

/* Between the blank at `at` and what is before it: the end of a sentence, or of an entry with its number ("102, Россия: 112"). */
static bool ends_entry(const struct page_content *c, uint16_t start, size_t at)
{
	if (at < start + 2u)
		return false;
	char last = c->body[at - 1], before = c->body[at - 2];
	return strchr(".!?;", last) || (last == ',' && (is_digit(before) || before == ')'));
}

/* Where the label begins that ends before `stop`: with its line, sentence or entry, or with the whole range that it is in. `start`: the page is nothing else,
 * or it cannot begin a page. */
static uint16_t label_from(const struct page_content *c, uint16_t start, uint16_t stop)
{
	uint16_t from = stop;
	while (from > start && c->body[from - 1] != '\n' && !(c->body[from - 1] == ' ' && ends_entry(c, start, from - 1u)))
		from--;
	for (size_t i = 0; i < c->whole_count; i++) {
		const struct page_span *s = &c->whole[i];
		if (s->from < from && from < s->to && s->to <= stop)
			from = s->from;
	}
	return from > start && !parts_number(c, from - 1u) ? from : start;
}

/* Whether the pages from `from` on are no more than those from `than` on, labels left alone. */
static bool is_no_longer(const struct page_content *c, const struct page_frame *f, uint16_t from, uint16_t than)
{
	struct page p, q;
	while (from != than) {
		if (!lay_full(c, f, from, false, &p))
			return false;
		if (!p.more)
			return true;
		if (!lay_full(c, f, than, false, &q) || !q.more)
			return false;
		from = p.next;
		than = q.next;
	}
	return true;
}

/* A page that ends with a label is cut before it, if that makes no page more. As each page after it is only cut where that holds from there on, all pages
 * together are never more than they were. */
static void move_label(const struct page_content *c, const struct page_frame *f, struct page *p)
{
	uint16_t next = p->next;
	while (p->more && p->lines == 0 && p->stop > p->start && c->body[p->stop - 1] == ':') {
		uint16_t from = label_from(c, p->start, p->stop), stop = from;
		if (from == p->start || !is_no_longer(c, f, from, next))
			return;
		while (stop > p->start && is_gap(c->body[stop - 1]))
			stop--;
		p->used = (uint16_t)(p->used - page_cost(f->script, c->body + stop, (size_t)(p->stop - stop)));
		p->stop = stop;
		p->next = from;
	}
}

static bool lay(const struct page_content *c, const struct page_frame *f, uint16_t start, bool hint, struct page *p)
{
	bool progress = lay_full(c, f, start, hint, p);
	if (progress)
		move_label(c, f, p);
	return progress;
}

/* The hint above a page that stands. */
static void add_hint(const struct page_frame *f, struct page *p)
{
	uint32_t used = p->used + page_cost(f->script, f->hint, strlen(f->hint)) + (p->used > 0 ? unit(f->script) : 0);
	p->hinted = used <= f->budget;
	p->used = p->hinted ? (uint16_t)used : p->used;
}

void page_lay(const struct page_content *content, const struct page_frame *frame, uint16_t start, struct page *page)
{
	start = sane_start(content, start);
	if (frame->single && has_hint(frame) && lay(content, frame, start, true, page))
		return;
	bool progress = lay(content, frame, start, false, page);
	assert(progress);
	(void)progress;
	if (has_hint(frame))
		add_hint(frame, page);
}

static size_t put(char *out, size_t at, const char *text, size_t len)
{
	assert(len <= PAGE_TEXT_MAX - at);
	memcpy(out + at, text, len);
	return at + len;
}

static size_t put_key(char *out, size_t at, unsigned key, const char *text, size_t len)
{
	char number[16];
	at = put(out, at, number, (size_t)snprintf(number, sizeof(number), "%u ", key));
	return put(out, at, text, len);
}

static size_t new_line(char *out, size_t at)
{
	return at > 0 ? put(out, at, "\n", 1) : at;
}

size_t page_write(const struct page_content *c, const struct page_frame *f, const struct page *p, char out[PAGE_TEXT_MAX])
{
	size_t at = p->hinted ? put(out, 0, f->hint, strlen(f->hint)) : 0;
	if (p->stop > p->start)
		at = put(out, new_line(out, at), c->body + p->start, (size_t)(p->stop - p->start));
	for (size_t i = p->first, end = p->firsts > 0 ? c->line_count : lines_end(p); i < end; i++) {
		if (page_shows(c, p, i))
			at = put_key(out, new_line(out, at), page_number(i), c->lines[i].text, c->lines[i].len);
	}
	if (!p->more && !p->back)
		return at;
	at = new_line(out, at);
	if (p->more)
		at = put_key(out, at, KEY_MORE, f->more, strlen(f->more));
	if (p->more && p->back)
		at = put(out, at, " ", 1);
	return p->back ? put_key(out, at, 0, f->back, strlen(f->back)) : at;
}
