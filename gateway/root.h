/* The root struct, for the files of this folder alone: gateway.c (wiring and turn), serve.c (a caller's step), promise.c (screens that wait
 * for the commit), behind.c (snapshots), chores.c (what the calendar asks for), post.c (SMS), fate.c (what becomes of them). Everybody else sees
 * gateway.h. */
#ifndef KOPURO_ROOT_H
#define KOPURO_ROOT_H

#include "base/log.h"
#include "gateway.h"
#include "menu/engine.h"
#include "session/table.h"
#include "sms/early.h"
#include "store/store.h"

/* A list of names of callers (session_reference), grown by need. */
struct callers {
	uint64_t *at;
	size_t count, capacity;
};
bool callers_add(struct callers *n, uint64_t name); /* false: no memory */
void callers_fini(struct callers *n);

/* A screen that may only be shown once the group is committed, and where its caller stood before it. */
struct promise {
	uint64_t session;
	struct menu_state before;
};

struct gone { /* a caller who has left: their snapshot is to be deleted */
	char msisdn[22], code[24];
};

/* What can be dialled on a network: an answer names no code. Borrowed from its dialplan. */
struct codes {
	const char *at[32];
	size_t count;
};

struct post { /* SMS that leave, and what becomes of them */
	int64_t again_ms;       /* mono: there may be something to send, and room for it; 0: now */
	int64_t round_ms;       /* mono: when fate_round() looks for what waits too long */
	uint64_t commits;       /* of the figures, when the queue was last looked into: what was committed since may be a message */
	size_t network;         /* whose turn it is */
	struct early early;
};

struct gateway {
	struct gateway_setup parts;
	struct session_table *sessions;
	size_t *format;         /* of each network: index of the set's formats */
	struct codes *codes;    /* of each network */
	struct callers *waiting;  /* of each network: callers whose screen waits for room in the window */
	uint16_t screen_resume, screen_later;

	struct promise *promises;
	size_t promise_count, promise_capacity;

	struct callers dirty;     /* callers whose snapshot is due */
	struct gone *gone;      /* callers who have left */
	size_t gone_count, gone_capacity;
	size_t dirty_written;     /* of `dirty`: they are */
	int64_t written_ms;     /* when the snapshots were last written */
	int64_t recall_until_ms; /* snapshots of before the start can be asked for until then */
	struct snapshot_sweep sweep; /* drops the expired: a pass at the start, and one when all of before it have expired */
	int64_t sweep_from_ms;

	struct post post;

	int64_t chores_at_ms; /* mono_ms: when office_chores wants to be called */

	struct gateway_figures figures;
};

/* References in the window of an ESME: bit 63 tells messages from screens; screens carry the caller and a count of screens. */
#define REFERENCE_SHOWN_SHIFT 44

/* serve.c */
uint32_t serve_event(struct gateway *g, size_t network, const struct smpp_pdu *pdu, const struct ussd_event *event, struct moment now);
void serve_response(struct gateway *g, uint64_t reference, uint32_t status, bool known, struct moment now);
void serve_waiting(struct gateway *g, size_t network, struct moment now); /* a slot of the window may be free */
void serve_due(struct gateway *g, struct moment now);                     /* callers whose time is up */
void serve_show(struct gateway *g, struct session *s, struct moment now); /* sends the screen where the caller stands */
void serve_later(struct gateway *g, struct session *s, struct moment now); /* sends `later`; the caller may go on within ten minutes */
void serve_forget(struct gateway *g, struct session *s); /* drops the caller and the snapshot */

/* promise.c */
enum error promise_make(struct gateway *g, struct session *s, const struct menu_state *before); /* takes `before` over in any case */
void promise_settle(struct gateway *g, struct moment now); /* commits the group and shows; or rolls back and says `later` */
void promise_break(struct gateway *g, struct moment now);  /* rolls back and says `later` */

/* behind.c */
void behind_mark(struct gateway *g, struct session *s);
void behind_unmark(struct gateway *g, struct session *s); /* they leave: their snapshot is deleted with the next batch */
void behind_write(struct gateway *g, struct moment now, bool all);
int64_t behind_deadline(const struct gateway *g);
void behind_restore(struct gateway *g, struct moment now); /* at the start, once */
/* The caller as they stood before the start, taken into the table; NULL when there is no such snapshot. */
struct session *behind_recall(struct gateway *g, const char *msisdn, const char *code, struct moment now);

/* chores.c */
void chores_run(struct gateway *g, struct moment now);

/* post.c */
void post_pump(struct gateway *g, struct moment now);
int64_t post_deadline(const struct gateway *g);
void post_wake(struct gateway *g); /* there is room again: a link came up, an answer came */

/* fate.c: what becomes of the SMS that left. Its writes stand in the open group. */
void post_response(struct gateway *g, size_t network, uint64_t reference, const struct smpp_pdu *pdu, struct moment now); /* pdu NULL: fate unknown */
uint32_t post_receipt(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now); /* the status to answer with */
void fate_settle(struct gateway *g, int64_t id, struct moment now); /* if it has its outcome, that is told and it is closed */
enum error fate_end(struct gateway *g, int64_t id, uint8_t part, enum message_state state, uint32_t status, struct moment now);
/* Every minute: what has expired, what got no receipt, whose answer could not be written down, what is old enough to be forgotten. Bounded work; the
 * result: when it wants to come again. */
int64_t fate_round(struct gateway *g, struct moment now);
enum error post_recover(struct gateway *g, struct moment now); /* at the start: what was on its way when the gateway died */

#endif
