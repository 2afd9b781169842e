#include "text/key.h"

#include <stddef.h>

/* Ranges of characters that mean a key; `step`: they count up with it. */
static const struct alias { uint32_t from, to; char key; bool step; } aliases[] = {
	{ ' ', '~', ' ', true },
	{ 0x0660, 0x0669, '0', true },   /* Arabic-Indic */
	{ 0x06f0, 0x06f9, '0', true },   /* Arabic-Indic, eastern */
	{ 0xff10, 0xff19, '0', true },   /* full-width */
	{ 0xff0a, 0xff0a, '*', false },
	{ 0xff03, 0xff03, '#', false },
	{ 0xff0b, 0xff0b, '+', false },
	{ '\t', '\r', ' ', false },
	{ 0x00a0, 0x00a0, ' ', false },
	{ 0x2000, 0x200a, ' ', false },
	{ 0x202f, 0x202f, ' ', false },
	{ 0x3000, 0x3000, ' ', false },
	{ 0x2010, 0x2015, '-', false },
	{ 0x2212, 0x2212, '-', false },
	{ 0xff0d, 0xff0d, '-', false },
};

static const struct { uint32_t from, to; } nothing[] = {
	{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2069 }, { 0x20e3, 0x20e3 }, { 0xfe0e, 0xfe0f }, { 0xfeff, 0xfeff },
};

char key_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		const struct alias *a = &aliases[i];
		if (code >= a->from && code <= a->to)
			return a->step ? (char)(a->key + (int)(code - a->from)) : a->key;
	}
	return '\0';
}

bool key_is_nothing(uint32_t code)
{
	size_t i = 0;
	while (i < sizeof(nothing) / sizeof(nothing[0]) && !(code >= nothing[i].from && code <= nothing[i].to))
		i++;
	return i < sizeof(nothing) / sizeof(nothing[0]);
}
