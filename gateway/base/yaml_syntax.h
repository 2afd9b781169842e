/* What is wrong with the YAML of a file, in the words of the person who wrote it: libyaml's errors, and what libyaml takes though nobody meant it. Used by
 * yaml.c alone. */
#ifndef KOPURO_BASE_YAML_SYNTAX_H
#define KOPURO_BASE_YAML_SYNTAX_H

#include "base/complaint.h"
#include "base/yaml_lines.h"

#include <stdbool.h>
#include <yaml.h>

/* One complaint for the error at which `parser` stopped. */
void yaml_syntax_complain(const yaml_parser_t *parser, const struct yaml_lines *lines, struct complaints *complaints);

/* A key in braces without a value, though none stands there on purpose: the text before it was cut by a comma, or a blank is missing behind a ':'. True
 * after a complaint. `value`: what libyaml made of nothing. */
bool yaml_syntax_bare_key(const yaml_event_t *key, const yaml_event_t *value, const struct yaml_lines *lines, struct complaints *complaints);
/* What stands behind a text without quotes and is lost as a remark, though it begins with " #500"; invisible characters in a number, a date, a name.
 * True after a complaint. */
bool yaml_syntax_scalar(const yaml_event_t *scalar, bool key, const struct yaml_lines *lines, struct complaints *complaints);

#endif
