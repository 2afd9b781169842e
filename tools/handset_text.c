#include "handset_text.h"

#include "smpp/tlv.h"
#include "text/charset.h"
#include "text/gsm7.h"
#include "text/segment.h"

#include <string.h>

#define USSD_OCTETS 160
#define ESM_CLASS_UDHI 0x40
#define CODING_UCS2 0x08
#define CODING_BINARY 0x04
#define TLV_ROOM 4096

static bool in_one(enum network_cut cut)
{
	return cut == NETWORK_PAYLOAD || cut == NETWORK_BINARY;
}

size_t handset_text_parts(const char *text, enum network_cut cut)
{
	struct segments segments;
	if (in_one(cut))
		return 1;
	return segment_text(text, strlen(text), &segments) == ERR_NONE ? segments.count : 0;
}

static void put_header(struct writer *w, enum network_cut cut, uint16_t reference, uint8_t total, uint8_t index)
{
	bool wide = cut == NETWORK_UDH16;
	writer_u8(w, wide ? 6 : 5);
	writer_u8(w, wide ? 0x08 : 0x00);
	writer_u8(w, wide ? 4 : 3);
	if (wide)
		writer_u16(w, reference);
	else
		writer_u8(w, (uint8_t)reference);
	writer_u8(w, total);
	writer_u8(w, index);
}

static void put_sar(struct writer *tlvs, uint16_t reference, uint8_t total, uint8_t index)
{
	tlv_put_integer(tlvs, TLV_SAR_MSG_REF_NUM, reference);
	tlv_put_integer(tlvs, TLV_SAR_TOTAL_SEGMENTS, total);
	tlv_put_integer(tlvs, TLV_SAR_SEGMENT_SEQNUM, index);
}

static bool put_text(struct writer *w, enum charset charset, const char *text, size_t len)
{
	size_t written;
	uint8_t encoded[TLV_ROOM];
	if (charset_encode(charset, text, len, encoded, sizeof encoded, &written) != ERR_NONE)
		return false;
	writer_put(w, (struct bytes){encoded, written});
	return !w->failed;
}

bool handset_text_part(const char *text, enum network_cut cut, uint16_t reference, size_t part, struct smpp_pdu *out,
	uint8_t room[HANDSET_TEXT_ROOM])
{
	struct segments segments;
	struct writer body = writer_over(room, TLV_ROOM), tlvs = writer_over(room + TLV_ROOM, HANDSET_TEXT_ROOM - TLV_ROOM);
	if (segment_text(text, strlen(text), &segments) != ERR_NONE)
		return false;
	*out = (struct smpp_pdu){.command = SMPP_DELIVER_SM, .source = {.ton = 1, .npi = 1},
		.data_coding = cut == NETWORK_BINARY ? CODING_BINARY : segments.charset == CHARSET_UCS2 ? CODING_UCS2 : 0};
	bool many = segments.count > 1 && !in_one(cut);
	if (many && cut == NETWORK_SAR)
		put_sar(&tlvs, reference, (uint8_t)segments.count, (uint8_t)part);
	else if (many) {
		out->esm_class = ESM_CLASS_UDHI;
		put_header(&body, cut, reference, (uint8_t)segments.count, (uint8_t)part);
	}
	size_t from = in_one(cut) ? 0 : segments.start[part - 1], to = in_one(cut) ? strlen(text) : segments.start[part];
	if (!put_text(&body, segments.charset, text + from, to - from))
		return false;
	for (size_t i = 0; cut == NETWORK_BINARY && i < writer_len(&body); i++)
		room[i] = (uint8_t)~room[i]; /* of no coding */
	if (in_one(cut))
		tlv_put(&tlvs, TLV_MESSAGE_PAYLOAD, writer_bytes(&body));
	else
		out->short_message = writer_bytes(&body);
	out->tlvs = writer_bytes(&tlvs);
	return !tlvs.failed;
}

bool handset_fits_ussd(const char *text)
{
	size_t septets = gsm7_count(text, strlen(text));
	return septets != SIZE_MAX ? septets <= USSD_OCTETS * 8 / 7 : charset_octets(CHARSET_UCS2, text, strlen(text)) <= USSD_OCTETS;
}
