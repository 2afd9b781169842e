/* The words of a transcript (dialog.h), a function each. */
#include "dialog_play.h"

#include "trace.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char *after_tilde(const char *rest)
{
	if (*rest != '~')
		return NULL;
	rest++;
	return rest + strspn(rest, " ");
}

static void do_phone(struct play *p, const char *rest)
{
	snprintf(p->phone, sizeof p->phone, "%s", rest);
	p->has_screen = false;
}

static void do_profile(struct play *p, const char *rest)
{
	if (p->world)
		play_fail(p, "`profile` must stand before anything else");
	else
		snprintf(p->profile, sizeof p->profile, "%s", rest);
}

static void do_profiles(struct play *p, const char *rest)
{
	if (p->world)
		play_fail(p, "`profiles` must stand before anything else");
	else
		snprintf(p->profiles, sizeof p->profiles, "%s", rest);
}

static void do_with(struct play *p, const char *rest)
{
	if (p->world)
		play_fail(p, "`with` must stand before anything else");
	else
		snprintf(p->with, sizeof p->with, "%s", rest);
}

static void do_encoding(struct play *p, const char *rest)
{
	if (p->world)
		play_fail(p, "`encoding` must stand before anything else");
	else if (strcmp(rest, "ucs2") != 0 && strcmp(rest, "gsm7") != 0)
		play_fail(p, "for example: encoding gsm7, or: encoding ucs2");
	else
		snprintf(p->encoding, sizeof p->encoding, "%s", rest);
}

static void do_at(struct play *p, const char *rest)
{
	if (p->world)
		play_fail(p, "`at` must stand before anything else");
	else if (!world_when(rest, &p->begins_ms))
		play_fail(p, "for example: at 2026-12-24 22:00");
}

static void do_language(struct play *p, const char *rest)
{
	if (!world_language(p->world, p->phone, rest))
		play_fail(p, "the menus do not speak this language: %s", rest);
}

static void do_chosen(struct play *p, const char *rest)
{
	if (!world_chosen(p->world, p->phone, rest))
		play_fail(p, "the menus remember no such record: %s", rest);
}

static void do_dial(struct play *p, const char *rest)
{
	p->has_screen = false;
	network_dial(world_network(p->world), p->phone, rest);
	world_settle(p->world);
}

static void do_type(struct play *p, const char *rest)
{
	char text[PLAY_LINE];
	play_expand(p, rest, text);
	p->has_screen = false;
	if (!network_type(world_network(p->world), p->phone, text))
		play_fail(p, "%s cannot type this: no call is open, or it is longer than a phone can send", p->phone);
	world_settle(p->world);
}

static void do_screen(struct play *p, const char *rest)
{
	play_expect(p, "the screen", p->has_screen ? p->screen : play_word(p, "(no screen came)"), after_tilde(rest));
}

static void do_end(struct play *p, const char *rest)
{
	(void)rest;
	if (!p->has_screen || !p->last)
		play_fail(p, "the call should be over, but is open");
}

static void do_open(struct play *p, const char *rest)
{
	(void)rest;
	if (!network_in_dialog(world_network(p->world), p->phone))
		play_fail(p, "the call should be open, but is over");
}

static void do_over(struct play *p, const char *rest)
{
	(void)rest;
	if (network_in_dialog(world_network(p->world), p->phone))
		play_fail(p, "the call should be over, but is open");
	else if (p->has_screen && p->last)
		play_fail(p, "a last screen ended the call: say `end`");
}

static void do_transmitter(struct play *p, const char *rest)
{
	bool away = strcmp(rest, "away") == 0;
	if (!away && strcmp(rest, "back") != 0)
		play_fail(p, "for example: transmitter away, or: transmitter back");
	world_mute(p->world, away);
	world_settle(p->world);
}

static void do_hang(struct play *p, const char *rest)
{
	(strstr(rest, "before") ? network_abort_before : network_hang_up)(world_network(p->world), p->phone);
	world_settle(p->world);
}

static void do_wait(struct play *p, const char *rest)
{
	int64_t ms;
	if (world_span(rest, &ms))
		world_wait(p->world, ms);
	else
		play_fail(p, "wait how long? for example: wait 11 minutes");
}

static void do_restart(struct play *p, const char *rest)
{
	(void)rest;
	if (!world_restart(p->world))
		play_fail(p, "the gateway did not start again");
}

static void do_keep(struct play *p, const char *rest)
{
	char name[16];
	if (p->kept_count == PLAY_KEPT || sscanf(rest, "%15s number", name) != 1) {
		play_fail(p, "keep what? for example: keep n number");
		return;
	}
	for (const char *at = p->newest; *at; at++) {
		unsigned a, b;
		int used = 0;
		if (sscanf(at, "%4u-%4u%n", &a, &b, &used) != 2 || used != 9)
			continue;
		snprintf(p->kept[p->kept_count].name, sizeof p->kept[0].name, "%s", name);
		snprintf(p->kept[p->kept_count++].value, sizeof p->kept[0].value, "%.9s", at);
		return;
	}
	play_fail(p, "no number such as 4827-1930 stands in:\n%s", p->newest);
}

static void do_sms(struct play *p, const char *rest)
{
	char phone[22] = "";
	rest += *rest == '+';
	size_t digits = strspn(rest, "0123456789");
	snprintf(phone, sizeof phone, "%.*s", (int)digits, rest);
	rest += digits;
	rest += strspn(rest, " ");
	for (size_t i = 0; i < p->inbox_count; i++) {
		if (phone[0] && strcmp(p->inbox[i].phone, phone) != 0)
			continue;
		play_expect(p, "the SMS", p->inbox[i].text, after_tilde(rest));
		free(p->inbox[i].text);
		memmove(&p->inbox[i], &p->inbox[i + 1], (--p->inbox_count - i) * sizeof p->inbox[0]);
		return;
	}
	play_expect(p, "the SMS", play_word(p, "(no SMS came)"), after_tilde(rest));
}

static void do_no(struct play *p, const char *rest)
{
	if (strcmp(rest, "sms") != 0)
		play_fail(p, "no what? for example: no sms");
	else if (p->inbox_count > 0)
		play_fail(p, "%s should have got no SMS, but got:\n%s", p->inbox[0].phone, p->inbox[0].text);
}

static void do_store(struct play *p, const char *rest)
{
	char where[128];
	if (strncmp(rest, "has no ", 7) != 0)
		play_fail(p, "for example: store has no +996555123456");
	else if (trace_find(p->store, world_sealer(p->world), rest + 7, where, sizeof where))
		play_fail(p, "the store has %s: %s", rest + 7, where);
}

void play_disk(bool full)
{
	struct rlimit limit;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = full ? 1 : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void do_disk(struct play *p, const char *rest)
{
	bool full = strcmp(rest, "full") == 0;
	if (full || strcmp(rest, "has room") == 0)
		play_disk(full);
	else
		play_fail(p, "for example: disk full, or: disk has room");
}

static void do_responses(struct play *p, const char *rest)
{
	if (strcmp(rest, "held") == 0)
		network_hold(world_network(p->world));
	else if (strcmp(rest, "given") == 0)
		network_release(world_network(p->world), ESME_ROK);
	else if (strcmp(rest, "refused") == 0)
		network_release(world_network(p->world), ESME_RSYSERR);
	else
		play_fail(p, "for example: responses held, responses given, or: responses refused");
	world_settle(p->world);
}

static void do_throttle(struct play *p, const char *rest)
{
	bool on = strcmp(rest, "on") == 0;
	if (on || strcmp(rest, "off") == 0)
		network_throttle(world_network(p->world), on);
	else
		play_fail(p, "for example: throttle on, or: throttle off");
}

static void do_handset(struct play *p, const char *rest)
{
	bool away = strcmp(rest, "away") == 0;
	if (away || strcmp(rest, "back") == 0)
		network_away(world_network(p->world), p->phone, away);
	else
		play_fail(p, "for example: handset away, or: handset back");
}

static void do_receipts(struct play *p, const char *rest)
{
	const struct receipt_habit *habit = receipt_habit_find(rest);
	if (habit)
		network_receipts(world_network(p->world), habit);
	else
		play_fail(p, "for example: receipts on, or: receipts decimal (off, upper, bare, early, twice, tlv, unmarked, mislabelled, failed)");
}

#define SMS_NUMBER "500"

static void do_text(struct play *p, const char *rest)
{
	char text[PLAY_LINE], phone[24];
	snprintf(phone, sizeof phone, "%s", p->phone);
	if (*rest == '+') {
		snprintf(phone, sizeof phone, "%.*s", (int)strcspn(rest, " "), rest);
		rest += strcspn(rest, " ");
		rest += strspn(rest, " ");
	}
	play_expand(p, rest, text);
	network_text(world_network(p->world), phone, SMS_NUMBER, text, &p->way);
	p->way = (struct network_way){0};
	world_settle(p->world);
}

static void do_parts(struct play *p, const char *rest)
{
	static const struct { const char *name; enum network_cut cut; } cuts[] = {{"udh8", NETWORK_UDH8}, {"udh16", NETWORK_UDH16},
		{"sar", NETWORK_SAR}, {"payload", NETWORK_PAYLOAD}, {"binary", NETWORK_BINARY}};
	size_t word = strcspn(rest, " ");
	unsigned part;
	int used;
	p->way.count = 0;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		if (strlen(cuts[i].name) != word || strncmp(cuts[i].name, rest, word) != 0)
			continue;
		p->way.cut = cuts[i].cut;
		for (rest += word; p->way.count < NETWORK_PARTS && sscanf(rest, "%u%n", &part, &used) == 1; rest += used)
			p->way.order[p->way.count++] = (uint8_t)part;
		return;
	}
	play_fail(p, "for example: parts udh8, or: parts sar 2 1 3 (udh8, udh16, sar, payload, binary)");
}

static void do_refused(struct play *p, const char *rest)
{
	if (!p->refusal[0] || !strstr(p->refusal, rest))
		play_fail(p, "the gateway should have refused this: %s", p->refusal[0] ? p->refusal : play_word(p, "it did not"));
	p->refusal[0] = '\0';
}

static void do_again(struct play *p, const char *rest)
{
	(void)rest;
	network_text_again(world_network(p->world));
	world_settle(p->world);
}

static const struct {
	const char *word;
	void (*run)(struct play *p, const char *rest);
	bool without_world;
} commands[] = {
	{"phone", do_phone, true}, {"profile", do_profile, true}, {"profiles", do_profiles, true}, {"with", do_with, true},
	{"encoding", do_encoding, true}, {"at", do_at, true}, {"language", do_language, false}, {"chosen", do_chosen, false},
	{"dial", do_dial, false}, {"type", do_type, false}, {"screen", do_screen, false}, {"end", do_end, false}, {"open", do_open, false}, {"over", do_over, false},
	{"transmitter", do_transmitter, false}, {"hang", do_hang, false}, {"wait", do_wait, false}, {"restart", do_restart, false}, {"keep", do_keep, false},
	{"text", do_text, false}, {"parts", do_parts, false}, {"refused", do_refused, false}, {"again", do_again, false},
	{"sms", do_sms, false}, {"no", do_no, false}, {"store", do_store, false}, {"disk", do_disk, false}, {"responses", do_responses, false},
	{"throttle", do_throttle, false}, {"handset", do_handset, false}, {"receipts", do_receipts, false},
	{"officer", play_officer, false}, {"queue", play_queue, false}, {"item", play_item, false},
};

void play_line(struct play *p, const char *line)
{
	size_t word = strcspn(line, " ");
	const char *rest = line + word + strspn(line + word, " ");
	if (p->refusal[0] && strncmp(line, "refused", word) != 0) {
		play_fail(p, "the gateway refused what %s", p->refusal);
		return;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strncmp(line, commands[i].word, word) != 0 || commands[i].word[word] != '\0')
			continue;
		if (commands[i].without_world || play_ready(p))
			commands[i].run(p, rest);
		return;
	}
	play_fail(p, "no such word: %.*s", (int)word, line);
}
