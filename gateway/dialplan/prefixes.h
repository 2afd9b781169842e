/* Numbers by what they begin with: the longest prefix that was added wins. A tree of digits in one array, ten branches a node: a look-up follows at
 * most 15 of them, whatever was added. Prefixes are added while a plan is loaded, and looked up ever after.
 *
 *	struct prefixes *p = prefixes_new();
 *	prefixes_add(p, "996", 1);  prefixes_add(p, "99655", 2);
 *	prefixes_find(p, "996555123456", &len)        2, and len is 5 */
#ifndef KOPURO_DIALPLAN_PREFIXES_H
#define KOPURO_DIALPLAN_PREFIXES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define PREFIXES_NONE UINT32_MAX
#define PREFIX_MAX 15

struct prefixes;

struct prefixes *prefixes_new(void); /* NULL: no memory */
void prefixes_free(struct prefixes *p); /* NULL is allowed */
/* `prefix` is digits, at most PREFIX_MAX; "" stands for every number. ERR_BAD: it is none; ERR_STATE: it is there already; ERR_NOMEM. */
enum error prefixes_add(struct prefixes *p, const char *prefix, uint32_t value);
/* The value of the longest prefix of `digits` (up to the first that is no digit), and how long it is; PREFIXES_NONE: none. */
uint32_t prefixes_find(const struct prefixes *p, const char *digits, size_t *len);
uint32_t prefixes_get(const struct prefixes *p, const char *prefix); /* of exactly this one */

#endif
