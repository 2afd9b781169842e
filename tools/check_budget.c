#include "check_budget.h"

#include "menu/check_budget.h"
#include "ussd/profile.h"

#include <stdlib.h>

/* The shortest session among the networks that take this format; 0 when none does: an SMS has no session. */
static uint32_t session_ms(struct menu_format format)
{
	const struct ussd_profile *rows;
	size_t count = ussd_profiles(&rows);
	uint32_t least = 0;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].encoding == format.charset && rows[i].budget == format.budget && (least == 0 || rows[i].session_ms < least))
			least = rows[i].session_ms;
	}
	return least;
}

static void print_screen(const struct budget_screen *row, const char *language, struct menu_format format, uint32_t session, FILE *out)
{
	fprintf(out, "%-28s %-4s %-4s %5u  %3u/%-3u", row->name, language, charset_name(format.charset), row->pages, row->fullest, format.budget);
	if (row->reached)
		fprintf(out, "  %7u  %7u", row->answers, (row->ms + 999) / 1000);
	else
		fprintf(out, "  %7s  %7s", "-", "-");
	fprintf(out, "%s%s\n", row->leaf ? "  leaf" : "", row->reached && session > 0 && row->ms > session ? "  longer than a session" : "");
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

void check_budget_print(const struct menu_set *set, const struct menu_format *formats, size_t format_count, FILE *out)
{
	size_t count = menu_screen_count(set);
	struct budget_screen *rows = calloc(count, sizeof(*rows));
	if (!rows)
		return;
	for (size_t format = 0; format < format_count; format++) {
		uint32_t session = session_ms(formats[format]);
		for (size_t language = 0; language < menu_language_count(set); language++) {
			fprintf(out, "%s%-28s %-4s %-4s %5s  %7s  %7s  %7s\n", format + language > 0 ? "\n" : "", "screen", "in", "as", "pages", "fullest",
				"answers", "seconds");
			menu_budget(set, language, format, rows);
			for (size_t i = 0; i < count; i++)
				print_screen(&rows[i], menu_language_code(set, language), formats[format], session, out);
		}
	}
	print_sms(set, out);
	free(rows);
}
