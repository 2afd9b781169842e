/* Makes the tables of gateway/places/place_table.h out of places/kyrgyzstan.csv, at build: compile FILE > place_table.c. Complains with the line. */
#include "places/place_fold.h"
#include "places/place_table.h"
#include "text/letter.h"
#include "text/typing.h"
#include "text/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 4096
#define KEYS_MAX 16384
#define FORMS_MAX 512
#define COLUMNS 6
enum column { CODE, PARENT, LEVEL, KY, RU, ALIASES };

struct source {
	char *column[COLUMNS];
	int line;
	enum place_level level;
	enum place_rank rank;
	struct source *parent, *district, *region;
	char folded[PLACE_FOLDED]; /* the name that is shown in Kyrgyz */
	bool shared;
	uint16_t number;
};
struct key { char *folded; uint16_t place; };
struct pool { char *text; size_t len, capacity; };

struct work {
	const char *path;
	struct source *rows;
	size_t row_count;
	struct key *keys;
	size_t key_count;
	struct place_form forms[FORMS_MAX];
	size_t form_count;
	struct pool text, folded;
};

static void die(const struct work *w, int line, const char *what, const char *about)
{
	fprintf(stderr, "%s:%d: %s: %s\n", w->path, line, what, about);
	exit(1);
}

static void *grow(void *list, size_t count, size_t size)
{
	void *grown = realloc(list, count * size);
	if (!grown) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return grown;
}

/* Where the text stands in the pool; each once. */
static size_t pool_put(struct pool *pool, const char *text)
{
	size_t len = strlen(text) + 1;
	for (size_t at = 0; at < pool->len; at += strlen(pool->text + at) + 1) {
		if (strcmp(pool->text + at, text) == 0)
			return at;
	}
	pool->text = grow(pool->text, pool->len + len, 1);
	memcpy(pool->text + pool->len, text, len);
	pool->len += len;
	return pool->len - len;
}

static void read_row(struct work *w, char *line, int number)
{
	struct source row = { .line = number, .level = PLACE_LEVELS };
	for (size_t i = 0; i < COLUMNS; i++)
		row.column[i] = i + 1 < COLUMNS ? strsep(&line, ",") : line;
	if (!row.column[ALIASES] || strchr(row.column[ALIASES], ','))
		die(w, number, "a row has six columns", row.column[CODE]);
	if (strcmp(row.column[CODE], "code") == 0)
		return;
	if (strlen(row.column[CODE]) != PLACE_CODE || strspn(row.column[CODE], "0123456789") != PLACE_CODE)
		die(w, number, "a code has 14 digits", row.column[CODE]);
	for (size_t i = 0; i < PLACE_LEVELS; i++)
		row.level = strcmp(row.column[LEVEL], place_level_names[i]) == 0 ? (enum place_level)i : row.level;
	if (row.level == PLACE_LEVELS)
		die(w, number, "unknown level", row.column[LEVEL]);
	if (w->row_count == ROWS_MAX)
		die(w, number, "too many rows", row.column[CODE]);
	w->rows[w->row_count++] = row;
}

static void read_file(struct work *w)
{
	FILE *in = fopen(w->path, "r");
	char *line = NULL;
	size_t capacity = 0;
	if (!in)
		die(w, 0, "cannot be read", strerror(errno));
	for (int number = 1; getline(&line, &capacity, in) >= 0; number++) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] && line[0] != '#')
			read_row(w, strdup(line), number);
	}
	free(line);
	fclose(in);
}

static struct source *find(const struct work *w, const char *code)
{
	for (size_t i = 0; i < w->row_count; i++) {
		if (strcmp(w->rows[i].column[CODE], code) == 0)
			return &w->rows[i];
	}
	return NULL;
}

static void rank_row(struct work *w, struct source *row)
{
	const struct source *parent = row->parent;
	if (row->level == PLACE_OBLAST || (row->level == PLACE_CITY && !parent))
		row->rank = PLACES_REGIONS;
	else if (!parent)
		die(w, row->line, "unknown parent", row->column[PARENT]);
	else if (row->level == PLACE_DISTRICT || (row->level == PLACE_CITY && parent->level == PLACE_OBLAST))
		row->rank = PLACES_DISTRICTS;
	else
		row->rank = row->level == PLACE_AIMAK ? PLACES_AIMAKS : PLACES_VILLAGES;
}

/* What stands for "(часть)" is the classifier's own: that the other part of the village belongs elsewhere. */
static void drop_part(char *name)
{
	char *bracket = strstr(name, " (часть)");
	bracket = bracket ? bracket : strstr(name, " (Часть)");
	if (bracket)
		*bracket = '\0';
}

static const char *shown(const struct source *row)
{
	return row->column[row->column[KY][0] ? KY : RU];
}

static void connect_rows(struct work *w)
{
	for (size_t i = 0; i < w->row_count; i++) {
		struct source *row = &w->rows[i];
		row->parent = row->column[PARENT][0] ? find(w, row->column[PARENT]) : NULL;
		if (find(w, row->column[CODE]) != row)
			die(w, row->line, "the code stands twice", row->column[CODE]);
		drop_part(row->column[RU]);
		if (!row->column[RU][0] || !place_fold_name(shown(row), row->folded))
			die(w, row->line, "a name that cannot be read", shown(row));
	}
	for (size_t i = 0; i < w->row_count; i++)
		rank_row(w, &w->rows[i]);
	for (size_t i = 0; i < w->row_count; i++) {
		struct source *row = &w->rows[i], *up = row;
		for (size_t steps = 0; up; up = up->parent, steps++) {
			row->district = up->rank == PLACES_DISTRICTS ? up : row->district;
			row->region = up->rank == PLACES_REGIONS ? up : row->region;
			if (steps > PLACE_LEVELS)
				die(w, row->line, "its parents lead back to it", row->column[CODE]);
		}
		if (!row->region || (row->rank > PLACES_DISTRICTS && !row->district))
			die(w, row->line, "it lies in no district", row->column[CODE]);
	}
}

static int compare_codes(const struct source *a, const struct source *b)
{
	return strcmp(a ? a->column[CODE] : "", b ? b->column[CODE] : "");
}

/* The next letter's or digit's place in the alphabet; 0 at the end. */
static unsigned next_letter(const char **name)
{
	static const char alphabet[] = "0123456789абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя";
	while (**name) {
		size_t size, place = 1;
		uint32_t code = letter_small(utf8_next(*name, strlen(*name), &size));
		*name += size;
		for (size_t at = 0; alphabet[at]; at += size, place++) {
			if (utf8_next(alphabet + at, sizeof(alphabet) - at, &size) == code)
				return (unsigned)place;
		}
	}
	return 0;
}

/* As a Kyrgyz dictionary sorts the names that are shown. */
static int compare_names(const struct source *a, const struct source *b)
{
	const char *left = shown(a), *right = shown(b);
	unsigned here, there;
	do {
		here = next_letter(&left);
		there = next_letter(&right);
	} while (here && here == there);
	return here == there ? 0 : here < there ? -1 : 1;
}

/* By rank, region, district (as districts are sorted), districts before cities, name, code. */
static int compare_rows(const void *left, const void *right)
{
	const struct source *a = left, *b = right;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	int order = compare_codes(a->region, b->region);
	if (!order && a->rank > PLACES_DISTRICTS && a->district != b->district)
		return compare_rows(a->district, b->district);
	if (!order && a->rank == PLACES_DISTRICTS && a->level != b->level)
		return a->level < b->level ? -1 : 1;
	order = order ? order : compare_names(a, b);
	return order ? order : compare_codes(a, b);
}

static int compare_places(const void *left, const void *right)
{
	return compare_rows(*(struct source *const *)left, *(struct source *const *)right);
}

/* Numbers in the order of lists; `sorted` points to the rows in it. */
static void number_rows(struct work *w, struct source **sorted)
{
	for (size_t i = 0; i < w->row_count; i++)
		sorted[i] = &w->rows[i];
	qsort(sorted, w->row_count, sizeof(*sorted), compare_places);
	for (size_t i = 0; i < w->row_count; i++)
		sorted[i]->number = (uint16_t)i;
	for (size_t i = 0; i < w->row_count; i++) {
		for (size_t k = i + 1; k < w->row_count && sorted[i]->rank == PLACES_VILLAGES && sorted[k]->district == sorted[i]->district; k++) {
			bool same = strcmp(sorted[i]->folded, sorted[k]->folded) == 0;
			sorted[i]->shared |= same;
			sorted[k]->shared |= same;
		}
	}
}

/* The longest form by sound that stands there, of an alias in Latin letters. */
static const struct place_form *longest_form(const struct work *w, const uint32_t *code, size_t count)
{
	const struct place_form *longest = NULL;
	for (size_t i = 0; i < w->form_count; i++) {
		const struct place_form *form = &w->forms[i];
		size_t same = 0;
		while (same < form->len && same < count && form->code[same] == code[same])
			same++;
		if (!form->looks && same == form->len && (!longest || form->len > longest->len))
			longest = form;
	}
	return longest;
}

static bool fold_latin(const struct work *w, const char *name, char out[PLACE_FOLDED])
{
	uint32_t code[128];
	size_t count = 0, used = 0, len = strlen(name);
	for (size_t at = 0, size; at < len && count < 128; at += size)
		code[count++] = letter_small(utf8_next(name + at, len - at, &size));
	for (size_t at = 0; at < count;) {
		if (place_fold_letter(code[at]) == '\0') {
			at++;
			continue;
		}
		const struct place_form *form = longest_form(w, code + at, count - at);
		if (!form || used + 1 == PLACE_FOLDED)
			return false;
		if (used == 0 || out[used - 1] != form->class)
			out[used++] = form->class;
		at += form->len;
	}
	out[used] = '\0';
	return used > 0;
}

static void add_folded(struct work *w, const struct source *row, const char *name, const char *folded)
{
	for (size_t i = w->key_count; i > 0 && w->keys[i - 1].place == row->number; i--) {
		if (strcmp(w->keys[i - 1].folded, folded) == 0)
			return;
	}
	if (w->key_count == KEYS_MAX)
		die(w, row->line, "too many names", name);
	w->keys[w->key_count++] = (struct key){ strdup(folded), row->number };
}

/* With "дж" parted, so that "Д" finds what is written with it: the first letters may end between them. */
static void add_parted(struct work *w, const struct source *row, const char *name)
{
	char parted[256], folded[PLACE_FOLDED];
	size_t used = 0;
	if (!strstr(name, "Дж") && !strstr(name, "дж"))
		return;
	for (size_t i = 0; name[i] && used + 2 < sizeof(parted); i++) {
		if (strncmp(name + i, "ж", strlen("ж")) == 0)
			parted[used++] = '-';
		parted[used++] = name[i];
	}
	parted[used] = '\0';
	if (!place_fold_name(parted, folded))
		die(w, row->line, "a name that cannot be read", name);
	add_folded(w, row, name, folded);
}

static void add_key(struct work *w, const struct source *row, const char *name)
{
	char folded[PLACE_FOLDED];
	if (!place_fold_name(name, folded) && !fold_latin(w, name, folded))
		die(w, row->line, "a name that cannot be read", name);
	add_folded(w, row, name, folded);
	add_parted(w, row, name);
}

static int compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	int order = strcmp(a->folded, b->folded);
	return order ? order : (int)a->place - (int)b->place;
}

static void collect_keys(struct work *w)
{
	for (size_t i = 0; i < w->row_count; i++) {
		const struct source *row = &w->rows[i];
		char *aliases = strdup(row->column[ALIASES]), *rest = aliases;
		if (row->rank != PLACES_AIMAKS) {
			for (enum column name = KY; name <= RU; name++) {
				if (row->column[name][0])
					add_key(w, row, row->column[name]);
			}
			for (char *alias; (alias = strsep(&rest, "|"));) {
				if (alias[0])
					add_key(w, row, alias);
			}
		}
		free(aliases);
	}
	qsort(w->keys, w->key_count, sizeof(*w->keys), compare_keys);
}

static void add_form(struct work *w, const char *typed, char class, bool looks)
{
	struct place_form form = { .class = class, .looks = looks };
	size_t len = strlen(typed);
	for (size_t at = 0, size, i = 0; at < len; at += size, i++) {
		if (i == PLACE_FORM || w->form_count == FORMS_MAX)
			die(w, 0, "a form is too long, or there are too many", typed);
		form.code[i] = (uint16_t)utf8_next(typed + at, len - at, &size);
		form.len = (uint8_t)((i + 1) & 15);
	}
	if (form.len == 0)
		return;
	for (size_t i = 0; i < w->form_count; i++) {
		struct place_form *known = &w->forms[i];
		if (known->class == class && known->len == form.len && memcmp(known->code, form.code, sizeof(form.code)) == 0) {
			known->looks = known->looks && looks;
			return;
		}
	}
	w->forms[w->form_count++] = form;
}

static int compare_forms(const void *left, const void *right)
{
	const struct place_form *a = left, *b = right;
	for (size_t i = 0; i < PLACE_FORM; i++) {
		if (a->code[i] != b->code[i])
			return a->code[i] < b->code[i] ? -1 : 1;
	}
	return a->class - b->class;
}

static void collect_forms(struct work *w)
{
	const struct typing *row;
	for (uint32_t code = 0x400; code < 0x500; code++) {
		char class = place_fold_letter(code), letter[5] = "";
		letter[utf8_put(letter, code)] = '\0';
		if (class && class != FOLD_OTHER)
			add_form(w, letter, class, false);
	}
	for (char digit[2] = "0"; digit[0] <= '9'; digit[0]++)
		add_form(w, digit, digit[0], false);
	for (size_t i = 0; (row = typing_row(i)); i++) {
		size_t size;
		char class = place_fold_letter(utf8_next(row->letter, strlen(row->letter), &size));
		for (size_t j = 0; class && j < TYPING_MAX && row->sounds[j]; j++)
			add_form(w, row->sounds[j], class, false);
		for (size_t j = 0; class && j < TYPING_MAX && row->looks[j]; j++)
			add_form(w, row->looks[j], class, true);
	}
	qsort(w->forms, w->form_count, sizeof(w->forms[0]), compare_forms);
}

static void print_pool(const char *name, const struct pool *pool)
{
	printf("const char %s[] =", name);
	for (size_t at = 0; at < pool->len; at += strlen(pool->text + at) + 1)
		printf("\n\t\"%s\\0\"", pool->text + at);
	printf(";\n");
}

static unsigned number_of(const struct source *row)
{
	return row ? row->number : PLACE_NONE;
}

static void print_rows(struct work *w, struct source **sorted)
{
	uint16_t ranks[PLACE_RANKS + 1] = { 0 };
	printf("const struct place_row place_rows[] = {\n");
	for (size_t i = 0; i < w->row_count; i++) {
		const struct source *row = sorted[i];
		size_t ky = row->column[KY][0] ? pool_put(&w->text, row->column[KY]) : 0, ru = pool_put(&w->text, row->column[RU]);
		printf("\t{ %zu, %zu, %u, %u, %u, %d, %d, \"%s\" },\n", ky, ru, number_of(row->parent), number_of(row->district), number_of(row->region), row->level,
			row->shared, row->column[CODE]);
		ranks[row->rank + 1] = (uint16_t)(i + 1);
	}
	printf("};\nconst uint16_t place_rows_count = %zu;\nconst uint16_t place_ranks[PLACE_RANKS + 1] = { 0", w->row_count);
	for (size_t i = 1; i <= PLACE_RANKS; i++)
		printf(", %u", ranks[i]);
	printf(" };\nconst uint16_t place_by_code[] = {\n");
	for (size_t i = 0; i < w->row_count; i++) /* the file is sorted by code: check_order() */
		printf("\t%u,\n", w->rows[i].number);
	printf("};\n");
}

static void print_keys(struct work *w, const char *name, const struct key *keys, size_t count)
{
	printf("const struct place_key %s[] = {\n", name);
	for (size_t i = 0; i < count; i++)
		printf("\t{ %zu, %u },\n", pool_put(&w->folded, keys[i].folded), keys[i].place);
	printf("};\nconst uint16_t %s_count = %zu;\n", name, count);
}

static void print_words(struct work *w)
{
	struct key words[64];
	size_t count = 0;
	const char *word;
	for (size_t i = 0; (word = place_fold_word(i)); i++) {
		char folded[PLACE_FOLDED];
		if (count == 64 || !place_fold_name(word, folded))
			die(w, 0, "a word that cannot be read", word);
		words[count++] = (struct key){ strdup(folded), 0 };
	}
	qsort(words, count, sizeof(words[0]), compare_keys);
	print_keys(w, "place_words", words, count);
}

static void print_forms(const struct work *w)
{
	printf("const struct place_form place_forms[] = {\n");
	for (size_t i = 0; i < w->form_count; i++) {
		const struct place_form *form = &w->forms[i];
		printf("\t{ { %u, %u, %u, %u }, '%c', %u, %u },\n", form->code[0], form->code[1], form->code[2], form->code[3], form->class, form->len, form->looks);
	}
	printf("};\nconst uint16_t place_forms_count = %zu;\n", w->form_count);
}

static void check_order(struct work *w)
{
	for (size_t i = 1; i < w->row_count; i++) {
		if (compare_codes(&w->rows[i - 1], &w->rows[i]) >= 0)
			die(w, w->rows[i].line, "rows are sorted by their code", w->rows[i].column[CODE]);
	}
}

int main(int argc, char **argv)
{
	struct work w = { .path = argc == 2 ? argv[1] : "usage: compile FILE" };
	w.rows = grow(NULL, ROWS_MAX, sizeof(*w.rows));
	w.keys = grow(NULL, KEYS_MAX, sizeof(*w.keys));
	read_file(&w);
	check_order(&w);
	connect_rows(&w);
	struct source **sorted = grow(NULL, w.row_count + 1, sizeof(*sorted));
	number_rows(&w, sorted);
	collect_forms(&w);
	collect_keys(&w);
	pool_put(&w.text, "");
	printf("/* Made of %s by tools/places/compile.c. */\n#include \"places/place_table.h\"\n\n", w.path);
	print_rows(&w, sorted);
	print_keys(&w, "place_keys", w.keys, w.key_count);
	print_words(&w);
	print_forms(&w);
	print_pool("place_text", &w.text);
	print_pool("place_folded", &w.folded);
	if (w.folded.len > UINT16_MAX)
		die(&w, 0, "the folded names take more than 65,535 octets", "");
	return fflush(stdout) || ferror(stdout);
}
