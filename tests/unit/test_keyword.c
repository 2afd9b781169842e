#include "sms/keyword.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void is(const char *text, enum keyword keyword, const char *language)
{
	struct keyword_match m = keyword_read(text, strlen(text));
	if (m.keyword != keyword || strcmp(m.language, language) != 0)
		fail_msg("'%s' is keyword %d in '%s', not %d in '%s'", text, m.keyword, m.language, keyword, language);
}

static void test_every_spelling(void **state)
{
	(void)state;
	static const struct {
		enum keyword keyword;
		const char *language;
		const char *spellings[24];
	} rows[] = {
		{KEYWORD_STOP, "ky", {"ТОКТОТ", "токтот", "Токтот!", " toktot ", "TOKTOT.", "t0ktot", "tokтot", "токтотуңуз", "toktotunguz", "токтотуңуз.",
			"токтотунуз", "токтотуhуз", "toktotuhuz", "токтотуёуз", "toktotuñuz", "toktotuu"}},
		{KEYWORD_STOP, "ru", {"СТОП", "стоп", "Стоп!!!", "СTOП", "CTOП", "ctop", "stop", "STOP", "«стоп»", "отписаться", "otpisatsya", "otpisat'sya"}},
		{KEYWORD_START, "ky", {"БАШТА", "bashta", "baшta", "başta", "BAŞTA", "basta", "baştoo", "баштоо", "bashtoo"}},
		{KEYWORD_START, "ru", {"СТАРТ", "start", "Start", "начать", "nachat", "na4at'"}},
		{KEYWORD_HELP, "", {"?", "???", " ? "}},
		{KEYWORD_WAGES, "ky", {"АЙЛЫК", "айлык", "Айлык!", "aylyk", "ailyk", "aylık", "айлыгым", "Айлык бербей жатат", "aylyk berbey jatyshat"}},
		{KEYWORD_WAGES, "ru", {"ЗАРПЛАТА", "зарплата", "zarplata", "Не платят!", "не платят зарплату"}},
		{KEYWORD_PASSPORT, "", {"ПАСПОРТ", "паспорт", "Pasport.", "пасп" "opт"}},
		{KEYWORD_PASSPORT, "ky", {"паспорт жоголду", "pasport jogoldu", "Паспортум жоголду", "паспорт жоготтум"}},
		{KEYWORD_PASSPORT, "ru", {"Потерял паспорт", "потеряла паспорт", "poteryan pasport"}},
		{KEYWORD_DANGER, "ky", {"ЖАРДАМ", "жардам", "jardam", "JARDAM", "zhardam", "djardam", "дж" "ардам", "cardam", "CARDAM", "çardam"}},
		{KEYWORD_DANGER, "ru", {"ПОМОЩЬ", "помощь", "помощъ", "помош", "pomosch", "pomoshch'", "pomosh"}},
		{KEYWORD_DANGER, "", {"HELP", "help", "SOS", "help?"}},
		{KEYWORD_DANGER_TOLD, "ky", {"Мени сабап жатышат", "жардам телефону", "жардамчы, жардам"}},
		{KEYWORD_DANGER_TOLD, "ru", {"Помощь нужна по документам"}},
		{KEYWORD_EMERGENCY, "", {"112", "102!", " 103.", "９９９"}},
		{KEYWORD_MENU, "", {"МЕНЮ", "menu", "menyu", "меню.", "*500#", "* 500 #", "*500*1#", "#"}},
		{KEYWORD_GREETING, "ky", {"салам", "Salam!", "саламатсызбы", "САЛАМАТСЫЗБЫ?", "salamatsyzby", "salamatsizbi", "Ассалому алейкум", "assalomu aleykum",
			"salam aleikum", "кутман күн", "кутман кvн", "kutman kun", "kutman kvn", "кутман к\\н", "кутманкүн"}},
		{KEYWORD_GREETING, "ru", {"Здравствуйте", "zdravstvuyte", "ЗДРАВСТВУЙТЕ!", "здравствуите", "привет", "privet", "Добрый   день", "dobryi den"}},
		{KEYWORD_LANGUAGE, "ky", {"КЫРГЫЗЧА", "кыргызча", "kyrgyzcha", "kirgizcha", "кыргиз" "ча", "kyrgyz4a", "kırgızça", "KIRGIZÇA", "kirgizca", "Kırgızca", "qirgizça", "кыргыз тили", "киргизский", "Kirgizskiy"}},
		{KEYWORD_LANGUAGE, "ru", {"РУССКИЙ", "русский", "russkiy", "RUSSKIY", "русскии", "орусча", "oruscha", "rusça", "RUSÇA", "rusca", "orusça", "по-русски", "по русски", "porusski", "po-russki"}},
		{KEYWORD_LANGUAGE, "", {"тил", "TIL", "язык", "yazyk", "jazik", "iazyk"}},
		{KEYWORD_STATUS, "ky", {"АБАЛ", "абал", "абалы", "abal", "ABALY", "abali", "abalı", "ABALI"}},
		{KEYWORD_STATUS, "ru", {"СТАТУС", "статус", "status", "STATUS:", "cтaтуc", "CTATYC"}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t k = 0; k < sizeof rows[i].spellings / sizeof *rows[i].spellings && rows[i].spellings[k]; k++)
			is(rows[i].spellings[k], rows[i].keyword, rows[i].language);
}

/* ө has no word of its own among the keywords; it is typed as in FACTS wherever one will have it, and its digit is no part of a number. */
static void test_what_is_no_keyword(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", " ", "...", "!", "1", "00", "500", "стопка", "айлыкчы", "айлык качан", "паспорттор", "не платят третий месяц", "нестоп", "стоп машина", "Стоп! Мне не платят зарплату", "stopp", "салам дос",
		"Абал кандай болуп жатат", "меню 1", "жардамчы", "2 статус", "хаба", "тилек", "абал 4827-1930 Айгүл", "48271931", "4827193", "12345678",
		"АБАЛ 12345678901234567", "русский язык", "\xff\xfe", "sto\xffp", "старт-ап", "ж", "x",
		"токтот токтот токтот токтот токтот токтот токтот токтот токтот токтот токтот токтот",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		is(texts[i], KEYWORD_NONE, "");
}

static void test_number_and_pin(void **state)
{
	(void)state;
	static const struct { const char *text; enum keyword keyword; const char *number, *pin; } rows[] = {
		{"АБАЛ 48271930", KEYWORD_STATUS, "48271930", ""},
		{"АБАЛ 4827-1930", KEYWORD_STATUS, "48271930", ""},
		{"абал:4827 1930", KEYWORD_STATUS, "48271930", ""},
		{"абал48271930", KEYWORD_STATUS, "48271930", ""},
		{"СТАТУС 4827–1930 0417", KEYWORD_STATUS, "48271930", "0417"},
		{"status № 48271930, pin 0417", KEYWORD_STATUS, "48271930", "0417"},
		{"статус 482719300417", KEYWORD_STATUS, "48271930", "0417"},
		{"Статус ٤٨٢٧١٩٣٠", KEYWORD_STATUS, "48271930", ""},
		{"СТАТУС ４８２７１９３０", KEYWORD_STATUS, "48271930", ""},
		{"статус 123", KEYWORD_STATUS, "123", ""},
		{"статус 4827193004", KEYWORD_STATUS, "4827193004", ""},
		{"статус", KEYWORD_STATUS, "", ""},
		{"статус!", KEYWORD_STATUS, "", ""},
		{"48271930", KEYWORD_NUMBER, "48271930", ""},
		{"4827-1930", KEYWORD_NUMBER, "48271930", ""},
		{"№4827-1930 0417", KEYWORD_NUMBER, "48271930", "0417"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct keyword_match m = keyword_read(rows[i].text, strlen(rows[i].text));
		if (m.keyword != rows[i].keyword || strcmp(m.number, rows[i].number) != 0 || strcmp(m.pin, rows[i].pin) != 0)
			fail_msg("'%s' is keyword %d with '%s' and '%s'", rows[i].text, m.keyword, m.number, m.pin);
	}
}

/* Any octets at all: read without harm, and in no time. */
static void test_anything(void **state)
{
	(void)state;
	static const char *const pieces[] = {"о", "o", "т", "ж", "dj", "ng", "\\", "8", " ", "-", "ъ", "\xd1", "\xff", "ы", "салам", "?", "№", "0"};
	uint32_t random = 1;
	for (size_t round = 0; round < 20000; round++) {
		char text[128] = "";
		while ((random = random * 1664525 + 1013904223) >> 29)
			if (strlen(text) < 110)
				strcat(text, pieces[(random >> 8) % (sizeof pieces / sizeof *pieces)]);
			else
				break;
		struct keyword_match m = keyword_read(text, strlen(text));
		assert_true(m.keyword < KEYWORDS);
		assert_non_null(m.language);
		assert_true(strlen(m.number) <= 16 && strlen(m.pin) <= 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_spelling),
		cmocka_unit_test(test_what_is_no_keyword),
		cmocka_unit_test(test_number_and_pin),
		cmocka_unit_test(test_anything),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
