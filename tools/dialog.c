#include "dialog_play.h"

#include "base/slurp.h"
#include "base/stray.h"
#include "text/gsm7.h"
#include "text/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *play_word(const struct play *p, const char *english)
{
	return wording_in(p->setup->language, english);
}

void play_fail(struct play *p, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	va_start(args, format);
	if (vasprintf(&text, wording_in(p->setup->language, format), args) < 0)
		abort();
	va_end(args);
	p->failed = true;
	if (p->setup->fault) {
		p->setup->fault(p->setup->context, p->path, p->line, text);
	} else {
		printf("# %s:%d: ", p->path, p->line);
		for (const char *c = text; *c; c++)
			fputs(*c == '\n' ? "\n#     " : (char[]){*c, '\0'}, stdout);
		putchar('\n');
	}
	free(text);
}

/* ---- what the network tells ---- */

static void on_screen(void *context, const char *phone, const char *text, size_t octets, bool last)
{
	struct play *p = context;
	const struct ussd_profile *profile = world_profile(p->world);
	/* Of GSM 7-bit an octet is a septet: a person may have chosen Latin letters on a network that takes UCS-2. */
	size_t budget = gsm7_count(text, strlen(text)) == octets ? ussd_budget(profile->octets, CHARSET_GSM7) : profile->budget;
	if (octets > budget)
		play_fail(p, "this screen has %zu octets, the network takes %zu:\n%s", octets, budget, text);
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
	if (p->inbox_count == PLAY_INBOX)
		return;
	struct sms *sms = &p->inbox[p->inbox_count++];
	snprintf(sms->phone, sizeof sms->phone, "%s", phone);
	sms->text = strdup(text);
}

static void on_refused(void *context, const char *phone, const char *status)
{
	struct play *p = context;
	snprintf(p->refusal, sizeof p->refusal, "%s: %s", phone, status);
}

static void on_bound(void *context, const char *system_id)
{
	(void)context;
	(void)system_id;
}

static void on_wrong(void *context, const char *phone, const char *what)
{
	play_fail(context, "the network refused a screen for %s: its %s is not what the profile has", phone, what);
}

static const struct network_events events = {on_screen, on_sms, on_refused, on_bound, on_wrong};

bool play_ready(struct play *p)
{
	if (p->world)
		return true;
	struct complaints complaints;
	complaints_init(&complaints);
	struct world_setup setup = {.menus = p->setup->menus, .dialplan = p->setup->dialplan, .store = p->store, .profile = p->profile,
		.more_menus = p->with[0] ? p->with : NULL, .profiles = p->profiles,
		.encoding = p->encoding[0] ? p->encoding : NULL, .unix_ms = p->begins_ms};
	p->world = world_new(&setup, &events, p, &complaints);
	if (!p->world) {
		const struct complaint *last = complaints.count > 0 ? &complaints.list[complaints.count - 1] : NULL;
		play_fail(p, "the gateway does not start%s%s%s%s", last ? ": " : "", last ? last->file : "", last ? ": " : "", last ? last->text : "");
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

void play_expand(const struct play *p, const char *in, char out[PLAY_LINE])
{
	size_t len = 0, taken;
	while (*in && len + sizeof p->kept[0].value < PLAY_LINE) {
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

static bool read_line(struct play *p, char line[PLAY_LINE])
{
	if (!fgets(line, PLAY_LINE, p->file))
		return false;
	p->line++;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

/* An editor that puts blanks for tabs makes of a screen's lines something else. True after play_fail(). */
static bool is_indented(struct play *p, const char *line)
{
	size_t len = strlen(line), size;
	uint32_t code = len > 0 ? utf8_next(line, len, &size) : 0;
	const struct stray *stray = code == ' ' ? NULL : stray_of(code);
	if (code == 0xfeff)
		play_fail(p, "this file begins with a byte order mark, which transcripts may not have; save it as UTF-8 without BOM");
	else if (code == '\t')
		play_fail(p, "this line begins with a tab, and the line above it shows no screen and no SMS");
	else if (code == ' ' || (stray && stray->kind == STRAY_BLANK))
		play_fail(p, "this line begins with blanks; the lines of a screen or an SMS begin with a tab, all others with their word");
	return p->failed;
}

/* The lines below that begin with a tab, joined by line ends. */
static void read_block(struct play *p, char *out, size_t capacity)
{
	char line[PLAY_LINE], expanded[PLAY_LINE];
	size_t len = 0;
	out[0] = '\0';
	int c;
	while ((c = fgetc(p->file)) == '\t' && read_line(p, line)) {
		play_expand(p, line, expanded);
		len += (size_t)snprintf(out + len, capacity - len, "%s%s", len ? "\n" : "", expanded);
		if (len >= capacity)
			len = capacity - 1;
	}
	if (c != EOF)
		ungetc(c, p->file);
	if ((c == ' ' || c >= 0x80) && read_line(p, line) && line[strspn(line, " ")])
		is_indented(p, line);
}

void play_expect(struct play *p, const char *what, const char *shown, const char *contains)
{
	char wanted[NETWORK_TEXT];
	if (contains) {
		play_expand(p, contains, wanted);
		if (!strstr(shown, wanted))
			play_fail(p, "%s should contain: %s\nbut is:\n%s", play_word(p, what), wanted, shown);
		return;
	}
	int line = p->line;
	read_block(p, wanted, sizeof wanted);
	if (p->failed)
		return;
	if (strcmp(shown, wanted) == 0)
		return;
	int end = p->line;
	p->line = line;
	play_fail(p, "%s should be:\n%s\nbut is:\n%s", play_word(p, what), wanted, shown);
	p->line = end;
}

static bool make_folder(struct play *p)
{
	snprintf(p->folder, sizeof p->folder, "%.40s/kopuro-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(p->folder))
		return false;
	snprintf(p->own, sizeof p->own, "%s/store.db", p->folder);
	p->store = p->setup->store ? p->setup->store : p->own;
	return true;
}

static void clear_away(struct play *p)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	world_free(p->world);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s%s", p->own, suffixes[i]);
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
	snprintf(p->profiles, sizeof p->profiles, "%s", p->setup->profiles ? p->setup->profiles : "profiles");
	snprintf(p->phone, sizeof p->phone, "+996555000001");
	p->begins_ms = WORLD_BEGINS_MS;
	p->file = slurp_stream(path);
	if (!p->file)
		play_fail(p, "cannot be read: %s", play_word(p, slurp_why(errno)));
	else if (!make_folder(p))
		play_fail(p, "no temporary folder can be made in %s", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	char line[PLAY_LINE];
	while (!p->failed && p->file && read_line(p, line))
		if (line[strspn(line, " ")] && line[0] != '#' && !is_indented(p, line))
			play_line(p, line);
	if (p->refusal[0])
		play_fail(p, "the gateway refused what %s", p->refusal);
	if (p->file)
		fclose(p->file);
	play_disk(false);
	clear_away(p);
	bool held = !p->failed;
	free(p);
	return held;
}
