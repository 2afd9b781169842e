/* A handset's SMS as the network passes it on: each part a deliver_sm, cut in one of the ways that networks have. */
#ifndef KOPURO_TOOLS_HANDSET_TEXT_H
#define KOPURO_TOOLS_HANDSET_TEXT_H

#include "network.h"
#include "smpp/pdu.h"

#define HANDSET_TEXT_ROOM 8192

size_t handset_text_parts(const char *text, enum network_cut cut);
/* `part` from 1. What the PDU views lies in `room`; addresses and sequence are the caller's. False: this cannot be sent. */
bool handset_text_part(const char *text, enum network_cut cut, uint16_t reference, size_t part, struct smpp_pdu *out,
	uint8_t room[HANDSET_TEXT_ROOM]);

bool handset_fits_ussd(const char *text); /* a phone can send it in one USSD string: 182 septets, or 160 octets of UCS-2 */

#endif
