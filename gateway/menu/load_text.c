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

static bool find_field(struct loading *l, const struct yaml *node, char *name, struct piece *piece)
{
	struct menu_set *set = l->set;
	char *dot = strchr(name, '.');
	const char *table_name = name, *field_name = dot + 1;
	*dot = '\0';
	piece->table = lexicon_find(&set->table_index, table_name);
	if (piece->table == MENU_NONE) {
		load_unknown(l, node, "table", table_name, set->table_index.list, set->table_index.count);
		return false;
	}
	struct table *table = &set->tables[piece->table];
	piece->field = table->keys.count > 0 ? lexicon_find(&table->fields, field_name) : load_field_unseen(l, piece->table, field_name);
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
static bool find_noun(struct loading *l, const struct yaml *node, char *name_of_both, struct piece *piece)
{
	const struct menu_set *set = l->set;
	char *slot_name = name_of_both, *name = strchr(name_of_both, ':');
	*name++ = '\0';
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

static bool find_value(struct loading *l, const struct yaml *node, char *name, struct piece *piece)
{
	return find_slot(l, node, name, &piece->slot);
}

/* The forms of a placeholder: what it is, who finds it, and (by enum holds) what is said where it must not stand. */
#define NONE WORDING("no {placeholder} can stand here; take it out")
#define NAMED WORDING("only a field of a record that is named can stand here, as {helpline.mfa.phone}")
#define SLOTS WORDING("a word shows slots only, as {number}; fields of records stand in the texts of screens and of tables")
static const struct form {
	enum piece_kind kind;
	bool (*find)(struct loading *l, const struct yaml *node, char *name, struct piece *piece);
	const char *refusal[HOLDS];
} forms[] = {
	{ PIECE_SLOT, find_value, { [HOLDS_NOTHING] = NONE, [HOLDS_NAMED] = NAMED } },
	{ PIECE_NOUN, find_noun,
		{ [HOLDS_NOTHING] = NONE, [HOLDS_NAMED] = NAMED, [HOLDS_SLOTS] = WORDING("no noun is counted in a word; only the texts of screens count") } },
	{ PIECE_FIELD, find_field, { [HOLDS_NOTHING] = NONE, [HOLDS_NAMED] = NAMED, [HOLDS_SLOTS] = SLOTS } },
	{ PIECE_FIELD, load_named, { [HOLDS_NOTHING] = NONE, [HOLDS_SLOTS] = SLOTS } },
};

/* "{number}", "{givers:people}", "{country.name}", "{helpline.mfa.phone}". */
static const struct form *form_of(const char *name)
{
	const char *mark = strpbrk(name, ".:");
	return &forms[!mark ? 0 : *mark == ':' ? 1 : strchr(mark + 1, '.') ? 3 : 2];
}

static bool add_placeholder(struct loading *l, const struct yaml *node, enum holds holds, const char *at, size_t len, struct template *t, size_t *capacity)
{
	char name[3 * MENU_NAME_MAX + 3];
	if (len == 0 || len >= sizeof(name)) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "between { and } stands the name of a placeholder");
		return false;
	}
	memcpy(name, at, len);
	name[len] = '\0';
	const struct form *form = form_of(name);
	if (form->refusal[holds]) {
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "%s", complaints_word(l->complaints, form->refusal[holds]));
		return false;
	}
	struct piece found = { .kind = form->kind, .slot = MENU_NONE, .noun = MENU_NONE, .table = MENU_NONE, .field = MENU_NONE, .record = MENU_NONE };
	if (!form->find(l, node, name, &found))
		return false;
	*add_piece(l, t, capacity, found.kind) = found;
	return true;
}

static bool load_template(struct loading *l, const struct yaml *node, enum holds holds, struct template *t)
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
		good &= add_placeholder(l, node, holds, open + 1, (size_t)(close - open - 1), t, &capacity);
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
static bool load_latin(struct loading *l, const struct yaml *node, enum holds holds, struct template *own)
{
	struct template *latin = arena_take(&l->set->arena, sizeof(*latin));
	if (!load_template(l, node, holds, latin) || !load_latin_letters(l, node))
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

bool load_templates(struct loading *l, const struct yaml *node, bool conditional, enum holds holds, struct template in[MENU_LANGUAGES])
{
	const struct yaml *nodes[MENU_LANGUAGES];
	bool good = load_languages_of(l, node, conditional, nodes);
	for (size_t i = 0; i < l->set->language_count; i++) {
		in[i].at = load_origin(l, node);
		good &= nodes[i] && load_template(l, nodes[i], holds, &in[i]);
		const struct yaml *latin = nodes[i] ? load_latin_of(l, node, i) : NULL;
		good &= !latin || load_latin(l, latin, holds, &in[i]);
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
		good &= load_templates(l, list->items[i], true, HOLDS_ALL, variant->in);
		variant->when = list->items[i]->kind == YAML_MAP ? load_condition(l, list->items[i]) : NULL;
		if (variant->when || list->items[i]->kind != YAML_MAP)
			continue;
		yaml_complain(list->items[i], l->complaints, SEVERITY_ERROR, "this variant has no `when`, so that those after it are never shown");
		good = false;
	}
	return load_templates(l, last, true, HOLDS_ALL, text->in) && good;
}

bool load_text(struct loading *l, const struct yaml *node, struct text *text)
{
	return node->kind == YAML_LIST ? load_variants(l, node, text) : load_templates(l, node, false, HOLDS_ALL, text->in);
}

static struct phrase phrase_as_written(struct loading *l, const struct yaml *own, const struct yaml *latin)
{
	size_t len;
	const char *text = load_trimmed(own->text, &len);
	struct phrase phrase = phrase_make(&l->set->arena, text, len);
	if (latin) {
		text = load_trimmed(latin->text, &len);
		phrase_write_latin(&l->set->arena, &phrase, text, len);
	}
	return phrase;
}

bool load_sentence(struct loading *l, const struct yaml *node, struct phrase phrases[MENU_LANGUAGES])
{
	struct template in[MENU_LANGUAGES] = { 0 };
	for (size_t i = 0; i < l->set->language_count; i++)
		phrases[i] = (struct phrase){ .text = { "", "" } };
	if (!load_templates(l, node, false, HOLDS_SLOTS, in))
		return false;
	for (size_t i = 0; i < l->set->language_count; i++)
		phrases[i] = phrase_as_written(l, yaml_get(node, l->set->language_codes[i]), load_latin_of(l, node, i));
	return true;
}
