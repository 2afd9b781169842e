/* The beginning of menus for tests that write their own: languages, words, and the screens that each set must have. What follows are screens, and
 * `home` is among them. */
#ifndef KOPURO_TESTS_SMALL_MENUS_H
#define KOPURO_TESTS_SMALL_MENUS_H

#define SMALL_MENUS \
	"languages: {ky: Кыргызча, ru: Русский}\n" \
	"entry: home\n" \
	"words:\n" \
	"  back: {ky: Артка, ru: Назад}\n" \
	"  more: {ky: Дагы, ru: Ещё}\n" \
	"  yes: {ky: Ооба, ru: Да}\n" \
	"  no: {ky: Жок, ru: Нет}\n" \
	"  wrong_choice: {ky: Жок, ru: Нет}\n" \
	"  wrong_number: {ky: Жок, ru: Нет}\n" \
	"  wrong_pin: {ky: Жок, ru: Нет}\n" \
	"  wrong_amount: {ky: Жок, ru: Нет}\n" \
	"  too_long: {ky: Узун, ru: Длинно}\n" \
	"  empty: {ky: Бош, ru: Пусто}\n" \
	"  unconfirmed: {ky: такталбаган, ru: не проверено}\n" \
	"screens:\n" \
	"  language: {kind: language, text: {ky: Тил, ru: Язык}, to: home}\n" \
	"  later: {kind: end, text: {ky: Кийин, ru: Позже}}\n" \
	"  resume:\n" \
	"    kind: choices\n" \
	"    choices:\n" \
	"      - {text: {ky: Улантуу, ru: Дальше}, do: session.resume, then: {resumed: home}}\n" \
	"      - {text: {ky: Башынан, ru: Сначала}, do: session.restart, then: {restarted: home}}\n"

#endif
