#include "handset_inbox.h"

#include "text/charset.h"
#include "text/segment.h"

#include <string.h>

bool inbox_take(struct handset_inbox *inbox, const struct smpp_pdu *pdu, char *whole, size_t capacity)
{
	struct bytes body = pdu_text(pdu);
	uint8_t reference = 0, total = 1, index = 1;
	size_t len;
	if (pdu->esm_class & 0x40 && body.len > SEGMENT_HEADER_OCTETS && body.at[1] == 0) {
		reference = body.at[3];
		total = body.at[4];
		index = body.at[5];
		body = (struct bytes){body.at + SEGMENT_HEADER_OCTETS, body.len - SEGMENT_HEADER_OCTETS};
	}
	if (total == 0 || total > INBOX_PARTS || index == 0 || index > total)
		return false;
	if (inbox->reference != reference || inbox->total != total)
		*inbox = (struct handset_inbox){.reference = reference, .total = total};
	charset_decode(charset_of_data_coding(pdu->data_coding), body, inbox->parts[index - 1].text, sizeof inbox->parts[0].text, &len);
	inbox->parts[index - 1].there = true;
	whole[0] = '\0';
	for (uint8_t i = 0; i < total; i++) {
		if (!inbox->parts[i].there)
			return false;
		strncat(whole, inbox->parts[i].text, capacity - strlen(whole) - 1);
	}
	*inbox = (struct handset_inbox){0};
	return true;
}
