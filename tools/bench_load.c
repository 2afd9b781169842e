#include "bench_load.h"
#include "bench.h"
#include "bench_wire.h"

#include "ussd/profile.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCREEN_MS 30000 /* nobody's screen for so long: something is broken */
#define LANGUAGE "1"

struct subscriber {
	uint32_t sent_us;
	uint8_t row; /* waiting: whose screen is awaited; otherwise: what comes next */
	uint8_t sequence; /* of its_session_info */
	bool waiting, choosing; /* choosing: the language is asked instead of the first screen */
};

struct screen {
	bool known;
	size_t len;
	uint8_t octets[255];
};

struct load {
	struct bench_esme *esme;
	const struct script *script;
	struct wire_template templates[SCRIPT_ROWS], language;
	struct screen screens[SCRIPT_ROWS], first; /* `first`: the very first of all, where the language is asked */
	struct subscriber *subscribers;
	uint32_t count, among, at_once, waiting, turn;
	uint32_t sequence;
	int64_t now_us;
	uint64_t steps;
	struct load_figures *figures;
};

static void template_of(struct wire_template *t, const struct script_row *row)
{
	static const uint8_t ops[] = {[ACT_DIAL] = USSD_PSSR_INDICATION, [ACT_TYPE] = USSD_USSR_CONFIRM, [ACT_HANG_UP] = USSD_ABORT_INDICATION};
	wire_template(t, SMPP_DELIVER_SM, bytes_of(row->text), 0, ops[row->act], row->act == ACT_HANG_UP);
}

struct load *load_new(struct bench_esme *esme, const struct script *script, uint32_t subscribers)
{
	struct load *l = calloc(1, sizeof *l);
	struct subscriber *all = calloc(subscribers, sizeof *all);
	if (!l || !all) {
		free(l);
		free(all);
		return NULL;
	}
	l->esme = esme;
	l->script = script;
	l->subscribers = all;
	l->count = subscribers;
	for (size_t i = 0; i < script->count; i++)
		template_of(&l->templates[i], &script->rows[i]);
	template_of(&l->language, &(struct script_row){ACT_TYPE, .text = LANGUAGE});
	return l;
}

void load_free(struct load *l)
{
	free(l->subscribers);
	free(l);
}

/* ---- sending ---- */

static void put(struct load *l, uint32_t index, const struct wire_template *t)
{
	struct subscriber *s = &l->subscribers[index];
	uint8_t *at = pipe_room(&l->esme->pipe, t->len);
	memcpy(at, t->octets, t->len);
	l->sequence = l->sequence % 0x7fffffff + 1;
	wire_put_sequence(at, l->sequence);
	wire_put_subscriber(at + t->phone_at, index);
	s->sequence = (s->sequence + 1) & 0x7f;
	at[t->session_at] = (uint8_t)index;
	at[t->session_at + 1] = (uint8_t)(s->sequence << 1 | (t->octets[t->session_at + 1] & 1));
}

/* What comes next of this subscriber: to hang up and to dial are one step. */
static void play(struct load *l, uint32_t index)
{
	struct subscriber *s = &l->subscribers[index];
	if (l->script->rows[s->row].act == ACT_HANG_UP) {
		put(l, index, &l->templates[s->row]);
		s->row = 0;
		l->figures->rounds++;
	}
	put(l, index, s->choosing ? &l->language : &l->templates[s->row]);
	s->sent_us = (uint32_t)l->now_us;
	s->waiting = true;
	l->waiting++;
}

/* By strides that visit everybody once before anybody twice, and nobody next to the one before. */
static uint32_t next_idle(struct load *l)
{
	uint32_t stride = l->among > 7919 ? 7919 : 1;
	do
		l->turn = (l->turn + stride) % l->among;
	while (l->subscribers[l->turn].waiting);
	return l->turn;
}

/* ---- what comes ---- */

static bool same_screen(const struct screen *screen, struct bytes text)
{
	return screen->known && screen->len == text.len && memcmp(screen->octets, text.at, text.len) == 0;
}

static void learn(struct screen *screen, struct bytes text)
{
	screen->known = true;
	screen->len = text.len;
	memcpy(screen->octets, text.at, text.len);
}

static bool is_wrong(struct load *l, const struct script_row *row, const struct wire_message *m)
{
	struct screen *screen = &l->screens[row - l->script->rows];
	if (!screen->known)
		learn(screen, m->text);
	return !row->differs && !same_screen(screen, m->text);
}

/* True when the language is asked here. The bare echo asks nothing: all its screens are the first. */
static bool is_language(struct load *l, const struct script_row *row, const struct wire_message *m, bool choosing)
{
	if (!l->first.known)
		learn(&l->first, m->text);
	return row->act == ACT_DIAL && !choosing && same_screen(&l->first, m->text);
}

static void on_screen(struct load *l, uint32_t index, const struct wire_message *m)
{
	struct subscriber *s = &l->subscribers[index];
	const struct script_row *row = &l->script->rows[s->row];
	if (!s->waiting) {
		l->figures->wrong++;
		return;
	}
	s->waiting = false;
	l->waiting--;
	l->steps++;
	if (row->durable || !l->script->durable)
		histogram_add(&l->figures->latency, (uint32_t)l->now_us - s->sent_us);
	if (m->session.len == 2)
		s->sequence = m->session.at[1] >> 1;
	s->choosing = is_language(l, row, m, s->choosing);
	if (!s->choosing) {
		l->figures->wrong += is_wrong(l, row, m);
		s->row = (uint8_t)((s->row + 1) % l->script->count);
		l->figures->rounds += s->row == 0;
	}
	if (l->waiting < l->at_once)
		play(l, l->at_once == l->among ? index : next_idle(l));
}

static void on_pdu(struct load *l, struct bytes pdu)
{
	struct wire_message m;
	if (!wire_read(pdu, &m)) {
		l->figures->wrong++;
		return;
	}
	if (m.command & SMPP_RESPONSE) {
		l->figures->wrong += m.status != ESME_ROK;
		return;
	}
	bench_esme_answer(l->esme, pdu.at);
	uint32_t index = m.command == SMPP_SUBMIT_SM && m.op >= 0 ? wire_subscriber(m.destination) : UINT32_MAX;
	if (index < l->count)
		on_screen(l, index, &m);
}

static bool turn(struct load *l)
{
	int64_t began_us = l->now_us;
	size_t at = 0;
	struct bytes pdu;
	if (!pipe_wait(&l->esme->pipe, SCREEN_MS))
		return false;
	l->now_us = bench_us();
	while (pipe_pdu(&l->esme->pipe, &at, &pdu))
		on_pdu(l, pdu);
	pipe_used(&l->esme->pipe, at);
	return at > 0 || l->now_us - began_us < SCREEN_MS * INT64_C(1000);
}

bool load_run(struct load *l, uint32_t among, uint32_t at_once, uint64_t steps, struct load_figures *out)
{
	assert(among <= l->count && at_once <= among);
	memset(out, 0, sizeof *out);
	l->figures = out;
	l->among = among;
	l->at_once = at_once;
	l->steps = 0;
	l->now_us = bench_us();
	int64_t began_us = l->now_us, cpu_us = bench_esme_cpu_us(l->esme);
	while (l->waiting < at_once)
		play(l, next_idle(l));
	bool there = true;
	while (there && l->steps < steps)
		there = turn(l);
	out->steps = l->steps;
	out->seconds = (double)(l->now_us - began_us) / 1e6;
	out->esme_cpu_us = bench_esme_cpu_us(l->esme) - cpu_us;
	if (!there)
		fprintf(stderr, "kopuro bench: after %llu steps no screen came any more\n", (unsigned long long)l->steps);
	return there;
}
