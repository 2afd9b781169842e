/* `write` of the console: the running configuration into its file, beside it first, then in its place, so that whatever happens one of the two is
 * there whole. It keeps the file's mode; comments of the file are not kept. At its head stands who wrote it, and when. */
#ifndef KOPURO_CONTROL_VTY_WRITE_H
#define KOPURO_CONTROL_VTY_WRITE_H

void vty_write_install(void);

#endif
