#include "world_line.h"

#include "smpp/connection.h"

#include <stdlib.h>
#include <string.h>

#define STABLE_MS 60000 /* as smpp/link.c: from then on the first back-off is the shortest again */

static struct esme *sender(void *owner, unsigned number)
{
	(void)number;
	const struct world_line *l = owner;
	return !l->mute && line_is_bound(l) ? l->esme : NULL;
}

void line_init(struct world_line *l, struct network *network, struct gateway_network *gateway, int64_t enquire_ms)
{
	*l = (struct world_line){.network = network, .gateway = gateway, .connect_ms = MOMENT_NEVER, .bound_ms = MOMENT_NEVER};
	l->config = (struct esme_config){.name = gateway->name, .bind = BIND_TRANSCEIVER, .system_id = "kopuro", .password = "secret",
		.interface_version = 0x34, .window = 100, .response_ms = 10000, .bind_ms = 10000, .enquire_ms = enquire_ms, .enquire_answer_ms = 10000};
	gateway->sender = sender;
	gateway->owner = l;
}

static uint32_t on_event(void *context, struct esme *esme, const struct esme_event *event, struct moment now)
{
	struct world_line *l = context;
	if (event->kind == ESME_UP)
		l->bound_ms = now.mono_ms;
	if (event->kind == ESME_DOWN)
		l->down = true;
	return gateway_event(l->gateway, esme, event, now);
}

bool line_open(struct world_line *l, struct moment now)
{
	l->esme = esme_new(&l->config, on_event, l);
	l->connect_ms = now.mono_ms;
	l->losses = 0;
	return l->esme != NULL;
}

static void disconnected(struct world_line *l, struct moment now)
{
	l->down = false;
	l->bound_ms = MOMENT_NEVER;
	l->connect_ms = MOMENT_NEVER;
	network_cut(l->network);
	esme_disconnected(l->esme, now);
}

void line_close(struct world_line *l, struct moment now)
{
	if (!l->esme)
		return;
	disconnected(l, now);
	esme_free(l->esme);
	l->esme = NULL;
}

/* The jitter is the count's: the same test meets the same. */
static void wait_before_next(struct world_line *l, struct moment now)
{
	if (!l->stopping)
		l->connect_ms = now.mono_ms + connection_backoff_ms(l->losses, 0, l->losses * 2654435761u);
	l->losses++;
}

void line_cut(struct world_line *l, struct moment now)
{
	if (esme_state(l->esme) == ESME_CLOSED && !l->down)
		return;
	if (l->bound_ms != MOMENT_NEVER && now.mono_ms - l->bound_ms >= STABLE_MS)
		l->losses = 0;
	disconnected(l, now);
	wait_before_next(l, now);
}

static void connect_now(struct world_line *l, struct moment now)
{
	l->connects++;
	l->connect_ms = MOMENT_NEVER;
	if (l->away) {
		wait_before_next(l, now);
		return;
	}
	network_connected(l->network);
	esme_connected(l->esme, now);
}

/* Copies, since what one side says may make the other speak while it is being read. */
static struct bytes copy(struct bytes bytes)
{
	uint8_t *at = malloc(bytes.len);
	if (!at)
		abort();
	memcpy(at, bytes.at, bytes.len);
	return (struct bytes){at, bytes.len};
}

static bool pass(struct world_line *l, struct moment now)
{
	const struct esme_out *out = esme_out(l->esme);
	struct bytes said = network_out(l->network);
	if (l->stalled || (out->len == 0 && said.len == 0))
		return false;
	struct bytes bytes = copy(out->len > 0 ? (struct bytes){out->data, out->len} : said);
	if (out->len > 0) {
		esme_sent(l->esme);
		network_bytes(l->network, bytes);
	} else {
		network_sent(l->network, bytes.len);
		esme_bytes(l->esme, bytes, now);
	}
	free((void *)bytes.at);
	return true;
}

bool line_step(struct world_line *l, struct moment now)
{
	network_time(l->network, now.mono_ms);
	if (l->connect_ms <= now.mono_ms) {
		connect_now(l, now);
		return true;
	}
	if (esme_deadline(l->esme) <= now.mono_ms) {
		esme_tick(l->esme, now);
		return true;
	}
	if (pass(l, now))
		return true;
	if (!l->down && !(network_closes(l->network) && !l->stalled))
		return false;
	line_cut(l, now);
	return true;
}

int64_t line_deadline(const struct world_line *l)
{
	int64_t due = esme_deadline(l->esme), network = network_deadline(l->network);
	due = network < due ? network : due;
	return l->connect_ms < due ? l->connect_ms : due;
}

void line_stop(struct world_line *l, struct moment now)
{
	l->stopping = true;
	l->connect_ms = MOMENT_NEVER;
	esme_unbind(l->esme, now);
}

void line_start(struct world_line *l, struct moment now)
{
	l->stopping = false;
	l->losses = 0;
	if (esme_state(l->esme) == ESME_CLOSED && !l->down)
		l->connect_ms = now.mono_ms;
}

bool line_is_bound(const struct world_line *l)
{
	return l->esme && esme_state(l->esme) == ESME_BOUND;
}
