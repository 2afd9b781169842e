#include "smpp/tlv.h"

#include <assert.h>

/* In the order of the tags: the look-up halves it. Lengths from 5.3.2; strings are counted with their NUL. ussd_service_op and
 * its_session_info are octet strings there, and numbers in everybody's practice. */
static const struct tlv_row ROWS[] = {
	{0x0005, "dest_addr_subunit", TLV_INTEGER, 1, 1},
	{0x0006, "dest_network_type", TLV_INTEGER, 1, 1},
	{0x0007, "dest_bearer_type", TLV_INTEGER, 1, 1},
	{0x0008, "dest_telematics_id", TLV_INTEGER, 2, 2},
	{0x000d, "source_addr_subunit", TLV_INTEGER, 1, 1},
	{0x000e, "source_network_type", TLV_INTEGER, 1, 1},
	{0x000f, "source_bearer_type", TLV_INTEGER, 1, 1},
	{0x0010, "source_telematics_id", TLV_INTEGER, 1, 1},
	{0x0017, "qos_time_to_live", TLV_INTEGER, 4, 4},
	{0x0019, "payload_type", TLV_INTEGER, 1, 1},
	{0x001d, "additional_status_info_text", TLV_CSTRING, 1, 256},
	{0x001e, "receipted_message_id", TLV_CSTRING, 1, 65},
	{0x0030, "ms_msg_wait_facilities", TLV_INTEGER, 1, 1},
	{0x0201, "privacy_indicator", TLV_INTEGER, 1, 1},
	{0x0202, "source_subaddress", TLV_OCTETS, 2, 23},
	{0x0203, "dest_subaddress", TLV_OCTETS, 2, 23},
	{0x0204, "user_message_reference", TLV_INTEGER, 2, 2},
	{0x0205, "user_response_code", TLV_INTEGER, 1, 1},
	{0x020a, "source_port", TLV_INTEGER, 2, 2},
	{0x020b, "destination_port", TLV_INTEGER, 2, 2},
	{0x020c, "sar_msg_ref_num", TLV_INTEGER, 2, 2},
	{0x020d, "language_indicator", TLV_INTEGER, 1, 1},
	{0x020e, "sar_total_segments", TLV_INTEGER, 1, 1},
	{0x020f, "sar_segment_seqnum", TLV_INTEGER, 1, 1},
	{0x0210, "sc_interface_version", TLV_INTEGER, 1, 1},
	{0x0302, "callback_num_pres_ind", TLV_INTEGER, 1, 1},
	{0x0303, "callback_num_atag", TLV_OCTETS, 0, 65},
	{0x0304, "number_of_messages", TLV_INTEGER, 1, 1},
	{0x0381, "callback_num", TLV_OCTETS, 4, 19},
	{0x0420, "dpf_result", TLV_INTEGER, 1, 1},
	{0x0421, "set_dpf", TLV_INTEGER, 1, 1},
	{0x0422, "ms_availability_status", TLV_INTEGER, 1, 1},
	{0x0423, "network_error_code", TLV_OCTETS, 3, 3},
	{0x0424, "message_payload", TLV_OCTETS, 0, UINT16_MAX},
	{0x0425, "delivery_failure_reason", TLV_INTEGER, 1, 1},
	{0x0426, "more_messages_to_send", TLV_INTEGER, 1, 1},
	{0x0427, "message_state", TLV_INTEGER, 1, 1},
	{0x0428, "congestion_state", TLV_INTEGER, 1, 1}, /* 5.0 */
	{0x0501, "ussd_service_op", TLV_INTEGER, 1, 1},
	{0x1201, "display_time", TLV_INTEGER, 1, 1},
	{0x1203, "sms_signal", TLV_INTEGER, 2, 2},
	{0x1204, "ms_validity", TLV_INTEGER, 1, 1},
	{0x130c, "alert_on_message_delivery", TLV_EMPTY, 0, 0},
	{0x1380, "its_reply_type", TLV_INTEGER, 1, 1},
	{0x1383, "its_session_info", TLV_INTEGER, 2, 2},
};

const struct tlv_row *tlv_row(uint16_t tag)
{
	size_t low = 0, high = sizeof ROWS / sizeof *ROWS;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ROWS[middle].tag == tag)
			return &ROWS[middle];
		if (ROWS[middle].tag < tag)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

size_t tlv_table(const struct tlv_row **rows)
{
	*rows = ROWS;
	return sizeof ROWS / sizeof *ROWS;
}

/* The next TLV without its row, which most walks do not ask for. */
static enum error tlv_take(struct bytes tlvs, size_t *at, struct tlv *out)
{
	if (*at >= tlvs.len)
		return ERR_NOT_FOUND;

	struct reader r = reader_over((struct bytes){tlvs.at + *at, tlvs.len - *at});
	out->tag = reader_u16(&r);
	out->value = reader_take(&r, reader_u16(&r));
	if (r.failed)
		return ERR_SHORT;
	*at = tlvs.len - reader_left(&r);
	return ERR_NONE;
}

enum error tlv_next(struct bytes tlvs, size_t *at, struct tlv *out)
{
	enum error error = tlv_take(tlvs, at, out);

	if (error == ERR_NONE)
		out->row = tlv_row(out->tag);
	return error;
}

size_t tlv_whole(struct bytes tlvs)
{
	size_t at = 0;
	struct tlv tlv;

	while (tlv_take(tlvs, &at, &tlv) == ERR_NONE)
		;
	return at;
}

bool tlv_well_formed(struct bytes tlvs)
{
	return tlv_whole(tlvs) == tlvs.len;
}

bool tlv_find(struct bytes tlvs, uint16_t tag, struct bytes *value)
{
	size_t at = 0;
	struct tlv tlv;

	while (tlv_take(tlvs, &at, &tlv) == ERR_NONE) {
		if (tlv.tag != tag)
			continue;
		*value = tlv.value;
		return true;
	}
	return false;
}

static bool integer_fits(const struct tlv_row *row, uint32_t value)
{
	return row->max >= sizeof value || value >> (8 * row->max) == 0;
}

bool tlv_find_integer(struct bytes tlvs, uint16_t tag, uint32_t *value)
{
	struct bytes found;
	uint32_t number;

	if (!tlv_find(tlvs, tag, &found))
		return false;

	const struct tlv_row *row = tlv_row(tag);
	struct reader r = reader_over(found);
	switch (found.len) {
	case 1: number = reader_u8(&r); break;
	case 2: number = reader_u16(&r); break;
	case 4: number = reader_u32(&r); break;
	default: return false;
	}
	if (row && row->kind == TLV_INTEGER && !integer_fits(row, number))
		return false;
	*value = number;
	return true;
}

void tlv_put(struct writer *w, uint16_t tag, struct bytes value)
{
	assert(value.len <= UINT16_MAX);
	writer_u16(w, tag);
	writer_u16(w, (uint16_t)value.len);
	writer_put(w, value);
}

void tlv_put_integer(struct writer *w, uint16_t tag, uint32_t value)
{
	const struct tlv_row *row = tlv_row(tag);

	assert(row && row->kind == TLV_INTEGER);
	assert(integer_fits(row, value));
	writer_u16(w, tag);
	writer_u16(w, row->max);
	switch (row->max) {
	case 1: writer_u8(w, (uint8_t)value); break;
	case 2: writer_u16(w, (uint16_t)value); break;
	case 4: writer_u32(w, value); break;
	}
}
