/* `write` of the console, and of HTTP: the running configuration into its file, beside it first, then in its place, so that whatever happens one of the two is
 * there whole. It keeps the file's mode; comments of the file are not kept. At its head stands who wrote it, and when. */
#ifndef KOPURO_CONTROL_VTY_WRITE_H
#define KOPURO_CONTROL_VTY_WRITE_H

#include <stdbool.h>

void vty_write_install(void); /* after vty_root_serve() */
/* The same for whoever asks otherwise: "console", or a token's name. False: `why` says what failed, and the file is as before. */
bool vty_write(const char *path, const char *who, const char **why);

#endif
