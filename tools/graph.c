/* kopuro graph: the screens and the ways between them, for Graphviz. Screens stand in the order of their names, so that two graphs can be compared. */
#include "commands.h"
#include "menus.h"

#include "menu/survey.h"
#include "text/utf8.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 60 /* octets of a screen's text in its box */

struct graph {
	const struct menu_set *set;
	size_t language;
	bool *drawn;     /* by screen */
	uint16_t *order; /* the screens by name */
	size_t count;
};

static void put_escaped(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n') {
			fputs("\\n", stdout);
			continue;
		}
		if (text[i] == '"' || text[i] == '\\')
			putchar('\\');
		putchar(text[i]);
	}
}

static void put_name(const char *name)
{
	putchar('"');
	put_escaped(name, strlen(name));
	putchar('"');
}

static void put_screen(const struct graph *g, uint16_t screen)
{
	static const struct { const char *kind, *shape; } shapes[] = {
		{"choices", "box"}, {"text", "note"}, {"list", "folder"}, {"input", "invhouse"}, {"confirm", "diamond"}, {"end", "oval"},
		{"language", "box"}};
	char text[SURVEY_TEXT];
	size_t len = survey_text(g->set, screen, g->language, text), shown = utf8_floor(text, len, SHOWN);
	const char *kind = survey_kind(g->set, screen);
	printf("\t");
	put_name(menu_screen_name(g->set, screen));
	printf(" [label=\"");
	put_escaped(menu_screen_name(g->set, screen), strlen(menu_screen_name(g->set, screen)));
	printf("%s", len > 0 ? "\\n" : "");
	put_escaped(text, shown);
	printf("%s\"", shown < len ? "…" : "");
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(shapes[i].kind, kind) == 0)
			printf(", shape=%s", shapes[i].shape);
	puts("];");
}

static void put_moves(const struct graph *g, uint16_t screen)
{
	char label[SURVEY_TEXT];
	struct survey_way way;
	for (size_t move = 0; move < survey_move_count(g->set, screen); move++)
		for (size_t i = 0; survey_way(g->set, screen, move, i, &way); i++) {
			size_t len = survey_label(g->set, screen, move, g->language, label);
			printf("\t");
			put_name(menu_screen_name(g->set, screen));
			printf(" -> ");
			put_name(menu_screen_name(g->set, way.to));
			printf(" [label=\"");
			put_escaped(label, len);
			if (way.action)
				printf("\\n%s: %s", way.action, way.outcome);
			puts("\"];");
		}
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

static void draw(struct graph *g, struct menu_set *set, uint16_t journey)
{
	for (size_t i = 0; i < g->count; i++) {
		g->order[i] = (uint16_t)i;
		g->drawn[i] = journey == MENU_NONE;
	}
	qsort_r(g->order, g->count, sizeof *g->order, by_name, set);
	if (journey != MENU_NONE)
		mark(g, journey);
	puts("digraph menus {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n\tedge [fontname=\"sans-serif\", fontsize=10];");
	for (size_t i = 0; i < g->count; i++)
		if (g->drawn[g->order[i]])
			put_screen(g, g->order[i]);
	/* Of a journey, home is only where it ends. */
	for (size_t i = 0; i < g->count; i++)
		if (g->drawn[g->order[i]] && (journey == MENU_NONE || journey == g->order[i] || g->order[i] != survey_entry(set)))
			put_moves(g, g->order[i]);
	puts("}");
}

static int graph_set(struct menu_set *set, const char *language, const char *journey)
{
	int index = language ? menu_language_find(set, language) : 0;
	uint16_t from = journey ? menu_screen_find(set, journey) : MENU_NONE;
	if (index < 0 || (journey && from == MENU_NONE)) {
		fprintf(stderr, "%s: no such %s\n", index < 0 ? language : journey, index < 0 ? "language" : "screen");
		return 1;
	}
	struct graph g = {.set = set, .language = (size_t)index, .count = menu_screen_count(set)};
	g.drawn = calloc(g.count, sizeof *g.drawn);
	g.order = calloc(g.count, sizeof *g.order);
	if (!g.drawn || !g.order)
		abort();
	draw(&g, set, from);
	free(g.drawn);
	free(g.order);
	return 0;
}

int command_graph(int argc, char **argv)
{
	static const struct option options[] = {{"journey", required_argument, NULL, 'j'}, {"lang", required_argument, NULL, 'l'}, {0}};
	const char *journey = NULL, *language = NULL;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1 && option != '?')
		*(option == 'j' ? &journey : &language) = optarg;
	if (option == '?' || argc - optind > 1) {
		fputs("usage: kopuro graph [--journey SCREEN] [--lang ky] [DIR]\n", stderr);
		return 2;
	}
	struct menu_set *set = menus_open(optind < argc ? argv[optind] : "menus");
	int status = set ? graph_set(set, language, journey) : 1;
	menu_free(set);
	return status;
}
