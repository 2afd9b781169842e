#include "text/reading.h"

#include "text/gsm7.h"
#include "text/key.h"
#include "text/letter.h"
#include "text/plausible.h"
#include "text/utf8.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define ESCAPE 0x1b
#define NUMERO 0x2116 /* № */
#define PACKED_SURE 4 /* octets */

/* A text on its way out. */
struct sink { char *out; size_t capacity, len; bool full, bad; };

static void put(struct sink *s, uint32_t code)
{
	char utf8[4];
	if (s->full || code == 0)
		return;
	s->bad |= code == UTF8_BAD;
	if (code >= 0xff01 && code <= 0xff5e) /* full-width: the same, as a telephone of Korea or Japan types it */
		code -= 0xfee0;
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

/* Where the last character begins. `len` at least 1. */
static size_t last_of(const char *text, size_t len)
{
	return utf8_floor(text, len, len - 1);
}

static bool is_filler(uint32_t code)
{
	return code == '@' || code == 0xa1 || code == ESCAPE; /* 00h and 40h of GSM 7-bit, as whoever read that made it */
}

static bool is_of_word(uint32_t code)
{
	return letter_is(code) || (code >= '0' && code <= '9');
}

/* What is filled up with '@', as seven septets in seven octets are, ends with a letter or a digit and that. */
static void cut_filler(struct sink *s)
{
	size_t size, end = s->len > 0 ? last_of(s->out, s->len) : 0, before = end > 0 ? last_of(s->out, end) : 0;
	if (end > 0 && s->out[end] == '@' && is_of_word(utf8_next(s->out + before, end - before, &size))) {
		s->len = end;
		s->out[end] = '\0';
	}
}

/* The same before it is read: in the default alphabet of GSM 7-bit that octet is another mark. */
static struct bytes without_filler(struct bytes b, struct gsm7_tables tables)
{
	if (b.len > 1 && b.at[b.len - 1] == '@' && is_of_word(b.at[b.len - 2]) && tables.locking == GSM7_DEFAULT)
		b.len--;
	return b;
}

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
	b = without_filler(without_zeros(b, 1), label->national);
	if (charset == CHARSET_GSM7)
		return read_gsm7(label, b, s);
	enum error error = charset_decode(charset, b, s->out, s->capacity, &written);
	s->len = written;
	s->full = error == ERR_FULL;
	return error == ERR_NONE || error == ERR_FULL;
}

/* Codings of one octet a character are taken for one another: of those the least odd, and where two are alike the one that is labelled. In words of
 * GSM 7-bit that may be the table of a language that no header has told. */
static const struct reading_label like_gsm7[] = {
	{ .charset = CHARSET_GSM7 }, { .charset = CHARSET_ASCII }, { .charset = CHARSET_GSM7, .national = { GSM7_TURKISH, GSM7_DEFAULT } },
};
static const struct reading_label like_latin1[] = { { .charset = CHARSET_LATIN1 }, { .charset = CHARSET_CYRILLIC } };

static size_t oddness_of(const struct reading_label *label, struct bytes b, struct sink *s)
{
	*s = sink_over(s->out, s->capacity);
	return read_octets(label->charset, label, b, s) ? plausible_oddness(s->out, s->len) : SIZE_MAX;
}

static bool may_be_like(const struct reading_label *other, struct bytes b)
{
	if (other->charset == CHARSET_ASCII)
		return !memchr(b.at, 0, b.len); /* in GSM 7-bit a zero inside is '@' */
	return other->national.locking == GSM7_DEFAULT || b.len > PACKED_SURE;
}

static bool read_likeliest(const struct reading_label *label, struct bytes b, struct sink *s)
{
	bool high = has_high(b), proves = label->charset == CHARSET_GSM7 || label->charset == CHARSET_ASCII;
	const struct reading_label *others = high ? like_latin1 : like_gsm7, *best = label;
	size_t count = high ? sizeof(like_latin1) / sizeof(like_latin1[0]) : sizeof(like_gsm7) / sizeof(like_gsm7[0]);
	size_t least = oddness_of(best, b, s);
	if (least == SIZE_MAX)
		return false;
	if (b.len == 1 && proves) /* one octet is a letter of each alphabet */
		count = 0;
	for (size_t i = 0; i < count && least > 0; i++) {
		size_t odd = may_be_like(&others[i], b) ? oddness_of(&others[i], b, s) : SIZE_MAX;
		best = odd < least ? &others[i] : best;
		least = odd < least ? odd : least;
	}
	*s = sink_over(s->out, s->capacity);
	return read_octets(best->charset, best, b, s);
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

/* ---- keys ---- */

static bool is_key(char key)
{
	return (key >= '0' && key <= '9') || (key && strchr("*#+-", key));
}

/* Stands with digits: "1.", "(1)", "07.12.2026", "10:30". */
static bool is_beside(char key)
{
	return key && strchr(" .,:;/()'\"!?", key);
}

/* Whether it is nothing but keys, one a digit if marks stand beside. They are then as on a telephone, whatever alphabet their digits are of. */
static bool fold_keys(struct sink *s)
{
	size_t keys = 0, digits = 0, beside = 0, len = 0, size;
	while (s->len > 0 && is_filler(utf8_next(s->out + last_of(s->out, s->len), s->len - last_of(s->out, s->len), &size)))
		s->len = last_of(s->out, s->len);
	for (size_t at = 0; at < s->len; at += size) {
		uint32_t code = utf8_next(s->out + at, s->len - at, &size);
		char key = key_of(code);
		if (key_is_nothing(code))
			continue;
		if (!is_key(key) && !is_beside(key) && code != NUMERO)
			return false;
		keys += is_key(key);
		digits += key >= '0' && key <= '9';
		beside += !is_key(key) && key != ' ';
		len += utf8_put(s->out + len, key && code != '\r' && code != '\n' ? (uint32_t)key : code);
	}
	if (keys == 0 || (beside > 0 && digits == 0))
		return false;
	s->len = len;
	s->out[len] = '\0';
	return true;
}

/* One octet each, or beside a zero octet. */
static bool read_beside_zeros(struct bytes b, struct sink *s)
{
	for (size_t i = 0; i < b.len; i++) {
		if (b.at[i] > 0x7f)
			return false;
		put(s, b.at[i]);
	}
	return true;
}

static struct bytes behind_mark(struct bytes b)
{
	return begins(b, "\xef\xbb\xbf", 3) ? behind(b, 3) : begins(b, "\xfe\xff", 2) || begins(b, "\xff\xfe", 2) ? behind(b, 2) : b;
}

static bool try_keys(const struct reading_label *label, struct bytes b, struct sink *s)
{
	(void)label;
	b = behind_mark(b);
	for (size_t way = 0; way < 4; way++) {
		*s = sink_over(s->out, s->capacity);
		bool read = way == 0 ? read_beside_zeros(b, s) : way == 1 ? read_utf8(b, s) : read_pairs(b, way == 3, s);
		if (read && !s->full && fold_keys(s))
			return true;
	}
	return false;
}

static bool try_mark(const struct reading_label *label, struct bytes b, struct sink *s)
{
	if (begins(b, "\xef\xbb\xbf", 3))
		return (read_utf8(behind(b, 3), s) || read_octets(CHARSET_ASCII, label, behind(b, 3), s)) && how_plausible(s) != PLAUSIBLE_NOT;
	if (!begins(b, "\xfe\xff", 2) && !begins(b, "\xff\xfe", 2))
		return false;
	return read_pairs(behind(b, 2), b.at[0] == 0xff, s) && how_plausible(s) != PLAUSIBLE_NOT;
}

/* Latin letters, and nothing else: no other coding has a zero at each second octet. */
static bool is_wide_latin(struct bytes b, size_t first)
{
	size_t i = 0;
	while (i < b.len / 2 && b.at[2 * i + first] == 0 && b.at[2 * i + 1 - first] >= '\n')
		i++;
	return b.len > 2 && i == b.len / 2;
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
		if (how_plausible(s) == PLAUSIBLE_STRICT || (how_plausible(s) == PLAUSIBLE_LOOSE && is_wide_latin(pairs, first)))
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

/* One octet each it is odd, and as packed septets it is words with nothing odd: no chance, from four octets on,
 * or where it is not what is labelled. */
static bool is_packed(const struct reading_label *label, struct bytes b, struct sink *s)
{
	static const struct reading_label ascii = { .charset = CHARSET_ASCII };
	if (b.len < (has_high(b) ? 2 : PACKED_SURE) || oddness_of(label, b, s) == 0 || oddness_of(&ascii, b, s) == 0)
		return false;
	*s = sink_over(s->out, s->capacity);
	return read_packed(label, b, s) && how_plausible(s) == PLAUSIBLE_STRICT && plausible_oddness(s->out, s->len) == 0;
}

/* A coding in which each octet is some letter proves nothing by giving letters. A few signs that GSM 7-bit or ASCII has not cost nobody the words
 * around them, and a single letter is what the label says. */
static bool try_label(const struct reading_label *label, struct bytes b, struct sink *s)
{
	bool single = label->charset != CHARSET_UCS2 && label->charset != CHARSET_GSM7_PACKED, octets = single && has_high(b);
	bool proves = label->charset == CHARSET_GSM7 || label->charset == CHARSET_ASCII;
	if (single && (!octets || proves) && is_packed(label, b, s))
		return false;
	*s = sink_over(s->out, s->capacity);
	if (!read_labelled(label, b, s))
		return false;
	enum plausible plausible = how_plausible(s);
	if (plausible == PLAUSIBLE_STRICT || (plausible == PLAUSIBLE_LOOSE && (!octets || b.len == 1)))
		return true;
	*s = sink_over(s->out, s->capacity);
	return octets && proves && read_octets(label->charset, label, b, s) && how_plausible(s) == PLAUSIBLE_LOOSE;
}

/* Words of one octet a letter that are no odder are those: a handset that packs is the rarer. */
static bool try_packed(const struct reading_label *label, struct bytes b, struct sink *s)
{
	size_t plain = SIZE_MAX;
	if (!has_high(b)) {
		plain = oddness_of(&(struct reading_label){ .charset = CHARSET_GSM7, .national = label->national }, b, s);
		plain = how_plausible(s) == PLAUSIBLE_STRICT ? plain : SIZE_MAX;
	}
	*s = sink_over(s->out, s->capacity);
	if (b.len < 2 || !read_packed(label, b, s))
		return false;
	return fold_keys(s) || (how_plausible(s) == PLAUSIBLE_STRICT && plausible_oddness(s->out, s->len) < plain);
}

static bool try_plain(const struct reading_label *label, struct bytes b, struct sink *s)
{
	return !has_high(b) && read_octets(CHARSET_GSM7, label, b, s) && (how_plausible(s) == PLAUSIBLE_STRICT || how_plausible(s) == PLAUSIBLE_LOOSE);
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
	cut_filler(&s);
	*len = s.len;
	if (how)
		*how = found;
	return !empty && !read ? ERR_BAD : s.full ? ERR_FULL : ERR_NONE;
}
