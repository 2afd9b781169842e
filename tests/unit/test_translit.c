#include "text/gsm7.h"
#include "text/translit.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_latin(const char *cyrillic, const char *expected)
{
	char out[256];
	size_t written;
	assert_int_equal(translit_latin(cyrillic, strlen(cyrillic), out, sizeof(out), &written), ERR_NONE);
	assert_string_equal(out, expected);
	assert_int_equal(written, strlen(expected));
}

static void the_alphabet(void **state)
{
	(void)state;
	assert_latin("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя", "abvgdeyojziyklmnngoöprstuüfkhtschshshchyeyuya");
	assert_latin("АБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ", "ABVGDEYOJZIYKLMNNGOÖPRSTUÜFKHTSCHSHSHCHYEYUYA");
	assert_latin("Жаңы Ош, Ысык-Көл", "Jangy Osh, Ysyk-Köl");
}

static void the_letters_of_the_neighbours(void **state)
{
	(void)state;
	assert_latin("ўқғҳ ЎҚҒҲ", "o'qghh O'QGHH");
	assert_latin("Жўнашдан олдин, Ўзбекча", "Jo'nashdan oldin, O'zbekcha");
	assert_latin("ғӣқӯҳҷ ҒӢҚӮҲҶ", "ghiquhj GHIQUHJ");
	assert_latin("Ҳуҷҷатҳо, Тоҷикӣ", "Hujjatho, Tojiki");
	assert_latin("Қазақстан, Әуезов", "Qazaqstan, Äuezov");
}

static void words_of_the_screens(void **state)
{
	(void)state;
	assert_latin("Тилди тандаңыз", "Tildi tandangyz");
	assert_latin("Кайрылууңуз кабыл алынды. Номери: 4827-1930", "Kayryluunguz kabyl alyndy. Nomeri: 4827-1930");
	assert_latin("Выберите язык", "Vyberite yazyk");
	assert_latin("Үй-бүлөгө көмөк", "Üy-bülögö kömök");
	assert_latin("Объект, подъезд, соль", "Obekt, podezd, sol");
}

static void a_capital_of_many_letters(void **state)
{
	(void)state;
	assert_latin("Шаар", "Shaar");
	assert_latin("ШААР", "SHAAR");
	assert_latin("Щи ЩИ", "Shchi SHCHI");
	assert_latin("КӨШ", "KÖSH");         /* the last letter follows the one before */
	assert_latin("КӨШ көч", "KÖSH köch");
	assert_latin("Ш. Шакиров", "Sh. Shakirov");
	assert_latin("ЮНЕСКО", "YUNESKO");
	assert_latin("Я", "Ya");
	assert_latin("аЦ", "aTs");
}

static void typography(void **state)
{
	(void)state;
	assert_latin("«Ашар» “x” „y” ‘z’", "\"Ashar\" \"x\" \"y\" 'z'");
	assert_latin("1–2 — 3‑4 −5", "1-2 - 3-4 -5");
	assert_latin("№ 67…", "No 67...");
	assert_latin("1\xc2\xa0" "200\xe2\x80\xaf" "сом", "1 200 som");
	assert_latin("Улантуу →", "Ulantuu ->");
	assert_latin("İstanbul, Çağ, ışık", "Istanbul, Çag, isik");
	assert_latin("öüñÖÜÑÇ@£€{}[]\n", "öüñÖÜÑÇ@£€{}[]\n");
	assert_latin("漢 😀 \xff", "? ? ?");
	assert_latin("Әлия Қазақ", "Äliya Qazaq");
}

/* Whatever comes in, what goes out can be sent. */
static void the_result_is_always_gsm7(void **state)
{
	(void)state;
	for (uint32_t code = 1; code <= 0x10ffff; code++) {
		char text[4], out[16];
		size_t written;
		if (code == 0xd800)
			code = 0xe000;
		size_t len = utf8_put(text, code);
		assert_int_equal(translit_latin(text, len, out, sizeof(out), &written), ERR_NONE);
		assert_int_not_equal(gsm7_count(out, written), SIZE_MAX);
		assert_int_equal(strlen(out), written);
	}
}

static void every_capacity_is_kept(void **state)
{
	(void)state;
	const char text[] = "Үй «Ашар» ЩИ";
	const char latin[] = "Üy \"Ashar\" SHCHI";
	for (size_t capacity = 1; capacity <= sizeof(latin); capacity++) {
		char *out = malloc(capacity);
		size_t written;
		enum error error = translit_latin(text, strlen(text), out, capacity, &written);
		assert_int_equal(error, capacity < sizeof(latin) ? ERR_FULL : ERR_NONE);
		assert_true(written < capacity);
		assert_memory_equal(out, latin, written);
		assert_int_equal(out[written], '\0');
		assert_true(utf8_valid(out, written));
		free(out);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_alphabet),
		cmocka_unit_test(the_letters_of_the_neighbours),
		cmocka_unit_test(words_of_the_screens),
		cmocka_unit_test(a_capital_of_many_letters),
		cmocka_unit_test(typography),
		cmocka_unit_test(the_result_is_always_gsm7),
		cmocka_unit_test(every_capacity_is_kept),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
