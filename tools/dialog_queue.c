/* What has come to the central queue in a transcript: one item is taken out of it, and its words must be those of the line. */
#include "dialog_play.h"

#include "store/items.h"

#include <string.h>

#define HOLDER "transcript"

/* The oldest of that kind. The others go back. */
static bool take(struct play *p, const char *kind, struct item *out)
{
	static struct item items[64];
	struct store *store = gateway_store(world_gateway(p->world));
	struct items_wish wish = {.most = sizeof items / sizeof *items, .open = true, .restricted = true, .lease_ms = ITEMS_LEASE_ENDLESS,
		.holder = HOLDER};
	size_t count = 0, gone, i = 0;
	enum error err = items_lease(store, &wish, world_now(p->world).unix_ms, items, &count);
	while (i < count && strcmp(item_kind_name(items[i].kind), kind) != 0)
		i++;
	bool found = err == ERR_NONE && i < count;
	const char *id = items[i < count ? i : 0].id;
	if (found) {
		*out = items[i];
		items_ack(store, &id, 1, HOLDER, &gone);
	}
	items_release_all(store, HOLDER, &gone);
	world_settle(p->world);
	return found;
}

void play_queue(struct play *p, const char *rest)
{
	struct item item;
	char kind[32], shown[sizeof item.text + 64];
	snprintf(kind, sizeof kind, "%.*s", (int)strcspn(rest, " "), rest);
	rest += strlen(kind);
	rest += strspn(rest, " ");
	if (!take(p, kind, &item)) {
		play_fail(p, "the queue holds no %s", kind);
		return;
	}
	if (item.kind == ITEM_SATISFACTION)
		snprintf(shown, sizeof shown, "%s: %d", item.channel, item.rating);
	else
		snprintf(shown, sizeof shown, "%s: %s", item.channel, item.kind == ITEM_SMS_OUTCOME ? item.outcome : item.text);
	play_expect(p, "the item", shown, *rest == '~' ? rest + 1 + strspn(rest + 1, " ") : NULL);
}
