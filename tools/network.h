/* A mobile network in small: the SMSC's side of one SMPP session, with handsets. Pure: bytes and the time come in, bytes go out.
 * It stands for the network in transcripts (tools/world.c), on the terminal (tools/dial.c) and behind a socket (tools/smsc.c). */
#ifndef KOPURO_TOOLS_NETWORK_H
#define KOPURO_TOOLS_NETWORK_H

#include "base/bytes.h"
#include "network_fault.h"
#include "network_receipt.h"
#include "ussd/profile.h"

#include <stdbool.h>
#include <stddef.h>

#define NETWORK_TEXT 8192

struct network;

struct network_events {
	void (*screen)(void *context, const char *phone, const char *text, size_t octets, bool last);
	void (*sms)(void *context, const char *phone, const char *text); /* all its parts are there */
	void (*refused)(void *context, const char *phone, const char *status); /* the gateway refused what a handset sent */
	void (*bound)(void *context, const char *system_id);
	/* The network refused a screen, as one of this profile would: what of it is wrong. NULL: nobody wants to know. */
	void (*wrong)(void *context, const char *phone, const char *what);
};

struct network *network_new(const struct ussd_profile *profile, const struct network_events *events, void *context);
void network_free(struct network *n);

/* What is wrong with it: faults_set() and faults_clear() at any time. With faults it needs the time (network_time) and the ends of its connections. */
struct network_faults *network_faults(struct network *n);
void network_time(struct network *n, int64_t now_ms);  /* mono_ms; before the others of a turn, and at network_deadline() */
int64_t network_deadline(const struct network *n);     /* MOMENT_NEVER: none */
void network_connected(struct network *n);             /* a connection stands */
bool network_closes(const struct network *n);          /* it closes this connection, having said all: network_cut() follows */

void network_bytes(struct network *n, struct bytes bytes); /* from the ESME */
struct bytes network_out(const struct network *n);         /* for the ESME; good until the next call but this */
void network_sent(struct network *n, size_t octets);
void network_cut(struct network *n); /* the connection is gone; handsets keep waiting in their dialogs */
bool network_is_bound(const struct network *n);

/* Keeps back the responses to submit_sm from now on; then gives all of them, with that command_status, and keeps back no more. */
void network_hold(struct network *n);
void network_release(struct network *n, uint32_t status);

/* From now on SMS (screens never) are answered ESME_RTHROTTLED, and do not reach the handset. */
void network_throttle(struct network *n, bool on);
/* From now on each SMS that asks for a receipt gets one, as this habit writes it (network_receipt.h). */
void network_receipts(struct network *n, const struct receipt_habit *habit);
/* Keeps the receipts back from now on; then gives all of them. */
void network_receipts_hold(struct network *n);
void network_receipts_release(struct network *n);

/* How the next SMS of a handset goes on its way. */
enum network_cut { NETWORK_UDH8, NETWORK_UDH16, NETWORK_SAR, NETWORK_PAYLOAD, NETWORK_BINARY /* nobody can read it */ };
#define NETWORK_PARTS 32
struct network_way {
	enum network_cut cut;
	uint8_t order[NETWORK_PARTS]; /* parts from 1, in the order of their coming; doubles and gaps are allowed */
	size_t count;                 /* 0: all of them, one after the other */
};

/* A handset. `phone` is E.164 with or without '+'. */
void network_dial(struct network *n, const char *phone, const char *code);
bool network_type(struct network *n, const char *phone, const char *text); /* false: no dialog is open, or the text fits no USSD string */
/* What the gateway begins by itself reaches this handset no more (it is refused), or again. */
void network_away(struct network *n, const char *phone, bool away);
void network_hang_up(struct network *n, const char *phone);
void network_abort_before(struct network *n, const char *phone); /* late: the end of the call before the one that is open */
/* An SMS to `number`, in as many parts as it takes. What the gateway refuses for now (ESME_RX_T_APPN) is kept, and delivered again. */
void network_text(struct network *n, const char *phone, const char *number, const char *text, const struct network_way *way);
void network_text_again(struct network *n);
bool network_in_dialog(struct network *n, const char *phone);
size_t network_unanswered(struct network *n, const char *phone); /* what was dialled or typed and has no screen yet */

#endif
