#include "check_expiry.h"

#include "base/calendar.h"
#include "menu/expiry.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_MOST 3650
#define SHORT 60 /* characters of a fact that are told */

bool check_expiry_until(const char *text, int64_t today, int64_t *until)
{
	size_t digits = strspn(text, "0123456789");
	if (digits > 0 && digits < 5 && strcmp(text + digits, "d") == 0 && atoi(text) <= DAYS_MOST) {
		*until = today + atoi(text);
		return true;
	}
	return calendar_parse(text, until);
}

/* The next that was asked for, from `*i` on; false: there is none. */
static bool next(const struct menu_set *set, const struct check_path *path, int64_t until, size_t *i, struct expiry_fact *fact)
{
	while (expiry_fact(set, *i, fact) && fact->day <= until) {
		++*i;
		if (check_path_has(path, fact->file))
			return true;
	}
	return false;
}

static void print_day(const struct expiry_fact *fact, int64_t today, FILE *out)
{
	char date[CALENDAR_DATE];
	int64_t days = fact->day - today;
	calendar_iso(fact->day, date);
	fprintf(out, "%s:%d:%d: %s, ", fact->file, fact->line, fact->column, date);
	if (days == 0)
		fputs("its last day", out);
	else
		fprintf(out, days > 0 ? "in %" PRId64 " day%s" : "expired %" PRId64 " day%s ago", days > 0 ? days : -days, days == 1 || days == -1 ? "" : "s");
	fputs(fact->unconfirmed ? ", not confirmed: " : ": ", out);
}

static void print_short(const char *text, FILE *out)
{
	size_t size, len = strlen(text);
	for (size_t at = 0, count = 0; at < len; at += size, count++) {
		if (count == SHORT) {
			fputs("…", out);
			break;
		}
		utf8_next(text + at, len - at, &size);
		if (text[at] == '\n')
			fputc(' ', out);
		else
			fprintf(out, "%.*s", (int)size, text + at);
	}
	fputc('\n', out);
}

struct names { FILE *out; const char *before; };

static void print_name(void *context, const char *name)
{
	struct names *n = context;
	fprintf(n->out, "%s%s", n->before, name);
	n->before = ", ";
}

static void print_shown(const struct menu_set *set, size_t i, enum expiry_shower what, const char *label, FILE *out)
{
	struct names names = { .out = out, .before = label };
	expiry_shown(set, i, what, print_name, &names);
	if (names.before != label)
		fputc('\n', out);
}

void check_expiry_print(const struct menu_set *set, const struct check_path *path, int64_t today, int64_t until, FILE *out)
{
	struct expiry_fact fact;
	char date[CALENDAR_DATE];
	size_t count = 0, expired = 0;
	for (size_t i = 0; next(set, path, until, &i, &fact); count++) {
		expired += fact.day < today;
		print_day(&fact, today, out);
		print_short(expiry_text(set, i - 1, 0), out);
		print_shown(set, i - 1, EXPIRY_RECORDS, "\trecords: ", out);
		print_shown(set, i - 1, EXPIRY_SCREENS, "\tscreens: ", out);
	}
	calendar_iso(until, date);
	fprintf(out, "%s: facts that expire by %s: %zu, expired already: %zu\n", path->file ? path->file : path->directory, date, count - expired, expired);
}

static void add_name(void *context, const char *name)
{
	json_array_append_new(context, json_string(name));
}

static json_t *shown_json(const struct menu_set *set, size_t i, enum expiry_shower what)
{
	json_t *list = json_array();
	expiry_shown(set, i, what, add_name, list);
	return list;
}

static json_t *fact_json(const struct menu_set *set, size_t i, const struct expiry_fact *fact, int64_t today)
{
	char date[CALENDAR_DATE];
	json_t *text = json_object();
	calendar_iso(fact->day, date);
	for (size_t language = 0; language < menu_language_count(set); language++)
		json_object_set_new(text, menu_language_code(set, language), json_string(expiry_text(set, i, language)));
	return json_pack("{s:s, s:i, s:i, s:s, s:I, s:b, s:o, s:o, s:o}", "file", fact->file, "line", fact->line, "column", fact->column, "expires", date,
		"days", (json_int_t)(fact->day - today), "confirmed", !fact->unconfirmed, "text", text, "records", shown_json(set, i, EXPIRY_RECORDS),
		"screens", shown_json(set, i, EXPIRY_SCREENS));
}

void check_expiry_json(const struct menu_set *set, const struct check_path *path, int64_t today, int64_t until, FILE *out)
{
	struct expiry_fact fact;
	char date[CALENDAR_DATE];
	json_t *facts = json_array();
	for (size_t i = 0; next(set, path, until, &i, &fact);)
		json_array_append_new(facts, fact_json(set, i - 1, &fact, today));
	calendar_iso(until, date);
	json_t *root = json_pack("{s:s, s:s, s:o}", "directory", path->directory, "until", date, "facts", facts);
	json_dumpf(root, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(root);
}
