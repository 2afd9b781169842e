/* A USSD dialog as a network sees it: PDUs to events, screens to PDUs. Pure. What must be echoed to the network is a small value that the
 * session keeps; who stands where in the menus is not known here.
 *
 *   ussd_read(profile, pdu, &event, &status)      a deliver_sm came
 *   BEGIN: kept = event.dialog      later: ussd_follow(&kept, &event.dialog)
 *   ussd_write(profile, &kept, screen, last, &out, tlvs)      goes to esme_send()
 *
 * The code that was dialled stands in the text (`*500#`), or in destination_addr, or in both; destination_addr may be empty. */
#ifndef KOPURO_USSD_DIALOG_H
#define KOPURO_USSD_DIALOG_H

#include "base/error.h"
#include "ussd/profile.h"

enum ussd_event_kind {
	USSD_NONE,   /* not USSD: no ussd_service_op, or a receipt: a matter of SMS */
	USSD_BEGIN,  /* a dialled code: `code` is "*500#", `text` what was dialled */
	USSD_ANSWER, /* what the subscriber typed */
	USSD_ABORT,  /* the network or the subscriber ended it */
	USSD_NOTICED, /* a notice of ours was seen */
};

#define USSD_PARTS_MAX 24
#define USSD_TEXT_MAX 1024 /* octets of UTF-8; longer input is cut at a character, `cut` is set */

/* What to send back, beside the screen. */
struct ussd_dialog {
	/* Source and destination of what came; ussd_write() swaps them. When destination_addr was empty, or longer than a submit_sm can
	 * carry, `service` is the digits of the dialled code: many networks refuse an empty source, and digits say whose screen it is. */
	struct smpp_address subscriber, service;
	char service_type[6];
	uint8_t session[2]; /* its_session_info as it came */
	bool has_session;
	uint8_t sequence;   /* of its_session_info, 7 bits: the last that was sent or seen */
	uint16_t reference; /* user_message_reference, echoed when it came */
	bool has_reference;
};

struct ussd_event {
	enum ussd_event_kind kind;
	struct ussd_dialog dialog;
	char code[24]; /* USSD_BEGIN: "*500#": the service code without what follows it in deep dialling ("*500*2*1#" gives "*500#") */
	char parts[USSD_PARTS_MAX]; /* and what follows it: "2*1"; empty when nothing does, or more than a person dials */
	bool cut;
	bool unreadable; /* the text was in no encoding that we know: text_len is 0 */
	size_t text_len;
	char text[USSD_TEXT_MAX]; /* ends with a NUL; what lies behind it is not set */
};

/* Reads a deliver_sm or data_sm. ERR_BAD: USSD it is, but of an operation that means nothing here (23 for 17, say), or without a
 * subscriber who could be answered: *status is what to answer, and no dialog is touched. *status is ESME_ROK otherwise. */
enum error ussd_read(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event, uint32_t *status);

/* Takes into `kept` what a later event of the same dialog brought. An empty service address does not replace a known one, a reference
 * or session number that is not repeated stays, and the sequence never runs back for a network that sends 0 each time. A zeroed
 * `kept` (of a session from before a restart) takes all that came. */
void ussd_follow(struct ussd_dialog *kept, const struct ussd_dialog *came);

/* Builds the submit_sm that shows a screen, encoded in `charset` (UCS-2, GSM 7-bit; at most 254 octets: borrowed, as `tlvs` is, until it is sent).
 * Moves dialog->sequence on. */
void ussd_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	bool last, struct smpp_pdu *out, uint8_t tlvs[32]);

#endif
