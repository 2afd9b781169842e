#include "network_receipt.h"

#include "smpp/tlv.h"

#include <stdio.h>
#include <string.h>

static const struct receipt_habit habits[] = {
	{"off", "", 0, RECEIPT_AS_GIVEN, false, false, 0, 0x04, 0},
	{"on", "DELIVRD", 2, RECEIPT_AS_GIVEN, false, false, 1, 0x04, 0},
	{"upper", "DELIVRD", 2, RECEIPT_UPPER, false, false, 1, 0x04, 0},
	{"decimal", "DELIVRD", 2, RECEIPT_DECIMAL, false, false, 1, 0x04, 0},
	{"bare", "DELIVRD", 2, RECEIPT_BARE, false, false, 1, 0x04, 0},
	{"early", "DELIVRD", 2, RECEIPT_AS_GIVEN, true, false, 1, 0x04, 0},
	{"twice", "DELIVRD", 2, RECEIPT_AS_GIVEN, false, false, 2, 0x04, 0},
	{"tlv", "DELIVRD", 2, RECEIPT_AS_GIVEN, false, true, 1, 0x04, 0},
	{"unmarked", "DELIVRD", 2, RECEIPT_AS_GIVEN, false, false, 1, 0x00, 0},
	{"mislabelled", "DELIVRD", 2, RECEIPT_AS_GIVEN, false, false, 1, 0x04, 8}, /* UCS-2, it says; it is ASCII */
	{"failed", "UNDELIV", 5, RECEIPT_AS_GIVEN, false, false, 1, 0x04, 0},
};

const struct receipt_habit *receipt_habit_find(const char *name)
{
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].name, name) == 0)
			return &habits[i];
	return NULL;
}

static void write_id(const struct receipt_habit *habit, uint32_t id, char out[24])
{
	switch (habit->id) {
	case RECEIPT_AS_GIVEN: snprintf(out, 24, "%08x", id); return;
	case RECEIPT_UPPER: snprintf(out, 24, "%08X", id); return;
	case RECEIPT_DECIMAL: snprintf(out, 24, "%010u", id); return;
	case RECEIPT_BARE: snprintf(out, 24, "%x", id); return;
	}
}

struct smpp_pdu receipt_pdu(const struct receipt_habit *habit, uint32_t id, const char *phone, uint8_t room[RECEIPT_ROOM])
{
	char digits[24];
	struct smpp_pdu pdu = {.command = SMPP_DELIVER_SM, .esm_class = habit->esm_class, .data_coding = habit->data_coding, .source = {.ton = 1, .npi = 1}};
	snprintf(pdu.source.digits, sizeof pdu.source.digits, "%s", phone);
	write_id(habit, id, digits);
	char *text = (char *)room;
	int len = snprintf(text, RECEIPT_ROOM / 2, "id:%s sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:%s err:000 text:",
		habit->tlvs ? "0" : digits, habit->tlvs ? "UNKNOWN" : habit->stat);
	pdu.short_message = (struct bytes){room, (size_t)len};
	if (!habit->tlvs)
		return pdu;
	struct writer w = writer_over(room + RECEIPT_ROOM / 2, RECEIPT_ROOM / 2);
	tlv_put(&w, TLV_RECEIPTED_MESSAGE_ID, (struct bytes){(const uint8_t *)digits, strlen(digits) + 1});
	tlv_put_integer(&w, TLV_MESSAGE_STATE, habit->state);
	pdu.tlvs = writer_bytes(&w);
	return pdu;
}
