/* The root struct, for the files of this folder alone: gateway.c (wiring and turn), step.c (a caller's step), channel.c (the ways to callers),
 * editions.c, networks.c (those that come and go while running), stand.c (versions of the menus, who stands in which), serve.c, whose.c and deep.c (USSD), inbound.c, hear.c, strays.c and reply.c (SMS from people, and back),
 * promise.c (screens that wait for the commit), ack.c (SMS that are answered after it), double.c (what is delivered twice), jump.c (the wall clock that is set), behind.c (snapshots),
 * tally.c (how screens are used), chores.c (what the calendar asks for), post.c (the outbound queue), routing.c (which network takes what of it), push.c (what is tried by USSD first), fate.c (what becomes of it), central.c (the central queue, and the cluster's other nodes), decide.c (what officers decide there). Everybody else sees gateway.h. */
#ifndef KOPURO_ROOT_H
#define KOPURO_ROOT_H

#include "base/log.h"
#include "editions.h"
#include "feedback/outbox.h"
#include "gateway.h"
#include "menu/engine.h"
#include "session/table.h"
#include "sms/early.h"
#include "store/store.h"
#include "store/tells.h"

#include <sodium.h>

/* A list of names of callers (session_reference), grown by need. */
struct callers {
	uint64_t *at;
	size_t count, capacity;
};
bool callers_add(struct callers *n, uint64_t name); /* false: no memory */
void callers_fini(struct callers *n);

/* Where a caller stood before a step, and what the session knew then. */
struct stood {
	struct menu_state menu;
	char opened[sizeof((struct session *)0)->opened];
	bool forget;
};

/* A screen that may only be shown once the group is committed, and where its caller stood before it. */
struct promise {
	uint64_t session;
	struct stood before;
};

/* A way into the same sessions and the same menus; the rows are in channel.c. */
struct channel {
	const char *name; /* as the journeys write it down */
	/* Every step is written: in the open group, what it came to, and the screen that goes back. NULL: only steps with an effect are, and the
	 * screen is sent by `show`. `final`: something was done that is not done twice. An error: the step is undone. */
	enum error (*keep)(struct gateway *g, struct session *s, bool final, struct moment now);
	void (*show)(struct gateway *g, struct session *s, struct moment now);  /* once all that the screen promises is kept */
	void (*later)(struct gateway *g, struct session *s, struct moment now); /* nothing could be kept: the caller stands where they stood */
	void (*over)(struct gateway *g, struct session *s); /* the caller is about to be forgotten; NULL: nothing to do */
};
extern const struct channel channels[SESSION_CHANNELS];

struct ack { /* a deliver_sm that is answered after the commit */
	struct esme *esme;
	uint32_t command, sequence;
};

/* routing.c: what the routes say of a message that this network would take. `route`: NULL where none is written. */
enum routing_verdict { ROUTING_HERE, ROUTING_ELSEWHERE, ROUTING_LATER, ROUTING_NEVER };
struct routing {
	enum routing_verdict verdict;
	const struct route *route;
	size_t network;
	int64_t until_ms; /* LATER */
};
struct routing routing_of(const struct gateway *g, size_t network, const struct message *m, struct moment now);
const struct route *routing_route(const struct gateway *g, size_t network, const struct message *m); /* by which it left, or would */
/* What of it leaves by this route: in Latin letters, or in UCS-2, in as many parts as that takes; the store's row and *m are changed if they must be.
 * Only of what has not left in part. */
enum error routing_fit(struct gateway *g, const struct route *route, struct message *m);
/* push.c. wanted: it is to be tried by USSD now, over this network; keep, in the open group: it is an SMS again, that waits; send, after the commit.
 * response: false when the answer is not to a push. event: whatever came from a subscriber by USSD. refused: the
 * screen of a question was; true: and it was one. */
bool push_wanted(struct gateway *g, size_t network, const struct message *m, struct moment now);
enum error push_keep(struct gateway *g, const struct message *m, struct moment now);
void push_send(struct gateway *g, size_t network, const struct message *m, struct moment now);
bool push_response(struct gateway *g, int64_t id, const struct smpp_pdu *pdu, struct moment now);
void push_event(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, struct moment now);
void push_stop(struct gateway *g, size_t network, struct moment now); /* what it was to bring leaves as an SMS */
bool push_refused(struct gateway *g, const struct session *s, const char *why, struct moment now);
enum error serve_question(struct gateway *g, struct session *s, struct moment now); /* serve.c: the first screen of a call that we begin */

/* Marks in the open group that a message waits for the network that it is for. ERR_STATE: a part has left already, and the others follow it. */
enum error routing_bind(struct gateway *g, const struct message *m, size_t network);
/* Networks that can send no more: what waits for them is for whoever is next. In a group of its own. */
void routing_release(struct gateway *g);

#define DOUBLES 512
struct double_known { /* double.c: a PDU that was delivered just now */
	uint64_t digest;
	int64_t until_ms; /* mono */
};

struct gone { /* a caller who has left: their snapshot is to be deleted */
	char msisdn[22], code[24];
};

/* What can be dialled on a network: an answer names no code. Borrowed from its dialplan. */
struct codes {
	const char *at[32];
	size_t count;
};

#define PUSHES_OPEN 64
struct push { /* what was brought to a handset by USSD and is not confirmed yet; id 0: free */
	int64_t id; /* of the message */
	size_t network;
	char msisdn[22];
	struct ussd_dialog dialog;
	bool question;
	int64_t until_ms; /* mono */
};

struct post { /* SMS that leave, and what becomes of them */
	int64_t again_ms;       /* mono: there may be something to send, and room for it; 0: now */
	int64_t round_ms;       /* mono: when fate_round() looks for what waits too long */
	uint64_t commits;       /* of the figures, when the queue was last looked into: what was committed since may be a message */
	size_t network;         /* whose turn it is */
	struct early early;
	struct push pushes[PUSHES_OPEN];
	size_t pushes_end; /* those from here on are free */
};

#define CENTRAL_TELLS 32 /* on their way to the cluster at once */

struct gateway {
	struct gateway_setup parts;
	struct session_table *sessions;
	struct editions editions;
	struct codes *codes;    /* of each network */
	struct callers *waiting;  /* of each network: callers whose screen waits for room in the window */

	struct double_known doubles[DOUBLES];
	struct double_known over[DOUBLES]; /* whose.c: callers whose last call is over by the network's word */
	uint8_t double_key[crypto_shorthash_KEYBYTES]; /* of this start: nobody can write a PDU that counts for another's */
	struct ack *acks;
	size_t ack_count, ack_capacity;
	int64_t inbound_due_ms; /* parts of SMS want to be looked at then */

	struct promise *promises;
	size_t promise_count, promise_capacity;

	struct callers dirty;     /* callers whose snapshot is due */
	struct gone *gone;      /* callers who have left */
	size_t gone_count, gone_capacity;
	size_t dirty_written;     /* of `dirty`: they are */
	int64_t written_ms;     /* when the snapshots were last written */
	int64_t recall_until_ms[SESSION_CHANNELS]; /* snapshots of before the start can be asked for until then */
	struct snapshot_sweep sweep; /* drops the expired: a pass at the start, and one when all of before it have expired */
	int64_t sweep_from_ms;
	bool tallied;             /* some edition has counts that are not written yet */
	int64_t tally_ms;         /* when that was last tried */

	struct post post;

	int64_t chores_at_ms; /* mono_ms: when office_chores wants to be called */
	int64_t clock_offset_ms; /* unix less mono, if known: jump.c */
	bool clock_known;
	int64_t clock_keep_ms; /* mono: when it is to be written down again */
	int64_t holidays_day;    /* on which it was last asked, and of which menus, */
	unsigned holidays_menus; /* whether they name the holidays of the year */

	struct {
		struct outbox *outbox;
		struct engine *engine; /* borrowed; NULL: local */
		const struct moment *clock;
		struct tell tells[CENTRAL_TELLS]; /* told, not yet answered; number "": free */
		char told_to[9];                  /* the last number of the batch before */
		int64_t tell_again_ms;
		bool tell_all_due;         /* all appeals are to be marked: the cluster has lost what it was told */
	} central;

	struct gateway_figures figures;
};

/* References in the window of an ESME: bit 63 tells messages from screens; screens carry the caller and a count of screens. */
#define REFERENCE_SHOWN_SHIFT 44

/* jump.c: look: first of all, in a turn and for what comes from a network; recall: at the start, before what is stored is looked at; keep: at the stop */
void jump_look(struct gateway *g, struct moment now);
void jump_recall(struct gateway *g, struct moment now);
void jump_keep(struct gateway *g, struct moment now);

/* stand.c */
void stand_enter(struct gateway *g, struct session *s); /* their menu state was just made */
void stand_drop(struct gateway *g, struct session *s);  /* and the caller */
void stand_again(struct gateway *g, struct session *s, const struct stood *before); /* takes it over: nothing of the step was kept, and it may come again */
void stand_at(struct gateway *g, struct session *s, const struct menu_state *state); /* takes `state` over, whichever version it is of */
void stand_renew(struct gateway *g, struct session *s); /* in the newest from now on, at what has the same names there */
const struct edition *stand_edition(const struct gateway *g, const struct session *s);
size_t stand_format(const struct gateway *g, const struct session *s);                /* of their channel, in their version */
int stand_language(const struct session *s, const struct menu_set *set); /* theirs, as a number of this set; -1: none, or not there */

/* networks.c */
enum { TOLD_WIDTH = 1, TOLD_ODD = 2, TOLD_CHANGING = 4 };
bool network_tells(struct gateway_network *n, uint8_t what); /* true once a link */
void networks_begin(struct gateway *g); /* of the slots as they were given, and of what is dialled there */
bool network_is_open(const struct gateway_network *n);
size_t network_find(const struct gateway *g, const char *name); /* network_count: none has this name */

/* step.c */
struct step {
	struct stood before; /* if `remembered` */
	bool remembered, final;
	bool saved; /* what it writes stands behind a savepoint of its own */
	bool doubtful, again; /* it may be the last answer once more; and was: it came to the same action */
	const struct menu_action *acted; /* the last that was run which has an effect; NULL: none */
	enum error error;
};
/* The caller, in memory or from before the start; step_known: NULL when there is none, step_caller: made then; NULL: no room for more. */
struct session *step_known(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now);
struct session *step_caller(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now);
void step_open(struct gateway *g, struct session *s, struct step *step, struct moment now);
void step_begin(struct gateway *g, struct session *s, struct step *step, struct moment now); /* a new call: the first screen, or the offer to go on */
void step_answer(struct gateway *g, struct session *s, struct step *step, const char *text, size_t len, struct moment now);
/* Behind step_open, of USSD: what may be the last answer once more. If it comes to the action that this ran, it is not run again, and step->again says so:
 * step_back() and not step_close(). */
void step_doubt(struct session *s, struct step *step);
void step_back(struct gateway *g, struct session *s, struct step *step);
void step_text(struct gateway *g, struct session *s, struct step *step, const char *text, size_t len, struct moment now); /* to the menu itself */
/* The gateway's own questions stand before the menus: which language, and whether to go on. */
bool step_waits(const struct session *s);
bool step_help(struct session *s, const char *text, size_t len); /* to the emergency screen, if this is such a number */
void step_choose(struct gateway *g, struct session *s, uint8_t language, bool latin);
/* False: undone, and the caller was told to try later; the others of the open group are as they were, unless it was the store that failed. */
bool step_close(struct gateway *g, struct session *s, struct step *step, struct moment now);
/* The page that the caller is to see, in the format of their channel. */
void step_page(const struct gateway *g, const struct session *s, uint8_t *scratch, size_t capacity, struct menu_page *page);

/* deep.c: deep dialling */
void deep_press(struct gateway *g, struct session *s, struct step *step, struct moment now); /* the parts that wait, if they may be pressed now */

/* inbound.c */
uint32_t inbound_deliver(struct gateway *g, size_t network, struct esme *esme, const struct smpp_pdu *pdu, struct moment now);
void inbound_due(struct gateway *g, struct moment now); /* SMS whose other parts did not come in time */
enum error inbound_recover(struct gateway *g, struct moment now);
/* Text that came and that nobody can read is kept in the open group, and told of in the log. */
void unreadable_keep(struct gateway *g, size_t network, uint8_t data_coding, struct bytes octets, struct moment now);

/* hear.c */
#define HEAR_TEXT_MAX 8192 /* room of `text`, which may be changed */
/* Before anything of an SMS is written: a second one of a person within one turn waits for the commit of the first. */
void hear_settle(struct gateway *g, size_t network, const char *msisdn, struct moment now);
/* False: nothing of it is kept, and the network may deliver it again. When it was not the store that failed, that would not help: then the
 * person is told to try later. */
bool hear_text(struct gateway *g, size_t network, const char *msisdn, char *text, size_t len, bool readable, struct moment now);

/* strays.c. `stray`: what they wrote means nothing where they stand. ANSWER: as ever; LAST: the last answer before it is silent; SILENT: the screen
 * is not sent (s->silent). */
enum strays_verdict { STRAYS_ANSWER, STRAYS_LAST, STRAYS_SILENT };
enum strays_verdict strays_count(struct session *s, bool stray, struct moment now);

/* reply.c: the row of SMS in channel.c, and words that are no screen */
enum error reply_keep(struct gateway *g, struct session *s, bool final, struct moment now);
void reply_show(struct gateway *g, struct session *s, struct moment now);
void reply_later(struct gateway *g, struct session *s, struct moment now);
void reply_over(struct gateway *g, struct session *s);
void reply_response(struct gateway *g, struct session *s, uint32_t status, struct moment now); /* to a part of what left from memory */
/* One of the menus' words, into the open group. ERR_NOT_FOUND: the menus have it not. */
enum error reply_words(struct gateway *g, const char *msisdn, const char *word, size_t language, bool latin, struct moment now);

/* double.c: *again: the network has delivered this PDU a moment ago. What was not kept is forgotten: one, by its until_ms of 0, or all. */
struct double_known *double_of(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now, bool *again);
void double_forget(struct gateway *g);

/* ack.c */
uint32_t ack_later(struct gateway *g, struct esme *esme, const struct smpp_pdu *pdu, struct moment now); /* what the callback returns */
void ack_give(struct gateway *g, uint32_t status, struct moment now); /* to all that wait */

/* whose.c: NOBODYS: no caller, and none can be made; AGAIN: heard already. */
enum whose { WHOSE_NOBODYS, WHOSE_THEIRS, WHOSE_PERHAPS, WHOSE_AGAIN, WHOSE_NOT_THEIRS };
struct session *whose(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, enum whose *is, struct moment now);
const char *whose_code(const struct gateway *g, size_t network, const struct ussd_event *event); /* that was dialled */
void whose_hear(struct gateway *g, struct session *s, size_t network, const struct ussd_event *event, struct moment now); /* before it is followed */
void whose_over(struct gateway *g, size_t network, const char *msisdn, struct moment now); /* their call is, and what still comes of it is late */

/* serve.c */
uint32_t serve_event(struct gateway *g, size_t network, unsigned bind, const struct smpp_pdu *pdu, const struct ussd_event *event, struct moment now);
void serve_response(struct gateway *g, uint64_t reference, uint32_t status, bool known, struct moment now);
void serve_waiting(struct gateway *g, size_t network, struct moment now); /* a slot of the window may be free */
void serve_due(struct gateway *g, struct moment now);                     /* callers whose time is up */
void serve_show(struct gateway *g, struct session *s, struct moment now); /* sends the screen where the caller stands */
void serve_later(struct gateway *g, struct session *s, struct moment now); /* sends `later`; the caller may go on within ten minutes */
void serve_end(struct gateway *g, struct session *s, struct moment now); /* the network goes: says `later` where a screen waits for its answer */
void serve_forget(struct gateway *g, struct session *s); /* drops the caller and the snapshot */
/* Their screen was refused for a moment: it leaves again after one (`show` of their channel), before s->until_ms. False: there is no time left. */
bool serve_again(struct gateway *g, struct session *s, struct moment now);

/* promise.c */
enum error promise_make(struct gateway *g, struct session *s, const struct stood *before); /* takes `before` over in any case */
void promise_settle(struct gateway *g, struct moment now); /* commits the group and shows; or rolls back and says `later` */
void promise_break(struct gateway *g, struct moment now);  /* rolls back and says `later` */

/* tally.c: how often screens are shown, and calls end there */
void tally_begin(struct gateway *g, struct session *s); /* a call begins: one that is still open has been broken off */
void tally_show(struct gateway *g, struct session *s, uint16_t screen, bool last); /* it is out; `last`: and the call is over */
void tally_here(struct gateway *g, struct session *s, bool last); /* the same, of the screen where they stand */
void tally_drop(struct gateway *g, struct session *s); /* it has been left by whoever was to answer */
void tally_hurry(struct gateway *g); /* what was counted is written in the next turn */
int64_t tally_deadline(const struct gateway *g);
enum error tally_write(struct gateway *g, struct moment now); /* in the open group ... */
void tally_written(struct gateway *g);                        /* ... which was committed */

/* behind.c */
void behind_mark(struct gateway *g, struct session *s);
void behind_unmark(struct gateway *g, struct session *s); /* they leave: their snapshot is deleted with the next batch */
enum error behind_keep(struct gateway *g, struct session *s, struct moment now); /* at once, in the open group */
void behind_write(struct gateway *g, struct moment now, bool all);
int64_t behind_deadline(const struct gateway *g);
void behind_restore(struct gateway *g, struct moment now); /* at the start, once */
/* The caller as they stood before the start, taken into the table; NULL when there is no such snapshot. */
struct session *behind_recall(struct gateway *g, const char *msisdn, const char *code, enum session_channel channel, struct moment now);

/* chores.c */
void chores_run(struct gateway *g, struct moment now);

/* decide.c: true: what it came to is committed, and *out answers it (nothing to say but by one node). False: it is to come again. */
bool decide(struct gateway *g, const struct officer_event *in, struct moment now, struct officer_answer *out);

/* central.c */
void central_turn(struct gateway *g, struct moment now);
int64_t central_deadline(const struct gateway *g);
bool central_look_up(void *gateway, const char *number, char *text, size_t capacity);

/* post.c */
void post_pump(struct gateway *g, struct moment now);
int64_t post_deadline(const struct gateway *g);
void post_wake(struct gateway *g); /* there is room again: a link came up, an answer came */

/* fate.c: what becomes of the SMS that left. Its writes stand in the open group. */
void post_response(struct gateway *g, size_t network, uint64_t reference, const struct smpp_pdu *pdu, struct moment now); /* pdu NULL: fate unknown */
/* Whether it is a receipt: by what it is, or since a message of ours has the id that it tells. */
bool post_is_receipt(struct gateway *g, size_t network, const struct smpp_pdu *pdu);
uint32_t post_receipt(struct gateway *g, size_t network, const struct smpp_pdu *pdu, struct moment now); /* the status to answer with */
void fate_settle(struct gateway *g, int64_t id, struct moment now); /* if it has its outcome, that is told and it is closed */
enum error fate_end(struct gateway *g, int64_t id, uint8_t part, enum message_state state, uint32_t status, struct moment now);
/* Every minute: what has expired, what got no receipt, whose answer could not be written down, what is old enough to be forgotten. Bounded work; the
 * result: when it wants to come again. */
int64_t fate_round(struct gateway *g, struct moment now);
enum error post_recover(struct gateway *g, struct moment now); /* at the start: what was on its way when the gateway died */

#endif
