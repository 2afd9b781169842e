#include "menu/state.h"

#include "base/calendar.h"
#include "menu/condition.h"
#include "menu/records.h"
#include "menu/values.h"
#include "text/utf8.h"

#include <assert.h>
#include <string.h>

void menu_state_init(struct menu_state *s, const struct menu_set *set)
{
	*s = (struct menu_state){ .set = set, .language = MENU_UNSET, .place.screen = set->language_screen, .mend = MENU_NONE, .known = MENU_NONE };
	memset(s->kept, 0xff, sizeof(s->kept));
}

void menu_state_fini(struct menu_state *s)
{
	values_free(&s->values);
}

enum error menu_state_copy(struct menu_state *to, const struct menu_state *from)
{
	*to = *from;
	return values_copy(&to->values, from->values);
}

const char *menu_get(const struct menu_state *s, size_t slot)
{
	assert(slot < s->set->slot_count);
	const char *text = values_get(s->values, slot);
	return text ? text : "";
}

enum error menu_put(struct menu_state *s, size_t slot, const char *text, size_t len)
{
	assert(slot < s->set->slot_count);
	if (len > s->set->slots[slot].max)
		return ERR_LONG;
	if (!utf8_valid(text, len) || memchr(text, '\0', len))
		return ERR_BAD; /* it could not be shown */
	return values_put(&s->values, slot, text, len);
}

void menu_wipe(struct menu_state *s, size_t slot)
{
	values_wipe(s->values, slot);
}

/* What lies above a place is kept with it, and as good as chosen. */
void menu_keep_record(struct menu_state *s, uint16_t table, uint16_t record)
{
	records_keep(s->set, s->kept, table, record);
	s->lost &= ~MENU_TABLE(table);
	for (size_t i = 0; s->lost && i < MENU_TABLES; i++)
		s->lost &= s->kept[i] == MENU_NONE ? UINT32_MAX : ~MENU_TABLE(i);
}

enum error menu_keep(struct menu_state *s, const char *table, const char *key)
{
	uint16_t number = menu_table_find(s->set, table);
	uint16_t record = number == MENU_NONE ? MENU_NONE : menu_record_find(s->set, number, key);
	if (record == MENU_NONE)
		return ERR_NOT_FOUND;
	menu_keep_record(s, number, record);
	return ERR_NONE;
}

bool menu_know(struct menu_state *s, const char *key)
{
	s->known = s->set->remembered == MENU_NONE ? MENU_NONE : menu_record_find(s->set, s->set->remembered, key);
	return s->known != MENU_NONE;
}

const char *menu_known_key(const struct menu_state *s)
{
	return s->known == MENU_NONE ? "" : menu_record_key(s->set, s->set->remembered, s->known);
}

const char *menu_kept_key(const struct menu_state *s, const char *table)
{
	uint16_t number = menu_table_find(s->set, table);
	if (number == MENU_NONE || s->kept[number] == MENU_NONE)
		return "";
	return menu_record_key(s->set, number, s->kept[number]);
}

static size_t kept_place_text(const struct menu_state *s, uint16_t number, const char *field, char *out, size_t capacity)
{
	const struct table *table = &s->set->tables[number];
	uint16_t found = lexicon_find(&table->fields, field);
	char text[RECORDS_TEXT];
	size_t len = found == MENU_NONE ? 0 : place_field_text(s->set, table, s->kept[number], found, s->language == MENU_UNSET ? 0 : s->language,
		s->latin ? PAGE_LATIN : PAGE_OWN, text);
	len = len < capacity ? len : 0;
	memcpy(out, text, len);
	out[len] = '\0';
	return len;
}

static const struct value *kept_value(const struct menu_state *s, const char *table, const char *field)
{
	uint16_t number = menu_table_find(s->set, table);
	if (number == MENU_NONE || s->kept[number] == MENU_NONE)
		return NULL;
	uint16_t found = lexicon_find(&s->set->tables[number].fields, field);
	return found == MENU_NONE ? NULL : s->set->tables[number].records[s->kept[number]].fields[found];
}

size_t menu_kept_text(const struct menu_state *s, const char *table, const char *field, char *out, size_t capacity)
{
	uint16_t number = menu_table_find(s->set, table);
	if (number != MENU_NONE && s->kept[number] != MENU_NONE && s->set->tables[number].places)
		return kept_place_text(s, number, field, out, capacity);
	const struct value *value = kept_value(s, table, field);
	struct viewer viewer = { .kept = s->kept, .values = s->values, .unix_min = s->as_of_min };
	size_t language = s->language == MENU_UNSET ? 0 : s->language, len = 0;
	enum page_script script = s->latin ? PAGE_LATIN : PAGE_OWN;
	uint32_t told_min = s->clock_min > s->as_of_min ? s->clock_min : s->as_of_min; /* it is read later than the screen that it was asked for on */
	int32_t today = told_min > 0 ? (int32_t)calendar_day(told_min * INT64_C(60000)) : s->set->day;
	if (value && value->kind == VALUE_REFERENCE)
		len = strnlen(value->joined, capacity - 1);
	if (len > 0)
		memcpy(out, value->joined, len);
	for (size_t i = 0; value && value->kind != VALUE_REFERENCE && i < value->count; i++) {
		const struct phrase *item = phrase_on(&value->items[language][i], today, NULL);
		if (value->when && !condition_holds(s->set, value->when[i], language, &viewer))
			continue;
		if (len + item->len[script] + 2 > capacity)
			break;
		if (len > 0)
			out[len++] = '\n';
		memcpy(out + len, item->text[script], item->len[script]);
		len += item->len[script];
	}
	out[len] = '\0';
	return len;
}
