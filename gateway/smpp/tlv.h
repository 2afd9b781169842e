/* Optional parameters (SMPP 3.4, 5.3): tag, length, value. One table row for each of 3.4, with its name, kind and allowed length,
 * and congestion_state of 5.0. A tag without a row is kept and never an error; neither is a known tag of another length than its row
 * says: one network's odd its_session_info must not cost a person's words. Who reads a value checks its length, or asks
 * tlv_find_integer().
 *
 *      0      2       4
 *      +------+-------+------------------+
 *      | tag  | length| value            |    `length` counts the value alone
 *      +------+-------+------------------+
 *
 *	size_t at = 0;
 *	struct tlv tlv;
 *	while (tlv_next(pdu.tlvs, &at, &tlv) == ERR_NONE)
 *		printf("%s\n", tlv.row ? tlv.row->name : "unknown");
 */
#ifndef KOPURO_SMPP_TLV_H
#define KOPURO_SMPP_TLV_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { /* the tags that the gateway itself reads or writes; the table knows all */
	TLV_RECEIPTED_MESSAGE_ID = 0x001e,
	TLV_USER_MESSAGE_REFERENCE = 0x0204,
	TLV_SAR_MSG_REF_NUM = 0x020c,
	TLV_SAR_TOTAL_SEGMENTS = 0x020e,
	TLV_SAR_SEGMENT_SEQNUM = 0x020f,
	TLV_SC_INTERFACE_VERSION = 0x0210,
	TLV_NETWORK_ERROR_CODE = 0x0423,
	TLV_MESSAGE_PAYLOAD = 0x0424,
	TLV_MESSAGE_STATE = 0x0427,
	TLV_CONGESTION_STATE = 0x0428,
	TLV_USSD_SERVICE_OP = 0x0501,
	TLV_ITS_SESSION_INFO = 0x1383,
};

enum tlv_kind { TLV_INTEGER, TLV_CSTRING, TLV_OCTETS, TLV_EMPTY };

struct tlv_row {
	uint16_t tag;
	const char *name; /* as in the standard: "dest_addr_subunit" */
	enum tlv_kind kind;
	uint16_t min, max; /* octets of the value, by the standard; equal for TLV_INTEGER: 1, 2 or 4 */
};

struct tlv {
	uint16_t tag;
	struct bytes value;
	const struct tlv_row *row; /* NULL for an unknown tag */
};

const struct tlv_row *tlv_row(uint16_t tag);
size_t tlv_table(const struct tlv_row **rows);

/* Walks a TLV area: *at starts at 0. ERR_NONE: *out is the next; ERR_NOT_FOUND: the end; ERR_SHORT: it ends inside a TLV. */
enum error tlv_next(struct bytes tlvs, size_t *at, struct tlv *out);
/* Of how many octets at its beginning the area is a row of whole TLVs. */
size_t tlv_whole(struct bytes tlvs);
/* True when all of it is. */
bool tlv_well_formed(struct bytes tlvs);
/* The first with this tag; looks no further than a TLV that is cut. */
bool tlv_find(struct bytes tlvs, uint16_t tag, struct bytes *value);
/* As an unsigned integer of 1, 2 or 4 octets; false when absent, of another length, or larger than the row of this tag holds: what is
 * found can always be given to tlv_put_integer() again. */
bool tlv_find_integer(struct bytes tlvs, uint16_t tag, uint32_t *value);

/* Any tag and length, so that what came in can be echoed; asserts that the value is at most 65,535 octets. */
void tlv_put(struct writer *w, uint16_t tag, struct bytes value);
/* With the width that the table gives; asserts that the tag has an integer row. */
void tlv_put_integer(struct writer *w, uint16_t tag, uint32_t value);

#endif
