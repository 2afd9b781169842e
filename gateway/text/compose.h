/* Letters that are written as two characters, a letter and an accent that follows it (Unicode's NFD, as some keyboards and PDF files make it): й as и
 * and U+0306. They look alike and are not the same for a search, a file's keys, or a telephone. Latin and Cyrillic letters alone. Pure. */
#ifndef KOPURO_TEXT_COMPOSE_H
#define KOPURO_TEXT_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

/* The one letter that they are, or 0. */
uint32_t compose_pair(uint32_t letter, uint32_t accent);
/* The first such letter in `text`: where it begins, and the letter that it is; NULL when there is none. */
const char *compose_find(const char *text, size_t len, uint32_t *whole);
/* Puts all of them together, in place; bad octets stay. Returns the new length, which is never greater. */
size_t compose_all(char *text, size_t len);

#endif
