/* The transcripts that lie among the menus: the staff's own tests, played against the menus that they lie in. */
#ifndef KOPURO_TOOLS_CHECK_DIALOGS_H
#define KOPURO_TOOLS_CHECK_DIALOGS_H

#include "check_path.h"

/* Adds an error for the line of each transcript that does not hold. Returns how many were played. The menus must be without an error.
 * `dialplan` NULL: dialplans/kyrgyzstan.yaml, here or beside the folder of the menus. Without one, none is played, and a warning says so. */
size_t check_dialogs(const struct check_path *path, const char *dialplan, struct complaints *complaints);

#endif
