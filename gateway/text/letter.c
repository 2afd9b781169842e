#include "text/letter.h"

/* Unicode, blocks Basic Latin, Latin-1, Latin Extended-A (the letters of Turkish) and Cyrillic. */
uint32_t letter_small(uint32_t code)
{
	if (code >= 'A' && code <= 'Z')
		return code + 0x20;
	if (code >= 0xc0 && code <= 0xde && code != 0xd7)
		return code + 0x20;
	if (code == 0x11e || code == 0x15e)
		return code + 1;
	if (code >= 0x410 && code <= 0x42f)
		return code + 0x20;
	if (code >= 0x400 && code <= 0x40f)
		return code + 0x50;
	if (code >= 0x490 && code <= 0x4ff && (code < 0x4c0 || code > 0x4ce) && code % 2 == 0)
		return code + 1;
	return code;
}

uint32_t letter_digit(uint32_t code)
{
	static const uint32_t zeros[] = { 0x0660, 0x06f0, 0xff10 };
	for (unsigned i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		if (code - zeros[i] < 10)
			return '0' + (code - zeros[i]);
	}
	return code;
}

bool letter_is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x4ff;
}

bool letter_is_latin(uint32_t code)
{
	return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') || (code >= 0xc0 && code <= 0x24f && code != 0xd7 && code != 0xf7);
}

bool letter_is(uint32_t code)
{
	return letter_is_cyrillic(code) || letter_is_latin(code);
}
