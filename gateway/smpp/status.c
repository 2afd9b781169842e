#include "smpp/status.h"

#include <stddef.h>
#include <stdio.h>

struct status_row {
	uint32_t status;
	const char *name, *meaning;
	enum status_kind kind;
};

/* In the order of the numbers, as in 5.1.3: the look-up halves it. */
static const struct status_row ROWS[] = {
	{0x00, "ESME_ROK", "no error", STATUS_OK},
	{0x01, "ESME_RINVMSGLEN", "the message length is wrong", STATUS_FINAL},
	{0x02, "ESME_RINVCMDLEN", "the command length is wrong", STATUS_FINAL},
	{0x03, "ESME_RINVCMDID", "no such command", STATUS_FINAL},
	{0x04, "ESME_RINVBNDSTS", "not allowed in this bind state", STATUS_FINAL},
	{0x05, "ESME_RALYBND", "already bound", STATUS_FINAL},
	{0x06, "ESME_RINVPRTFLG", "the priority flag is wrong", STATUS_FINAL},
	{0x07, "ESME_RINVREGDLVFLG", "the registered delivery flag is wrong", STATUS_FINAL},
	{0x08, "ESME_RSYSERR", "system error", STATUS_RETRY},
	{0x0a, "ESME_RINVSRCADR", "the source address is wrong", STATUS_FINAL},
	{0x0b, "ESME_RINVDSTADR", "the destination address is wrong", STATUS_FINAL},
	{0x0c, "ESME_RINVMSGID", "the message id is wrong", STATUS_FINAL},
	{0x0d, "ESME_RBINDFAIL", "the bind failed", STATUS_FINAL},
	{0x0e, "ESME_RINVPASWD", "the password is wrong", STATUS_FINAL},
	{0x0f, "ESME_RINVSYSID", "the system id is wrong", STATUS_FINAL},
	{0x11, "ESME_RCANCELFAIL", "cancel_sm failed", STATUS_FINAL},
	{0x13, "ESME_RREPLACEFAIL", "replace_sm failed", STATUS_FINAL},
	{0x14, "ESME_RMSGQFUL", "the message queue is full", STATUS_RETRY},
	{0x15, "ESME_RINVSERTYP", "the service type is wrong", STATUS_FINAL},
	{0x33, "ESME_RINVNUMDESTS", "the number of destinations is wrong", STATUS_FINAL},
	{0x34, "ESME_RINVDLNAME", "no such distribution list", STATUS_FINAL},
	{0x40, "ESME_RINVDESTFLAG", "the destination flag is wrong", STATUS_FINAL},
	{0x42, "ESME_RINVSUBREP", "submit with replace is not possible here", STATUS_FINAL},
	{0x43, "ESME_RINVESMCLASS", "the esm_class is wrong", STATUS_FINAL},
	{0x44, "ESME_RCNTSUBDL", "cannot submit to this distribution list", STATUS_FINAL},
	{0x45, "ESME_RSUBMITFAIL", "submit_sm or submit_multi failed", STATUS_FINAL},
	{0x48, "ESME_RINVSRCTON", "the type of number of the source is wrong", STATUS_FINAL},
	{0x49, "ESME_RINVSRCNPI", "the numbering plan of the source is wrong", STATUS_FINAL},
	{0x50, "ESME_RINVDSTTON", "the type of number of the destination is wrong", STATUS_FINAL},
	{0x51, "ESME_RINVDSTNPI", "the numbering plan of the destination is wrong", STATUS_FINAL},
	{0x53, "ESME_RINVSYSTYP", "the system type is wrong", STATUS_FINAL},
	{0x54, "ESME_RINVREPFLAG", "the replace_if_present flag is wrong", STATUS_FINAL},
	{0x55, "ESME_RINVNUMMSGS", "the number of messages is wrong", STATUS_FINAL},
	{0x58, "ESME_RTHROTTLED", "throttled: the sender is too fast", STATUS_RETRY},
	{0x61, "ESME_RINVSCHED", "the scheduled delivery time is wrong", STATUS_FINAL},
	{0x62, "ESME_RINVEXPIRY", "the validity period is wrong", STATUS_FINAL},
	{0x63, "ESME_RINVDFTMSGID", "no such predefined message", STATUS_FINAL},
	{0x64, "ESME_RX_T_APPN", "the receiving application cannot take it now", STATUS_RETRY},
	{0x65, "ESME_RX_P_APPN", "the receiving application will never take it", STATUS_FINAL},
	{0x66, "ESME_RX_R_APPN", "the receiving application refuses this message", STATUS_FINAL},
	{0x67, "ESME_RQUERYFAIL", "query_sm failed", STATUS_FINAL},
	{0xc0, "ESME_RINVOPTPARSTREAM", "the optional part of the PDU is damaged", STATUS_FINAL},
	{0xc1, "ESME_ROPTPARNOTALLWD", "an optional parameter is not allowed here", STATUS_FINAL},
	{0xc2, "ESME_RINVPARLEN", "the length of a parameter is wrong", STATUS_FINAL},
	{0xc3, "ESME_RMISSINGOPTPARAM", "an optional parameter is missing", STATUS_FINAL},
	{0xc4, "ESME_RINVOPTPARAMVAL", "the value of an optional parameter is wrong", STATUS_FINAL},
	{0xfe, "ESME_RDELIVERYFAILURE", "delivery failed", STATUS_FINAL},
	{0xff, "ESME_RUNKNOWNERR", "unknown error", STATUS_FINAL},
};

static const struct status_row VENDOR = {0, "vendor", "an error of this network's own", STATUS_FINAL};
static const struct status_row RESERVED = {0, "reserved", "an error that SMPP 3.4 does not know", STATUS_FINAL};

static const struct status_row *status_row(uint32_t status)
{
	size_t low = 0, high = sizeof ROWS / sizeof *ROWS;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ROWS[middle].status == status)
			return &ROWS[middle];
		if (ROWS[middle].status < status)
			low = middle + 1;
		else
			high = middle;
	}
	return status >= 0x400 && status <= 0x4ff ? &VENDOR : &RESERVED;
}

const char *status_name(uint32_t status)
{
	return status_row(status)->name;
}

const char *status_told(uint32_t status, char out[STATUS_TOLD])
{
	const struct status_row *row = status_row(status);

	if (row == &VENDOR || row == &RESERVED)
		snprintf(out, STATUS_TOLD, "status %Xh (%u), %s", (unsigned)status, (unsigned)status, row == &VENDOR ? "this network's own" : "not in SMPP 3.4");
	else
		snprintf(out, STATUS_TOLD, "%s (%02Xh)", row->name, (unsigned)status);
	return out;
}

const char *status_meaning(uint32_t status)
{
	return status_row(status)->meaning;
}

enum status_kind status_kind(uint32_t status)
{
	return status_row(status)->kind;
}

uint32_t status_of_error(enum error error)
{
	static const uint8_t STATUS[ERR_COUNT] = {
		[ERR_NONE] = ESME_ROK,
		[ERR_NOMEM] = ESME_RSYSERR,
		[ERR_SHORT] = ESME_RINVCMDLEN,
		[ERR_LONG] = ESME_RINVMSGLEN,
		[ERR_BAD] = ESME_RX_R_APPN,
		[ERR_UNKNOWN] = ESME_RINVCMDID,
		[ERR_FULL] = ESME_RMSGQFUL,
		[ERR_STATE] = ESME_RINVBNDSTS,
		[ERR_IO] = ESME_RSYSERR,
		[ERR_NOT_FOUND] = ESME_RX_P_APPN,
		[ERR_LOCKED] = ESME_RX_R_APPN,
		[ERR_DENIED] = ESME_RX_R_APPN,
		[ERR_WEAK] = ESME_RX_R_APPN,
		[ERR_CORRUPT] = ESME_RSYSERR,
		[ERR_DISK] = ESME_RMSGQFUL,
	};

	return (unsigned)error < ERR_COUNT ? STATUS[error] : ESME_RUNKNOWNERR;
}
