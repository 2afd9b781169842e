/* Strings without slots: words, names, facts. A language has a string of its own, and may have a second one in Latin letters (`ky-Latn`, BCP 47),
 * for networks and phones without Cyrillic, in place of the transliteration. */
#include "menu/load.h"

#include "text/gsm7.h"
#include "text/utf8.h"

#include <string.h>

#define TEXT_MAX 4000 /* octets: twenty pages; who reads more on a small screen? */

/* What is wrong with a string as such; NULL when nothing. Its white space at the ends does not count. */
static const char *fault_of(const char *text, size_t len)
{
	if (len == 0)
		return "an empty text; fill it in, or leave the whole key out";
	if (len > TEXT_MAX)
		return "a text of more than 4,000 octets; make several screens of it";
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return "a control character (a tab?) in a text; put a space";
	}
	return NULL;
}

const char *load_trimmed(const char *text, size_t *len)
{
	size_t from = strspn(text, " \n"), to = strlen(text);
	while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\n'))
		to--;
	*len = to - from;
	return text + from;
}

bool load_string(struct loading *l, const struct yaml *node)
{
	size_t len;
	if (node->kind != YAML_TEXT) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "one line of text is expected here");
		return false;
	}
	const char *text = load_trimmed(node->text, &len);
	const char *fault = fault_of(text, len);
	if (fault)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "%s", fault);
	return !fault;
}

/* What GSM 7-bit does not have cannot be shown where there is no Cyrillic. */
bool load_latin_letters(struct loading *l, const struct yaml *node)
{
	size_t len = strlen(node->text), size;
	for (size_t at = 0; at < len; at += size) {
		uint32_t code = utf8_next(node->text + at, len - at, &size);
		if (gsm7_width(code) > 0)
			continue;
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "GSM 7-bit has no '%.*s'; write it in letters that every phone has", (int)size, node->text + at);
		return false;
	}
	return true;
}

#define DEPTH_MAX 4 /* a fact that shows a fact that shows … */

/* What is written so far of a string whose {table.key.field} are filled in. */
struct fill { char text[TEXT_MAX + 1]; size_t len; unsigned depth; };

static bool fill_in(struct loading *l, const struct yaml *node, const struct yaml *from, size_t language, struct fill *f);

static bool fill_put(struct loading *l, const struct yaml *node, struct fill *f, const char *text, size_t len)
{
	if (len > TEXT_MAX - f->len) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a text of more than 4,000 octets; make several screens of it");
		return false;
	}
	memcpy(f->text + f->len, text, len);
	f->len += len;
	f->text[f->len] = '\0';
	return true;
}

bool load_named(struct loading *l, const struct yaml *node, char *name, struct named_field *named)
{
	const struct menu_set *set = l->set;
	char *key = strchr(name, '.'), *field = key ? strchr(key + 1, '.') : NULL;
	if (!field) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "only a field of a record that is named can stand here, as {helpline.mfa.phone}");
		return false;
	}
	*key++ = *field++ = '\0';
	named->table = lexicon_find(&set->table_index, name);
	if (named->table == MENU_NONE) {
		load_unknown(l, node, "table", name, set->table_index.list, set->table_index.count);
		return false;
	}
	const struct table *table = &set->tables[named->table];
	named->record = lexicon_find(&table->keys, key);
	if (named->record == MENU_NONE) {
		load_unknown(l, node, name, key, table->keys.list, table->keys.count);
		return false;
	}
	named->field = lexicon_find(&table->fields, field);
	named->node = named->field == MENU_NONE ? NULL : yaml_get(l->record_nodes[named->table][named->record], field);
	if (named->node && lexicon_find(&set->table_index, field) == MENU_NONE)
		return true;
	load_unknown(l, node, "field", field, table->fields.list, table->fields.count);
	return false;
}

/* The string of a field in a language, wherever it stands in it. */
static const struct yaml *string_of(const struct loading *l, const struct yaml *value, size_t language)
{
	if (value->kind == YAML_MAP && (yaml_get(value, "value") || yaml_get(value, "text")))
		value = yaml_get(value, "value") ? yaml_get(value, "value") : yaml_get(value, "text");
	if (value->kind == YAML_MAP)
		value = yaml_get(value, l->set->language_codes[language]);
	return value && value->kind == YAML_TEXT ? value : NULL;
}

static bool fill_named(struct loading *l, const struct yaml *node, const char *at, size_t len, size_t language, struct fill *f)
{
	char name[3 * MENU_NAME_MAX + 3];
	struct named_field named;
	if (len == 0 || len >= sizeof(name)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "between { and } stands the name of a placeholder");
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	if (!load_named(l, node, name, &named))
		return false;
	const struct yaml *string = string_of(l, named.node, language);
	if (string && f->depth < DEPTH_MAX) {
		f->depth++;
		bool good = fill_in(l, node, string, language, f);
		f->depth--;
		return good;
	}
	yaml_complain(node, l->complaints, SEVERITY_ERROR, string ? "'{%.*s}' leads back to itself; write it out in one place" :
		"'{%.*s}' is a list, not a text; name one that is", (int)len, at);
	return false;
}

/* `node`: where complaints belong. */
static bool fill_in(struct loading *l, const struct yaml *node, const struct yaml *from, size_t language, struct fill *f)
{
	size_t len;
	const char *at = load_trimmed(from->text, &len), *end = at + len;
	while (at < end) {
		const char *open = memchr(at, '{', (size_t)(end - at)), *stop = open ? open : end;
		if (!fill_put(l, node, f, at, (size_t)(stop - at)))
			return false;
		if (!open)
			return true;
		const char *close = memchr(open, '}', (size_t)(end - open));
		if (!close) {
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a { without its }");
			return false;
		}
		if (!fill_named(l, node, open + 1, (size_t)(close - open - 1), language, f))
			return false;
		at = close + 1;
	}
	return true;
}

bool load_phrase(struct loading *l, const struct yaml *node, struct phrase *phrase)
{
	size_t len;
	*phrase = (struct phrase){ .text = { "", "" } };
	if (!load_string(l, node))
		return false;
	const char *text = load_trimmed(node->text, &len);
	if (memchr(text, '{', len) || memchr(text, '}', len)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "no {placeholder} can stand here; only the texts of screens have them");
		return false;
	}
	*phrase = phrase_make(&l->set->arena, text, len);
	return true;
}

/* The node of each language; complains of what is missing or too much. NULL in `nodes`: missing. */
bool load_languages_of(struct loading *l, const struct yaml *node, bool conditional, const struct yaml *nodes[MENU_LANGUAGES])
{
	struct menu_set *set = l->set;
	const char *keys[2 * MENU_LANGUAGES + 2];
	size_t count = 2 * set->language_count;
	for (size_t i = 0; i < set->language_count; i++) {
		keys[2 * i] = set->language_codes[i];
		keys[2 * i + 1] = set->latin_codes[i];
	}
	keys[count] = "when";
	keys[count + 1] = "unless";
	memset(nodes, 0, MENU_LANGUAGES * sizeof(nodes[0]));
	if (node->kind != YAML_MAP) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "a text has one line for each language, as {%s: …}", set->language_codes[0]);
		return false;
	}
	bool good = yaml_only(node, keys, count + (conditional ? 2 : 0), l->complaints);
	for (size_t i = 0; i < set->language_count; i++) {
		nodes[i] = yaml_get(node, set->language_codes[i]);
		if (nodes[i])
			continue;
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "this text is missing in the language '%s'", set->language_codes[i]);
		good = false;
	}
	return good;
}

const struct yaml *load_latin_of(const struct loading *l, const struct yaml *node, size_t language)
{
	return yaml_get(node, l->set->latin_codes[language]);
}

/* `latin`: NULL, or what is written in place of the transliteration. */
static bool load_filled(struct loading *l, const struct yaml *node, const struct yaml *latin, size_t language, struct phrase *phrase)
{
	struct fill own = { .len = 0 }, other = { .len = 0 };
	if (!load_string(l, node) || !fill_in(l, node, node, language, &own))
		return false;
	*phrase = phrase_make(&l->set->arena, own.text, own.len);
	if (!latin)
		return true;
	if (!load_string(l, latin) || !load_latin_letters(l, latin) || !fill_in(l, latin, latin, language, &other))
		return false;
	/* What was filled in may be Cyrillic. */
	struct phrase written = phrase_make(&l->set->arena, other.text, other.len);
	phrase->text[PAGE_LATIN] = written.text[PAGE_LATIN];
	phrase->len[PAGE_LATIN] = written.len[PAGE_LATIN];
	return true;
}

bool load_phrases(struct loading *l, const struct yaml *node, struct phrase phrases[MENU_LANGUAGES], struct origin places[MENU_LANGUAGES])
{
	const struct yaml *nodes[MENU_LANGUAGES];
	bool good = load_languages_of(l, node, false, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		phrases[i] = (struct phrase){ .text = { "", "" } };
		places[i] = load_origin(l, nodes[i] ? nodes[i] : node);
		good &= nodes[i] && load_filled(l, nodes[i], load_latin_of(l, node, i), i, &phrases[i]);
	}
	return good;
}
