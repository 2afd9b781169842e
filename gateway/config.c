#include "config.h"

#include <stdio.h>

void config_init(struct config *c)
{
	*c = (struct config){ .node = 1, .vty_port = 4262, .http_rate = 100, .feedback_settle_s = 900 };
	snprintf(c->store, sizeof(c->store), "var/kopuro.db");
	snprintf(c->menus, sizeof(c->menus), "menus");
	snprintf(c->dialplans, sizeof(c->dialplans), "dialplans");
	snprintf(c->profiles, sizeof(c->profiles), "profiles");
	snprintf(c->feedback, sizeof(c->feedback), "local");
	snprintf(c->http_host, sizeof(c->http_host), "127.0.0.1");
	snprintf(c->vty_host, sizeof(c->vty_host), "127.0.0.1");
}

void config_network_init(struct config_network *n)
{
	*n = (struct config_network){ .port = 2775, .binds = 1, .window = 10, .enquire_s = 30, .response_s = 10 };
	snprintf(n->profile, sizeof(n->profile), "standard");
}
