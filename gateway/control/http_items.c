/* The central queue, when it is the gateway's own (`feedback local`): lease, deal with it, acknowledge. */
#include "control/http_api.h"
#include "control/http_route.h"
#include "feedback/event.h"
#include "gateway.h"
#include "store/items.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEASE_SECONDS 60
#define LEASE_ITEMS 10

/* Elsewhere an engine empties the queue, and whoever leased from it would hold up what the engine must carry. */
static bool queue_is_here(struct http_call *c)
{
	if (strcmp(c->api->parts.config->feedback, "local") == 0)
		return true;
	problem_set(&c->problem, PROBLEM_CONFLICT, "", "the queue is not here: this gateway's `feedback` is another");
	return false;
}

/* Leases of two tokens are apart, and apart from an engine's. */
static void holder_of(const struct http_call *c, char out[40])
{
	snprintf(out, 40, "http:%s", c->who.name);
}

static bool wish_read(struct http_call *c, struct items_wish *wish)
{
	const char *queue = body_text(c->body, "queue");
	wish->restricted = strcmp(queue, "restricted") == 0;
	wish->open = !wish->restricted;
	wish->most = (size_t)body_integer(c->body, "max", LEASE_ITEMS);
	wish->lease_ms = body_integer(c->body, "seconds", LEASE_SECONDS) * 1000;
	if (!wish->restricted || c->who.role == ROLE_RESTRICTED)
		return true;
	problem_set(&c->problem, PROBLEM_ROLE, "queue", "the restricted queue is for the role restricted");
	return false;
}

static enum error put_items(struct http_call *c, const struct item *items, size_t count)
{
	json_t *out = json_array();
	c->out = json_pack("{s:o}", "items", out);
	for (size_t i = 0; i < count; i++) {
		char *text = event_of_item(&items[i], c->api->parts.config->node);
		json_t *event = text ? json_loads(text, 0, NULL) : NULL;
		free(text);
		if (!event)
			return ERR_NOMEM;
		json_array_append_new(out, event);
	}
	return ERR_NONE;
}

void items_give(struct http_call *c)
{
	char holder[40];
	struct items_wish wish = { .holder = holder };
	size_t count = 0;
	holder_of(c, holder);
	if (!queue_is_here(c) || !wish_read(c, &wish))
		return;
	struct item *items = calloc(wish.most, sizeof *items);
	enum error error = items ? items_lease(gateway_store(c->api->parts.gateway), &wish, c->now.unix_ms, items, &count) : ERR_NOMEM;
	if (!error)
		error = put_items(c, items, count);
	if (items)
		sodium_memzero(items, wish.most * sizeof *items);
	free(items);
	http_good(c, error, "");
}

void items_take_back(struct http_call *c)
{
	const json_t *list = json_object_get(c->body, "ids");
	const char *ids[BODY_WORDS_MAX];
	char holder[40];
	size_t wanted = json_array_size(list), count = 0;
	holder_of(c, holder);
	if (!queue_is_here(c))
		return;
	for (size_t i = 0; i < wanted; i++)
		ids[i] = json_string_value(json_array_get(list, i));
	if (http_good(c, items_ack(gateway_store(c->api->parts.gateway), ids, wanted, holder, &count), "ids"))
		c->out = json_pack("{s:I}", "acknowledged", (json_int_t)count);
}
