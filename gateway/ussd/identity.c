#include "ussd/identity.h"

#include "smpp/tlv.h"

#include <stdio.h>
#include <string.h>

#define SEQUENCE_MASK 0x7f

/* What a form makes of a session's octets. */
struct form {
	size_t min, max; /* how many */
	void (*came)(struct ussd_dialog *dialog);
	void (*goes)(struct ussd_dialog *dialog, bool end, uint8_t *octets);
	bool (*same)(const uint8_t *kept, const uint8_t *came, size_t len);
	void (*begin)(uint8_t *octets, size_t len, uint32_t number);
};

/* its_session_info (3.4, 5.3.2.43):
 *
 *      0                1
 *      +----------------+------------------+-----+
 *      | session number | sequence (7 bits)| end |
 *      +----------------+------------------+-----+
 */
static void sequence_came(struct ussd_dialog *dialog)
{
	dialog->sequence = dialog->session[1] >> 1;
}

static void sequence_goes(struct ussd_dialog *dialog, bool end, uint8_t *octets)
{
	dialog->sequence = (dialog->sequence + 1) & SEQUENCE_MASK;
	octets[1] = (uint8_t)(dialog->sequence << 1 | end);
}

static bool sequence_same(const uint8_t *kept, const uint8_t *came, size_t len)
{
	(void)len;
	return kept[0] == came[0];
}

static void sequence_begin(uint8_t *octets, size_t len, uint32_t number)
{
	memset(octets, 0, len);
	octets[0] = (uint8_t)number;
	octets[1] = SEQUENCE_MASK << 1; /* so that the first that goes out has 0 */
}

static void opaque_came(struct ussd_dialog *dialog)
{
	(void)dialog;
}

static void upper_goes(struct ussd_dialog *dialog, bool end, uint8_t *octets)
{
	(void)dialog;
	octets[1] = (uint8_t)((octets[1] & 0xfe) | end);
}

static bool upper_same(const uint8_t *kept, const uint8_t *came, size_t len)
{
	(void)len;
	return kept[0] == came[0] && kept[1] >> 1 == came[1] >> 1;
}

static void opaque_begin(uint8_t *octets, size_t len, uint32_t number)
{
	for (size_t i = len; i-- > 0; number >>= 8)
		octets[i] = (uint8_t)number;
}

static void upper_begin(uint8_t *octets, size_t len, uint32_t number)
{
	opaque_begin(octets, len, number << 1);
}

static void opaque_goes(struct ussd_dialog *dialog, bool end, uint8_t *octets)
{
	(void)dialog;
	(void)end;
	(void)octets;
}

static bool opaque_same(const uint8_t *kept, const uint8_t *came, size_t len)
{
	return memcmp(kept, came, len) == 0;
}

static bool always_same(const uint8_t *kept, const uint8_t *came, size_t len)
{
	(void)kept;
	(void)came;
	(void)len;
	return true;
}

static const struct form forms[] = {
	[USSD_FORM_SEQUENCE] = { 2, 2, sequence_came, sequence_goes, sequence_same, sequence_begin },
	[USSD_FORM_UPPER_15] = { 2, 2, opaque_came, upper_goes, upper_same, upper_begin },
	[USSD_FORM_OPAQUE] = { 1, USSD_SESSION_MAX, opaque_came, opaque_goes, opaque_same, opaque_begin },
	[USSD_FORM_CHANGING] = { 1, USSD_SESSION_MAX, opaque_came, opaque_goes, always_same, opaque_begin },
};

enum identity identity_read(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_dialog *dialog)
{
	const struct form *form = &forms[profile->session.form];
	struct bytes value;
	if (profile->session.in != USSD_IN_TLV || !tlv_find(pdu->tlvs, profile->session.tag, &value))
		return IDENTITY_NONE; /* one in service_type is kept as that */
	if (value.len < form->min || value.len > form->max)
		return IDENTITY_WIDE;
	memcpy(dialog->session, value.at, value.len);
	dialog->session_len = (uint8_t)value.len;
	form->came(dialog);
	return profile->session.end_theirs && dialog->session[value.len - 1] & 1 ? IDENTITY_ENDS : IDENTITY_TAKEN;
}

void identity_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, bool last, struct smpp_pdu *out, struct writer *tlvs)
{
	const struct form *form = &forms[profile->session.form];
	uint8_t octets[USSD_SESSION_MAX];
	if (profile->session.in == USSD_IN_SERVICE_TYPE)
		memcpy(out->service_type, dialog->service_type, sizeof(out->service_type));
	/* A session from before a restart may be of another profile. */
	if (profile->session.in != USSD_IN_TLV || dialog->session_len < form->min || dialog->session_len > form->max)
		return;
	memcpy(octets, dialog->session, sizeof(octets));
	form->goes(dialog, last && profile->session.end_ours, octets);
	tlv_put(tlvs, profile->session.tag, (struct bytes){ octets, dialog->session_len });
}

void identity_back(const struct ussd_profile *profile, struct ussd_dialog *dialog)
{
	if (profile->session.in == USSD_IN_TLV && profile->session.form == USSD_FORM_SEQUENCE)
		dialog->sequence = (dialog->sequence - 1) & SEQUENCE_MASK;
}

bool identity_same(const struct ussd_profile *profile, const struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	const struct form *form = &forms[profile->session.form];
	if (profile->session.in == USSD_IN_SERVICE_TYPE)
		return form->same((const uint8_t *)kept->service_type, (const uint8_t *)came->service_type, sizeof(kept->service_type));
	if (profile->session.in == USSD_IN_NOTHING || kept->session_len == 0 || came->session_len == 0)
		return true;
	return kept->session_len == came->session_len && form->same(kept->session, came->session, kept->session_len);
}

void identity_begin(const struct ussd_profile *profile, uint32_t number, struct ussd_dialog *dialog)
{
	const struct form *form = &forms[profile->session.form];
	if (profile->session.in == USSD_IN_SERVICE_TYPE) {
		for (size_t i = sizeof(dialog->service_type) - 1; i-- > 0; number /= 26)
			dialog->service_type[i] = (char)('A' + number % 26);
		dialog->service_type[sizeof(dialog->service_type) - 1] = '\0';
	}
	if (profile->session.in != USSD_IN_TLV)
		return;
	form->begin(dialog->session, profile->session.width, number);
	dialog->session_len = profile->session.width;
	form->came(dialog);
}
