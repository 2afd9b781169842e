#include "menu/answer.h"

#include "base/damm.h"
#include "menu/page.h"
#include "text/key.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINE_DIGITS 3 /* of MENU_LINES_MAX */

static void trim(struct answer *a)
{
	size_t from = 0;
	while (a->len > 0 && (a->keys[a->len - 1] == ' ' || a->keys[a->len - 1] == '#'))
		a->len--;
	while (from < a->len && (a->keys[from] == ' ' || a->keys[from] == '*'))
		from++;
	a->len -= from;
	memmove(a->keys, a->keys + from, a->len);
	a->keys[a->len] = '\0';
}

struct answer answer_read(const char *text, size_t len)
{
	struct answer a = { .len = 0 };
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = utf8_next(text + at, len - at, &size);
		char key = key_of(code);
		if (key_is_nothing(code) || (key == ' ' && a.len == 0))
			continue;
		if (key == '\0' || a.len == ANSWER_KEYS_MAX)
			return (struct answer){ .len = 0 };
		a.keys[a.len++] = key;
	}
	trim(&a);
	return a;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool answer_line(const struct answer *answer, size_t *line)
{
	unsigned number = 0;
	for (size_t i = 0; i < answer->len; i++) {
		if (!is_digit(answer->keys[i]) || i == LINE_DIGITS)
			return false;
		number = 10 * number + (unsigned)(answer->keys[i] - '0');
	}
	return answer->keys[0] != '0' && page_line_of(number, line);
}

bool answer_number(const struct answer *answer, char number[9])
{
	size_t count = 0;
	for (size_t i = 0; i < answer->len; i++) {
		char key = answer->keys[i];
		if (key == '-' || key == ' ')
			continue;
		if (!is_digit(key) || count == 8)
			return false;
		number[count++] = key;
	}
	number[count] = '\0';
	return count == 8 && damm_valid(number, 8);
}

bool answer_digits(const struct answer *answer, char *out, size_t capacity)
{
	size_t count = 0;
	for (size_t i = 0; i < answer->len; i++) {
		char key = answer->keys[i];
		if ((key | 0x20) >= 'a' && (key | 0x20) <= 'z')
			return false;
		if (!is_digit(key))
			continue;
		if (count + 1 == capacity)
			return false;
		out[count++] = key;
	}
	out[count] = '\0';
	return count > 0;
}

bool answer_pin(const struct answer *answer)
{
	for (size_t i = 0; i < answer->len; i++) {
		if (!is_digit(answer->keys[i]))
			return false;
	}
	return answer->len == 4;
}

bool answer_amount(const struct answer *answer, uint64_t least, uint64_t most, char amount[ANSWER_KEYS_MAX + 1])
{
	uint64_t value = 0;
	for (size_t i = 0; i < answer->len; i++) {
		if (answer->keys[i] == ' ')
			continue;
		if (!is_digit(answer->keys[i]) || value > UINT64_MAX / 100)
			return false;
		value = value * 10 + (uint64_t)(answer->keys[i] - '0');
	}
	snprintf(amount, ANSWER_KEYS_MAX + 1, "%" PRIu64, value);
	return answer->len > 0 && value >= least && value <= most;
}
