/* What is told to those who write menus, in their language. The code says it in English, and that is its name: wordings/check.txt has beside each
 * English message the Russian and the Kyrgyz one, and becomes wording_table.c at build. What is not in there stays English.
 *
 *	wordings/check.txt:  en unknown key '%s'; did you mean '%s'?
 *	                     ru неизвестный ключ '%s'; может быть, '%s'?
 *	                     ky '%s' деген ачкыч белгисиз; балким, '%s'?
 *
 * All three have the same placeholders; a translation that needs another order counts them (%2$s). tests/menus/wordings.t holds them to it, and
 * to every message in the code. */
#ifndef KOPURO_BASE_WORDING_H
#define KOPURO_BASE_WORDING_H

#include <stddef.h>

enum wording_language { WORDING_EN, WORDING_RU, WORDING_KY, WORDING_LANGUAGES };

/* Marks a message that stands in a table and is told elsewhere. */
#define WORDING(english) english

struct wording {
	const char *in[WORDING_LANGUAGES];
};
extern const struct wording wording_table[];
extern const size_t wording_count;

/* By its code, alone ("ru") or at the beginning of a locale's name ("ru_RU.UTF-8"); WORDING_LANGUAGES when there are no messages in it. */
enum wording_language wording_language_named(const char *name);
/* `english` itself, when it is not in the table. */
const char *wording_in(enum wording_language language, const char *english) __attribute__((format_arg(2)));

#endif
