/* A whole file, as one text. Who names a pipe, a socket or a device instead of a file waits for nothing: it is refused. */
#ifndef KOPURO_BASE_SLURP_H
#define KOPURO_BASE_SLURP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define SLURP_MAX (4u << 20) /* octets; the menus of a whole country have a tenth of it */

/* Its octets and a NUL behind them, to free(). NULL with errno set: EFBIG, when it is longer than SLURP_MAX; ENXIO, when it is no file but a pipe,
 * a socket or a device; EISDIR. */
char *slurp(const char *path, size_t *len);
/* The same as a stream, for readers of lines; to fclose(). */
FILE *slurp_stream(const char *path);
/* For files that a library opens by their name: true for one that slurp() would open. False with errno set. */
bool slurp_is_file(const char *path);
/* What errno says after one of them failed, in words for whoever named the file: "no such file". Holds until the next call. */
const char *slurp_why(int fault);

#endif
