/* A person's SMS as it comes: which message a deliver_sm is a part of, and how parts become a text again. Pure.
 *
 * How a message was cut stands in one of three places, never in two (3GPP TS 23.040, 9.2.3.24.1 and .8; SMPP 3.4, 5.3.2.22 to .24):
 *
 *	user data header, when esm_class has bit 6         TLVs
 *	+------+----+----+-----+-------+-------+           sar_msg_ref_num, sar_total_segments, sar_segment_seqnum
 *	| UDHL | 00 | 03 | ref | total | index | text
 *	+------+----+----+-----+-------+-------+-----+
 *	| UDHL | 08 | 04 |    ref      | total | index | text
 *	+------+----+----+-------------+-------+-----+
 *
 * Other elements of the header are passed over. The text stands in short_message or in message_payload. Headers that contradict themselves
 * (no part 0, no part 3 of 2) are ignored, as 23.040 wants: the message is then a whole one. */
#ifndef KOPURO_SMS_PARTS_H
#define KOPURO_SMS_PARTS_H

#include "base/bytes.h"
#include "base/error.h"
#include "smpp/pdu.h"
#include "text/reading.h"

enum part_scheme { PART_WHOLE, PART_UDH8, PART_UDH16, PART_SAR };

struct part {
	enum part_scheme scheme;
	uint16_t reference;
	uint8_t total, index; /* 1..total; 1 of 1 for a whole one */
	uint8_t data_coding;
	struct gsm7_tables national; /* the shift tables that the header names: 23.040, 9.2.3.24.15 and .16 */
	struct bytes text;    /* without its header; lent by the PDU */
};

/* ERR_BAD: the header is longer than what there is. */
enum error part_read(const struct smpp_pdu *pdu, struct part *out);

/* What the header says of a part's octets. `charsets`: the network's table, by data_coding (ussd/profile.h). */
struct reading_label part_label(const uint8_t charsets[256], uint8_t data_coding, struct gsm7_tables national);
/* One data_coding in which shift tables are kept beside a part's octets, of a group that 23.038 reserves; and back: the tables are {0, 0} of another. */
uint8_t part_coding_keep(const struct part *part);
uint8_t part_coding_kept(uint8_t kept, struct gsm7_tables *national);

/* A piece of a text that is being put together; pieces of one label that follow one another are read as one, since some phones cut between the
 * two halves of a character. */
struct part_piece {
	struct reading_label label;
	struct bytes text;
	bool after_gap; /* parts before this one never came: "…" stands for them */
};
#define PARTS_TEXT_MAX 8192
/* To UTF-8, cleaned (text/utf8.h), NUL-terminated; what is longer is cut. ERR_BAD: nobody can read some of it
 * (text/reading.h), and out is "". */
enum error parts_join(const struct part_piece *pieces, size_t count, char out[PARTS_TEXT_MAX], size_t *len);

#endif
