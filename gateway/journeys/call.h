/* What an action works with, and what the actions of this room share. Only for the files of this room.
 * An action names the outcome that it came to, as contract.h lists them. */
#ifndef KOPURO_JOURNEYS_CALL_H
#define KOPURO_JOURNEYS_CALL_H

#include "feedback/item.h"
#include "journeys/appeal.h"
#include "journeys/callback.h"
#include "journeys/journey.h"
#include "journeys/pledge.h"
#include "sms/message.h"
#include "store/pins.h"
#include "text/locale.h"

#include <stdint.h>

struct call {
	struct store *store;
	struct menu_state *state;
	const struct journey_caller *caller;
	struct moment now;
};

typedef enum error call_action(struct call *c, const char **outcome);

/* journeys/appeal.c */
call_action text_append, appeal_place, appeal_lodge, appeal_days, appeal_find, appeal_add, appeal_join;
/* journeys/satisfaction.c */
call_action satisfaction_answer;
/* Whether the appeal that was just opened is to be asked about on this screen; then it counts as asked. */
enum error satisfaction_ask(struct call *c, const char number[9], bool *ask);
/* journeys/pledge.c */
call_action pledge_make, pledge_find, pledge_cancel, project_figures;
/* journeys/helpline.c, journeys/checklist.c, journeys/notice.c */
call_action callback_ask, helpline_sms, checklist_sms, notice_sms, number_sms;

/* journeys/tell.c: an item for the central queue. A step that tells asks items_room() before it writes anything: with ERR_FULL nothing of it
 * stands in the group. */
enum error tell_lodged(const struct call *c, const struct appeal *a);
enum error tell_added(const struct call *c, const char number[9], const char *text);
enum error tell_callback(const struct call *c, const struct callback *asked);
enum error tell_rated(const struct call *c, const char number[9], int rating); /* of an answer: 1 yes, 2 partly, 3 no */
enum error tell_pledge(const struct call *c, enum item_kind kind, const struct pledge *p); /* made or cancelled */
/* Whether what is told of this record of `topic` or `need` is only for officers named for it: `restricted: yes` in the menus. */
bool tell_restricted(const struct menu_set *set, const char *table, const char *key);
/* Of what is lodged now: by the menus of the call, or by those that have gone live since it began. */
bool tell_restricted_now(const struct call *c, const char *table, const char *key);

/* Whatever of these fails is our own menu's mistake: it asked too little before it called the action. */
enum error call_text(const struct call *c, enum journey_slot slot, char *out, size_t capacity); /* ERR_STATE: "" or too long */
enum error call_number(const struct call *c, char number[9]); /* of SLOT_NUMBER */
enum error call_pin(const struct call *c, char pin[5]);
enum error call_pin_chosen(const struct call *c, char pin[5]); /* ERR_WEAK: another must be chosen (journeys/pin_choice.h) */
enum error call_key(const struct call *c, const char *table, char *out, size_t capacity); /* of the kept record, "" when none */
enum error call_language(const struct call *c, char language[9]);
enum error call_channel(const struct call *c, char channel[8]);
enum error call_msisdn(const struct call *c, char msisdn[22]); /* "" when the network hides it */

/* Number and PIN against the store, or against what another node `told` of the number (NULL: none did). The right PIN: *outcome NULL, and the number is
 * opened for this call. Else *outcome is "wrong" or "locked", and nothing is open. The PIN is wiped either way. */
enum error call_open(struct call *c, enum pin_guards guards, const struct pin_guard *told, char number[9], const char **outcome);

/* The day of a moment, as the caller's language writes it. */
void call_date(const struct call *c, int64_t unix_ms, char out[LOCALE_DATE]);
enum error call_put_int(struct call *c, enum journey_slot slot, int64_t value);
enum error call_put_text(struct call *c, enum journey_slot slot, const char *text);
/* Keeps a record; one that the menus no longer have leaves none kept. */
void call_keep(struct call *c, const char *table, const char *key);

/* The item of an addition to another node's appeal, which has its own row there: journeys/tell.c. */
enum error tell_added_elsewhere(const struct call *c, const char number[9], const char *text);

/* An SMS to the number that this call comes from. ERR_STATE when the network hides it. */
enum error call_sms(struct call *c, enum message_class message_class, const char *text, size_t len);
/* The same, of a record that is kept: its name, then another field. Before the name stands that of the kept country, when the record refers to it. */
enum error call_sms_record(struct call *c, const char *table, const char *field);

#endif
