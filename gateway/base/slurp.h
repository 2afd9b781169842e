/* A whole file, as one text. */
#ifndef KOPURO_BASE_SLURP_H
#define KOPURO_BASE_SLURP_H

#include <stddef.h>

#define SLURP_MAX (4u << 20) /* octets; the menus of a whole country have a tenth of it */

/* Its octets and a NUL behind them, to free(). NULL with errno set: EFBIG, when it is longer than SLURP_MAX. */
char *slurp(const char *path, size_t *len);

#endif
