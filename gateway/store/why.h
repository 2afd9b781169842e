/* Why a store cannot be opened, told to a person: the path, what is wrong, the remedy. Only for the files of this room. */
#ifndef KOPURO_STORE_WHY_H
#define KOPURO_STORE_WHY_H

#include "store/statement.h"

void why_say(char **why, const char *format, ...) __attribute__((format(printf, 2, 3))); /* *why is NULL when there is no memory */
/* From an error of SQLite. */
void why_failed(char **why, const struct store *s, const char *path, enum error error);

#endif
