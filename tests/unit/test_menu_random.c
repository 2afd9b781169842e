/* Whole sets of menus, made up from a seed: files are written, loaded as any others are, and every screen is read to its end in every language and
 * in the format of every network. Each page is within its budget, and what stood in the files is shown once, in its order, with no character lost or
 * split.
 *
 *	build/tests/test_menu_random          a hundred sets
 *	LONG=1 build/tests/test_menu_random   many more
 *	SEED=17 build/tests/test_menu_random  that set alone */
#include "menu_fixture.h"
#include "menu_random.h"
#include "text/translit.h"
#include "text/utf8.h"
#include "ussd/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Those of SMS (in both alphabets), of networks without Cyrillic, of two that take little, and of every profile there is. */
static struct menu_format formats[MENU_FORMATS] = { { CHARSET_UCS2, 268 }, { CHARSET_GSM7, 182 }, { CHARSET_UCS2, 120 }, { CHARSET_GSM7, 140 },
	{ CHARSET_GSM7, 306 } };
static size_t format_count = 5;

static void add_formats(void)
{
	struct complaints complaints;
	const struct ussd_profile *p;
	complaints_init(&complaints);
	struct ussd_profiles *all = ussd_profiles_load("profiles", &complaints);
	assert_non_null(all);
	for (size_t i = 0; (p = ussd_profile_at(all, i)); i++) {
		size_t k = 0;
		while (k < format_count && (formats[k].charset != p->encoding || formats[k].budget != p->budget))
			k++;
		assert_true(k < MENU_FORMATS);
		if (k == format_count)
			formats[format_count++] = (struct menu_format){ p->encoding, p->budget };
	}
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

/* 2026-03-02, midnight in Bishkek. */
#define MONDAY_MS INT64_C(1772388000000)
#define MIN_MS INT64_C(60000)
#define HOUR_MS (60 * MIN_MS)

/* What somebody reads: one screen, in one language and format. */
struct reader_of {
	const struct random_menus *menus;
	const struct random_screen *screen;
	struct menu_state s;
	const struct menu_format *format;
	char expected[RANDOM_BODY * 4];
	const char *body;          /* what of it is still to come */
	struct random_shown_line lines[RANDOM_LINES];
	size_t line_count, line;
	char page[PAGE_TEXT_MAX + 1];
};

/* As it is shown in that format: the same, or in Latin letters. */
static const char *in_script(const struct reader_of *r, const char *text)
{
	static char latin[RANDOM_BODY * 4];
	size_t len;
	if (r->format->charset == CHARSET_UCS2)
		return text;
	assert_int_equal(translit_latin(text, strlen(text), latin, sizeof(latin), &len), ERR_NONE);
	return latin;
}

static void fetch(struct reader_of *r)
{
	uint8_t scratch[512];
	struct menu_page page;
	size_t len;
	menu_show(&r->s, r->s.format, scratch, sizeof(scratch), &page);
	assert_in_range(page.text.len, 1, r->format->budget);
	assert_int_equal(charset_decode(r->format->charset, page.text, r->page, sizeof(r->page), &len), ERR_NONE);
	r->page[len] = '\0';
	assert_true(utf8_valid(r->page, len));
}

/* Takes the footer off. True when it says that there is more. */
static bool take_footer(struct reader_of *r)
{
	char more[64], back[64], footers[3][160];
	snprintf(more, sizeof(more), "%.60s", in_script(r, random_more[r->s.language]));
	snprintf(back, sizeof(back), "%.60s", in_script(r, random_back[r->s.language]));
	snprintf(footers[0], sizeof(footers[0]), "9 %s 0 %s", more, back);
	snprintf(footers[1], sizeof(footers[1]), "9 %s", more);
	snprintf(footers[2], sizeof(footers[2]), "0 %s", back);
	char *last = strrchr(r->page, '\n');
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(last ? last + 1 : r->page, footers[i]) != 0)
			continue;
		*(last ? last : r->page) = '\0';
		return i < 2;
	}
	return false;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

/* The line that is expected there, with its number; where it ends. */
static const char *read_line(struct reader_of *r, const char *at, size_t line)
{
	char wanted[RANDOM_LINE * 4 + 8];
	assert_true(line < r->line_count);
	snprintf(wanted, sizeof(wanted), "%zu %.700s", line < 8 ? line + 1 : line + 2, in_script(r, r->lines[line].text));
	size_t len = strlen(wanted);
	assert_memory_equal(at, wanted, len);
	at += len;
	assert_true(*at == '\0' || *at == '\n');
	return at + (*at == '\n');
}

/* The lines expected next, with the numbers that they have in the whole screen, of which 9 is none. */
static void read_lines(struct reader_of *r, const char *at)
{
	for (int shown = 1; *at; shown++) {
		assert_true(shown <= 8);
		at = read_line(r, at, r->line++);
	}
}

static size_t first_line(const struct reader_of *r)
{
	size_t line = 0;
	while (line < r->line_count && !r->lines[line].first)
		line++;
	return line;
}

/* On the first of several pages the line that is marked `first` stands at the end; it comes again in its place, unless that is there. */
static char *take_first(struct reader_of *r)
{
	size_t line = first_line(r);
	if (line == r->line_count)
		return NULL;
	char wanted[16];
	snprintf(wanted, sizeof(wanted), "\n%zu ", line < 8 ? line + 1 : line + 2);
	char *at = strrchr(r->page, '\n');
	if (at && strncmp(at, wanted, strlen(wanted)) == 0) {
		*at = '\0';
		return at + 1;
	}
	return NULL;
}

/* The page goes on exactly where the one before it stopped, but for white space. */
static void read_page(struct reader_of *r, bool first_of_several)
{
	const char *at = r->page, *ahead = first_of_several ? take_first(r) : NULL;
	while (is_gap(*r->body))
		r->body++;
	while (*at && *r->body) {
		if (*at != *r->body)
			fail_msg("%s, in %s: shown is '%.60s', written '%.60s'", r->screen->name, menu_language_code(r->s.set, r->s.language), at, r->body);
		at++;
		r->body++;
	}
	if (at > r->page && *at) {
		assert_int_equal(*at, '\n');
		at++;
	}
	read_lines(r, at);
	if (!first_of_several || first_line(r) == r->line_count)
		return;
	if (ahead)
		read_line(r, ahead, first_line(r));
	r->line += ahead && *r->body == '\0' && r->line == first_line(r) && r->line < 8; /* it stands in its place */
	assert_true(ahead || r->line > first_line(r));
}

/* What is shown takes so many octets or septets. */
static size_t room_of(const struct reader_of *r, const char *text)
{
	uint8_t octets[2 * PAGE_BUDGET_MAX];
	size_t len;
	assert_int_equal(charset_encode(r->format->charset, text, strlen(text), octets, sizeof(octets), &len), ERR_NONE);
	return len;
}

/* A wrong key leaves the page where it is: the same text, between the same two others, and a hint above it if that has room. */
static void press_wrong(struct reader_of *r)
{
	static const char *const wrong[] = { "xx", "9999", "09" };
	const char *hint = in_script(r, r->screen->kind == RANDOM_INPUT ? random_wrong_number[r->s.language] : random_wrong_choice[r->s.language]);
	const char *key = wrong[(size_t)r->s.place.start % 3];
	char before[sizeof(r->page)], hinted[sizeof(r->page) + 64];
	const struct menu_action *action;
	struct menu_where was = menu_where(&r->s), is;
	snprintf(before, sizeof(before), "%s", r->page);
	snprintf(hinted, sizeof(hinted), "%.60s\n%s", hint, before);
	menu_input(&r->s, key, strlen(key), &action);
	fetch(r);
	is = menu_where(&r->s);
	assert_string_equal(r->page, room_of(r, hinted) <= r->format->budget ? hinted : before);
	assert_true(r->screen->kind != RANDOM_INPUT || strcmp(r->page, hinted) == 0);
	assert_true(is.page == was.page && is.pages == was.pages && is.page <= is.pages);
	strcpy(r->page, before);
}

/* Whichever page is shown, each number of the screen leads where its line leads, and no other number leads anywhere. */
static void press_numbers(struct reader_of *r)
{
	bool lines = r->screen->kind == RANDOM_CHOICES_KIND || r->screen->kind == RANDOM_TEXT || r->screen->kind == RANDOM_LIST;
	const struct menu_action *action;
	char number[24], town[24];
	for (size_t i = 0; lines && i <= r->line_count; i++) {
		struct menu_state s;
		assert_int_equal(menu_state_copy(&s, &r->s), ERR_NONE);
		snprintf(number, sizeof(number), "%zu", i < 8 ? i + 1 : i + 2);
		assert_int_equal(menu_input(&s, number, strlen(number), &action), MENU_SHOW);
		if (i < r->line_count) {
			snprintf(town, sizeof(town), r->lines[i].town < 0 ? "" : "t%d", r->lines[i].town);
			assert_string_equal(menu_screen_name(s.set, s.place.screen), "goodbye");
			assert_string_equal(menu_kept_key(&s, "town"), town);
		} else {
			assert_true(s.hint == MENU_HINT_CHOICE && s.place.screen == r->s.place.screen && s.place.start == r->s.place.start);
		}
		menu_state_fini(&s);
	}
}

static void read_screen(struct reader_of *r, bool wrong_key)
{
	const struct menu_action *action;
	bool latin = r->format->charset != CHARSET_UCS2;
	snprintf(r->expected, sizeof(r->expected), "%s", in_script(r, random_body(r->menus, r->screen, r->s.language, latin)));
	r->body = r->expected;
	r->line = 0;
	r->line_count = random_lines(r->menus, r->screen, r->s.language, latin, r->lines);
	menu_enter(&r->s, menu_screen_find(r->s.set, r->screen->name));
	for (int pages = 0;; pages++) {
		fetch(r);
		assert_int_equal(menu_where(&r->s).page, pages + 1);
		if (wrong_key)
			press_wrong(r);
		else if (r->s.format < 2) /* in one of each alphabet */
			press_numbers(r);
		bool more = take_footer(r);
		read_page(r, more && pages == 0);
		assert_in_range(pages, 0, 200);
		if (!more)
			break;
		menu_input(&r->s, "9", 1, &action);
	}
	assert_string_equal(r->body, "");
	assert_int_equal(r->line, r->line_count);
}

/* Somebody has kept a record, typed a note, and maybe come by the choice that sets the mark; or none of it. */
static void read_all(const struct menu_set *set, const struct random_menus *menus, size_t language, size_t format)
{
	struct reader_of r = { .menus = menus, .format = &formats[format] };
	menu_state_init(&r.s, set);
	r.s.language = (uint8_t)language;
	menu_speak(&r.s, format);
	menu_clock(&r.s, MONDAY_MS + (menus->later ? 7 * 24 * HOUR_MS : 0) + (menus->by_day ? 10 : 20) * HOUR_MS);
	menu_start(&r.s);
	if (menus->kept >= 0)
		assert_int_equal(menu_keep(&r.s, "place", menus->places[menus->kept].key), ERR_NONE);
	assert_int_equal(menu_put(&r.s, FIXTURE_NOTE, RANDOM_NOTE, strlen(RANDOM_NOTE)), ERR_NONE);
	const char *sum = random_sums[menus->sum].kept;
	assert_int_equal(menu_put(&r.s, FIXTURE_SUM, sum, strlen(sum)), ERR_NONE);
	if (menus->marked)
		assert_int_equal(menu_put(&r.s, FIXTURE_MARK, "on", 2), ERR_NONE);
	for (size_t i = 0; i < menus->screen_count; i++) {
		r.screen = &menus->screens[i];
		read_screen(&r, false);
		if (r.screen->kind != RANDOM_END)
			read_screen(&r, true);
	}
	menu_state_fini(&r.s);
}

/* Somebody presses keys without a plan, while hours pass and doors open and close: each page is within its budget, and is still the same when the key
 * comes. */
static void wander(const struct menu_set *set, size_t format, unsigned seed)
{
	static const char *const keys[] = { "0", "00", "1", "2", "3", "4", "5", "7", "9", "9", "9", "x" };
	struct reader_of r = { .format = &formats[format] };
	char before[sizeof(r.page)];
	int64_t now = MONDAY_MS;
	menu_state_init(&r.s, set);
	r.s.language = seed % RANDOM_LANGUAGES;
	menu_speak(&r.s, format);
	menu_clock(&r.s, now);
	menu_start(&r.s);
	for (int i = 0; i < 60; i++) {
		const struct menu_action *action = NULL;
		fetch(&r);
		memcpy(before, r.page, sizeof(before));
		now += (int64_t)((unsigned)rand_r(&seed) % 600) * MIN_MS;
		menu_clock(&r.s, now);
		if (rand_r(&seed) % 8 == 0)
			menu_return(&r.s);
		else if (fetch(&r), strcmp(before, r.page) != 0)
			fail_msg("shown was '%.80s', and is '%.80s' when the key is pressed", before, r.page);
		const char *key = keys[(size_t)rand_r(&seed) % (sizeof(keys) / sizeof(keys[0]))];
		if (menu_input(&r.s, key, strlen(key), &action) == MENU_DO)
			menu_outcome(&r.s, 0, &action);
		if (rand_r(&seed) % 4 == 0)
			menu_keep(&r.s, "place", rand_r(&seed) % 2 == 0 ? "p0" : "p1");
	}
	menu_state_fini(&r.s);
}

/* What does not fit is refused, and for no other reason. */
static void is_refused_for_room(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *one = &complaints->list[i];
		if (one->severity == SEVERITY_ERROR && !strstr(one->text, "shorten"))
			fail_msg("%s:%d:%d: %s", one->file, one->line, one->column, one->text);
	}
}

static bool try_set(unsigned seed)
{
	static struct random_menus menus;
	struct complaints complaints;
	char directory[64];
	random_make(&menus, seed);
	random_write(&menus, directory);
	complaints_init(&complaints);
	/* Loaded before they are looked at, on that day, or (by a clock that was set right since) after it. */
	const char *const today[] = { "2026-02-15", "2026-03-02", FIXTURE_TODAY };
	struct menu_set *set = menu_load(directory, &fixture_contract, formats, format_count, today[seed % 3], &complaints);
	bool loaded = set != NULL;
	is_refused_for_room(&complaints);
	complaints_fini(&complaints);
	for (size_t language = 0; loaded && language < RANDOM_LANGUAGES; language++) {
		for (size_t format = 0; format < format_count; format++) {
			for (menus.kept = -1; menus.kept < (int)menus.place_count; menus.kept++) {
				menus.marked = !menus.marked;
				menus.sum = (menus.sum + 1) % RANDOM_SUMS;
				menus.by_day ^= menus.marked;
				menus.later = !menus.later ^ (menus.sum == 0);
				read_all(set, &menus, language, format);
			}
			wander(set, format, seed + (unsigned)format);
		}
	}
	menu_free(set);
	random_remove(directory);
	return loaded;
}

static void every_page_fits_and_nothing_is_lost(void **state)
{
	(void)state;
	const char *alone = getenv("SEED");
	unsigned from = alone ? (unsigned)atoi(alone) : 0, count = alone ? 1 : getenv("LONG") ? 5000 : 100, loaded = 0;
	add_formats();
	for (unsigned seed = from; seed < from + count; seed++) {
		random_seed_shown = seed;
		loaded += try_set(seed);
	}
	if (!alone)
		assert_true(loaded > count / 2);
	print_message("# sets: %u, of which fit: %u\n", count, loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_page_fits_and_nothing_is_lost) };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (failed)
		printf("# SEED=%u\n", random_seed_shown);
	return failed;
}
