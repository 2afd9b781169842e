/* The gateway: the root struct, and the one place where the rooms are wired.
 *
 *   a network's deliver_sm --ussd_read--> event --session table--> who stands where --menu engine--> screen --ussd_write--> submit_sm
 *                                                                        | action
 *                                                                        v
 *                                                           journeys -> commit group of this turn
 *
 * It has no socket and no clock: events of the networks' ESMEs come in by gateway_event() (an esme_handler), the loop calls gateway_turn()
 * at the end of each of its turns and no later than gateway_deadline(). What a turn wrote is committed in gateway_turn(), and only then do
 * the screens that promise something leave; when the commit fails, those callers see `later` instead and stand where they stood.
 * So tests run the whole of it in memory, with a clock that they move. */
#ifndef KOPURO_GATEWAY_H
#define KOPURO_GATEWAY_H

#include "dialplan/dialplans.h"
#include "feedback/outbox.h"
#include "menu/engine.h"
#include "menu/set.h"
#include "sms/message.h"
#include "sms/pace.h"
#include "smpp/esme.h"
#include "store/pins.h"
#include "ussd/profile.h"

struct edition;
struct gateway;
struct store;

struct gateway_network { /* borrowed; the first fields are the owner's, filled before gateway_new */
	const char *name; /* NULL: this slot of the array is free, for one that comes while running */
	const struct ussd_profile *profile;
	const struct dialplan *dialplan;
	/* Gives the ESME to send on, or NULL when none is bound for sending now: that with this esme_number() when it has room, else the one with the most.
	 * ESME_ANY: no dialog came in on one. */
	struct esme *(*sender)(void *owner, unsigned number);
	void *owner;
	struct gateway *gateway; /* filled by gateway_new; context of gateway_event is the network */
	uint32_t throughput;     /* submit_sm of SMS a second; 0: no limit; screens never wait */
	struct pace pace;
	bool closed;             /* the gateway's: it is leaving, or changing */
	bool could_send;         /* the gateway's: at its last look */
	uint8_t told;            /* the gateway's: what of its ways the log has said (TOLD_) */
	bool holds;              /* the gateway's: an answer has named the session with which its call began */
	uint8_t strange;         /* the gateway's: answers that did not, while none did */
	bool steady;             /* the gateway's: the last two answers of a call had the same stamp, and other words (whose.c) */
	bool swift;              /* the gateway's: an answer has come sooner than anybody reads (whose.c) */
	int64_t bound_ms;        /* the gateway's: when the newest session with it began (mono ms) */
};

/* What a screen by SMS takes, in octets of UCS-2: two parts of 67 characters. The menus must be loaded for it, beside the networks' own. */
#define GATEWAY_SMS_BUDGET 268
#define GATEWAY_SMS_BUDGET_LATIN 306 /* the same in septets: two of 153 */
/* What the menus must be loaded for: the screens of each network and those by SMS, for people with Cyrillic on their telephones and without. */
struct menu_format gateway_format(const struct ussd_profile *profile, bool latin);
struct menu_format gateway_format_sms(bool latin);

struct gateway_setup {
	struct store *store;          /* borrowed */
	const struct menu_set *menus;  /* borrowed */
	struct menu_set *menus_given;  /* the same, when the gateway is to free them with their last caller, or when it cannot begin; or NULL */
	unsigned menus_number;         /* of their version in the store; 0: they are not from there */
	struct gateway_network *networks; /* borrowed, an array */
	size_t network_count; /* with the free slots */
	const char *boot; /* borrowed: moment_boot(); NULL: not known, and a clock that was set between two runs is noticed only if it was set back */
	const struct dialplans *dialplans; /* borrowed: where numbers are from, and by which network SMS leave; NULL: any network takes any SMS */
};

/* Stored sessions are recalled when their callers come back; messages of unknown fate are marked. NULL when memory or the store fails (logged). */
struct gateway *gateway_new(const struct gateway_setup *setup, struct moment now);
void gateway_free(struct gateway *g, struct moment now); /* writes the last snapshots */

/* esme_handler; context: the struct gateway_network. */
uint32_t gateway_event(void *network, struct esme *esme, const struct esme_event *event, struct moment now);
void gateway_turn(struct gateway *g, struct moment now);
int64_t gateway_deadline(const struct gateway *g); /* mono_ms of the next needed gateway_turn */
/* Commits what stands in the open group now, with the screens that wait for it: for whoever must answer a request (HTTP, NATS) only after
 * its commit. False: nothing of the group was kept. */
bool gateway_commit(struct gateway *g, struct moment now);

/* Networks that come, go and change while running: a slot of the array keeps its index.
 *
 *	gateway_network_close    its open calls end with the screen `later`, and are offered again at the next call; nothing begins there any more. Then
 *	                         the owner stops the link, whose events are still understood.
 *	gateway_network_open     of a free or closed slot whose first fields the owner has filled in, its link being at rest. False, and nothing is changed:
 *	                         the newest menus are not laid out for its screens. Menus that are, are made by gateway_network_prepare() (as
 *	                         gateway_menus_prepare()), and live before.
 *	gateway_network_leave    a closed one whose link is gone: SMS that wait for it are for whoever is next, nobody refers to the slot any more, and
 *	                         it is free. False: the store fails; to be tried again. */
struct edition *gateway_network_prepare(const struct gateway *g, struct menu_set *menus, size_t slot, const struct ussd_profile *profile,
	struct moment now);
bool gateway_network_open(struct gateway *g, size_t slot);
void gateway_network_close(struct gateway *g, size_t slot, struct moment now);
bool gateway_network_leave(struct gateway *g, size_t slot, struct moment now);

/* How items reach the central queue; without a call the store itself is the queue (`feedback local`). The engine is made with
 * gateway_engine_events and the gateway as context, borrowed until gateway_free(), and closed after it. */
extern const struct engine_events gateway_engine_events;
void gateway_engine(struct gateway *g, struct engine *engine, const struct moment *clock);
struct outbox_figures gateway_outbox(const struct gateway *g);

struct gateway_figures { /* since the start; for the console and /healthz */
	uint64_t begun, answered, ended, aborted, timed_out, resumed, refused, commits, commit_failures, sms_sent, sms_received;
	uint64_t sms_ended[MESSAGE_STATES]; /* parts that came to a final state */
	uint64_t sms_later, sms_again;      /* parts that a network wanted later; sent again since their fate was unknown */
	uint64_t receipts, receipts_doubled, receipts_unmatched, receipts_unreadable; /* all; for a part that had its own; for none of ours, or unreadable; unreadable */
	uint64_t delivered_twice; /* PDUs that came a second time, and of which nothing came */
	size_t dialogs, parked; /* now */
	bool store_failing; /* the last commit failed */
	struct pin_figures pins;
};
struct gateway_figures gateway_figures(const struct gateway *g);
/* For `show dialogs`: calls `row` for each open dialog, at most `limit`; `caller` shows the first five and last two digits only. */
typedef void gateway_dialog_row(void *context, const char *network, const char *caller, const char *code, const char *screen, int64_t seconds);
void gateway_each_dialog(const struct gateway *g, size_t limit, struct moment now, gateway_dialog_row *row, void *context);
/* Where a caller of the first network stands; false: nobody there. `msisdn` in digits. */
bool gateway_where(const struct gateway *g, const char *msisdn, struct menu_where *where);
const struct menu_set *gateway_menus(const struct gateway *g); /* the newest; good until the next turn */

/* Other menus while running: prepared, which may fail (logged; NULL; `menus` are freed), then live, which does not, or dropped with edition_free()
 * of editions.h. Who is in a call keeps the menus that it began with; whoever begins has the newest. */
struct edition *gateway_menus_prepare(const struct gateway *g, struct menu_set *menus, struct moment now);
/* Forms that were begun, and from which these menus take the screen where their caller stands, or a record that was chosen. Those that are open end in the
 * menus that they began with; those that are parked keep all that was typed, and what is gone is chosen anew (menu/needs.h). Snapshots of before the
 * start that nobody has asked for are not among them. */
struct gateway_touched { size_t open, parked; };
struct gateway_touched gateway_menus_touched(const struct gateway *g, const struct edition *prepared);
unsigned gateway_menus_number(const struct gateway *g); /* of the newest */
void gateway_menus_live(struct gateway *g, struct edition *edition);
/* For `show menus`: each version that is held, the newest first. */
typedef void gateway_menus_row(void *context, const struct menu_set *menus, unsigned number, int64_t loaded_unix_ms, size_t callers);
void gateway_each_menus(const struct gateway *g, gateway_menus_row *row, void *context);
struct store *gateway_store(const struct gateway *g);

#endif
