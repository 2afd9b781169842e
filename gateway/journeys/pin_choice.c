#include "journeys/pin_choice.h"

#include <stddef.h>
#include <string.h>

#define DIGITS 4
#define DIFFERENT_MIN 3

static bool pin_has_few_digits(const char *pin)
{
	size_t different = 0;
	for (size_t i = 0; i < DIGITS; i++)
		different += memchr(pin, pin[i], i) == NULL;
	return different < DIFFERENT_MIN;
}

/* 9 is one more than 8, and one less than 0. */
static bool pin_runs_by(const char *pin, int step)
{
	size_t i = 1;
	while (i < DIGITS && (pin[i] - pin[i - 1] + 10) % 10 == step)
		i++;
	return i == DIGITS;
}

static bool pin_runs_up(const char *pin)
{
	return pin_runs_by(pin, 1);
}

static bool pin_runs_down(const char *pin)
{
	return pin_runs_by(pin, 9);
}

static bool pin_is_a_year(const char *pin)
{
	return strncmp(pin, "19", 2) == 0 || strncmp(pin, "20", 2) == 0;
}

/* High on the published lists, and under none of the rules: the middle keys down and up, "angel" in Korean, "love" on the keys. */
static bool pin_is_listed(const char *pin)
{
	static const char *const listed[] = { "2580", "0852", "1004", "5683" };
	size_t i = 0;
	while (i < sizeof listed / sizeof listed[0] && strcmp(pin, listed[i]) != 0)
		i++;
	return i < sizeof listed / sizeof listed[0];
}

bool pin_is_common(const char pin[5])
{
	static bool (*const rules[])(const char *pin) = { pin_has_few_digits, pin_runs_up, pin_runs_down, pin_is_a_year, pin_is_listed };
	size_t i = 0;
	while (i < sizeof rules / sizeof rules[0] && !rules[i](pin))
		i++;
	return i < sizeof rules / sizeof rules[0];
}
