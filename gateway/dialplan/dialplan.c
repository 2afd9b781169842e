#include "dialplan/dialplan.h"

#include "base/yaml.h"
#include "dialplan/country.h"
#include "dialplan/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_DIGITS_MAX 20
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Texts are borrowed from `file`. */
struct dialplan {
	struct yaml_file *file;
	const struct country *country;
	struct number_plan numbers;
	const struct yaml *codes; /* NULL: nothing is dialled here */
	const char *sms_number;   /* NULL: no SMS comes here */
	const struct yaml *mobile;
	const char *language;
	int zone_min;
	bool has_zone, portable, abroad;
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

/* One range of the mobile numbers: what the national part begins with, and whose it is, as far as that is known. */
static void check_range(const struct dialplan *plan, const struct yaml *range, struct complaints *complaints)
{
	static const char *const allowed[] = { "prefixes", "operator", "region", "mnc" };
	if (range->kind != YAML_MAP) {
		complain(range, complaints, "a range of numbers is expected here, as in {prefixes: [\"55\"], operator: MegaCom}");
		return;
	}
	yaml_only(range, allowed, COUNT(allowed), complaints);
	const struct yaml *prefixes = yaml_get(range, "prefixes");
	if (!prefixes || prefixes->kind != YAML_LIST || prefixes->count == 0)
		complain(prefixes ? prefixes : range, complaints, "`prefixes` is a list of what the numbers begin with, as in [\"55\", \"75\"]");
	for (size_t i = 0; prefixes && prefixes->kind == YAML_LIST && i < prefixes->count; i++) {
		size_t most = plan->numbers.national_digits;
		if (!is_digits(prefixes->items[i], 0, most ? most : NUMBER_E164_MAX))
			complain(prefixes->items[i], complaints, "a prefix is digits of a national number, without trunk and '+', as in \"55\"");
	}
}

static void read_mobile(struct dialplan *plan, const struct yaml *list, struct complaints *complaints)
{
	plan->mobile = list;
	for (size_t i = 0; i < list->count; i++)
		check_range(plan, list->items[i], complaints);
}

static void read_zone(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	unsigned hours, minutes;
	char sign;
	int used = 0;
	plan->has_zone = sscanf(node->text, "%c%2u:%2u%n", &sign, &hours, &minutes, &used) == 3 && used == 6 && !node->text[6] &&
		(sign == '+' || sign == '-') && hours <= 14 && minutes < 60;
	if (plan->has_zone)
		plan->zone_min = (int)(hours * 60 + minutes) * (sign == '-' ? -1 : 1);
	else
		complain(node, complaints, "a zone is the difference to UTC, as in \"+06:00\"; leave it out where a number does not tell it");
}

static void read_language(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	plan->language = node->text;
	if (strlen(node->text) < 2 || strlen(node->text) > 8 || strspn(node->text, "abcdefghijklmnopqrstuvwxyz") < 2)
		complain(node, complaints, "a language is named by its code, as in ky; leave it out, and people are asked");
}

static void read_yes(const struct yaml *node, struct complaints *complaints, const char *what, bool *yes)
{
	*yes = strcmp(node->text, "yes") == 0;
	if (!*yes && strcmp(node->text, "no") != 0)
		yaml_complain(node, complaints, SEVERITY_ERROR, "%s", what);
}

static void read_portable(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	read_yes(node, complaints, "`portable` is yes or no: whether people keep their number when they change the operator", &plan->portable);
}

static void read_abroad(struct dialplan *plan, const struct yaml *node, struct complaints *complaints)
{
	read_yes(node, complaints, "`abroad` is yes or no: whether people with these numbers are often in other countries", &plan->abroad);
}

/* In the order in which they are read: the calling code is compared with the country's. */
static const struct key {
	const char *name;
	enum yaml_kind kind;
	void (*read)(struct dialplan *plan, const struct yaml *node, struct complaints *complaints);
	const char *example;
	bool optional;
} keys[] = {
	{ "country", YAML_TEXT, read_country, "country: kg", false },
	{ "calling_code", YAML_TEXT, read_calling_code, "calling_code: \"996\"", false },
	{ "trunk", YAML_TEXT, read_trunk, "trunk: \"0\"", false },
	{ "international", YAML_LIST, read_international, "international: [\"00\"]", false },
	{ "mobile", YAML_LIST, read_mobile, "mobile: [{prefixes: [\"55\"], operator: MegaCom}]", true },
	{ "portable", YAML_TEXT, read_portable, "portable: yes", true },
	{ "abroad", YAML_TEXT, read_abroad, "abroad: yes", true },
	{ "zone", YAML_TEXT, read_zone, "zone: \"+06:00\"", true },
	{ "language", YAML_TEXT, read_language, "language: ky", true },
	{ "codes", YAML_MAP, read_codes, "codes: {\"*500#\": {to: home}}", true },
	{ "sms_number", YAML_TEXT, read_sms_number, "sms_number: \"500\"", true },
};

static void read_key(const struct key *key, struct dialplan *plan, const struct yaml *root, struct complaints *complaints)
{
	static const char *const kinds[] = { [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a map" };
	const struct yaml *node = yaml_get(root, key->name);
	if (!node && key->optional)
		return;
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
	bool codes = yaml_get(root, "codes"), sms_number = yaml_get(root, "sms_number");
	if (codes != sms_number)
		yaml_complain(root, complaints, SEVERITY_ERROR, "there is `%s` and no `%s`; people need both, or the plan only tells numbers and has neither",
			codes ? "codes" : "sms_number", codes ? "sms_number" : "codes");
}

static bool is_mobile(const void *context, const char *national)
{
	struct dialplan_range range;
	for (size_t at = 0; dialplan_ranges(context, &at, &range);) {
		if (strncmp(national, range.prefix, strlen(range.prefix)) == 0)
			return true;
	}
	return false;
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
	plan->numbers.is_mobile = is_mobile;
	plan->numbers.context = plan;
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
	const struct yaml *row = plan->codes ? yaml_get(plan->codes, code) : NULL;
	return row ? yaml_get(row, "to")->text : NULL;
}

bool dialplan_codes(const struct dialplan *plan, size_t *at, struct dialplan_code_row *out)
{
	if (!plan->codes || *at >= plan->codes->count)
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
	return plan->sms_number ? plan->sms_number : "";
}

bool dialplan_serves(const struct dialplan *plan)
{
	return plan->codes && plan->sms_number;
}

struct dialplan_numbering dialplan_numbering(const struct dialplan *plan)
{
	return (struct dialplan_numbering){ .country = plan->country->code, .calling_code = plan->numbers.calling_code,
		.national_digits = plan->numbers.national_digits, .language = plan->language ? plan->language : "", .zone_min = plan->zone_min,
		.has_zone = plan->has_zone, .portable = plan->portable, .abroad = plan->abroad };
}

static const char *word(const struct yaml *map, const char *key)
{
	const struct yaml *node = yaml_get(map, key);
	return node && node->kind == YAML_TEXT ? node->text : "";
}

bool dialplan_ranges(const struct dialplan *plan, size_t *at, struct dialplan_range *out)
{
	size_t left = *at;
	for (size_t i = 0; plan->mobile && i < plan->mobile->count; i++) {
		const struct yaml *range = plan->mobile->items[i], *prefixes = yaml_get(range, "prefixes");
		if (left >= prefixes->count) {
			left -= prefixes->count;
			continue;
		}
		const struct yaml *prefix = prefixes->items[left];
		*out = (struct dialplan_range){ .prefix = prefix->text, .operator = word(range, "operator"), .region = word(range, "region"),
			.file = prefix->file, .line = prefix->line, .column = prefix->column };
		++*at;
		return true;
	}
	return false;
}
