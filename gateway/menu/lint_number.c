#include "menu/lint_rule.h"

#include <string.h>

/* How many digits a number has after the calling code, fixed lines included (dialplan/country.h knows mobiles only). */
static const struct numbering { const char *calling_code; size_t least, most; } numberings[] = {
	{ "996", 9, 9 },  /* Kyrgyzstan */
	{ "971", 8, 9 },  /* the UAE */
	{ "90", 10, 10 }, /* Türkiye */
	{ "82", 8, 10 },  /* Korea */
	{ "7", 10, 10 },  /* Russia, Kazakhstan */
};

#define E164_LEAST 8
#define E164_MOST 15
#define SHORT_MOST 6    /* 112, 1899, 116111 */
#define FREE_LEN 11     /* 8 800 123 45 67 */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *lint_number_next(const char *text, bool bare, struct lint_number *number)
{
	while (*text && !(text[0] == '+' && is_digit(text[1])) && !(bare && is_digit(*text)))
		text++;
	if (!*text)
		return NULL;
	size_t len = 0;
	*number = (struct lint_number){ .at = text, .plus = *text == '+' };
	text += number->plus;
	for (const char *at = text; *at && (is_digit(*at) || strchr(" -.()", *at)); at++) {
		if (!is_digit(*at))
			continue;
		if (len + 1 < sizeof(number->digits))
			number->digits[len++] = *at;
		text = at + 1;
	}
	number->len = (size_t)(text - number->at);
	return text;
}

const char *lint_number_fault(const struct lint_number *number)
{
	size_t len = strlen(number->digits);
	if (!number->plus) {
		bool known = len <= SHORT_MOST || (len == FREE_LEN && strncmp(number->digits, "8800", 4) == 0);
		return known ? NULL : WORDING("begins without +; write it as +996312123456, so that it can be dialled from abroad");
	}
	if (len < E164_LEAST || len > E164_MOST)
		return WORDING("has too few or too many digits for any country; see its source");
	for (size_t i = 0; i < sizeof(numberings) / sizeof(numberings[0]); i++) {
		const struct numbering *n = &numberings[i];
		size_t code = strlen(n->calling_code);
		if (strncmp(number->digits, n->calling_code, code) != 0)
			continue;
		if (number->digits[code] == '0')
			return WORDING("has a 0 after the calling code, with which it cannot be dialled; take the 0 out");
		return len - code >= n->least && len - code <= n->most ? NULL : WORDING("has not as many digits as a number of its country; see its source");
	}
	return NULL;
}

void lint_numbers_parted(const struct yaml *node, bool bare, struct complaints *complaints)
{
	struct lint_number number;
	for (const char *at = node->text; (at = lint_number_next(at, bare, &number)) != NULL;) {
		bool parted = strlen(number.digits) > SHORT_MOST && memchr(number.at, ' ', number.len);
		if (!parted || lint_number_fault(&number)) /* its digits first */
			continue;
		yaml_complain(node, complaints, SEVERITY_WARNING,
			"the number %.*s is written with blanks, and old telephones do not offer to dial it; write it as %s%s [number-blanks]", (int)number.len,
			number.at, number.plus ? "+" : "", number.digits);
	}
}
