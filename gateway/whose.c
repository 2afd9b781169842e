/* Whose an event is: which caller's, of which of their calls, and whether it has been heard already. What is another call's, or another network's, moves
 * nothing; what comes a second time is shown the same screen again.
 *
 *	BEGIN    of the caller and the code. Again: it was the last that was heard of this call, some seconds ago or before the network was bound anew
 *	others   of the caller's call on this network: the open one, else the one that was last; NOT_THEIRS when the session names another, when their call is on
 *	         another network, or when the call is over by the network's own word
 *
 * An answer comes again when its words are those of the last one and
 *	its stamp is the same too (the session's octets, and those that are echoed), on a network that stamps each answer anew: this is seen, not believed; or
 *	the network was bound since: it had no response to the last one, and delivers it once more; or
 *	the screen that it led to left within a second, or has yet to leave: nobody has read that yet, let alone answered it. A peer whose answers come
 *	faster than people type (a gateway that plays a long code key by key, a test) means each of them; there an answer is PERHAPS the last once more, and
 *	what that one did is not done again. */
#include "root.h"

#include <sodium.h>
#include <string.h>

#define BEGIN_AGAIN_MS 10000
#define UNREAD_MS 1000
#define REPEATS 2 /* of one answer, known by its stamp: whoever types the same more often means it */
#define STRANGE 3 /* answers of sessions that nobody has begun, and none of one that is known: this network's change */

/* Kept with the caller, and so sealed. */
static uint64_t digest_of(struct bytes words)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t digest;
	crypto_shorthash((unsigned char *)&digest, words.at, words.len, key);
	return digest;
}

/* ---- calls that are over by the network's word ---- */

static struct double_known *over_of(struct gateway *g, size_t network, const char *msisdn, uint64_t *digest)
{
	uint8_t in[sizeof network + 22] = {0};
	memcpy(in, &network, sizeof network);
	memcpy(in + sizeof network, msisdn, strnlen(msisdn, 21));
	crypto_shorthash((unsigned char *)digest, in, sizeof in, g->double_key);
	return &g->over[*digest % DOUBLES];
}

void whose_over(struct gateway *g, size_t network, const char *msisdn, struct moment now)
{
	uint64_t digest;
	struct double_known *over = over_of(g, network, msisdn, &digest);
	*over = (struct double_known){digest, now.mono_ms + g->parts.networks[network].profile->session_ms};
}

static bool is_over(struct gateway *g, size_t network, const char *msisdn, struct moment now)
{
	uint64_t digest;
	const struct double_known *over = over_of(g, network, msisdn, &digest);
	return over->digest == digest && over->until_ms > now.mono_ms;
}

static void begins_anew(struct gateway *g, size_t network, const char *msisdn)
{
	uint64_t digest;
	struct double_known *over = over_of(g, network, msisdn, &digest);
	if (over->digest == digest)
		over->until_ms = 0;
}

/* ---- the caller ---- */

struct found {
	struct session *here;
	bool recalled;  /* from before the start: what has happened since is not known */
	bool elsewhere; /* they have a call on another network */
};

static bool is_better(const struct session *s, const struct session *best)
{
	return !best || (s->phase == SESSION_ASKED && best->phase != SESSION_ASKED) || (s->phase == best->phase && s->deadline_ms > best->deadline_ms);
}

static void consider(struct found *f, struct session *s, size_t network)
{
	if (!s)
		return;
	bool here = s->network == network || s->network == UINT16_MAX;
	f->elsewhere |= !here;
	if (here && is_better(s, f->here))
		f->here = s;
}

/* An answer names no code. */
static struct found find(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, struct moment now)
{
	const struct codes *codes = &g->codes[network];
	struct found f = {0};
	for (size_t i = 0; i < codes->count; i++)
		consider(&f, session_find(g->sessions, msisdn, codes->at[i]), network);
	for (size_t i = 0; !f.here && !f.elsewhere && i < codes->count && event->kind == USSD_ANSWER; i++) {
		consider(&f, behind_recall(g, msisdn, codes->at[i], SESSION_USSD, now), network);
		f.recalled = f.here != NULL;
	}
	return f;
}

/* Who dialled something that nobody can read is answered with what everybody sees first. */
const char *whose_code(const struct gateway *g, size_t network, const struct ussd_event *event)
{
	const struct codes *codes = &g->codes[network];
	bool known = dialplan_code(g->parts.networks[network].dialplan, event->code);
	return known || !event->unreadable || codes->count == 0 ? event->code : codes->at[0];
}

/* ---- again ---- */

/* What did not come again tells nothing; what did stands first in `kept` (ussd_follow). */
static bool same_octets(const uint8_t *kept, size_t kept_len, const uint8_t *came, size_t len)
{
	return len == 0 || (kept_len >= len && memcmp(kept, came, len) == 0);
}

static bool same_stamp(const struct ussd_dialog *kept, const struct ussd_dialog *came)
{
	return same_octets(kept->session, kept->session_len, came->session, came->session_len) &&
		same_octets(kept->echo, kept->echo_len, came->echo, came->echo_len);
}

static bool is_begin_again(const struct gateway_network *n, const struct session *s, const struct ussd_event *event, struct moment now)
{
	bool soon = now.mono_ms - s->began_ms < BEGIN_AGAIN_MS || n->bound_ms > s->heard_ms;
	return s->phase == SESSION_ASKED && !s->closing && soon && s->heard == digest_of(event->raw) && event->dialog.session_len > 0 &&
		same_stamp(&s->ussd, &event->dialog);
}

/* The screen that the last answer led to: nobody has read it. */
static bool has_just_left(const struct session *s, struct moment now)
{
	return !s->waiting && !s->again && now.mono_ms - s->left_ms < UNREAD_MS;
}

static bool is_unread(const struct session *s, struct moment now)
{
	return s->waiting || s->again || has_just_left(s, now);
}

static bool is_answer_again(const struct gateway_network *n, const struct session *s, const struct ussd_event *event, struct moment now)
{
	if (s->heard != digest_of(event->raw) || !same_stamp(&s->ussd, &event->dialog))
		return false;
	bool stamped = s->stamped && !n->steady, soon = !n->swift && is_unread(s, now);
	return n->bound_ms > s->heard_ms || ((stamped || soon) && s->repeats < REPEATS);
}

static bool is_perhaps_again(const struct session *s, const struct ussd_event *event, struct moment now)
{
	return s->acted && is_unread(s, now) && s->heard == digest_of(event->raw) && same_stamp(&s->ussd, &event->dialog);
}

/* Whether this network stamps each answer anew, as this one tells: that of the answer before, with other words, is no stamp. And whether people type
 * there: none reads a screen within a second. */
static void learn(struct gateway_network *n, struct session *s, const struct ussd_event *event, struct moment now)
{
	bool same = same_stamp(&s->ussd, &event->dialog), answered = s->answered;
	s->stamped = s->stamped || !same;
	s->answered = true;
	n->swift = n->swift || (has_just_left(s, now) && s->heard != digest_of(event->raw));
	if (answered)
		n->steady = same;
}

void whose_hear(struct gateway *g, struct session *s, size_t network, const struct ussd_event *event, struct moment now)
{
	if (event->kind == USSD_BEGIN) {
		begins_anew(g, network, s->msisdn);
		s->stamped = s->answered = false;
	} else {
		learn(&g->parts.networks[network], s, event, now);
	}
	s->repeats = 0;
	s->heard = digest_of(event->raw);
	s->heard_ms = now.mono_ms;
}

/* ---- all together ---- */

/* A network whose sessions are never those that were begun has the wrong profile: its callers are served by number and code after all. */
static bool is_theirs(struct gateway_network *n, const struct session *s, const struct ussd_event *event)
{
	bool same = ussd_same(n->profile, &s->ussd, &event->dialog);
	if (s->ussd.session_len == 0 || event->dialog.session_len == 0)
		return same;
	n->holds = n->holds || same;
	if (same || n->holds || event->kind != USSD_ANSWER)
		return same;
	n->strange += n->strange <= STRANGE;
	if (n->strange > STRANGE && network_tells(n, TOLD_CHANGING))
		log_say(LOG_USSD, LOG_LEVEL_NOTICE, "%s: no answer names the session with which its call began, so callers are told apart by number and code; the "
			"profile 'huawei', or one with `form: changing`, would say so", n->name);
	return n->strange > STRANGE;
}

static struct session *of_begin(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, enum whose *is, struct moment now)
{
	struct session *s = step_caller(g, msisdn, whose_code(g, network, event), SESSION_USSD, now);
	bool here = s && s->network == network;
	*is = !s ? WHOSE_NOBODYS : here && is_begin_again(&g->parts.networks[network], s, event, now) ? WHOSE_AGAIN : WHOSE_THEIRS;
	return s;
}

/* One whom we have forgotten and the network has not begins with what everybody sees first. */
static struct session *of_forgotten(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, enum whose *is, struct moment now)
{
	const struct codes *codes = &g->codes[network];
	struct session *s = codes->count == 0 || event->kind != USSD_ANSWER ? NULL : step_caller(g, msisdn, codes->at[0], SESSION_USSD, now);
	*is = s ? WHOSE_THEIRS : WHOSE_NOBODYS;
	return s;
}

struct session *whose(struct gateway *g, size_t network, const char *msisdn, const struct ussd_event *event, enum whose *is, struct moment now)
{
	struct gateway_network *n = &g->parts.networks[network];
	if (event->kind == USSD_BEGIN)
		return of_begin(g, network, msisdn, event, is, now);
	struct found f = find(g, network, msisdn, event, now);
	struct session *s = f.here;
	*is = WHOSE_THEIRS;
	if (!s && !f.elsewhere && !is_over(g, network, msisdn, now))
		return of_forgotten(g, network, msisdn, event, is, now);
	bool over = s && s->phase == SESSION_PARKED && is_over(g, network, msisdn, now);
	if (!s || over || (!f.recalled && !is_theirs(n, s, event))) {
		const char *why = !s && f.elsewhere ? "their call is on another network" : !s || over ? "that call is over" : "another call is open";
		log_say(LOG_USSD, LOG_LEVEL_INFO, "%s: %s that comes late or astray moves nothing: %s", n->name, event->kind == USSD_ABORT ? "an end" : "an answer", why);
		*is = WHOSE_NOT_THEIRS;
	} else if (ussd_kind(&s->ussd, event) == USSD_ANSWER && is_answer_again(n, s, event, now)) {
		*is = WHOSE_AGAIN;
	} else if (ussd_kind(&s->ussd, event) == USSD_ANSWER && is_perhaps_again(s, event, now)) {
		*is = WHOSE_PERHAPS;
	}
	return s;
}
