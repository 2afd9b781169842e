#include "places/place_fold.h"

#include "text/letter.h"
#include "text/utf8.h"

#include <string.h>

/* а to я, then those of Kyrgyz and, for people over the border, of Kazakh, Uzbek and Tajik. */
static const char russian[] = "abvgdejziiklmnoprstufhcqwx\0i\0euy";
static const struct { uint16_t code; char class; } others[] = {
	{ 0x451, 'o' }, { 0x4a3, 'n' }, { 0x4ca, 'n' }, { 0x4e9, 'o' }, { 0x4af, 'u' }, { 0x493, 'g' }, { 0x49b, 'k' }, { 0x4b1, 'u' }, { 0x456, 'i' },
	{ 0x4d9, 'a' }, { 0x4bb, 'h' }, { 0x45e, 'u' }, { 0x4b3, 'h' }, { 0x4e3, 'i' }, { 0x4ef, 'u' }, { 0x4b7, 'j' }, { 0x497, 'j' },
};

static const char *const words[] = {
	"айыл", "айылы", "айылдык", "аймагы", "аймак", "а/а", "а/ө", "өкмөтү", "өкмөт", "окмоту", "кыштагы", "району", "р-н", "р-ну", "облусу", "шаары", "ш",
	"айылный", "айыльный", "аильный", "аильная", "округ", "сельская", "управа", "село", "с", "город", "г", "район", "районы", "область", "обл", "им", "имени",
	"пгт", "посёлок", "поселок",
};

char place_fold_letter(uint32_t code)
{
	if (code >= 0x430 && code <= 0x44f)
		return russian[code - 0x430];
	if (code >= '0' && code <= '9')
		return (char)code;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].code == code)
			return others[i].class;
	}
	return letter_is(code) ? FOLD_OTHER : '\0';
}

bool place_fold_parts(uint32_t code)
{
	return code <= ' ' || code == '.' || code == ',' || code == '(' || code == ')' || code == 0xa0;
}

const char *place_fold_word(size_t i)
{
	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

/* A part of a name between spaces. */
struct part { char small[128]; size_t len; };
struct parts { struct part list[12]; size_t from, to; };

static bool is_word(const struct part *part)
{
	const char *word;
	for (size_t i = 0; (word = place_fold_word(i)); i++) {
		if (strlen(word) == part->len && memcmp(word, part->small, part->len) == 0)
			return true;
	}
	return false;
}

static bool part_name(const char *name, struct parts *parts)
{
	size_t len = strlen(name), brackets = 0;
	bool open = false;
	*parts = (struct parts){ .from = 0 };
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = letter_small(utf8_next(name + at, len - at, &size));
		brackets += code == '(';
		if (code == UTF8_BAD || place_fold_parts(code) || brackets > 0) {
			open = false;
			brackets -= code == ')';
			continue;
		}
		if (!open && parts->to == sizeof(parts->list) / sizeof(parts->list[0]))
			return false;
		parts->to += !open;
		open = true;
		struct part *part = &parts->list[parts->to - 1];
		if (part->len + 4 > sizeof(part->small))
			return false;
		part->len += utf8_put(part->small + part->len, code);
	}
	return true;
}

/* The class of the letter at `at`, and how many octets it takes: two letters, of дж and нг. */
static char class_at(const char *text, size_t len, size_t *size)
{
	static const struct { const char *pair; char class; } pairs[] = { { "дж", 'j' }, { "нг", 'n' } };
	for (size_t i = 0; i < 2; i++) {
		*size = strlen(pairs[i].pair);
		if (*size <= len && memcmp(text, pairs[i].pair, *size) == 0)
			return pairs[i].class;
	}
	return place_fold_letter(utf8_next(text, len, size));
}

bool place_fold_name(const char *name, char out[PLACE_FOLDED])
{
	struct parts parts;
	size_t used = 0;
	out[0] = '\0';
	if (!part_name(name, &parts))
		return false;
	while (parts.to - parts.from > 1 && is_word(&parts.list[parts.from]))
		parts.from++;
	while (parts.to - parts.from > 1 && is_word(&parts.list[parts.to - 1]))
		parts.to--;
	for (size_t i = parts.from; i < parts.to; i++) {
		const struct part *part = &parts.list[i];
		for (size_t at = 0, size; at < part->len; at += size) {
			char class = class_at(part->small + at, part->len - at, &size);
			if (class == FOLD_OTHER || used + 1 == PLACE_FOLDED)
				return false;
			if (class && (used == 0 || out[used - 1] != class))
				out[used++] = class;
		}
	}
	out[used] = '\0';
	return true;
}
