#include "handset.h"

#include "frame.h"

#include "base/calendar.h"
#include "ussd/profile.h"

#include <stdio.h>
#include <string.h>

#define SMS_NUMBER "500" /* of the service, as in transcripts (dialog_words.c) */

const char handset_orders[] =
	"  :hang up           breaks the call off\n"
	"  :wait 11 minutes   lets time pass (seconds, minutes, hours, days)\n"
	"  :text WORDS        an SMS to the service\n";

/* ---- what comes ---- */

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct handset *h = context;
	const struct ussd_profile *profile = world_profile(h->world);
	int64_t now_ms = world_now(h->world).mono_ms;
	struct menu_where where = {0};
	gateway_where(world_gateway(h->world), phone, &where);
	struct frame_below below = {.octets = octets, .budget = where.format.budget, .latin = where.format.charset == CHARSET_GSM7, .screen = where.screen,
		.page = where.page, .pages = where.pages, .seconds = (unsigned)((now_ms - h->began_ms) / 1000), .most = profile->session_ms / 1000,
		.last = last};
	h->asked_ms = now_ms;
	frame_handset(stdout, text, &below);
	if (h->record)
		record_screen(h->record, text, last);
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct handset *h = context;
	frame_sms(stdout, text);
	if (h->record)
		record_sms(h->record, phone, text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	struct handset *h = context;
	(void)phone;
	printf("The service refused this: %s%s\n", status, strcmp(status, "ESME_RINVDSTADR") == 0 ? "; its dialplan has no such code" : "");
	if (h->record)
		record_line(h->record, "refused %s", status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static void on_wrong(void *context, const char *phone, const char *what)
{
	(void)context;
	(void)phone;
	printf("A screen came and was refused: its %s is not what a network of this profile takes.\n", what);
}

const struct network_events handset_events = {on_screen, on_sms, on_refused, on_bound, on_wrong};

/* ---- what is done ---- */

bool handset_in_call(const struct handset *h)
{
	return network_in_dialog(world_network(h->world), h->phone);
}

static void dial(struct handset *h, const char *code)
{
	static const char *const days[] = {"Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"}; /* 1970-01-01 was a Thursday */
	struct moment now = world_now(h->world);
	int64_t day = calendar_day(now.unix_ms);
	unsigned minutes = (unsigned)((now.unix_ms - calendar_day_start(day)) / 60000);
	char date[CALENDAR_DATE];
	calendar_iso(day, date);
	printf("%s dials %s on %s %s at %02u:%02u in Bishkek\n", h->phone, code, days[day % 7], date, minutes / 60, minutes % 60);
	h->began_ms = h->asked_ms = now.mono_ms;
	if (h->record)
		record_typed(h->record, "dial", code);
	network_dial(world_network(h->world), h->phone, code);
}

static void type(struct handset *h, const char *text)
{
	if (!network_type(world_network(h->world), h->phone, text))
		puts("This is longer than a phone can send in one go.");
	else if (h->record)
		record_typed(h->record, "type", text);
}

static void hang_up(struct handset *h, const char *rest)
{
	(void)rest;
	if (!handset_in_call(h)) {
		puts("No call is open.");
		return;
	}
	network_hang_up(world_network(h->world), h->phone);
	if (h->record)
		record_line(h->record, "hang up");
}

static void text(struct handset *h, const char *words)
{
	if (h->record)
		record_typed(h->record, "text", words);
	network_text(world_network(h->world), h->phone, SMS_NUMBER, words, &(struct network_way){.count = 0});
}

static void record_wait(struct record *r, int64_t ms)
{
	static const struct { const char *unit; int64_t ms; } units[] = {{"day", 86400000}, {"hour", 3600000}, {"minute", 60000}, {"second", 1000}};
	size_t i = 0;
	while (ms % units[i].ms && i + 1 < sizeof units / sizeof *units)
		i++;
	int64_t count = ms / units[i].ms;
	record_line(r, "wait %lld %s%s", (long long)count, units[i].unit, count == 1 ? "" : "s");
}

static void pass(struct handset *h, int64_t ms)
{
	if (ms <= 0)
		return;
	if (h->record)
		record_wait(h->record, ms);
	world_wait(h->world, ms);
}

/* Networks close a call that is not answered for a time, and any call after a longer one. */
static void close_by_network(struct handset *h, bool unanswered)
{
	const struct ussd_profile *profile = world_profile(h->world);
	printf("The network has closed the call: %u seconds are over%s.\n", (unsigned)((unanswered ? profile->answer_ms : profile->session_ms) / 1000),
		unanswered ? " without an answer" : " since it began");
	fflush(stdout);
	hang_up(h, "");
	world_settle(h->world);
}

void handset_wait(struct handset *h, int64_t ms)
{
	const struct ussd_profile *profile = world_profile(h->world);
	int64_t now_ms = world_now(h->world).mono_ms, answer_ms = h->asked_ms + profile->answer_ms, end_ms = h->began_ms + profile->session_ms;
	int64_t left_ms = (answer_ms < end_ms ? answer_ms : end_ms) - now_ms;
	if (handset_in_call(h) && left_ms <= ms) {
		left_ms = left_ms < 0 ? 0 : left_ms;
		pass(h, left_ms);
		close_by_network(h, answer_ms < end_ms);
		ms -= left_ms;
	}
	pass(h, ms);
}

static void wait_for(struct handset *h, const char *rest)
{
	int64_t ms;
	if (world_span(rest, &ms))
		handset_wait(h, ms);
	else
		puts("Wait how long? For example: :wait 11 minutes");
}

static const struct {
	const char *words;
	void (*run)(struct handset *h, const char *rest);
} orders[] = {{":hang up", hang_up}, {":wait", wait_for}, {":text ", text}};

static void order(struct handset *h, const char *line)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		size_t len = strlen(orders[i].words);
		if (strncmp(line, orders[i].words, len) == 0) {
			orders[i].run(h, line + len + strspn(line + len, " "));
			return;
		}
	}
	printf("A line that begins with a colon is an order. There are:\n%s", handset_orders);
}

void handset_line(struct handset *h, const char *line)
{
	if (line[0] == ':')
		order(h, line);
	else if (handset_in_call(h))
		type(h, line);
	else if (line[0])
		dial(h, line);
	world_settle(h->world);
	if (h->record)
		record_settled(h->record);
	fflush(stdout);
}
