/* Strings that are finished at load: words, names, facts. A language has a string of its own, and may have a second one in Latin letters (`ky-Latn`,
 * BCP 47), for networks and phones without Cyrillic, in place of the transliteration. A text of a table may show fields of named records; what it
 * then says is what they say, with their own Latin letters, and with "not confirmed" where they are not, or no longer. */
#include "menu/load.h"

#include "text/gsm7.h"
#include "text/translit.h"
#include "text/utf8.h"

#include <string.h>

#define NAMINGS_LOOKED_AT 8

/* What is wrong with a string as such; NULL when nothing. Its white space at the ends does not count. */
static const char *fault_of(const char *text, size_t len)
{
	if (len == 0)
		return WORDING("an empty text; fill it in, or leave the whole key out");
	if (len > PHRASE_MAX)
		return WORDING("a text of more than 4,000 octets; make several screens of it");
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return WORDING("a control character (a tab?) in a text; put a space");
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
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "%s", complaints_word(l->complaints, fault));
	return !fault;
}

/* What GSM 7-bit does not have cannot be shown where there is no Cyrillic. Names between { and } are not shown. */
bool load_latin_letters(struct loading *l, const struct yaml *node)
{
	size_t len = strlen(node->text), size, near_len = 0;
	for (size_t at = 0; at < len; at += size) {
		const char *letter = node->text + at, *close = *letter == '{' ? strchr(letter, '}') : NULL;
		char near[16];
		uint32_t code = utf8_next(letter, len - at, &size);
		if (close)
			size = (size_t)(close - letter) + 1;
		if (close || gsm7_width(code) > 0)
			continue;
		bool known = translit_latin(letter, size, near, sizeof(near), &near_len) == ERR_NONE && near_len > 0 && near[0] != '?';
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "GSM 7-bit has no '%.*s'; write %s%s%s", (int)size, letter, known ? "'" : "",
			known ? near : complaints_word(l->complaints, "it in letters that every phone has"), known ? "'" : "");
		return false;
	}
	return true;
}

bool load_named(struct loading *l, const struct yaml *node, char *name, struct piece *piece)
{
	const struct menu_set *set = l->set;
	char *key = strchr(name, '.'), *field = strrchr(name, '.');
	*key++ = *field++ = '\0';
	piece->table = lexicon_find(&set->table_index, name);
	if (piece->table == MENU_NONE) {
		load_unknown(l, node, "table", name, set->table_index.list, set->table_index.count);
		return false;
	}
	const struct table *table = &set->tables[piece->table];
	if (table->places) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "only what is kept of '%s' can be shown, as {%s.name}", name, name);
		return false;
	}
	piece->record = lexicon_find(&table->keys, key);
	piece->field = lexicon_find(&table->fields, field);
	if (piece->record == MENU_NONE)
		load_unknown(l, node, name, key, table->keys.list, table->keys.count);
	else if (piece->field == MENU_NONE)
		load_unknown(l, node, "field", field, table->fields.list, table->fields.count);
	else if (table->refers[piece->field] != MENU_NONE)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'{%s.%s.%s}' is a reference, not a text; show a field of '%s'", name, key, field, field);
	else if (!yaml_get(l->record_nodes[piece->table][piece->record], field))
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s' of '%s' has no '%s'; add it there, or show another field", key, name, field);
	else
		return true;
	return false;
}

/* It is asked for in each language, script and form: once is enough, and twice is no harm. */
static void note_naming(struct loading *l, const struct piece *piece)
{
	struct menu_set *set = l->set;
	struct naming new = { .in = l->field, .named = { .table = piece->table, .record = piece->record, .field = piece->field } };
	for (size_t i = set->naming_count; i > 0 && i + NAMINGS_LOOKED_AT > set->naming_count; i--) {
		if (memcmp(&set->namings[i - 1], &new, sizeof(new)) == 0)
			return;
	}
	set->namings = arena_grow(&set->arena, set->namings, set->naming_count, &set->naming_capacity, sizeof(*set->namings));
	set->namings[set->naming_count++] = new;
}

/* What a field of a named record says in a language; NULL after a complaint. */
static const struct phrase *phrase_named(struct loading *l, const struct yaml *node, const struct piece *piece, size_t language)
{
	const struct value *value = load_field(l, piece->table, piece->record, piece->field);
	char name[PIECE_NAME];
	piece_name(l->set, piece, name);
	if (!value)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s' leads back to itself; write it out in one place", name);
	else if (value->kind == VALUE_FACTS)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s' is a list, not a text; name one that is", name);
	else {
		note_naming(l, piece);
		return &value->items[language][0];
	}
	return NULL;
}

/* What named facts say on a day; or always, without their marks. */
struct saying { int32_t day; bool bare; };
#define BARE (struct saying){ .day = DAY_FIRST, .bare = true }

static const struct phrase *named_said(const struct phrase *named, struct saying saying)
{
	const struct phrase *said = phrase_on(named, saying.day, NULL);
	return saying.bare && said->bare ? said->bare : said;
}

/* A template in one script, with what it shows in its place. */
struct draft { char text[MENU_BODY_MAX]; size_t len; bool by_hand; };

static bool draft_write(struct loading *l, const struct yaml *node, const struct template *t, size_t language, enum page_script script, struct saying saying,
	struct draft *d)
{
	size_t most = script == PAGE_OWN ? PHRASE_MAX : sizeof(d->text) - 1;
	*d = (struct draft){ .by_hand = t != template_in(t, script) };
	t = template_in(t, script);
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		const struct phrase *phrase = piece->kind == PIECE_PHRASE ? &piece->phrase : phrase_named(l, node, piece, language);
		if (!phrase)
			return false;
		phrase = named_said(phrase, saying);
		if (phrase->len[script] > most - d->len) {
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a text of more than 4,000 octets; make several screens of it");
			return false;
		}
		memcpy(d->text + d->len, phrase->text[script], phrase->len[script]);
		d->len += phrase->len[script];
		d->by_hand |= phrase->by_hand;
	}
	return true;
}

static bool finish_as(struct loading *l, const struct yaml *node, const struct template *t, size_t language, struct saying saying, struct phrase *phrase)
{
	struct draft draft;
	if (!draft_write(l, node, t, language, PAGE_OWN, saying, &draft))
		return false;
	*phrase = phrase_make(&l->set->arena, draft.text, draft.len);
	if (!draft_write(l, node, t, language, PAGE_LATIN, saying, &draft))
		return false;
	if (draft.by_hand)
		phrase_write_latin(&l->set->arena, phrase, draft.text, draft.len);
	return true;
}

/* Until which day what the template names says the same as on this one, and whether it has a mark then. */
static int32_t said_until(struct loading *l, const struct yaml *node, const struct template *t, size_t language, int32_t day, bool *marked)
{
	struct days days = { .from = DAY_FIRST, .until = DAY_LAST };
	for (size_t i = 0; i < t->count; i++) {
		if (t->pieces[i].kind != PIECE_PHRASE)
			*marked |= phrase_on(phrase_named(l, node, &t->pieces[i], language), day, &days)->bare != NULL;
	}
	int32_t latin = t->latin ? said_until(l, node, t->latin, language, day, marked) : DAY_LAST;
	return latin < days.until ? latin : days.until;
}

/* A form for each day on which something that it names expires. */
static bool finish(struct loading *l, const struct yaml *node, const struct template *t, size_t language, struct phrase *phrase)
{
	struct phrase *bare = NULL;
	for (int32_t day = DAY_FIRST;;) {
		bool marked = false;
		if (!finish_as(l, node, t, language, (struct saying){ .day = day }, phrase))
			return false;
		phrase->until = said_until(l, node, t, language, day, &marked);
		if (marked && !bare) {
			bare = arena_take(&l->set->arena, sizeof(*bare));
			if (!finish_as(l, node, t, language, BARE, bare))
				return false;
		}
		phrase->bare = marked ? bare : NULL;
		if (phrase->until == DAY_LAST)
			return true;
		struct phrase *then = arena_take(&l->set->arena, sizeof(*then));
		day = phrase->until + 1;
		phrase->then = then;
		phrase = then;
	}
}

bool load_phrase(struct loading *l, const struct yaml *node, struct phrase *phrase)
{
	size_t len;
	*phrase = (struct phrase){ .text = { "", "" } };
	if (!load_string(l, node))
		return false;
	const char *text = load_trimmed(node->text, &len);
	if (memchr(text, '{', len) || memchr(text, '}', len)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "no {placeholder} can stand here; take it out");
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
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "this text is missing in the language '%s'; write '%s: ...' beside the others",
			set->language_codes[i], set->language_codes[i]);
		good = false;
	}
	return good;
}

const struct yaml *load_latin_of(const struct loading *l, const struct yaml *node, size_t language)
{
	return yaml_get(node, l->set->latin_codes[language]);
}

bool load_phrases(struct loading *l, const struct yaml *node, enum holds holds, struct phrase phrases[MENU_LANGUAGES], struct places places[MENU_LANGUAGES])
{
	struct template in[MENU_LANGUAGES] = { 0 };
	bool good = load_templates(l, node, false, holds, in);
	for (size_t i = 0; i < l->set->language_count; i++) {
		const struct yaml *own = node->kind == YAML_MAP ? yaml_get(node, l->set->language_codes[i]) : NULL;
		phrases[i] = (struct phrase){ .text = { "", "" } };
		good &= own && finish(l, own, &in[i], i, &phrases[i]);
		for (size_t script = 0; script < PAGE_SCRIPTS; script++)
			places[i].in[script] = template_in(&in[i], script)->at;
	}
	return good;
}
