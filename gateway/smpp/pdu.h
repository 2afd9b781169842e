/* SMPP 3.4 PDUs, to and from the wire. Pure: no I/O, no allocation, no log.
 *
 * One flat struct holds any PDU; which fields mean something is told by one row a PDU in the table of pdu.c (command, name, list of
 * fields in wire order, whether TLVs may follow). Decoding lends: short_message, destinations and tlvs are views into the bytes given,
 * and are good as long as those bytes are. TLVs stay as they came, unknown ones too; see smpp/tlv.h to walk, find and add.
 *
 *      0         4         8         12        16
 *      +---------+---------+---------+---------+------ mandatory fields ------+--- TLVs ---+
 *      | length  | command | status  | sequence|                              |            |
 *      +---------+---------+---------+---------+------------------------------+------------+
 *
 *	struct smpp_pdu deliver;
 *	uint32_t status;
 *	if (pdu_decode(wire, &deliver, &status) != ERR_NONE)
 *		answer = pdu_response(&deliver, status);
 */
#ifndef KOPURO_SMPP_PDU_H
#define KOPURO_SMPP_PDU_H

#include "base/bytes.h"
#include "base/error.h"
#include "smpp/status.h"

#include <stdbool.h>
#include <stdint.h>

#define SMPP_HEADER_OCTETS 16
#define SMPP_PDU_MAX 65536 /* larger command_length: not to be trusted, the link is closed */
#define SHORT_MESSAGE_MAX 254 /* octets that the encoder writes; the decoder takes the 255 of 5.0 too */

enum smpp_command { /* 3.4, 5.1.2.1; a response is the request with bit 31 set */
	SMPP_BIND_RECEIVER = 0x00000001,
	SMPP_BIND_TRANSMITTER = 0x00000002,
	SMPP_QUERY_SM = 0x00000003,
	SMPP_SUBMIT_SM = 0x00000004,
	SMPP_DELIVER_SM = 0x00000005,
	SMPP_UNBIND = 0x00000006,
	SMPP_REPLACE_SM = 0x00000007,
	SMPP_CANCEL_SM = 0x00000008,
	SMPP_BIND_TRANSCEIVER = 0x00000009,
	SMPP_OUTBIND = 0x0000000b,
	SMPP_ENQUIRE_LINK = 0x00000015,
	SMPP_SUBMIT_MULTI = 0x00000021,
	SMPP_ALERT_NOTIFICATION = 0x00000102,
	SMPP_DATA_SM = 0x00000103,
};
#define SMPP_RESPONSE 0x80000000u
#define SMPP_GENERIC_NACK 0x80000000u

struct smpp_address {
	uint8_t ton, npi;  /* 5.2.5, 5.2.6 */
	char digits[65];   /* 20 characters in submit_sm and deliver_sm, 64 in data_sm and alert_notification */
};

struct smpp_pdu {
	uint32_t length;   /* decoded: the command_length; ignored by the encoder */
	uint32_t command;
	uint32_t status;
	uint32_t sequence; /* 1..0x7fffffff */

	/* bind_*, outbind, and their responses */
	char system_id[16];
	char password[9];
	char system_type[13];
	uint8_t interface_version;
	struct smpp_address address_range; /* addr_ton, addr_npi, address_range[41] */

	/* messages */
	char service_type[6];
	struct smpp_address source, destination;
	struct smpp_address esme; /* alert_notification: esme_addr */
	uint8_t esm_class, protocol_id, priority_flag;
	char schedule_delivery_time[17], validity_period[17];
	uint8_t registered_delivery, replace_if_present, data_coding, sm_default_msg_id;
	struct bytes short_message; /* at most 254 octets; the encoder writes sm_length */
	char message_id[65];

	/* query_sm_resp */
	char final_date[17];
	uint8_t message_state, error_code;

	/* submit_multi: dest_address(es) as they stand on the wire, see pdu_destination_next; submit_multi_resp: unsuccess_sme(s) */
	uint8_t destination_count;
	struct bytes destinations;

	struct bytes tlvs;
	uint32_t spare; /* decoded: octets at the end that are no part of it; what stands before them counts */
};

/* command_length at the head of a stream. ERR_SHORT: fewer than 4 octets are there yet; ERR_BAD: under 16 or over SMPP_PDU_MAX. */
enum error pdu_length(struct bytes stream, uint32_t *length);

/* Decodes one whole PDU (exactly command_length octets). Every field is set; those that the PDU does not have are 0 and "". *status is
 * ESME_ROK, or with a failure what to answer; the header fields are then still set when 16 octets were there, so that the right response
 * can be built:
 *
 *	ERR_UNKNOWN  ESME_RINVCMDID         no such command
 *	ERR_SHORT    ESME_RINVCMDLEN        fewer octets than a header or than command_length
 *	ERR_LONG     ESME_RINVCMDLEN        more octets than command_length
 *	ERR_BAD      ESME_RINVCMDLEN        the body ends inside a field
 *	ERR_BAD      ESME_RINVMSGLEN        sm_length announces more than there is
 *	ERR_BAD      ESME_RINVSRCADR, ...   a C-octet string goes on past the end of its field: the field's own status
 *	ERR_BAD      ESME_RINVDESTFLAG      a destination that is neither an address nor a list
 *	ERR_BAD      ESME_RINVOPTPARSTREAM  a message_payload is cut, and there is no short_message: the words would be lost
 *
 * Lenient, so that nobody's words are lost to a peer's habits: TLVs may follow in every PDU, whatever their tag and length; what follows that is no
 * whole TLV is `spare`; sm_length 255; the message_id of a response may lack its NUL, and of one that is too long the first 64 octets are kept; a response may lack its body (3.4 says so in 4.1.2 and 4.4.2 of those with an error; networks leave it out elsewhere too). */
enum error pdu_decode(struct bytes wire, struct smpp_pdu *pdu, uint32_t *status);

/* Encodes; command_length is set from what was written. A submit_sm_resp with an error, no message_id and no TLVs goes
 * without its body, as 3.4 wants and some peers insist; other responses have theirs whatever the status. ERR_FULL: `w` is too small
 * (w->failed). ERR_LONG: short_message over 254, digits over what this PDU allows, or a whole over SMPP_PDU_MAX. ERR_UNKNOWN: no such
 * command. After an error nothing of this PDU is in `w`. Our own output: a string field without NUL, destinations that are not
 * destination_count, and a TLV that is cut are programming errors (assert). */
enum error pdu_encode(const struct smpp_pdu *pdu, struct writer *w);

/* "deliver_sm", "bind_transceiver_resp", ...; "unknown" otherwise. */
const char *pdu_name(uint32_t command);
bool pdu_is_known(uint32_t command);
bool pdu_is_response(uint32_t command);

/* What pdu_encode(pdu_response(request, status)) would write, without making the struct. */
enum error pdu_encode_response(const struct smpp_pdu *request, uint32_t status, struct writer *w);

/* A zeroed response to `request`: command, sequence, status. To a PDU that has no response (unknown, outbind, alert_notification, or
 * itself a response): generic_nack. */
struct smpp_pdu pdu_response(const struct smpp_pdu *request, uint32_t status);

/* The text of a message: message_payload (0x0424) when there is something in it, else short_message. */
struct bytes pdu_text(const struct smpp_pdu *pdu);

/* Walks `destinations` of submit_multi (4.5.1.1): *at starts at 0. False at the end. */
enum { DESTINATION_SME = 1, DESTINATION_LIST = 2 };
#define DESTINATION_DIGITS 21 /* octets of an address here, with the NUL */
struct smpp_destination {
	uint8_t flag; /* DESTINATION_SME or DESTINATION_LIST; always the first in submit_multi_resp */
	struct smpp_address address;
	char list[21];
	uint32_t error_status; /* submit_multi_resp only */
};
bool pdu_destination_next(const struct smpp_pdu *pdu, size_t *at, struct smpp_destination *out);
/* Appends one to the bytes that `destinations` will view. ERR_FULL, ERR_LONG: as pdu_encode; nothing of it is in `w` then. */
enum error pdu_destination_put(struct writer *w, uint32_t command, const struct smpp_destination *destination);

#endif
