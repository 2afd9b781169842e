/* Characters that come into a file by accident: from a word processor, a web page, another keyboard. Nobody sees them in an editor, or takes them for
 * others, and an old telephone shows a box. One table, for the files' structure (yaml_lines.c) and for the texts (menu/lint_letters.c). */
#ifndef KOPURO_BASE_STRAY_H
#define KOPURO_BASE_STRAY_H

#include <stddef.h>
#include <stdint.h>

enum stray_kind {
	STRAY_BLANK,   /* looks like a blank, and is none where a file wants one; in a text it may be meant */
	STRAY_BREAK,   /* ends a line, and an editor shows it as one line */
	STRAY_HIDDEN,  /* is not shown at all */
	STRAY_LOST,    /* stands where something was lost, or for what only one font has */
	STRAY_APART,   /* an accent that follows its letter instead of being one with it */
	STRAY_PICTURE, /* emoji */
	STRAY_FOREIGN, /* a letter of another script than Cyrillic and Latin */
};

struct stray {
	uint32_t from, to; /* code points */
	enum stray_kind kind;
	const char *name;  /* "no-break space"; for complaints_word() */
};

/* NULL: it is none. */
const struct stray *stray_of(uint32_t code);
/* The first of those kinds in `text` (a bit each, STRAY_BIT), with its code; NULL when there is none. `at` is then where. */
#define STRAY_BIT(kind) (1u << (kind))
#define STRAY_UNSEEN (STRAY_BIT(STRAY_BLANK) | STRAY_BIT(STRAY_BREAK) | STRAY_BIT(STRAY_HIDDEN) | STRAY_BIT(STRAY_LOST))
const struct stray *stray_in(const char *text, size_t len, unsigned kinds, const char **at, uint32_t *code);

#endif
