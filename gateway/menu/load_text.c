#include "menu/load.h"

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

static const char *trimmed(const char *text, size_t *len)
{
	size_t from = strspn(text, " \n"), to = strlen(text);
	while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\n'))
		to--;
	*len = to - from;
	return text + from;
}

static bool check_string(struct loading *l, const struct yaml *node)
{
	size_t len;
	if (node->kind != YAML_TEXT) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "one line of text is expected here");
		return false;
	}
	const char *text = trimmed(node->text, &len);
	const char *fault = fault_of(text, len);
	if (fault)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "%s", fault);
	return !fault;
}

bool load_phrase(struct loading *l, const struct yaml *node, struct phrase *phrase)
{
	size_t len;
	*phrase = (struct phrase){ .text = { "", "" } };
	if (!check_string(l, node))
		return false;
	const char *text = trimmed(node->text, &len);
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
	const char *keys[MENU_LANGUAGES + 2];
	size_t count = set->language_count;
	memcpy(keys, set->language_codes, count * sizeof(keys[0]));
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

bool load_phrases(struct loading *l, const struct yaml *node, struct phrase phrases[MENU_LANGUAGES], struct origin places[MENU_LANGUAGES])
{
	const struct yaml *nodes[MENU_LANGUAGES];
	bool good = load_languages_of(l, node, false, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		phrases[i] = (struct phrase){ .text = { "", "" } };
		places[i] = load_origin(l, nodes[i] ? nodes[i] : node);
		good &= nodes[i] && load_phrase(l, nodes[i], &phrases[i]);
	}
	return good;
}

static struct piece *add_piece(struct loading *l, struct template *t, size_t *capacity, enum piece_kind kind)
{
	t->pieces = arena_grow(&l->set->arena, t->pieces, t->count, capacity, sizeof(*t->pieces));
	t->pieces[t->count] = (struct piece){ .kind = kind, .slot = MENU_NONE, .noun = MENU_NONE, .table = MENU_NONE, .field = MENU_NONE };
	return &t->pieces[t->count++];
}

static bool find_slot(struct loading *l, const struct yaml *node, const char *name, uint16_t *slot)
{
	*slot = load_slot(l, node, "placeholder", name);
	if (*slot == MENU_NONE || l->set->slots[*slot].longest)
		return *slot != MENU_NONE;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "'{%s}' is never shown; take it out of the text", name);
	return false;
}

static bool find_field(struct loading *l, const struct yaml *node, const char *table_name, const char *field_name, struct piece *piece)
{
	struct menu_set *set = l->set;
	piece->table = lexicon_find(&set->table_index, table_name);
	if (piece->table == MENU_NONE) {
		load_unknown(l, node, "table", table_name, set->table_index.list, set->table_index.count);
		return false;
	}
	struct table *table = &set->tables[piece->table];
	piece->field = lexicon_find(&table->fields, field_name);
	if (piece->field == MENU_NONE) {
		load_unknown(l, node, "field", field_name, table->fields.list, table->fields.count);
		return false;
	}
	if (table->refers[piece->field] == MENU_NONE)
		return true;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "'{%s.%s}' is a reference, not a text; show a field of '%s'", table_name, field_name,
		field_name);
	return false;
}

/* `{givers:people}`: the noun in the form for that number. */
static bool find_noun(struct loading *l, const struct yaml *node, const char *slot_name, const char *name, struct piece *piece)
{
	const struct menu_set *set = l->set;
	if (!find_slot(l, node, slot_name, &piece->slot))
		return false;
	enum menu_slot_kind kind = set->slots[piece->slot].kind;
	piece->noun = lexicon_find(&set->noun_index, name);
	if (kind != MENU_SLOT_AMOUNT && kind != MENU_SLOT_COUNT)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "'%s' is no number, so that no noun can be counted by it", slot_name);
	else if (piece->noun == MENU_NONE)
		load_unknown(l, node, "noun under `plurals`", name, set->noun_index.list, set->noun_index.count);
	else
		return true;
	return false;
}

static bool add_placeholder(struct loading *l, const struct yaml *node, const char *at, size_t len, struct template *t, size_t *capacity)
{
	char name[2 * MENU_NAME_MAX + 2];
	if (len == 0 || len >= sizeof(name)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "between { and } stands the name of a placeholder");
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	size_t head = strcspn(name, ".:");
	char mark = name[head];
	struct piece found = { .kind = mark == '.' ? PIECE_FIELD : mark == ':' ? PIECE_NOUN : PIECE_SLOT, .slot = MENU_NONE, .noun = MENU_NONE,
		.table = MENU_NONE, .field = MENU_NONE };
	name[head] = '\0';
	if (mark == '.' ? !find_field(l, node, name, name + head + 1, &found) :
		mark == ':' ? !find_noun(l, node, name, name + head + 1, &found) : !find_slot(l, node, name, &found.slot))
		return false;
	*add_piece(l, t, capacity, found.kind) = found;
	return true;
}

static bool load_template(struct loading *l, const struct yaml *node, struct template *t)
{
	size_t capacity = 0, len;
	bool good = true;
	t->at = load_origin(l, node);
	if (!check_string(l, node))
		return false;
	const char *at = trimmed(node->text, &len), *end = at + len;
	while (at < end) {
		const char *open = memchr(at, '{', (size_t)(end - at));
		const char *stop = open ? open : end;
		if (memchr(at, '}', (size_t)(stop - at))) {
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a } without its {");
			return false;
		}
		if (stop > at)
			add_piece(l, t, &capacity, PIECE_PHRASE)->phrase = phrase_make(&l->set->arena, at, (size_t)(stop - at));
		if (!open)
			break;
		const char *close = memchr(open, '}', (size_t)(end - open));
		if (!close) {
			yaml_complain(node, l->complaints, SEVERITY_ERROR, "a { without its }");
			return false;
		}
		good &= add_placeholder(l, node, open + 1, (size_t)(close - open - 1), t, &capacity);
		at = close + 1;
	}
	return good;
}

static bool shows(const struct template *t, const struct piece *wanted)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct piece *piece = &t->pieces[i];
		if (piece->kind == wanted->kind && piece->slot == wanted->slot && piece->noun == wanted->noun && piece->table == wanted->table && piece->field == wanted->field)
			return true;
	}
	return false;
}

/* A placeholder that stands in one language only is mostly one that was forgotten in the other. */
static void compare_placeholders(struct loading *l, const struct template in[MENU_LANGUAGES])
{
	for (size_t i = 0; i < l->set->language_count; i++) {
		for (size_t j = 0; j < l->set->language_count; j++) {
			for (size_t k = 0; i != j && k < in[i].count; k++) {
				const struct piece *piece = &in[i].pieces[k];
				if (piece->kind == PIECE_PHRASE || shows(&in[j], piece))
					continue;
				char name[PIECE_NAME];
				piece_name(l->set, piece, name);
				load_complain(l, SEVERITY_WARNING, in[j].at, "'%s' stands in the language '%s' only", name, l->set->language_codes[i]);
			}
		}
	}
}

static bool load_templates(struct loading *l, const struct yaml *node, bool conditional, struct template in[MENU_LANGUAGES])
{
	const struct yaml *nodes[MENU_LANGUAGES];
	bool good = load_languages_of(l, node, conditional, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		in[i].at = load_origin(l, node);
		good &= nodes[i] && load_template(l, nodes[i], &in[i]);
	}
	if (good)
		compare_placeholders(l, in);
	return good;
}

/* The last of them is for whoever no other is for. */
static bool load_variants(struct loading *l, const struct yaml *list, struct text *text)
{
	bool good = true;
	if (list->count == 0) {
		yaml_complain(list, l->complaints, SEVERITY_ERROR, "an empty list; write the text, or leave the whole key out");
		return false;
	}
	const struct yaml *last = list->items[list->count - 1];
	if (last->kind == YAML_MAP && (yaml_get(last, "when") || yaml_get(last, "unless"))) {
		yaml_complain(last, l->complaints, SEVERITY_ERROR, "the last variant has a condition, so that there may be none to show; write one without after it");
		good = false;
	}
	text->variants = arena_array(&l->set->arena, list->count - 1, sizeof(*text->variants));
	for (size_t i = 0; i + 1 < list->count; i++) {
		struct text_variant *variant = &text->variants[text->variant_count++];
		good &= load_templates(l, list->items[i], true, variant->in);
		variant->when = list->items[i]->kind == YAML_MAP ? load_condition(l, list->items[i]) : NULL;
		if (variant->when || list->items[i]->kind != YAML_MAP)
			continue;
		yaml_complain(list->items[i], l->complaints, SEVERITY_ERROR, "this variant has no `when`, so that those after it are never shown");
		good = false;
	}
	return load_templates(l, last, true, text->in) && good;
}

bool load_text(struct loading *l, const struct yaml *node, struct text *text)
{
	return node->kind == YAML_LIST ? load_variants(l, node, text) : load_templates(l, node, false, text->in);
}

/* A word is filled in by who asks for it, and who does counts nothing. */
static bool counts_nothing(struct loading *l, const struct text *text)
{
	for (size_t i = 0; i < l->set->language_count; i++) {
		for (size_t j = 0; j < text->in[i].count; j++) {
			if (text->in[i].pieces[j].kind != PIECE_NOUN)
				continue;
			load_complain(l, SEVERITY_ERROR, text->in[i].at, "no noun is counted in a word; only the texts of screens count");
			return false;
		}
	}
	return true;
}

bool load_sentence(struct loading *l, const struct yaml *node, struct phrase phrases[MENU_LANGUAGES])
{
	struct text text = { 0 };
	for (size_t i = 0; i < l->set->language_count; i++)
		phrases[i] = (struct phrase){ .text = { "", "" } };
	if (!load_templates(l, node, false, text.in) || !counts_nothing(l, &text))
		return false;
	for (size_t i = 0; i < l->set->language_count; i++) {
		size_t len;
		const char *written = trimmed(yaml_get(node, l->set->language_codes[i])->text, &len);
		phrases[i] = phrase_make(&l->set->arena, written, len);
	}
	return true;
}
