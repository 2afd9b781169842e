#include "dialog.h"

#include "trace.h"
#include "world.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define LINE 2048
#define KEPT 16
#define SMS_WAITING 64
#define BEGINS_UNIX_MS INT64_C(1795406400000) /* 2026-11-23 04:00 UTC, a Monday, 10:00 in Bishkek */

struct sms {
	char phone[22];
	char *text;
};

struct play {
	const char *path;
	const struct dialog_setup *setup;
	FILE *file;
	int line;
	bool failed;
	char folder[64], store[96];
	char profile[32];
	struct world *world;
	char phone[24];
	/* what the handset whose turn it is was shown last */
	char screen[NETWORK_TEXT];
	bool has_screen, last;
	char newest[NETWORK_TEXT]; /* the last screen or SMS of anybody: where `keep` looks */
	struct sms inbox[SMS_WAITING];
	size_t inbox_count;
	struct { char name[16], value[16]; } kept[KEPT];
	size_t kept_count;
};

static void fail(struct play *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(struct play *p, const char *format, ...)
{
	char text[NETWORK_TEXT * 2 + 512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	printf("# %s:%d: ", p->path, p->line);
	for (const char *c = text; *c; c++)
		fputs(*c == '\n' ? "\n#     " : (char[]){*c, '\0'}, stdout);
	putchar('\n');
	p->failed = true;
}

/* ---- what the network tells ---- */

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct play *p = context;
	size_t budget = ussd_profile_find(p->profile)->budget;
	if (octets > budget)
		fail(p, "this screen has %zu octets, the network takes %zu:\n%s", octets, budget, text);
	snprintf(p->newest, sizeof p->newest, "%s", text);
	if (strcmp(phone, p->phone + (*p->phone == '+')) != 0)
		return;
	snprintf(p->screen, sizeof p->screen, "%s", text);
	p->has_screen = true;
	p->last = last;
}

static void on_sms(void *context, const char *phone, const char *text)
{
	struct play *p = context;
	snprintf(p->newest, sizeof p->newest, "%s", text);
	if (p->inbox_count == SMS_WAITING)
		return;
	struct sms *sms = &p->inbox[p->inbox_count++];
	snprintf(sms->phone, sizeof sms->phone, "%s", phone);
	sms->text = strdup(text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	struct play *p = context;
	fail(p, "the gateway refused what %s sent: %s", phone, status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound};

/* The world is made at the first line that needs it, so that `profile` can stand before. */
static bool ready(struct play *p)
{
	if (p->world)
		return true;
	struct complaints complaints;
	complaints_init(&complaints);
	struct world_setup setup = {.menus = p->setup->menus, .dialplan = p->setup->dialplan, .store = p->store, .profile = p->profile,
		.unix_ms = BEGINS_UNIX_MS};
	p->world = world_new(&setup, &events, p, &complaints);
	if (!p->world) {
		complaints_print(&complaints, stderr);
		fail(p, "the gateway does not start");
	}
	complaints_fini(&complaints);
	return p->world != NULL;
}

/* ---- lines ---- */

/* The value of the {name} at `at`, and how long the {name} is; NULL when nothing by that name was kept. */
static const char *kept_at(const struct play *p, const char *at, size_t *len)
{
	for (size_t i = 0; *at == '{' && i < p->kept_count; i++) {
		size_t name = strlen(p->kept[i].name);
		*len = name + 2;
		if (strncmp(at + 1, p->kept[i].name, name) == 0 && at[1 + name] == '}')
			return p->kept[i].value;
	}
	return NULL;
}

/* {name} becomes what `keep` remembered. */
static void expand(const struct play *p, const char *in, char out[LINE])
{
	size_t len = 0, taken;
	while (*in && len + sizeof p->kept[0].value < LINE) {
		const char *value = kept_at(p, in, &taken);
		if (value) {
			len += (size_t)sprintf(out + len, "%s", value);
			in += taken;
		} else {
			out[len++] = *in++;
		}
	}
	out[len] = '\0';
}

static bool read_line(struct play *p, char line[LINE])
{
	if (!fgets(line, LINE, p->file))
		return false;
	p->line++;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

/* The lines below that begin with a tab, joined by line ends. */
static void read_block(struct play *p, char *out, size_t capacity)
{
	char line[LINE], expanded[LINE];
	size_t len = 0;
	out[0] = '\0';
	int c;
	while ((c = fgetc(p->file)) == '\t' && read_line(p, line)) {
		expand(p, line, expanded);
		len += (size_t)snprintf(out + len, capacity - len, "%s%s", len ? "\n" : "", expanded);
		if (len >= capacity)
			len = capacity - 1;
	}
	if (c != EOF)
		ungetc(c, p->file);
}

/* Against the block below, or what stands after `~`. */
static void expect(struct play *p, const char *what, const char *shown, const char *contains)
{
	char wanted[NETWORK_TEXT];
	if (contains) {
		expand(p, contains, wanted);
		if (!strstr(shown, wanted))
			fail(p, "%s should contain: %s\nbut is:\n%s", what, wanted, shown);
		return;
	}
	int line = p->line;
	read_block(p, wanted, sizeof wanted);
	if (strcmp(shown, wanted) == 0)
		return;
	int end = p->line;
	p->line = line;
	fail(p, "%s should be:\n%s\nbut is:\n%s", what, wanted, shown);
	p->line = end;
}

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
		fail(p, "`profile` must stand before anything else");
	else if (!ussd_profile_find(rest))
		fail(p, "no such profile: %s", rest);
	else
		snprintf(p->profile, sizeof p->profile, "%s", rest);
}

static void do_dial(struct play *p, const char *rest)
{
	p->has_screen = false;
	network_dial(world_network(p->world), p->phone, rest);
	world_settle(p->world);
}

static void do_type(struct play *p, const char *rest)
{
	char text[LINE];
	expand(p, rest, text);
	p->has_screen = false;
	if (!network_type(world_network(p->world), p->phone, text))
		fail(p, "%s cannot type this: no call is open, or it is longer than a phone can send", p->phone);
	world_settle(p->world);
}

static void do_screen(struct play *p, const char *rest)
{
	expect(p, "the screen", p->has_screen ? p->screen : "(no screen came)", after_tilde(rest));
}

static void do_end(struct play *p, const char *rest)
{
	(void)rest;
	if (!p->has_screen || !p->last)
		fail(p, "the call should be over, but is open");
}

static void do_open(struct play *p, const char *rest)
{
	(void)rest;
	if (!network_in_dialog(world_network(p->world), p->phone))
		fail(p, "the call should be open, but is over");
}

static void do_hang(struct play *p, const char *rest)
{
	(void)rest;
	network_hang_up(world_network(p->world), p->phone);
	world_settle(p->world);
}

static void do_wait(struct play *p, const char *rest)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{"second", 1000}, {"minute", 60000}, {"hour", 3600000}, {"day", 86400000}};
	char unit[16] = "";
	long count = 0;
	if (sscanf(rest, "%ld %15s", &count, unit) == 2 && count > 0)
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (strncmp(unit, units[i].unit, strlen(units[i].unit)) == 0) {
				world_wait(p->world, count * units[i].ms);
				return;
			}
	fail(p, "wait how long? for example: wait 11 minutes");
}

static void do_restart(struct play *p, const char *rest)
{
	(void)rest;
	if (!world_restart(p->world))
		fail(p, "the gateway did not start again");
}

static void do_keep(struct play *p, const char *rest)
{
	char name[16];
	if (p->kept_count == KEPT || sscanf(rest, "%15s number", name) != 1) {
		fail(p, "keep what? for example: keep n number");
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
	fail(p, "no number such as 4827-1930 stands in:\n%s", p->newest);
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
		expect(p, "the SMS", p->inbox[i].text, after_tilde(rest));
		free(p->inbox[i].text);
		memmove(&p->inbox[i], &p->inbox[i + 1], (--p->inbox_count - i) * sizeof p->inbox[0]);
		return;
	}
	expect(p, "the SMS", "(no SMS came)", after_tilde(rest));
}

static void do_no(struct play *p, const char *rest)
{
	if (strcmp(rest, "sms") != 0)
		fail(p, "no what? for example: no sms");
	else if (p->inbox_count > 0)
		fail(p, "%s should have got no SMS, but got:\n%s", p->inbox[0].phone, p->inbox[0].text);
}

static void do_store(struct play *p, const char *rest)
{
	char where[128];
	if (strncmp(rest, "has no ", 7) != 0)
		fail(p, "for example: store has no +996555123456");
	else if (trace_find(p->store, world_sealer(p->world), rest + 7, where, sizeof where))
		fail(p, "the store has %s: %s", rest + 7, where);
}

/* No file may grow any more: what a full disk does to a store, without filling one. */
static void do_disk(struct play *p, const char *rest)
{
	bool full = strcmp(rest, "full") == 0;
	struct rlimit limit;
	if (!full && strcmp(rest, "has room") != 0)
		fail(p, "for example: disk full, or: disk has room");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = full ? 1 : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
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
		fail(p, "for example: responses held, responses given, or: responses refused");
	world_settle(p->world);
}

static const struct {
	const char *word;
	void (*run)(struct play *p, const char *rest);
	bool without_world;
} commands[] = {
	{"phone", do_phone, true}, {"profile", do_profile, true},
	{"dial", do_dial, false}, {"type", do_type, false}, {"screen", do_screen, false}, {"end", do_end, false}, {"open", do_open, false},
	{"hang", do_hang, false}, {"wait", do_wait, false}, {"restart", do_restart, false}, {"keep", do_keep, false},
	{"sms", do_sms, false}, {"no", do_no, false}, {"store", do_store, false}, {"disk", do_disk, false}, {"responses", do_responses, false},
};

static void play_line(struct play *p, char *line)
{
	size_t word = strcspn(line, " ");
	const char *rest = line + word + strspn(line + word, " ");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strncmp(line, commands[i].word, word) != 0 || commands[i].word[word] != '\0')
			continue;
		if (commands[i].without_world || ready(p))
			commands[i].run(p, rest);
		return;
	}
	fail(p, "no such word: %.*s", (int)word, line);
}

static bool make_folder(struct play *p)
{
	snprintf(p->folder, sizeof p->folder, "%.40s/kopuro-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(p->folder))
		return false;
	snprintf(p->store, sizeof p->store, "%s/store.db", p->folder);
	return true;
}

static void clear_away(struct play *p)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	world_free(p->world);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s%s", p->store, suffixes[i]);
		unlink(path);
	}
	rmdir(p->folder);
	for (size_t i = 0; i < p->inbox_count; i++)
		free(p->inbox[i].text);
}

bool dialog_play(const char *path, const struct dialog_setup *setup)
{
	struct play *p = calloc(1, sizeof *p);
	if (!p)
		return false;
	p->path = path;
	p->setup = setup;
	snprintf(p->profile, sizeof p->profile, "standard");
	snprintf(p->phone, sizeof p->phone, "+996555000001");
	p->file = fopen(path, "r");
	if (!p->file)
		fail(p, "cannot be read");
	else if (!make_folder(p))
		fail(p, "no temporary folder can be made in %s", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	char line[LINE];
	while (!p->failed && p->file && read_line(p, line))
		if (line[0] && line[0] != '#')
			play_line(p, line);
	if (p->file)
		fclose(p->file);
	do_disk(p, "has room");
	clear_away(p);
	bool held = !p->failed;
	free(p);
	return held;
}
