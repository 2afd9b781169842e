/* An officer's event from the cluster: read, done or refused, written down and answered. What was done is in the same commit as the event's name, so that
 * it is done once however often it comes; what was refused is kept, too, and refused in the same words.
 *
 *	not to be read, or about no number, or another than its subject    every node refuses it, in the same words; the cluster keeps one of them
 *	a number of another node                                           that node has the say. Should the cluster have no such node, nobody has
 *	                                                                   the number
 *	all else                                                           journeys/office.c
 *
 * Only what the store cannot do (ERROR_STORE) is not answered: the event comes again. */
#include "root.h"

#include "journeys/office.h"
#include "store/audit.h"
#include "store/events.h"

#include <stdio.h>
#include <string.h>

struct decision {
	const struct officer_event *in;
	struct status_event event;
	char number[9];         /* of the subject; "" */
	struct event_fate fate; /* what it comes to */
	bool again;             /* and came to before */
	bool elsewhere;         /* another node has the say */
};

static void refuse(struct decision *d, enum refusal refusal, const char *detail)
{
	snprintf(d->fate.reason, sizeof d->fate.reason, "%s", refusal_name(refusal));
	snprintf(d->fate.detail, sizeof d->fate.detail, "%s", detail);
}

static void refuse_unread(struct decision *d, enum error error, const char *why)
{
	refuse(d, error == ERR_LONG ? REFUSED_TOO_LONG : error == ERR_UNKNOWN ? REFUSED_NUMBER : REFUSED_MALFORMED, why);
}

static void refuse_undone(struct decision *d, enum error error)
{
	if (error == ERR_NOT_FOUND)
		refuse(d, REFUSED_NOT_FOUND, "no appeal has this number");
	else if (error == ERR_STATE)
		refuse(d, REFUSED_STATE, "the appeal is closed, or this step does not follow what it has come to");
	else if (error == ERR_UNKNOWN)
		refuse(d, REFUSED_VALUE, "data.status: registered, in-work, answered, closed or refused; data.ussd: notice or question");
	else if (error == ERR_LONG)
		refuse(d, REFUSED_TOO_LONG, "data.text: text of at most 1200 octets is wanted");
	else if (office_text_missing(&d->event))
		refuse(d, REFUSED_MISSING, "data.text: answered and refused need one");
	else
		refuse(d, REFUSED_CHARACTER, "a text has a character that phones do not show");
}

static void decision_read(struct decision *d, const struct gateway *g)
{
	const struct sealer *sealer = store_sealer(g->parts.store);
	const char *why;
	enum error error = event_to_status(d->in->json, d->in->len, &d->event, &why);
	struct bytes whole = { (const uint8_t *)&d->event, sizeof d->event }; /* and not its octets: members may come in another order */
	if (!event_number(d->in->number, d->number))
		d->number[0] = '\0';
	if (error)
		whole = (struct bytes){ (const uint8_t *)d->in->json, d->in->len };
	seal_event_digest(sealer, whole, d->fate.digest);
	if (error)
		refuse_unread(d, error, why);
	else if (strcmp(d->number, d->event.number) != 0)
		refuse(d, REFUSED_NUMBER, "the number of the subject kopuro.status.<number> is another than data.number");
	else
		d->elsewhere = store_number_node(g->parts.store, d->number) != store_node(g->parts.store);
	if (d->elsewhere)
		refuse_undone(d, ERR_NOT_FOUND);
}

/* True: it came before, and what it came to is in d->fate. */
static enum error decision_recall(struct decision *d, struct store *store, bool *known)
{
	struct event_fate fate;
	*known = false;
	if (!d->event.id[0])
		return ERR_NONE;
	enum error error = events_find(store, d->event.source, d->event.id, &fate, known);
	if (error || !*known)
		return error;
	d->again = memcmp(fate.digest, d->fate.digest, sizeof fate.digest) == 0;
	if (d->again)
		d->fate = fate;
	else
		refuse(d, REFUSED_DOUBLED, "another event came with this source and id: this one needs an id of its own");
	return ERR_NONE;
}

/* Behind a savepoint: what is refused leaves nothing. An error is the store's. */
static enum error decision_do(struct decision *d, struct gateway *g, struct moment now)
{
	struct store *store = g->parts.store;
	enum error error = store_savepoint(store);
	if (error)
		return error;
	error = office_status(store, gateway_menus(g), &d->event, now);
	if (!error)
		return store_savepoint_keep(store);
	enum error undone = store_savepoint_undo(store);
	if (undone || error == ERR_FULL || error_class(error) == ERROR_STORE)
		return undone ? undone : error;
	refuse_undone(d, error);
	return ERR_NONE;
}

static enum error decision_audit(const struct decision *d, struct store *store, struct moment now)
{
	struct audit row = { .at_ms = now.unix_ms, .role = "nats" };
	snprintf(row.who, sizeof row.who, "%s", d->event.source);
	snprintf(row.action, sizeof row.action, "appeal.status%s", d->again ? ".again" : d->fate.reason[0] ? ".refused" : "");
	snprintf(row.subject, sizeof row.subject, "%s", d->number);
	return audit_add(store, &row);
}

static enum error decision_take(struct decision *d, struct gateway *g, struct moment now)
{
	struct store *store = g->parts.store;
	bool known;
	enum error error = decision_recall(d, store, &known);
	if (!error && !known && !d->fate.reason[0])
		error = decision_do(d, g, now);
	if (!error && !known && d->event.id[0])
		error = events_add(store, d->event.source, d->event.id, &d->fate, now.unix_ms);
	return error ? error : decision_audit(d, store, now);
}

static void decision_answer(const struct decision *d, const struct store *store, struct moment now, struct officer_answer *out)
{
	sodium_bin2hex(out->id, sizeof out->id, d->fate.digest, sizeof d->fate.digest);
	memcpy(out->number, d->number, sizeof out->number);
	out->accepted = !d->fate.reason[0];
	out->instead_of = d->elsewhere ? (int)store_number_node(store, d->number) : -1;
	out->json = event_of_answer(&(struct status_answer){ .id = out->id, .number = d->number[0] ? d->number : d->in->number, .source = d->event.source,
		.of = d->event.id, .status = d->event.status, .reason = d->fate.reason, .detail = d->fate.detail, .at_ms = now.unix_ms }, store_node(store));
}

bool decide(struct gateway *g, const struct officer_event *in, struct moment now, struct officer_answer *out)
{
	struct decision d = { .in = in };
	decision_read(&d, g);
	enum error error = d.elsewhere ? ERR_NONE : decision_take(&d, g, now);
	if (error)
		promise_break(g, now);
	bool good = !error && (d.elsewhere || gateway_commit(g, now));
	if (error)
		log_say(LOG_JOURNEY, LOG_LEVEL_ERROR, "an officer's event cannot be written (%s): it comes again", error_name(error));
	else if (good && !d.elsewhere && d.fate.reason[0])
		log_say(LOG_JOURNEY, LOG_LEVEL_NOTICE, "an officer's event was refused: %s", d.fate.reason);
	if (good)
		decision_answer(&d, g->parts.store, now, out);
	sodium_memzero(&d, sizeof d);
	return good;
}
