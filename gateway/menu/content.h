/* A screen's content for one language and script: its templates filled in, its lines gathered. The same function serves the load, the
 * proof with the longest values, and the pages that can only be made when they are shown. */
#ifndef KOPURO_MENU_CONTENT_H
#define KOPURO_MENU_CONTENT_H

#include "menu/condition.h"

#define CONTENT_SPANS 128

struct content {
	struct page_content page; /* points into the rest and into the set */
	bool overflow;            /* something was cut to fit into this struct or (a line) on a page */
	uint16_t cut_line;        /* the first line that was cut to fit a page, or MENU_NONE */
	uint32_t cut_cost;        /* what it would have taken with its number, */
	size_t cut_len;           /* and how long it is: lines[cut_line].text goes on beyond its len; */
	struct origin cut_at;     /* where it was written, if it is a choice's */
	struct origin body_at;    /* where the text of the body was written, */
	struct content_source { uint16_t from, to; struct origin at; } sources[CONTENT_SPANS]; /* and the values that it shows; before blanks were taken off, */
	size_t source_count, trimmed; /* so many octets of them at the beginning */
	size_t line_text_len;
	struct page_span spans[CONTENT_SPANS];
	struct page_line lines[MENU_LINES_MAX];
	char line_text[8192];
	char body[MENU_BODY_MAX + 4];
};

/* `language` may be set->language_count on the language screen. */
void content_build(struct content *c, const struct menu_set *set, const struct screen *screen, size_t language, size_t format,
	const struct viewer *viewer);
/* Where an octet of the body was written. */
struct origin content_origin(const struct content *c, size_t at);
/* Puts a word in the place of the body, lines and all else as they are. */
void content_say(struct content *c, const struct menu_set *set, size_t language, size_t format, enum word word);
/* The frame of a page; `hint` is a word or WORDS_REQUIRED for none. */
struct page_frame content_frame(const struct menu_set *set, const struct screen *screen, size_t language, size_t format, enum word hint);
/* The choice, or (lists) the record, behind a line. A list's choices with `first` stand before its records, the others after them. */
struct line_target { uint16_t record; uint16_t choice; }; /* one of them is MENU_NONE */
struct line_target content_target(const struct menu_set *set, const struct screen *screen, size_t language, const struct viewer *viewer,
	uint16_t line);

#endif
