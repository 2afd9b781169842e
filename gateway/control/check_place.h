/* Looks at the files and directories that the configuration names, for check.c: are they there, of the right kind, and ours to use?
 * Every function adds a complaint at the value's place (at the file when the default stands), and creates nothing. */
#ifndef KOPURO_CONTROL_CHECK_PLACE_H
#define KOPURO_CONTROL_CHECK_PLACE_H

#include "base/complaint.h"
#include "config.h"
#include "dialplan/dialplans.h"

#include <stdbool.h>
#include <stddef.h>

/* A directory that can be read; `word` is the setting. */
bool check_directory(const struct config *config, const char *path, struct config_place at, const char *word, struct complaints *complaints);
/* The network's dialplan: the one it names, or else the only one that serves people. NULL after a complaint about its choice; also when the file has
 * errors, which were told. */
const struct dialplan *check_dialplan(const struct config *config, const struct config_network *network, const struct dialplans *plans,
	struct complaints *complaints);
void check_store(const struct config *config, struct complaints *complaints);
void check_tls(const struct config *config, struct complaints *complaints); /* certificate and key of HTTP, if any */
void check_key(const struct config *config, const char *key, struct complaints *complaints);

#endif
