/* Lines of the configuration file that are libosmovty's own: logging, `line vty`, `service`, ... The library says only that a line is wrong;
 * here it is asked, word by word, what could have stood there, so that a complaint has a column and a remedy. */
#ifndef KOPURO_CONTROL_VTY_LIBRARY_H
#define KOPURO_CONTROL_VTY_LIBRARY_H

#include "base/complaint.h"
#include "control/config_line.h"

#include <stdbool.h>

struct vty;

struct vty *vty_library_open(void); /* NULL: no memory. After vty_root_start(). */
void vty_library_close(struct vty *vty);

/* Back to the file's top level, whose commands are those of `configure terminal`. */
void vty_library_top(struct vty *vty);
bool vty_library_is_top(const struct vty *vty);

/* Runs the line in the present node. False after one complaint was added. */
bool vty_library_run(struct vty *vty, const struct config_line *line, const char *path, int number, struct complaints *complaints);
/* The header of the library's block that `word` belongs to ("log stderr"), or NULL. */
const char *vty_library_block_of(struct vty *vty, const char *word);

#endif
