/* Our codec against libsmpp34's, on random field values: what we write it reads, what it writes we read, and both write the same octets.
 *
 * What it does otherwise, and what is left out here for that reason:
 * - its error state is global (smpp34_errno, smpp34_strerror): one thread, and the text is shown when a call fails;
 * - data_sm: its source_addr has 21 octets, where the standard has 65; its data_sm_resp knows no TLVs;
 * - deliver_sm: schedule_delivery_time, validity_period and the message_id of the response are always empty, as the standard demands;
 * - ussd_service_op is opaque in deliver_sm: its one octet is compared as octets. Integers of two and four octets are opaque, and
 *   in the order of the wire, in the PDUs to which the standard does not give them; in the others they are numbers;
 * - it refuses versions, types of number, numbering plans and statuses that the standard does not list;
 * - what it unpacks stands in its lists of TLVs and destinations with the last one first: they are turned round before they are compared;
 * - with an error it neither writes nor reads the message_id of submit_sm_resp, and insists on the system_id of a bind response;
 * - a short_message of 254 octets is one too long for it, and a TLV of 1,024. */
#include "smpp/pdu.h"
#include "smpp/tlv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* After our own headers: it defines the names of our enums as macros. */
#include <libsmpp34/smpp34.h>
#include <libsmpp34/smpp34_structs.h>
#include <libsmpp34/smpp34_params.h>

#define ROUNDS 2000
#define LIST_MAX 6
#define TLVS_MAX 5

enum kind { OCTET, VERSION, TON, NPI, TEXT, MESSAGE, DESTINATIONS, UNSUCCESS };

/* Where the same field stands in both structs. */
struct pair {
	enum kind kind;
	size_t ours, theirs, max;
};

#define OURS(member) offsetof(struct smpp_pdu, member)
#define AS(kind, type, ours, theirs) {kind, OURS(ours), offsetof(type, theirs), sizeof ((type *)0)->theirs}
#define ADDRESS(type, ours, prefix, text) AS(TON, type, ours.ton, prefix##_ton), AS(NPI, type, ours.npi, prefix##_npi), \
	AS(TEXT, type, ours.digits, text)
#define ADDRESS_FROM(type) ADDRESS(type, source, source_addr, source_addr)
#define ADDRESS_TO(type) ADDRESS(type, destination, dest_addr, destination_addr)
#define BIND_PAIRS(type) AS(TEXT, type, system_id, system_id), AS(TEXT, type, password, password), \
	AS(TEXT, type, system_type, system_type), AS(VERSION, type, interface_version, interface_version), \
	ADDRESS(type, address_range, addr, address_range)
#define TIMES(type) AS(TEXT, type, schedule_delivery_time, schedule_delivery_time), AS(TEXT, type, validity_period, validity_period)
#define TEXT_PAIRS(type) AS(OCTET, type, esm_class, esm_class), AS(OCTET, type, protocol_id, protocol_id), \
	AS(OCTET, type, priority_flag, priority_flag), TIMES(type), AS(OCTET, type, registered_delivery, registered_delivery), \
	AS(OCTET, type, replace_if_present, replace_if_present_flag), AS(OCTET, type, data_coding, data_coding), \
	AS(OCTET, type, sm_default_msg_id, sm_default_msg_id), AS(MESSAGE, type, short_message, sm_length)

static const struct pair BIND_R[] = {BIND_PAIRS(bind_receiver_t)};
static const struct pair BIND_T[] = {BIND_PAIRS(bind_transmitter_t)};
static const struct pair BIND_TR[] = {BIND_PAIRS(bind_transceiver_t)};
static const struct pair BIND_R_RESP[] = {AS(TEXT, bind_receiver_resp_t, system_id, system_id)};
static const struct pair BIND_T_RESP[] = {AS(TEXT, bind_transmitter_resp_t, system_id, system_id)};
static const struct pair BIND_TR_RESP[] = {AS(TEXT, bind_transceiver_resp_t, system_id, system_id)};
static const struct pair OUT[] = {AS(TEXT, outbind_t, system_id, system_id), AS(TEXT, outbind_t, password, password)};
static const struct pair SUBMIT[] = {
	AS(TEXT, submit_sm_t, service_type, service_type), ADDRESS_FROM(submit_sm_t), ADDRESS_TO(submit_sm_t), TEXT_PAIRS(submit_sm_t),
};
static const struct pair SUBMIT_RESP[] = {AS(TEXT, submit_sm_resp_t, message_id, message_id)};
static const struct pair DELIVER[] = {
	AS(TEXT, deliver_sm_t, service_type, service_type), ADDRESS_FROM(deliver_sm_t), ADDRESS_TO(deliver_sm_t), TEXT_PAIRS(deliver_sm_t),
};
static const struct pair DELIVER_RESP[] = {AS(TEXT, deliver_sm_resp_t, message_id, message_id)};
static const struct pair MULTI[] = {
	AS(TEXT, submit_multi_t, service_type, service_type), ADDRESS_FROM(submit_multi_t),
	AS(DESTINATIONS, submit_multi_t, destinations, dest_addr_def), TEXT_PAIRS(submit_multi_t),
};
static const struct pair MULTI_RESP[] = {
	AS(TEXT, submit_multi_resp_t, message_id, message_id), AS(UNSUCCESS, submit_multi_resp_t, destinations, unsuccess_smes),
};
static const struct pair DATA[] = {
	AS(TEXT, data_sm_t, service_type, service_type), ADDRESS_FROM(data_sm_t), ADDRESS_TO(data_sm_t),
	AS(OCTET, data_sm_t, esm_class, esm_class), AS(OCTET, data_sm_t, registered_delivery, registered_delivery),
	AS(OCTET, data_sm_t, data_coding, data_coding),
};
static const struct pair DATA_RESP[] = {AS(TEXT, data_sm_resp_t, message_id, message_id)};
static const struct pair QUERY[] = {AS(TEXT, query_sm_t, message_id, message_id), ADDRESS_FROM(query_sm_t)};
static const struct pair QUERY_RESP[] = {
	AS(TEXT, query_sm_resp_t, message_id, message_id), AS(TEXT, query_sm_resp_t, final_date, final_date),
	AS(OCTET, query_sm_resp_t, message_state, message_state), AS(OCTET, query_sm_resp_t, error_code, error_code),
};
static const struct pair CANCEL[] = {
	AS(TEXT, cancel_sm_t, service_type, service_type), AS(TEXT, cancel_sm_t, message_id, message_id),
	ADDRESS_FROM(cancel_sm_t), ADDRESS_TO(cancel_sm_t),
};
static const struct pair REPLACE[] = {
	AS(TEXT, replace_sm_t, message_id, message_id), ADDRESS_FROM(replace_sm_t), TIMES(replace_sm_t),
	AS(OCTET, replace_sm_t, registered_delivery, registered_delivery),
	AS(OCTET, replace_sm_t, sm_default_msg_id, sm_default_msg_id), AS(MESSAGE, replace_sm_t, short_message, sm_length),
};
static const struct pair ALERT[] = {
	ADDRESS_FROM(alert_notification_t), ADDRESS(alert_notification_t, esme, esme_addr, esme_addr),
};

/* Any of their PDUs; all begin with the header. */
union theirs {
	submit_sm_t header;
	uint8_t octets[8192];
};

/* TLVs that both take for integers of more than one octet; 0 ends the list. */
static const uint16_t WIDE_NONE[] = {0};
static const uint16_t WIDE_MESSAGE[] = {0x0204, 0x020a, 0x020b, 0x020c, 0x1383, 0};
static const uint16_t WIDE_DATA[] = {0x0204, 0x020a, 0x020b, 0x020c, 0x1383, 0x0017, 0x0008, 0x1203, 0};

static const struct shape {
	uint32_t command;
	const struct pair *pairs;
	size_t count;
	size_t tlvs; /* offset of their list; 0: none */
	const uint16_t *wide;
} SHAPES[] = {
#define SHAPE(command, pairs, tlvs, wide) {command, pairs, sizeof pairs / sizeof *pairs, tlvs, wide}
#define PLAIN(command, pairs) SHAPE(command, pairs, 0, WIDE_NONE)
#define BARE(command) {command, NULL, 0, 0, WIDE_NONE}
	PLAIN(BIND_RECEIVER, BIND_R), SHAPE(BIND_RECEIVER_RESP, BIND_R_RESP, offsetof(bind_receiver_resp_t, tlv), WIDE_NONE),
	PLAIN(BIND_TRANSMITTER, BIND_T), SHAPE(BIND_TRANSMITTER_RESP, BIND_T_RESP, offsetof(bind_transmitter_resp_t, tlv), WIDE_NONE),
	PLAIN(SMPP_BIND_TRANSCEIVER, BIND_TR),
	SHAPE(BIND_TRANSCEIVER_RESP, BIND_TR_RESP, offsetof(bind_transceiver_resp_t, tlv), WIDE_NONE),
	PLAIN(OUTBIND, OUT), BARE(UNBIND), BARE(UNBIND_RESP), BARE(GENERIC_NACK),
	SHAPE(SUBMIT_SM, SUBMIT, offsetof(submit_sm_t, tlv), WIDE_MESSAGE), PLAIN(SUBMIT_SM_RESP, SUBMIT_RESP),
	SHAPE(DELIVER_SM, DELIVER, offsetof(deliver_sm_t, tlv), WIDE_MESSAGE), PLAIN(DELIVER_SM_RESP, DELIVER_RESP),
	SHAPE(SUBMIT_MULTI, MULTI, offsetof(submit_multi_t, tlv), WIDE_MESSAGE), PLAIN(SUBMIT_MULTI_RESP, MULTI_RESP),
	SHAPE(DATA_SM, DATA, offsetof(data_sm_t, tlv), WIDE_DATA), PLAIN(DATA_SM_RESP, DATA_RESP),
	PLAIN(QUERY_SM, QUERY), PLAIN(QUERY_SM_RESP, QUERY_RESP), PLAIN(CANCEL_SM, CANCEL), BARE(CANCEL_SM_RESP),
	PLAIN(REPLACE_SM, REPLACE), BARE(REPLACE_SM_RESP), BARE(ENQUIRE_LINK), BARE(ENQUIRE_LINK_RESP),
	SHAPE(ALERT_NOTIFICATION, ALERT, offsetof(alert_notification_t, tlv), WIDE_NONE),
};

/* One PDU in both forms, with the memory that its lists stand in. */
struct twin {
	struct smpp_pdu ours;
	union theirs theirs;
	uint8_t message[SHORT_MESSAGE_MAX], list_octets[1024], tlv_octets[TLVS_MAX * 1100];
	dad_t destinations[LIST_MAX];
	udad_t unsuccess[LIST_MAX];
	tlv_t tlvs[TLVS_MAX];
};

static uint64_t dice = 0x6b6f7075726f; /* any, and always the same */

static uint32_t dice_below(uint32_t n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(dice >> 33) % n;
}

static uint8_t dice_ton(void)
{
	return (uint8_t)dice_below(TON_Abbreviated + 1);
}

static uint8_t dice_npi(void)
{
	static const uint8_t PLANS[] = {0, 1, 3, 4, 6, 8, 9, 10, 14, 18};

	return PLANS[dice_below(sizeof PLANS)];
}

static uint32_t dice_status(void)
{
	uint32_t status;

	do
		status = dice_below(256);
	while (strcmp(status_name(status), "reserved") == 0);
	return status;
}

static void dice_text(void *out, size_t capacity)
{
	size_t len = dice_below((uint32_t)capacity);

	memset(out, 0, capacity);
	for (size_t i = 0; i < len; i++)
		((char *)out)[i] = (char)(1 + dice_below(255));
}

static void dice_octets(uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)dice_below(256);
}

static void destinations_fill(struct twin *twin, void *theirs, enum kind kind)
{
	struct writer w = writer_over(twin->list_octets, sizeof twin->list_octets);
	size_t count = dice_below(LIST_MAX + 1);

	for (size_t i = 0; i < count; i++) {
		bool list = kind == DESTINATIONS && dice_below(3) == 0;
		struct smpp_destination destination = {
			.flag = list ? DESTINATION_LIST : DESTINATION_SME,
			.address = {dice_ton(), dice_npi(), ""},
			.error_status = dice_below(1u << 31),
		};
		dice_text(destination.address.digits, DESTINATION_DIGITS);
		dice_text(destination.list, sizeof destination.list);
		assert_int_equal(pdu_destination_put(&w, twin->ours.command, &destination), ERR_NONE);

		if (kind == UNSUCCESS) {
			udad_t *entry = &twin->unsuccess[i];

			entry->dest_addr_ton = destination.address.ton;
			entry->dest_addr_npi = destination.address.npi;
			memcpy(entry->destination_addr, destination.address.digits, sizeof entry->destination_addr);
			entry->error_status_code = destination.error_status;
			entry->next = i + 1 < count ? entry + 1 : NULL;
			continue;
		}
		dad_t *entry = &twin->destinations[i];
		entry->dest_flag = destination.flag;
		if (list) {
			memcpy(entry->value.dl_name, destination.list, sizeof entry->value.dl_name);
		} else {
			entry->value.sme.dest_addr_ton = destination.address.ton;
			entry->value.sme.dest_addr_npi = destination.address.npi;
			memcpy(entry->value.sme.destination_addr, destination.address.digits, sizeof entry->value.sme.destination_addr);
		}
		entry->next = i + 1 < count ? entry + 1 : NULL;
	}
	twin->ours.destination_count = (uint8_t)count;
	twin->ours.destinations = writer_bytes(&w);
	if (kind == UNSUCCESS) {
		((submit_multi_resp_t *)&twin->theirs)->no_unsuccess = (uint8_t)count;
		*(udad_t **)theirs = count ? twin->unsuccess : NULL;
	} else {
		((submit_multi_t *)&twin->theirs)->number_of_dests = (uint8_t)count;
		*(dad_t **)theirs = count ? twin->destinations : NULL;
	}
}

static bool is_wide(const uint16_t *wide, uint16_t tag)
{
	for (; *wide; wide++)
		if (*wide == tag)
			return true;
	return false;
}

/* One of the wide integers, an integer of one octet, or octets under a tag that is nobody's. */
static void tlv_fill(struct writer *w, tlv_t *theirs, const uint16_t *wide)
{
	const struct tlv_row *rows, *row;
	size_t count = tlv_table(&rows), wides = 0;
	size_t start = writer_len(w);

	while (wide[wides])
		wides++;
	uint32_t choice = dice_below(3);
	if (choice == 0 && wides > 0) {
		theirs->tag = wide[dice_below((uint32_t)wides)];
		uint32_t value = dice_below(tlv_row(theirs->tag)->max == 4 ? 1u << 31 : 1u << 16);
		tlv_put_integer(w, theirs->tag, value);
		if (tlv_row(theirs->tag)->max == 4)
			theirs->value.val32 = value;
		else
			theirs->value.val16 = (uint16_t)value;
	} else if (choice == 1) {
		do
			row = &rows[dice_below((uint32_t)count)];
		while (row->kind != TLV_INTEGER || row->max != 1);
		theirs->tag = row->tag;
		theirs->value.val08 = (uint8_t)dice_below(256);
		tlv_put_integer(w, row->tag, theirs->value.val08);
	} else {
		size_t len = dice_below(MAX_TLV_SIZE);

		theirs->tag = (uint16_t)(0x1400 + dice_below(0x4000 - 0x1400));
		dice_octets(theirs->value.octet, len);
		tlv_put(w, theirs->tag, (struct bytes){theirs->value.octet, len});
	}
	theirs->length = (uint16_t)(writer_len(w) - start - 4);
}

static void tlvs_fill(struct twin *twin, const struct shape *shape)
{
	struct writer w = writer_over(twin->tlv_octets, sizeof twin->tlv_octets);
	size_t count = dice_below(TLVS_MAX + 1);

	for (size_t i = 0; i < count; i++) {
		tlv_fill(&w, &twin->tlvs[i], shape->wide);
		twin->tlvs[i].next = i + 1 < count ? &twin->tlvs[i + 1] : NULL;
	}
	twin->ours.tlvs = writer_bytes(&w);
	*(tlv_t **)(twin->theirs.octets + shape->tlvs) = count ? twin->tlvs : NULL;
}

static void twin_fill(struct twin *twin, const struct shape *shape)
{
	memset(twin, 0, sizeof *twin);
	twin->ours.command = twin->theirs.header.command_id = shape->command;
	twin->ours.status = twin->theirs.header.command_status = pdu_is_response(shape->command) ? dice_status() : 0;
	twin->ours.sequence = twin->theirs.header.sequence_number = 1 + dice_below(0x7ffffffe);
	for (size_t i = 0; i < shape->count; i++) {
		const struct pair *pair = &shape->pairs[i];
		uint8_t *ours = (uint8_t *)&twin->ours + pair->ours, *theirs = twin->theirs.octets + pair->theirs;
		size_t len;

		switch (pair->kind) {
		case OCTET:
			*ours = *theirs = (uint8_t)dice_below(256);
			break;
		case VERSION:
			*ours = *theirs = SMPP_VERSION;
			break;
		case TON:
			*ours = *theirs = dice_ton();
			break;
		case NPI:
			*ours = *theirs = dice_npi();
			break;
		case TEXT:
			dice_text(ours, pair->max);
			memcpy(theirs, ours, pair->max);
			break;
		case MESSAGE: /* theirs: the octet of sm_length, and the text behind it */
			len = dice_below(SHORT_MESSAGE_MAX);
			dice_octets(twin->message, len);
			*(struct bytes *)ours = (struct bytes){twin->message, len};
			*theirs = (uint8_t)len;
			memcpy(theirs + 1, twin->message, len);
			break;
		case DESTINATIONS:
		case UNSUCCESS:
			destinations_fill(twin, theirs, pair->kind);
			break;
		}
	}
	if (shape->tlvs)
		tlvs_fill(twin, shape);
	if (shape->command == SUBMIT_SM_RESP && twin->ours.status != ESME_ROK) {
		*twin->ours.message_id = '\0';
		*((submit_sm_resp_t *)&twin->theirs)->message_id = '\0';
	}
}

static void lists_compare(const struct twin *twin, const uint8_t *theirs, enum kind kind)
{
	struct smpp_destination expected;
	size_t at = 0;

	if (kind == UNSUCCESS) {
		const udad_t *entry = *(udad_t *const *)theirs;

		for (; pdu_destination_next(&twin->ours, &at, &expected); entry = entry->next) {
			assert_non_null(entry);
			assert_int_equal(entry->dest_addr_ton, expected.address.ton);
			assert_int_equal(entry->dest_addr_npi, expected.address.npi);
			assert_string_equal((const char *)entry->destination_addr, expected.address.digits);
			assert_int_equal(entry->error_status_code, expected.error_status);
		}
		assert_null(entry);
		return;
	}
	const dad_t *entry = *(dad_t *const *)theirs;
	for (; pdu_destination_next(&twin->ours, &at, &expected); entry = entry->next) {
		assert_non_null(entry);
		assert_int_equal(entry->dest_flag, expected.flag);
		if (expected.flag == DESTINATION_LIST) {
			assert_string_equal((const char *)entry->value.dl_name, expected.list);
			continue;
		}
		assert_int_equal(entry->value.sme.dest_addr_ton, expected.address.ton);
		assert_int_equal(entry->value.sme.dest_addr_npi, expected.address.npi);
		assert_string_equal((const char *)entry->value.sme.destination_addr, expected.address.digits);
	}
	assert_null(entry);
}

static void tlvs_compare(const struct twin *twin, const tlv_t *theirs, const uint16_t *wide)
{
	size_t at = 0;
	struct tlv expected;

	for (; tlv_next(twin->ours.tlvs, &at, &expected) == ERR_NONE; theirs = theirs->next) {
		assert_non_null(theirs);
		assert_int_equal(theirs->tag, expected.tag);
		assert_int_equal(theirs->length, expected.value.len);
		if (!is_wide(wide, expected.tag)) {
			assert_true(bytes_equal((struct bytes){theirs->value.octet, theirs->length}, expected.value));
			continue;
		}
		struct reader r = reader_over(expected.value);
		if (expected.row->max == 4)
			assert_int_equal(theirs->value.val32, reader_u32(&r));
		else
			assert_int_equal(theirs->value.val16, reader_u16(&r));
	}
	assert_null(theirs);
}

static void their_fields_compare(const struct twin *twin, const union theirs *got, const struct shape *shape)
{
	assert_int_equal(got->header.command_id, twin->ours.command);
	assert_int_equal(got->header.command_status, twin->ours.status);
	assert_int_equal(got->header.sequence_number, twin->ours.sequence);
	for (size_t i = 0; i < shape->count; i++) {
		const struct pair *pair = &shape->pairs[i];
		const uint8_t *ours = (const uint8_t *)&twin->ours + pair->ours, *theirs = got->octets + pair->theirs;

		switch (pair->kind) {
		case OCTET:
		case VERSION:
		case TON:
		case NPI: assert_int_equal(*theirs, *ours); break;
		case TEXT: assert_string_equal((const char *)theirs, (const char *)ours); break;
		case MESSAGE: assert_true(bytes_equal((struct bytes){theirs + 1, *theirs}, twin->ours.short_message)); break;
		case DESTINATIONS:
		case UNSUCCESS: lists_compare(twin, theirs, pair->kind); break;
		}
	}
	if (shape->tlvs)
		tlvs_compare(twin, *(tlv_t *const *)(got->octets + shape->tlvs), shape->wide);
}

#define LIST_TURN(type, list) do { \
	type *turned = NULL; \
	for (type *entry = *(type **)(list), *next; entry; entry = next) { \
		next = entry->next; \
		entry->next = turned; \
		turned = entry; \
	} \
	*(type **)(list) = turned; \
} while (0)

static void their_lists_turn(union theirs *got, const struct shape *shape)
{
	for (size_t i = 0; i < shape->count; i++) {
		void *list = got->octets + shape->pairs[i].theirs;

		if (shape->pairs[i].kind == DESTINATIONS)
			LIST_TURN(dad_t, list);
		if (shape->pairs[i].kind == UNSUCCESS)
			LIST_TURN(udad_t, list);
	}
	if (shape->tlvs)
		LIST_TURN(tlv_t, got->octets + shape->tlvs);
}

static void their_lists_free(union theirs *got, const struct shape *shape)
{
	for (size_t i = 0; i < shape->count; i++) {
		void *list = got->octets + shape->pairs[i].theirs;

		if (shape->pairs[i].kind == DESTINATIONS)
			destroy_dad(*(dad_t **)list);
		if (shape->pairs[i].kind == UNSUCCESS)
			destroy_udad(*(udad_t **)list);
	}
	if (shape->tlvs)
		destroy_tlv(*(tlv_t **)(got->octets + shape->tlvs));
}

static void our_fields_compare(const struct twin *twin, const struct smpp_pdu *got, const struct shape *shape)
{
	assert_int_equal(got->command, twin->ours.command);
	assert_int_equal(got->status, twin->ours.status);
	assert_int_equal(got->sequence, twin->ours.sequence);
	for (size_t i = 0; i < shape->count; i++) {
		const struct pair *pair = &shape->pairs[i];
		const uint8_t *sent = (const uint8_t *)&twin->ours + pair->ours, *came = (const uint8_t *)got + pair->ours;

		switch (pair->kind) {
		case OCTET:
		case VERSION:
		case TON:
		case NPI: assert_int_equal(*came, *sent); break;
		case TEXT: assert_string_equal((const char *)came, (const char *)sent); break;
		case MESSAGE: assert_true(bytes_equal(got->short_message, twin->ours.short_message)); break;
		case DESTINATIONS:
		case UNSUCCESS:
			assert_int_equal(got->destination_count, twin->ours.destination_count);
			assert_true(bytes_equal(got->destinations, twin->ours.destinations));
			break;
		}
	}
	assert_true(bytes_equal(got->tlvs, twin->ours.tlvs));
}

static void both_agree(const struct shape *shape)
{
	static struct twin twin;
	static union theirs unpacked;
	uint8_t ours[16384], theirs[16384];
	struct writer w = writer_over(ours, sizeof ours);
	struct smpp_pdu decoded;
	uint32_t status;
	int len = 0;

	twin_fill(&twin, shape);
	assert_int_equal(pdu_encode(&twin.ours, &w), ERR_NONE);

	memset(&unpacked, 0, sizeof unpacked);
	if (smpp34_unpack2(&unpacked, ours, (int)writer_len(&w)) != 0)
		fail_msg("%s: it does not unpack ours: %d %s", pdu_name(shape->command), smpp34_errno, smpp34_strerror);
	their_lists_turn(&unpacked, shape);
	their_fields_compare(&twin, &unpacked, shape);
	their_lists_free(&unpacked, shape);

	memset(theirs, 0, sizeof theirs);
	if (smpp34_pack2(theirs, sizeof theirs, &len, &twin.theirs) != 0)
		fail_msg("%s: it does not pack: %d %s", pdu_name(shape->command), smpp34_errno, smpp34_strerror);
	assert_int_equal(pdu_decode((struct bytes){theirs, (size_t)len}, &decoded, &status), ERR_NONE);
	our_fields_compare(&twin, &decoded, shape);

	if (!bytes_equal(writer_bytes(&w), (struct bytes){theirs, (size_t)len}))
		fail_msg("%s: %zu octets of ours are not the %d of theirs", pdu_name(shape->command), writer_len(&w), len);
}

static void random_pdus_are_the_same_to_both(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++)
		for (int round = 0; round < ROUNDS; round++)
			both_agree(&SHAPES[i]);
}

static void every_pdu_is_compared(void **state)
{
	(void)state;
	size_t known = 0;

	for (uint32_t base = 0; base <= 0xffff; base++)
		known += (size_t)pdu_is_known(base) + pdu_is_known(base | SMPP_RESPONSE);
	assert_int_equal(known, sizeof SHAPES / sizeof *SHAPES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pdu_is_compared),
		cmocka_unit_test(random_pdus_are_the_same_to_both),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
