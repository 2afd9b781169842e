#include "feedback/settling.h"

#include "base/log.h"

#include <inttypes.h>
#include <string.h>

#define SAY_MS 10000 /* between two lines about what was lost */
#define NEVER_LOOKED 0
#define UNTIL_NOW INT64_MAX /* of a pass whose beginning has no time yet */

#define SAY(level, ...) log_say(LOG_STORE, level, "feedback " __VA_ARGS__)

enum error settling_start(struct settling *s, struct store *store, struct engine *engine)
{
	*s = (struct settling){ .store = store, .engine = engine };
	enum error error = unsettled_stream(store, &s->stored_ms);
	s->stream.created_ms = s->stored_ms;
	return error;
}

static void pass_begin(struct settling *s, int64_t until_ms)
{
	s->pass = true;
	s->left = false;
	s->until_ms = until_ms;
	s->after = s->ahead = (struct unsettled){ .row = 0 };
	s->attempts = 0;
	s->look_due = false;
}

static void doubt_begin(struct settling *s)
{
	pass_begin(s, UNTIL_NOW);
	s->unsure = false;
	s->not_before_ms = 0;
}

/* Its beginning moves by its limits, or by hand: no matter, as long as what is not settled stands behind it. */
static bool beginning_is_gone(const struct settling *s, uint64_t first)
{
	static const struct unsettled before = { .row = 0 };
	struct unsettled oldest;
	size_t count = 0;
	return unsettled_each(s->store, &before, INT64_MAX, &oldest, 1, &count) != ERR_NONE || (count > 0 && oldest.sequence < first);
}

/* Another stream under the same name, or one that is shorter than it was. */
static bool stream_said(const struct settling *s, const struct engine_stream *now)
{
	const struct engine_stream *was = &s->stream;
	const char *kind = s->engine->kind;
	if (now->made && was->created_ms != NEVER_LOOKED)
		SAY(LOG_LEVEL_ERROR, "%s: the stream was gone, with all that nobody had read; it was made anew, and what is not settled is offered again", kind);
	else if (now->made)
		SAY(LOG_LEVEL_NOTICE, "%s: there was no stream; it was made", kind);
	else if (was->created_ms != NEVER_LOOKED && now->created_ms != was->created_ms)
		SAY(LOG_LEVEL_ERROR, "%s: the stream is another one than before; what it does not have is offered again", kind);
	else if (now->last < now->known)
		SAY(LOG_LEVEL_ERROR, "%s: the stream ended at %" PRIu64 " and ends at %" PRIu64 ": it has forgotten what it had acknowledged, which is offered again", kind,
			now->known, now->last);
	else
		return now->first > was->first && beginning_is_gone(s, now->first);
	return true;
}

void settling_stream(struct settling *s, const struct engine_stream *stream)
{
	if (stream_said(s, stream) || stream->connected)
		doubt_begin(s);
	s->stream = *stream;
}

void settling_acknowledged(struct settling *s)
{
	s->look_due = s->look_due || s->next_ms == MOMENT_NEVER;
}

void settling_confirmed(struct settling *s, const char *id, enum engine_kept kept)
{
	static const enum ask_state states[] = { [ENGINE_KEPT] = ASK_KEPT, [ENGINE_LOST] = ASK_LOST, [ENGINE_UNSURE] = ASK_FREE };
	for (size_t i = 0; i < SETTLING_ASKS; i++) {
		struct ask *a = &s->asks[i];
		if (a->state != ASK_OUT || strcmp(a->u.id, id) != 0)
			continue;
		a->state = states[kept];
		s->unsure = s->unsure || kept == ENGINE_UNSURE;
		return;
	}
}

bool settling_has_answers(const struct settling *s)
{
	if (s->stored_ms != s->stream.created_ms)
		return true;
	for (size_t i = 0; i < SETTLING_ASKS; i++)
		if (s->asks[i].state == ASK_KEPT || s->asks[i].state == ASK_LOST)
			return true;
	return false;
}

static bool is_due(const struct settling *s, const struct unsettled *u, struct moment now)
{
	return u->delivered_ms + s->engine->settle_ms <= now.unix_ms;
}

enum error settling_write(struct settling *s, struct moment now)
{
	enum error error = ERR_NONE;
	if (s->stored_ms != s->stream.created_ms)
		error = unsettled_stream_put(s->store, s->stream.created_ms);
	for (size_t i = 0; !error && i < SETTLING_ASKS; i++) {
		struct ask *a = &s->asks[i];
		if (a->state != ASK_KEPT && a->state != ASK_LOST)
			continue;
		if (a->state == ASK_LOST)
			error = unsettled_offer(s->store, &a->u);
		else if (is_due(s, &a->u, now))
			error = unsettled_drop(s->store, &a->u);
		else
			error = ERR_NOT_FOUND; /* in doubt, and found to be there: its time comes */
		a->written = !error;
		error = error == ERR_NOT_FOUND ? ERR_NONE : error;
	}
	return error;
}

static void lost_say(struct settling *s, struct moment now)
{
	if (s->lost_unsaid == 0 || (s->said_ms && now.mono_ms < s->said_ms + SAY_MS))
		return;
	SAY(LOG_LEVEL_ERROR, "%s: %" PRIu64 " items that the stream had acknowledged are not in it any more (the first: %s); they are offered again", s->engine->kind,
		s->lost_unsaid, s->lost_first);
	s->lost_unsaid = 0;
	s->said_ms = now.mono_ms;
}

void settling_committed(struct settling *s, struct moment now)
{
	s->stored_ms = s->stream.created_ms;
	for (size_t i = 0; i < SETTLING_ASKS; i++) {
		struct ask *a = &s->asks[i];
		if (a->state != ASK_KEPT && a->state != ASK_LOST)
			continue;
		if (a->written && a->state == ASK_LOST && s->lost_unsaid++ == 0)
			memcpy(s->lost_first, a->u.id, sizeof s->lost_first);
		s->lost += a->written && a->state == ASK_LOST;
		s->settled += a->written && a->state == ASK_KEPT;
		*a = (struct ask){ .state = ASK_FREE };
	}
	if (s->engine)
		lost_say(s, now);
}

void settling_rolled_back(struct settling *s)
{
	for (size_t i = 0; i < SETTLING_ASKS; i++)
		s->asks[i].written = false;
}

static bool has_asks(const struct settling *s)
{
	for (size_t i = 0; i < SETTLING_ASKS; i++)
		if (s->asks[i].state != ASK_FREE)
			return true;
	return false;
}

/* The batch was answered, or not all of it: then it is asked for again, after a while. */
static void batch_end(struct settling *s, struct moment now)
{
	if (s->unsure) {
		if (!s->unsure_said)
			SAY(LOG_LEVEL_NOTICE, "%s: the stream does not answer whether it has what it acknowledged; nothing is settled until it does", s->engine->kind);
		s->unsure_said = true;
		s->unsure = false;
		s->not_before_ms = now.mono_ms + SETTLING_AGAIN_MS;
		if (++s->attempts < SETTLING_ATTEMPTS)
			return;
		s->left = true;
	} else if (s->ahead.row > s->after.row || s->ahead.delivered_ms > s->after.delivered_ms) {
		s->unsure_said = false;
	}
	s->attempts = 0;
	s->after = s->ahead;
}

static enum error pass_end(struct settling *s, struct moment now)
{
	int64_t oldest;
	enum error error = unsettled_oldest(s->store, &oldest);
	s->pass = false;
	s->next_ms = error || oldest == 0 ? MOMENT_NEVER : now.mono_ms + oldest + s->engine->settle_ms - now.unix_ms;
	if (s->next_ms <= now.mono_ms && s->left)
		s->next_ms = now.mono_ms + SETTLING_AGAIN_MS;
	return error;
}

enum error settling_ask(struct settling *s, struct moment now)
{
	struct unsettled batch[SETTLING_ASKS];
	size_t count = 0, asked = 0;
	if (has_asks(s) || now.mono_ms < s->not_before_ms)
		return ERR_NONE;
	if (s->pass)
		batch_end(s, now);
	else if (s->look_due || now.mono_ms >= s->next_ms)
		pass_begin(s, now.unix_ms - s->engine->settle_ms);
	if (!s->pass || now.mono_ms < s->not_before_ms)
		return ERR_NONE;
	if (s->until_ms == UNTIL_NOW)
		s->until_ms = now.unix_ms;
	enum error error = unsettled_each(s->store, &s->after, s->until_ms, batch, SETTLING_ASKS, &count);
	if (error || count == 0)
		return error ? error : pass_end(s, now);
	for (; asked < count; asked++) {
		s->asks[asked] = (struct ask){ .state = ASK_OUT, .u = batch[asked] };
		if (s->engine->confirm(s->engine, batch[asked].id, batch[asked].sequence) != ERR_NONE)
			break; /* not connected now, or its hands are full */
	}
	if (asked < count) {
		s->asks[asked].state = ASK_FREE;
		s->not_before_ms = now.mono_ms + SETTLING_AGAIN_MS;
	}
	s->ahead = asked > 0 ? batch[asked - 1] : s->after;
	return ERR_NONE;
}

int64_t settling_deadline(const struct settling *s)
{
	if (!s->engine || has_asks(s))
		return MOMENT_NEVER;
	int64_t due = s->pass || s->look_due ? 0 : s->next_ms;
	return due > s->not_before_ms ? due : s->not_before_ms;
}
