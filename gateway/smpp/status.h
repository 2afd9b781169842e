/* command_status (SMPP 3.4, 5.1.3): one table with name, meaning, and what a sender does with it. */
#ifndef KOPURO_SMPP_STATUS_H
#define KOPURO_SMPP_STATUS_H

#include "base/error.h"

#include <stdint.h>

enum { /* those that the gateway itself sends or decides by; the table knows all */
	ESME_ROK = 0x00,
	ESME_RINVMSGLEN = 0x01,
	ESME_RINVCMDLEN = 0x02,
	ESME_RINVCMDID = 0x03,
	ESME_RINVBNDSTS = 0x04,
	ESME_RALYBND = 0x05,
	ESME_RSYSERR = 0x08,
	ESME_RINVSRCADR = 0x0a,
	ESME_RINVDSTADR = 0x0b,
	ESME_RINVMSGID = 0x0c,
	ESME_RBINDFAIL = 0x0d,
	ESME_RINVPASWD = 0x0e,
	ESME_RINVSYSID = 0x0f,
	ESME_RMSGQFUL = 0x14,
	ESME_RINVSERTYP = 0x15,
	ESME_RINVDLNAME = 0x34,
	ESME_RINVDESTFLAG = 0x40,
	ESME_RINVSYSTYP = 0x53,
	ESME_RTHROTTLED = 0x58,
	ESME_RINVSCHED = 0x61,
	ESME_RINVEXPIRY = 0x62,
	ESME_RX_T_APPN = 0x64,
	ESME_RX_P_APPN = 0x65,
	ESME_RX_R_APPN = 0x66,
	ESME_RINVOPTPARSTREAM = 0xc0,
	ESME_RINVPARLEN = 0xc2,
	ESME_RINVOPTPARAMVAL = 0xc4,
	ESME_RUNKNOWNERR = 0xff,
};

const char *status_name(uint32_t status);    /* "ESME_RTHROTTLED"; "vendor" in 0x400..0x4ff; "reserved" otherwise */
/* For logs, with its number: "ESME_RTHROTTLED (58h)", "status 401h (1025), this network's own", "status 55Fh (1375), not in SMPP 3.4". Returns `out`. */
#define STATUS_TOLD 56
const char *status_told(uint32_t status, char out[STATUS_TOLD]);
const char *status_meaning(uint32_t status); /* "throttled: the sender is too fast"; never NULL */
enum status_kind { STATUS_OK, STATUS_RETRY, STATUS_FINAL }; /* RETRY: 0x58, 0x14, 0x08, 0x64, and no other */
enum status_kind status_kind(uint32_t status);
/* The one place where our errors become a network's. What may pass (memory, disk, a full queue) becomes a status that a network
 * retries by; what will not becomes a final one. */
uint32_t status_of_error(enum error error);

#endif
