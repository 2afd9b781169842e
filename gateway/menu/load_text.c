#include "menu/load.h"

#include <string.h>

static struct piece *add_piece(struct loading *l, struct template *t, size_t *capacity, enum piece_kind kind)
{
	t->pieces = arena_grow(&l->set->arena, t->pieces, t->count, capacity, sizeof(*t->pieces));
	t->pieces[t->count] = (struct piece){ .kind = kind, .slot = MENU_NONE, .noun = MENU_NONE, .table = MENU_NONE, .field = MENU_NONE,
		.record = MENU_NONE };
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

/* `{helpline.mfa.phone}`, whichever record is kept. */
static bool find_named(struct loading *l, const struct yaml *node, char *name, struct piece *piece)
{
	struct named_field named;
	if (!load_named(l, node, name, &named))
		return false;
	piece->table = named.table;
	piece->field = named.field;
	piece->record = named.record;
	return true;
}

static bool find_field(struct loading *l, const struct yaml *node, char *name, struct piece *piece)
{
	struct menu_set *set = l->set;
	char *dot = strchr(name, '.');
	if (strchr(dot + 1, '.'))
		return find_named(l, node, name, piece);
	const char *table_name = name, *field_name = dot + 1;
	*dot = '\0';
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
	char name[3 * MENU_NAME_MAX + 3];
	if (len == 0 || len >= sizeof(name)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "between { and } stands the name of a placeholder");
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	size_t head = strcspn(name, ".:");
	char mark = name[head];
	struct piece found = { .kind = mark == '.' ? PIECE_FIELD : mark == ':' ? PIECE_NOUN : PIECE_SLOT, .slot = MENU_NONE, .noun = MENU_NONE,
		.table = MENU_NONE, .field = MENU_NONE, .record = MENU_NONE };
	if (mark == ':')
		name[head] = '\0';
	if (mark == '.' ? !find_field(l, node, name, &found) :
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
	if (!load_string(l, node))
		return false;
	const char *at = load_trimmed(node->text, &len), *end = at + len;
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
		if (piece->kind == wanted->kind && piece->slot == wanted->slot && piece->noun == wanted->noun && piece->table == wanted->table && piece->field == wanted->field &&
			piece->record == wanted->record)
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

/* What is written in Latin letters has the same placeholders as what it stands for. */
static bool load_latin(struct loading *l, const struct yaml *node, struct template *own)
{
	struct template *latin = arena_take(&l->set->arena, sizeof(*latin));
	if (!load_string(l, node) || !load_latin_letters(l, node) || !load_template(l, node, latin))
		return false;
	for (size_t i = 0; i < latin->count; i++) {
		struct piece *piece = &latin->pieces[i];
		if (piece->kind == PIECE_PHRASE)
			phrase_write_latin(&l->set->arena, &piece->phrase, piece->phrase.text[PAGE_OWN], piece->phrase.len[PAGE_OWN]);
	}
	const struct template *pair[] = { own, latin };
	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < pair[side]->count; i++) {
			char name[PIECE_NAME];
			const struct piece *piece = &pair[side]->pieces[i];
			if (piece->kind == PIECE_PHRASE || shows(pair[!side], piece))
				continue;
			piece_name(l->set, piece, name);
			load_complain(l, SEVERITY_WARNING, latin->at, side ? "'%s' stands in Latin letters only" : "'%s' is missing in Latin letters", name);
		}
	}
	own->latin = latin;
	return true;
}

static bool load_templates(struct loading *l, const struct yaml *node, bool conditional, struct template in[MENU_LANGUAGES])
{
	const struct yaml *nodes[MENU_LANGUAGES];
	bool good = load_languages_of(l, node, conditional, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		in[i].at = load_origin(l, node);
		good &= nodes[i] && load_template(l, nodes[i], &in[i]);
		const struct yaml *latin = nodes[i] ? load_latin_of(l, node, i) : NULL;
		good &= !latin || load_latin(l, latin, &in[i]);
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
		const char *written = load_trimmed(yaml_get(node, l->set->language_codes[i])->text, &len);
		phrases[i] = phrase_make(&l->set->arena, written, len);
	}
	return true;
}
