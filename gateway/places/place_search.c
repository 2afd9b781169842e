#include "places/place_search.h"

#include "places/place_fold.h"
#include "places/place_table.h"
#include "text/letter.h"
#include "text/utf8.h"

#include <string.h>

#define LETTERS_MAX 48 /* of what is typed; no name is longer, so that what comes behind them finds nothing */

/* What was typed in small letters, parted into words. */
struct typed {
	uint32_t code[LETTERS_MAX];
	size_t ends[LETTERS_MAX]; /* of each word */
	size_t words;
};

/* One reading of a part of it. */
struct walk {
	const uint32_t *code, *stop;
	bool looks;                   /* what letters look like counts too */
	const char *text;
	const struct place_key *keys;
	struct place_range among;
	struct place_found *found;    /* NULL: it is asked for a word that is typed whole */
	bool whole;                   /* there is one */
	unsigned steps;
};
/* How far it came: the names from `low` on, before `high`, have `depth` letters in common, the last one `last`. */
struct reached { uint16_t low, high; size_t depth; char last; };

static bool typed_read(struct typed *t, const char *text, size_t len)
{
	size_t count = 0;
	bool open = false, brackets = false;
	t->words = 0;
	for (size_t at = 0, size; at < len; at += size) {
		uint32_t code = letter_small(utf8_next(text + at, len - at, &size));
		brackets = (brackets || code == '(') && code != ')';
		if (code == UTF8_BAD || place_fold_parts(code) || brackets) {
			open = false;
			continue;
		}
		if (count == LETTERS_MAX)
			return false;
		t->words += !open;
		open = true;
		t->code[count++] = code;
		t->ends[t->words - 1] = count;
	}
	return true;
}

static uint16_t bound(struct walk *w, struct reached at, char class, bool behind)
{
	while (at.low < at.high) {
		uint16_t middle = (uint16_t)((at.low + at.high) / 2);
		char here = w->text[w->keys[middle].text + at.depth];
		w->steps++;
		if (here < class || (behind && here == class))
			at.low = (uint16_t)(middle + 1);
		else
			at.high = middle;
	}
	return at.low;
}

static void arrive(struct walk *w, struct reached at)
{
	if (!w->found) {
		w->whole |= w->text[w->keys[at.low].text + at.depth] == '\0';
		return;
	}
	for (uint16_t i = at.low; i < at.high; i++) {
		uint16_t place = w->keys[i].place;
		if (place >= w->among.from && place < w->among.to)
			w->found->bits[place / 64] |= UINT64_C(1) << place % 64;
	}
}

static void go(struct walk *w, const uint32_t *code, struct reached at);

static void take_form(struct walk *w, const uint32_t *code, struct reached at, const struct place_form *form)
{
	w->steps++;
	if (form->len > w->stop - code || (form->looks && !w->looks))
		return;
	for (size_t i = 1; i < form->len; i++) {
		if (code[i] != form->code[i])
			return;
	}
	if (form->class != at.last) {
		uint16_t low = bound(w, at, form->class, false);
		at = (struct reached){ low, bound(w, (struct reached){ low, at.high, at.depth, at.last }, form->class, true), at.depth + 1, form->class };
	}
	if (at.low < at.high)
		go(w, code + form->len, at);
}

static size_t first_form(uint32_t code)
{
	size_t low = 0, high = place_forms_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (place_forms[middle].code[0] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* As deep as the text has letters. */
static void go(struct walk *w, const uint32_t *code, struct reached at)
{
	if (code == w->stop) {
		arrive(w, at);
		return;
	}
	if (w->steps > PLACE_STEPS_MAX)
		return;
	if (place_fold_letter(*code) == '\0')
		go(w, code + 1, at);
	for (size_t i = first_form(*code); i < place_forms_count && place_forms[i].code[0] == *code; i++)
		take_form(w, code, at, &place_forms[i]);
}

static bool has_letter(const uint32_t *code, const uint32_t *stop)
{
	while (code < stop && place_fold_letter(*code) == '\0')
		code++;
	return code < stop;
}

/* Whether the word `i` is one that is no part of a name. */
static bool is_word(const struct typed *t, size_t i, bool looks, unsigned *steps)
{
	struct walk w = { .code = t->code + (i > 0 ? t->ends[i - 1] : 0), .stop = t->code + t->ends[i], .looks = looks, .text = place_folded, .keys = place_words };
	go(&w, w.code, (struct reached){ .low = 0, .high = place_words_count });
	*steps += w.steps;
	return w.whole;
}

static void read_as(const struct typed *t, struct place_range among, bool looks, struct place_found *found)
{
	size_t first = 0, end = t->words;
	while (end - first > 1 && is_word(t, first, looks, &found->steps))
		first++;
	for (bool more = true; more && found->count == 0; end--) {
		struct walk w = { .code = t->code + (first > 0 ? t->ends[first - 1] : 0), .stop = t->code + t->ends[end - 1], .looks = looks, .text = place_folded,
			.keys = place_keys, .among = among, .found = found };
		if (has_letter(w.code, w.stop))
			go(&w, w.code, (struct reached){ .low = 0, .high = place_keys_count });
		found->steps += w.steps;
		for (size_t i = 0; i < PLACES_MAX / 64; i++)
			found->count += (size_t)__builtin_popcountll(found->bits[i]);
		more = found->count == 0 && end - first > 1 && is_word(t, end - 1, looks, &found->steps);
	}
}

void place_search(struct place_range among, const char *typed, size_t len, struct place_found *found)
{
	struct typed t;
	memset(found, 0, sizeof(*found));
	if (!typed_read(&t, typed, len) || t.words == 0)
		return;
	read_as(&t, among, false, found);
	if (found->count == 0)
		read_as(&t, among, true, found);
}

uint16_t place_found_next(const struct place_found *found, uint16_t after)
{
	for (size_t i = after == PLACE_NONE ? 0 : after + 1u; i < PLACES_MAX; i++) {
		uint64_t left = found->bits[i / 64] >> i % 64;
		if (left)
			return (uint16_t)(i + (size_t)__builtin_ctzll(left));
		i |= 63;
	}
	return PLACE_NONE;
}
