#include "sms/parts.h"

#include "smpp/tlv.h"
#include "text/utf8.h"

#include <string.h>

#define ESM_CLASS_UDHI 0x40 /* 3.4, 5.2.12 */
#define SINGLE_SHIFT 0x24
#define LOCKING_SHIFT 0x25
#define KEPT_TABLES 0x80 /* 1000 xxxx is reserved: 23.038, section 4 */
#define GAP "…"
#define JOINED_MAX 16384 /* octets of neighbouring pieces before they are read */

static const struct {
	uint8_t element, len;
	enum part_scheme scheme;
} headers[] = {
	{ 0x00, 3, PART_UDH8 },
	{ 0x08, 4, PART_UDH16 },
};

static bool makes_sense(uint32_t total, uint32_t index)
{
	return total > 1 && total <= UINT8_MAX && index >= 1 && index <= total;
}

static void take_element(struct part *part, uint8_t element, struct bytes value)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (headers[i].element != element || headers[i].len != value.len)
			continue;
		struct reader r = reader_over(value);
		uint16_t reference = headers[i].scheme == PART_UDH16 ? reader_u16(&r) : reader_u8(&r);
		uint8_t total = reader_u8(&r), index = reader_u8(&r);
		if (makes_sense(total, index)) {
			part->scheme = headers[i].scheme;
			part->reference = reference;
			part->total = total;
			part->index = index;
		}
	}
}

/* A table that we have not is none: its letters are then those of the default alphabet. */
static void take_table(struct part *part, uint8_t element, struct bytes value)
{
	if (value.len != 1 || value.at[0] >= GSM7_LANGUAGES)
		return;
	if (element == SINGLE_SHIFT)
		part->national.single = value.at[0];
	else if (element == LOCKING_SHIFT)
		part->national.locking = value.at[0];
}

static enum error read_header(struct part *part)
{
	struct reader whole = reader_over(part->text);
	struct reader header = reader_over(reader_take(&whole, reader_u8(&whole)));
	if (whole.failed)
		return ERR_BAD;
	part->text = reader_take(&whole, reader_left(&whole));
	while (reader_left(&header) > 0) {
		uint8_t element = reader_u8(&header);
		struct bytes value = reader_take(&header, reader_u8(&header));
		if (header.failed)
			return ERR_NONE; /* what came before it counts */
		take_element(part, element, value);
		take_table(part, element, value);
	}
	return ERR_NONE;
}

static void read_sar(struct part *part, struct bytes tlvs)
{
	uint32_t reference, total, index;
	if (!tlv_find_integer(tlvs, TLV_SAR_MSG_REF_NUM, &reference) || !tlv_find_integer(tlvs, TLV_SAR_TOTAL_SEGMENTS, &total)
		|| !tlv_find_integer(tlvs, TLV_SAR_SEGMENT_SEQNUM, &index) || !makes_sense(total, index))
		return;
	part->scheme = PART_SAR;
	part->reference = (uint16_t)reference;
	part->total = (uint8_t)total;
	part->index = (uint8_t)index;
}

enum error part_read(const struct smpp_pdu *pdu, struct part *out)
{
	*out = (struct part){ .scheme = PART_WHOLE, .total = 1, .index = 1, .data_coding = pdu->data_coding, .text = pdu_text(pdu) };
	if (pdu->esm_class & ESM_CLASS_UDHI)
		return read_header(out);
	read_sar(out, pdu->tlvs);
	return ERR_NONE;
}

struct reading_label part_label(const uint8_t charsets[256], uint8_t data_coding, struct gsm7_tables national)
{
	return (struct reading_label){ .charset = charsets[data_coding], .national = national };
}

uint8_t part_coding_keep(const struct part *part)
{
	struct gsm7_tables t = part->national;
	return t.locking || t.single ? (uint8_t)(KEPT_TABLES | t.locking << 2 | t.single) : part->data_coding;
}

uint8_t part_coding_kept(uint8_t kept, struct gsm7_tables *national)
{
	bool tables = (kept & 0xf0) == KEPT_TABLES;
	*national = tables ? (struct gsm7_tables){ .locking = kept >> 2 & 3, .single = kept & 3 } : (struct gsm7_tables){ 0 };
	return tables ? 0 : kept;
}

struct joining {
	char *out;
	size_t len;
};

/* What does not fit is cut at a character. */
static void put(struct joining *j, const char *text, size_t len)
{
	len = utf8_floor(text, len, PARTS_TEXT_MAX - 1 - j->len);
	memcpy(j->out + j->len, text, len);
	j->len += len;
}

static bool same_label(const struct reading_label *a, const struct reading_label *b)
{
	return a->charset == b->charset && a->national.locking == b->national.locking && a->national.single == b->national.single;
}

/* The pieces from `from` on that are read as one; returns the first that is not of them. */
static size_t run_of(const struct part_piece *pieces, size_t count, size_t from, uint8_t joined[JOINED_MAX], size_t *len)
{
	size_t at = from;
	*len = 0;
	do {
		size_t room = JOINED_MAX - *len, take = pieces[at].text.len < room ? pieces[at].text.len : room;
		if (take > 0)
			memcpy(joined + *len, pieces[at].text.at, take);
		*len += take;
		at++;
	} while (at < count && same_label(&pieces[at].label, &pieces[from].label) && !pieces[at].after_gap);
	return at;
}

enum error parts_join(const struct part_piece *pieces, size_t count, char out[PARTS_TEXT_MAX], size_t *len)
{
	struct joining j = { .out = out };
	bool readable = true;
	for (size_t at = 0; at < count;) {
		uint8_t joined[JOINED_MAX];
		char text[PARTS_TEXT_MAX];
		size_t octets, written;
		if (pieces[at].after_gap)
			put(&j, GAP, strlen(GAP));
		const struct reading_label *label = &pieces[at].label;
		at = run_of(pieces, count, at, joined, &octets);
		enum error error = reading_text(label, (struct bytes){ joined, octets }, text, sizeof(text), &written, NULL);
		readable = readable && (error == ERR_NONE || error == ERR_FULL);
		put(&j, text, written);
		explicit_bzero(joined, sizeof(joined));
		explicit_bzero(text, sizeof(text));
	}
	*len = readable ? utf8_clean(out, j.len) : 0;
	out[*len] = '\0';
	return readable ? ERR_NONE : ERR_BAD;
}
