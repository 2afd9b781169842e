/* Lines that look like choices, as they are written: "2 months before ..." below the first line of a screen is taken for choice 2. */
#include "menu/lint_rule.h"
#include "menu/page.h"
#include "text/wrap.h"

#include <string.h>

void lint_choice(const struct yaml *node, struct complaints *complaints)
{
	for (const char *line = node->text, *end; line; line = *end ? end + 1 : NULL) {
		unsigned number;
		line += strspn(line, " ");
		end = strchrnul(line, '\n');
		size_t len = (size_t)(end - line);
		if (page_numbered(line, len, &number) == 0)
			continue;
		yaml_complain(node, complaints, SEVERITY_WARNING, "the line '%.*s' looks like choice %u; begin it with a word " LINT_LOOKS_LIKE_CHOICE,
			(int)wrap_row(line, len), line, number);
		return;
	}
}
