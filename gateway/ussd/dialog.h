/* A USSD dialog as a network sees it: PDUs to events, screens to PDUs. Pure. What must be echoed to the network is a small value that the
 * session keeps; who stands where in the menus is not known here.
 *
 *   ussd_read(profile, pdu, &event, &status)      a deliver_sm came
 *   BEGIN: kept = event.dialog      later: ussd_follow(&kept, &event.dialog)
 *   ussd_write(profile, &kept, screen, last, &out, tlvs)      goes to esme_send()
 *
 * The code that was dialled stands in the text (`*500#`), or in destination_addr, or in both, as the profile says; destination_addr may be
 * empty. */
#ifndef KOPURO_USSD_DIALOG_H
#define KOPURO_USSD_DIALOG_H

#include "base/error.h"
#include "ussd/profile.h"

#define USSD_PARTS_MAX 24
#define USSD_ECHO_MAX 32   /* octets of TLVs that go back; one that finds no room does not */
#define USSD_TLVS_MAX 320  /* of a message of ours: the operation, the session, what is echoed, and a payload in a data_sm */
#define USSD_TEXT_MAX 1024 /* octets of UTF-8; longer input is cut at a character, `cut` is set */

/* What to send back, beside the screen. */
struct ussd_dialog {
	/* Source and destination of what came; ussd_write() swaps them. When destination_addr was empty, or longer than a submit_sm can
	 * carry, `service` is the digits of the dialled code: many networks refuse an empty source, and digits say whose screen it is. */
	struct smpp_address subscriber, service;
	char service_type[6];
	uint8_t session[USSD_SESSION_MAX], session_len; /* as it came; 0: none. One that is in service_type stands there */
	uint8_t sequence; /* of a session that has one, 7 bits: the last that was sent or seen */
	uint8_t echo[USSD_ECHO_MAX], echo_len; /* the TLVs that go back, whole, as they came */
	bool ours; /* begun by ussd_open() */
	bool odd;  /* it began with the end bit set: on this network that bit is a part of the session, and ends nothing */
};

struct ussd_event {
	enum ussd_event_kind kind;
	struct ussd_dialog dialog;
	char code[24]; /* USSD_BEGIN: "*500#": the service code without what follows it in deep dialling ("*500*2*1#" gives "*500#") */
	char parts[USSD_PARTS_MAX]; /* and what follows it: "2*1"; empty when nothing does, or more than a person dials */
	bool by_bit; /* USSD_ABORT by the end bit alone; ussd_kind() says whether it is one */
	bool wide;   /* its session is of a width that the profile's form cannot have */
	bool cut;
	bool unreadable; /* the text was in no encoding that we know: text_len is 0, and all there is stands in `raw` */
	struct bytes raw; /* the text as it came; lives as long as the PDU */
	size_t text_len;
	char text[USSD_TEXT_MAX]; /* ends with a NUL; what lies behind it is not set */
};

/* Reads a deliver_sm or data_sm. ERR_BAD: USSD it is, but of an operation that means nothing here (23 for 17, say), or without a
 * subscriber who could be answered: *status is what to answer, and no dialog is touched. *status is ESME_ROK otherwise. */
enum error ussd_read(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_event *event, uint32_t *status);

/* What it is within this dialog: a begin is never an end, and where that had the end bit set, an answer with it is none either: networks count their
 * sessions there. */
enum ussd_event_kind ussd_kind(const struct ussd_dialog *kept, const struct ussd_event *event);

/* False: what came names another dialog of the same subscriber, one that is over; its abort means nothing for this one. */
bool ussd_same(const struct ussd_profile *profile, const struct ussd_dialog *kept, const struct ussd_dialog *came);

/* Takes into `kept` what a later event of the same dialog brought. An empty service address does not replace a known one, a session or
 * an echo that is not repeated stays, and the sequence never runs back for a network that sends 0 each time. A zeroed `kept` (of a
 * session from before a restart) takes all that came. */
void ussd_follow(struct ussd_dialog *kept, const struct ussd_dialog *came);

/* Builds the message that shows a screen, encoded in `charset` (UCS-2, GSM 7-bit; at most 254 octets: borrowed, as `tlvs` is, until it is sent; in
 * a data_sm it is copied). Moves dialog->sequence on. */
void ussd_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	bool last, struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX]);
/* The network has not taken the message that was built last: the next one is the same again, or stands for it. */
void ussd_unsay(const struct ussd_profile *profile, struct ussd_dialog *dialog);
/* A dialog that we begin. `number` becomes its session, in the profile's form; two dialogs with one subscriber must not have the same.
 *
 *	ussd_open(profile, &caller, &service, number, &kept);
 *	ussd_notice(profile, &kept, screen, charset, &out, tlvs)       USSD_NOTICED comes, and the dialog is over
 *	ussd_question(profile, &kept, screen, charset, &out, tlvs)     USSD_ANSWER comes; then ussd_write(), whose last screen closes it
 */
void ussd_open(const struct ussd_profile *profile, const struct smpp_address *subscriber, const struct smpp_address *service, uint32_t number,
	struct ussd_dialog *dialog);
void ussd_notice(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX]);
void ussd_question(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct bytes screen, enum charset charset,
	struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX]);
/* Tells the network that we have given this dialog up. False: its profile has nothing that would say so. */
bool ussd_write_abort(const struct ussd_profile *profile, struct ussd_dialog *dialog, struct smpp_pdu *out, uint8_t tlvs[USSD_TLVS_MAX]);

#endif
