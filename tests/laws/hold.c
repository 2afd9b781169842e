#include "hold.h"

#include "menu/model.h"

#include <string.h>

#define NUMBERS 500

/* The first number on a page, of three digits or more; "": none. */
static void first_number(const char *text, char out[16])
{
	out[0] = '\0';
	for (; *text && !out[0]; text++) {
		size_t digits = strspn(text, "0123456789");
		if (digits >= 3)
			snprintf(out, 16, "%.*s", (int)(digits < 15 ? digits : 15), text);
		text += digits > 0 ? digits - 1 : 0;
	}
}

void hold_own(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page)
{
	uint16_t table = menu_table_find(r->set, "helpline"), record;
	char key[64], own[16], first[16];
	snprintf(key, sizeof(key), "%s-emergency", menu_kept_key(s, "country"));
	record = table == MENU_NONE ? MENU_NONE : menu_record_find(r->set, table, key);
	const char *phone = record == MENU_NONE ? NULL : menu_record_text(r->set, table, record, "phone", r->language, r->unix_ms);
	first_number(phone ? phone : "", own);
	first_number(page->text, first);
	if (phone && strcmp(own, first) != 0)
		robot_tell(r, LAW_OWN, at, "%s of %s: %s", own, key, page->text);
}

void hold_page(struct robot *r, const struct station *at, const struct shown *page, size_t number)
{
	char line[SHOWN_TEXT];
	if (page->octets > menu_format_at(r->set, r->format).budget)
		robot_tell(r, LAW_ROOM, at, "%zu: %s", page->octets, page->text);
	if (strpbrk(page->text, "{}"))
		robot_tell(r, LAW_OPEN, at, "%s", page->text);
	if (shown_like_choice(page, number > 0, line))
		robot_tell(r, LAW_CHOICE, at, "'%s' of %s", line, page->body);
	if (shown_broken_number(page->body, line))
		robot_tell(r, LAW_DIALLED, at, "'%s' of %s", line, page->body);
}

void hold_numbers(struct robot *r, const struct station *at, const struct shown *pages, size_t count)
{
	bool there[NUMBERS] = { false };
	unsigned before = 0, most = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < pages[i].count; j++) {
			unsigned number = pages[i].choices[j].number;
			if (number >= NUMBERS || number == 0 || number == 9 || (i > 1 && number <= before)) {
				robot_tell(r, LAW_NUMBERED, at, "%u after %u on %s", number, before, pages[i].text);
				return;
			}
			before = i > 0 ? number : 0;
			most = number > most ? number : most;
			there[number] = true;
		}
	}
	for (unsigned number = 1; number < most; number++) {
		if (!there[number] && number != 9) {
			robot_tell(r, LAW_NUMBERED, at, "%u is there, and %u is not", most, number);
			return;
		}
	}
}

static void write_even(FILE *out, const char *text, const char *behind)
{
	for (; *text; text++)
		fputc(*text == '\n' || *text == '\t' ? ' ' : *text, out);
	fputs(behind, out);
}

void hold_text(struct robot *r, const struct station *at, const struct shown *pages, size_t count)
{
	enum screen_kind kind = r->set->screens[at->screen].kind;
	size_t end = strlen(pages[count - 1].body);
	/* Above a list or a question a colon is right. */
	if ((kind == SCREEN_CHOICES || kind == SCREEN_TEXT) && end > 0 && pages[count - 1].body[end - 1] == ':')
		robot_tell(r, LAW_COLON, at, "%s", pages[count - 1].body);
	uint64_t hash = robot_digest(DIGEST, r->writing, strlen(r->writing)) + at->screen;
	for (size_t i = 0; i < count; i++)
		hash = robot_digest(hash, pages[i].text, strlen(pages[i].text) + 1);
	size_t slot = hash % LEADS;
	while (r->written[slot] && r->written[slot] != hash)
		slot = (slot + 1) % LEADS;
	if (r->written[slot])
		return;
	r->written[slot] = hash;
	fprintf(r->texts, "%s\t%s\t", r->writing, menu_screen_name(r->set, at->screen));
	for (size_t i = 0; i < count; i++)
		write_even(r->texts, pages[i].body, " ");
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < pages[i].count; j++)
			write_even(r->texts, pages[i].choices[j].text, " | ");
	}
	fputc('\n', r->texts);
}
