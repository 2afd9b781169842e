/* A caller as bytes: what a restart must not cost. The store seals them; here they are in clear.
 *
 *	u8 revision | u8 channel, u64 heard, i64 heard_ms (not in revision 1, all of whose callers dialled) | u8 strays, i64 strays_ms | u8 closing, u8 hidden | i64 began, i64 parked until (unix ms) | strings: msisdn, code, network, opened | dialog | menu state
 *
 * A string is a length octet and its octets. */
#include "session/session.h"

#include "smpp/tlv.h"

#include <string.h>

#define REVISION 4
#define REVISION_WITHOUT_STRAYS 3
#define REVISION_OF_ONE_SESSION 2 /* its_session_info and user_message_reference were all that a dialog could have */
#define REVISION_WITHOUT_CHANNEL 1

static const int64_t lives_ms[SESSION_CHANNELS] = {[SESSION_USSD] = SESSION_RESUME_MS, [SESSION_SMS] = SESSION_SMS_MS};

static void put_string(struct writer *w, const char *text)
{
	size_t len = strlen(text);
	writer_u8(w, (uint8_t)len);
	writer_put(w, (struct bytes){(const uint8_t *)text, len});
}

static struct bytes take_string(struct reader *r)
{
	return reader_take(r, reader_u8(r));
}

static bool take_into(struct reader *r, char *out, size_t capacity)
{
	return bytes_to_string(take_string(r), out, capacity);
}

static void put_octets(struct writer *w, const uint8_t *at, uint8_t len)
{
	writer_u8(w, len);
	writer_put(w, (struct bytes){at, len});
}

static bool take_octets(struct reader *r, uint8_t *out, size_t capacity, uint8_t *len)
{
	struct bytes octets = take_string(r);
	if (octets.len > capacity)
		return false;
	if (octets.len > 0)
		memcpy(out, octets.at, octets.len);
	*len = (uint8_t)octets.len;
	return true;
}

static void put_address(struct writer *w, const struct smpp_address *a)
{
	writer_u8(w, a->ton);
	writer_u8(w, a->npi);
	put_string(w, a->digits);
}

static bool take_address(struct reader *r, struct smpp_address *a)
{
	a->ton = reader_u8(r);
	a->npi = reader_u8(r);
	return take_into(r, a->digits, sizeof a->digits);
}

static void put_dialog(struct writer *w, const struct ussd_dialog *d)
{
	put_address(w, &d->subscriber);
	put_address(w, &d->service);
	put_string(w, d->service_type);
	put_octets(w, d->session, d->session_len);
	writer_u8(w, d->sequence);
	put_octets(w, d->echo, d->echo_len);
}

/* Revisions 1 and 2: u8 has_session, two octets, u8 sequence, u8 has_reference, u16 reference. */
static void take_one_session(struct reader *r, struct ussd_dialog *d)
{
	bool has_session = reader_u8(r);
	struct bytes session = reader_take(r, 2);
	d->sequence = reader_u8(r);
	bool has_reference = reader_u8(r);
	uint16_t reference = reader_u16(r);
	if (r->failed)
		return;
	if (has_session) {
		memcpy(d->session, session.at, session.len);
		d->session_len = (uint8_t)session.len;
	}
	struct writer echo = writer_over(d->echo, sizeof d->echo);
	if (has_reference)
		tlv_put_integer(&echo, TLV_USER_MESSAGE_REFERENCE, reference);
	d->echo_len = (uint8_t)writer_len(&echo);
}

static bool take_dialog(struct reader *r, uint8_t revision, struct ussd_dialog *d)
{
	bool whole = take_address(r, &d->subscriber) && take_address(r, &d->service) && take_into(r, d->service_type, sizeof d->service_type);
	if (revision <= REVISION_OF_ONE_SESSION) {
		take_one_session(r, d);
		return whole && !r->failed;
	}
	whole = take_octets(r, d->session, sizeof d->session, &d->session_len) && whole;
	d->sequence = reader_u8(r);
	whole = take_octets(r, d->echo, sizeof d->echo, &d->echo_len) && whole;
	return whole && !r->failed;
}

void session_pack(const struct session *s, const char *network_name, struct moment now, struct writer *w)
{
	int64_t left = s->phase == SESSION_PARKED ? s->deadline_ms - now.mono_ms : SESSION_RESUME_MS;
	writer_u8(w, REVISION);
	writer_u8(w, (uint8_t)s->channel);
	writer_u64(w, s->heard);
	writer_u64(w, (uint64_t)(now.unix_ms - (now.mono_ms - s->heard_ms)));
	writer_u8(w, s->strays);
	writer_u64(w, (uint64_t)(now.unix_ms - (now.mono_ms - s->strays_ms)));
	writer_u8(w, s->closing);
	writer_u8(w, s->hidden);
	writer_u64(w, (uint64_t)(now.unix_ms - (now.mono_ms - s->began_ms)));
	writer_u64(w, (uint64_t)(now.unix_ms + left));
	put_string(w, s->msisdn);
	put_string(w, s->code);
	put_string(w, network_name);
	put_string(w, s->opened);
	put_dialog(w, &s->ussd);
	menu_state_pack(&s->menu, w);
}

/* What was told as unix time, by the clock that never jumps. */
static int64_t mono_of(int64_t unix_ms, int64_t set_ms, struct moment now)
{
	return unix_ms ? now.mono_ms + (unix_ms + set_ms - now.unix_ms) : 0;
}

enum error session_unpack(struct session *s, const struct menu_set *set, struct bytes in, int64_t until_ms, struct moment now,
	struct bytes *network_name)
{
	struct reader r = reader_over(in);
	uint8_t revision = reader_u8(&r);
	if (revision < REVISION_WITHOUT_CHANNEL || revision > REVISION)
		return ERR_CORRUPT;
	if (revision > REVISION_WITHOUT_CHANNEL) {
		s->channel = reader_u8(&r);
		s->heard = reader_u64(&r);
		s->heard_ms = (int64_t)reader_u64(&r);
	}
	if (s->channel >= SESSION_CHANNELS)
		return ERR_CORRUPT;
	if (revision > REVISION_WITHOUT_STRAYS) {
		s->strays = reader_u8(&r);
		s->strays_ms = (int64_t)reader_u64(&r);
	}
	s->closing = reader_u8(&r);
	s->hidden = reader_u8(&r);
	s->began_ms = (int64_t)reader_u64(&r);
	int64_t left = until_ms - now.unix_ms, set_ms = until_ms - (int64_t)reader_u64(&r);
	s->heard_ms = mono_of(s->heard_ms, set_ms, now);
	s->strays_ms = mono_of(s->strays_ms, set_ms, now);
	s->began_ms = mono_of(s->began_ms, set_ms, now);
	if (left > lives_ms[s->channel])
		left = lives_ms[s->channel]; /* the wall clock was set back */
	s->deadline_ms = now.mono_ms + left;
	bool whole = take_into(&r, s->msisdn, sizeof s->msisdn) && take_into(&r, s->code, sizeof s->code);
	*network_name = take_string(&r);
	whole = whole && take_into(&r, s->opened, sizeof s->opened) && take_dialog(&r, revision, &s->ussd);
	if (!whole || r.failed)
		return ERR_CORRUPT;
	s->phase = SESSION_PARKED;
	return menu_state_unpack(&s->menu, set, &r);
}
