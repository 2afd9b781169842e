/* PDUs written down as text, tests/pdus/NAME.pdu:
 *
 *	# a comment, also at the end of a line
 *	00000011 80000004 00000000 00000007   # octets in hexadecimal, spaces as one likes
 *	00
 *	command = submit_sm_resp
 *	message_id =
 *
 * After the octets come lines `field = value`: what the PDU decodes to. A field is one of struct smpp_pdu, `destinations[N]`, or a
 * TLV by its name or its tag: tlv.ussd_service_op, tlv.0x1401. Values: names of commands and statuses, decimal numbers, text as it
 * is, an address as `ton/npi digits`, octets as "text" or 0x and hexadecimal. A single line `refused = ESME_...` stands in a file
 * whose PDU is malformed. */
#ifndef KOPURO_TESTS_PDU_FIXTURE_H
#define KOPURO_TESTS_PDU_FIXTURE_H

#include "smpp/pdu.h"

#define PDU_FIXTURE_LINES 40

struct pdu_fixture {
	char name[64]; /* of the file, without .pdu */
	uint8_t wire[1024];
	size_t len;
	struct pdu_expectation {
		char field[40], value[600];
	} expected[PDU_FIXTURE_LINES];
	size_t expectations;
};

/* All of a directory, in the order of their names; free() it. Ends the program with a message when one cannot be read. */
struct pdu_fixture *pdu_fixtures_load(const char *directory, size_t *count);

/* The value that a fixture would state; false for a field that is not there. `fields` gives the names of the fixed ones, one a call. */
bool pdu_field_value(const struct smpp_pdu *pdu, const char *field, char *out, size_t capacity);
const char *pdu_field_name(size_t i); /* NULL after the last */

#endif
