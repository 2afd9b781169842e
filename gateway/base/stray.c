#include "base/stray.h"

#include "base/utf8.h"
#include "base/wording.h"

/* Unicode, in the order of its code points. */
static const struct stray strays[] = {
	{ 0x09, 0x09, STRAY_BLANK, WORDING("tab") },
	{ 0x85, 0x85, STRAY_BREAK, WORDING("hidden line end") },
	{ 0xa0, 0xa0, STRAY_BLANK, WORDING("no-break space") },
	{ 0xad, 0xad, STRAY_HIDDEN, WORDING("soft hyphen") },
	{ 0x300, 0x36f, STRAY_APART, WORDING("accent apart from its letter") },
	{ 0x370, 0x3ff, STRAY_FOREIGN, WORDING("Greek letter") },
	{ 0x530, 0x58f, STRAY_FOREIGN, WORDING("Armenian letter") },
	{ 0x590, 0x5ff, STRAY_FOREIGN, WORDING("Hebrew letter") },
	{ 0x600, 0x61b, STRAY_FOREIGN, WORDING("Arabic letter") },
	{ 0x61c, 0x61c, STRAY_HIDDEN, WORDING("mark that turns the direction of writing") },
	{ 0x61d, 0x77f, STRAY_FOREIGN, WORDING("Arabic letter") },
	{ 0x10a0, 0x10ff, STRAY_FOREIGN, WORDING("Georgian letter") },
	{ 0x115f, 0x1160, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0x1680, 0x1680, STRAY_BLANK, WORDING("space of a special width") },
	{ 0x180e, 0x180e, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0x1ab0, 0x1aff, STRAY_APART, WORDING("accent apart from its letter") },
	{ 0x1f00, 0x1fff, STRAY_FOREIGN, WORDING("Greek letter") },
	{ 0x2000, 0x2006, STRAY_BLANK, WORDING("space of a special width") },
	{ 0x2007, 0x2007, STRAY_BLANK, WORDING("figure space") },
	{ 0x2008, 0x200a, STRAY_BLANK, WORDING("space of a special width") },
	{ 0x200b, 0x200b, STRAY_HIDDEN, WORDING("zero-width space") },
	{ 0x200c, 0x200d, STRAY_HIDDEN, WORDING("hidden joiner") },
	{ 0x200e, 0x200f, STRAY_HIDDEN, WORDING("mark that turns the direction of writing") },
	{ 0x2028, 0x2029, STRAY_BREAK, WORDING("hidden line end") },
	{ 0x202a, 0x202e, STRAY_HIDDEN, WORDING("mark that turns the direction of writing") },
	{ 0x202f, 0x202f, STRAY_BLANK, WORDING("narrow no-break space") },
	{ 0x205f, 0x205f, STRAY_BLANK, WORDING("space of a special width") },
	{ 0x2060, 0x2065, STRAY_HIDDEN, WORDING("hidden joiner") },
	{ 0x2066, 0x206f, STRAY_HIDDEN, WORDING("mark that turns the direction of writing") },
	{ 0x20d0, 0x20ff, STRAY_APART, WORDING("accent apart from its letter") },
	{ 0x2600, 0x27bf, STRAY_PICTURE, WORDING("emoji") },
	{ 0x2b50, 0x2b55, STRAY_PICTURE, WORDING("emoji") },
	{ 0x3000, 0x3000, STRAY_BLANK, WORDING("space of a special width") },
	{ 0x3001, 0x3163, STRAY_FOREIGN, WORDING("Chinese or Japanese character") },
	{ 0x3164, 0x3164, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0x3165, 0x9fff, STRAY_FOREIGN, WORDING("Chinese or Japanese character") },
	{ 0xac00, 0xd7af, STRAY_FOREIGN, WORDING("Korean letter") },
	{ 0xe000, 0xf8ff, STRAY_LOST, WORDING("character that only one font has") },
	{ 0xfe00, 0xfe0f, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0xfe20, 0xfe2f, STRAY_APART, WORDING("accent apart from its letter") },
	{ 0xfeff, 0xfeff, STRAY_HIDDEN, WORDING("byte order mark") },
	{ 0xffa0, 0xffa0, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0xfff9, 0xfffc, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0xfffd, 0xfffd, STRAY_LOST, WORDING("mark of a lost letter") },
	{ 0x1f000, 0x1faff, STRAY_PICTURE, WORDING("emoji") },
	{ 0xe0000, 0xe0fff, STRAY_HIDDEN, WORDING("hidden mark") },
	{ 0xf0000, 0x10ffff, STRAY_LOST, WORDING("character that only one font has") },
};

const struct stray *stray_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof strays / sizeof strays[0] && strays[i].from <= code; i++) {
		if (code <= strays[i].to)
			return &strays[i];
	}
	return NULL;
}

const struct stray *stray_in(const char *text, size_t len, unsigned kinds, const char **at, uint32_t *code)
{
	for (size_t i = 0, size; i < len; i += size) {
		*code = utf8_next(text + i, len - i, &size);
		const struct stray *stray = *code < ' ' || *code > 0x7e ? stray_of(*code) : NULL;
		if (!stray || !(STRAY_BIT(stray->kind) & kinds))
			continue;
		*at = text + i;
		return stray;
	}
	return NULL;
}
