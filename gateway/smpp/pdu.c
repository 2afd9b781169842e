#include "smpp/pdu.h"

#include "smpp/tlv.h"

#include <assert.h>
#include <string.h>

enum field_kind {
	FIELD_OCTET,
	FIELD_TEXT,         /* C-octet string into char[] */
	FIELD_ID,           /* the message_id: the same, but nothing is lost of one that a response gives */
	FIELD_ADDRESS,      /* ton, npi, digits into struct smpp_address */
	FIELD_MESSAGE,      /* sm_length, short_message */
	FIELD_DESTINATIONS, /* a count, and as many entries */
};

struct field {
	enum field_kind kind;
	uint16_t offset;
	uint8_t max;     /* octets of the text on the wire with its NUL */
	uint32_t status; /* what to answer when the text has no end within them */
};

#define OCTET(member) {FIELD_OCTET, offsetof(struct smpp_pdu, member), 1, ESME_ROK}
#define TEXT(member, status) {FIELD_TEXT, offsetof(struct smpp_pdu, member), sizeof ((struct smpp_pdu *)0)->member, status}
#define ID(member, status) {FIELD_ID, offsetof(struct smpp_pdu, member), sizeof ((struct smpp_pdu *)0)->member, status}
#define ADDRESS(member, max, status) {FIELD_ADDRESS, offsetof(struct smpp_pdu, member), max, status}
#define MESSAGE {FIELD_MESSAGE, offsetof(struct smpp_pdu, short_message), 0, ESME_ROK}
#define DESTINATIONS {FIELD_DESTINATIONS, offsetof(struct smpp_pdu, destinations), 0, ESME_ROK}

/* Lists of fields in wire order; those that several PDUs share stand once. */
static const struct field BIND[] = {
	TEXT(system_id, ESME_RINVSYSID), TEXT(password, ESME_RINVPASWD), TEXT(system_type, ESME_RINVSYSTYP),
	OCTET(interface_version), ADDRESS(address_range, 41, ESME_RBINDFAIL),
};
static const struct field BIND_RESP[] = {TEXT(system_id, ESME_RINVSYSID)};
static const struct field OUTBIND[] = {TEXT(system_id, ESME_RINVSYSID), TEXT(password, ESME_RINVPASWD)};
static const struct field MESSAGE_ID[] = {ID(message_id, ESME_RINVMSGID)};
static const struct field SHORT_MESSAGE[] = { /* submit_sm, deliver_sm */
	TEXT(service_type, ESME_RINVSERTYP), ADDRESS(source, 21, ESME_RINVSRCADR), ADDRESS(destination, 21, ESME_RINVDSTADR),
	OCTET(esm_class), OCTET(protocol_id), OCTET(priority_flag),
	TEXT(schedule_delivery_time, ESME_RINVSCHED), TEXT(validity_period, ESME_RINVEXPIRY),
	OCTET(registered_delivery), OCTET(replace_if_present), OCTET(data_coding), OCTET(sm_default_msg_id), MESSAGE,
};
static const struct field SUBMIT_MULTI[] = {
	TEXT(service_type, ESME_RINVSERTYP), ADDRESS(source, 21, ESME_RINVSRCADR), DESTINATIONS,
	OCTET(esm_class), OCTET(protocol_id), OCTET(priority_flag),
	TEXT(schedule_delivery_time, ESME_RINVSCHED), TEXT(validity_period, ESME_RINVEXPIRY),
	OCTET(registered_delivery), OCTET(replace_if_present), OCTET(data_coding), OCTET(sm_default_msg_id), MESSAGE,
};
static const struct field SUBMIT_MULTI_RESP[] = {TEXT(message_id, ESME_RINVMSGID), DESTINATIONS};
static const struct field DATA_SM[] = {
	TEXT(service_type, ESME_RINVSERTYP), ADDRESS(source, 65, ESME_RINVSRCADR), ADDRESS(destination, 65, ESME_RINVDSTADR),
	OCTET(esm_class), OCTET(registered_delivery), OCTET(data_coding),
};
static const struct field QUERY_SM[] = {TEXT(message_id, ESME_RINVMSGID), ADDRESS(source, 21, ESME_RINVSRCADR)};
static const struct field QUERY_SM_RESP[] = {
	TEXT(message_id, ESME_RINVMSGID), TEXT(final_date, ESME_RINVEXPIRY), OCTET(message_state), OCTET(error_code),
};
static const struct field CANCEL_SM[] = {
	TEXT(service_type, ESME_RINVSERTYP), TEXT(message_id, ESME_RINVMSGID),
	ADDRESS(source, 21, ESME_RINVSRCADR), ADDRESS(destination, 21, ESME_RINVDSTADR),
};
static const struct field REPLACE_SM[] = {
	TEXT(message_id, ESME_RINVMSGID), ADDRESS(source, 21, ESME_RINVSRCADR),
	TEXT(schedule_delivery_time, ESME_RINVSCHED), TEXT(validity_period, ESME_RINVEXPIRY),
	OCTET(registered_delivery), OCTET(sm_default_msg_id), MESSAGE,
};
static const struct field ALERT[] = {ADDRESS(source, 65, ESME_RINVSRCADR), ADDRESS(esme, 65, ESME_RINVDSTADR)};

struct pdu_row {
	uint32_t command;
	const char *name;
	const struct field *fields;
	size_t count;
	unsigned traits;
};

enum {
	TLVS = 1,       /* 3.4 lets optional parameters follow */
	/* "The body is not returned if the command_status is not 0" (4.4.2). The same stands in 4.1.2 of the bind responses; but there are
	 * peers that need the body of theirs, and none that refuse it. */
	BARE_ERROR = 2,
};

#define ROW(command, name, fields, traits) {command, name, fields, sizeof fields / sizeof *fields, traits}
#define BARE(command, name) {command, name, NULL, 0, 0}

/* What a busy link carries stands first: the look-up goes from the top. */
static const struct pdu_row ROWS[] = {
	ROW(SMPP_DELIVER_SM, "deliver_sm", SHORT_MESSAGE, TLVS),
	ROW(SMPP_SUBMIT_SM, "submit_sm", SHORT_MESSAGE, TLVS),
	ROW(SMPP_SUBMIT_SM | SMPP_RESPONSE, "submit_sm_resp", MESSAGE_ID, BARE_ERROR),
	ROW(SMPP_DELIVER_SM | SMPP_RESPONSE, "deliver_sm_resp", MESSAGE_ID, 0),
	ROW(SMPP_DATA_SM, "data_sm", DATA_SM, TLVS),
	ROW(SMPP_DATA_SM | SMPP_RESPONSE, "data_sm_resp", MESSAGE_ID, TLVS),
	BARE(SMPP_ENQUIRE_LINK, "enquire_link"),
	BARE(SMPP_ENQUIRE_LINK | SMPP_RESPONSE, "enquire_link_resp"),
	BARE(SMPP_GENERIC_NACK, "generic_nack"),
	ROW(SMPP_BIND_RECEIVER, "bind_receiver", BIND, 0),
	ROW(SMPP_BIND_RECEIVER | SMPP_RESPONSE, "bind_receiver_resp", BIND_RESP, TLVS),
	ROW(SMPP_BIND_TRANSMITTER, "bind_transmitter", BIND, 0),
	ROW(SMPP_BIND_TRANSMITTER | SMPP_RESPONSE, "bind_transmitter_resp", BIND_RESP, TLVS),
	ROW(SMPP_BIND_TRANSCEIVER, "bind_transceiver", BIND, 0),
	ROW(SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE, "bind_transceiver_resp", BIND_RESP, TLVS),
	ROW(SMPP_OUTBIND, "outbind", OUTBIND, 0),
	BARE(SMPP_UNBIND, "unbind"),
	BARE(SMPP_UNBIND | SMPP_RESPONSE, "unbind_resp"),
	ROW(SMPP_SUBMIT_MULTI, "submit_multi", SUBMIT_MULTI, TLVS),
	ROW(SMPP_SUBMIT_MULTI | SMPP_RESPONSE, "submit_multi_resp", SUBMIT_MULTI_RESP, 0),
	ROW(SMPP_QUERY_SM, "query_sm", QUERY_SM, 0),
	ROW(SMPP_QUERY_SM | SMPP_RESPONSE, "query_sm_resp", QUERY_SM_RESP, 0),
	ROW(SMPP_CANCEL_SM, "cancel_sm", CANCEL_SM, 0),
	BARE(SMPP_CANCEL_SM | SMPP_RESPONSE, "cancel_sm_resp"),
	ROW(SMPP_REPLACE_SM, "replace_sm", REPLACE_SM, 0),
	BARE(SMPP_REPLACE_SM | SMPP_RESPONSE, "replace_sm_resp"),
	ROW(SMPP_ALERT_NOTIFICATION, "alert_notification", ALERT, TLVS),
};

static const struct pdu_row *pdu_row(uint32_t command)
{
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
		if (ROWS[i].command == command)
			return &ROWS[i];
	return NULL;
}

const char *pdu_name(uint32_t command)
{
	const struct pdu_row *row = pdu_row(command);

	return row ? row->name : "unknown";
}

bool pdu_is_known(uint32_t command)
{
	return pdu_row(command) != NULL;
}

bool pdu_is_response(uint32_t command)
{
	return command & SMPP_RESPONSE;
}

/* What reads the wire gives the command_status that a failure is answered with; ESME_ROK when there is none. */

static uint32_t text_read(struct reader *r, char *out, size_t max, uint32_t endless)
{
	size_t left = reader_left(r);
	const uint8_t *end = memchr(r->at, '\0', left < max ? left : max);

	if (!end)
		return left < max ? ESME_RINVCMDLEN : endless;
	struct bytes text = reader_take(r, (size_t)(end - r->at) + 1);
	memcpy(out, text.at, text.len);
	return ESME_ROK;
}

static uint32_t address_read(struct reader *r, struct smpp_address *out, size_t max, uint32_t endless)
{
	out->ton = reader_u8(r);
	out->npi = reader_u8(r);
	return r->failed ? ESME_RINVCMDLEN : text_read(r, out->digits, max, endless);
}

static uint32_t message_read(struct reader *r, struct bytes *out)
{
	size_t length = reader_u8(r);

	if (r->failed)
		return ESME_RINVCMDLEN;
	if (length > reader_left(r))
		return ESME_RINVMSGLEN;
	*out = reader_take(r, length);
	return ESME_ROK;
}

/* submit_multi_resp: ton, npi, digits, error_status_code(4). */
static uint32_t unsuccess_read(struct reader *r, struct smpp_destination *out)
{
	uint32_t status = address_read(r, &out->address, DESTINATION_DIGITS, ESME_RINVDSTADR);

	if (status != ESME_ROK)
		return status;
	out->flag = DESTINATION_SME;
	out->error_status = reader_u32(r);
	return r->failed ? ESME_RINVCMDLEN : ESME_ROK;
}

/* submit_multi: 1, ton, npi, digits; or 2, name of a list. */
static uint32_t destination_read(struct reader *r, uint32_t command, struct smpp_destination *out)
{
	if (pdu_is_response(command))
		return unsuccess_read(r, out);
	out->flag = reader_u8(r);
	if (r->failed)
		return ESME_RINVCMDLEN;
	switch (out->flag) {
	case DESTINATION_SME: return address_read(r, &out->address, DESTINATION_DIGITS, ESME_RINVDSTADR);
	case DESTINATION_LIST: return text_read(r, out->list, sizeof out->list, ESME_RINVDLNAME);
	default: return ESME_RINVDESTFLAG;
	}
}

/* Walks the entries to learn where they end; they are lent as they stand. */
static uint32_t destinations_read(struct reader *r, struct smpp_pdu *pdu)
{
	struct smpp_destination destination;

	pdu->destination_count = reader_u8(r);
	if (r->failed)
		return ESME_RINVCMDLEN;

	const uint8_t *start = r->at;
	for (size_t i = 0; i < pdu->destination_count; i++) {
		uint32_t status = destination_read(r, pdu->command, &destination);

		if (status != ESME_ROK)
			return status;
	}
	pdu->destinations = (struct bytes){start, (size_t)(r->at - start)};
	return ESME_ROK;
}

/* An id that a peer gave, whole or not: without its NUL at the end of the PDU, or longer than it may be. Lost, no receipt would find its message. */
static uint32_t id_read(struct reader *r, char *out, size_t max)
{
	size_t left = reader_left(r);
	const uint8_t *end = memchr(r->at, '\0', left);
	struct bytes id = reader_take(r, end ? (size_t)(end - r->at) + 1 : left);

	bytes_to_string(id, out, max);
	return ESME_ROK;
}

static uint32_t field_read(const struct field *field, struct reader *r, struct smpp_pdu *pdu)
{
	void *out = (char *)pdu + field->offset;

	switch (field->kind) {
	case FIELD_OCTET: *(uint8_t *)out = reader_u8(r); return r->failed ? ESME_RINVCMDLEN : ESME_ROK;
	case FIELD_TEXT: return text_read(r, out, field->max, field->status);
	case FIELD_ID: return pdu_is_response(pdu->command) ? id_read(r, out, field->max) : text_read(r, out, field->max, field->status);
	case FIELD_ADDRESS: return address_read(r, out, field->max, field->status);
	case FIELD_MESSAGE: return message_read(r, out);
	case FIELD_DESTINATIONS: return destinations_read(r, pdu);
	}
	return ESME_ROK;
}

/* Some peers write a NUL or two behind the last field and count it nowhere: what makes the rest a row of whole TLVs is passed over. */
static size_t zeros_before_tlvs(struct bytes rest)
{
	for (size_t odd = 0; odd <= 2 && odd < rest.len; odd++) {
		if (tlv_well_formed((struct bytes){rest.at + odd, rest.len - odd}))
			return odd;
		if (rest.at[odd] != 0)
			break;
	}
	return 0;
}

/* The text stands in what is cut: nothing of it would be heard, and the network would take it for delivered. */
static bool loses_words(const struct smpp_pdu *pdu, struct bytes cut)
{
	struct reader r = reader_over(cut);
	struct bytes payload;

	return reader_u16(&r) == TLV_MESSAGE_PAYLOAD && !r.failed && pdu->short_message.len == 0
		&& !tlv_find(pdu->tlvs, TLV_MESSAGE_PAYLOAD, &payload);
}

static uint32_t body_read(const struct pdu_row *row, struct reader *r, struct smpp_pdu *pdu)
{
	if (pdu_is_response(pdu->command) && reader_left(r) == 0)
		return ESME_ROK;
	for (size_t i = 0; i < row->count; i++) {
		uint32_t status = field_read(&row->fields[i], r, pdu);

		if (status != ESME_ROK)
			return status;
	}
	/* Later versions let optional parameters follow everywhere. */
	struct bytes rest = reader_take(r, reader_left(r));
	size_t odd = zeros_before_tlvs(rest);
	pdu->tlvs = (struct bytes){rest.at + odd, tlv_whole((struct bytes){rest.at + odd, rest.len - odd})};
	pdu->spare = (uint32_t)(rest.len - pdu->tlvs.len);
	return loses_words(pdu, (struct bytes){rest.at + odd + pdu->tlvs.len, pdu->spare - odd}) ? ESME_RINVOPTPARSTREAM : ESME_ROK;
}

enum error pdu_length(struct bytes stream, uint32_t *length)
{
	struct reader r = reader_over(stream);

	*length = reader_u32(&r);
	if (r.failed)
		return ERR_SHORT;
	return *length < SMPP_HEADER_OCTETS || *length > SMPP_PDU_MAX ? ERR_BAD : ERR_NONE;
}

enum error pdu_decode(struct bytes wire, struct smpp_pdu *pdu, uint32_t *status)
{
	struct reader r = reader_over(wire);

	memset(pdu, 0, sizeof *pdu);
	*status = ESME_RINVCMDLEN;
	if (wire.len < SMPP_HEADER_OCTETS)
		return ERR_SHORT;
	pdu->length = reader_u32(&r);
	pdu->command = reader_u32(&r);
	pdu->status = reader_u32(&r);
	pdu->sequence = reader_u32(&r);
	if (pdu->length != wire.len)
		return pdu->length > wire.len ? ERR_SHORT : ERR_LONG;

	const struct pdu_row *row = pdu_row(pdu->command);
	if (!row) {
		*status = ESME_RINVCMDID;
		return ERR_UNKNOWN;
	}
	*status = body_read(row, &r, pdu);
	return *status == ESME_ROK ? ERR_NONE : ERR_BAD;
}

/* Length without the NUL that our own text must have. */
static size_t text_length(const char *text, size_t capacity)
{
	size_t length = strnlen(text, capacity);

	assert(length < capacity);
	return length;
}

static enum error text_write(struct writer *w, const char *text, size_t capacity, size_t max)
{
	size_t octets = text_length(text, capacity) + 1;

	if (octets > max)
		return ERR_LONG;
	writer_put(w, (struct bytes){(const uint8_t *)text, octets});
	return ERR_NONE;
}

static enum error address_write(struct writer *w, const struct smpp_address *address, size_t max)
{
	writer_u8(w, address->ton);
	writer_u8(w, address->npi);
	return text_write(w, address->digits, sizeof address->digits, max);
}

static enum error message_write(struct writer *w, struct bytes message)
{
	if (message.len > SHORT_MESSAGE_MAX)
		return ERR_LONG;
	writer_u8(w, (uint8_t)message.len);
	writer_put(w, message);
	return ERR_NONE;
}

static bool destinations_sane(const struct smpp_pdu *pdu)
{
	struct smpp_destination destination;
	size_t at = 0, count = 0;

	while (pdu_destination_next(pdu, &at, &destination))
		count++;
	return at == pdu->destinations.len && count == pdu->destination_count;
}

static enum error field_write(const struct field *field, struct writer *w, const struct smpp_pdu *pdu)
{
	const void *in = (const char *)pdu + field->offset;

	switch (field->kind) {
	case FIELD_OCTET: writer_u8(w, *(const uint8_t *)in); return ERR_NONE;
	case FIELD_TEXT:
	case FIELD_ID: return text_write(w, in, field->max, field->max);
	case FIELD_ADDRESS: return address_write(w, in, field->max);
	case FIELD_MESSAGE: return message_write(w, pdu->short_message);
	case FIELD_DESTINATIONS:
		assert(destinations_sane(pdu));
		writer_u8(w, pdu->destination_count);
		writer_put(w, pdu->destinations);
		return ERR_NONE;
	}
	return ERR_NONE;
}

static enum error body_write(const struct pdu_row *row, struct writer *w, const struct smpp_pdu *pdu)
{
	for (size_t i = 0; i < row->count; i++) {
		enum error error = field_write(&row->fields[i], w, pdu);

		if (error != ERR_NONE)
			return error;
	}
	assert(tlv_well_formed(pdu->tlvs));
	writer_put(w, pdu->tlvs);
	return w->failed ? ERR_FULL : ERR_NONE;
}

/* `pdu` gives the body alone. */
static enum error pdu_write(uint32_t command, uint32_t status, uint32_t sequence, const struct smpp_pdu *pdu, struct writer *w)
{
	const struct pdu_row *row = pdu_row(command);
	uint8_t *head = w->at;

	if (!row)
		return ERR_UNKNOWN;
	writer_u32(w, 0);
	writer_u32(w, command);
	writer_u32(w, status);
	writer_u32(w, sequence);

	enum error error = body_write(row, w, pdu);
	size_t length = (size_t)(w->at - head);
	if (error == ERR_NONE && length > SMPP_PDU_MAX)
		error = ERR_LONG;
	if (row->traits & BARE_ERROR && status != ESME_ROK && length == SMPP_HEADER_OCTETS + 1)
		length = SMPP_HEADER_OCTETS; /* the one octet is the NUL of an empty field */
	w->at = head;
	if (error != ERR_NONE)
		return error;
	writer_u32(w, (uint32_t)length);
	w->at = head + length;
	return ERR_NONE;
}

enum error pdu_encode(const struct smpp_pdu *pdu, struct writer *w)
{
	return pdu_write(pdu->command, pdu->status, pdu->sequence, pdu, w);
}

static uint32_t response_command(uint32_t request)
{
	uint32_t command = request | SMPP_RESPONSE;

	return pdu_is_known(command) && !pdu_is_response(request) ? command : SMPP_GENERIC_NACK;
}

enum error pdu_encode_response(const struct smpp_pdu *request, uint32_t status, struct writer *w)
{
	static const struct smpp_pdu empty;

	return pdu_write(response_command(request->command), status, request->sequence, &empty, w);
}

struct smpp_pdu pdu_response(const struct smpp_pdu *request, uint32_t status)
{
	return (struct smpp_pdu){.command = response_command(request->command), .status = status, .sequence = request->sequence};
}

struct bytes pdu_text(const struct smpp_pdu *pdu)
{
	struct bytes payload;

	return tlv_find(pdu->tlvs, TLV_MESSAGE_PAYLOAD, &payload) && payload.len > 0 ? payload : pdu->short_message;
}

bool pdu_destination_next(const struct smpp_pdu *pdu, size_t *at, struct smpp_destination *out)
{
	if (*at >= pdu->destinations.len)
		return false;

	struct reader r = reader_over((struct bytes){pdu->destinations.at + *at, pdu->destinations.len - *at});
	memset(out, 0, sizeof *out);
	if (destination_read(&r, pdu->command, out) != ESME_ROK)
		return false;
	*at = pdu->destinations.len - reader_left(&r);
	return true;
}

enum error pdu_destination_put(struct writer *w, uint32_t command, const struct smpp_destination *destination)
{
	uint8_t *start = w->at;
	enum error error;

	if (pdu_is_response(command)) {
		error = address_write(w, &destination->address, DESTINATION_DIGITS);
		writer_u32(w, destination->error_status);
	} else {
		assert(destination->flag == DESTINATION_SME || destination->flag == DESTINATION_LIST);
		writer_u8(w, destination->flag);
		error = destination->flag == DESTINATION_SME
			? address_write(w, &destination->address, DESTINATION_DIGITS)
			: text_write(w, destination->list, sizeof destination->list, sizeof destination->list);
	}
	if (error == ERR_NONE && w->failed)
		error = ERR_FULL;
	if (error != ERR_NONE)
		w->at = start;
	return error;
}
