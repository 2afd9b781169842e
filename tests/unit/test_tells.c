/* What one node tells of an appeal, another with the same key opens with the PIN. */
#include "store/appeals.h"
#include "store/pins.h"
#include "store/tells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795406400000)
#define DAY INT64_C(86400000)

static struct store *open_store(unsigned node, const struct sealer *sealer)
{
	struct store *s;
	char *why = NULL;
	assert_int_equal(store_open(":memory:", sealer, node, &s, &why), ERR_NONE);
	return s;
}

static struct sealer a_sealer(uint8_t first)
{
	struct sealer sealer;
	uint8_t key[SEAL_KEY_OCTETS] = {first};
	sealer_from(&sealer, key);
	return sealer;
}

static void lodge(struct store *s, char number[9])
{
	struct appeal a = {.restricted = true, .text = "Айлык төлөшпөйт", .topic = "work", .region = "osh", .language = "ky", .channel = "ussd", .msisdn = "996555123456",
		.lodged_ms = NOW};
	assert_int_equal(store_begin(s), ERR_NONE);
	assert_int_equal(appeals_lodge(s, &a, "1234"), ERR_NONE);
	memcpy(number, a.number, 9);
}

static void test_marked_until_the_newest_is_told(void **state)
{
	(void)state;
	struct sealer sealer = a_sealer(1);
	struct store *s = open_store(1, &sealer);
	struct tell tells[4];
	size_t count;
	char number[9];
	lodge(s, number);
	assert_int_equal(tells_next(s, "", tells, 4, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_string_equal(tells[0].number, number);
	appeals_step(s, number, "registered", "", NOW); /* while the first was on its way */
	assert_int_equal(tells_done(s, &tells[0]), ERR_NONE);
	assert_int_equal(tells_next(s, "", tells, 4, &count), ERR_NONE);
	assert_int_equal(count, 1);
	assert_int_equal(tells_done(s, &tells[0]), ERR_NONE);
	tells_next(s, "", tells, 4, &count);
	assert_int_equal(count, 0);
	store_close(s);
}

/* The bucket that kept them was lost: those that were told, and those that are marked, once. */
static void test_all_are_told_again(void **state)
{
	(void)state;
	struct sealer sealer = a_sealer(1);
	struct store *s = open_store(1, &sealer);
	struct tell tells[4];
	size_t count;
	char number[9];
	lodge(s, number);
	lodge(s, number);
	assert_int_equal(tells_next(s, "", tells, 4, &count), ERR_NONE);
	assert_int_equal(tells_done(s, &tells[0]), ERR_NONE);
	assert_int_equal(tells_mark_all(s), ERR_NONE);
	assert_int_equal(tells_done(s, &tells[1]), ERR_NONE); /* which was on its way to the one that is lost */
	assert_int_equal(tells_next(s, "", tells, 4, &count), ERR_NONE);
	assert_int_equal(count, 2);
	store_close(s);
}

static void test_walked_in_order(void **state)
{
	(void)state;
	struct sealer sealer = a_sealer(1);
	struct store *s = open_store(1, &sealer);
	char number[9], after[9] = "";
	for (size_t i = 0; i < 10; i++)
		lodge(s, number);
	size_t all = 0, count;
	struct tell tells[3];
	while (tells_next(s, after, tells, 3, &count) == ERR_NONE && count > 0) {
		assert_true(strcmp(tells[0].number, after) > 0);
		memcpy(after, tells[count - 1].number, 9);
		all += count;
	}
	assert_int_equal(all, 10);
	store_close(s);
}

static enum pin_verdict try_there(struct store *s, const char number[9], const char *pin, const struct pin_guard *told, const char *msisdn)
{
	struct pin_result result;
	const struct pin_caller caller = { .msisdn = msisdn, .network = "sim" };
	assert_int_equal(pins_try(s, PIN_GUARDS_APPEAL, number, pin, told, &caller, NOW, &result), ERR_NONE);
	return result.verdict;
}

static void test_another_node_opens_it(void **state)
{
	(void)state;
	struct sealer sealer = a_sealer(1);
	struct store *first = open_store(1, &sealer), *second = open_store(2, &sealer);
	char number[9], text[TELL_TEXT_MAX];
	lodge(first, number);
	appeals_step(first, number, "answered", "Келиңиз", NOW + DAY);
	assert_int_equal(tell_write(first, number, text), ERR_NONE);
	assert_null(strstr(text, "Келиңиз"));
	struct told told;
	assert_int_equal(tell_read(second, text, &told), ERR_NONE);
	assert_string_equal(told.progress.status, "answered");
	assert_string_equal(told.progress.answer, "Келиңиз");
	assert_int_equal(told.progress.lodged_ms, NOW);
	assert_int_equal(told.progress.days, 14);
	assert_true(told.progress.restricted);
	/* There, too, the phone that lodged it is not locked out by others. */
	assert_true(told.guard.owned);
	for (int i = 0; i < PIN_TRIES - 1; i++)
		assert_int_equal(try_there(second, number, "9999", &told.guard, "996700000001"), PIN_WRONG);
	assert_int_equal(try_there(second, number, "1234", &told.guard, "996700000001"), PIN_RIGHT);
	for (int i = 0; i < 4 * PIN_TRIES; i++)
		try_there(second, number, "9999", &told.guard, i < 5 ? "996700000001" : i < 10 ? "996700000002" : i < 15 ? "996700000003" : "996700000004");
	assert_int_equal(try_there(second, number, "1234", &told.guard, "996700000001"), PIN_LOCKED);
	assert_int_equal(try_there(second, number, "1234", &told.guard, "996700000005"), PIN_LOCKED);
	assert_int_equal(try_there(second, number, "1234", &told.guard, "996555123456"), PIN_RIGHT);
	assert_int_equal(try_there(second, "48271930", "0000", NULL, "996700000006"), PIN_WRONG); /* nobody told of it */
	store_close(first);
	store_close(second);
}

static void test_damaged_or_not_ours(void **state)
{
	(void)state;
	struct sealer sealer = a_sealer(1), other = a_sealer(2);
	struct store *s = open_store(1, &sealer), *stranger = open_store(1, &other);
	char number[9], text[TELL_TEXT_MAX];
	struct told told;
	lodge(s, number);
	assert_int_equal(tell_write(s, "11111111", text), ERR_NOT_FOUND);
	assert_int_equal(tell_write(s, number, text), ERR_NONE);
	assert_int_equal(tell_read(stranger, text, &told), ERR_CORRUPT);
	assert_int_equal(tell_read(s, "", &told), ERR_CORRUPT);
	assert_int_equal(tell_read(s, "not base64 !", &told), ERR_CORRUPT);
	text[20] = text[20] == 'A' ? 'B' : 'A';
	assert_int_equal(tell_read(s, text, &told), ERR_CORRUPT);
	store_close(s);
	store_close(stranger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marked_until_the_newest_is_told),
		cmocka_unit_test(test_all_are_told_again),
		cmocka_unit_test(test_walked_in_order),
		cmocka_unit_test(test_another_node_opens_it),
		cmocka_unit_test(test_damaged_or_not_ours),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
