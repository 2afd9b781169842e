#include "control/networks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct network {
	struct link_config config;
	struct smpp_link *link; /* NULL: shut down, or not started */
	bool shut_down;
};

struct networks {
	struct network list[CONFIG_NETWORKS];
	struct gateway_network gateway[CONFIG_NETWORKS]; /* same index */
	size_t count;
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

struct networks *networks_new(const struct config *config, const struct check *check)
{
	struct networks *n = calloc(1, sizeof(*n));
	if (!n)
		return NULL;
	n->count = config->network_count;
	for (size_t i = 0; i < n->count; i++) {
		network_init(&n->list[i], &config->networks[i]);
		n->gateway[i] = (struct gateway_network){ .name = n->list[i].config.name, .profile = check->profiles[i],
			.dialplan = check->dialplans[i], .sender = on_sender, .owner = &n->list[i], .throughput = config->networks[i].throughput };
	}
	return n;
}

struct gateway_network *networks_array(struct networks *n, size_t *count)
{
	*count = n->count;
	return n->gateway;
}

bool networks_start(struct networks *n, struct event_base *base, const struct moment *clock)
{
	for (size_t i = 0; i < n->count; i++) {
		struct network *one = &n->list[i];
		if (one->shut_down)
			continue;
		one->link = link_new(base, &one->config, gateway_event, &n->gateway[i], clock);
		if (!one->link)
			return false;
		link_start(one->link);
	}
	return true;
}

void networks_flush(struct networks *n)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].link)
			link_flush(n->list[i].link);
	}
}

void networks_stop(struct networks *n)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].link)
			link_stop(n->list[i].link);
	}
}

bool networks_are_down(const struct networks *n)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].link && !link_is_down(n->list[i].link))
			return false;
	}
	return true;
}

void networks_free(struct networks *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].link)
			link_free(n->list[i].link);
	}
	explicit_bzero(n, sizeof(*n)); /* passwords */
	free(n);
}

size_t networks_count(const struct networks *n)
{
	return n->count;
}

struct network_view networks_view(const struct networks *n, size_t index)
{
	const struct network *one = &n->list[index];
	struct network_view view = { .name = one->config.name, .host = one->config.hosts[0], .port = one->config.port,
		.hosts = one->config.host_count, .shut_down = one->shut_down };
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
