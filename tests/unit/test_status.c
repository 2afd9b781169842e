#include "smpp/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Only for its names and numbers, an account of the standard that the table has no part in. */
#include <libsmpp34/smpp34.h>

static void names_and_meanings(void **state)
{
	(void)state;
	assert_string_equal(status_name(ESME_ROK), "ESME_ROK");
	assert_string_equal(status_name(ESME_RTHROTTLED), "ESME_RTHROTTLED");
	assert_string_equal(status_meaning(ESME_RTHROTTLED), "throttled: the sender is too fast");
	assert_string_equal(status_name(ESME_RX_T_APPN), "ESME_RX_T_APPN");
	assert_string_equal(status_name(ESME_RINVOPTPARSTREAM), "ESME_RINVOPTPARSTREAM");
	assert_string_equal(status_name(ESME_RUNKNOWNERR), "ESME_RUNKNOWNERR");
}

static void names_are_those_of_the_standard(void **state)
{
	(void)state;
#define NAMED(status) {status, #status}
	static const struct { uint32_t status; const char *name; } NAMES[] = {
		NAMED(ESME_ROK), NAMED(ESME_RINVMSGLEN), NAMED(ESME_RINVCMDLEN), NAMED(ESME_RINVCMDID), NAMED(ESME_RINVBNDSTS),
		NAMED(ESME_RALYBND), NAMED(ESME_RINVPRTFLG), NAMED(ESME_RINVREGDLVFLG), NAMED(ESME_RSYSERR), NAMED(ESME_RINVSRCADR),
		NAMED(ESME_RINVDSTADR), NAMED(ESME_RINVMSGID), NAMED(ESME_RBINDFAIL), NAMED(ESME_RINVPASWD), NAMED(ESME_RINVSYSID),
		NAMED(ESME_RCANCELFAIL), NAMED(ESME_RREPLACEFAIL), NAMED(ESME_RMSGQFUL), NAMED(ESME_RINVSERTYP),
		NAMED(ESME_RINVNUMDESTS), NAMED(ESME_RINVDLNAME), NAMED(ESME_RINVDESTFLAG), NAMED(ESME_RINVSUBREP),
		NAMED(ESME_RINVESMCLASS), NAMED(ESME_RCNTSUBDL), NAMED(ESME_RSUBMITFAIL), NAMED(ESME_RINVSRCTON),
		NAMED(ESME_RINVSRCNPI), NAMED(ESME_RINVDSTTON), NAMED(ESME_RINVDSTNPI), NAMED(ESME_RINVSYSTYP),
		NAMED(ESME_RINVREPFLAG), NAMED(ESME_RINVNUMMSGS), NAMED(ESME_RTHROTTLED), NAMED(ESME_RINVSCHED),
		NAMED(ESME_RINVEXPIRY), NAMED(ESME_RINVDFTMSGID), NAMED(ESME_RX_T_APPN), NAMED(ESME_RX_P_APPN), NAMED(ESME_RX_R_APPN),
		NAMED(ESME_RQUERYFAIL), NAMED(ESME_RINVOPTPARSTREAM), NAMED(ESME_ROPTPARNOTALLWD), NAMED(ESME_RINVPARLEN),
		NAMED(ESME_RMISSINGOPTPARAM), NAMED(ESME_RINVOPTPARAMVAL), NAMED(ESME_RDELIVERYFAILURE), NAMED(ESME_RUNKNOWNERR),
	};

	assert_int_equal(sizeof NAMES / sizeof *NAMES, 48);
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		assert_string_equal(status_name(NAMES[i].status), NAMES[i].name);
}

static void other_numbers_are_vendor_or_reserved(void **state)
{
	(void)state;
	static const uint32_t RESERVED[] = {0x09, 0x10, 0x12, 0x32, 0x68, 0x100, 0x3ff, 0x500, 0xffffffff};

	for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++) {
		assert_string_equal(status_name(RESERVED[i]), "reserved");
		assert_int_equal(status_kind(RESERVED[i]), STATUS_FINAL);
	}
	assert_string_equal(status_name(0x400), "vendor");
	assert_string_equal(status_name(0x4ff), "vendor");
	assert_int_equal(status_kind(0x400), STATUS_FINAL);
}

/* 48 numbers of 5.1.3, each with a name of its own and a meaning. */
static void the_table_is_whole(void **state)
{
	(void)state;
	size_t named = 0;

	for (uint32_t i = 0; i <= 0x500; i++) {
		assert_true(strlen(status_meaning(i)) > 0);
		if (strncmp(status_name(i), "ESME_R", 6) != 0)
			continue;
		named++;
		for (uint32_t j = 0; j < i; j++)
			assert_string_not_equal(status_name(i), status_name(j));
	}
	assert_int_equal(named, 48);
}

static void four_statuses_are_tried_again(void **state)
{
	(void)state;
	for (uint32_t i = 0; i <= 0x500; i++) {
		enum status_kind expected = i == 0x58 || i == 0x14 || i == 0x08 || i == 0x64 ? STATUS_RETRY : STATUS_FINAL;

		assert_int_equal(status_kind(i), i == 0 ? STATUS_OK : expected);
	}
}

static void each_error_has_a_status(void **state)
{
	(void)state;
	assert_int_equal(status_of_error(ERR_NONE), ESME_ROK);
	for (int error = ERR_NONE + 1; error < ERR_COUNT; error++)
		assert_int_not_equal(status_of_error((enum error)error), ESME_ROK);
	assert_int_equal(status_of_error(ERR_COUNT), ESME_RUNKNOWNERR);
	assert_int_equal(status_of_error(ERR_UNKNOWN), ESME_RINVCMDID);
}

/* Whose trouble it is: only what the store or the memory under it cannot do is everybody's. */
static void each_error_has_a_class(void **state)
{
	(void)state;
	static const enum error STORES[] = {ERR_NOMEM, ERR_IO, ERR_CORRUPT, ERR_DISK};
	size_t stores = 0;

	assert_int_equal(error_class(ERR_NONE), ERROR_NOTHING);
	for (int error = ERR_NONE + 1; error < ERR_COUNT; error++) {
		enum error_class class = error_class((enum error)error);
		assert_true(class == ERROR_MESSAGE || class == ERROR_CALLER || class == ERROR_STORE);
		stores += class == ERROR_STORE;
	}
	for (size_t i = 0; i < sizeof STORES / sizeof *STORES; i++)
		assert_int_equal(error_class(STORES[i]), ERROR_STORE);
	assert_int_equal(stores, sizeof STORES / sizeof *STORES);
	assert_int_equal(error_class(ERR_COUNT), ERROR_OURS);
}

/* A network keeps what we could not take for a moment, and sends it again: no word is lost to a full disk. */
static void what_may_pass_is_retried(void **state)
{
	(void)state;
	static const enum error PASSING[] = {ERR_NOMEM, ERR_FULL, ERR_IO, ERR_CORRUPT, ERR_DISK};

	for (size_t i = 0; i < sizeof PASSING / sizeof *PASSING; i++)
		assert_int_equal(status_kind(status_of_error(PASSING[i])), STATUS_RETRY);
	assert_int_equal(status_kind(status_of_error(ERR_DENIED)), STATUS_FINAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_meanings),
		cmocka_unit_test(names_are_those_of_the_standard),
		cmocka_unit_test(other_numbers_are_vendor_or_reserved),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(four_statuses_are_tried_again),
		cmocka_unit_test(each_error_has_a_status),
		cmocka_unit_test(each_error_has_a_class),
		cmocka_unit_test(what_may_pass_is_retried),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
