/* How a language writes numbers, sums and dates, and which form a noun takes beside a number. One row a language, in locale.c; the values are
 * those of CLDR (https://cldr.unicode.org): the plural rules for whole numbers, since people are promised no half projects.
 *
 *	const struct locale *ru = locale_find("ru");
 *	locale_plural(ru, 21)                          PLURAL_ONE: "21 человек" is told by {one: человек}
 *	locale_number(ru, "1234567", 7, out)           "1 234 567"
 *	locale_date(ru, "2026-12-31", out)             "31.12.2026"
 *
 * All pure. A language that has no row gets LOCALE_OTHER: one form for every number, and the marks of the others. */
#ifndef KOPURO_TEXT_LOCALE_H
#define KOPURO_TEXT_LOCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plural { PLURAL_ONE, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURALS };
extern const char *const plural_names[PLURALS]; /* "one", "few", "many", "other": CLDR's */

#define LOCALE_NUMBER 64 /* octets that locale_number() writes at most, NUL included */
#define LOCALE_DATE 11

struct locale {
	const char *code;        /* ISO 639: "ky" */
	enum plural (*plural)(uint64_t n);
	const char *forms;       /* the forms that a noun has here, for a complaint: "one, few, many" */
	bool needs[PLURALS];     /* the same */
	const char *thousands;   /* between groups of three digits: " " */
	const char *date;        /* d, M, y stand for the day, the month and the year, each once: "d.M.y" */
};

extern const struct locale locale_other;
/* `code` may have a script behind it ("ky-Latn"). NULL when there is no row. */
const struct locale *locale_find(const char *code);
enum plural locale_plural(const struct locale *locale, uint64_t n);

/* Digits with their groups parted; what is no whole number of at most 20 digits is copied as it is, cut at the room. Returns the length. */
size_t locale_number(const struct locale *locale, const char *digits, size_t len, char out[LOCALE_NUMBER]);
/* yyyy-MM-dd as it is read here. False, and "": it is no date of that form. */
bool locale_date(const struct locale *locale, const char *date, char out[LOCALE_DATE]);

#endif
