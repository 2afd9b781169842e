/* Walks the files twice: for the languages, then for texts and facts. */
#include "menu/lint.h"

#include "menu/lint_rule.h"
#include "text/utf8.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COPY_LEAST 4 /* characters: shorter ones are the same in many languages */

struct lint {
	struct complaints *complaints;
	struct lint_figures *figures;
	const char *today;
	struct lint_facts facts;
	struct yaml_file **files;
	size_t file_count, file_capacity;
	size_t file_texts; /* of the file that is walked */
	bool names;        /* what is walked may be the name of a record: in a table, or where one is picked */
	bool label;        /* it stands behind the number of a choice */
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void open_file(struct lint *l, const char *path)
{
	struct complaints unheard; /* menu_load() says the same */
	complaints_init(&unheard);
	struct yaml_file *file = yaml_open(path, &unheard);
	complaints_fini(&unheard);
	if (file && l->file_count == l->file_capacity) {
		size_t capacity = l->file_capacity ? 2 * l->file_capacity : 32;
		struct yaml_file **files = reallocarray(l->files, capacity, sizeof(*files));
		if (!files) {
			yaml_close(file);
			return;
		}
		l->files = files;
		l->file_capacity = capacity;
	}
	if (file)
		l->files[l->file_count++] = file;
}

static void open_all(struct lint *l, const char *directory)
{
	char *const roots[] = { (char *)directory, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	for (FTSENT *entry; tree && (entry = fts_read(tree)) != NULL;) {
		const char *dot = strrchr(entry->fts_name, '.');
		if (entry->fts_info == FTS_D && entry->fts_level > 0 && entry->fts_name[0] == '.')
			fts_set(tree, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F && entry->fts_name[0] != '.' && dot && strcmp(dot, ".yaml") == 0)
			open_file(l, entry->fts_path);
	}
	if (tree)
		fts_close(tree);
}

static void find_languages(struct lint *l)
{
	struct lint_figures *f = l->figures;
	for (size_t i = 0; i < l->file_count && f->language_count == 0; i++) {
		const struct yaml *languages = yaml_get(yaml_root(l->files[i]), "languages");
		for (size_t j = 0; languages && languages->kind == YAML_MAP && j < languages->count && f->language_count < MENU_LANGUAGES; j++) {
			if (!lint_is_latin(languages->keys[j]->text))
				snprintf(f->languages[f->language_count++].code, sizeof(f->languages[0].code), "%s", languages->keys[j]->text);
		}
	}
}

static struct lint_coverage *language_of(const struct lint *l, const char *code)
{
	for (size_t i = 0; i < l->figures->language_count; i++) {
		if (strcmp(l->figures->languages[i].code, code) == 0)
			return &l->figures->languages[i];
	}
	return NULL;
}

static bool is_text(const struct lint *l, const struct yaml *map)
{
	for (size_t i = 0; i < map->count; i++) {
		if (language_of(l, map->keys[i]->text))
			return true;
	}
	return false;
}

/* One word that names a record may be a name, the same in both languages (Нарын); elsewhere, and for more than one, somebody forgot. */
static bool is_copy(const struct lint *l, const struct yaml *a, const struct yaml *b)
{
	if (a->kind != YAML_TEXT || b->kind != YAML_TEXT || strcmp(a->text, b->text) != 0 || utf8_count(a->text, strlen(a->text)) < COPY_LEAST)
		return false;
	return lint_cyrillic_words(a->text) > (l->names ? 1 : 0);
}

static void check_copies(struct lint *l, const struct yaml *text)
{
	for (size_t i = 1; i < text->count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!is_copy(l, text->items[i], text->items[j]))
				continue;
			yaml_complain(text->items[i], l->complaints, SEVERITY_WARNING, "the same text in '%s' and '%s'; translate one of them [untranslated]",
				text->keys[j]->text, text->keys[i]->text);
			break;
		}
	}
}

/* A language has one string, or several forms of it. */
static void walk_language(struct lint *l, const struct yaml *node, const char *code)
{
	if (node->kind == YAML_TEXT) {
		lint_letters(node, code, l->complaints);
		lint_numbers_parted(node, false, l->complaints);
		if (!l->label)
			lint_choice(node, l->complaints);
	}
	for (size_t i = 0; node->kind != YAML_TEXT && i < node->count; i++)
		walk_language(l, node->items[i], code);
}

static void walk_text(struct lint *l, const struct yaml *text)
{
	l->figures->texts++;
	l->file_texts++;
	for (size_t i = 0; i < text->count; i++) {
		struct lint_coverage *language = language_of(l, text->keys[i]->text);
		if (!language)
			continue;
		language->present++;
		walk_language(l, text->items[i], language->code);
	}
	check_copies(l, text);
}

/* `key`: under which the node stands, "" in a list of its own. */
static void walk(struct lint *l, const struct yaml *node, const char *key)
{
	if (node->kind == YAML_TEXT) {
		lint_name(node, l->complaints);
		return;
	}
	if (node->kind == YAML_MAP && is_text(l, node)) {
		walk_text(l, node);
		return;
	}
	if (node->kind == YAML_MAP && yaml_get(node, "source"))
		lint_fact(&l->facts, node, strcmp(key, "phone") == 0, l->today, l->complaints);
	bool names = l->names, label = l->label, choice = strcmp(key, "choices") == 0;
	l->names = names || (node->kind == YAML_MAP && yaml_get(node, "pick"));
	for (size_t i = 0; i < node->count; i++) {
		const char *under = node->kind == YAML_MAP ? node->keys[i]->text : key;
		if (node->kind == YAML_MAP)
			lint_name(node->keys[i], l->complaints);
		l->label = label || strcmp(under, choice ? "text" : "name") == 0;
		walk(l, node->items[i], under);
	}
	l->names = names;
	l->label = label;
}

static void walk_file(struct lint *l, const struct yaml *root)
{
	const struct yaml *reviewed = root->kind == YAML_MAP ? yaml_get(root, "reviewed") : NULL;
	l->file_texts = 0;
	for (size_t i = 0; root->kind == YAML_MAP && i < root->count; i++) {
		l->names = strcmp(root->keys[i]->text, "tables") == 0;
		lint_name(root->keys[i], l->complaints);
		if (strcmp(root->keys[i]->text, "languages") != 0)
			walk(l, root->items[i], root->keys[i]->text);
	}
	if (reviewed && reviewed->kind == YAML_TEXT && strcmp(reviewed->text, "no") == 0)
		yaml_complain(reviewed, l->complaints, SEVERITY_WARNING,
			"the Kyrgyz of this file (texts: %zu) has been reviewed by nobody; have it read, then write `reviewed: yes` [unreviewed]", l->file_texts);
}

void menu_lint(const char *directory, const char *today, struct complaints *complaints, struct lint_figures *figures)
{
	struct lint l = { .complaints = complaints, .figures = figures, .today = today };
	*figures = (struct lint_figures){ 0 };
	open_all(&l, directory);
	find_languages(&l);
	for (size_t i = 0; i < l.file_count; i++)
		walk_file(&l, yaml_root(l.files[i]));
	lint_facts_compare(&l.facts, complaints);
	for (size_t i = 0; i < l.file_count; i++)
		yaml_close(l.files[i]);
	free(l.files);
}
