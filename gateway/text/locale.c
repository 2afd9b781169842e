#include "text/locale.h"

#include <assert.h>
#include <string.h>

const char *const plural_names[PLURALS] = { [PLURAL_ONE] = "one", [PLURAL_FEW] = "few", [PLURAL_MANY] = "many", [PLURAL_OTHER] = "other" };

/* The rules of CLDR for whole numbers. */
static enum plural only_other(uint64_t n)
{
	(void)n;
	return PLURAL_OTHER;
}

static enum plural one_other(uint64_t n)
{
	return n == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

static enum plural one_few_many(uint64_t n)
{
	uint64_t last = n % 10, teens = n % 100;
	if (last == 1 && teens != 11)
		return PLURAL_ONE;
	if (last >= 2 && last <= 4 && (teens < 12 || teens > 14))
		return PLURAL_FEW;
	return PLURAL_MANY;
}

#define OTHER .plural = only_other, .forms = "other", .needs = { [PLURAL_OTHER] = true }
#define ONE_OTHER .plural = one_other, .forms = "one, other", .needs = { [PLURAL_ONE] = true, [PLURAL_OTHER] = true }
#define ONE_FEW_MANY .plural = one_few_many, .forms = "one, few, many", \
	.needs = { [PLURAL_ONE] = true, [PLURAL_FEW] = true, [PLURAL_MANY] = true }

const struct locale locale_other = { .code = "", OTHER, .thousands = " ", .date = "d.M.y" };

static const struct locale locales[] = {
	{ .code = "ky", ONE_OTHER, .thousands = " ", .date = "d.M.y" },
	{ .code = "ru", ONE_FEW_MANY, .thousands = " ", .date = "d.M.y" },
	{ .code = "uk", ONE_FEW_MANY, .thousands = " ", .date = "d.M.y" },
	{ .code = "be", ONE_FEW_MANY, .thousands = " ", .date = "d.M.y" },
	{ .code = "kk", ONE_OTHER, .thousands = " ", .date = "d.M.y" },
	{ .code = "uz", ONE_OTHER, .thousands = " ", .date = "d.M.y" },
	{ .code = "tg", OTHER, .thousands = " ", .date = "d.M.y" },
	{ .code = "tr", ONE_OTHER, .thousands = ".", .date = "d.M.y" },
	{ .code = "en", ONE_OTHER, .thousands = ",", .date = "d/M/y" },
	{ .code = "de", ONE_OTHER, .thousands = ".", .date = "d.M.y" },
	{ .code = "ko", OTHER, .thousands = ",", .date = "y.M.d" },
};

const struct locale *locale_find(const char *code)
{
	size_t len = strcspn(code, "-");
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		if (strlen(locales[i].code) == len && memcmp(locales[i].code, code, len) == 0)
			return &locales[i];
	}
	return NULL;
}

enum plural locale_plural(const struct locale *locale, uint64_t n)
{
	return locale->plural(n);
}

size_t locale_number(const struct locale *locale, const char *digits, size_t len, char out[LOCALE_NUMBER])
{
	size_t at = 0, mark = strlen(locale->thousands), plain = 0;
	assert(mark * 6 + 20 < LOCALE_NUMBER);
	while (plain < len && digits[plain] >= '0' && digits[plain] <= '9')
		plain++;
	if (plain < len || len > 20) {
		at = len < LOCALE_NUMBER ? len : LOCALE_NUMBER - 1;
		memcpy(out, digits, at);
		out[at] = '\0';
		return at;
	}
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0) {
			memcpy(out + at, locale->thousands, mark);
			at += mark;
		}
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return at;
}

static bool is_date(const char *date)
{
	static const char form[] = "dddd-dd-dd";
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		if (form[i] == 'd' ? date[i] < '0' || date[i] > '9' : date[i] != form[i])
			return false;
	}
	return date[sizeof(form) - 1] == '\0';
}

bool locale_date(const struct locale *locale, const char *date, char out[LOCALE_DATE])
{
	size_t at = 0;
	out[0] = '\0';
	if (!is_date(date))
		return false;
	for (const char *sign = locale->date; *sign; sign++) {
		size_t from = *sign == 'y' ? 0 : *sign == 'M' ? 5 : 8, len = *sign == 'y' ? 4 : 2;
		if (!strchr("dMy", *sign)) {
			out[at++] = *sign;
			continue;
		}
		memcpy(out + at, date + from, len);
		at += len;
	}
	out[at] = '\0';
	return true;
}
