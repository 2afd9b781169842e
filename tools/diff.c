/* kopuro diff: what changes for callers from one set of menus to another. Only what they can see or press: remarks, order of files and screens, and
 * sources of facts do not count. The lines of a screen (a table, the words) stand below its name, and only when there are any. */
#include "commands.h"
#include "menus.h"
#include "office.h"

#include "control/kept.h"
#include "menu/survey.h"
#include "store/versions.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOVES_MAX 64 /* more than a screen may have */

struct diff {
	const struct menu_set *old, *new;
	char title[256];
	bool titled;
	size_t changes;
};

static void begin(struct diff *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void begin(struct diff *d, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(d->title, sizeof d->title, format, args);
	va_end(args);
	d->titled = false;
}

static void say(struct diff *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct diff *d, const char *format, ...)
{
	va_list args;
	if (!d->titled)
		printf("%s\n", d->title);
	d->titled = true;
	d->changes++;
	printf("  ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* A text in quotes, on one line. To be freed. */
static char *quoted(const char *text)
{
	static const char *const escapes[128] = { ['\n'] = "\\n", ['"'] = "\\\"", ['\\'] = "\\\\" };
	char *out = malloc(strlen(text) * 2 + 3), *at = out;
	if (!out)
		abort();
	*at++ = '"';
	for (; *text; text++) {
		const char *escape = (unsigned char)*text < 128 ? escapes[(unsigned char)*text] : NULL;
		if (escape)
			at = stpcpy(at, escape);
		else
			*at++ = *text;
	}
	memcpy(at, "\"", 2);
	return out;
}

/* Of two texts of several lines, those that differ: whole lines that both begin, or end, with are passed over. */
struct lines { const char *old, *new; size_t old_len, new_len, first; }; /* first: the number of the first that is left, from 1 */

static struct lines lines_that_differ(const char *old, const char *new)
{
	struct lines l = { .old = old, .new = new, .first = 1 };
	for (size_t len; *l.old && *l.new && (len = strcspn(l.old, "\n")) == strcspn(l.new, "\n") && memcmp(l.old, l.new, len) == 0; l.first++) {
		l.old += len + (l.old[len] != '\0');
		l.new += len + (l.new[len] != '\0');
	}
	l.old_len = strlen(l.old);
	l.new_len = strlen(l.new);
	size_t same = 0, cut = 0; /* octets at the end that are the same; of whole lines */
	while (same < l.old_len && same < l.new_len && l.old[l.old_len - same - 1] == l.new[l.new_len - same - 1])
		if (l.old[l.old_len - ++same] == '\n')
			cut = same;
	if (same == l.old_len && (same == l.new_len || l.new[l.new_len - same - 1] == '\n'))
		cut = same;
	if (same == l.new_len && (same == l.old_len || l.old[l.old_len - same - 1] == '\n'))
		cut = same;
	l.old_len -= cut;
	l.new_len -= cut;
	return l;
}

/* A few lines; a line end at their end is none of them. NULL: there are none. */
static char *quoted_lines(const char *text, size_t len)
{
	char *copy = len > 0 ? strndup(text, len - (text[len - 1] == '\n')) : NULL, *out = copy ? quoted(copy) : NULL;
	free(copy);
	return out;
}

/* NULL or "": there is no such text on that side. */
static void say_text(struct diff *d, const char *what, const char *language, const char *old, const char *new)
{
	old = old && *old ? old : NULL;
	new = new && *new ? new : NULL;
	if (old == new || (old && new && strcmp(old, new) == 0))
		return;
	struct lines l = lines_that_differ(old ? old : "", new ? new : "");
	char *from = quoted_lines(l.old, l.old_len), *to = quoted_lines(l.new, l.new_len), place[32] = "";
	if (old && new && (strchr(old, '\n') || strchr(new, '\n')))
		snprintf(place, sizeof place, ", line %zu", l.first);
	say(d, "%s %s%s: %s -> %s", what, language, place, from ? from : "nothing", to ? to : "nothing");
	free(from);
	free(to);
}

/* A language of the new set in the old one; -1: it is new. */
static int old_language(const struct diff *d, size_t language)
{
	return menu_language_find(d->old, menu_language_code(d->new, language));
}

/* A language that both sides have, in its own letters or in Latin ones. Begins as {0}. */
struct tongue {
	size_t at, old, new;
	enum page_script script;
	char code[80]; /* "ky", "ky-Latn" */
};

static void name_tongue(const struct menu_set *set, size_t language, struct tongue *t)
{
	snprintf(t->code, sizeof t->code, "%s%s", menu_language_code(set, language), t->script == PAGE_LATIN ? "-Latn" : "");
}

static bool next_tongue(const struct diff *d, struct tongue *t)
{
	while (t->at < PAGE_SCRIPTS * menu_language_count(d->new)) {
		int old = old_language(d, t->at / PAGE_SCRIPTS);
		t->new = t->at / PAGE_SCRIPTS;
		t->script = t->at++ % PAGE_SCRIPTS ? PAGE_LATIN : PAGE_OWN;
		if (old < 0)
			continue;
		t->old = (size_t)old;
		name_tongue(d->new, t->new, t);
		return true;
	}
	return false;
}

static void diff_languages(struct diff *d)
{
	begin(d, "languages");
	for (size_t i = 0; i < menu_language_count(d->new); i++)
		if (old_language(d, i) < 0)
			say(d, "+ %s", menu_language_code(d->new, i));
	for (size_t i = 0; i < menu_language_count(d->old); i++)
		if (menu_language_find(d->new, menu_language_code(d->old, i)) < 0)
			say(d, "- %s", menu_language_code(d->old, i));
	const char *from = menu_screen_name(d->old, survey_entry(d->old)), *to = menu_screen_name(d->new, survey_entry(d->new));
	begin(d, "entry");
	if (strcmp(from, to) != 0)
		say(d, "%s -> %s", from, to);
}

static void diff_roots(struct diff *d)
{
	char from[SURVEY_TEXT], to[SURVEY_TEXT];
	uint16_t old = survey_emergency(d->old, from), new = survey_emergency(d->new, to);
	begin(d, "remembered");
	say_text(d, "table", "kept", survey_remembered(d->old), survey_remembered(d->new));
	begin(d, "emergency");
	say_text(d, "numbers", "typed", from, to);
	say_text(d, "lead", "to", old == MENU_NONE ? NULL : menu_screen_name(d->old, old), new == MENU_NONE ? NULL : menu_screen_name(d->new, new));
}

static void diff_text(struct diff *d, uint16_t old, uint16_t new)
{
	char from[SURVEY_TEXT], to[SURVEY_TEXT];
	for (struct tongue t = { 0 }; next_tongue(d, &t);) {
		survey_text(d->old, old, t.old, t.script, from);
		survey_text(d->new, new, t.new, t.script, to);
		say_text(d, "text", t.code, from, to);
	}
}

static void diff_pages(struct diff *d, uint16_t old, uint16_t new)
{
	for (size_t i = 0; i < menu_language_count(d->new); i++)
		for (size_t format = 0; format < MENUS_FORMATS; format++) {
			int language = old_language(d, i);
			size_t from = language < 0 ? 0 : survey_pages(d->old, old, (size_t)language, format), to = survey_pages(d->new, new, i, format);
			if (language >= 0 && from != to)
				say(d, "pages %s, %s: %zu -> %zu", menu_language_code(d->new, i), menus_format_names[format], from, to);
		}
}

/* ---- moves: the same when their label in the first language is, else when they do the same ---- */

struct pairs {
	size_t of_new[MOVES_MAX]; /* by old: the new move + 1 */
	bool taken[MOVES_MAX];    /* by new */
};

typedef size_t told(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT]);

static size_t first_label(const struct menu_set *set, uint16_t screen, size_t move, char out[SURVEY_TEXT])
{
	return survey_label(set, screen, move, 0, PAGE_OWN, out);
}

static size_t count_of(const struct menu_set *set, uint16_t screen)
{
	size_t count = survey_move_count(set, screen);
	return count < MOVES_MAX ? count : MOVES_MAX;
}

static void pair_by(const struct diff *d, uint16_t old, uint16_t new, told *tell, struct pairs *pairs)
{
	char a[SURVEY_TEXT], b[SURVEY_TEXT];
	for (size_t i = 0; i < count_of(d->old, old); i++)
		for (size_t k = 0; !pairs->of_new[i] && k < count_of(d->new, new); k++) {
			tell(d->old, old, i, a);
			tell(d->new, new, k, b);
			if (pairs->taken[k] || strcmp(a, b) != 0)
				continue;
			pairs->of_new[i] = k + 1;
			pairs->taken[k] = true;
		}
}

static void say_move(struct diff *d, const char *sign, const struct menu_set *set, uint16_t screen, size_t move)
{
	char label[SURVEY_TEXT], target[SURVEY_TEXT];
	survey_label(set, screen, move, 0, PAGE_OWN, label);
	survey_target(set, screen, move, target);
	say(d, "%s move \"%s\": %s", sign, label, target);
}

static void diff_move(struct diff *d, uint16_t old, size_t i, uint16_t new, size_t k)
{
	char label[SURVEY_TEXT], from[SURVEY_TEXT], to[SURVEY_TEXT];
	survey_label(d->new, new, k, 0, PAGE_OWN, label);
	survey_target(d->old, old, i, from);
	survey_target(d->new, new, k, to);
	if (strcmp(from, to) != 0)
		say(d, "move \"%s\": %s -> %s", label, from, to);
	if (i != k)
		say(d, "move \"%s\": place %zu -> %zu", label, i + 1, k + 1);
	for (struct tongue t = { 0 }; next_tongue(d, &t);) {
		survey_label(d->old, old, i, t.old, t.script, from);
		survey_label(d->new, new, k, t.new, t.script, to);
		say_text(d, "choice", t.code, from, to);
	}
}

static void diff_moves(struct diff *d, uint16_t old, uint16_t new)
{
	struct pairs pairs = {0};
	pair_by(d, old, new, first_label, &pairs);
	pair_by(d, old, new, survey_target, &pairs);
	for (size_t i = 0; i < count_of(d->old, old); i++)
		if (pairs.of_new[i])
			diff_move(d, old, i, new, pairs.of_new[i] - 1);
		else
			say_move(d, "-", d->old, old, i);
	for (size_t k = 0; k < count_of(d->new, new); k++)
		if (!pairs.taken[k])
			say_move(d, "+", d->new, new, k);
}

static void say_screen(struct diff *d, const char *sign, const struct menu_set *set, uint16_t screen)
{
	char text[SURVEY_TEXT];
	begin(d, "%s screen %s (%s)", sign, menu_screen_name(set, screen), survey_kind(set, screen));
	for (size_t i = 0; i < PAGE_SCRIPTS * menu_language_count(set); i++) {
		struct tongue t = { .script = i % PAGE_SCRIPTS ? PAGE_LATIN : PAGE_OWN };
		name_tongue(set, i / PAGE_SCRIPTS, &t);
		survey_text(set, screen, i / PAGE_SCRIPTS, t.script, text);
		char *line = quoted(text);
		if (t.script == PAGE_OWN || text[0])
			say(d, "text %s: %s", t.code, line);
		free(line);
	}
	for (size_t i = 0; i < survey_move_count(set, screen); i++)
		say_move(d, sign, set, screen, i);
}

static void diff_screens(struct diff *d)
{
	for (uint16_t old = 0; old < menu_screen_count(d->old); old++) {
		const char *name = menu_screen_name(d->old, old);
		uint16_t new = menu_screen_find(d->new, name);
		if (new == MENU_NONE) {
			say_screen(d, "-", d->old, old);
			continue;
		}
		begin(d, "screen %s", name);
		if (strcmp(survey_kind(d->old, old), survey_kind(d->new, new)) != 0)
			say(d, "kind: %s -> %s", survey_kind(d->old, old), survey_kind(d->new, new));
		diff_text(d, old, new);
		diff_moves(d, old, new);
		diff_pages(d, old, new);
	}
	for (uint16_t new = 0; new < menu_screen_count(d->new); new++)
		if (menu_screen_find(d->old, menu_screen_name(d->new, new)) == MENU_NONE)
			say_screen(d, "+", d->new, new);
}

/* ---- words and data ---- */

/* What is told by name, in each language: words, and nouns in their forms. `text`: NULL when there is no such name, or no such text. */
struct named {
	const char *what;
	const char *(*name)(const struct menu_set *set, size_t i);
	const char *(*text)(const struct menu_set *set, const char *name, size_t language, enum page_script script, char out[SURVEY_TEXT]);
};

static const char *word_text(const struct menu_set *set, const char *name, size_t language, enum page_script script, char out[SURVEY_TEXT])
{
	(void)out;
	return survey_word_text(set, name, language, script);
}

static const char *noun_text(const struct menu_set *set, const char *name, size_t language, enum page_script script, char out[SURVEY_TEXT])
{
	return survey_noun_forms(set, name, language, script, out) ? out : NULL;
}

static const struct named nameds[] = { { "word", survey_word, word_text }, { "noun", survey_noun, noun_text } };

static void diff_named(struct diff *d, const struct named *n)
{
	char from[SURVEY_TEXT], to[SURVEY_TEXT];
	const char *name;
	for (size_t i = 0; (name = n->name(d->old, i)); i++) {
		begin(d, "%s %s", n->what, name);
		for (struct tongue t = { 0 }; next_tongue(d, &t);)
			say_text(d, "text", t.code, n->text(d->old, name, t.old, t.script, from), n->text(d->new, name, t.new, t.script, to));
	}
	for (size_t i = 0; (name = n->name(d->new, i)); i++)
		if (!n->text(d->old, name, 0, PAGE_OWN, from)) {
			begin(d, "+ %s %s", n->what, name);
			for (struct tongue t = { 0 }; next_tongue(d, &t);)
				say_text(d, "text", t.code, NULL, n->text(d->new, name, t.new, t.script, to));
		}
}

static const char *value_of(const struct menu_set *set, uint16_t table, uint16_t record, const char *field, size_t language, enum page_script script,
	char out[SURVEY_TEXT])
{
	return table == MENU_NONE || record == MENU_NONE ? NULL : survey_value(set, table, record, field, language, script, out);
}

static void diff_field(struct diff *d, const char *field, uint16_t old_table, uint16_t old, uint16_t new_table, uint16_t new)
{
	char from[SURVEY_TEXT], to[SURVEY_TEXT];
	for (struct tongue t = { 0 }; next_tongue(d, &t);)
		say_text(d, field, t.code, value_of(d->old, old_table, old, field, t.old, t.script, from),
			value_of(d->new, new_table, new, field, t.new, t.script, to));
}

static bool has_field(const struct menu_set *set, uint16_t table, const char *field)
{
	const char *known;
	for (size_t i = 0; table != MENU_NONE && (known = survey_field(set, table, i)); i++)
		if (strcmp(known, field) == 0)
			return true;
	return false;
}

static const char *when_of(const struct menu_set *set, uint16_t table, uint16_t record, char out[SURVEY_TEXT])
{
	return table == MENU_NONE || record == MENU_NONE || !survey_record_when(set, table, record, out) ? NULL : out;
}

/* Those fields of a record that either set's table has, each once. */
static void diff_record(struct diff *d, const char *key, uint16_t old_table, uint16_t new_table)
{
	uint16_t old = old_table == MENU_NONE ? MENU_NONE : menu_record_find(d->old, old_table, key);
	uint16_t new = new_table == MENU_NONE ? MENU_NONE : menu_record_find(d->new, new_table, key);
	const char *table = new_table == MENU_NONE ? menu_table_name(d->old, old_table) : menu_table_name(d->new, new_table);
	char from[SURVEY_TEXT], to[SURVEY_TEXT];
	begin(d, "%srecord %s of %s", old == MENU_NONE ? "+ " : new == MENU_NONE ? "- " : "", key, table);
	say_text(d, "shown", "when", when_of(d->old, old_table, old, from), when_of(d->new, new_table, new, to));
	const char *field;
	for (size_t i = 0; old_table != MENU_NONE && (field = survey_field(d->old, old_table, i)); i++)
		diff_field(d, field, old_table, old, new_table, new);
	for (size_t i = 0; new_table != MENU_NONE && (field = survey_field(d->new, new_table, i)); i++)
		if (!has_field(d->old, old_table, field))
			diff_field(d, field, old_table, old, new_table, new);
}

static void diff_tables(struct diff *d)
{
	const char *name;
	for (size_t i = 0; (name = survey_table(d->old, i)); i++) {
		uint16_t old = menu_table_find(d->old, name), new = menu_table_find(d->new, name);
		for (uint16_t k = 0; k < menu_record_count(d->old, old); k++)
			diff_record(d, menu_record_key(d->old, old, k), old, new);
	}
	for (size_t i = 0; (name = survey_table(d->new, i)); i++) {
		uint16_t old = menu_table_find(d->old, name), new = menu_table_find(d->new, name);
		for (uint16_t k = 0; k < menu_record_count(d->new, new); k++)
			if (old == MENU_NONE || menu_record_find(d->old, old, menu_record_key(d->new, new, k)) == MENU_NONE)
				diff_record(d, menu_record_key(d->new, new, k), old, new);
	}
}

/* What is live by the gateway's store. `folder`, when NULL, becomes the gateway's own. */
static struct menu_set *open_live(const char *config, const char **folder, char own[CONFIG_PATH])
{
	struct office o;
	struct version_live live;
	struct menu_source source;
	struct menu_set *set = NULL;
	if (office_open(&o, "kopuro diff", config)) {
		enum error error = versions_live(o.store, &live);
		if (!error)
			error = kept_source(o.store, live.number, &source);
		if (error)
			fprintf(stderr, "kopuro diff: %s: has no menus that are live: %s\n", o.config->store, error_name(error));
		else {
			set = menus_open_source(&source);
			menu_source_fini(&source);
		}
		snprintf(own, CONFIG_PATH, "%s", o.menus);
		*folder = *folder ? *folder : own;
	}
	office_close(&o);
	return set;
}

int command_diff(int argc, char **argv)
{
	static const char usage[] = "usage: kopuro diff DIR1 DIR2\n       kopuro diff -c FILE [DIR]   from the menus that are live, by the store of this configuration\n";
	const char *config = NULL, *folder = NULL;
	char own[CONFIG_PATH];
	int option;
	while ((option = getopt(argc, argv, "c:")) == 'c')
		config = optarg;
	int wanted = config ? 1 : 2, left = argc - optind;
	if (option != -1 || left > wanted || (!config && left < wanted)) {
		fputs(usage, stderr);
		return 2;
	}
	if (left > 0)
		folder = argv[argc - 1];
	struct menu_set *old = config ? open_live(config, &folder, own) : menus_open(argv[optind]), *new = old ? menus_open(folder) : NULL;
	struct diff d = {.old = old, .new = new};
	if (new) {
		diff_languages(&d);
		diff_roots(&d);
		diff_screens(&d);
		for (size_t i = 0; i < sizeof nameds / sizeof nameds[0]; i++)
			diff_named(&d, &nameds[i]);
		diff_tables(&d);
		if (d.changes == 0)
			puts("Nothing changes for callers.");
	}
	menu_free(old);
	menu_free(new);
	return !new ? 2 : d.changes > 0;
}
