#include "text/reading.h"

#include "text/gsm7.h"
#include "text/plausible.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* A text on its way out. */
struct sink { char *out; size_t capacity, len; bool full, bad; };

static void put(struct sink *s, uint32_t code)
{
	char utf8[4];
	if (s->full || code == 0)
		return;
	s->bad |= code == UTF8_BAD;
	size_t size = utf8_put(utf8, code == UTF8_BAD ? 0xfffd : code);
	if (size >= s->capacity - s->len) {
		s->full = true;
		return;
	}
	memcpy(s->out + s->len, utf8, size);
	s->len += size;
	s->out[s->len] = '\0';
}

static struct sink sink_over(char *out, size_t capacity)
{
	out[0] = '\0';
	return (struct sink){ .out = out, .capacity = capacity };
}

/* ---- what may stand at the ends ---- */

static struct bytes without_zeros(struct bytes b, size_t unit)
{
	while (b.len % unit != 0 && b.at[b.len - 1] == 0)
		b.len--;
	while (b.len >= unit && b.at[b.len - 1] == 0 && b.at[b.len - unit] == 0)
		b.len -= unit;
	return b;
}

static struct bytes behind(struct bytes b, size_t from)
{
	return (struct bytes){ .at = b.at + from, .len = b.len - from };
}

static bool begins(struct bytes b, const char *mark, size_t len)
{
	return b.len >= len && memcmp(b.at, mark, len) == 0;
}

/* How many octets of a character stand at the end that is not whole; 0: the last one is. */
static size_t torn_utf8(struct bytes b)
{
	for (size_t back = 1; back <= 3 && back <= b.len; back++) {
		uint8_t octet = b.at[b.len - back];
		if ((octet & 0xc0) == 0x80)
			continue;
		size_t whole = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc0 ? 2 : 1;
		return whole > back ? back : 0;
	}
	return 0;
}

static bool has_high(struct bytes b)
{
	size_t i = 0;
	while (i < b.len && b.at[i] <= 0x7f)
		i++;
	return i < b.len;
}

/* ---- the readings: false when these octets are not in that coding at all ---- */

static void put_septets(struct sink *s, struct gsm7_tables tables, const uint8_t *septets, size_t count)
{
	while (count > 0 && septets[count - 1] == 0) /* a zero is '@' inside, and at the end what was filled up with */
		count--;
	for (size_t at = 0, size; at < count; at += size)
		put(s, gsm7_national_next(tables, septets + at, count - at, &size));
}

static bool read_gsm7(const struct reading_label *label, struct bytes b, struct sink *s)
{
	put_septets(s, label->national, b.at, b.len);
	return true;
}

static bool read_packed(const struct reading_label *label, struct bytes b, struct sink *s)
{
	uint8_t septets[READING_OCTETS_MAX * 8 / 7 + 1];
	size_t count = gsm7_packed_count(b, true);
	for (size_t i = 0; i < count; i++)
		septets[i] = gsm7_packed_at(b, i);
	put_septets(s, label->national, septets, count);
	explicit_bzero(septets, count);
	return true;
}

static bool read_pairs(struct bytes b, bool little, struct sink *s)
{
	b = without_zeros(b, 2);
	for (size_t at = 0; at < b.len; at += 2) {
		uint8_t unit[4] = { 0 };
		size_t left = b.len - at < 4 ? b.len - at : 4, size;
		for (size_t i = 0; i < left; i++)
			unit[i ^ (little && (i ^ 1) < left)] = b.at[at + i];
		uint32_t code = left < 2 ? UTF8_BAD : charset_ucs2_next(unit, left, &size);
		put(s, code);
		at += left >= 2 && size == 4 ? 2 : 0;
	}
	return true;
}

/* With a character of several octets in it: else it is ASCII, which others read too. */
static bool read_utf8(struct bytes b, struct sink *s)
{
	b = without_zeros(b, 1);
	b.len -= torn_utf8(b);
	if (!has_high(b) || !utf8_valid((const char *)b.at, b.len))
		return false;
	for (size_t at = 0, size; at < b.len; at += size)
		put(s, utf8_next((const char *)b.at + at, b.len - at, &size));
	return true;
}

static bool read_octets(enum charset charset, const struct reading_label *label, struct bytes b, struct sink *s)
{
	size_t written;
	if (charset == CHARSET_GSM7)
		return read_gsm7(label, b, s);
	b = without_zeros(b, 1);
	enum error error = charset_decode(charset, b, s->out, s->capacity, &written);
	s->len = written;
	s->full = error == ERR_FULL;
	return error == ERR_NONE || error == ERR_FULL;
}

/* Codings of one octet a character are taken for one another: of those the least odd, and where two are alike the one that is labelled. */
static const enum charset like_gsm7[] = { CHARSET_GSM7, CHARSET_ASCII, CHARSET_COUNT }, like_latin1[] = { CHARSET_LATIN1, CHARSET_CYRILLIC, CHARSET_COUNT };

static bool read_likeliest(const struct reading_label *label, struct bytes b, struct sink *s)
{
	const enum charset *others = has_high(b) ? like_latin1 : like_gsm7;
	enum charset best = label->charset;
	if (!read_octets(best, label, b, s))
		return false;
	size_t least = plausible_oddness(s->out, s->len);
	for (size_t i = 0; others[i] != CHARSET_COUNT && least > 0; i++) {
		if (others[i] == CHARSET_ASCII && memchr(b.at, 0, b.len)) /* in GSM 7-bit a zero inside is '@' */
			continue;
		*s = sink_over(s->out, s->capacity);
		size_t odd = read_octets(others[i], label, b, s) ? plausible_oddness(s->out, s->len) : least;
		best = odd < least ? others[i] : best;
		least = odd < least ? odd : least;
	}
	*s = sink_over(s->out, s->capacity);
	return read_octets(best, label, b, s);
}

static bool read_labelled(const struct reading_label *label, struct bytes b, struct sink *s)
{
	switch (label->charset) {
	case CHARSET_GSM7_PACKED: return read_packed(label, b, s);
	case CHARSET_UCS2: return read_pairs(b, false, s);
	default: return read_likeliest(label, b, s);
	}
}

/* ---- one try a row ---- */

/* False: no. Each fills the sink afresh. */
typedef bool try_reading(const struct reading_label *label, struct bytes b, struct sink *s);

static enum plausible how_plausible(const struct sink *s)
{
	return s->bad && s->len == 3 ? PLAUSIBLE_NOT : plausible_text(s->out, s->len);
}

static bool is_key(uint8_t octet)
{
	return (octet >= '0' && octet <= '9') || octet == '*' || octet == '#' || octet == '+' || octet == '-' || octet == ' ' || octet == '\r' || octet == '\n';
}

static struct bytes behind_mark(struct bytes b)
{
	return begins(b, "\xef\xbb\xbf", 3) ? behind(b, 3) : begins(b, "\xfe\xff", 2) || begins(b, "\xff\xfe", 2) ? behind(b, 2) : b;
}

static bool try_keys(const struct reading_label *label, struct bytes b, struct sink *s)
{
	size_t digits = 0;
	(void)label;
	b = behind_mark(b);
	for (size_t i = 0; i < b.len; i++) {
		if (b.at[i] != 0 && !is_key(b.at[i]))
			return false;
		digits += b.at[i] >= '#' && b.at[i] <= '9';
	}
	for (size_t i = 0; digits > 0 && i < b.len; i++)
		put(s, b.at[i]);
	return digits > 0;
}

static bool try_mark(const struct reading_label *label, struct bytes b, struct sink *s)
{
	if (begins(b, "\xef\xbb\xbf", 3))
		return (read_utf8(behind(b, 3), s) || read_octets(CHARSET_ASCII, label, behind(b, 3), s)) && how_plausible(s) != PLAUSIBLE_NOT;
	if (!begins(b, "\xfe\xff", 2) && !begins(b, "\xff\xfe", 2))
		return false;
	return read_pairs(behind(b, 2), b.at[0] == 0xff, s) && how_plausible(s) != PLAUSIBLE_NOT;
}

/* Whether the octets at `first`, `first` + 2 ... are those that stand before Latin and Cyrillic letters. Some may be of marks or pictures. */
static bool is_wide(struct bytes b, size_t first)
{
	size_t pairs = b.len / 2, letters = 0, others = 0;
	for (size_t i = 0; i < pairs; i++) {
		uint8_t high = b.at[2 * i + first], low = b.at[2 * i + 1 - first];
		bool letter = high == 0x04 ? true : high == 0 && low >= ' ';
		bool other = (high == 0x20 && low >= 0x10 && low < 0x40) || (high == 0x21 && low == 0x16) || (high >= 0xd8 && high <= 0xdf) || (high == 0 && low) ||
			high == 0x01;
		letters += letter;
		others += !letter && !other;
	}
	bool sure = pairs > 1 || b.at[first] == 0x04 || b.at[1 - first] < 0x80;
	return sure && letters * 2 >= pairs && letters > 0 && others * 8 <= pairs;
}

static bool try_wide(const struct reading_label *label, struct bytes b, struct sink *s)
{
	struct bytes pairs = without_zeros(b, 2);
	(void)label;
	for (size_t first = 0; first < 2; first++) {
		struct sink own = *s;
		if (pairs.len < 2 || pairs.len % 2 != 0 || !is_wide(pairs, first))
			continue;
		read_pairs(pairs, first == 1, &own);
		*s = own;
		if (how_plausible(s) == PLAUSIBLE_STRICT)
			return true;
		*s = sink_over(s->out, s->capacity);
	}
	return false;
}

static bool try_utf8(const struct reading_label *label, struct bytes b, struct sink *s)
{
	(void)label;
	return read_utf8(b, s) && how_plausible(s) != PLAUSIBLE_NOT;
}

/* A coding in which each octet is some letter proves nothing by giving letters. A few signs that GSM 7-bit or ASCII has not cost nobody the words
 * around them, and a single letter is what the label says. */
static bool try_label(const struct reading_label *label, struct bytes b, struct sink *s)
{
	bool octets = label->charset != CHARSET_UCS2 && label->charset != CHARSET_GSM7_PACKED && has_high(b);
	bool proves = label->charset == CHARSET_GSM7 || label->charset == CHARSET_ASCII;
	if (!read_labelled(label, b, s))
		return false;
	enum plausible plausible = how_plausible(s);
	if (plausible == PLAUSIBLE_STRICT || (plausible == PLAUSIBLE_LOOSE && (!octets || b.len == 1)))
		return true;
	*s = sink_over(s->out, s->capacity);
	return octets && proves && read_octets(label->charset, label, b, s) && how_plausible(s) == PLAUSIBLE_LOOSE;
}

static bool try_packed(const struct reading_label *label, struct bytes b, struct sink *s)
{
	return b.len > 1 && read_packed(label, b, s) && (how_plausible(s) == PLAUSIBLE_STRICT || try_keys(NULL, bytes_of(s->out), &(struct sink){ .full = true }));
}

static bool try_plain(const struct reading_label *label, struct bytes b, struct sink *s)
{
	return !has_high(b) && read_gsm7(label, without_zeros(b, 1), s) && (how_plausible(s) == PLAUSIBLE_STRICT || how_plausible(s) == PLAUSIBLE_LOOSE);
}

static bool try_foreign(const struct reading_label *label, struct bytes b, struct sink *s)
{
	return label->charset == CHARSET_UCS2 && read_pairs(b, false, s) && how_plausible(s) == PLAUSIBLE_FOREIGN;
}

static const struct { try_reading *reads; enum reading_how how; } tries[] = {
	{ try_keys, READING_KEYS }, { try_mark, READING_MARK }, { try_wide, READING_WIDE }, { try_utf8, READING_UTF8 }, { try_label, READING_LABEL },
	{ try_packed, READING_PACKED }, { try_plain, READING_PLAIN }, { try_foreign, READING_LABEL },
};

const char *reading_how_name(enum reading_how how)
{
	static const char *const names[READING_HOWS] = { "empty", "keys", "byte-order mark", "utf-16", "utf-8", "as labelled", "packed septets", "septets" };
	assert(how < READING_HOWS);
	return names[how];
}

enum error reading_text(const struct reading_label *label, struct bytes octets, char *out, size_t capacity, size_t *len, enum reading_how *how)
{
	struct bytes b = octets;
	enum reading_how found = READING_EMPTY;
	struct sink s = sink_over(out, capacity);
	bool read = false;
	b.len = b.len < READING_OCTETS_MAX ? b.len : READING_OCTETS_MAX;
	bool empty = without_zeros(b, 1).len == 0;
	for (size_t i = 0; !empty && !read && i < sizeof(tries) / sizeof(tries[0]); i++) {
		s = sink_over(out, capacity);
		read = tries[i].reads(label, b, &s);
		found = tries[i].how;
	}
	if (!empty && !read) {
		s = sink_over(out, capacity);
		found = READING_EMPTY;
	}
	*len = s.len;
	if (how)
		*how = found;
	return !empty && !read ? ERR_BAD : s.full ? ERR_FULL : ERR_NONE;
}
