/* The versions of the menus: all files of each, as octets that another room packs (menu/source.h), with who put them there and when. They are
 * numbered from 1. The same files are kept once, by their digest: going back and forth only adds a line to the list of what was live, whose last line
 * says what is. Nothing in them is about a person, so they stand in clear.
 *
 * What the folder held when it was last taken is kept beside it: a folder that has not changed since then is not taken again, so that a version
 * that somebody went back to stays live over a restart. */
#ifndef KOPURO_STORE_VERSIONS_H
#define KOPURO_STORE_VERSIONS_H

#include "base/bytes.h"
#include "store/store.h"

#define VERSION_AUTHOR_MAX 31
#define VERSION_DIGEST 32

struct version {
	int64_t number; /* given by the store */
	char author[VERSION_AUTHOR_MAX + 1]; /* a token's or a user's name; "signal", "console", "start" */
	int64_t at_ms;  /* unix: when its files were taken */
	int64_t screens;
	uint8_t digest[VERSION_DIGEST];
};

struct version_live {
	int64_t number;
	char who[VERSION_AUTHOR_MAX + 1];
	int64_t since_ms;
};

void version_digest(struct bytes files, uint8_t digest[VERSION_DIGEST]);

/* In the open group. Sets `number`, and all else of *v but the digest to what is kept when the same files are there already. */
enum error versions_add(struct store *s, struct version *v, struct bytes files);
enum error versions_get(struct store *s, int64_t number, struct version *out); /* ERR_NOT_FOUND */
/* The files, to free(). ERR_NOT_FOUND; ERR_CORRUPT: they do not have their digest. */
enum error versions_files(struct store *s, int64_t number, uint8_t **files, size_t *len);
/* Those below the number `before`, the newest first, at most `most`. */
enum error versions_list(struct store *s, int64_t before, struct version *out, size_t most, size_t *count);

enum error versions_live(struct store *s, struct version_live *out); /* ERR_NOT_FOUND: none yet */
/* In the open group. Nothing is written when it is live already. */
enum error versions_go_live(struct store *s, const struct version_live *to);

bool versions_taken(struct store *s, const uint8_t digest[VERSION_DIGEST]); /* is it the folder's that was last taken? false also when that cannot be read */
enum error versions_take(struct store *s, const uint8_t digest[VERSION_DIGEST]); /* in the open group */

#endif
