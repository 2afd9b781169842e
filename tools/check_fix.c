#include "check_fix.h"

#include "base/slurp.h"
#include "base/yaml.h"
#include "control/place_file.h"
#include "text/compose.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

struct fixing { FILE *out; struct complaints *complaints; };

static bool is_readable(const char *path, const char *text, size_t len)
{
	struct complaints unheard; /* menu_load() says the same */
	complaints_init(&unheard);
	struct yaml_file *file = yaml_read(path, (struct bytes){ (const uint8_t *)text, len }, &unheard);
	yaml_close(file);
	complaints_fini(&unheard);
	return file != NULL;
}

static void tell(const struct fixing *f, const char *path, const char *text, size_t len)
{
	const char *at = text, *begin = text;
	char letter[5];
	int line = 1;
	for (uint32_t whole; (at = compose_find(at, len - (size_t)(at - text), &whole)) != NULL; at++) {
		for (const char *end; (end = memchr(begin, '\n', (size_t)(at - begin))) != NULL; line++)
			begin = end + 1;
		letter[utf8_put(letter, whole)] = '\0';
		fprintf(f->out, "%s:%d:%zu: ", path, line, 1 + utf8_count(begin, (size_t)(at - begin)));
		fprintf(f->out, complaints_word(f->complaints, "mended: '%s' is one letter now"), letter);
		putc('\n', f->out);
	}
}

static void fix(void *context, const char *path)
{
	struct fixing *f = context;
	size_t len = 0;
	uint32_t whole;
	const char *why = "";
	char *text = slurp(path, &len), *mended = NULL;
	if (text && compose_find(text, len, &whole) && is_readable(path, text, len) && (mended = malloc(len + 1))) {
		memcpy(mended, text, len);
		if (place_file(path, mended, compose_all(mended, len), &why))
			tell(f, path, text, len);
		else
			complaints_add(f->complaints, SEVERITY_ERROR, path, 0, 0, "cannot be mended: %s; give this user the right to write it", why);
	}
	free(mended);
	free(text);
}

void check_fix(const struct check_path *path, FILE *out, struct complaints *complaints)
{
	struct fixing f = { out, complaints };
	check_path_each(path, ".yaml", fix, &f);
}
