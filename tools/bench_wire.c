#include "bench_wire.h"

#include "smpp/tlv.h"

#include <assert.h>
#include <string.h>

#define COUNTRY "799" /* numbers of Russia: their country is known, so that each call of a subscriber is like the one before */
#define PLACEHOLDER COUNTRY "00000000"

static uint32_t integer_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool wire_next(struct bytes *in, struct bytes *pdu)
{
	if (in->len < SMPP_HEADER_OCTETS)
		return false;
	uint32_t length = integer_at(in->at);
	if (length > in->len || length < SMPP_HEADER_OCTETS)
		return false;
	*pdu = (struct bytes){in->at, length};
	*in = (struct bytes){in->at + length, in->len - length};
	return true;
}

static struct bytes string_read(struct reader *r)
{
	const uint8_t *end = memchr(r->at, 0, reader_left(r));
	struct bytes text = reader_take(r, end ? (size_t)(end - r->at) : 0);
	reader_u8(r);
	return text;
}

static struct bytes address_read(struct reader *r)
{
	reader_take(r, 2);
	return string_read(r);
}

/* Of deliver_sm and submit_sm (3.4, 4.4.1 and 4.6.1). */
static void body_read(struct reader *r, struct wire_message *m)
{
	string_read(r);
	m->source = address_read(r);
	m->destination = address_read(r);
	reader_take(r, 3);
	string_read(r);
	string_read(r);
	reader_take(r, 4);
	m->text = reader_take(r, reader_u8(r));
	while (reader_left(r) > 0 && !r->failed) {
		uint16_t tag = reader_u16(r);
		struct bytes value = reader_take(r, reader_u16(r));
		if (tag == TLV_USSD_SERVICE_OP && value.len == 1)
			m->op = value.at[0];
		if (tag == TLV_ITS_SESSION_INFO && value.len == 2)
			m->session = value;
	}
}

bool wire_read(struct bytes pdu, struct wire_message *out)
{
	struct reader r = reader_over((struct bytes){pdu.at + SMPP_HEADER_OCTETS, pdu.len - SMPP_HEADER_OCTETS});
	*out = (struct wire_message){
		.command = integer_at(pdu.at + 4), .status = integer_at(pdu.at + 8), .sequence = integer_at(pdu.at + 12), .op = -1};
	if (out->command == SMPP_DELIVER_SM || out->command == SMPP_SUBMIT_SM)
		body_read(&r, out);
	return !r.failed;
}

uint32_t wire_subscriber(struct bytes phone)
{
	size_t country = strlen(COUNTRY);
	uint32_t subscriber = 0;
	if (phone.len != country + WIRE_DIGITS || memcmp(phone.at, COUNTRY, country) != 0)
		return UINT32_MAX;
	for (size_t i = country; i < phone.len; i++)
		subscriber = subscriber * 10 + (phone.at[i] - '0');
	return subscriber;
}

static size_t place_of(const struct wire_template *t, const void *what, size_t len)
{
	const uint8_t *at = memmem(t->octets, t->len, what, len);
	assert(at);
	return (size_t)(at - t->octets);
}

void wire_template(struct wire_template *t, uint32_t command, struct bytes text, uint8_t data_coding, uint8_t op, bool end)
{
	uint8_t tlvs[32];
	const uint8_t info[] = {0x13, 0x83, 0, 2, 0, end};
	struct smpp_pdu pdu = {.command = command, .service_type = "USSD", .data_coding = data_coding, .short_message = text};
	struct smpp_address subscriber = {1, 1, PLACEHOLDER}, service = {0, 1, "500"};
	pdu.source = command == SMPP_DELIVER_SM ? subscriber : service;
	pdu.destination = command == SMPP_DELIVER_SM ? service : subscriber;
	struct writer w = writer_over(tlvs, sizeof tlvs);
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, op);
	writer_put(&w, (struct bytes){info, sizeof info});
	pdu.tlvs = writer_bytes(&w);
	w = writer_over(t->octets, sizeof t->octets);
	enum error err = pdu_encode(&pdu, &w);
	assert(err == ERR_NONE);
	(void)err;
	t->len = writer_len(&w);
	t->phone_at = place_of(t, PLACEHOLDER, strlen(PLACEHOLDER)) + strlen(COUNTRY);
	t->session_at = t->len - 2;
}

void wire_put_sequence(uint8_t *pdu, uint32_t sequence)
{
	struct writer w = writer_over(pdu + 12, 4);
	writer_u32(&w, sequence);
}

void wire_put_subscriber(uint8_t *digits, uint32_t subscriber)
{
	for (size_t i = WIRE_DIGITS; i-- > 0; subscriber /= 10)
		digits[i] = (uint8_t)('0' + subscriber % 10);
}
