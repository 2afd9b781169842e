#include "menu/records.h"

#include "base/calendar.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const listed_names[LISTED] = {
	[LISTED_NOT] = "",
	[LISTED_NONE] = "none",
	[LISTED_ALL] = "all",
	[LISTED_CUT] = "cut",
};

const char *const word_names[WORDS_REQUIRED] = {
	[WORD_BACK] = "back",
	[WORD_MORE] = "more",
	[WORD_YES] = "yes",
	[WORD_NO] = "no",
	[WORD_WRONG_CHOICE] = "wrong_choice",
	[WORD_WRONG_NUMBER] = "wrong_number",
	[WORD_WRONG_PIN] = "wrong_pin",
	[WORD_WRONG_AMOUNT] = "wrong_amount",
	[WORD_TOO_LONG] = "too_long",
	[WORD_EMPTY] = "empty",
	[WORD_WEAK_PIN] = "weak_pin",
	[WORD_UNREADABLE] = "unreadable",
	[WORD_UNCONFIRMED] = "unconfirmed",
};

void menu_free(struct menu_set *set)
{
	if (!set)
		return;
	arena_fini(&set->arena);
	free(set);
}

struct menu_format menu_format_at(const struct menu_set *set, size_t format)
{
	assert(format < set->format_count);
	return set->formats[format];
}

int menu_format_index(const struct menu_set *set, struct menu_format format)
{
	for (size_t i = 0; i < set->format_count; i++) {
		if (set->formats[i].charset == format.charset && set->formats[i].budget == format.budget)
			return (int)i;
	}
	return -1;
}

enum page_script format_script(const struct menu_format *format)
{
	return format->charset == CHARSET_UCS2 ? PAGE_OWN : PAGE_LATIN;
}

const struct template *template_in(const struct template *t, enum page_script script)
{
	return script == PAGE_LATIN && t->latin ? t->latin : t;
}

void piece_name(const struct menu_set *set, const struct piece *piece, char out[PIECE_NAME])
{
	assert(piece->kind != PIECE_PHRASE);
	if (piece->kind == PIECE_FIELD && piece->record != MENU_NONE)
		snprintf(out, PIECE_NAME, "{%s.%s.%s}", set->table_index.list[piece->table], records_key(&set->tables[piece->table], piece->record),
			set->tables[piece->table].fields.list[piece->field]);
	else if (piece->kind == PIECE_FIELD)
		snprintf(out, PIECE_NAME, "{%s.%s}", set->table_index.list[piece->table], set->tables[piece->table].fields.list[piece->field]);
	else if (piece->kind == PIECE_NOUN)
		snprintf(out, PIECE_NAME, "{%s:%s}", set->slots[piece->slot].name, set->noun_index.list[piece->noun]);
	else
		snprintf(out, PIECE_NAME, "{%s}", set->slots[piece->slot].name);
}

uint16_t set_slot(const struct menu_set *set, const char *name)
{
	for (size_t i = 0; i < set->slot_count; i++) {
		if (strcmp(set->slots[i].name, name) == 0)
			return (uint16_t)i;
	}
	return MENU_NONE;
}

static size_t radix(const struct menu_set *set, const struct screen *screen, size_t i)
{
	return 1 + set->tables[screen->depends[i]].keys.count;
}

size_t set_variants(const struct menu_set *set, const struct screen *screen)
{
	size_t count = 1;
	for (size_t i = 0; i < screen->depend_count; i++)
		count *= radix(set, screen, i);
	return count;
}

/* A number whose digits are the records, from 1, with 0 for none; the first table's digit counts most. */
static size_t variant_of(const struct menu_set *set, const struct screen *screen, const uint16_t *kept)
{
	size_t variant = 0;
	for (size_t i = 0; i < screen->depend_count; i++) {
		uint16_t record = kept[screen->depends[i]];
		variant = variant * radix(set, screen, i) + (record == MENU_NONE ? 0 : 1 + (size_t)record);
	}
	return variant;
}

void set_variant_keep(const struct menu_set *set, const struct screen *screen, size_t variant, uint16_t *kept)
{
	for (size_t i = screen->depend_count; i-- > 0; variant /= radix(set, screen, i)) {
		size_t digit = variant % radix(set, screen, i);
		kept[screen->depends[i]] = digit == 0 ? MENU_NONE : (uint16_t)(digit - 1);
	}
}

static size_t language_variants(const struct menu_set *set, const struct screen *screen)
{
	return set->language_count + (screen->kind == SCREEN_LANGUAGE);
}

size_t set_rendition_count(const struct menu_set *set, const struct screen *screen)
{
	return set_variants(set, screen) * language_variants(set, screen) * set->format_count;
}

const struct rendition *set_rendition(const struct menu_set *set, const struct screen *screen, const uint16_t *kept, size_t language, size_t format)
{
	size_t variant = variant_of(set, screen, kept);
	assert(language < language_variants(set, screen) && format < set->format_count);
	return &screen->renditions[(variant * language_variants(set, screen) + language) * set->format_count + format];
}

const struct menu_contract *menu_contract(const struct menu_set *set)
{
	return set->contract;
}

size_t menu_language_count(const struct menu_set *set)
{
	return set->language_count;
}

const char *menu_language_code(const struct menu_set *set, size_t language)
{
	assert(language < set->language_count);
	return set->language_codes[language];
}

int menu_language_find(const struct menu_set *set, const char *code)
{
	for (size_t i = 0; i < set->language_count; i++) {
		if (strcmp(set->language_codes[i], code) == 0)
			return (int)i;
	}
	return -1;
}

int menu_tongue_find(const struct menu_set *set, const char *code, bool *latin)
{
	*latin = false;
	for (size_t i = 0; i < set->language_count; i++) {
		*latin = strcmp(set->latin_codes[i], code) == 0;
		if (*latin || strcmp(set->language_codes[i], code) == 0)
			return (int)i;
	}
	return -1;
}

const char *menu_tongue_code(const struct menu_set *set, size_t language, bool latin)
{
	assert(language < set->language_count);
	return latin ? set->latin_codes[language] : set->language_codes[language];
}

bool menu_latin_offered(const struct menu_set *set, size_t language)
{
	for (size_t i = 0; i < set->latin_count; i++) {
		if (set->latins[i].language == language)
			return true;
	}
	return false;
}

uint16_t menu_screen_find(const struct menu_set *set, const char *name)
{
	return lexicon_find(&set->screen_index, name);
}

const char *menu_screen_name(const struct menu_set *set, uint16_t screen)
{
	assert(screen < set->screen_index.count);
	return set->screen_index.list[screen];
}

size_t menu_screen_count(const struct menu_set *set)
{
	return set->screen_index.count;
}

uint16_t menu_table_find(const struct menu_set *set, const char *table)
{
	return lexicon_find(&set->table_index, table);
}

const char *menu_table_name(const struct menu_set *set, uint16_t table)
{
	assert(table < set->table_index.count);
	return set->table_index.list[table];
}

uint16_t menu_record_find(const struct menu_set *set, uint16_t table, const char *key)
{
	assert(table < set->table_index.count);
	const struct table *t = &set->tables[table];
	uint16_t record = records_find(t, key), former = record == MENU_NONE ? lexicon_find(&t->former, key) : MENU_NONE;
	return former == MENU_NONE ? record : t->heirs[former];
}

const char *menu_key_now(const struct menu_set *set, const char *table, const char *key)
{
	uint16_t number = menu_table_find(set, table), record = number == MENU_NONE ? MENU_NONE : menu_record_find(set, number, key);
	return record == MENU_NONE ? key : menu_record_key(set, number, record);
}

const char *menu_record_former(const struct menu_set *set, uint16_t table, uint16_t record, size_t i)
{
	assert(table < set->table_index.count);
	const struct table *t = &set->tables[table];
	for (size_t j = 0; j < t->former.count; j++) {
		if (t->heirs[j] == record && i-- == 0)
			return t->former.list[j];
	}
	return NULL;
}

uint16_t menu_remembered(const struct menu_set *set)
{
	return set->remembered;
}

const char *menu_record_key(const struct menu_set *set, uint16_t table, uint16_t record)
{
	assert(table < set->table_index.count && record < records_count(&set->tables[table]));
	return records_key(&set->tables[table], record);
}

size_t menu_record_count(const struct menu_set *set, uint16_t table)
{
	assert(table < set->table_index.count);
	return records_count(&set->tables[table]);
}

static const struct value *value_of(const struct menu_set *set, uint16_t table, uint16_t record, const char *field)
{
	assert(table < set->table_index.count && record < records_count(&set->tables[table]));
	uint16_t number = lexicon_find(&set->tables[table].fields, field);
	return number == MENU_NONE || set->tables[table].places ? NULL : set->tables[table].records[record].fields[number];
}

const char *menu_record_text(const struct menu_set *set, uint16_t table, uint16_t record, const char *field, size_t language, int64_t unix_ms)
{
	const struct value *value = value_of(set, table, record, field);
	assert(language < set->language_count);
	if (set->tables[table].places) {
		uint16_t number = lexicon_find(&set->tables[table].fields, field);
		return number == MENU_NONE ? NULL : place_field(set, &set->tables[table], record, number, language);
	}
	if (!value || value->kind == VALUE_REFERENCE || value->kind == VALUE_FACTS)
		return value ? value->joined : NULL;
	return phrase_on(&value->items[language][0], (int32_t)calendar_day(unix_ms), NULL)->text[PAGE_OWN];
}

const char *menu_record_word(const struct menu_set *set, uint16_t table, uint16_t record, const char *field)
{
	const struct value *value = value_of(set, table, record, field);
	return value && value->kind == VALUE_PLAIN ? value->items[0][0].text[PAGE_OWN] : NULL;
}

bool menu_record_flag(const struct menu_set *set, uint16_t table, uint16_t record, const char *field)
{
	const char *word = menu_record_word(set, table, record, field);
	return word && strcmp(word, "yes") == 0;
}

const struct locale *menu_locale(const struct menu_set *set, size_t language)
{
	assert(language < set->language_count);
	return set->locales[language];
}

const char *menu_word(const struct menu_set *set, const char *name, size_t language)
{
	return menu_tongue_word(set, name, language, false);
}

const char *menu_tongue_word(const struct menu_set *set, const char *name, size_t language, bool latin)
{
	assert(language < set->language_count);
	uint16_t number = lexicon_find(&set->word_index, name);
	return number == MENU_NONE ? NULL : set->words[number][language].text[latin ? PAGE_LATIN : PAGE_OWN];
}

struct menu_figures menu_figures(const struct menu_set *set)
{
	return set->figures;
}

/* In the order of their days: those up to the first that is sure still. */
size_t menu_expired(const struct menu_set *set, int64_t unix_ms)
{
	int64_t day = calendar_day(unix_ms);
	size_t from = 0, to = set->expiry_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (set->expiries[middle].day < day)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}
