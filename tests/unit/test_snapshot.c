/* A caller as bytes: what came of a network is there after a restart, and what older versions wrote is still read. */
#include "menu_fixture.h"
#include "session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static const struct moment now = {.mono_ms = 1000000, .unix_ms = 1795406400000};
static struct menu_set *set;

static void fill(struct session *s)
{
	*s = (struct session){.msisdn = "996555123456", .code = "*500#", .phase = SESSION_PARKED, .began_ms = 990000, .deadline_ms = 1300000};
	s->ussd = (struct ussd_dialog){.subscriber = {.ton = 1, .npi = 1, .digits = "996555123456"}, .service = {.digits = "500"},
		.service_type = "UABC"};
	menu_state_init(&s->menu, set);
}

static void a_session_of_eight_octets_and_echoes_come_back(void **state)
{
	static uint8_t packed[SESSION_PACKED_MAX];
	static struct session s, back;
	struct writer w = writer_over(packed, sizeof packed);
	struct bytes network;
	(void)state;
	fill(&s);
	memcpy(s.ussd.session, "\1\2\3\4\5\6\7\10", 8);
	s.ussd.session_len = 8;
	s.ussd.sequence = 99;
	s.ussd.echo_len = USSD_ECHO_MAX;
	memset(s.ussd.echo, 0xee, USSD_ECHO_MAX);
	s.strays = 5;
	s.strays_ms = now.mono_ms - 1000;
	session_pack(&s, "sim", now, &w);
	memset(&back, 0, sizeof back);
	assert_int_equal(session_unpack(&back, set, writer_bytes(&w), now.unix_ms + 300000, now, &network), ERR_NONE);
	assert_memory_equal(&back.ussd, &s.ussd, sizeof s.ussd);
	assert_int_equal(network.len, 3);
	assert_int_equal(back.strays, 5);
	assert_int_equal(back.strays_ms, now.mono_ms - 1000);
	menu_state_fini(&back.menu);
	/* Cut anywhere, it is corrupt and nothing else. */
	for (size_t len = 0; len < 90; len++) {
		memset(&back, 0, sizeof back);
		assert_int_equal(session_unpack(&back, set, (struct bytes){packed, len}, 0, now, &network), ERR_CORRUPT);
	}
	menu_state_fini(&s.menu);
}

static void put_text(struct writer *w, const char *text)
{
	writer_u8(w, (uint8_t)strlen(text));
	writer_put(w, bytes_of(text));
}

static void put_echo(struct writer *w)
{
	writer_u8(w, 6);
	writer_put(w, (struct bytes){(const uint8_t *)"\x02\x04\x00\x02\x32\x35", 6});
}

/* Up to 2: as versions before profiles were files wrote it; 3: before it was counted what means nothing. */
static void put_revision(struct writer *w, uint8_t revision, const struct menu_state *menu)
{
	writer_u8(w, revision);
	if (revision > 1) {
		writer_u8(w, SESSION_USSD);
		writer_u64(w, 0);
		writer_u64(w, 0);
	}
	writer_u8(w, 0);
	writer_u8(w, 0);
	writer_u64(w, (uint64_t)now.unix_ms - 10000);
	writer_u64(w, (uint64_t)now.unix_ms + 300000);
	put_text(w, "996555123456");
	put_text(w, "*500#");
	put_text(w, "sim");
	put_text(w, "");
	writer_u8(w, 1);
	writer_u8(w, 1);
	put_text(w, "996555123456");
	writer_u8(w, 0);
	writer_u8(w, 0);
	put_text(w, "500");
	put_text(w, "USSD");
	if (revision > 2) {
		put_text(w, "\x2a\x06");
		writer_u8(w, 3);
		put_echo(w);
	} else {
		writer_u8(w, true);
		writer_u8(w, 0x2a);
		writer_u8(w, 0x06);
		writer_u8(w, 3);
		writer_u8(w, true);
		writer_u16(w, 12853);
	}
	menu_state_pack(menu, w);
}

/* The wall clock was set while the snapshot lay in the store, where its end was moved: each time in it is as long ago as it was. */
static void a_clock_that_is_set_moves_all_its_times(void **state)
{
	static const int64_t set_ms[] = {INT64_C(-6) * 3600000, INT64_C(40) * 86400000};
	(void)state;
	for (size_t i = 0; i < sizeof set_ms / sizeof *set_ms; i++) {
		static uint8_t packed[SESSION_PACKED_MAX];
		static struct session s, back;
		struct writer w = writer_over(packed, sizeof packed);
		struct bytes network;
		struct moment later = moment_after(now, 60000);
		int64_t until_ms = now.unix_ms + 300000 + set_ms[i];
		later.unix_ms += set_ms[i];
		fill(&s);
		s.phase = SESSION_PARKED;
		s.deadline_ms = now.mono_ms + 300000;
		s.heard_ms = now.mono_ms - 5000;
		s.strays_ms = now.mono_ms - 4000;
		s.began_ms = now.mono_ms - 30000;
		session_pack(&s, "sim", now, &w);
		memset(&back, 0, sizeof back);
		assert_int_equal(session_unpack(&back, set, writer_bytes(&w), until_ms, later, &network), ERR_NONE);
		assert_int_equal(back.deadline_ms, s.deadline_ms);
		assert_int_equal(back.heard_ms, s.heard_ms);
		assert_int_equal(back.strays_ms, s.strays_ms);
		assert_int_equal(back.began_ms, s.began_ms);
		menu_state_fini(&back.menu);
		menu_state_fini(&s.menu);
	}
}

static void what_older_versions_wrote_is_read(void **state)
{
	(void)state;
	for (uint8_t revision = 1; revision <= 3; revision++) {
		static uint8_t packed[SESSION_PACKED_MAX];
		static struct session s, back;
		struct writer w = writer_over(packed, sizeof packed);
		struct bytes network;
		fill(&s);
		put_revision(&w, revision, &s.menu);
		memset(&back, 0, sizeof back);
		assert_int_equal(session_unpack(&back, set, writer_bytes(&w), now.unix_ms + 300000, now, &network), ERR_NONE);
		assert_string_equal(back.code, "*500#");
		assert_string_equal(back.ussd.service_type, "USSD");
		assert_int_equal(back.ussd.session_len, 2);
		assert_memory_equal(back.ussd.session, "\x2a\x06", 2);
		assert_int_equal(back.ussd.sequence, 3);
		assert_int_equal(back.ussd.echo_len, 6);
		assert_memory_equal(back.ussd.echo, "\x02\x04\x00\x02\x32\x35", 6);
		assert_int_equal(back.strays, 0);
		assert_int_equal(back.deadline_ms, now.mono_ms + 300000);
		menu_state_fini(&back.menu);
		menu_state_fini(&s.menu);
	}
}

static void what_newer_versions_write_is_not_guessed(void **state)
{
	static struct session back;
	struct bytes network;
	(void)state;
	assert_int_equal(session_unpack(&back, set, (struct bytes){(const uint8_t *)"\5abc", 4}, 0, now, &network), ERR_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_of_eight_octets_and_echoes_come_back),
		cmocka_unit_test(a_clock_that_is_set_moves_all_its_times),
		cmocka_unit_test(what_older_versions_wrote_is_read),
		cmocka_unit_test(what_newer_versions_write_is_not_guessed),
	};
	set = fixture_good("tests/menus/good");
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	menu_free(set);
	return failed;
}
