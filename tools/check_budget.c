#include "check_budget.h"

#include "check_leaves.h"
#include "gateway.h"
#include "menu/check_budget.h"

#include <jansson.h>
#include <stdlib.h>

static bool takes(const struct ussd_profile *profile, struct menu_format format, bool latin)
{
	struct menu_format own = gateway_format(profile, latin);
	return own.charset == format.charset && own.budget == format.budget;
}

/* The shortest session among the networks on which screens come in this format; 0 when there is none: an SMS has no session. */
static uint32_t session_ms(const struct ussd_profiles *profiles, struct menu_format format)
{
	const struct ussd_profile *p;
	uint32_t least = 0;
	for (size_t i = 0; profiles && (p = ussd_profile_at(profiles, i)); i++) {
		if ((takes(p, format, false) || takes(p, format, true)) && (least == 0 || p->session_ms < least))
			least = p->session_ms;
	}
	return least;
}

static unsigned seconds(uint32_t ms)
{
	return (ms + 999) / 1000;
}

static void print_screen(const struct budget_screen *row, const char *language, struct menu_format format, uint32_t session, FILE *out)
{
	fprintf(out, "%-28s %-4s %-4s %5u  %3u/%-3u", row->name, language, charset_name(format.charset), row->pages, row->fullest, format.budget);
	if (row->reached)
		fprintf(out, "  %7u  %7u  %7u", row->cost.answers, seconds(row->cost.ms[TEMPO_USUAL]), seconds(row->cost.ms[TEMPO_SLOW]));
	else
		fprintf(out, "  %7s  %7s  %7s", "-", "-", "-");
	fprintf(out, "%s%s\n", row->leaf ? "  leaf" : "",
		row->reached && session > 0 && row->cost.ms[TEMPO_USUAL] > session ? "  longer than a session" : "");
}

static void print_sms(const struct menu_set *set, FILE *out)
{
	struct budget_sms sms;
	fprintf(out, "\n%-28s %-4s %10s  %5s\n", "SMS", "in", "characters", "parts");
	for (size_t i = 0; menu_budget_sms(set, i, 0, &sms); i++) {
		for (size_t language = 0; language < menu_language_count(set); language++) {
			menu_budget_sms(set, i, language, &sms);
			fprintf(out, "%-28s %-4s %10u  %5u%s\n", sms.name, menu_language_code(set, language), sms.characters, sms.parts,
				sms.open ? "  and what its placeholders bring" : "");
		}
	}
}

/* Those of networks: by SMS nobody turns pages against the time. */
static struct leaf_tables *leaves_of(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats,
	size_t format_count, int64_t unix_ms)
{
	struct menu_format taken[MENU_FORMATS];
	size_t count = 0;
	for (size_t i = 0; i < format_count; i++) {
		if (session_ms(profiles, formats[i]) > 0)
			taken[count++] = formats[i];
	}
	return leaf_tables_new(set, taken, count, unix_ms);
}

void check_budget_print(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	int64_t unix_ms, FILE *out)
{
	size_t count = menu_screen_count(set);
	struct budget_screen *rows = calloc(count, sizeof(*rows));
	if (!rows)
		return;
	for (size_t format = 0; format < format_count; format++) {
		uint32_t session = session_ms(profiles, formats[format]);
		for (size_t language = 0; language < menu_language_count(set); language++) {
			fprintf(out, "%s%-28s %-4s %-4s %5s  %7s  %7s  %7s  %7s\n", format + language > 0 ? "\n" : "", "screen", "in", "as", "pages", "fullest",
				"answers", "seconds", "slow");
			menu_budget(set, language, format, rows);
			for (size_t i = 0; i < count; i++)
				print_screen(&rows[i], menu_language_code(set, language), formats[format], session, out);
		}
	}
	free(rows);
	print_sms(set, out);
	struct leaf_tables *leaves = leaves_of(set, profiles, formats, format_count, unix_ms);
	if (leaves)
		leaf_tables_print(leaves, out);
	leaf_tables_free(leaves);
}

static json_t *screen_json(const struct budget_screen *row, const char *language, struct menu_format format, uint32_t session)
{
	json_t *one = json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:b}", "screen", row->name, "language", language, "charset", charset_name(format.charset),
		"budget", (int)format.budget, "pages", (int)row->pages, "fullest", (int)row->fullest, "leaf", (int)row->leaf);
	if (!row->reached)
		return one;
	json_object_set_new(one, "answers", json_integer((json_int_t)row->cost.answers));
	json_object_set_new(one, "ms", json_integer((json_int_t)row->cost.ms[TEMPO_USUAL]));
	json_object_set_new(one, "slow_ms", json_integer((json_int_t)row->cost.ms[TEMPO_SLOW]));
	if (session > 0)
		json_object_set_new(one, "session_ms", json_integer((json_int_t)session));
	return one;
}

static json_t *sms_json(const struct menu_set *set)
{
	json_t *list = json_array();
	struct budget_sms sms;
	for (size_t i = 0; menu_budget_sms(set, i, 0, &sms); i++) {
		for (size_t language = 0; language < menu_language_count(set); language++) {
			menu_budget_sms(set, i, language, &sms);
			json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:i, s:b}", "word", sms.name, "language", menu_language_code(set, language),
				"characters", (int)sms.characters, "parts", (int)sms.parts, "open", (int)sms.open));
		}
	}
	return list;
}

void check_budget_json(const struct menu_set *set, const struct ussd_profiles *profiles, const struct menu_format *formats, size_t format_count,
	int64_t unix_ms, FILE *out)
{
	size_t count = menu_screen_count(set);
	struct budget_screen *rows = calloc(count, sizeof(*rows));
	json_t *root = json_object(), *screens = json_array();
	for (size_t format = 0; rows && format < format_count; format++) {
		uint32_t session = session_ms(profiles, formats[format]);
		for (size_t language = 0; language < menu_language_count(set); language++) {
			menu_budget(set, language, format, rows);
			for (size_t i = 0; i < count; i++)
				json_array_append_new(screens, screen_json(&rows[i], menu_language_code(set, language), formats[format], session));
		}
	}
	json_object_set_new(root, "screens", screens);
	json_object_set_new(root, "sms", sms_json(set));
	struct leaf_tables *leaves = leaves_of(set, profiles, formats, format_count, unix_ms);
	if (leaves)
		leaf_tables_json(leaves, root);
	leaf_tables_free(leaves);
	json_dumpf(root, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(root);
	free(rows);
}
