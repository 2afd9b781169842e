#include "ussd/dialog.h"

#include "smpp/tlv.h"
#include "text/reading.h"
#include "text/utf8.h"
#include "ussd/identity.h"

#include <assert.h>
#include <string.h>

#define ADDRESS_MAX 20 /* characters of an address in submit_sm (3.4, 5.2.8) */
#define CODE_DIGITS_MAX 20

/* Bits 5 to 2 of esm_class (3.4, 5.2.12): what a network says about an SMS of ours. */
static bool is_receipt(const struct smpp_pdu *pdu)
{
	uint8_t type = pdu->esm_class & 0x3c;
	return type == 0x04 || type == 0x20;
}

static void read_text(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event)
{
	struct reading_label label = { .charset = profile->charsets[pdu->data_coding] };
	event->raw = pdu_text(pdu);
	enum error error = reading_text(&label, event->raw, event->text, sizeof(event->text), &event->text_len, NULL);
	event->cut = error == ERR_FULL;
	event->unreadable = error == ERR_BAD;
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
static void read_code(const struct ussd_profile *profile, struct ussd_event *event, const struct smpp_pdu *pdu)
{
	const char *text = profile->code == USSD_CODE_DESTINATION ? "" : event->text;
	const char *address = profile->code == USSD_CODE_TEXT ? "" : pdu->destination.digits;
	bool marked = text[0] == '*' || text[0] == '#';
	const char *dialled = marked ? text : address;
	code_of(dialled, event->code);
	if (!event->code[0])
		code_of(dialled = text, event->code);
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

static bool echo_add(struct ussd_dialog *dialog, uint16_t tag, struct bytes value)
{
	struct writer w = writer_over(dialog->echo + dialog->echo_len, sizeof(dialog->echo) - dialog->echo_len);
	if (value.len > sizeof(dialog->echo))
		return false;
	tlv_put(&w, tag, value);
	if (!w.failed)
		dialog->echo_len = (uint8_t)(dialog->echo_len + writer_len(&w));
	return !w.failed;
}

static void read_echo(const struct ussd_profile *profile, struct bytes tlvs, struct ussd_dialog *dialog)
{
	struct bytes value;
	for (size_t i = 0; i < profile->echo_count; i++) {
		if (tlv_find(tlvs, profile->echo[i], &value))
			echo_add(dialog, profile->echo[i], value);
	}
}

static bool echoes(const struct ussd_profile *profile, uint16_t tag)
{
	size_t i = 0;
	while (i < profile->echo_count && profile->echo[i] != tag)
		i++;
	return i < profile->echo_count;
}

/* A session of a width that is none is echoed beside what the profile echoes; of more than can be kept nothing is. */
static void read_identity(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event)
{
	enum identity identity = identity_read(profile, pdu, &event->dialog);
	struct bytes value;
	event->wide = identity == IDENTITY_WIDE;
	if (event->wide && !echoes(profile, profile->session.tag) && tlv_find(pdu->tlvs, profile->session.tag, &value) && value.len <= USSD_SESSION_MAX)
		echo_add(&event->dialog, profile->session.tag, value);
	event->dialog.odd = identity == IDENTITY_ENDS && event->kind == USSD_BEGIN;
	/* Who says that a notice was seen may say at once that the dialog is over. */
	event->by_bit = identity == IDENTITY_ENDS && event->kind == USSD_ANSWER;
	if (event->by_bit)
		event->kind = USSD_ABORT;
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
	enum ussd_event_kind kind = profile->kinds[op.at[0]];
	if (kind == USSD_NONE)
		return refuse(status, ESME_RINVOPTPARAMVAL);
	if (caller == 0 || caller > ADDRESS_MAX)
		return refuse(status, ESME_RINVSRCADR);

	event->kind = kind;
	read_text(profile, pdu, event);
	if (kind == USSD_BEGIN)
		read_code(profile, event, pdu);
	read_addresses(event, pdu);
	memcpy(event->dialog.service_type, pdu->service_type, sizeof(event->dialog.service_type));
	read_echo(profile, pdu->tlvs, &event->dialog);
	read_identity(profile, pdu, event);
	return ERR_NONE;
}

enum ussd_event_kind ussd_kind(const struct ussd_dialog *kept, const struct ussd_event *event)
{
	bool odd = kept->odd || (kept->session_len > 0 && kept->session[kept->session_len - 1] & 1); /* the second of a dialog from before a restart */
	return event->by_bit && odd ? USSD_ANSWER : event->kind;
}

bool ussd_same(const struct ussd_profile *profile, const struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	return identity_same(profile, kept, came);
}

/* What came, and of what was kept the tags that did not come again. */
static void follow_echo(struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	struct ussd_dialog before = *kept;
	struct bytes old = { before.echo, before.echo_len }, new = { came->echo, came->echo_len }, value;
	struct tlv tlv;
	if (new.len == 0)
		return;
	memcpy(kept->echo, came->echo, came->echo_len);
	kept->echo_len = came->echo_len;
	for (size_t at = 0; tlv_next(old, &at, &tlv) == ERR_NONE;) {
		if (!tlv_find(new, tlv.tag, &value))
			echo_add(kept, tlv.tag, tlv.value);
	}
}

void ussd_follow(struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	bool first = kept->session_len == 0;
	kept->subscriber = came->subscriber;
	if (came->service.digits[0])
		kept->service = came->service;
	if (came->service_type[0])
		memcpy(kept->service_type, came->service_type, sizeof(kept->service_type));
	follow_echo(kept, came);
	if (came->session_len == 0)
		return;
	memcpy(kept->session, came->session, sizeof(kept->session));
	kept->session_len = came->session_len;
	/* Later by less than half of the circle of 128. */
	if (first || ((came->sequence - kept->sequence) & 0x7f) < 64)
		kept->sequence = came->sequence;
}

/* A data_sm has no short_message: its text is the last TLV. */
static void write_text(struct bytes text, struct smpp_pdu *out, struct writer *tlvs)
{
	if (out->command != SMPP_DATA_SM)
		out->short_message = text;
	else if (text.len > 0)
		tlv_put(tlvs, TLV_MESSAGE_PAYLOAD, text);
}

/* Only what this profile echoes: a dialog from before a restart may be of another. */
static void write_echo(const struct ussd_profile *profile, const struct ussd_dialog *dialog, struct writer *tlvs)
{
	struct bytes kept = { dialog->echo, dialog->echo_len }, value;
	for (size_t i = 0; i < profile->echo_count; i++) {
		if (tlv_find(kept, profile->echo[i], &value))
			tlv_put(tlvs, profile->echo[i], value);
	}
	bool wide = profile->session.in == USSD_IN_TLV && dialog->session_len == 0 && !echoes(profile, profile->session.tag);
	if (wide && tlv_find(kept, profile->session.tag, &value))
		tlv_put(tlvs, profile->session.tag, value);
}

static void write_op(const struct ussd_profile *profile, struct ussd_dialog *dialog, int16_t op, struct bytes text, enum charset charset, bool last,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX])
{
	struct writer w = writer_over(tlvs, USSD_TLVS_MAX);
	assert(text.len <= SHORT_MESSAGE_MAX && op != USSD_NO_OP);
	*out = (struct smpp_pdu){
		.command = profile->carrier,
		.source = dialog->service,
		.destination = dialog->subscriber,
		.data_coding = charset == CHARSET_UCS2 ? profile->data_coding_ucs2 : profile->data_coding_gsm7,
	};
	memcpy(out->service_type, profile->service_type[0] ? profile->service_type : dialog->service_type, sizeof(out->service_type));
	write_echo(profile, dialog, &w);
	tlv_put_integer(&w, TLV_USSD_SERVICE_OP, (uint32_t)op);
	identity_write(profile, dialog, last, out, &w);
	write_text(text, out, &w);
	assert(!w.failed);
	out->tlvs = writer_bytes(&w);
}

void ussd_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset, bool last,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX])
{
	write_op(profile, dialog, !last ? profile->asks : dialog->ours ? profile->closes : profile->ends, screen, charset, last, out, tlvs);
}

void ussd_unsay(const struct ussd_profile *profile, struct ussd_dialog *dialog)
{
	identity_back(profile, dialog);
}

void ussd_open(const struct ussd_profile *profile, const struct smpp_address *subscriber, const struct smpp_address *service, uint32_t number,
	struct ussd_dialog *dialog)
{
	*dialog = (struct ussd_dialog){ .subscriber = *subscriber, .service = *service, .service_type = "USSD", .ours = true };
	identity_begin(profile, number, dialog);
}

void ussd_notice(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX])
{
	write_op(profile, dialog, profile->notice, screen, charset, true, out, tlvs);
}

void ussd_question(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX])
{
	write_op(profile, dialog, profile->question, screen, charset, false, out, tlvs);
}

bool ussd_write_abort(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX])
{
	if (profile->our_abort == USSD_NO_OP)
		return false;
	write_op(profile, dialog, profile->our_abort, (struct bytes){ 0 }, profile->encoding, true, out, tlvs);
	return true;
}
