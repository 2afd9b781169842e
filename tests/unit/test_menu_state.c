/* What somebody typed and where they stand: kept, wiped, copied, packed, and found again in another version of the menus. */
#include "menu_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct menu_set *good, *other;

static int load(void **state)
{
	(void)state;
	good = fixture_good("tests/menus/good");
	other = fixture_good("tests/menus/other");
	return 0;
}

static int unload(void **state)
{
	(void)state;
	menu_free(good);
	menu_free(other);
	return 0;
}

static struct menu_state begin(void)
{
	struct menu_state s;
	menu_state_init(&s, good);
	menu_start(&s);
	fixture_type(&s, "1");
	return s;
}

static enum error put(struct menu_state *s, enum fixture_slot slot, const char *text)
{
	return menu_put(s, slot, text, strlen(text));
}

static void slots_keep_what_fits(void **state)
{
	(void)state;
	struct menu_state s = begin();
	char longest[401];
	memset(longest, 'a', 400);
	longest[400] = '\0';
	assert_string_equal(menu_get(&s, FIXTURE_NOTE), "");
	assert_null(s.values);
	assert_int_equal(put(&s, FIXTURE_NOTE, longest), ERR_NONE);
	assert_int_equal(put(&s, FIXTURE_MARK, "abc"), ERR_NONE);
	assert_int_equal(put(&s, FIXTURE_NOTE, "кыска"), ERR_NONE);
	assert_string_equal(menu_get(&s, FIXTURE_NOTE), "кыска");
	assert_string_equal(menu_get(&s, FIXTURE_MARK), "abc");
	assert_int_equal(put(&s, FIXTURE_MARK, "abcdefghi"), ERR_LONG);
	assert_int_equal(put(&s, FIXTURE_NOTE, "\xff"), ERR_BAD);
	assert_int_equal(menu_put(&s, FIXTURE_NOTE, "a\0b", 3), ERR_BAD);
	assert_string_equal(menu_get(&s, FIXTURE_MARK), "abc");
	assert_int_equal(put(&s, FIXTURE_MARK, ""), ERR_NONE);
	assert_string_equal(menu_get(&s, FIXTURE_MARK), "");
	menu_state_fini(&s);
	assert_null(s.values);
}

/* Random puts and wipes against a plain array. */
static void slots_agree_with_a_plain_array(void **state)
{
	(void)state;
	struct menu_state s = begin();
	char plain[FIXTURE_SLOTS][1300] = { "" };
	unsigned seed = 7;
	for (int i = 0; i < 20000; i++) {
		size_t slot = (size_t)(rand_r(&seed) % FIXTURE_SLOTS);
		size_t max = fixture_contract.slots[slot].max, len = (size_t)rand_r(&seed) % (max + 1);
		char text[1300];
		memset(text, 'a' + rand_r(&seed) % 26, len);
		text[len] = '\0';
		if (rand_r(&seed) % 5 == 0) {
			menu_wipe(&s, slot);
			plain[slot][0] = '\0';
		} else {
			assert_int_equal(put(&s, (enum fixture_slot)slot, text), ERR_NONE);
			strcpy(plain[slot], text);
		}
		for (size_t j = 0; j < FIXTURE_SLOTS; j++)
			assert_string_equal(menu_get(&s, j), plain[j]);
	}
	menu_state_fini(&s);
}

static void a_wiped_pin_is_overwritten(void **state)
{
	(void)state;
	struct menu_state s = begin();
	put(&s, FIXTURE_PIN, "7391");
	put(&s, FIXTURE_NOTE, "b");
	const char *at = menu_get(&s, FIXTURE_PIN) - 3;
	menu_wipe(&s, FIXTURE_PIN);
	assert_null(memmem(at, 16, "7391", 4));
	assert_string_equal(menu_get(&s, FIXTURE_PIN), "");
	assert_string_equal(menu_get(&s, FIXTURE_NOTE), "b");
	menu_state_fini(&s);
}

static void a_copy_has_values_of_its_own(void **state)
{
	(void)state;
	struct menu_state s = begin(), copy;
	put(&s, FIXTURE_NOTE, "биринчи");
	assert_int_equal(menu_keep(&s, "country", "kz"), ERR_NONE);
	assert_int_equal(menu_state_copy(&copy, &s), ERR_NONE);
	put(&s, FIXTURE_NOTE, "экинчи");
	assert_string_equal(menu_get(&copy, FIXTURE_NOTE), "биринчи");
	assert_string_equal(menu_kept_key(&copy, "country"), "kz");
	menu_state_fini(&s);
	menu_state_fini(&copy);
}

static void records_are_kept_by_name(void **state)
{
	(void)state;
	struct menu_state s = begin();
	assert_int_equal(menu_keep(&s, "country", "xx"), ERR_NOT_FOUND);
	assert_int_equal(menu_keep(&s, "nothing", "kz"), ERR_NOT_FOUND);
	assert_string_equal(menu_kept_key(&s, "country"), "");
	assert_string_equal(fixture_kept(&s, "country", "name"), "");
	assert_int_equal(menu_keep(&s, "country", "kz"), ERR_NONE);
	assert_string_equal(fixture_kept(&s, "country", "name"), "Казакстан");
	assert_string_equal(fixture_kept(&s, "country", "nothing"), "");
	assert_int_equal(menu_keep(&s, "paper", "arrival"), ERR_NONE);
	assert_string_equal(fixture_kept(&s, "paper", "items"),
		"Каттоого 30 күндө туруңуз\nКаттоо кагазын жаныңыздан калтырбаңыз (такталган эмес)\nМедициналык күбөлүк бир жыл жарактуу");
	assert_string_equal(fixture_kept(&s, "paper", "country"), "ru\nkz\ntr\nkr\nae\nkg");
	menu_state_fini(&s);
}

struct packed { uint8_t at[5000]; size_t len; };

static struct packed pack(const struct menu_state *s)
{
	struct packed p;
	struct writer w = writer_over(p.at, sizeof(p.at));
	menu_state_pack(s, &w);
	assert_false(w.failed);
	p.len = writer_len(&w);
	return p;
}

static enum error unpack(struct menu_state *s, const struct menu_set *set, const struct packed *p)
{
	struct reader r = reader_over((struct bytes){ p->at, p->len });
	enum error error = menu_state_unpack(s, set, &r);
	if (!error)
		assert_int_equal(reader_left(&r), 0);
	return error;
}

/* Deep in the menus, with something typed: country, its second page, Корея, the papers' list, a paper's third page. */
static struct menu_state go_deep(void)
{
	struct menu_state s = begin();
	menu_speak(&s, FIXTURE_NARROW);
	fixture_type(&s, "1");
	fixture_type(&s, "9");
	fixture_type(&s, "4");
	fixture_type(&s, "1");
	fixture_type(&s, "9");
	put(&s, FIXTURE_NOTE, "Үйүм жок");
	put(&s, FIXTURE_PIN, "7391");
	return s;
}

static void what_is_packed_is_found_again(void **state)
{
	(void)state;
	struct menu_state s = go_deep(), again;
	struct packed p = pack(&s);
	assert_int_equal(unpack(&again, good, &p), ERR_NONE);
	assert_int_equal(again.format, FIXTURE_NARROW);
	assert_int_equal(again.language, 0);
	assert_string_equal(menu_get(&again, FIXTURE_NOTE), "Үйүм жок");
	assert_string_equal(menu_get(&again, FIXTURE_PIN), "7391"); /* a form without it could never be sent */
	for (int i = 0; i < 5; i++) {
		char shown[2048];
		strcpy(shown, fixture_shown(&s, FIXTURE_NARROW));
		assert_string_equal(fixture_shown(&again, FIXTURE_NARROW), shown);
		fixture_type(&s, "0");
		fixture_type(&again, "0");
	}
	menu_state_fini(&s);
	menu_state_fini(&again);
}

/* tests/menus/other has the languages the other way round, no `papers`, and no Korea. */
static void another_version_keeps_what_it_has(void **state)
{
	(void)state;
	struct menu_state s = go_deep(), again;
	struct packed p = pack(&s);
	assert_int_equal(unpack(&again, other, &p), ERR_NONE);
	assert_string_equal(menu_language_code(other, again.language), "ky");
	assert_string_equal(menu_screen_name(other, again.place.screen), "countries"); /* `paper` is not there; this is the nearest */
	assert_int_equal(again.depth, 1);
	assert_int_equal(again.lost, MENU_TABLE(menu_table_find(other, "country")));
	struct packed lost = pack(&again);
	menu_state_fini(&again);
	assert_int_equal(unpack(&again, other, &lost), ERR_NONE);
	assert_int_equal(again.lost, MENU_TABLE(menu_table_find(other, "country")));
	assert_string_equal(menu_kept_key(&again, "country"), "");
	assert_string_equal(menu_get(&again, FIXTURE_NOTE), "Үйүм жок");
	menu_state_fini(&again);
	fixture_type(&s, "00");
	fixture_type(&s, "1");
	struct packed in_list = pack(&s);
	assert_int_equal(unpack(&again, other, &in_list), ERR_NONE);
	assert_string_equal(menu_screen_name(other, again.place.screen), "countries");
	fixture_shown(&again, FIXTURE_NARROW);
	menu_state_fini(&again);
	menu_state_fini(&s);
}

static void damaged_bytes_are_refused_or_harmless(void **state)
{
	(void)state;
	struct menu_state s = go_deep(), again;
	struct packed p = pack(&s), damaged;
	for (size_t len = 0; len < p.len; len++) {
		damaged = p;
		damaged.len = len;
		assert_int_equal(unpack(&again, good, &damaged), ERR_CORRUPT);
		assert_null(again.values);
	}
	unsigned seed = 11;
	for (int i = 0; i < 20000; i++) {
		damaged = p;
		for (int j = 0; j < 1 + i % 4; j++)
			damaged.at[(size_t)rand_r(&seed) % p.len] = (uint8_t)rand_r(&seed);
		struct reader r = reader_over((struct bytes){ damaged.at, damaged.len });
		if (menu_state_unpack(&again, good, &r) == ERR_NONE) {
			fixture_shown(&again, (enum fixture_format)again.format);
			const struct menu_action *action;
			menu_input(&again, "0", 1, &action);
			fixture_shown(&again, (enum fixture_format)again.format);
		}
		menu_state_fini(&again);
	}
	menu_state_fini(&s);
}

/* Whatever is typed, a page stands that fits. */
static void random_walks_always_stand_somewhere(void **state)
{
	(void)state;
	static const char *const keys[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "9", "0", "00", "", "x", "48271930", "1234",
		"Менин сөзүм 😀 жана дагы бир нече сөз, бетке батпай калгыдай узун" };
	for (unsigned round = 0; round < 60; round++) {
		unsigned seed = round;
		struct menu_state s;
		menu_state_init(&s, round % 2 ? good : other);
		menu_speak(&s, round % FIXTURE_FORMATS);
		menu_start(&s);
		for (int i = 0; i < 400; i++) {
			const struct menu_action *action;
			const char *typed = keys[(size_t)rand_r(&seed) % (sizeof(keys) / sizeof(keys[0]))];
			if (menu_input(&s, typed, strlen(typed), &action) == MENU_DO) {
				size_t outcomes = 0;
				while (action->outcomes[outcomes])
					outcomes++;
				menu_outcome(&s, (size_t)rand_r(&seed) % outcomes, &action);
			}
			fixture_shown(&s, (enum fixture_format)s.format);
			if (i % 50 == 0)
				menu_speak(&s, (size_t)rand_r(&seed) % FIXTURE_FORMATS);
			fixture_shown(&s, (enum fixture_format)(rand_r(&seed) % FIXTURE_FORMATS));
		}
		menu_state_fini(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_keep_what_fits),
		cmocka_unit_test(slots_agree_with_a_plain_array),
		cmocka_unit_test(a_wiped_pin_is_overwritten),
		cmocka_unit_test(a_copy_has_values_of_its_own),
		cmocka_unit_test(records_are_kept_by_name),
		cmocka_unit_test(what_is_packed_is_found_again),
		cmocka_unit_test(another_version_keeps_what_it_has),
		cmocka_unit_test(damaged_bytes_are_refused_or_harmless),
		cmocka_unit_test(random_walks_always_stand_somewhere),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload);
}
