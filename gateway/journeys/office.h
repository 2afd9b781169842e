/* What case officers do, whichever way it comes (HTTP, an event on NATS): the other direction of the journeys. Each works in the open commit
 * group; the caller commits before it says that it is done.
 *
 * A new status is a step of the appeal's history. The person is told by SMS in the appeal's language, unless nameless or hidden; who said stop is
 * told nothing but an answer (`answered`, `refused`): that is the answer to their own question. The SMS are `words:` of the menus:
 *   sms_registered sms_in_work sms_answered sms_refused sms_closed   {number} {answer} (the officer's text)
 *   step_office {office}, step_registration {registration}           a line each below, when the officer has told them
 *   sms_rate                                                         a line below sms_answered: did it help?
 *   sms_payment, sms_payment_nameless                                {name} {amount} {number}; above it and the following the project's name
 *   sms_reminder (three days after, unpaid), sms_reminder_monthly (the day before)   {amount} {number}; an amount stands with its currency
 *   sms_report                                                       {report}
 *
 * An error of these leaves nothing in the group, unless the store itself failed: then the group must be rolled back, as always. */
#ifndef KOPURO_JOURNEYS_OFFICE_H
#define KOPURO_JOURNEYS_OFFICE_H

#include "base/error.h"
#include "base/moment.h"
#include "feedback/event.h"
#include "menu/set.h"

struct pledge_figures;
struct store;

/* ERR_NOT_FOUND: no such appeal here; ERR_UNKNOWN: no such status; ERR_BAD: no text where it is needed (answered, refused), not UTF-8, characters
 * that no phone shows (outside the BMP); ERR_LONG: over 1200 octets; ERR_STATE: the appeal is closed, or this step does not follow (the table
 * in office.c). Whether the event came before is the caller's to know (store/events.h). */
enum error office_status(struct store *store, const struct menu_set *menus, const struct status_event *event, struct moment now);
/* Why office_status() said ERR_BAD: a text that is needed is missing (else one has characters that no phone shows). */
bool office_text_missing(const struct status_event *event);
/* The steps that may follow `status`, apart by ", ": "in-work, answered, closed"; "": none, or no such status. */
void office_steps(const char *status, char *out, size_t capacity);
/* A payment towards a pledge was seen: thanks with the name that the giver chose. ERR_NOT_FOUND; ERR_STATE: cancelled; ERR_BAD: no amount. */
enum error office_payment(struct store *store, const struct menu_set *menus, const char number[9], int64_t amount_kgs, struct moment now);
/* A report on a project: to all its givers who did not say stop, each once. *told: how many SMS were queued now: all, or the first 200 givers,
 * and office_chores tells the others. ERR_NOT_FOUND: no such project; ERR_BAD, ERR_LONG. */
enum error office_report(struct store *store, const struct menu_set *menus, const char *project, const char *text, struct moment now, size_t *told);
/* Whether appeals that an older Kopuro lodged are restricted, by what their topics say in the menus of this start; in the open group. */
enum error office_judge(struct store *store, const struct menu_set *menus);
/* What was promised to a project, and under the keys that it has taken over. */
enum error office_figures(struct store *store, const struct menu_set *menus, uint16_t table, uint16_t project, struct pledge_figures *out);
/* What is due by the calendar: reminders of pledges, reports not all were told of, holidays as the menus have them, old rows to forget. Bounded
 * work a call. *next_ms: when it wants to be called again (unix ms): at least once an hour. */
enum error office_chores(struct store *store, const struct menu_set *menus, struct moment now, int64_t *next_ms);

/* What an officer wrote, cleaned (text/utf8.h). ERR_BAD, ERR_LONG as above. */
enum error office_text(const char *in, char *out, size_t capacity);

#endif
