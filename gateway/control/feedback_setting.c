#include "control/feedback_setting.h"

#include "base/complaint.h"
#include "control/setting.h"
#include "feedback/engine.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST_MAX 255
#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

static const struct kind {
	const char *name;
	size_t least, most;        /* URLs */
	const char *plain, *secure; /* schemes */
	bool path;                 /* behind host and port */
	const char *example;
} kinds[] = {
	{ "local", 0, 0, "", "", false, "feedback local" },
	{ "nats", 1, ENGINE_URLS, "nats", "tls", false, "feedback nats nats://127.0.0.1:4222" },
	{ "webhook", 1, 1, "http", "https", true, "feedback webhook https://queue.example/items" },
};

struct url { /* parts of a word; not NUL-terminated */
	size_t scheme, host, port, path; /* lengths; the path with its slash */
	const char *host_at, *port_at, *path_at;
};

/* scheme://[user[:password]@]host[:port][/path]; a host with colons stands in brackets. */
static bool url_split(const char *word, struct url *u)
{
	const char *mark = strstr(word, "://");
	if (!mark || mark == word)
		return false;
	const char *from = mark + 3, *end = from + strcspn(from, "/?#"), *at = memrchr(from, '@', (size_t)(end - from));
	u->scheme = (size_t)(mark - word);
	u->host_at = at ? at + 1 : from;
	const char *close = *u->host_at == '[' ? memchr(u->host_at, ']', (size_t)(end - u->host_at)) : NULL;
	const char *colon = memchr(close ? close : u->host_at, ':', (size_t)(end - (close ? close : u->host_at)));
	u->host = (size_t)((colon ? colon : end) - u->host_at);
	u->port_at = colon ? colon + 1 : end;
	u->port = (size_t)(end - u->port_at);
	u->path_at = end;
	u->path = strlen(end);
	return !colon || u->port > 0;
}

static bool host_is_good(const char *host, size_t len)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", address[] = "0123456789abcdefABCDEF:.";
	bool bracketed = len > 2 && host[0] == '[' && host[len - 1] == ']';
	return len > 0 && len <= HOST_MAX && (bracketed ? strspn(host + 1, address) == len - 2 : strspn(host, name) >= len);
}

static bool port_is_good(const char *port, size_t len)
{
	unsigned long value = len > 0 && len <= 5 && strspn(port, "0123456789") >= len ? strtoul(port, NULL, 10) : 0;
	return len == 0 || (value >= 1 && value <= UINT16_MAX);
}

static bool scheme_is(const char *word, size_t len, const char *scheme)
{
	return strlen(scheme) == len && memcmp(word, scheme, len) == 0;
}

static bool is_printable(const char *word)
{
	for (; *word; word++)
		if (*word <= ' ' || *word > '~')
			return false;
	return true;
}

static bool url_is_good(const struct kind *k, const char *word)
{
	struct url u;
	return is_printable(word) && url_split(word, &u) && (scheme_is(word, u.scheme, k->plain) || scheme_is(word, u.scheme, k->secure)) &&
		host_is_good(u.host_at, u.host) && port_is_good(u.port_at, u.port) && (k->path || u.path == 0);
}

static const struct kind *kind_find(const char *word, char *why)
{
	const char *names[ARRAY(kinds)];
	for (size_t i = 0; i < ARRAY(kinds); i++) {
		names[i] = kinds[i].name;
		if (strcmp(word, names[i]) == 0)
			return &kinds[i];
	}
	const char *nearest = complaint_nearest(word, names, ARRAY(names));
	if (nearest)
		snprintf(why, SETTING_WHY_MAX, "there is no feedback engine '%.64s'; did you mean '%s'?", word, nearest);
	else
		snprintf(why, SETTING_WHY_MAX, "there is no feedback engine '%.64s'; 'local', 'nats' or 'webhook' is right", word);
	return NULL;
}

bool feedback_setting_apply(struct config *config, const char *const *words, size_t count, size_t *bad, char *why)
{
	char urls[sizeof(config->feedback_urls)];
	size_t used = 0;
	*bad = 0;
	if (count == 0) {
		snprintf(why, SETTING_WHY_MAX, "something is missing; '%s' would be right", kinds[0].example);
		return false;
	}
	const struct kind *k = kind_find(words[0], why);
	if (!k)
		return false;
	if (count - 1 < k->least || count - 1 > k->most) {
		*bad = count - 1 < k->least ? count : k->most + 1;
		snprintf(why, SETTING_WHY_MAX, "%s; '%s' would be right", count - 1 < k->least ? "its URL is missing" : "there is too much", k->example);
		return false;
	}
	urls[0] = '\0';
	for (size_t i = 1; i < count; i++) {
		*bad = i;
		if (!url_is_good(k, words[i])) {
			snprintf(why, SETTING_WHY_MAX, "this is no URL of %s; %s:// or %s:// with a host is right, as in '%s'", k->name, k->plain, k->secure, k->example);
			return false;
		}
		if (used + strlen(words[i]) + 2 > sizeof(urls)) {
			snprintf(why, SETTING_WHY_MAX, "the URLs are too long; %zu octets together are the most", sizeof(urls) - 1);
			return false;
		}
		used += (size_t)sprintf(urls + used, "%s%s", used ? " " : "", words[i]);
	}
	memcpy(config->feedback_urls, urls, sizeof(urls));
	snprintf(config->feedback, sizeof(config->feedback), "%s", k->name);
	return true;
}

void feedback_setting_line(const struct config *config, char *out, size_t capacity)
{
	snprintf(out, capacity, "feedback %s%s%s", config->feedback, config->feedback_urls[0] ? " " : "", config->feedback_urls);
}

bool feedback_setting_host(const struct config *config, size_t n, char *host, size_t capacity, bool *secure)
{
	char urls[sizeof(config->feedback_urls)], *left = urls, *word;
	struct url u;
	memcpy(urls, config->feedback_urls, sizeof(urls));
	while ((word = strtok_r(left, " ", &left)) && n > 0)
		n--;
	if (!word || !url_split(word, &u))
		return false;
	*secure = scheme_is(word, u.scheme, "tls") || scheme_is(word, u.scheme, "https");
	snprintf(host, capacity, "%.*s", (int)u.host, u.host_at);
	return true;
}
