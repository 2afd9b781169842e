#include "base/wording.h"

#include <string.h>

enum wording_language wording_language_named(const char *name)
{
	static const char *const codes[WORDING_LANGUAGES] = { [WORDING_EN] = "en", [WORDING_RU] = "ru", [WORDING_KY] = "ky" };
	size_t len = strcspn(name, "_.@"), i = 0;
	while (i < WORDING_LANGUAGES && (strlen(codes[i]) != len || strncmp(codes[i], name, len) != 0))
		i++;
	return (enum wording_language)i;
}

const char *wording_in(enum wording_language language, const char *english)
{
	for (size_t i = 0; language != WORDING_EN && i < wording_count; i++) {
		if (strcmp(wording_table[i].in[WORDING_EN], english) == 0)
			return wording_table[i].in[language];
	}
	return english;
}
