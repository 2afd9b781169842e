/* Transcripts in hexadecimal, tests/profiles/NAME.hex: what a network sent, what is read out of it, and what goes back, octet by octet.
 *
 *	# a remark
 *	profile mica                 a file of profiles/ or tests/profiles/
 *	< 00000041 00000005 ...      from the network; goes on in lines that begin with a tab; `# ...` behind octets is a remark
 *	reads begin *372# *372#      what it means: begin CODE TEXT, answer TEXT, abort, noticed; `unreadable` before: kept as octets alone
 *	stale                        it names a dialog that is over
 *	refused ESME_RINVPARLEN      ... or means nothing, and is answered so
 *	screen Тил                   a screen of ours that expects an answer,
 *	last Рахмат                  the last one,
 *	abort                        no screen: we give the dialog up,
 *	to 996555123456 500 7        a dialog that we begin: to whom, from which address, the number of its session;
 *	notice WORDS, question WORDS what it begins with
 *	> 0000003e 00000004 ...      what goes out then
 *	field = value                what the octets before decode to (pdu_fixture.h)
 */
#include "pdu_fixture.h"
#include "ussd/dialog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES "tests/profiles/*.hex"

struct player {
	const char *path;
	int line;
	struct ussd_profiles *shipped, *own;
	const struct ussd_profile *profile;
	struct ussd_dialog kept;
	char direction; /* of the octets that are being read; 0: none are */
	uint8_t wire[1024];
	size_t len;
	struct smpp_pdu pdu; /* the newest that was decoded: views of `wire` */
	struct ussd_event event;
	enum ussd_event_kind kind; /* of the event, within the dialog that is kept */
	uint32_t status;
	enum error error;
	/* what goes out */
	uint8_t text[256], tlvs[USSD_TLVS_MAX];
	struct smpp_pdu out;
	bool has_out;
	size_t expectations;
};

__attribute__((format(printf, 2, 3)))
static void fail_at(const struct player *p, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	print_error("%s:%d: %s\n", p->path, p->line, text);
	fail();
}

#define hold(p, condition, ...) do { if (!(condition)) fail_at(p, __VA_ARGS__); p->expectations++; } while (0)

static void came(struct player *p)
{
	p->kind = USSD_NONE;
	p->error = ussd_read(p->profile, &p->pdu, &p->event, &p->status);
	if (p->error != ERR_NONE || p->event.kind == USSD_NONE)
		return;
	if (p->event.kind == USSD_BEGIN)
		p->kept = p->event.dialog;
	p->kind = ussd_kind(&p->kept, &p->event);
	if (p->event.kind != USSD_BEGIN && ussd_same(p->profile, &p->kept, &p->event.dialog))
		ussd_follow(&p->kept, &p->event.dialog);
}

static void goes(struct player *p)
{
	uint8_t wire[1024];
	struct writer w = writer_over(wire, sizeof wire);
	hold(p, p->has_out, "nothing goes out here; `screen WORDS` comes before");
	p->out.sequence = p->pdu.sequence;
	hold(p, pdu_encode(&p->out, &w) == ERR_NONE, "cannot be encoded");
	p->has_out = false;
	size_t same = 0;
	while (same < p->len && same < writer_len(&w) && wire[same] == p->wire[same])
		same++;
	if (same < p->len || same < writer_len(&w)) {
		for (size_t i = 0; i < writer_len(&w); i++)
			print_error("%02x%s", wire[i], i % 16 == 15 || i + 1 == writer_len(&w) ? "\n" : "");
		fail_at(p, "these %zu octets came before this line, %zu stand there; octet %zu differs", writer_len(&w), p->len, same);
	}
}

static void octets_end(struct player *p)
{
	char direction = p->direction;
	uint32_t status;
	p->direction = 0;
	if (!direction)
		return;
	hold(p, pdu_decode((struct bytes){p->wire, p->len}, &p->pdu, &status) == ERR_NONE, "the octets before are no PDU: %s", status_name(status));
	(direction == '<' ? came : goes)(p);
}

static void octets_add(struct player *p, const char *text)
{
	for (unsigned octet; *text && *text != '#'; text++) {
		if (*text == ' ' || *text == '\t')
			continue;
		hold(p, p->len < sizeof p->wire && strspn(text, "0123456789abcdef") >= 2 && sscanf(text, "%2x", &octet) == 1, "no octets: %s", text);
		p->wire[p->len++] = (uint8_t)octet;
		text++;
	}
}

static void do_profile(struct player *p, const char *rest)
{
	const struct ussd_profile *own = ussd_profile_find(p->own, rest);
	p->profile = own ? own : ussd_profile_find(p->shipped, rest);
	memset(&p->kept, 0, sizeof p->kept);
	hold(p, p->profile, "no such profile: %s", rest);
}

static const char *const kinds[] = {[USSD_NONE] = "sms", [USSD_BEGIN] = "begin", [USSD_ANSWER] = "answer", [USSD_ABORT] = "abort",
	[USSD_NOTICED] = "noticed"};

static void expect_read(struct player *p, const char *rest, bool unreadable)
{
	char said[2048];
	const char *kind = kinds[p->kind];
	hold(p, p->error == ERR_NONE, "it was refused with %s", status_name(p->status));
	hold(p, p->event.unreadable == unreadable, unreadable ? "it was read: %s" : "it cannot be read%s", p->event.text);
	if (p->event.kind == USSD_BEGIN)
		snprintf(said, sizeof said, "%s %s %s", kind, p->event.code, p->event.text);
	else
		snprintf(said, sizeof said, "%s%s%s", kind, p->event.text[0] ? " " : "", p->event.text);
	said[strlen(said) - (said[strlen(said) - 1] == ' ')] = '\0';
	hold(p, strcmp(said, rest) == 0, "what was read is: %s", said);
}

static void do_reads(struct player *p, const char *rest)
{
	expect_read(p, rest, false);
}

static void do_unreadable(struct player *p, const char *rest)
{
	struct bytes text = pdu_text(&p->pdu);
	expect_read(p, rest, true);
	hold(p, p->event.raw.len == text.len && memcmp(p->event.raw.at, text.at, text.len) == 0, "its octets are not kept");
}

static void do_refused(struct player *p, const char *rest)
{
	hold(p, p->error == ERR_BAD, "it was not refused");
	hold(p, strcmp(status_name(p->status), rest) == 0, "it was refused with %s", status_name(p->status));
}

static void do_stale(struct player *p, const char *rest)
{
	(void)rest;
	hold(p, !ussd_same(p->profile, &p->kept, &p->event.dialog), "it names the dialog that is open");
}

static struct bytes encoded(struct player *p, const char *text)
{
	size_t len = 0;
	hold(p, charset_encode(p->profile->encoding, text, strlen(text), p->text, sizeof p->text, &len) == ERR_NONE, "cannot be written: %s", text);
	p->has_out = true;
	return (struct bytes){p->text, len};
}

static void do_screen(struct player *p, const char *rest)
{
	ussd_write(p->profile, &p->kept, encoded(p, rest), p->profile->encoding, false, &p->out, p->tlvs);
}

static void do_last(struct player *p, const char *rest)
{
	ussd_write(p->profile, &p->kept, encoded(p, rest), p->profile->encoding, true, &p->out, p->tlvs);
}

static void do_abort(struct player *p, const char *rest)
{
	(void)rest;
	p->has_out = ussd_write_abort(p->profile, &p->kept, &p->out, p->tlvs);
	hold(p, p->has_out, "this profile has no abort of ours");
}

static void do_to(struct player *p, const char *rest)
{
	struct smpp_address subscriber = {.ton = 1, .npi = 1}, service = {0};
	unsigned number;
	hold(p, sscanf(rest, "%20s %20s %u", subscriber.digits, service.digits, &number) == 3, "to SUBSCRIBER SERVICE NUMBER");
	ussd_open(p->profile, &subscriber, &service, number, &p->kept);
}

static void do_notice(struct player *p, const char *rest)
{
	ussd_notice(p->profile, &p->kept, encoded(p, rest), p->profile->encoding, &p->out, p->tlvs);
}

static void do_question(struct player *p, const char *rest)
{
	ussd_question(p->profile, &p->kept, encoded(p, rest), p->profile->encoding, &p->out, p->tlvs);
}

static const struct { const char *word; void (*play)(struct player *p, const char *rest); } words[] = {
	{"profile", do_profile}, {"reads", do_reads}, {"unreadable", do_unreadable}, {"refused", do_refused}, {"stale", do_stale},
	{"screen", do_screen}, {"last", do_last}, {"abort", do_abort}, {"to", do_to}, {"notice", do_notice}, {"question", do_question},
};

static bool play_word(struct player *p, const char *line)
{
	size_t len = strcspn(line, " ");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].word) != len || memcmp(words[i].word, line, len) != 0)
			continue;
		words[i].play(p, line + len + (line[len] == ' '));
		return true;
	}
	return false;
}

static void play_field(struct player *p, char *line)
{
	char value[600], *equals = strstr(line, " = ");
	hold(p, equals, "not understood: %s", line);
	*equals = '\0';
	hold(p, pdu_field_value(&p->pdu, line, value, sizeof value), "there is no %s", line);
	hold(p, strcmp(value, equals + 3) == 0, "%s is %s", line, value);
}

static void play_line(struct player *p, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '\t' && p->direction) {
		octets_add(p, line);
		return;
	}
	octets_end(p);
	if (line[0] == '\0' || line[0] == '#')
		return;
	if (line[0] == '<' || line[0] == '>') {
		hold(p, p->profile, "`profile NAME` comes first");
		p->direction = line[0];
		p->len = 0;
		octets_add(p, line + 1);
	} else if (!play_word(p, line)) {
		play_field(p, line);
	}
}

static void transcript_holds(void **state)
{
	struct player p = {.path = *state};
	struct complaints complaints;
	char line[2048];
	complaints_init(&complaints);
	p.shipped = ussd_profiles_load("profiles", &complaints);
	p.own = ussd_profiles_load("tests/profiles", &complaints);
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.count, 0);
	FILE *in = fopen(p.path, "r");
	assert_non_null(in);
	for (p.line = 1; fgets(line, sizeof line, in); p.line++)
		play_line(&p, line);
	octets_end(&p);
	fclose(in);
	hold((&p), !p.has_out, "a screen was never looked at");
	assert_true(p.expectations > 10);
	ussd_profiles_free(p.shipped);
	ussd_profiles_free(p.own);
	complaints_fini(&complaints);
}

/* Every convention and every shipped profile has a transcript that names its source; so the files are counted. */
static void all_are_there(void **state)
{
	static const char *const names[] = {"standard", "plain", "tata", "6d", "mica", "comverse", "huawei", "opaque", "changing", "letters", "mistakes"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[64], text[4096] = "";
		snprintf(path, sizeof path, "tests/profiles/%s.hex", names[i]);
		FILE *in = fopen(path, "r");
		assert_non_null(in);
		text[fread(text, 1, sizeof text - 1, in)] = '\0';
		fclose(in);
		assert_non_null(strstr(text, "PROTOCOL"));
	}
}

int main(void)
{
	glob_t found;
	if (glob(FILES, 0, NULL, &found) != 0)
		return 1;
	struct CMUnitTest *tests = calloc(found.gl_pathc + 1, sizeof *tests);
	if (!tests)
		return 1;
	for (size_t i = 0; i < found.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){.name = found.gl_pathv[i], .test_func = transcript_holds, .initial_state = found.gl_pathv[i]};
	tests[found.gl_pathc] = (struct CMUnitTest)cmocka_unit_test(all_are_there);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = _cmocka_run_group_tests("profiles", tests, found.gl_pathc + 1, NULL, NULL);
	free(tests);
	globfree(&found);
	return failed;
}
