#include "sms/danger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void is(const char *text, enum danger danger, const char *language)
{
	const char *found = "?";
	enum danger read = danger_read(text, strlen(text), &found);
	if (read != danger || (language && strcmp(found, language) != 0))
		fail_msg("'%s' is %d in '%s', not %d in '%s'", text, read, found, danger, language ? language : "any");
}

#define EACH(list, danger, language) \
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) \
		is(list[i], danger, language)

static void test_calls_in_kyrgyz(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"жардам", "Жардам", "ЖАРДАМ!!!", "жардам бергиле", "жардам бериңиз", "Жардам бериниз", "жардам бериңиздер", "жардам бериңизчи", "жардам берчи",
		"жардам керек", "мага жардам керек", "Тез жардам керек!", "жардам сурайм", "жардамга", "жардам бер", "куткаргыла", "куткарыңыз", "мени куткаргыла",
		"КУТКАРГЫЛА КУТКАРГЫЛА", "сактап калгыла", "коркунуч", "Коркунуч бар", "коркунучтамын", "тез жардам", "полиция чакыргыла", "сураныч жардам бергиле",
		"jardam", "Jardam bergile", "JARDAM BERINIZ", "zhardam beringiz", "jardam kerek", "jardam suraym", "kutkargyla", "kutkargila", "qutqaring", "korkunuch",
		"жардам бepгиле" /* p and e are Latin */, "жардамбергиле", "жардааам", "жардамммм бергилееее", "ж а р д а м", "жардам. бергиле!", "жардам!бергиле",
		"жардам бериhиз", "жардам, жардам, жардам",
	};
	EACH(texts, DANGER_CALL, "ky");
}

static void test_calls_in_russian(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"помогите", "ПОМОГИТЕ", "Помогите!!!", "помогитеее", "ПОМОГИТЕЕЕЕ", "п о м о г и т е", "помогите мне", "помогите пожалуйста", "Люди добрые, помогите!",
		"помоги", "помоги мне", "помощь", "нужна помощь", "мне срочно нужна помощь", "прошу помощи", "на помощь", "спасите", "спасите нас", "СПАСИТЕ ПОМОГИТЕ",
		"помагите", "памагите", "в опасности", "опасность", "вызовите скорую", "пожар", "pomogite", "POMOGITE!", "pomogite mne", "pomosch'", "spasite",
		"nuzhna pomosh", "пoмoгитe" /* o and e are Latin */, "помогите, помогите, помогите", "помогите, кто-нибудь!",
	};
	EACH(texts, DANGER_CALL, "ru");
}

static void test_calls_in_any(void **state)
{
	(void)state;
	static const char *const texts[] = {"help", "HELP!", "help me", "Help me please", "I need help", "sos", "SOS", "S.O.S.", "S O S", "СОС", "sos sos sos", "helppp",
		"yordam", "Yordam bering", "ёрдам беринг", "yardım", "YARDIM!", "yardim", "yardım edin", "imdat", "helpme"};
	EACH(texts, DANGER_CALL, "");
}

static void test_what_is_happening(void **state)
{
	(void)state;
	static const char *const kyrgyz[] = {
		"өлтүрүп жатат", "олтуруп жатат мени", "qltvrvp jatat", "сабап жатат", "сабап жатышат", "мени сабап жатышат", "mени сабап жатышат", "meni sabap jatyshat",
		"МЕНИ САБАП ЖАТЫШАТ", "уруп жатат", "зордуктап", "зордуктап жатышат", "бычак", "бычак менен коркутуп жатат", "bychak", "кармап алышты", "камап коюшту",
		"kamap koyushtu", "күч менен кармап", "куч менен кармап турат", "паспортту алып койду", "паспортумду тартып алышты", "pasportumdu alyp koydu", "документимди бербей жатат",
		"күйөөм мени сабады", "чыгарбай жатышат", "мени сабап жатышат!!!", "сабаап жатышат", "мени ишканада сабап жатышат, паспортту алып койду, жардам бериңиздер",
		"жардам телефону", "жардам берем", "Саламатсызбы, мени кармап турушат, үйгө барайын дедим эле коё беришпейт", "өлгүм келет", "ала качып кетти",
		"Салам. Мен Москвада курулушта иштейм. Жумуш берүүчү паспортумду бербей жатат, айлык жок, кайда барсам билбейм. Мени сабайт.",
	};
	static const char *const russian[] = {
		"меня бьют", "муж меня бьет", "муж меня бьёт", "избивают", "меня избивают", "убивают", "насилуют", "держат силой", "держат нас силой", "не выпускают",
		"нас не выпускают с работы", "отобрали паспорт", "отобрали у меня паспорт", "паспорт забрали", "не отдают паспорт", "паспорт не отдают", "menya byut", "menya izbivayut",
		"мне угрожают ножом", "хочу умереть", "помощь с паспортом", "МЕНЯ БЬЮТ!!!", "Здравствуйте. Работаю на стройке, хозяин забрал паспорт и не платит, помогите что делать",
	};
	EACH(kyrgyz, DANGER_TOLD, "ky");
	EACH(russian, DANGER_TOLD, "ru");
	is("help line", DANGER_TOLD, "");
	is("helpline", DANGER_NONE, "");
}

static void test_emergency_numbers(void **state)
{
	(void)state;
	static const char *const texts[] = {"112", "101", "102", "103", "119", "999", "998", "997", "911", "112!", " 112 ", "«112»", "112 112", "102 керек"};
	EACH(texts, DANGER_NUMBER, NULL);
	is("112 помогите", DANGER_CALL, "ru");
	is("1112", DANGER_NONE, "");
	is("112000", DANGER_NONE, "");
	is("1 12", DANGER_NONE, "");
	is("112 сом", DANGER_NONE, "");
}

/* What people answer when they are asked for words, for a name, for a figure. */
static void test_ordinary_answers(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", " ", "!", "?", "1", "2", "00", "0", "9", "12", "500", "*500#", "3000", "25 000", "1 000 000", "300 сом", "4827-1930", "4821", "1999", "2026",
		"Айгүл", "Айгул", "Нурлан Асанов", "Асанова Айжан", "Бермет", "Бегимай", "Сабина", "Сабыр", "Сабырбек", "Салима", "Салтанат", "Урмат", "Кармыш",
		"Каныбек", "Камила", "Камчыбек", "Калыс", "Күмүш", "Куттубек", "Кутман", "Куткелди", "Ормон", "Өмүрбек", "Омурбек", "Олжобай", "Элнура", "Ибрагим", "Насиба",
		"Насип", "Бакыт", "Паспорт", "паспортум жоголду", "Sabina", "Nurlan", "Salamat", "Aigul", "Urmat", "Shaarbek", "Шаршембиева Жаңылмырза Жүсүпова",
		"Москва", "Бишкек", "Ош", "Токмокто жашайм", "Токмок", "Кара-Балта", "Баткен", "Сокулук", "Ысык-Көл", "Жалал-Абад", "Новосибирск", "Екатеринбург", "Стамбул",
		"Ооба", "Жок", "Да", "Нет", "ок", "рахмат", "Рахмат чоң", "спасибо", "Спасибо большое", "салам", "хорошо", "понял",
		"Айлык бербей жатат", "Айлыгымды үч айдан бери төлөбөй жатат", "Жумуш берүүчү үч айдан бери айлыгымды төлөбөй жатат", "Зарплату не платят три месяца",
		"Не платят", "Отпуск качан?", "Балам мектепке кабыл алынган жок", "Ребёнка не взяли в школу", "Сабак качан башталат?", "Сабакка барат", "Себеби акча жок",
		"Патент керекпи?", "Каттоо боюнча суроом бар", "Олтурганда коңшулар", "Отуруп иштейм", "Көмөк пулу качан берилет", "Жол ондолсунчу", "Айылга суу керек",
		"Убада берем", "Мен 500 сом берем", "Билимим менен", "Мне нужен номер посольства", "Нужен адрес", "Как получить гражданство?", "Умножить", "Убрать мусор", "Убрали ли",
		"Дорога разбита, фонари не горят", "Бийик тоо", "Карма", "Жардамчы",
	};
	EACH(texts, DANGER_NONE, "");
}

/* Any octets at all: read without harm, and in no time. */
static void test_anything(void **state)
{
	(void)state;
	static const char *const pieces[] = {"паспорт", "п", "алып", "о", "o", "т", "ж", "dj", "ng", "\\", "8", " ", "-", "ъ", "\xd1", "\xff", "ы", "жардам", "помоги", "?", "112", "'", "сабап"};
	uint32_t random = 1;
	static char text[4096];
	for (size_t round = 0; round < 2000; round++) {
		text[0] = '\0';
		size_t len = 0;
		while (len < sizeof text - 32 && (random = random * 1664525 + 1013904223) >> 25) {
			const char *piece = pieces[(random >> 8) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + len, piece, strlen(piece) + 1);
			len += strlen(piece);
		}
		const char *language = NULL;
		assert_true(danger_read(text, len, &language) <= DANGER_NUMBER);
		assert_non_null(language);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_in_kyrgyz),
		cmocka_unit_test(test_calls_in_russian),
		cmocka_unit_test(test_calls_in_any),
		cmocka_unit_test(test_what_is_happening),
		cmocka_unit_test(test_emergency_numbers),
		cmocka_unit_test(test_ordinary_answers),
		cmocka_unit_test(test_anything),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
