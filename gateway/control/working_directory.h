/* The directory from which the configuration's relative paths are seen, so that kopurod and its tools see the same files wherever they are started:
 *	1. `directory PATH` of the file, itself seen from the file's own directory;
 *	2. else the file's own directory, or the one above it (for etc/kopuro.cfg), when the directories that it names (menus, dialplans, profiles) are there;
 *	3. else the directory where the program was started, when they are there;
 *	4. else the file's own directory again: then what is missing is said of that. */
#ifndef KOPURO_CONTROL_WORKING_DIRECTORY_H
#define KOPURO_CONTROL_WORKING_DIRECTORY_H

#include "base/complaint.h"
#include "config.h"

#include <stdbool.h>
#include <stdio.h>

/* Makes it the working directory of the process, and config->file the absolute path of the file. To be called before the lines of `in` are run, for
 * logs are opened as they are named; `in` is rewound. config->path is set already. False after a complaint. */
bool working_directory_enter(struct config *config, FILE *in, struct complaints *complaints);

#endif
