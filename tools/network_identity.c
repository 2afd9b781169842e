#include "network_identity.h"

#include "smpp/tlv.h"

#include <stdio.h>
#include <string.h>

#define ECHO_OCTETS 2

void network_identity_begin(const struct ussd_profile *profile, struct network_identity *id, uint32_t number)
{
	*id = (struct network_identity){.number = number};
	if (profile->session.in == USSD_IN_SERVICE_TYPE)
		snprintf(id->service_type, sizeof id->service_type, "U%c%c%c", 'A' + number / 676 % 26, 'A' + number / 26 % 26, 'A' + number % 26);
	else
		snprintf(id->service_type, sizeof id->service_type, "%s", profile->service_type[0] ? profile->service_type : "USSD");
}

bool network_identity_adopt(const struct ussd_profile *profile, struct network_identity *id, const struct smpp_pdu *pdu)
{
	struct bytes value;
	*id = (struct network_identity){0};
	memcpy(id->service_type, pdu->service_type, sizeof id->service_type);
	if (profile->session.in != USSD_IN_TLV)
		return true;
	if (!tlv_find(pdu->tlvs, profile->session.tag, &value) || value.len != profile->session.width)
		return false;
	bool sequence = profile->session.form == USSD_FORM_SEQUENCE;
	for (size_t i = 0; i < (sequence ? 1 : value.len); i++)
		id->number = id->number << 8 | value.at[i];
	id->sequence = sequence ? value.at[1] >> 1 : 0;
	id->number >>= profile->session.form == USSD_FORM_UPPER_15;
	memcpy(id->sent, value.at, value.len);
	return true;
}

/* Of `width` octets, the last one last. */
static void put_number(uint8_t *out, size_t width, uint32_t number)
{
	memset(out, 0, width);
	for (size_t i = 0; i < width && i < sizeof number; i++)
		out[width - 1 - i] = (uint8_t)(number >> 8 * i);
}

static void next_octets(const struct ussd_profile *profile, struct network_identity *id, uint32_t number, bool end)
{
	switch (profile->session.form) {
	case USSD_FORM_SEQUENCE:
		id->sequence = (id->sequence + 1) & 0x7f;
		id->sent[0] = (uint8_t)id->number;
		id->sent[1] = (uint8_t)(id->sequence << 1 | end);
		return;
	case USSD_FORM_UPPER_15:
		put_number(id->sent, 2, id->number << 1 | end);
		return;
	case USSD_FORM_CHANGING:
		id->number = number;
		break;
	case USSD_FORM_OPAQUE:
		break;
	}
	put_number(id->sent, profile->session.width, id->number);
}

void network_identity_put(const struct ussd_profile *profile, struct network_identity *id, uint32_t number, bool end, struct smpp_pdu *pdu,
	struct writer *tlvs)
{
	uint8_t echoed[ECHO_OCTETS];
	memcpy(pdu->service_type, id->service_type, sizeof pdu->service_type);
	put_number(echoed, sizeof echoed, id->number);
	for (size_t i = 0; i < profile->echo_count; i++)
		tlv_put(tlvs, profile->echo[i], (struct bytes){echoed, sizeof echoed});
	if (profile->session.in != USSD_IN_TLV)
		return;
	next_octets(profile, id, number, end);
	tlv_put(tlvs, profile->session.tag, (struct bytes){id->sent, profile->session.width});
}

static bool octets_are_of(const struct ussd_profile *profile, const struct network_identity *id, struct bytes came, bool last)
{
	const uint8_t *sent = id->sent, *at = came.at;
	bool end = last && profile->session.end_ours;
	if (came.len != profile->session.width)
		return false;
	switch (profile->session.form) {
	case USSD_FORM_SEQUENCE: return at[0] == sent[0] && (at[1] & 1) == end;
	case USSD_FORM_UPPER_15: return at[0] == sent[0] && at[1] == ((sent[1] & 0xfe) | end);
	case USSD_FORM_CHANGING:
	case USSD_FORM_OPAQUE: break;
	}
	return memcmp(at, sent, came.len) == 0;
}

const char *network_identity_wrong(const struct ussd_profile *profile, const struct network_identity *id, const struct smpp_pdu *pdu, bool last)
{
	struct bytes value;
	uint8_t echoed[ECHO_OCTETS];
	if (strcmp(pdu->service_type, id->service_type) != 0)
		return "service_type";
	put_number(echoed, sizeof echoed, id->number);
	for (size_t i = 0; i < profile->echo_count; i++) {
		if (!tlv_find(pdu->tlvs, profile->echo[i], &value) || value.len != sizeof echoed || memcmp(value.at, echoed, value.len) != 0)
			return "what is echoed";
	}
	if (profile->session.in != USSD_IN_TLV)
		return NULL;
	return tlv_find(pdu->tlvs, profile->session.tag, &value) && octets_are_of(profile, id, value, last) ? NULL : "session";
}
