/* Numbers that are given out: seven digits and a Damm digit, shown as 4827-1930. Pure.
 * The seven digits are a keyed permutation of serial * 10 + node: nobody without the key can tell one number from another, the order in
 * which they were given, or how many there are; and nodes that share a key never give the same one. */
#ifndef KOPURO_STORE_NUMBER_H
#define KOPURO_STORE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define NUMBER_NODES 10
#define NUMBER_SERIALS 1000000 /* for each node */
#define NUMBER_SPACE 10000000  /* both together: seven digits */
#define NUMBER_SHOWN 10        /* octets of "4827-1930" with its NUL */

/* serial < NUMBER_SERIALS, node < NUMBER_NODES. */
void number_make(const uint8_t secret[32], uint32_t serial, unsigned node, char number[9]);
/* Which node gave it out, or would have: < NUMBER_NODES. Of any number that is valid. */
unsigned number_node(const uint8_t secret[32], const char number[9]);
/* Eight digits, the last of them the check digit. */
bool number_valid(const char *number);
void number_format(const char number[9], char shown[NUMBER_SHOWN]);

/* The permutation itself: [0, NUMBER_SPACE) onto itself. */
uint32_t number_permute(const uint8_t secret[32], uint32_t value);
uint32_t number_permute_back(const uint8_t secret[32], uint32_t value);

#define NUMBER_MASKS 1000000
/* A number below NUMBER_MASKS in place of a serial, another for each of so many, under a key of its own: it tells neither the serial nor any number that was given out. */
uint32_t number_mask(const uint8_t secret[32], uint64_t serial);

/* As it lies in the store: the eight digits read as an integer. */
int64_t number_value(const char number[9]);
void number_of_value(int64_t value, char number[9]); /* and back */

#endif
