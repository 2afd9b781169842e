/* A caller: one subscriber and one service code, where they stand in the menus, and the dialog on which they are being served.
 *
 *   ASKED   a screen is (or is about to be) on the handset; the network waits for an answer until `deadline_ms`
 *   PARKED  the dialog is over (broken off, timed out, or the gateway was restarted); until `deadline_ms` whoever dials the same code
 *           again is offered to go on; then the caller is forgotten
 *
 * Who writes SMS is a caller too, always PARKED: nobody waits for them, and whoever writes within a day goes on where they stood.
 *
 * A caller whose last screen was sent is PARKED and `closing` until the network has taken that screen: it may hold the number of an
 * appeal. If the network refuses it, or nobody knows, whoever dials again is shown it again.
 *
 * A screen that the network has refused for a moment (`again`) is sent once more at `deadline_ms`, as long as the network waits for it (`until_ms`); a
 * new word of the caller, or the end of the call, ends that.
 *
 * A fixed struct out of a slab: no allocation for a caller who only navigates (menu_state owns a buffer once something was typed). */
#ifndef KOPURO_SESSION_SESSION_H
#define KOPURO_SESSION_SESSION_H

#include "base/moment.h"
#include "menu/state.h"
#include "ussd/dialog.h"

#define SESSION_RESUME_MS (10 * 60 * 1000) /* promise 4 */
#define SESSION_SMS_MS (24 * 60 * 60 * 1000)

enum session_channel { SESSION_USSD, SESSION_SMS, SESSION_CHANNELS };
enum session_phase { SESSION_FREE, SESSION_ASKED, SESSION_PARKED };

struct session {
	/* who */
	char msisdn[22]; /* E.164 digits; or what the network shows instead */
	char code[24];   /* "*500#"; by SMS the number written to, "500" */
	enum session_channel channel;
	bool hidden;     /* msisdn is no phone number: no SMS and no call can reach it */
	/* the dialog */
	enum session_phase phase; /* session_set_phase() of session/table.h */
	uint16_t network; /* index of the gateway's networks */
	uint8_t bind;     /* esme_number() of the session that it came in on: its screens leave there, when they can */
	struct ussd_dialog ussd;
	int64_t began_ms, deadline_ms; /* mono_ms */
	/* where in the menus */
	struct menu_state menu;
	bool closing;   /* the last screen was sent; not known yet whether it arrived */
	bool offering;  /* the screen shown is `resume`; `menu` stands where the last call broke off */
	char parts[USSD_PARTS_MAX]; /* of deep dialling, not pressed yet: a screen of the gateway's own stands before (deep.c) */
	uint16_t showing; /* the number, from 1, of the screen that was last put on the handset in this call; 0: none yet */
	bool forget;    /* leave no trace of the number when it is over, and write no snapshot any more */
	bool seen;      /* with `forget`: the network has taken a screen since: nothing is left to come back for */
	bool held;      /* its screen waits for the commit of this turn */
	bool alarm;     /* by SMS: the last one called for help, and is answered whatever fails */
	bool worded;    /* by SMS: the last one answered a screen that asks for words */
	uint8_t strays; /* by SMS: how many in a row meant nothing here, and when the last of them came that was answered (mono_ms) */
	bool silent;    /* the last one is not answered */
	int64_t strays_ms;
	uint64_t heard; /* a digest of what they said last, and when it came (mono_ms): a network may deliver it once more */
	int64_t heard_ms;
	bool waiting;   /* its screen waits for room in the network's window */
	bool answered;  /* by USSD, in this call: what was heard last is an answer */
	bool stamped;   /* what came has had another session, or echo, than what came before it */
	uint8_t repeats; /* how often the last one came again */
	int64_t left_ms; /* mono_ms: when the screen that they have left; 0: before the start */
	const struct menu_action *acted; /* what was heard last has run this, whose effect is in the store; NULL: nothing */
	bool again;     /* its screen was refused for a moment, and leaves again at deadline_ms */
	uint8_t tries;  /* how often this screen has left before */
	uint8_t parts_out; /* by SMS, of what left from memory: how many the network has not taken yet */
	int64_t until_ms; /* mono_ms: the network waits for this screen till then */
	bool dirty;     /* changed since its snapshot */
	bool stored;    /* has a snapshot */
	char opened[9]; /* the appeal or pledge that a PIN has opened */
	uint16_t shown;  /* counts screens sent, so that a late response is not taken for that of a newer screen */
	/* the table's own */
	uint32_t index, generation, hash;
	struct session *next_same_hash;
	struct session *next_due, **due_link; /* its place in the wheel; due_link NULL: not there */
};

/* To bytes and back. Times are told as unix time, so that they mean something after a restart. */
#define SESSION_PACKED_MAX 8192
void session_pack(const struct session *s, const char *network_name, struct moment now, struct writer *w);
/* Fills a zeroed session; *network_name is a view into `in`. The phase comes back as PARKED. ERR_CORRUPT. until_ms: until when it is kept, as the store
 * has it now (unix ms): where the wall clock was set since it was packed, all its times are moved as that one was. */
enum error session_unpack(struct session *s, const struct menu_set *set, struct bytes in, int64_t until_ms, struct moment now,
	struct bytes *network_name);

#endif
