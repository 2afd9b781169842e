#include "graph_traffic.h"

#include "base/calendar.h"
#include "base/moment.h"
#include "menu/survey.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ENOUGH 10 /* so often shown that a share means something */

static void take(void *context, const char *screen, const struct traffic *traffic)
{
	struct graph_traffic *t = context;
	uint16_t at = menu_screen_find(t->set, screen);
	if (at != MENU_NONE) {
		t->of[at] = *traffic;
		return;
	}
	struct graph_stray *strays = realloc(t->strays, (t->stray_count + 1) * sizeof *strays);
	char *name = strdup(screen);
	if (!strays || !name)
		abort();
	strays[t->stray_count++] = (struct graph_stray){name, traffic->shown};
	t->strays = strays;
}

bool graph_traffic_read(struct graph_traffic *t, const struct menu_set *set, const char *store, const char *channel, unsigned days)
{
	char *why = NULL;
	*t = (struct graph_traffic){.set = set, .channel = channel, .days = days, .today = calendar_day(moment_read().unix_ms)};
	t->of = calloc(menu_screen_count(set), sizeof *t->of);
	if (!t->of)
		abort();
	if (traffic_read(store, channel, t->today - days + 1, take, t, &why))
		return true;
	fprintf(stderr, "%s\n", why ? why : "no memory");
	free(why);
	return false;
}

void graph_traffic_fini(struct graph_traffic *t)
{
	for (size_t i = 0; i < t->stray_count; i++)
		free(t->strays[i].name);
	free(t->strays);
	free(t->of);
}

/* Per mille. Left today may be what was shown before the first day. */
static unsigned share(const struct traffic *t)
{
	uint64_t share = t->shown ? t->dropped * 1000 / t->shown : 0;
	return share > 1000 ? 1000 : (unsigned)share;
}

void graph_traffic_label(const struct graph_traffic *t, uint16_t screen, char out[96])
{
	const struct traffic *of = &t->of[screen];
	int len = snprintf(out, 96, "shown %" PRIu64, of->shown);
	if (of->shown > 0)
		snprintf(out + len, 96 - (size_t)len, ", left %" PRIu64 " (%u.%u %%)", of->dropped, share(of) / 10, share(of) % 10);
}

static bool is_to_read(const struct graph_traffic *t, uint16_t screen)
{
	const char *kind = survey_kind(t->set, screen);
	return strcmp(kind, "text") == 0 || strcmp(kind, "end") == 0;
}

const char *graph_traffic_colour(const struct graph_traffic *t, uint16_t screen)
{
	static const struct { unsigned from; const char *colour; } steps[] = {{500, "#f2a29b"}, {250, "#f8cf9c"}, {100, "#fbf0b2"}, {0, "#cde8cd"}};
	size_t step = 0;
	if (t->of[screen].shown < ENOUGH)
		return "#eeeeee";
	if (is_to_read(t, screen))
		return "#dbe7f4";
	while (share(&t->of[screen]) < steps[step].from)
		step++;
	return steps[step].colour;
}

/* ---- the table ---- */

enum part { ASKING, TO_READ, RARE, NEVER, PARTS };
static const char *const titles[PARTS] = {
	[ASKING] = "screens that wait for an answer",
	[TO_READ] = "screens to read: who leaves here may have read what they wanted",
	[RARE] = "shown fewer than ten times: too seldom to tell",
	[NEVER] = "never shown",
};

static enum part part_of(const struct graph_traffic *t, uint16_t screen)
{
	uint64_t shown = t->of[screen].shown;
	return shown == 0 ? NEVER : shown < ENOUGH ? RARE : is_to_read(t, screen) ? TO_READ : ASKING;
}

/* Where people leave most; then where most people come; then by name, since `order` is. */
static int worst_first(const void *a, const void *b, void *context)
{
	const struct graph_traffic *t = context;
	const struct traffic *x = &t->of[*(const uint16_t *)a], *y = &t->of[*(const uint16_t *)b];
	if (share(x) != share(y))
		return share(x) < share(y) ? 1 : -1;
	if (x->shown != y->shown)
		return x->shown < y->shown ? 1 : -1;
	return strcmp(menu_screen_name(t->set, *(const uint16_t *)a), menu_screen_name(t->set, *(const uint16_t *)b));
}

static void put_part(FILE *out, const struct graph_traffic *t, enum part part, const bool *wanted, const uint16_t *sorted)
{
	bool titled = false;
	for (size_t i = 0; i < menu_screen_count(t->set); i++) {
		const struct traffic *of = &t->of[sorted[i]];
		const char *name = menu_screen_name(t->set, sorted[i]);
		if (!wanted[sorted[i]] || part_of(t, sorted[i]) != part)
			continue;
		if (!titled)
			fprintf(out, "\n%s\n", titles[part]);
		titled = true;
		if (part == NEVER)
			fprintf(out, "  %s\n", name);
		else
			fprintf(out, "  %-30s %-8s %8" PRIu64 " %8" PRIu64 " %4u.%u %8" PRIu64 "\n", name, survey_kind(t->set, sorted[i]), of->shown, of->dropped,
				share(of) / 10, share(of) % 10, of->ended);
	}
}

void graph_traffic_table(FILE *out, const struct graph_traffic *t, const bool *wanted, const uint16_t *order)
{
	char from[CALENDAR_DATE], to[CALENDAR_DATE];
	size_t count = menu_screen_count(t->set);
	uint16_t *sorted = calloc(count, sizeof *sorted);
	if (!sorted)
		abort();
	memcpy(sorted, order, count * sizeof *sorted);
	qsort_r(sorted, count, sizeof *sorted, worst_first, (void *)t);
	calendar_iso(t->today - t->days + 1, from);
	calendar_iso(t->today, to);
	fprintf(out, "%s, %s to %s\n\n  %-30s %-8s %8s %8s %6s %8s\n", t->channel, from, to, "screen", "kind", "shown", "left", "%", "ended");
	for (enum part part = 0; part < PARTS; part++)
		put_part(out, t, part, wanted, sorted);
	for (size_t i = 0; i < t->stray_count; i++)
		fprintf(out, "%s  %-39s %8" PRIu64 "\n", i == 0 ? "\nno longer in the menus\n" : "", t->strays[i].name, t->strays[i].shown);
	free(sorted);
}
