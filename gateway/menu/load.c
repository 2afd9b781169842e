#include "menu/load.h"

#include "base/calendar.h"
#include "menu/source.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGE_CODE_MAX 3 /* with -Latn behind it, what the store keeps of a language */
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct origin load_origin(struct loading *l, const struct yaml *node)
{
	if (l->path_from != node->file) {
		l->path_from = node->file;
		l->path = arena_text(&l->set->arena, node->file, strlen(node->file));
	}
	return (struct origin){ l->path, node->line, node->column };
}

bool load_complain(struct loading *l, enum severity severity, struct origin at, const char *format, ...)
{
	size_t before = l->complaints->count;
	va_list args;
	va_start(args, format);
	complaints_addv(l->complaints, severity, at.file ? at.file : l->directory, at.line, at.column, format, args);
	va_end(args);
	/* The same text can be wrong on many pages: say it once. */
	return l->complaints->count > before && complaints_keep_new(l->complaints);
}

void load_unknown(struct loading *l, const struct yaml *node, const char *what, const char *word, const char *const *known, size_t count)
{
	const char *nearest = complaint_nearest(word, known, count);
	if (nearest)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "unknown %s '%s'; did you mean '%s'?", complaints_word(l->complaints, what), word, nearest);
	else
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "unknown %s '%s'", complaints_word(l->complaints, what), word);
}

static bool has_control(const char *name)
{
	while ((unsigned char)*name >= ' ' && *name != 0x7f)
		name++;
	return *name != '\0';
}

bool load_name(struct loading *l, const struct yaml *node, const char *what)
{
	bool word = node->kind == YAML_TEXT && node->text[0] && strlen(node->text) <= MENU_NAME_MAX;
	if (!word)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "the name of a %s is a word of at most %d octets", complaints_word(l->complaints, what),
			MENU_NAME_MAX);
	else if (has_control(node->text))
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "the name of a %s has a line end or another control character in it; write it without",
			complaints_word(l->complaints, what));
	return word && !has_control(node->text);
}

static void open_files(struct loading *l, const struct menu_source *source)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct menu_source_file *f = &source->files[i];
		char path[4096];
		snprintf(path, sizeof(path), "%s/%s", source->name, f->path);
		struct yaml_file *file = yaml_read(path, (struct bytes){ (const uint8_t *)f->text, f->len }, l->complaints);
		if (!file)
			continue;
		l->files = arena_grow(&l->set->arena, l->files, l->file_count, &l->file_capacity, sizeof(struct yaml_file *));
		l->files[l->file_count++] = file;
	}
}

/* Calls `load` for the value of `key` in every file that has it. */
static void each_root(struct loading *l, const char *key, void (*load)(struct loading *, const struct yaml *))
{
	for (size_t i = 0; i < l->file_count; i++) {
		const struct yaml *node = yaml_get(yaml_root(l->files[i]), key);
		if (node)
			load(l, node);
	}
}

/* `ky-Latn`: a language in Latin letters. */
static bool is_latin(const char *code)
{
	size_t len = strlen(code);
	return len > 5 && strcmp(code + len - 5, "-Latn") == 0;
}

static void load_language_name(struct loading *l, const struct yaml *key, const struct yaml *name)
{
	struct menu_set *set = l->set;
	size_t number = set->language_count;
	char latin[MENU_NAME_MAX + sizeof("-Latn")];
	if (number == MENU_LANGUAGES) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "`languages` holds one to %d languages, as {ky: Кыргызча}", MENU_LANGUAGES);
		return;
	}
	if (strlen(key->text) > LANGUAGE_CODE_MAX) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "a language is told by its code of two or three letters (ISO 639), as ky");
		return;
	}
	if (!load_name(l, key, "language") || !load_phrase(l, name, &set->language_names[number]))
		return;
	const struct locale *locale = locale_find(key->text);
	if (!locale)
		yaml_complain(key, l->complaints, SEVERITY_WARNING,
			"how '%s' counts, and writes dates, is not known here; one form for every number is taken [language]", key->text);
	set->locales[number] = locale ? locale : &locale_other;
	int len = snprintf(latin, sizeof(latin), "%s-Latn", key->text);
	set->latin_codes[number] = arena_text(&set->arena, latin, (size_t)len);
	set->language_codes[number] = arena_text(&set->arena, key->text, strlen(key->text));
	set->language_count++;
}

/* Its name is one that such a telephone shows. */
static void load_latin_name(struct loading *l, const struct yaml *key, const struct yaml *name)
{
	struct menu_set *set = l->set;
	bool latin;
	int language = menu_tongue_find(set, key->text, &latin);
	struct latin *offered = &set->latins[set->latin_count];
	if (language < 0) {
		yaml_complain(key, l->complaints, SEVERITY_ERROR, "'%s' is in Latin letters what no language here is; name that language too", key->text);
		return;
	}
	if (!load_phrase(l, name, &offered->name) || !load_latin_letters(l, name))
		return;
	offered->language = (uint16_t)language;
	set->latin_count++;
}

static void load_languages(struct loading *l, const struct yaml *node)
{
	if (l->languages_at.file) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`languages` stands also in %s:%d; keep one of them", l->languages_at.file,
			l->languages_at.line);
		return;
	}
	l->languages_at = load_origin(l, node);
	if (node->kind != YAML_MAP || node->count == 0) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`languages` holds one to %d languages, as {ky: Кыргызча}", MENU_LANGUAGES);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		if (!is_latin(node->keys[i]->text))
			load_language_name(l, node->keys[i], node->items[i]);
	}
	for (size_t i = 0; i < node->count; i++) {
		if (is_latin(node->keys[i]->text))
			load_latin_name(l, node->keys[i], node->items[i]);
	}
}

static void load_entry(struct loading *l, const struct yaml *node)
{
	if (l->entry)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`entry` stands also in %s:%d; keep one of them", l->entry->file, l->entry->line);
	else
		l->entry = node;
}

static void load_words(struct loading *l, const struct yaml *node)
{
	struct menu_set *set = l->set;
	if (!l->words_at.file)
		l->words_at = load_origin(l, node);
	if (node->kind != YAML_MAP) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`words` is a map of names to texts");
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct yaml *key = node->keys[i];
		struct places places[MENU_LANGUAGES]; /* not needed: a complaint about a word says its name */
		uint16_t number = lexicon_find(&set->word_index, key->text);
		if (!load_name(l, key, "word"))
			continue;
		if (number != MENU_NONE && l->word_nodes[number]) {
			yaml_complain(key, l->complaints, SEVERITY_ERROR, "the word '%s' stands also in %s:%d; keep one of them", key->text,
				l->word_nodes[number]->file, l->word_nodes[number]->line);
			continue;
		}
		if (number == MENU_NONE) {
			size_t count = set->word_index.count;
			set->words = arena_grow(&set->arena, set->words, count, &set->word_capacity, sizeof(*set->words));
			l->word_nodes = arena_grow(&set->arena, l->word_nodes, count, &l->word_node_capacity, sizeof(*l->word_nodes));
			number = lexicon_add(&set->word_index, &set->arena, arena_text(&set->arena, key->text, strlen(key->text)));
		}
		l->word_nodes[number] = key;
		if (number < WORDS_REQUIRED)
			load_phrases(l, node->items[i], HOLDS_NOTHING, set->words[number], places);
		else
			load_sentence(l, node->items[i], set->words[number]);
	}
}

/* `remembered: country`: tables must be known by name. */
static void load_remembered(struct loading *l, const struct yaml *node)
{
	const struct lexicon *tables = &l->set->table_index;
	uint16_t table = node->kind == YAML_TEXT ? lexicon_find(tables, node->text) : MENU_NONE;
	if (l->remembered_at.file) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`remembered` stands also in %s:%d; keep one of them", l->remembered_at.file,
			l->remembered_at.line);
		return;
	}
	l->remembered_at = load_origin(l, node);
	if (node->kind != YAML_TEXT)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "`remembered` is the name of one table, as country");
	else if (table == MENU_NONE)
		load_unknown(l, node, "table", node->text, tables->list, tables->count);
	else
		l->set->remembered = table;
}

/* The words that the engine counts on have their numbers before any file is read. */
static void prepare_words(struct loading *l)
{
	struct menu_set *set = l->set;
	static const struct phrase nothing = { .text = { "", "" } };
	for (size_t i = 0; i < WORDS_REQUIRED; i++) {
		set->words = arena_grow(&set->arena, set->words, i, &set->word_capacity, sizeof(*set->words));
		l->word_nodes = arena_grow(&set->arena, l->word_nodes, i, &l->word_node_capacity, sizeof(*l->word_nodes));
		for (size_t j = 0; j < MENU_LANGUAGES; j++)
			set->words[i][j] = nothing;
		lexicon_add(&set->word_index, &set->arena, word_names[i]);
	}
}

static void check_roots(struct loading *l)
{
	static const char *const keys[] = { "languages", "entry", "words", "plurals", "variables", "screens", "tables", "emergency", "remembered", "reviewed" };
	for (size_t i = 0; i < l->file_count; i++) {
		const struct yaml *root = yaml_root(l->files[i]);
		if (root->kind != YAML_MAP) {
			yaml_complain(root, l->complaints, SEVERITY_ERROR, "a menu file begins with one of these keys: languages, entry, words, plurals, variables, screens, tables");
			continue;
		}
		yaml_only(root, keys, COUNT(keys), l->complaints);
		const struct yaml *reviewed = yaml_get(root, "reviewed");
		if (reviewed && strcmp(reviewed->text, "no") != 0 && strcmp(reviewed->text, "yes") != 0)
			yaml_complain(reviewed, l->complaints, SEVERITY_ERROR, "`reviewed` is yes or no");
		l->set->figures.unreviewed_files += reviewed && strcmp(reviewed->text, "no") == 0;
	}
}

static void load_entry_screen(struct loading *l)
{
	if (l->entry)
		l->set->entry = load_target(l, l->entry);
	else
		complaints_add(l->complaints, SEVERITY_ERROR, l->directory, 0, 0,
			"no file says which screen is the first; write `entry: SCREEN` in one of them");
}

static int by_day(const void *a, const void *b)
{
	const struct expiry *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	int file = strcmp(x->at.file, y->at.file);
	return file ? file : x->at.line - y->at.line;
}

static void sort_expiries(struct menu_set *set)
{
	if (set->expiry_count > 1)
		qsort(set->expiries, set->expiry_count, sizeof(*set->expiries), by_day);
}

static void load_all(struct loading *l, const struct menu_source *source)
{
	size_t errors_before = l->complaints->errors;
	open_files(l, source);
	if (l->complaints->errors > errors_before)
		return; /* what a file that cannot be read defines would be missing everywhere */
	check_roots(l);
	each_root(l, "languages", load_languages);
	if (l->set->language_count == 0) {
		if (!l->languages_at.file)
			complaints_add(l->complaints, SEVERITY_ERROR, l->directory, 0, 0,
				"no file names the languages; write `languages: {ky: Кыргызча, ru: Русский}` in one of them");
		return;
	}
	prepare_words(l);
	each_root(l, "entry", load_entry);
	each_root(l, "plurals", load_plurals);
	each_root(l, "tables", load_table_names);
	each_root(l, "remembered", load_remembered);
	load_place_tables(l);
	each_root(l, "variables", load_variables);
	each_root(l, "words", load_words);
	check_words(l);
	each_root(l, "screens", load_screen_names);
	each_root(l, "emergency", load_emergency);
	load_tables(l);
	load_screens(l);
	check_tables(l);
	load_entry_screen(l);
	check_screens(l);
	sort_expiries(l->set);
	compile_pages(l);
	if (l->complaints->errors == l->errors_before)
		check_needs(l);
	l->set->figures.screens = l->set->screen_index.count;
	l->set->figures.octets = l->set->arena.octets;
}

struct menu_set *menu_load_source(const struct menu_source *source, const struct menu_contract *contract, const struct menu_format *formats,
	size_t format_count, const char *today, struct complaints *complaints)
{
	struct menu_set *set = calloc(1, sizeof(*set));
	size_t errors_before = complaints->errors;
	int64_t today_day;
	bool today_valid = calendar_parse(today, &today_day);
	assert(today_valid);
	(void)today_valid;
	assert(format_count >= 1 && format_count <= MENU_FORMATS && contract->slot_count <= MENU_SLOTS);
	if (!set) {
		complaints_add(complaints, SEVERITY_ERROR, source->name, 0, 0, "out of memory");
		return NULL;
	}
	arena_init(&set->arena);
	set->contract = contract;
	set->day = (int32_t)today_day;
	set->slot_count = contract->slot_count;
	memcpy(set->slots, contract->slots, contract->slot_count * sizeof(*set->slots));
	set->format_count = format_count;
	set->entry = set->language_screen = set->resume_screen = set->later_screen = set->emergency.screen = set->remembered = set->regions = MENU_NONE;
	for (size_t i = 0; i < format_count; i++) {
		assert(formats[i].budget <= PAGE_BUDGET_MAX);
		set->formats[i] = formats[i];
	}
	struct loading l = { .set = set, .complaints = complaints, .directory = source->name, .errors_before = errors_before };
	load_outcome_words(&l);
	load_all(&l, source);
	for (size_t i = 0; i < l.file_count; i++)
		yaml_close(l.files[i]);
	if (complaints->errors == errors_before)
		return set;
	menu_free(set);
	return NULL;
}

struct menu_set *menu_load(const char *directory, const struct menu_contract *contract, const struct menu_format *formats,
	size_t format_count, const char *today, struct complaints *complaints)
{
	struct menu_source source;
	struct menu_set *set = NULL;
	if (menu_source_folder(&source, directory, complaints))
		set = menu_load_source(&source, contract, formats, format_count, today, complaints);
	menu_source_fini(&source);
	return set;
}
