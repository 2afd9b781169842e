/* The table of a network's faults, and how they are written: tools/network_fault.h. What they do to the gateway: test_fault_matrix.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "network_fault.h"

static void each_row_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < NETWORK_FAULTS; i++) {
		const struct network_fault_row *row = &network_fault_rows[i];
		assert_non_null(row->name);
		assert_non_null(row->what);
		assert_true(strlen(row->what) < 90);
		assert_int_equal(row->unit != NULL, row->most > 0);
		assert_true(!row->unit || (row->usual >= 1 && row->usual <= row->most));
		assert_int_equal(row->for_seconds, row->unit && strcmp(row->unit, "S") == 0 && i != FAULT_FLAP);
	}
}

static void assert_wrong(const char *words, const char *because)
{
	struct network_faults f;
	char why[160] = "";
	faults_init(&f);
	if (faults_add(&f, words, why, sizeof why))
		fail_msg("'%s' was taken", words);
	assert_string_equal(why, because);
	for (size_t i = 0; i < NETWORK_FAULTS; i++)
		assert_false(f.at[i].on);
}

static void what_is_written_wrong_is_told(void **state)
{
	(void)state;
	assert_wrong("trottle", "there is no fault 'trottle'; did you mean 'throttle'?");
	assert_wrong("xyzzy", "there is no fault 'xyzzy'; kopuro smsc --help lists them");
	assert_wrong("", "there is no fault ''; kopuro smsc --help lists them");
	assert_wrong("malformed=1", "the fault malformed has no value; write --fault malformed");
	assert_wrong("slow=", "'' is no MS of the fault slow; a whole number from 1 to 600000 is");
	assert_wrong("slow=0", "'0' is no MS of the fault slow; a whole number from 1 to 600000 is");
	assert_wrong("slow=3s", "'3s' is no MS of the fault slow; a whole number from 1 to 600000 is");
	assert_wrong("congestion=101", "'101' is no N of the fault congestion; a whole number from 1 to 100 is");
}

static void values_and_usual_values(void **state)
{
	struct network_faults f;
	char why[160];
	(void)state;
	faults_init(&f);
	assert_true(faults_add(&f, "slow=250", why, sizeof why) && faults_add(&f, "throttle", why, sizeof why));
	assert_true(f.at[FAULT_SLOW].on && f.at[FAULT_THROTTLE].on);
	assert_int_equal(f.at[FAULT_SLOW].value, 250);
	assert_int_equal(f.at[FAULT_THROTTLE].value, network_fault_rows[FAULT_THROTTLE].usual);
}

/* ---- a wire ---- */

static const uint8_t resp[16] = {0, 0, 0, 16, 0x80, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 9}; /* enquire_link_resp */

static size_t said(struct network_faults *f)
{
	size_t len = faults_out(f).len;
	faults_sent(f, len);
	return len;
}

static void open_wire(struct network_faults *f, enum network_fault fault, int64_t value)
{
	faults_init(f);
	faults_time(f, 1000);
	faults_connected(f);
	faults_set(f, fault, value);
}

static void slow_keeps_the_order(void **state)
{
	struct network_faults f;
	(void)state;
	open_wire(&f, FAULT_SLOW, 300);
	faults_say(&f, (struct bytes){resp, sizeof resp});
	assert_int_equal(said(&f), 0);
	assert_int_equal(faults_deadline(&f), 1300);
	faults_clear(&f, FAULT_SLOW);
	faults_say(&f, (struct bytes){resp, sizeof resp});
	assert_int_equal(said(&f), 0); /* not before the one before it */
	faults_time(&f, 1299);
	assert_int_equal(said(&f), 0);
	faults_time(&f, 1300);
	assert_int_equal(said(&f), 2 * sizeof resp);
	assert_int_equal(faults_deadline(&f), INT64_MAX);
	faults_fini(&f);
}

static void cut_in_the_second(void **state)
{
	struct network_faults f;
	(void)state;
	open_wire(&f, FAULT_CUT_IN_PDU, 2);
	for (int i = 0; i < 3; i++)
		faults_say(&f, (struct bytes){resp, sizeof resp});
	assert_false(faults_closes(&f)); /* not before that is sent */
	assert_int_equal(said(&f), sizeof resp + sizeof resp / 2);
	assert_true(faults_closes(&f));
	faults_cut(&f);
	faults_connected(&f);
	assert_false(faults_closes(&f));
	faults_fini(&f);
}

static void seconds_begin_when_met_and_end(void **state)
{
	struct network_faults f;
	const struct smpp_pdu bind = {.command = SMPP_BIND_TRANSCEIVER}, enquire = {.command = SMPP_ENQUIRE_LINK};
	uint32_t status;
	(void)state;
	open_wire(&f, FAULT_BIND_REFUSE, 5);
	faults_time(&f, 60000);
	assert_true(faults_hear(&f, &enquire, &status));
	assert_int_equal(status, ESME_ROK);
	assert_false(faults_were_met(&f, FAULT_BIND_REFUSE));
	assert_true(faults_hear(&f, &bind, &status));
	assert_int_equal(status, ESME_RBINDFAIL);
	assert_true(faults_were_met(&f, FAULT_BIND_REFUSE));
	faults_time(&f, 64999);
	faults_hear(&f, &bind, &status);
	assert_int_equal(status, ESME_RBINDFAIL);
	faults_time(&f, 65000);
	faults_hear(&f, &bind, &status);
	assert_int_equal(status, ESME_ROK);
	faults_fini(&f);
}

static void twice_is_twice(void **state)
{
	struct network_faults f;
	(void)state;
	open_wire(&f, FAULT_ANSWER_TWICE, -1);
	faults_say(&f, (struct bytes){resp, sizeof resp});
	assert_int_equal(said(&f), 2 * sizeof resp);
	faults_fini(&f);
}

static void flapping_closes_by_the_clock(void **state)
{
	struct network_faults f;
	(void)state;
	open_wire(&f, FAULT_FLAP, 5);
	assert_int_equal(faults_deadline(&f), 6000);
	faults_time(&f, 5999);
	assert_false(faults_closes(&f));
	faults_time(&f, 6000);
	assert_true(faults_closes(&f));
	assert_int_equal(faults_deadline(&f), INT64_MAX);
	faults_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_whole),
		cmocka_unit_test(what_is_written_wrong_is_told),
		cmocka_unit_test(values_and_usual_values),
		cmocka_unit_test(slow_keeps_the_order),
		cmocka_unit_test(cut_in_the_second),
		cmocka_unit_test(seconds_begin_when_met_and_end),
		cmocka_unit_test(twice_is_twice),
		cmocka_unit_test(flapping_closes_by_the_clock),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
