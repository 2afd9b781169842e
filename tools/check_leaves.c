#include "check_leaves.h"

#include "menu/check_leaves.h"

#include <stdlib.h>
#include <string.h>

/* Further than this people do not get: they give up, or the network closes the call. */
#define ANSWERS_MOST 8
#define USUAL_MOST_MS 90000
#define SLOW_MOST_MS 180000
#define NAME_MAX_SHOWN 256

struct leaf_table {
	char tongue[16]; /* "ky-Latn" */
	struct menu_format format;
	struct leaves *leaves;
};
struct leaf_tables {
	const struct menu_set *set;
	struct leaf_table list[MENU_LANGUAGES * MENU_FORMATS];
	size_t count;
};

static bool add(struct leaf_tables *t, size_t language, struct menu_format format, int64_t unix_ms)
{
	bool latin = format.charset == CHARSET_GSM7;
	struct leaf_table *table = &t->list[t->count];
	table->format = format;
	snprintf(table->tongue, sizeof(table->tongue), "%s", menu_tongue_code(t->set, language, latin));
	table->leaves = menu_leaves(t->set, language, (size_t)menu_format_index(t->set, format), unix_ms);
	t->count += table->leaves != NULL;
	return table->leaves != NULL;
}

struct leaf_tables *leaf_tables_new(const struct menu_set *set, const struct menu_format *formats, size_t format_count, int64_t unix_ms)
{
	struct leaf_tables *t = calloc(1, sizeof(*t));
	bool made = t != NULL;
	if (made)
		t->set = set;
	for (size_t language = 0; made && language < menu_language_count(set); language++) {
		for (size_t i = 0; made && i < format_count; i++) {
			if (formats[i].charset == CHARSET_UCS2 || menu_latin_offered(set, language))
				made = add(t, language, formats[i], unix_ms);
		}
	}
	if (made)
		return t;
	leaf_tables_free(t);
	return NULL;
}

void leaf_tables_free(struct leaf_tables *t)
{
	for (size_t i = 0; t && i < t->count; i++)
		menu_leaves_free(t->list[i].leaves);
	free(t);
}

/* ---- as text ---- */

static unsigned seconds(uint32_t ms)
{
	return (ms + 999) / 1000;
}

/* "10", or "4/10" where the first page offers to send all of it. */
static void print_figure(const struct leaf *leaf, unsigned first, unsigned last, FILE *out)
{
	char figure[32];
	if (leaf->sends && leaf->pages > 1)
		snprintf(figure, sizeof(figure), "%u/%u", first, last);
	else
		snprintf(figure, sizeof(figure), "%u", last);
	fprintf(out, "  %7s", figure);
}

static void print_leaf(const struct leaf_tables *t, const struct leaf_table *table, const struct leaf *leaf, FILE *out)
{
	char name[NAME_MAX_SHOWN];
	menu_leaf_told(t->set, leaf, name, sizeof(name));
	fprintf(out, "%-72s %-7s %-4s %5u", name, table->tongue, charset_name(table->format.charset), leaf->pages);
	print_figure(leaf, leaf->first.answers, leaf->last.answers, out);
	print_figure(leaf, seconds(leaf->first.ms[TEMPO_USUAL]), seconds(leaf->last.ms[TEMPO_USUAL]), out);
	print_figure(leaf, seconds(leaf->first.ms[TEMPO_SLOW]), seconds(leaf->last.ms[TEMPO_SLOW]), out);
	fputc('\n', out);
}

static void print_table(const struct leaf_tables *t, const struct leaf_table *table, FILE *out)
{
	fprintf(out, "\n%-72s %-7s %-4s %5s  %7s  %7s  %7s\n", "leaf", "in", "as", "pages", "answers", "seconds", "slow");
	for (size_t i = 0; i < table->leaves->count; i++)
		print_leaf(t, table, &table->leaves->list[i], out);
	if (!table->leaves->whole)
		fprintf(out, "There are more ways than were walked.\n");
}

typedef bool is_far(const struct leaf *leaf);

static bool far_by_answers(const struct leaf *leaf)
{
	return leaf->last.answers > ANSWERS_MOST;
}

static bool far_by_time(const struct leaf *leaf)
{
	return leaf->last.ms[TEMPO_USUAL] > USUAL_MOST_MS;
}

static bool far_when_slow(const struct leaf *leaf)
{
	return leaf->last.ms[TEMPO_SLOW] > SLOW_MOST_MS;
}

static const struct { const char *told; is_far *is; } limits[] = {
	{ "over 8 answers", far_by_answers }, { "over 90 seconds", far_by_time }, { "over 180 seconds for a slow reader", far_when_slow },
};

static void print_summary(const struct leaf_tables *t, const struct leaf_table *table, FILE *out)
{
	size_t leaves = 0, far[sizeof(limits) / sizeof(limits[0])] = { 0 };
	for (size_t i = 0; i < table->leaves->count; i++) {
		const struct leaf *leaf = &table->leaves->list[i];
		leaves += !leaf->action;
		for (size_t j = 0; j < sizeof(limits) / sizeof(limits[0]); j++)
			far[j] += !leaf->action && limits[j].is(leaf);
	}
	fprintf(out, "\n%s %s %u: %zu leaves", table->tongue, charset_name(table->format.charset), table->format.budget, leaves);
	for (size_t j = 0; j < sizeof(limits) / sizeof(limits[0]); j++)
		fprintf(out, "; %zu %s", far[j], limits[j].told);
	fputc('\n', out);
	for (size_t i = 0; i < table->leaves->count; i++) {
		const struct leaf *leaf = &table->leaves->list[i];
		if (!leaf->action && (far_by_answers(leaf) || far_by_time(leaf) || far_when_slow(leaf)))
			print_leaf(t, table, leaf, out);
	}
}

void leaf_tables_print(const struct leaf_tables *t, FILE *out)
{
	for (size_t i = 0; i < t->count; i++)
		print_table(t, &t->list[i], out);
	for (size_t i = 0; i < t->count; i++)
		print_summary(t, &t->list[i], out);
}

/* ---- for programs ---- */

static json_t *cost_json(const struct tempo_cost *cost)
{
	return json_pack("{s:i, s:i, s:i}", "answers", (int)cost->answers, "ms", (int)cost->ms[TEMPO_USUAL], "slow_ms", (int)cost->ms[TEMPO_SLOW]);
}

static json_t *leaf_json(const struct leaf_tables *t, const struct leaf_table *table, const struct leaf *leaf)
{
	char name[NAME_MAX_SHOWN];
	menu_leaf_told(t->set, leaf, name, sizeof(name));
	json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i}", "name", name, "screen", menu_screen_name(t->set, leaf->screen), "language", table->tongue,
		"charset", charset_name(table->format.charset), "budget", (int)table->format.budget, "pages", (int)leaf->pages);
	json_t *last = cost_json(&leaf->last);
	json_object_update(one, last);
	json_decref(last);
	if (leaf->sends)
		json_object_set_new(one, "sent_from", cost_json(&leaf->first));
	return one;
}

void leaf_tables_json(const struct leaf_tables *t, json_t *report)
{
	json_t *leaves = json_array(), *done = json_array();
	for (size_t i = 0; i < t->count; i++) {
		for (size_t j = 0; j < t->list[i].leaves->count; j++) {
			const struct leaf *leaf = &t->list[i].leaves->list[j];
			json_array_append_new(leaf->action ? done : leaves, leaf_json(t, &t->list[i], leaf));
		}
	}
	json_object_set_new(report, "leaves", leaves);
	json_object_set_new(report, "done", done);
}
