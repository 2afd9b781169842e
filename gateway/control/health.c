#include "control/health.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

static const char *health_reason(const struct health *h)
{
	size_t up = 0;
	for (size_t i = 0; i < h->link_count; i++)
		up += h->links[i].up;
	if (h->stopping)
		return "the gateway is stopping";
	if (h->store_failing)
		return "the last commit to the store failed";
	return up == 0 ? "no link is bound" : NULL;
}

int health_report(const struct health *h, char *body, size_t capacity)
{
	const char *reason = health_reason(h);
	size_t used = (size_t)snprintf(body, capacity, "{\"status\":\"%s\",%s%s%s\"store\":\"%s\",\"links\":[", reason ? "failing" : "ok",
		reason ? "\"reason\":\"" : "", reason ? reason : "", reason ? "\"," : "", h->store_failing ? "failing" : "ok");
	/* Names need no escapes: the configuration takes letters, digits, '.', '_' and '-' only. */
	for (size_t i = 0; i < h->link_count && used < capacity; i++)
		used += (size_t)snprintf(body + used, capacity - used, "%s{\"name\":\"%s\",\"up\":%s}", i ? "," : "", h->links[i].name,
			h->links[i].up ? "true" : "false");
	if (used < capacity)
		used += (size_t)snprintf(body + used, capacity - used, "],\"menus\":{\"version\":%u,\"folder\":\"%s\"},\"feedback\":{\"up\":%s,"
			"\"resting\":%zu,\"parked\":%zu,\"oldest_seconds\":%" PRId64 ",\"stuck_seconds\":%" PRId64 "}}\n", h->menus_number, h->folder_refused ? "refused" : "ok",
			h->feedback.up ? "true" : "false", h->feedback.resting, h->feedback.parked, h->feedback.oldest_s, h->feedback.stuck_s);
	assert(used < capacity);
	return reason ? 503 : 200;
}
