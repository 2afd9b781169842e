#include "sms/writing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void test_capitals_are_calmed(void **state)
{
	(void)state;
	static const struct { const char *in, *out; } rows[] = {
		{"МАГА АЙЛЫК БЕРИШКЕН ЖОК", "Мага айлык беришкен жок"},
		{"ӨТҮНӨМ, ЖООП БЕРИҢИЗДЕР", "Өтүнөм, жооп бериңиздер"},
		{"НЕ ПЛАТЯТ. УЖЕ ТРИ МЕСЯЦА! ЧТО ДЕЛАТЬ? ЖДУ", "Не платят. Уже три месяца! Что делать? Жду"},
		{"ЁЖИК И ЙОД\nЩУКА", "Ёжик и йод\nЩука"},
		{"MAGA AILYK BERISHKEN JOK", "Maga ailyk berishken jok"},
		{"1) ЗАРПЛАТУ НЕ ДАЛИ 2) ПАСПОРТ ЗАБРАЛИ", "1) Зарплату не дали 2) паспорт забрали"},
		/* nearly all */
		{"РАБОТОДАТЕЛЬ НЕ ПЛАТИТ ЗАРПЛАТу", "Работодатель не платит зарплату"},
		/* not all, or too short to tell */
		{"Мага айлык беришкен жок", "Мага айлык беришкен жок"},
		{"Живу в ОШ, работаю в МВД", "Живу в ОШ, работаю в МВД"},
		{"ОШ", "ОШ"}, {"БИШКЕК", "БИШКЕК"}, {"", ""}, {"1234 5678 90", "1234 5678 90"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[128];
		size_t len = strlen(rows[i].in);
		memcpy(text, rows[i].in, len + 1);
		assert_int_equal(writing_calm(text, len), strcmp(rows[i].in, rows[i].out) != 0);
		assert_string_equal(text, rows[i].out);
	}
}

static void test_latin_is_told(void **state)
{
	(void)state;
	static const struct { const char *text; bool latin; } rows[] = {
		{"Maga ailyk berishken jok", true}, {"menin atym Aigül, Moskvadamyn", true}, {"Salam! 3 ay akcha jok", true},
		{"Мага айлык беришкен жок", false}, {"Фирма OOO Stroy не платит", false}, {"Ok, jok", false}, {"", false}, {"12345 67890", false},
		{"Работал в Yandex, Ozon, Wildberries", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (writing_is_latin(rows[i].text, strlen(rows[i].text)) != rows[i].latin)
			fail_msg("'%s' should %sbe Latin", rows[i].text, rows[i].latin ? "" : "not ");
}

/* Whatever the octets: nothing grows, and what is no letter stays. */
static void test_anything(void **state)
{
	(void)state;
	uint32_t random = 7;
	for (size_t round = 0; round < 20000; round++) {
		char text[64], before[64];
		size_t len = (random >> 24) % sizeof text;
		for (size_t i = 0; i < len; i++) {
			random = random * 1664525 + 1013904223;
			text[i] = round % 2 ? (char)(random >> 24) : (i % 2 ? (char)(0x80 | (random >> 26)) : (char)(0xd0 + (random >> 31)));
		}
		memcpy(before, text, len);
		bool changed = writing_calm(text, len);
		assert_int_equal(changed && memcmp(before, text, len) == 0, 0);
		for (size_t i = 0; i < len; i++)
			assert_true(before[i] == text[i] || (unsigned char)before[i] >= 'A');
		writing_is_latin(text, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_capitals_are_calmed),
		cmocka_unit_test(test_latin_is_told),
		cmocka_unit_test(test_anything),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
