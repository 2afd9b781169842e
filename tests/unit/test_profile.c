/* Profiles as files: what may be left out, what a fault is told as, and where. The octets are in test_profile_hex.c. */
#include "ussd/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder { char directory[64], file[96]; };

static int set_up(void **state)
{
	struct folder *f = calloc(1, sizeof *f);
	assert_non_null(f);
	snprintf(f->directory, sizeof f->directory, "/tmp/kopuro-profile-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	snprintf(f->file, sizeof f->file, "%s/mine.yaml", f->directory);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct folder *f = *state;
	unlink(f->file);
	rmdir(f->directory);
	free(f);
	return 0;
}

static void write_file(const struct folder *f, const char *text)
{
	FILE *out = fopen(f->file, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static struct ussd_profiles *load(const struct folder *f, const char *text, struct complaints *complaints)
{
	write_file(f, text);
	complaints_init(complaints);
	return ussd_profiles_load(f->directory, complaints);
}

#define HEAD "source: here\n"
#define GOOD HEAD "session: {in: none}\n"
#define BITS "session: {in: its_session_info, form: sequence"

static const struct { const char *name, *text; int line, column; const char *words; } faults[] = {
	{"no map", "- source\n", 1, 1, "a profile is a map"},
	{"an unknown key", GOOD "octet: 140\n", 3, 1, "did you mean 'octets'"},
	{"no source", "session: {in: none}\n", 1, 1, "the key 'source' is missing"},
	{"an empty source", "source: ''\nsession: {in: none}\n", 1, 9, "the capture or the document"},
	{"no session", "source: here\n", 1, 1, "the key 'session' is missing"},
	{"a session that is a word", HEAD "session: none\n", 2, 10, "'session' is a map"},
	{"a session in nothing", HEAD "session: {form: opaque}\n", 2, 10, "the key 'in' is missing"},
	{"a session in a field that is none", HEAD "session: {in: sequence_number}\n", 2, 15, "by its number, as 0x1400"},
	{"a session in a tag beyond the range", HEAD "session: {in: 0x10000, form: opaque}\n", 2, 15, "by its number"},
	{"a session in the operation", HEAD "session: {in: 0x0501, form: opaque}\n", 2, 15, "has another meaning"},
	{"an unknown key of the session", HEAD BITS ", end: both}\n", 2, 49, "unknown key 'end'"},
	{"a session without form", HEAD "session: {in: its_session_info}\n", 2, 10, "the key 'form' is missing"},
	{"a form that is none", HEAD "session: {in: its_session_info, form: upper15}\n", 2, 39, "right is sequence, upper-15, opaque or changing"},
	{"a form of nothing", HEAD "session: {in: none, form: opaque}\n", 2, 27, "there is no session"},
	{"bits of letters", HEAD "session: {in: service_type, form: upper-15}\n", 2, 35, "right is opaque or changing"},
	{"a width of 9", HEAD "session: {in: 0x1400, form: opaque, width: 9}\n", 2, 44, "a number from 1 to 8"},
	{"bits of 4 octets", HEAD BITS ", width: 4}\n", 2, 56, "has 2 octets"},
	{"a width of letters", HEAD "session: {in: service_type, width: 4}\n", 2, 36, "only a session in a TLV"},
	{"an end bit of what is opaque", HEAD "session: {in: 0x1400, form: opaque, end_bit: both}\n", 2, 46, "write end_bit: none"},
	{"an end bit of the moon", HEAD BITS ", end_bit: moon}\n", 2, 58, "right is none, ours, theirs or both"},
	{"a code in a TLV", GOOD "code: tlv\n", 3, 7, "right is text, destination or either"},
	{"operations as a list", GOOD "ops: [1, 2]\n", 3, 6, "'ops' is a map"},
	{"an unknown operation", GOOD "ops: {begins: [1]}\n", 3, 7, "did you mean 'begin'"},
	{"an operation of 256", GOOD "ops: {abort: [129, 256]}\n", 3, 20, "from 0 to 255"},
	{"a dialog without answers", GOOD "ops: {answer: none}\n", 3, 15, "cannot do without 'answer'"},
	{"an operation with two meanings", GOOD "ops: {answer: [18], abort: [129, 18]}\n", 3, 34, "operation 18 has a meaning already"},
	{"a last screen like each other", GOOD "ops: {ask: 17}\n", 3, 6, "how would a phone know the last screen"},
	{"no last screen", GOOD "ops: {end: none}\n", 3, 12, "an operation of ours is a number"},
	{"a map for an operation", GOOD "ops: {begin: {one: 1}}\n", 3, 14, "a list, as in [18], or none"},
	{"a carrier that is none", GOOD "carrier: submit_multi\n", 3, 10, "right is submit_sm, deliver_sm or data_sm"},
	{"a service_type of 6", GOOD "service_type: USSDXX\n", 3, 15, "1 to 5 characters"},
	{"a service_type in Cyrillic", GOOD "service_type: УСД\n", 3, 15, "1 to 5 characters"},
	{"letters that do not go back", HEAD "session: {in: service_type}\nservice_type: USSD\n", 3, 15, "write service_type: echo"},
	{"a data_coding that is a number", GOOD "data_coding: 8\n", 3, 14, "'data_coding' is a map"},
	{"an unknown alphabet of ours", GOOD "data_coding: {latin1: 3}\n", 3, 15, "unknown key 'latin1'"},
	{"a data_coding of two alphabets", GOOD "data_coding: {ucs2: 8, gsm7: 8}\n", 3, 14, "the same data_coding"},
	{"an alphabet that is none", GOOD "data_coding: {in: {8: utf8}}\n", 3, 23, "this is no alphabet"},
	{"a data_coding twice", GOOD "data_coding: {in: {8: ucs2, 0x08: gsm7}}\n", 3, 29, "stands here twice"},
	{"a data_coding with a letter", GOOD "data_coding: {in: {8h: ucs2}}\n", 3, 20, "from 0 to 255"},
	{"an encoding that cannot be", GOOD "encoding: utf8\n", 3, 11, "right is ucs2 or gsm7"},
	{"161 octets", GOOD "octets: 161\n", 3, 9, "from 40 to 160"},
	{"no octets", GOOD "octets: many\n", 3, 9, "from 40 to 160"},
	{"no time", GOOD "answer_seconds: 0\n", 3, 17, "from 1 to 3600"},
	{"a dialog shorter than an answer", GOOD "answer_seconds: 60\nsession_seconds: 50\n", 4, 18, "cannot be shorter than the 60 seconds"},
	{"an echo that is one", GOOD "echo: 0x0204\n", 3, 7, "'echo' is a list of at most 4"},
	{"an echo by name", GOOD "echo: [user_message_reference]\n", 3, 8, "from 1 to 65535"},
	{"an echo of the session", HEAD "session: {in: 0x0204, form: opaque}\necho: [0x0204]\n", 3, 8, "goes back already"},
	{"an echo of the text", GOOD "echo: [0x0424]\n", 3, 8, "goes back already"},
	{"an echo twice", GOOD "echo: [0x0204, 516]\n", 3, 16, "TLV 0x0204 goes back already"},
};

static void each_fault_is_told_with_its_place(void **state)
{
	struct folder *f = *state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		struct complaints complaints;
		struct ussd_profiles *all = load(f, faults[i].text, &complaints);
		const struct complaint *c = complaints.list;
		assert_non_null(all);
		if (complaints.count != 1 || c->line != faults[i].line || c->column != faults[i].column || !strstr(c->text, faults[i].words) ||
			strcmp(c->file, f->file) != 0) {
			print_error("%s: wanted %d:%d ... %s, and nothing else; but:\n", faults[i].name, faults[i].line, faults[i].column, faults[i].words);
			complaints_print(&complaints, stderr);
			wrong++;
		}
		assert_null(ussd_profile_find(all, "mine"));
		assert_null(ussd_profile_at(all, 0));
		size_t told = complaints.count; /* whoever names it is not told a second time */
		assert_null(ussd_profile_named(all, "mine", "kopuro.cfg", 3, 4, &complaints));
		assert_int_equal(complaints.count, told);
		ussd_profiles_free(all);
		complaints_fini(&complaints);
	}
	assert_int_equal(wrong, 0);
}

static void all_faults_are_told_at_once(void **state)
{
	struct complaints complaints;
	struct ussd_profiles *all = load(*state, "session: {in: none}\noctets: 9\ncarrier: pigeon\necho: [0]\n", &complaints);
	assert_int_equal(complaints.errors, 4);
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

static void what_is_left_out_is_as_usual(void **state)
{
	struct complaints complaints;
	struct ussd_profiles *all = load(*state, GOOD, &complaints);
	const struct ussd_profile *p = ussd_profile_find(all, "mine");
	assert_int_equal(complaints.count, 0);
	assert_non_null(p);
	assert_int_equal(p->kinds[1], USSD_BEGIN);
	assert_int_equal(p->kinds[18], USSD_ANSWER);
	assert_int_equal(p->kinds[19], USSD_NOTICED);
	assert_int_equal(p->kinds[129], USSD_NONE);
	assert_int_equal(p->asks, 2);
	assert_int_equal(p->ends, 17);
	assert_int_equal(p->our_abort, USSD_NO_OP);
	assert_int_equal(p->carrier, SMPP_SUBMIT_SM);
	assert_string_equal(p->service_type, "");
	assert_int_equal(p->charsets[0x48], CHARSET_UCS2);
	assert_int_equal(p->charsets[0xf5], CHARSET_BINARY);
	assert_int_equal(p->budget, 160);
	assert_int_equal(p->answer_ms, 60000);
	assert_int_equal(p->session_ms, 180000);
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

/* An operation that another list takes does not keep its usual meaning beside it. */
static void a_usual_operation_gives_way(void **state)
{
	struct complaints complaints;
	struct ussd_profiles *all = load(*state, GOOD "ops: {answer: [19, 18]}\n", &complaints);
	const struct ussd_profile *p = ussd_profile_find(all, "mine");
	assert_int_equal(complaints.count, 0);
	assert_int_equal(p->kinds[19], USSD_ANSWER);
	assert_int_equal(p->answers, 19);
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

static void septets_follow_from_octets(void **state)
{
	struct complaints complaints;
	struct ussd_profiles *all = load(*state, GOOD "octets: 140\nencoding: gsm7\n", &complaints);
	assert_int_equal(ussd_profile_find(all, "mine")->budget, 160);
	assert_int_equal(ussd_budget(160, CHARSET_GSM7), 182);
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

static void who_names_one_that_is_not_there_is_told(void **state)
{
	struct complaints complaints;
	struct ussd_profiles *all = load(*state, GOOD, &complaints);
	assert_null(ussd_profile_named(all, "mina", "kopuro.cfg", 3, 4, &complaints));
	assert_null(ussd_profile_named(all, "huawei", "kopuro.cfg", 5, 6, &complaints));
	assert_int_equal(complaints.count, 2);
	assert_non_null(strstr(complaints.list[0].text, "did you mean 'mine'"));
	assert_int_equal(complaints.list[0].line, 3);
	assert_non_null(strstr(complaints.list[1].text, "put huawei.yaml there, or name one of: mine"));
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

static void no_directory_is_told(void **state)
{
	struct complaints complaints;
	(void)state;
	complaints_init(&complaints);
	assert_null(ussd_profiles_load("tests/profiles/nowhere", &complaints));
	assert_int_equal(complaints.errors, 1);
	complaints_fini(&complaints);
}

static void seven_ship(void **state)
{
	static const char *const names[] = {"6d", "comverse", "huawei", "mica", "plain", "standard", "tata"};
	struct complaints complaints;
	(void)state;
	complaints_init(&complaints);
	struct ussd_profiles *all = ussd_profiles_load("profiles", &complaints);
	assert_int_equal(complaints.count, 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_string_equal(ussd_profile_at(all, i)->name, names[i]);
	assert_null(ussd_profile_at(all, sizeof names / sizeof names[0]));
	ussd_profiles_free(all);
	complaints_fini(&complaints);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(each_fault_is_told_with_its_place),
		IN_FOLDER(all_faults_are_told_at_once),
		IN_FOLDER(what_is_left_out_is_as_usual),
		IN_FOLDER(a_usual_operation_gives_way),
		IN_FOLDER(septets_follow_from_octets),
		IN_FOLDER(who_names_one_that_is_not_there_is_told),
		cmocka_unit_test(no_directory_is_told),
		cmocka_unit_test(seven_ship),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
