/* What has come to the central queue in a transcript: one item is taken out of it, and its words, then its fields, must be those of the lines. */
#include "dialog_play.h"

#include "store/items.h"

#include <stddef.h>
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
	struct item *item = &p->item;
	char kind[32], shown[sizeof item->text + 64];
	snprintf(kind, sizeof kind, "%.*s", (int)strcspn(rest, " "), rest);
	rest += strlen(kind);
	rest += strspn(rest, " ");
	if (!take(p, kind, item)) {
		play_fail(p, "the queue holds no %s", kind);
		return;
	}
	if (item->kind == ITEM_SATISFACTION)
		snprintf(shown, sizeof shown, "%s: %d", item->channel, item->rating);
	else
		snprintf(shown, sizeof shown, "%s: %s", item->channel, item->kind == ITEM_SMS_OUTCOME ? item->outcome : item->text);
	play_expect(p, "the item", shown, *rest == '~' ? rest + 1 + strspn(rest + 1, " ") : NULL);
}

static const struct { const char *name; size_t at; } fields[] = {
	{"topic", offsetof(struct item, topic)}, {"country", offsetof(struct item, country)}, {"region", offsetof(struct item, region)},
	{"place", offsetof(struct item, place)}, {"name", offsetof(struct item, name)}, {"helpline", offsetof(struct item, helpline)},
	{"hour", offsetof(struct item, hour)},
};

void play_item(struct play *p, const char *rest)
{
	size_t word = strcspn(rest, " "), i = 0;
	const char *value = rest + word + strspn(rest + word, " ");
	while (i < sizeof fields / sizeof *fields && (strncmp(rest, fields[i].name, word) != 0 || fields[i].name[word] != '\0'))
		i++;
	bool known = i < sizeof fields / sizeof *fields;
	if (!known && (word != strlen("restricted") || strncmp(rest, "restricted", word) != 0)) {
		play_fail(p, "for example: item restricted yes, or: item topic work (country, region, place, name, helpline, hour)");
		return;
	}
	const char *shown = known ? (const char *)&p->item + fields[i].at : p->item.restricted ? "yes" : "no";
	if (strcmp(shown, value) != 0)
		play_fail(p, "the item's %.*s should be '%s' and is '%s'", (int)word, rest, value, shown);
}
