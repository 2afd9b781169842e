/* libyaml's syntax errors in the words of the person who wrote the file. Used by yaml.c alone. */
#ifndef KOPURO_BASE_YAML_SYNTAX_H
#define KOPURO_BASE_YAML_SYNTAX_H

#include "base/complaint.h"

#include <stddef.h>
#include <yaml.h>

/* One complaint for the error at which `parser` stopped. `data` is the `len` octets that it was given, `path` their file. */
void yaml_syntax_complain(const yaml_parser_t *parser, const char *path, const char *data, size_t len, struct complaints *complaints);

#endif
