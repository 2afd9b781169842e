/* What a case officer does in a transcript: the same functions that HTTP and the queue call. */
#include "dialog_play.h"

#include "journeys/office.h"
#include "store/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "4827-1930" or "48271930" at the beginning of *rest, which goes on behind it. */
static bool take_number(const char **rest, char number[9])
{
	size_t len = 0;
	const char *at = *rest;
	for (; (isdigit((unsigned char)*at) || *at == '-') && len < 8; at++)
		if (*at != '-')
			number[len++] = *at;
	number[len] = '\0';
	*rest = at + strspn(at, " ");
	return len == 8;
}

/* `OFFICE, NUMBER`: who deals with it, and under which number; either may be missing. */
static void take_office(struct status_event *event, const char *rest)
{
	const char *comma = strchr(rest, ',');
	size_t len = comma ? (size_t)(comma - rest) : strlen(rest);
	snprintf(event->office, sizeof event->office, "%.*s", (int)len, rest);
	if (comma)
		snprintf(event->registration, sizeof event->registration, "%s", comma + 1 + strspn(comma + 1, " "));
}

static enum error set_told(struct play *p, const char *status, const char *ussd, const char *rest)
{
	struct gateway *g = world_gateway(p->world);
	struct status_event event = {.by = "officer"};
	if (!take_number(&rest, event.number))
		return ERR_NOT_FOUND;
	snprintf(event.status, sizeof event.status, "%s", status);
	snprintf(event.ussd, sizeof event.ussd, "%s", ussd);
	if (strcmp(status, "registered") == 0)
		take_office(&event, rest);
	else
		snprintf(event.text, sizeof event.text, "%s", rest);
	return office_status(gateway_store(g), gateway_menus(g), &event, world_now(p->world));
}

static enum error set_status(struct play *p, const char *status, const char *rest)
{
	return set_told(p, status, "", rest);
}

static enum error answer_by_ussd(struct play *p, const char *ussd, const char *rest)
{
	return set_told(p, "answered", ussd, rest);
}

static enum error confirm(struct play *p, const char *arg, const char *rest)
{
	struct gateway *g = world_gateway(p->world);
	char number[9];
	(void)arg;
	if (!take_number(&rest, number))
		return ERR_NOT_FOUND;
	return office_payment(gateway_store(g), gateway_menus(g), number, strtoll(rest, NULL, 10), world_now(p->world));
}

static enum error report(struct play *p, const char *arg, const char *rest)
{
	struct gateway *g = world_gateway(p->world);
	char project[64];
	size_t len = strcspn(rest, " "), told;
	(void)arg;
	snprintf(project, sizeof project, "%.*s", (int)len, rest);
	rest += len;
	return office_report(gateway_store(g), gateway_menus(g), project, rest + strspn(rest, " "), world_now(p->world), &told);
}

static const struct {
	const char *word, *arg;
	enum error (*run)(struct play *p, const char *arg, const char *rest);
} deeds[] = {
	{"registers", "registered", set_status}, {"works", "in-work", set_status}, {"answers", "answered", set_status},
	{"closes", "closed", set_status}, {"refuses", "refused", set_status}, {"notifies", "notice", answer_by_ussd}, {"asks", "question", answer_by_ussd},
	{"confirms", NULL, confirm}, {"reports", NULL, report},
};

static void deed(struct play *p, const char *rest)
{
	size_t len = strcspn(rest, " ");
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		if (strncmp(rest, deeds[i].word, len) != 0 || deeds[i].word[len] != '\0')
			continue;
		enum error err = deeds[i].run(p, deeds[i].arg, rest + len + strspn(rest + len, " "));
		if (err != ERR_NONE)
			store_rollback(gateway_store(world_gateway(p->world)));
		if (err == ERR_NONE && !gateway_commit(world_gateway(p->world), world_now(p->world)))
			err = ERR_IO;
		if (err != ERR_NONE)
			play_fail(p, "the officer cannot do this: %s", error_name(err));
		world_settle(p->world);
		return;
	}
	play_fail(p, "an officer does what? for example: officer answers {n} TEXT");
}

void play_officer(struct play *p, const char *rest)
{
	char expanded[PLAY_LINE];
	play_expand(p, rest, expanded);
	deed(p, expanded);
}
