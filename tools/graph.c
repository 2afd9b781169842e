/* kopuro graph: the screens and the ways between them, for Graphviz, as a picture, or as a table of how the screens are used. Screens stand in the
 * order of their names, so that two graphs can be compared. */
#include "commands.h"
#include "graph_svg.h"
#include "graph_traffic.h"
#include "menus.h"

#include "menu/survey.h"
#include "text/utf8.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 60 /* octets of a screen's text in its box */

struct graph {
	FILE *out;
	const struct menu_set *set;
	size_t language;
	const struct graph_traffic *traffic; /* NULL: it is not known */
	bool *drawn;     /* by screen */
	uint16_t *order; /* the screens by name */
	size_t count;
};

/* In quotes, where Graphviz reads `\\n` and `&amp;`. */
static void put_escaped(const struct graph *g, const char *text, size_t len)
{
	static const char *const escapes[128] = {['\n'] = "\\n", ['"'] = "\\\"", ['\\'] = "\\\\", ['&'] = "&amp;"};
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 128 && escapes[c])
			fputs(escapes[c], g->out);
		else
			putc(c, g->out);
	}
}

static void put_name(const struct graph *g, uint16_t screen)
{
	const char *name = menu_screen_name(g->set, screen);
	putc('"', g->out);
	put_escaped(g, name, strlen(name));
	putc('"', g->out);
}

static void put_screen(const struct graph *g, uint16_t screen)
{
	static const struct { const char *kind, *shape; } shapes[] = {
		{"choices", "box"}, {"text", "note"}, {"list", "folder"}, {"input", "invhouse"}, {"confirm", "diamond"}, {"end", "oval"},
		{"language", "box"}};
	char text[SURVEY_TEXT], used[96];
	size_t len = survey_text(g->set, screen, g->language, PAGE_OWN, text), shown = utf8_floor(text, len, SHOWN);
	const char *kind = survey_kind(g->set, screen);
	fputc('\t', g->out);
	put_name(g, screen);
	fputs(" [label=\"", g->out);
	put_escaped(g, menu_screen_name(g->set, screen), strlen(menu_screen_name(g->set, screen)));
	fputs(len > 0 ? "\\n" : "", g->out);
	put_escaped(g, text, shown);
	if (shown < len)
		fputs("…", g->out);
	if (g->traffic) {
		graph_traffic_label(g->traffic, screen, used);
		fprintf(g->out, "\\n%s\", style=filled, fillcolor=\"%s", used, graph_traffic_colour(g->traffic, screen));
	}
	fputc('"', g->out);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(shapes[i].kind, kind) == 0)
			fprintf(g->out, ", shape=%s", shapes[i].shape);
	fputs("];\n", g->out);
}

static void put_moves(const struct graph *g, uint16_t screen)
{
	char label[SURVEY_TEXT], when[SURVEY_TEXT];
	struct survey_way way;
	for (size_t move = 0; move < survey_move_count(g->set, screen); move++)
		for (size_t i = 0; survey_way(g->set, screen, move, i, &way); i++) {
			size_t len = survey_label(g->set, screen, move, g->language, PAGE_OWN, label);
			fputc('\t', g->out);
			put_name(g, screen);
			fputs(" -> ", g->out);
			put_name(g, way.to);
			fputs(" [label=\"", g->out);
			put_escaped(g, label, len);
			if (way.action)
				fprintf(g->out, "\\n%s: %s", way.action, way.outcome);
			if (survey_passed(g->set, screen, move))
				fputs("\\nat once when one is kept", g->out);
			size_t when_len = survey_move_when(g->set, screen, move, when);
			if (when_len > 0)
				fputs("\\n[", g->out);
			put_escaped(g, when, when_len);
			fputs(when_len > 0 ? "]\", style=dashed];\n" : "\"];\n", g->out);
		}
}

/* It is understood on every screen: one way stands for all of them. */
static void put_emergency(const struct graph *g)
{
	char numbers[SURVEY_TEXT];
	uint16_t screen = survey_emergency(g->set, numbers);
	if (screen == MENU_NONE || !g->drawn[screen])
		return;
	fprintf(g->out, "\t\"%s\" [shape=plaintext];\n\t\"%s\" -> ", numbers, numbers);
	put_name(g, screen);
	fputs(";\n", g->out);
}

/* What can be reached from `from`; a journey ends where it leads home. */
static void mark(struct graph *g, uint16_t from)
{
	struct survey_way way;
	if (g->drawn[from])
		return;
	g->drawn[from] = true;
	for (size_t move = 0; move < survey_move_count(g->set, from); move++)
		for (size_t i = 0; survey_way(g->set, from, move, i, &way); i++)
			if (way.to != survey_entry(g->set))
				mark(g, way.to);
			else
				g->drawn[way.to] = true;
}

static int by_name(const void *a, const void *b, void *set)
{
	return strcmp(menu_screen_name(set, *(const uint16_t *)a), menu_screen_name(set, *(const uint16_t *)b));
}

static void choose(struct graph *g, struct menu_set *set, uint16_t journey)
{
	for (size_t i = 0; i < g->count; i++) {
		g->order[i] = (uint16_t)i;
		g->drawn[i] = journey == MENU_NONE;
	}
	qsort_r(g->order, g->count, sizeof *g->order, by_name, set);
	if (journey != MENU_NONE)
		mark(g, journey);
}

static void draw(const struct graph *g, uint16_t journey)
{
	fputs("digraph menus {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n\tedge [fontname=\"sans-serif\", fontsize=10];\n", g->out);
	for (size_t i = 0; i < g->count; i++)
		if (g->drawn[g->order[i]])
			put_screen(g, g->order[i]);
	put_emergency(g);
	/* Of a journey, home is only where it ends. */
	for (size_t i = 0; i < g->count; i++)
		if (g->drawn[g->order[i]] && (journey == MENU_NONE || journey == g->order[i] || g->order[i] != survey_entry(g->set)))
			put_moves(g, g->order[i]);
	fputs("}\n", g->out);
}

static bool draw_svg(struct graph *g, uint16_t journey)
{
	struct graph_svg svg;
	if (!graph_svg_begin(&svg))
		return false;
	g->out = svg.dot;
	draw(g, journey);
	return graph_svg_end(&svg);
}

enum format { DOT, SVG, TEXT, FORMATS };
static const char *const formats[FORMATS] = {[DOT] = "dot", [SVG] = "svg", [TEXT] = "text"};

struct wish {
	const char *journey, *language, *store, *channel;
	enum format format;
	unsigned days;
};

static bool put_graph(struct graph *g, const struct wish *wish, uint16_t journey)
{
	if (wish->format == SVG)
		return draw_svg(g, journey);
	if (wish->format == TEXT)
		graph_traffic_table(g->out, g->traffic, g->drawn, g->order);
	else
		draw(g, journey);
	return true;
}

static int graph_set(struct menu_set *set, const struct wish *wish)
{
	int index = wish->language ? menu_language_find(set, wish->language) : 0;
	uint16_t from = wish->journey ? menu_screen_find(set, wish->journey) : MENU_NONE;
	if (index < 0 || (wish->journey && from == MENU_NONE)) {
		fprintf(stderr, "%s: no such %s\n", index < 0 ? wish->language : wish->journey, index < 0 ? "language" : "screen");
		return 1;
	}
	struct graph g = {.out = stdout, .set = set, .language = (size_t)index, .count = menu_screen_count(set)};
	struct graph_traffic traffic = {0};
	bool done = !wish->store || graph_traffic_read(&traffic, set, wish->store, wish->channel, wish->days);
	g.traffic = wish->store ? &traffic : NULL;
	g.drawn = calloc(g.count, sizeof *g.drawn);
	g.order = calloc(g.count, sizeof *g.order);
	if (!g.drawn || !g.order)
		abort();
	choose(&g, set, from);
	done = done && put_graph(&g, wish, from);
	free(g.drawn);
	free(g.order);
	graph_traffic_fini(&traffic);
	return !done;
}

static bool read_days(const char *text, unsigned *days)
{
	int used = 0;
	return sscanf(text, "%3u%n", days, &used) == 1 && text[used] == '\0' && *days >= 1 && *days <= TRAFFIC_KEPT_DAYS;
}

static bool read_format(const char *text, enum format *format)
{
	for (*format = 0; *format < FORMATS; ++*format)
		if (strcmp(text, formats[*format]) == 0)
			return true;
	return false;
}

static bool read_wish(int argc, char **argv, struct wish *wish)
{
	static const struct option options[] = {{"journey", required_argument, NULL, 'j'}, {"lang", required_argument, NULL, 'l'},
		{"format", required_argument, NULL, 'f'}, {"store", required_argument, NULL, 's'}, {"days", required_argument, NULL, 'd'},
		{"channel", required_argument, NULL, 'c'}, {0}};
	int option;
	bool right = true;
	while (right && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'j': wish->journey = optarg; break;
		case 'l': wish->language = optarg; break;
		case 'f': right = read_format(optarg, &wish->format); break;
		case 's': wish->store = optarg; break;
		case 'd': right = read_days(optarg, &wish->days); break;
		case 'c': wish->channel = optarg; break;
		default: right = false;
		}
	if (strcmp(wish->channel, "ussd") != 0 && strcmp(wish->channel, "sms") != 0)
		return false;
	return right && argc - optind <= 1 && (wish->format != TEXT || wish->store);
}

int command_graph(int argc, char **argv)
{
	struct wish wish = {.channel = "ussd", .days = 30};
	if (!read_wish(argc, argv, &wish)) {
		fprintf(stderr, "usage: kopuro graph [--format dot|svg] [--journey SCREEN] [--lang ky] [DIR]\n"
			"       kopuro graph [--format dot|svg|text] --store FILE [--days 1..%d] [--channel ussd|sms] [--journey SCREEN] [--lang ky] [DIR]\n",
			TRAFFIC_KEPT_DAYS);
		return 2;
	}
	struct menu_set *set = menus_open(optind < argc ? argv[optind] : "menus");
	int status = set ? graph_set(set, &wish) : 1;
	menu_free(set);
	return status;
}
