#include "dialplan/dialplan.h"

#include "base/yaml.h"
#include "dialplan/country.h"
#include "dialplan/number.h"

#include <stdlib.h>
#include <string.h>

#define CODE_DIGITS_MAX 20
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Texts are borrowed from `file`. */
struct dialplan {
	struct yaml_file *file;
	const struct country *country;
	struct number_plan numbers;
	const struct yaml *codes;
	const char *sms_number;
};

static void complain(const struct yaml *node, struct complaints *complaints, const char *text)
{
	yaml_complain(node, complaints, SEVERITY_ERROR, "%s", text);
}

static bool is_digits(const struct yaml *node, size_t min, size_t max)
{
	size_t len = strlen(node->text);
	return node->kind == YAML_TEXT && len >= min && len <= max && strspn(node->text, "0123456789") == len;
}

static void read_country(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	char known[128];
	plan->country = country_find(node->text);
	if (plan->country) {
		plan->numbers.national_digits = plan->country->national_digits;
		return;
	}
	country_list(known, sizeof(known));
	yaml_complain(node, complaints, SEVERITY_ERROR, "unknown country '%s'; known are %s", node->text, known);
}

static void read_calling_code(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	plan->numbers.calling_code = node->text;
	if (!is_digits(node, 1, 3))
		complain(node, complaints, "a calling code is one to three digits without '+', as in \"996\"");
	else if (plan->country && strcmp(plan->country->calling_code, node->text) != 0)
		yaml_complain(node, complaints, SEVERITY_ERROR, "'%s' is not the calling code of '%s'; write \"%s\"", node->text,
			plan->country->code, plan->country->calling_code);
}

static void read_trunk(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	plan->numbers.trunk = node->text;
	if (!is_digits(node, 0, 2))
		complain(node, complaints, "a trunk prefix is one or two digits, as in \"0\", or \"\" where there is none");
}

static void read_international(struct dialplan *plan, const struct yaml *list, struct complaints *complaints)
{
	if (list->count == 0 || list->count > NUMBER_PREFIXES) {
		yaml_complain(list, complaints, SEVERITY_ERROR, "one to %d prefixes are expected here, as in [\"00\"]", NUMBER_PREFIXES);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (!is_digits(list->items[i], 1, 5))
			complain(list->items[i], complaints, "a prefix is one to five digits without '+', as in \"00\"");
		plan->numbers.international[i] = list->items[i]->text;
	}
	plan->numbers.international_count = list->count;
}

/* As ussd_read() tells a code: one or two marks, digits, '#'. */
static bool is_code(const char *text)
{
	size_t marks = strspn(text, "*#"), digits = strspn(text + marks, "0123456789");
	return marks >= 1 && marks <= 2 && digits >= 1 && digits <= CODE_DIGITS_MAX && strcmp(text + marks + digits, "#") == 0;
}

static void check_code(const struct yaml *code, const struct yaml *row, struct complaints *complaints)
{
	static const char *const allowed[] = { "to" };
	if (code->kind == YAML_TEXT && !is_code(code->text))
		yaml_complain(code, complaints, SEVERITY_ERROR,
			"'%s' is no code that can be dialled; write it as in \"*500#\", without what may follow in deep dialling", code->text);
	if (row->kind != YAML_MAP) {
		complain(row, complaints, "what a code leads to is expected here, as in {to: home}");
		return;
	}
	yaml_only(row, allowed, COUNT(allowed), complaints);
	const struct yaml *to = yaml_get(row, "to");
	if (!to)
		complain(row, complaints, "the key 'to' is missing; name the first screen, as in {to: home}");
	else if (to->kind != YAML_TEXT || !to->text[0])
		complain(to, complaints, "the name of a screen is expected here, as in {to: home}");
}

static void read_codes(struct dialplan *plan, const struct yaml *map, struct complaints *complaints)
{
	plan->codes = map;
	if (map->count == 0)
		complain(map, complaints, "no code leads to the service; write at least one, as in \"*500#\": {to: home}");
	for (size_t i = 0; i < map->count; i++)
		check_code(map->keys[i], map->items[i], complaints);
}

static void read_sms_number(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	plan->sms_number = node->text;
	if (!is_digits(node, 3, NUMBER_E164_MAX))
		complain(node, complaints, "the SMS number is 3 to 15 digits without '+', as in \"500\"");
}

/* In the order in which they are read: the calling code is compared with the country's. All are required. */
static const struct key {
	const char *name;
	enum yaml_kind kind;
	void (*read)(struct dialplan *plan, const struct yaml *node, struct complaints *complaints);
	const char *example;
} keys[] = {
	{ "country", YAML_TEXT, read_country, "country: kg" },
	{ "calling_code", YAML_TEXT, read_calling_code, "calling_code: \"996\"" },
	{ "trunk", YAML_TEXT, read_trunk, "trunk: \"0\"" },
	{ "international", YAML_LIST, read_international, "international: [\"00\"]" },
	{ "codes", YAML_MAP, read_codes, "codes: {\"*500#\": {to: home}}" },
	{ "sms_number", YAML_TEXT, read_sms_number, "sms_number: \"500\"" },
};

static void read_key(const struct key *key, struct dialplan *plan, const struct yaml *root, struct complaints *complaints)
{
	static const char *const kinds[] = { [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a map" };
	const struct yaml *node = yaml_get(root, key->name);
	if (!node)
		yaml_complain(root, complaints, SEVERITY_ERROR, "the key '%s' is missing; write it as in %s", key->name, key->example);
	else if (node->kind != key->kind)
		yaml_complain(node, complaints, SEVERITY_ERROR, "'%s' must be %s; write it as in %s", key->name, kinds[key->kind], key->example);
	else
		key->read(plan, node, complaints);
}

static void read_root(struct dialplan *plan, const struct yaml *root, struct complaints *complaints)
{
	const char *names[COUNT(keys)];
	if (root->kind != YAML_MAP) {
		complain(root, complaints, "a dialplan is a map of keys, the first as in country: kg");
		return;
	}
	for (size_t i = 0; i < COUNT(keys); i++)
		names[i] = keys[i].name;
	yaml_only(root, names, COUNT(names), complaints);
	for (size_t i = 0; i < COUNT(keys); i++)
		read_key(&keys[i], plan, root, complaints);
}

struct dialplan *dialplan_load(const char *path, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct yaml_file *file = yaml_open(path, complaints);
	if (!file)
		return NULL;
	struct dialplan *plan = calloc(1, sizeof(*plan));
	if (!plan) {
		yaml_close(file);
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "out of memory");
		return NULL;
	}
	plan->file = file;
	read_root(plan, yaml_root(file), complaints);
	if (complaints->errors == errors_before)
		return plan;
	dialplan_free(plan);
	return NULL;
}

void dialplan_free(struct dialplan *plan)
{
	if (!plan)
		return;
	yaml_close(plan->file);
	free(plan);
}

enum error dialplan_number(const struct dialplan *plan, const struct smpp_address *address, char out[DIALPLAN_NUMBER])
{
	_Static_assert(DIALPLAN_NUMBER > NUMBER_E164_MAX, "an E.164 number fits");
	enum error error = number_read(&plan->numbers, address->ton, address->npi, address->digits, out);
	if (error == ERR_NONE)
		return ERR_NONE;
	if (bytes_to_string(bytes_of(address->digits), out, DIALPLAN_NUMBER))
		return ERR_BAD;
	out[0] = '\0';
	return ERR_LONG;
}

const char *dialplan_code(const struct dialplan *plan, const char *code)
{
	const struct yaml *row = yaml_get(plan->codes, code);
	return row ? yaml_get(row, "to")->text : NULL;
}

bool dialplan_codes(const struct dialplan *plan, size_t *at, struct dialplan_code_row *out)
{
	if (*at >= plan->codes->count)
		return false;
	const struct yaml *to = yaml_get(plan->codes->items[*at], "to");
	*out = (struct dialplan_code_row){
		.code = plan->codes->keys[*at]->text, .screen = to->text, .file = to->file, .line = to->line, .column = to->column,
	};
	++*at;
	return true;
}

const char *dialplan_sms_number(const struct dialplan *plan)
{
	return plan->sms_number;
}
