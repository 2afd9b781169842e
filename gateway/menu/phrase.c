#include "menu/phrase.h"

#include "text/translit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define LATIN_MAX (4 * PHRASE_MAX) /* no letter takes more than four times its octets */

struct phrase phrase_make(struct arena *arena, const char *text, size_t len)
{
	char latin[LATIN_MAX];
	size_t latin_len = 0;
	struct phrase phrase = { .by_hand = false };
	assert(len <= PHRASE_MAX);
	enum error error = translit_latin(text, len, latin, sizeof(latin), &latin_len);
	assert(error == ERR_NONE);
	(void)error;
	phrase.text[PAGE_OWN] = arena_text(arena, text, len);
	phrase.len[PAGE_OWN] = (uint16_t)len;
	phrase.text[PAGE_LATIN] = arena_text(arena, latin, latin_len);
	phrase.len[PAGE_LATIN] = (uint16_t)latin_len;
	return phrase;
}

void phrase_write_latin(struct arena *arena, struct phrase *phrase, const char *text, size_t len)
{
	phrase->text[PAGE_LATIN] = arena_text(arena, text, len);
	phrase->len[PAGE_LATIN] = (uint16_t)len;
	phrase->by_hand = true;
}

bool phrase_mark(struct arena *arena, const struct phrase *bare, const struct phrase *word, struct phrase *marked)
{
	static const size_t most[PAGE_SCRIPTS] = { [PAGE_OWN] = PHRASE_MAX, [PAGE_LATIN] = LATIN_MAX };
	char text[PAGE_SCRIPTS][LATIN_MAX + 1];
	size_t len[PAGE_SCRIPTS];
	for (size_t script = 0; script < PAGE_SCRIPTS; script++) {
		const char *format = word->text[script][0] == '(' ? "%s %s" : "%s (%s)";
		len[script] = (size_t)snprintf(text[script], sizeof(text[script]), format, bare->text[script], word->text[script]);
		if (len[script] > most[script])
			return false;
	}
	*marked = phrase_make(arena, text[PAGE_OWN], len[PAGE_OWN]);
	if (bare->by_hand || word->by_hand)
		phrase_write_latin(arena, marked, text[PAGE_LATIN], len[PAGE_LATIN]);
	marked->bare = bare;
	return true;
}

const struct phrase *phrase_on(const struct phrase *phrase, int32_t day, struct days *days)
{
	for (; phrase->then && day > phrase->until; phrase = phrase->then) {
		if (days && days->from <= phrase->until)
			days->from = phrase->until + 1;
	}
	if (days && phrase->then && phrase->until < days->until)
		days->until = phrase->until;
	return phrase;
}
