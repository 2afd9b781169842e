#include "control/networks.h"

#include "base/log.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct network {
	struct link_config config;
	struct smpp_link *link; /* NULL: shut down, or not started */
	bool shut_down;
	bool leaving; /* its link comes to rest; then it is gone, or is what is wanted */
	bool removed;
	struct network_wanted wanted;
};

/* A slot without a name is free. */
struct networks {
	struct network list[CONFIG_NETWORKS];
	struct gateway_network gateway[CONFIG_NETWORKS]; /* same index */
	struct event_base *base; /* NULL: not started */
	const struct moment *clock;
	bool stopping;
};

static struct esme *on_sender(void *owner, unsigned number)
{
	const struct network *n = owner;
	return n->link && link_is_up(n->link) ? link_sender(n->link, number) : NULL;
}

static void network_init(struct network *n, const struct config_network *c)
{
	struct link_config *l = &n->config;
	n->shut_down = c->shutdown;
	memcpy(l->name, c->name, sizeof(l->name));
	_Static_assert(sizeof(l->hosts) == sizeof(c->hosts), "the configuration has as many hosts as a link");
	memcpy(l->hosts, c->hosts, sizeof(l->hosts));
	l->host_count = c->host_count;
	memcpy(l->source, c->source, sizeof(l->source));
	l->binds = c->binds;
	l->outbind = c->outbind;
	l->tls = c->tls;
	memcpy(l->tls_ca, c->tls_ca, sizeof(l->tls_ca));
	memcpy(l->tls_certificate, c->tls_cert, sizeof(l->tls_certificate));
	memcpy(l->tls_key, c->tls_key, sizeof(l->tls_key));
	memcpy(l->tls_name, c->tls_name, sizeof(l->tls_name));
	l->port = c->port;
	l->bind = (enum link_bind)c->bind;
	memcpy(l->esme.system_id, c->system_id, sizeof(l->esme.system_id));
	memcpy(l->esme.password, c->password, sizeof(l->esme.password));
	memcpy(l->esme.system_type, c->system_type, sizeof(l->esme.system_type));
	l->esme.interface_version = c->version ? 0x50 : 0x34;
	l->esme.address_range = (struct smpp_address){ .ton = c->range.ton, .npi = c->range.npi };
	memcpy(l->esme.address_range.digits, c->range.digits, sizeof(c->range.digits));
	l->esme.window = c->window;
	l->esme.response_ms = l->esme.bind_ms = l->esme.enquire_answer_ms = (int64_t)c->response_s * 1000;
	l->esme.enquire_ms = (int64_t)c->enquire_s * 1000;
}

static void gateway_init(struct networks *n, size_t slot, const struct network_wanted *w)
{
	struct gateway *gateway = n->gateway[slot].gateway;
	n->gateway[slot] = (struct gateway_network){ .name = n->list[slot].config.name, .profile = w->profile, .dialplan = w->dialplan,
		.sender = on_sender, .owner = &n->list[slot], .throughput = w->config.throughput, .gateway = gateway };
}

struct networks *networks_new(const struct config *config, const struct check *check)
{
	struct networks *n = calloc(1, sizeof(*n));
	if (!n)
		return NULL;
	for (size_t i = 0; i < config->network_count; i++) {
		struct network_wanted wanted = { .config = config->networks[i], .profile = check->profiles[i], .dialplan = check->dialplans[i] };
		network_init(&n->list[i], &wanted.config);
		gateway_init(n, i, &wanted);
		explicit_bzero(&wanted, sizeof(wanted));
	}
	return n;
}

struct gateway_network *networks_array(struct networks *n, size_t *count)
{
	*count = CONFIG_NETWORKS;
	return n->gateway;
}

static bool begin(struct networks *n, size_t slot)
{
	struct network *one = &n->list[slot];
	if (one->shut_down || !one->config.name[0])
		return true;
	one->link = link_new(n->base, &one->config, gateway_event, &n->gateway[slot], n->clock);
	if (one->link)
		link_start(one->link);
	return one->link != NULL;
}

bool networks_start(struct networks *n, struct event_base *base, const struct moment *clock)
{
	n->base = base;
	n->clock = clock;
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		if (!begin(n, i))
			return false;
	}
	return true;
}

/* ---- those that come, change and go ---- */

size_t networks_find(const struct networks *n, const char *name)
{
	size_t slot = 0;
	while (slot < CONFIG_NETWORKS && strcmp(n->list[slot].config.name, name) != 0)
		slot++;
	return slot;
}

size_t networks_room(const struct networks *n)
{
	return networks_find(n, "");
}

static void leave(struct networks *n, size_t slot)
{
	struct network *one = &n->list[slot];
	one->leaving = true;
	gateway_network_close(n->gateway[slot].gateway, slot, *n->clock);
	if (one->link)
		link_stop(one->link);
}

static void take_up(struct networks *n, size_t slot, const struct network_wanted *w)
{
	struct network *one = &n->list[slot];
	network_init(one, &w->config);
	gateway_init(n, slot, w);
	bool open = gateway_network_open(n->gateway[slot].gateway, slot);
	assert(open); /* whoever wants a network has the menus laid out for it before */
	(void)open;
	if (!begin(n, slot))
		log_say(LOG_SMPP, LOG_LEVEL_ERROR, "%s: there is no memory for the link", one->config.name);
}

void networks_put(struct networks *n, size_t slot, const struct network_wanted *wanted)
{
	struct network *one = &n->list[slot];
	if (!one->config.name[0]) {
		take_up(n, slot, wanted);
		return;
	}
	one->wanted = *wanted;
	one->removed = false;
	leave(n, slot);
}

void networks_remove(struct networks *n, size_t slot)
{
	n->list[slot].removed = true;
	leave(n, slot);
}

void networks_throughput(struct networks *n, size_t slot, uint32_t throughput)
{
	n->list[slot].wanted.config.throughput = throughput;
	n->gateway[slot].throughput = throughput;
}

static void settle(struct networks *n, size_t slot)
{
	struct network *one = &n->list[slot];
	if (!one->leaving || (one->link && !link_is_down(one->link)))
		return;
	link_free(one->link);
	one->link = NULL;
	if (!one->removed) {
		one->leaving = false;
		take_up(n, slot, &one->wanted);
		explicit_bzero(&one->wanted, sizeof(one->wanted));
	} else if (gateway_network_leave(n->gateway[slot].gateway, slot, *n->clock)) {
		explicit_bzero(one, sizeof(*one)); /* its password, too */
	}
}

void networks_flush(struct networks *n)
{
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		if (n->list[i].link)
			link_flush(n->list[i].link);
		if (!n->stopping)
			settle(n, i);
	}
}

void networks_stop(struct networks *n)
{
	n->stopping = true;
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		if (n->list[i].link)
			link_stop(n->list[i].link);
	}
}

bool networks_are_down(const struct networks *n)
{
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		if (n->list[i].link && !link_is_down(n->list[i].link))
			return false;
	}
	return true;
}

void networks_free(struct networks *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		if (n->list[i].link)
			link_free(n->list[i].link);
	}
	explicit_bzero(n, sizeof(*n)); /* passwords */
	free(n);
}

struct network_view networks_view(const struct networks *n, size_t index)
{
	const struct network *one = &n->list[index];
	struct network_view view = { .name = one->config.name, .host = one->config.hosts[0], .port = one->config.port,
		.hosts = one->config.host_count, .shut_down = one->shut_down, .leaving = one->leaving };
	if (one->link) {
		view.up = link_is_up(one->link);
		view.link = link_view(one->link);
	}
	return view;
}

struct link_session networks_session(const struct networks *n, size_t index, size_t session)
{
	return link_session(n->list[index].link, session);
}
