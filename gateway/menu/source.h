/* The files of a menu set, wherever they come from: a folder, or a version that the store keeps. A loader sees paths and texts only, so that what
 * was live once is loaded and checked like what was just written.
 *
 *	struct menu_source source;
 *	if (menu_source_folder(&source, "menus", &complaints))
 *		set = menu_load_source(&source, ...);
 *	menu_source_fini(&source);
 *
 * Packed, the files lie one after another in the order of their paths: the same files give the same octets, whoever lists the folder. */
#ifndef KOPURO_MENU_SOURCE_H
#define KOPURO_MENU_SOURCE_H

#include "base/bytes.h"
#include "base/complaint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct menu_source_file { /* owned */
	char *path;   /* below the source: "data/helpline.yaml" */
	char *text;   /* NUL-terminated; a NUL inside is for the YAML reader to complain of */
	size_t len;
};

struct menu_source {
	char *name; /* stands before each path in a complaint: "menus", "version 3" */
	struct menu_source_file *files; /* by path */
	size_t count, capacity;
};

/* Every *.yaml under `directory`. False after complaints about what cannot be read, or when there is none. To be ended by menu_source_fini() in
 * both cases, as below. */
bool menu_source_folder(struct menu_source *s, const char *directory, struct complaints *complaints);
/* The files of another folder beside those that are there. False, as above. */
bool menu_source_add(struct menu_source *s, const char *directory, struct complaints *complaints);
void menu_source_fini(struct menu_source *s); /* a zeroed one is allowed */

/* The octets are the caller's, to free(). NULL: no memory. */
uint8_t *menu_source_pack(const struct menu_source *s, size_t *len);
/* False: damaged (also a path that would lead out of a folder), or no memory. */
bool menu_source_unpack(struct menu_source *s, const char *name, struct bytes pack);

#endif
