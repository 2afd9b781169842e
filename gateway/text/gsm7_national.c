#include "text/gsm7_national.h"

#include "text/gsm7.h"

#include <stdbool.h>

#define ESCAPE 0x1b

/* What differs from the default alphabet, or stands behind an escape; septet 0 ends (no table has one there). */
struct letter { uint8_t septet; uint16_t code; };

static const struct letter turkish_locking[] = { /* A.3.1 */
	{ 0x04, 0x20ac }, { 0x07, 0x131 }, { 0x0b, 0x11e }, { 0x0c, 0x11f }, { 0x1c, 0x15e }, { 0x1d, 0x15f }, { 0x40, 0x130 }, { 0x60, 0xe7 }, { 0 },
};
static const struct letter turkish_single[] = { /* A.2.1 */
	{ 0x47, 0x11e }, { 0x49, 0x130 }, { 0x53, 0x15e }, { 0x63, 0xe7 }, { 0x67, 0x11f }, { 0x69, 0x131 }, { 0x73, 0x15f }, { 0 },
};
static const struct letter spanish_single[] = { /* A.2.2 */
	{ 0x09, 0xe7 }, { 0x41, 0xc1 }, { 0x49, 0xcd }, { 0x4f, 0xd3 }, { 0x55, 0xda }, { 0x61, 0xe1 }, { 0x69, 0xed }, { 0x6f, 0xf3 }, { 0x75, 0xfa }, { 0 },
};
static const struct letter portuguese_locking[] = { /* A.3.3 */
	{ 0x04, 0xea }, { 0x06, 0xfa }, { 0x07, 0xed }, { 0x08, 0xf3 }, { 0x09, 0xe7 }, { 0x0b, 0xd4 }, { 0x0c, 0xf4 }, { 0x0e, 0xc1 }, { 0x0f, 0xe1 },
	{ 0x12, 0xaa }, { 0x13, 0xc7 }, { 0x14, 0xc0 }, { 0x15, 0x221e }, { 0x16, '^' }, { 0x17, '\\' }, { 0x18, 0x20ac }, { 0x19, 0xd3 }, { 0x1a, '|' },
	{ 0x1c, 0xc2 }, { 0x1d, 0xe2 }, { 0x1e, 0xca }, { 0x1f, 0xc9 }, { 0x24, 0xba }, { 0x40, 0xcd }, { 0x5b, 0xc3 }, { 0x5c, 0xd5 }, { 0x5d, 0xda },
	{ 0x5e, 0xdc }, { 0x5f, 0xa7 }, { 0x60, '~' }, { 0x7b, 0xe3 }, { 0x7c, 0xf5 }, { 0x7d, '`' }, { 0x7e, 0xfc }, { 0x7f, 0xe0 }, { 0 },
};
static const struct letter portuguese_single[] = { /* A.2.3 */
	{ 0x05, 0xea }, { 0x09, 0xe7 }, { 0x0b, 0xd4 }, { 0x0c, 0xf4 }, { 0x0e, 0xc1 }, { 0x0f, 0xe1 }, { 0x12, 0x3a6 }, { 0x13, 0x393 }, { 0x15, 0x3a9 },
	{ 0x16, 0x3a0 }, { 0x17, 0x3a8 }, { 0x18, 0x3a3 }, { 0x19, 0x398 }, { 0x1f, 0xca }, { 0x41, 0xc0 }, { 0x49, 0xcd }, { 0x4f, 0xd3 }, { 0x55, 0xda },
	{ 0x5b, 0xc3 }, { 0x5c, 0xd5 }, { 0x61, 0xc2 }, { 0x69, 0xed }, { 0x6f, 0xf3 }, { 0x75, 0xfa }, { 0x7b, 0xe3 }, { 0x7c, 0xf5 }, { 0x7f, 0xe2 }, { 0 },
};

static const struct { const struct letter *locking, *single; } languages[GSM7_LANGUAGES] = {
	[GSM7_TURKISH] = { turkish_locking, turkish_single },
	[GSM7_SPANISH] = { NULL, spanish_single },
	[GSM7_PORTUGUESE] = { portuguese_locking, portuguese_single },
};

static bool find(const struct letter *table, uint8_t septet, uint32_t *code)
{
	for (; table && table->septet; table++) {
		if (table->septet == septet) {
			*code = table->code;
			return true;
		}
	}
	return false;
}

static const struct letter *table_of(uint8_t language, bool single)
{
	if (language >= GSM7_LANGUAGES)
		return NULL;
	return single ? languages[language].single : languages[language].locking;
}

static uint32_t plain(struct gsm7_tables tables, uint8_t septet)
{
	uint32_t code;
	size_t size;
	return find(table_of(tables.locking, false), septet, &code) ? code : gsm7_next(&septet, 1, &size);
}

/* All single shift tables have the default extension in them. */
uint32_t gsm7_national_next(struct gsm7_tables tables, const uint8_t *septets, size_t left, size_t *size)
{
	uint32_t code;
	*size = 1;
	if (septets[0] != ESCAPE)
		return plain(tables, septets[0]);
	if (left < 2 || septets[1] == ESCAPE || septets[1] > 0x7f)
		return 0;
	*size = 2;
	if (find(table_of(tables.single, true), septets[1], &code))
		return code;
	code = gsm7_next(septets, left, size);
	if (*size == 2)
		return code;
	*size = 2;
	return plain(tables, septets[1]);
}
