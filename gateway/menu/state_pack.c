/* A state as octets:
 *
 *	version (1)  moment (4)  language code  known key  charset (1)  budget (2)  place  its errand  mend  depth (1)  places…
 *	kept (1)  {table name, key}…  lost (1)  {table name}…  values (1)  {slot name, text}…
 *
 * A place is a screen's name and the start (2) of its page; a name is its length (1) and its octets; a text its length (2) and octets. A screen's
 * errand is what it asks for, by which it is known again under another name; mend is the name of a screen, "" when they are led back to none.
 * PINs are among the values: whoever packs seals the octets, and a form that was restored without its PIN could never be sent.
 * A hint is not packed, nor an action that awaits its outcome: the screen before it is shown again. */
#include "menu/state.h"

#include "menu/records.h"
#include "menu/values.h"
#include "text/utf8.h"

#include <stdio.h>
#include <string.h>

#define VERSION 4
#define VERSION_ERRANDLESS 3 /* without errand, mend and lost */
#define VERSION_FORGETFUL 2 /* without what is known */
#define VERSION_TIMELESS 1  /* without the moment too */

static void put_name(struct writer *w, const char *name)
{
	size_t len = strlen(name);
	writer_u8(w, (uint8_t)len); /* names are at most MENU_NAME_MAX: the load sees to it */
	writer_put(w, (struct bytes){ (const uint8_t *)name, len });
}

static void put_place(struct writer *w, const struct menu_set *set, struct menu_place place)
{
	put_name(w, menu_screen_name(set, place.screen));
	writer_u16(w, place.start);
}

#define ERRAND_MAX (2 * MENU_NAME_MAX + 16)
/* "ask pin do appeal.lodge"; "" of a screen that only leads on. */
static void errand_of(const struct menu_set *set, const struct screen *screen, char out[ERRAND_MAX])
{
	const struct move *move = screen->kind == SCREEN_CONFIRM ? &screen->choices[0].move : &screen->move;
	const char *action = move->at.file && move->action != MENU_NONE ? set->contract->actions[move->action].name : "";
	out[0] = '\0';
	if (screen->kind == SCREEN_INPUT)
		snprintf(out, ERRAND_MAX, "ask %s do %s", set->slots[screen->slot].name, action);
	else if (screen->kind == SCREEN_LIST)
		snprintf(out, ERRAND_MAX, "list %s do %s", set->table_index.list[screen->from], action);
	else if (screen->kind == SCREEN_CONFIRM && *action)
		snprintf(out, ERRAND_MAX, "confirm do %s", action);
}

static bool has_errand(const struct menu_set *set, uint16_t screen, const char *errand)
{
	char of[ERRAND_MAX];
	errand_of(set, &set->screens[screen], of);
	return strcmp(of, errand) == 0;
}

static bool leads_to(const struct screen *from, uint16_t to)
{
	for (size_t i = 0; i <= from->choice_count; i++) {
		const struct move *move = i < from->choice_count ? &from->choices[i].move : &from->move;
		bool leads = move->at.file && move->to == to;
		for (size_t j = 0; move->at.file && move->action != MENU_NONE && j < MENU_OUTCOMES; j++)
			leads |= move->then[j] == to;
		if (leads)
			return true;
	}
	return false;
}

/* The one to which the way back leads, the newest first; else there must be only one: a name is asked for in more than one form. */
static uint16_t screen_of_errand(const struct menu_state *s, const char *errand)
{
	const struct menu_set *set = s->set;
	uint16_t found = MENU_NONE;
	size_t count = 0;
	for (size_t i = s->depth; *errand && i-- > 0;) {
		for (uint16_t j = 0; j < set->screen_index.count; j++) {
			if (leads_to(&set->screens[s->back[i].screen], j) && has_errand(set, j, errand))
				return j;
		}
	}
	for (uint16_t i = 0; *errand && i < set->screen_index.count; i++) {
		if (has_errand(set, i, errand)) {
			found = i;
			count++;
		}
	}
	return count == 1 ? found : MENU_NONE;
}

static void put_values(const struct menu_state *s, struct writer *w)
{
	size_t slot, len;
	const char *text;
	uint8_t count = 0;
	for (size_t i = 0; values_each(s->values, i, &slot, &text, &len); i++)
		count++;
	writer_u8(w, count);
	for (size_t i = 0; values_each(s->values, i, &slot, &text, &len); i++) {
		put_name(w, s->set->slots[slot].name);
		writer_u16(w, (uint16_t)len);
		writer_put(w, (struct bytes){ (const uint8_t *)text, len });
	}
}

void menu_state_pack(const struct menu_state *s, struct writer *w)
{
	const struct menu_set *set = s->set;
	uint8_t kept = 0, lost = 0;
	writer_u8(w, VERSION);
	writer_u32(w, s->as_of_min);
	put_name(w, s->language == MENU_UNSET ? "" : menu_tongue_code(set, s->language, s->latin));
	put_name(w, menu_known_key(s));
	writer_u8(w, (uint8_t)set->formats[s->format].charset);
	writer_u16(w, set->formats[s->format].budget);
	put_place(w, set, s->place);
	char errand[ERRAND_MAX];
	errand_of(set, &set->screens[s->place.screen], errand);
	put_name(w, errand);
	put_name(w, s->mend == MENU_NONE ? "" : menu_screen_name(set, s->mend));
	writer_u8(w, s->depth);
	for (size_t i = 0; i < s->depth; i++)
		put_place(w, set, s->back[i]);
	for (size_t i = 0; i < set->table_index.count; i++)
		kept = (uint8_t)(kept + (s->kept[i] != MENU_NONE));
	writer_u8(w, kept);
	for (size_t i = 0; i < set->table_index.count; i++) {
		if (s->kept[i] == MENU_NONE)
			continue;
		put_name(w, set->table_index.list[i]);
		put_name(w, records_key(&set->tables[i], s->kept[i]));
	}
	for (size_t i = 0; i < set->table_index.count; i++)
		lost = (uint8_t)(lost + ((s->lost & MENU_TABLE(i)) != 0));
	writer_u8(w, lost);
	for (size_t i = 0; i < set->table_index.count; i++) {
		if (s->lost & MENU_TABLE(i))
			put_name(w, set->table_index.list[i]);
	}
	put_values(s, w);
}

static void take_name(struct reader *r, char name[UINT8_MAX + 1])
{
	struct bytes bytes = reader_take(r, reader_u8(r));
	if (memchr(bytes.at ? bytes.at : (const uint8_t *)"", '\0', bytes.len))
		r->failed = true;
	bytes_to_string(bytes, name, UINT8_MAX + 1);
}

/* False when the screen is no longer there. */
static bool take_place(struct reader *r, const struct menu_set *set, struct menu_place *place)
{
	char name[UINT8_MAX + 1];
	take_name(r, name);
	place->start = reader_u16(r);
	place->screen = menu_screen_find(set, name);
	return place->screen != MENU_NONE;
}

static void take_format(struct menu_state *s, struct reader *r)
{
	struct menu_format format = { .charset = reader_u8(r) };
	format.budget = reader_u16(r);
	int index = menu_format_index(s->set, format);
	s->format = index < 0 ? 0 : (uint8_t)index;
}

static void take_places(struct menu_state *s, uint8_t version, struct reader *r)
{
	char errand[UINT8_MAX + 1] = "", mend[UINT8_MAX + 1] = "";
	bool there = take_place(r, s->set, &s->place);
	if (version > VERSION_ERRANDLESS) {
		take_name(r, errand);
		take_name(r, mend);
		s->mend = menu_screen_find(s->set, mend);
	}
	uint8_t depth = reader_u8(r);
	if (depth > MENU_DEPTH)
		r->failed = true;
	for (uint8_t i = 0; i < depth && !r->failed; i++) {
		if (take_place(r, s->set, &s->back[s->depth]))
			s->depth++;
	}
	if (there)
		return;
	s->place = (struct menu_place){ .screen = screen_of_errand(s, errand) };
	if (s->place.screen != MENU_NONE)
		return;
	s->place = s->depth > 0 ? s->back[--s->depth] : (struct menu_place){ .screen = s->set->entry };
	s->place.start = 0;
}

static void lose(struct menu_state *s, const char *table)
{
	uint16_t number = menu_table_find(s->set, table);
	s->lost |= number == MENU_NONE ? 0 : MENU_TABLE(number);
}

static void take_kept(struct menu_state *s, uint8_t version, struct reader *r)
{
	char table[UINT8_MAX + 1], key[UINT8_MAX + 1];
	for (uint8_t left = reader_u8(r); left > 0 && !r->failed; left--) {
		take_name(r, table);
		take_name(r, key);
		if (!r->failed && menu_keep(s, table, key) != ERR_NONE)
			lose(s, table);
	}
	for (uint8_t left = version > VERSION_ERRANDLESS ? reader_u8(r) : 0; left > 0 && !r->failed; left--) {
		take_name(r, table);
		lose(s, table);
	}
}

static enum error take_values(struct menu_state *s, struct reader *r)
{
	char name[UINT8_MAX + 1];
	for (uint8_t left = reader_u8(r); left > 0 && !r->failed; left--) {
		take_name(r, name);
		struct bytes text = reader_take(r, reader_u16(r));
		if (r->failed || memchr(text.at ? text.at : (const uint8_t *)"", '\0', text.len))
			return ERR_CORRUPT;
		uint16_t slot = set_slot(s->set, name);
		if (slot == MENU_NONE)
			continue;
		size_t len = utf8_floor((const char *)text.at, text.len, s->set->slots[slot].max);
		if (menu_put(s, slot, (const char *)text.at, len) == ERR_NOMEM)
			return ERR_NOMEM;
	}
	return r->failed ? ERR_CORRUPT : ERR_NONE;
}

enum error menu_state_unpack(struct menu_state *s, const struct menu_set *set, struct reader *r)
{
	char code[UINT8_MAX + 1];
	enum error error = ERR_CORRUPT;
	menu_state_init(s, set);
	uint8_t version = reader_u8(r);
	if (version >= VERSION_TIMELESS && version <= VERSION) {
		if (version > VERSION_TIMELESS)
			s->as_of_min = reader_u32(r);
		take_name(r, code);
		int language = menu_tongue_find(set, code, &s->latin);
		s->language = language < 0 ? MENU_UNSET : (uint8_t)language;
		if (version > VERSION_FORGETFUL) {
			take_name(r, code);
			(void)menu_know(s, code); /* one that is no longer there is not known */
		}
		take_format(s, r);
		take_places(s, version, r);
		take_kept(s, version, r);
		error = take_values(s, r);
	}
	if (error) {
		menu_state_fini(s);
		menu_state_init(s, set);
		return error;
	}
	if (s->language == MENU_UNSET) { /* every screen but these speaks a language that was chosen */
		if (s->place.screen != set->emergency.screen && set->screens[s->place.screen].kind != SCREEN_LANGUAGE)
			s->place = (struct menu_place){ .screen = set->language_screen };
		s->depth = 0;
	}
	return ERR_NONE;
}
