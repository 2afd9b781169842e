#include "dialplan/prefixes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MANY 100000
#define LOOKUPS 2000000

static void the_longest_prefix_wins(void **state)
{
	(void)state;
	struct prefixes *p = prefixes_new();
	size_t len;
	assert_int_equal(prefixes_find(p, "996555123456", &len), PREFIXES_NONE);
	assert_int_equal(prefixes_add(p, "996", 1), ERR_NONE);
	assert_int_equal(prefixes_add(p, "99655", 2), ERR_NONE);
	assert_int_equal(prefixes_add(p, "7", 3), ERR_NONE);
	assert_int_equal(prefixes_find(p, "996555123456", &len), 2);
	assert_int_equal(len, 5);
	assert_int_equal(prefixes_find(p, "996700123456", &len), 1);
	assert_int_equal(len, 3);
	assert_int_equal(prefixes_find(p, "79161234567", &len), 3);
	assert_int_equal(prefixes_find(p, "99", &len), PREFIXES_NONE);
	assert_int_equal(prefixes_find(p, "996+55", &len), 1);
	assert_int_equal(prefixes_get(p, "99655"), 2);
	assert_int_equal(prefixes_get(p, "9965"), PREFIXES_NONE);
	assert_int_equal(prefixes_add(p, "", 9), ERR_NONE);
	assert_int_equal(prefixes_find(p, "4915112345678", &len), 9);
	assert_int_equal(len, 0);
	prefixes_free(p);
	prefixes_free(NULL);
}

static void what_is_no_prefix_is_refused(void **state)
{
	(void)state;
	struct prefixes *p = prefixes_new();
	assert_int_equal(prefixes_add(p, "996", 1), ERR_NONE);
	assert_int_equal(prefixes_add(p, "996", 2), ERR_STATE);
	assert_int_equal(prefixes_get(p, "996"), 1);
	assert_int_equal(prefixes_add(p, "+996", 1), ERR_BAD);
	assert_int_equal(prefixes_add(p, "99 6", 1), ERR_BAD);
	assert_int_equal(prefixes_add(p, "1234567890123456", 1), ERR_BAD);
	prefixes_free(p);
}

/* The same question answered by trying all prefixes. */
static void it_agrees_with_trying_them_all(void **state)
{
	(void)state;
	enum { SOME = 300 };
	char all[SOME][8];
	unsigned seed = 5;
	size_t count = 0, len;
	struct prefixes *p = prefixes_new();
	while (count < SOME) {
		snprintf(all[count], sizeof(all[count]), "%u", (unsigned)rand_r(&seed) % (rand_r(&seed) % 2 ? 1000u : 100000u));
		if (prefixes_add(p, all[count], (uint32_t)count) == ERR_NONE)
			count++;
	}
	for (size_t i = 0; i < 20000; i++) {
		char digits[16];
		uint32_t best = PREFIXES_NONE;
		size_t most = 0;
		snprintf(digits, sizeof(digits), "%u%04u", (unsigned)rand_r(&seed) % 100000u, (unsigned)rand_r(&seed) % 10000u);
		for (size_t j = 0; j < count; j++) {
			size_t own = strlen(all[j]);
			if (strncmp(all[j], digits, own) == 0 && own > most) {
				most = own;
				best = (uint32_t)j;
			}
		}
		assert_int_equal(prefixes_find(p, digits, &len), best);
		assert_int_equal(len, most);
	}
	prefixes_free(p);
}

/* In the processor's time, so that other work on the machine does not count. A microsecond is the bound; what it takes is printed. */
static void a_look_up_among_many_costs_less_than_a_microsecond(void **state)
{
	(void)state;
	struct prefixes *p = prefixes_new();
	unsigned seed = 7;
	size_t count = 0, len;
	uint64_t sum = 0;
	static char numbers[4096][16];
	while (count < MANY) {
		char prefix[16];
		snprintf(prefix, sizeof(prefix), "%u", 1000u + (unsigned)rand_r(&seed) % 9999000u);
		count += prefixes_add(p, prefix, (uint32_t)count) == ERR_NONE;
	}
	for (size_t i = 0; i < 4096; i++)
		snprintf(numbers[i], sizeof(numbers[i]), "%u%05u", 1000000u + (unsigned)rand_r(&seed) % 8999999u, (unsigned)rand_r(&seed) % 100000u);
	clock_t before = clock();
	for (size_t i = 0; i < LOOKUPS; i++)
		sum += prefixes_find(p, numbers[i % 4096], &len) + len;
	double ns = (double)(clock() - before) / CLOCKS_PER_SEC * 1e9 / LOOKUPS;
	print_message("# a look-up among %d prefixes: %.0f ns (%llu)\n", MANY, ns, (unsigned long long)(sum & 1));
	assert_true(ns < 1000);
	prefixes_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_prefix_wins),
		cmocka_unit_test(what_is_no_prefix_is_refused),
		cmocka_unit_test(it_agrees_with_trying_them_all),
		cmocka_unit_test(a_look_up_among_many_costs_less_than_a_microsecond),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
