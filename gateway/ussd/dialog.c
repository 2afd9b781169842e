#include "ussd/dialog.h"

#include "smpp/tlv.h"
#include "text/charset.h"
#include "text/utf8.h"

#include <assert.h>
#include <string.h>

#define ADDRESS_MAX 20 /* characters of an address in submit_sm (3.4, 5.2.8) */
#define TLVS_MAX 32
#define CODE_DIGITS_MAX 20
#define STATUS_BAD_VALUE 0xc4 /* ESME_RINVOPTPARAMVAL */

/* Where the identity of a dialog is read and written, a row a kind. read() is true when the network says that the dialog is over. */
struct identity {
	bool (*read)(const struct ussd_profile *profile, struct bytes tlvs, struct ussd_dialog *dialog);
	void (*write)(const struct ussd_profile *profile, struct ussd_dialog *dialog, bool last, struct writer *w);
};

static bool number_read(const struct ussd_profile *profile, struct bytes tlvs, struct ussd_dialog *dialog)
{
	(void)profile;
	(void)tlvs;
	(void)dialog;
	return false;
}

static void number_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, bool last, struct writer *w)
{
	(void)profile;
	(void)dialog;
	(void)last;
	(void)w;
}

/* its_session_info (3.4, 5.3.2.43):
 *
 *      0                1
 *      +----------------+------------------+-----+
 *      | session number | sequence (7 bits)| end |
 *      +----------------+------------------+-----+
 */
static bool session_info_read(const struct ussd_profile *profile, struct bytes tlvs, struct ussd_dialog *dialog)
{
	struct bytes value;
	if (!tlv_find(tlvs, TLV_ITS_SESSION_INFO, &value) || value.len != sizeof(dialog->session))
		return false;
	memcpy(dialog->session, value.at, sizeof(dialog->session));
	dialog->has_session = true;
	dialog->sequence = dialog->session[1] >> 1;
	return profile->end_bit && (dialog->session[1] & 1);
}

static void session_info_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, bool last, struct writer *w)
{
	uint8_t value[2];
	if (!dialog->has_session)
		return;
	dialog->sequence = (dialog->sequence + 1) & 0x7f;
	value[0] = dialog->session[0];
	value[1] = (uint8_t)(dialog->sequence << 1 | (last && profile->end_bit));
	tlv_put(w, TLV_ITS_SESSION_INFO, (struct bytes){ value, sizeof(value) });
}

static const struct identity identities[] = {
	[USSD_BY_NUMBER] = { number_read, number_write },
	[USSD_BY_SESSION_INFO] = { session_info_read, session_info_write },
};

/* Bits 5 to 2 of esm_class (3.4, 5.2.12): what a network says about an SMS of ours. */
static bool is_receipt(const struct smpp_pdu *pdu)
{
	uint8_t type = pdu->esm_class & 0x3c;
	return type == 0x04 || type == 0x20;
}

static enum ussd_event_kind kind_of(const struct ussd_profile *profile, int op)
{
	const struct { int op; enum ussd_event_kind kind; } rows[] = {
		{ profile->begins, USSD_BEGIN },
		{ profile->answers, USSD_ANSWER },
		{ profile->aborts, USSD_ABORT },
		{ USSD_USSN_CONFIRM, USSD_NOTICED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].op == op)
			return rows[i].kind;
	}
	return USSD_NONE;
}

static void read_text(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event)
{
	bool is_default = pdu->data_coding == 0x00 || pdu->data_coding == 0x0f;
	enum charset charset = is_default ? profile->default_charset : charset_of_data_coding(pdu->data_coding);
	enum error error = charset_decode(charset, pdu_text(pdu), event->text, sizeof(event->text), &event->text_len);
	event->cut = error == ERR_FULL;
	event->unreadable = error != ERR_NONE && error != ERR_FULL;
	if (event->unreadable)
		event->text_len = 0;
	event->text_len = utf8_clean(event->text, event->text_len);
	event->text[event->text_len] = '\0';
}

/* "*500*2*1#", "*500#", "*500" and "500" give "*500#"; "*#06#" stays "*#06#". Empty when `dialled` is nothing of the kind. */
static void code_of(const char *dialled, char code[24])
{
	size_t marks = strspn(dialled, "*#"), digits = strspn(dialled + marks, "0123456789");
	const char *prefix = marks > 0 ? dialled : "*";
	size_t prefix_len = marks > 0 ? marks : 1;
	char next = dialled[marks + digits];
	code[0] = '\0';
	if (digits == 0 || digits > CODE_DIGITS_MAX || marks > 2 || (next != '\0' && next != '*' && next != '#'))
		return;
	memcpy(code, prefix, prefix_len);
	memcpy(code + prefix_len, dialled + marks, digits);
	memcpy(code + prefix_len + digits, "#", 2);
}

/* "*500*2*1#" gives "2*1". */
static void parts_of(const char *dialled, char parts[USSD_PARTS_MAX])
{
	const char *at = dialled + strspn(dialled, "*#");
	at += strspn(at, "0123456789");
	size_t len = *at == '*' ? strcspn(at + 1, "#") : 0;
	if (len >= USSD_PARTS_MAX)
		len = 0;
	memcpy(parts, at + (len > 0), len);
	parts[len] = '\0';
}

/* What stands in the text was dialled on the handset, so it goes before the address, unless it has no mark and may be anything. */
static void read_code(struct ussd_event *event, const struct smpp_pdu *pdu)
{
	bool marked = event->text[0] == '*' || event->text[0] == '#';
	const char *dialled = marked ? event->text : pdu->destination.digits;
	code_of(dialled, event->code);
	if (!event->code[0])
		code_of(dialled = event->text, event->code);
	if (event->code[0])
		parts_of(dialled, event->parts);
}

static void read_addresses(struct ussd_event *event, const struct smpp_pdu *pdu)
{
	struct ussd_dialog *dialog = &event->dialog;
	size_t len = strlen(pdu->destination.digits);
	dialog->subscriber = pdu->source;
	dialog->service = pdu->destination;
	if (len > 0 && len <= ADDRESS_MAX)
		return;
	const char *digits = event->code + strspn(event->code, "*#");
	memset(dialog->service.digits, 0, sizeof(dialog->service.digits));
	memcpy(dialog->service.digits, digits, strcspn(digits, "#"));
}

static void read_reference(struct ussd_dialog *dialog, struct bytes tlvs)
{
	uint32_t reference;
	if (!tlv_find_integer(tlvs, TLV_USER_MESSAGE_REFERENCE, &reference) || reference > UINT16_MAX)
		return;
	dialog->reference = (uint16_t)reference;
	dialog->has_reference = true;
}

static enum error refuse(uint32_t *status, uint32_t with)
{
	*status = with;
	return ERR_BAD;
}

enum error ussd_read(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event, uint32_t *status)
{
	struct bytes op;
	size_t caller = strlen(pdu->source.digits);
	*status = ESME_ROK;
	memset(event, 0, offsetof(struct ussd_event, text) + 1); /* the kilobyte behind need not be wiped for each key pressed */
	if (is_receipt(pdu) || !tlv_find(pdu->tlvs, TLV_USSD_SERVICE_OP, &op))
		return ERR_NONE;
	if (op.len != 1)
		return refuse(status, ESME_RINVPARLEN);
	enum ussd_event_kind kind = kind_of(profile, op.at[0]);
	if (kind == USSD_NONE)
		return refuse(status, STATUS_BAD_VALUE);
	if (caller == 0 || caller > ADDRESS_MAX)
		return refuse(status, ESME_RINVSRCADR);

	event->kind = kind;
	read_text(profile, pdu, event);
	if (kind == USSD_BEGIN)
		read_code(event, pdu);
	read_addresses(event, pdu);
	memcpy(event->dialog.service_type, pdu->service_type, sizeof(event->dialog.service_type));
	read_reference(&event->dialog, pdu->tlvs);
	if (identities[profile->identity].read(profile, pdu->tlvs, &event->dialog))
		event->kind = USSD_ABORT;
	return ERR_NONE;
}

void ussd_follow(struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	bool first = !kept->has_session;
	kept->subscriber = came->subscriber;
	if (came->service.digits[0])
		kept->service = came->service;
	if (came->service_type[0])
		memcpy(kept->service_type, came->service_type, sizeof(kept->service_type));
	if (came->has_reference) {
		kept->reference = came->reference;
		kept->has_reference = true;
	}
	if (!came->has_session)
		return;
	memcpy(kept->session, came->session, sizeof(kept->session));
	kept->has_session = true;
	/* Later by less than half of the circle of 128. */
	if (first || ((came->sequence - kept->sequence) & 0x7f) < 64)
		kept->sequence = came->sequence;
}

void ussd_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	bool last, struct smpp_pdu *out, uint8_t tlvs[32])
{
	struct writer w = writer_over(tlvs, TLVS_MAX);
	assert(screen.len <= 254);
	*out = (struct smpp_pdu){
		.command = SMPP_SUBMIT_SM,
		.source = dialog->service,
		.destination = dialog->subscriber,
		.data_coding = charset == CHARSET_UCS2 ? profile->data_coding_ucs2 : profile->data_coding_gsm7,
		.short_message = screen,
	};
	if (profile->service_type)
		bytes_to_string(bytes_of(profile->service_type), out->service_type, sizeof(out->service_type));
	else
		memcpy(out->service_type, dialog->service_type, sizeof(out->service_type));

	if (dialog->has_reference)
		tlv_put_integer(&w, TLV_USER_MESSAGE_REFERENCE, dialog->reference);
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, last ? profile->ends : profile->asks);
	identities[profile->identity].write(profile, dialog, last, &w);
	assert(!w.failed);
	out->tlvs = writer_bytes(&w);
}
