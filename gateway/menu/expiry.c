#include "menu/expiry.h"

#include "menu/model.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool expiry_fact(const struct menu_set *set, size_t i, struct expiry_fact *fact)
{
	if (i >= set->expiry_count)
		return false;
	const struct expiry *e = &set->expiries[i];
	*fact = (struct expiry_fact){ .file = e->at.file, .line = e->at.line, .column = e->at.column, .day = e->day, .unconfirmed = e->marked };
	return true;
}

const char *expiry_text(const struct menu_set *set, size_t i, size_t language)
{
	assert(i < set->expiry_count && language < set->language_count);
	const struct expiry *e = &set->expiries[i];
	const struct phrase *phrase = &set->tables[e->in.table].records[e->in.record].fields[e->in.field]->items[language][e->item];
	return (phrase->bare ? phrase->bare : phrase)->text[PAGE_OWN];
}

/* The field of the fact, and all in which a text names one of these. */
struct fields { struct field_of *list; size_t count; };

static bool has_field(const struct fields *f, struct field_of field)
{
	size_t i = 0;
	while (i < f->count && memcmp(&f->list[i], &field, sizeof(field)) != 0)
		i++;
	return i < f->count;
}

static bool fields_find(const struct menu_set *set, struct field_of from, struct fields *f)
{
	*f = (struct fields){ .list = calloc(set->naming_count + 1, sizeof(*f->list)) };
	if (!f->list)
		return false;
	f->list[f->count++] = from;
	for (size_t done = 0; done < f->count; done++) {
		for (size_t i = 0; i < set->naming_count; i++) {
			if (memcmp(&set->namings[i].named, &f->list[done], sizeof(*f->list)) == 0 && !has_field(f, set->namings[i].in))
				f->list[f->count++] = set->namings[i].in;
		}
	}
	return true;
}

static void each_record(const struct menu_set *set, const struct fields *f, expiry_each *each, void *context)
{
	char name[2 * MENU_NAME_MAX + 2];
	for (size_t i = 0; i < f->count; i++) {
		struct field_of one = f->list[i];
		size_t before = 0;
		while (before < i && (f->list[before].table != one.table || f->list[before].record != one.record))
			before++;
		if (before < i)
			continue;
		snprintf(name, sizeof(name), "%s.%s", set->table_index.list[one.table], set->tables[one.table].keys.list[one.record]);
		each(context, name);
	}
}

static bool template_shows(const struct template *t, const struct fields *f)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		for (size_t j = 0; piece->kind == PIECE_FIELD && j < f->count; j++) {
			const struct field_of *one = &f->list[j];
			if (piece->table == one->table && piece->field == one->field && (piece->record == MENU_NONE || piece->record == one->record))
				return true;
		}
	}
	return t->latin && template_shows(t->latin, f);
}

static bool text_shows(const struct menu_set *set, const struct text *text, const struct fields *f)
{
	bool shows = false;
	for (size_t language = 0; language < set->language_count; language++) {
		shows |= template_shows(&text->in[language], f);
		for (size_t i = 0; i < text->variant_count; i++)
			shows |= template_shows(&text->variants[i].in[language], f);
	}
	return shows;
}

static bool lists(const struct screen *screen, const struct fields *f)
{
	size_t i = 0;
	while (i < f->count && (f->list[i].table != screen->from || f->list[i].field != screen->show))
		i++;
	return screen->kind == SCREEN_LIST && i < f->count;
}

static bool screen_shows(const struct menu_set *set, const struct screen *screen, const struct fields *f)
{
	bool shows = lists(screen, f) || text_shows(set, &screen->text, f);
	for (size_t i = 0; !shows && i < screen->choice_count; i++)
		shows = text_shows(set, &screen->choices[i].text, f);
	return shows;
}

void expiry_shown(const struct menu_set *set, size_t i, enum expiry_shower what, expiry_each *each, void *context)
{
	struct fields f;
	assert(i < set->expiry_count);
	if (!fields_find(set, set->expiries[i].in, &f))
		return;
	if (what == EXPIRY_RECORDS)
		each_record(set, &f, each, context);
	for (size_t j = 0; what == EXPIRY_SCREENS && j < set->screen_index.count; j++) {
		if (screen_shows(set, &set->screens[j], &f))
			each(context, set->screen_index.list[j]);
	}
	free(f.list);
}
