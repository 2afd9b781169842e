/* Walks every way of a folder of menus as people may go it, and holds each page against what must be true of all of them. What is wrong is told on
 * standard output, a line each: the law, a tab, where and what. What screens say, read to their end, is written into a file, for laws about words.
 *
 *	build/tests/robot menus 2027-03-03 texts
 *	build/tests/robot latin                    lines in Latin letters
 *
 * It knows the menu engine's calls, and of pages only what stands on them (shown.h). An action comes to each of its outcomes, with its slots full. A
 * *station* is a screen with what is kept, set and known; each is gone to once, and there every key of every page is pressed, and some that are wrong.
 * Where a table has many records (villages), the first and the last of each page stand for all. */
#include "hold.h"
#include "press.h"

#include "base/calendar.h"
#include "journeys/contract.h"
#include "menu/live.h"
#include "menu/load.h"
#include "text/translit.h"

#include <stdlib.h>
#include <string.h>

#define PAGES_MOST 40
#define LOADED "2026-11-28" /* then time passes */

/* What is told to somebody in danger, of their own country first. */
static bool is_danger(const struct robot *r, uint16_t screen)
{
	static const char *const led_to[] = { MENU_SCREEN_DANGER, MENU_SCREEN_DANGER_LANGUAGE, MENU_SCREEN_ADDITION_DANGER };
	bool is = screen == r->set->emergency.screen;
	for (size_t i = 0; i < sizeof(led_to) / sizeof(led_to[0]); i++)
		is |= screen == menu_screen_find(r->set, led_to[i]);
	return is;
}

static void visit(struct robot *r, size_t index)
{
	static struct shown pages[PAGES_MOST];
	const struct station *at = &r->stations[index];
	struct menu_state s = robot_copy(&at->state);
	const struct menu_action *action;
	size_t count = 0;
	do {
		struct shown *page = &pages[count];
		robot_read(r, &s, page);
		hold_page(r, at, page, count);
		if (count == 0 && is_danger(r, at->screen))
			hold_own(r, at, &s, page);
		if (!page->ends)
			press_all(r, at, &s, page);
		if (count > 0 && page->back)
			press_back(r, at, &s, "9", &pages[count - 1]);
		count++;
	} while (pages[count - 1].more && count < PAGES_MOST && robot_type(&s, "9", &action) == MENU_SHOW);
	hold_numbers(r, at, pages, count);
	hold_text(r, at, pages, count);
	menu_state_fini(&s);
}

/* ---- all of them ---- */

/* `known`: the record that is remembered of whoever calls, or MENU_NONE. */
static void begin_at(struct robot *r, uint16_t screen, uint16_t known)
{
	struct menu_state s;
	if (screen == MENU_NONE)
		return;
	menu_state_init(&s, r->set);
	s.language = (uint8_t)r->language;
	s.known = known;
	menu_speak(&s, r->format);
	menu_clock(&s, r->unix_ms);
	menu_start(&s);
	if (screen != r->set->entry) {
		press_fill(&s);
		menu_enter(&s, screen);
	}
	robot_add(r, &s, NULL, known == MENU_NONE ? "" : menu_record_key(r->set, r->set->remembered, known));
}

/* At home, and where the gateway itself leads. */
static void begin(struct robot *r, uint16_t known)
{
	begin_at(r, r->set->entry, known);
	begin_at(r, r->set->resume_screen, known);
	begin_at(r, r->set->later_screen, known);
	for (size_t i = 0; check_led_to[i]; i++)
		begin_at(r, menu_screen_find(r->set, check_led_to[i]), known);
}

static void walk(struct robot *r)
{
	memset(r->reached, 0, menu_screen_count(r->set) * sizeof(*r->reached));
	memset(r->told, 0, sizeof(r->told));
	memset(r->table, 0, 2 * STATIONS_MOST * sizeof(*r->table));
	r->count = 0;
	r->more = menu_tongue_word(r->set, "more", r->language, menu_format_at(r->set, r->format).charset == CHARSET_GSM7);
	r->back = menu_tongue_word(r->set, "back", r->language, menu_format_at(r->set, r->format).charset == CHARSET_GSM7);
	begin(r, MENU_NONE);
	for (uint16_t i = 0; r->set->remembered != MENU_NONE && i < menu_record_count(r->set, r->set->remembered); i++)
		begin(r, i);
	for (size_t i = 0; i < r->count; i++)
		visit(r, i);
	for (uint16_t i = 0; i < menu_screen_count(r->set); i++) {
		if (!r->reached[i])
			robot_tell(r, LAW_LEFT, &r->stations[0], "%s", menu_screen_name(r->set, i));
	}
	fprintf(stderr, "# %s: stations: %zu\n", r->writing, r->count);
	for (size_t i = 0; i < r->count; i++)
		menu_state_fini(&r->stations[i].state);
}

static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_UCS2, 140 }, { CHARSET_GSM7, 182 }, { CHARSET_GSM7, 160 } };

/* Lines of standard input in Latin letters. */
static int write_latin(void)
{
	char line[8192], latin[4 * sizeof(line)];
	size_t len;
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (translit_latin(line, strlen(line), latin, sizeof(latin), &len) != ERR_NONE)
			return 1;
		puts(latin);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "latin") == 0)
		return write_latin();
	struct complaints complaints;
	struct robot r = { 0 };
	int64_t day;
	if (argc != 4 || !calendar_parse(argv[2], &day))
		return 2;
	complaints_init(&complaints);
	struct menu_set *set = menu_load(argv[1], &journey_contract, formats, sizeof(formats) / sizeof(formats[0]), LOADED, &complaints);
	r.set = set;
	r.texts = fopen(argv[3], "w");
	if (!set || !r.texts) {
		complaints_print(&complaints, stderr);
		return 1;
	}
	r.unix_ms = calendar_day_start(day) + 12 * 3600000;
	r.live = live_find(set);
	r.reached = calloc(menu_screen_count(set), sizeof(*r.reached));
	r.stations = calloc(STATIONS_MOST, sizeof(*r.stations));
	r.table = calloc(2 * STATIONS_MOST, sizeof(*r.table));
	r.leads = calloc(LEADS, sizeof(*r.leads));
	r.written = calloc(LEADS, sizeof(*r.written));
	for (r.language = 0; r.language < menu_language_count(set); r.language++) {
		for (r.format = 0; r.format < sizeof(formats) / sizeof(formats[0]); r.format++) {
			bool latin = formats[r.format].charset == CHARSET_GSM7;
			if (latin && !menu_latin_offered(set, r.language))
				continue;
			snprintf(r.writing, sizeof(r.writing), "%s %u %s", menu_tongue_code(set, r.language, latin), formats[r.format].budget, argv[2]);
			walk(&r);
		}
	}
	bool written = fclose(r.texts) == 0;
	free(r.written);
	free(r.leads);
	free(r.table);
	free(r.stations);
	free(r.reached);
	free(r.live);
	menu_free(set);
	complaints_fini(&complaints);
	return written ? 0 : 1;
}
