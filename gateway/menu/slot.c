#include "menu/slot.h"

#include "text/utf8.h"

#include <string.h>

/* How a slot's value is shown; the text is put into `out`, its length returned. */
typedef size_t show_slot(const struct locale *locale, const char *value, size_t len, char out[SLOT_SHOWN]);

static size_t show_as_kept(const struct locale *locale, const char *value, size_t len, char out[SLOT_SHOWN])
{
	(void)locale;
	memcpy(out, value, len);
	return len;
}

static size_t show_number(const struct locale *locale, const char *value, size_t len, char out[SLOT_SHOWN])
{
	if (len != 8)
		return show_as_kept(locale, value, len, out);
	memcpy(out, value, 4);
	out[4] = '-';
	memcpy(out + 5, value + 4, 4);
	return 9;
}

static size_t show_amount(const struct locale *locale, const char *value, size_t len, char out[SLOT_SHOWN])
{
	return locale_number(locale, value, len, out);
}

static size_t show_date(const struct locale *locale, const char *value, size_t len, char out[SLOT_SHOWN])
{
	return locale_date(locale, value, out) ? strlen(out) : show_as_kept(locale, value, len, out);
}

static show_slot *const shows[] = {
	[MENU_SLOT_WORDS] = show_as_kept,
	[MENU_SLOT_NUMBER] = show_number,
	[MENU_SLOT_PIN] = show_as_kept,
	[MENU_SLOT_AMOUNT] = show_amount,
	[MENU_SLOT_KEY] = show_as_kept,
	[MENU_SLOT_COUNT] = show_amount,
	[MENU_SLOT_DATE] = show_date,
};

size_t slot_show(enum menu_slot_kind kind, const struct locale *locale, const char *value, char out[SLOT_SHOWN])
{
	return shows[kind](locale, value, utf8_floor(value, strlen(value), SLOT_SHOWN / 2), out);
}
