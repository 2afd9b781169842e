/* A secret in a file of its own: one line, at least 16 octets, readable by this user alone. Whatever ends the line is no part of it. */
#ifndef KOPURO_CONTROL_SECRET_FILE_H
#define KOPURO_CONTROL_SECRET_FILE_H

#include <stdbool.h>

#define SECRET_LEAST 16
#define SECRET_MOST 255

/* On false `out` is empty, and *why (static) says what is wrong with the file and what would be right. The caller wipes `out`. */
bool secret_file_read(const char *path, char out[SECRET_MOST + 1], const char **why);

#endif
