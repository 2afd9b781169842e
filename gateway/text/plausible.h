/* Whether a text is one that somebody wrote, or octets that were read in the wrong coding. Every coding gives some characters for any octets; what
 * people write has letters of few kinds, in words. Measured over code points, by a table; the languages are those that callers write: Kyrgyz, Russian
 * and their neighbours in Cyrillic, and Latin with the marks of Turkish, Spanish, Portuguese, German, Italian. Pure. */
#ifndef KOPURO_TEXT_PLAUSIBLE_H
#define KOPURO_TEXT_PLAUSIBLE_H

#include <stdbool.h>
#include <stddef.h>

enum plausible {
	PLAUSIBLE_NOT,
	PLAUSIBLE_FOREIGN, /* letters of one other script, enough of them that it is no chance: Korean, Chinese, Arabic */
	PLAUSIBLE_LOOSE,   /* may be what the label says */
	PLAUSIBLE_STRICT,  /* words that no other coding gives by chance: no label is needed */
};

/* `text`: valid UTF-8. An empty one, or nothing but white space, is PLAUSIBLE_LOOSE. */
enum plausible plausible_text(const char *text, size_t len);
/* How many places in it look as if its octets were of another coding: of two readings of one text the less odd is the likelier. */
size_t plausible_oddness(const char *text, size_t len);

#endif
