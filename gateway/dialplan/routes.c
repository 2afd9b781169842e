#include "dialplan/routes.h"

#include "base/yaml.h"
#include "dialplan/prefixes.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUTES_ALL 100000
#define DAY_MS INT64_C(86400000)
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Routes of one prefix stand one behind the other, by preference; `first` and `count` of them. No route: the prefix is blocked. */
struct group { uint32_t first, count; const struct yaml *blocked; };

struct routes {
	struct yaml_file *file;
	struct route *list;
	size_t count;
	struct group *groups;
	size_t group_count;
	struct prefixes *prefixes; /* of groups */
};

struct loading {
	struct routes *routes;
	struct complaints *complaints;
};

static void complain(struct loading *l, const struct yaml *node, const char *text)
{
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "%s", text);
}

/* A whole number in `least`..`most` under `key`, else `otherwise`. */
static uint32_t number_of(struct loading *l, const struct yaml *map, const char *key, uint32_t least, uint32_t most, uint32_t otherwise)
{
	const struct yaml *node = yaml_get(map, key);
	char *end;
	if (!node)
		return otherwise;
	bool digits = node->kind == YAML_TEXT && node->text[0] >= '0' && node->text[0] <= '9' && strlen(node->text) < 10;
	unsigned long value = digits ? strtoul(node->text, &end, 10) : 0;
	if (digits && *end == '\0' && value >= least && value <= most)
		return (uint32_t)value;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, "`%s` is a whole number from %u to %u", key, least, most);
	return otherwise;
}

static bool is_prefix(const struct yaml *node)
{
	return node->kind == YAML_TEXT && strlen(node->text) <= PREFIX_MAX && node->text[strspn(node->text, "0123456789")] == '\0';
}

static bool minutes_of(const char *text, int *minutes)
{
	unsigned hour, minute;
	int used = 0;
	bool good = sscanf(text, "%2u:%2u%n", &hour, &minute, &used) == 2 && used == 5 && !text[5] && hour < 24 && minute < 60;
	*minutes = good ? (int)(hour * 60 + minute) : 0;
	return good;
}

static uint16_t time_under(struct loading *l, const struct yaml *map, const char *key)
{
	const struct yaml *node = yaml_get(map, key);
	int minutes = 0;
	if (!node || node->kind != YAML_TEXT || !minutes_of(node->text, &minutes))
		yaml_complain(node ? node : map, l->complaints, SEVERITY_ERROR, "`%s` is a time of day, as \"21:00\"", key);
	return (uint16_t)minutes;
}

static void load_quiet(struct loading *l, const struct yaml *map, struct route *route)
{
	static const char *const allowed[] = { "from", "to", "zone" };
	const struct yaml *zone = map->kind == YAML_MAP ? yaml_get(map, "zone") : NULL;
	int minutes = 360;
	if (map->kind != YAML_MAP) {
		complain(l, map, "quiet hours are a map, as {from: \"21:00\", to: \"08:00\"}");
		return;
	}
	yaml_only(map, allowed, COUNT(allowed), l->complaints);
	route->has_quiet = true;
	route->quiet_from = time_under(l, map, "from");
	route->quiet_to = time_under(l, map, "to");
	if (zone && (zone->kind != YAML_TEXT || (zone->text[0] != '+' && zone->text[0] != '-') || !minutes_of(zone->text + 1, &minutes) || minutes > 840))
		complain(l, zone, "a zone is the difference to UTC, as \"+06:00\"");
	route->quiet_zone_min = (int16_t)(zone && zone->text[0] == '-' ? -minutes : minutes);
	if (route->quiet_from == route->quiet_to)
		complain(l, map, "these quiet hours begin when they end; leave them out, or block the prefix");
}

static void load_sender(struct loading *l, const struct yaml *map, struct route *route)
{
	static const char *const allowed[] = { "address", "ton", "npi" };
	const struct yaml *address = map->kind == YAML_MAP ? yaml_get(map, "address") : NULL;
	if (!address || address->kind != YAML_TEXT || !address->text[0] || strlen(address->text) > 20) {
		complain(l, address ? address : map, "a sender is a map with its address, one to twenty characters, as {address: \"500\", ton: 3, npi: 1}");
		return;
	}
	yaml_only(map, allowed, COUNT(allowed), l->complaints);
	route->sender.ton = (uint8_t)number_of(l, map, "ton", 0, 6, 0);
	route->sender.npi = (uint8_t)number_of(l, map, "npi", 0, 18, 0);
	memcpy(route->sender.digits, address->text, strlen(address->text) + 1);
	if (route->sender.ton == 5 && strlen(address->text) > 11)
		complain(l, address, "a name as the sender (ton 5) has at most eleven characters");
}

static void load_alphabet(struct loading *l, const struct yaml *node, struct route *route)
{
	static const char *const names[] = { [ROUTE_ANY] = "any", [ROUTE_LATIN] = "latin", [ROUTE_UCS2] = "ucs2" };
	for (size_t i = 0; i < COUNT(names); i++) {
		if (node->kind == YAML_TEXT && strcmp(node->text, names[i]) == 0) {
			route->alphabet = (enum route_alphabet)i;
			return;
		}
	}
	const char *nearest = node->kind == YAML_TEXT ? complaint_nearest(node->text, names, COUNT(names)) : NULL;
	yaml_complain(node, l->complaints, SEVERITY_ERROR, nearest ? "unknown alphabet; did you mean '%s'?" : "an alphabet is any, latin or ucs2%s",
		nearest ? nearest : "");
}

static void load_cost(struct loading *l, const struct yaml *node, struct route *route)
{
	char *end = NULL;
	route->cost = node->kind == YAML_TEXT && node->text[0] ? strtod(node->text, &end) : -1;
	route->has_cost = end && *end == '\0' && route->cost >= 0 && route->cost < 1e9;
	if (!route->has_cost)
		complain(l, node, "`cost` is what a part costs, a number with a point, as 0.8");
}

static void load_route(struct loading *l, const struct yaml *map, struct route *route)
{
	static const char *const allowed[] = { "prefix", "network", "preference", "share", "cost", "sender", "alphabet", "quiet" };
	*route = (struct route){ .prefix = "", .network = "", .file = map->file, .line = map->line, .column = map->column, .share = 1 };
	if (map->kind != YAML_MAP) {
		complain(l, map, "a route is a map, as {prefix: \"996\", network: NAME}");
		return;
	}
	yaml_only(map, allowed, COUNT(allowed), l->complaints);
	const struct yaml *prefix = yaml_get(map, "prefix"), *network = yaml_get(map, "network"), *sender = yaml_get(map, "sender");
	const struct yaml *alphabet = yaml_get(map, "alphabet"), *quiet = yaml_get(map, "quiet"), *cost = yaml_get(map, "cost");
	if (!prefix || !is_prefix(prefix))
		complain(l, prefix ? prefix : map, "`prefix` is what numbers begin with, digits with the calling code and without '+', as \"996\"; \"\" is every number");
	else
		route->prefix = prefix->text;
	if (!network || network->kind != YAML_TEXT || !network->text[0])
		complain(l, network ? network : map, "`network` is the name of an smsc of the configuration");
	else
		route->network = network->text;
	route->preference = number_of(l, map, "preference", 0, 1000, 100);
	route->share = number_of(l, map, "share", 1, 1000, 1);
	if (sender)
		load_sender(l, sender, route);
	if (alphabet)
		load_alphabet(l, alphabet, route);
	if (quiet)
		load_quiet(l, quiet, route);
	if (cost)
		load_cost(l, cost, route);
}

/* By prefix, then by preference, then as they stand in the file. */
static int by_order(const void *left, const void *right)
{
	const struct route *a = left, *b = right;
	int prefixes = strcmp(a->prefix, b->prefix);
	if (prefixes)
		return prefixes;
	if (a->preference != b->preference)
		return a->preference < b->preference ? -1 : 1;
	return a->line != b->line ? a->line - b->line : a->column - b->column;
}

static void add_group(struct loading *l, struct group group, const char *prefix)
{
	struct routes *r = l->routes;
	if (prefixes_add(r->prefixes, prefix, (uint32_t)r->group_count) == ERR_NOMEM)
		complaints_add(l->complaints, SEVERITY_ERROR, yaml_root(r->file)->file, 0, 0, "out of memory");
	r->groups[r->group_count++] = group;
}

static void group_routes(struct loading *l)
{
	struct routes *r = l->routes;
	qsort(r->list, r->count, sizeof(*r->list), by_order);
	for (size_t i = 0, count; i < r->count; i += count) {
		for (count = 1; i + count < r->count && strcmp(r->list[i].prefix, r->list[i + count].prefix) == 0; count++)
			;
		if (count > ROUTES_MOST)
			complaints_add(l->complaints, SEVERITY_ERROR, r->list[i + ROUTES_MOST].file, r->list[i + ROUTES_MOST].line, r->list[i + ROUTES_MOST].column,
				"the prefix \"%s\" has more than %d routes", r->list[i].prefix, ROUTES_MOST);
		add_group(l, (struct group){ .first = (uint32_t)i, .count = (uint32_t)(count < ROUTES_MOST ? count : ROUTES_MOST) }, r->list[i].prefix);
	}
}

static void block(struct loading *l, const struct yaml *node)
{
	struct routes *r = l->routes;
	if (!is_prefix(node)) {
		complain(l, node, "a blocked prefix is digits with the calling code and without '+', as \"99677\"");
		return;
	}
	uint32_t there = prefixes_get(r->prefixes, node->text);
	if (there == PREFIXES_NONE)
		add_group(l, (struct group){ .blocked = node }, node->text);
	else if (r->groups[there].blocked)
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "\"%s\" is blocked already, in line %d", node->text, r->groups[there].blocked->line);
	else
		yaml_complain(node, l->complaints, SEVERITY_ERROR, "\"%s\" has a route too, in line %d; keep one of them", node->text,
			r->list[r->groups[there].first].line);
}

static const struct yaml *list_under(struct loading *l, const struct yaml *root, const char *key)
{
	const struct yaml *list = yaml_get(root, key);
	if (!list || (list->kind == YAML_LIST && list->count <= ROUTES_ALL))
		return list;
	yaml_complain(list, l->complaints, SEVERITY_ERROR, "`%s` is a list of at most %d", key, ROUTES_ALL);
	return NULL;
}

static void load_all(struct loading *l, const struct yaml *root)
{
	static const char *const allowed[] = { "routes", "blocked" };
	struct routes *r = l->routes;
	if (root->kind != YAML_MAP) {
		complain(l, root, "this file has `routes` and `blocked`");
		return;
	}
	yaml_only(root, allowed, COUNT(allowed), l->complaints);
	const struct yaml *routes = list_under(l, root, "routes"), *blocked = list_under(l, root, "blocked");
	size_t count = routes ? routes->count : 0, all = count + (blocked ? blocked->count : 0);
	r->list = calloc(count + 1, sizeof(*r->list));
	r->groups = calloc(all + 1, sizeof(*r->groups));
	r->prefixes = prefixes_new();
	if (!r->list || !r->groups || !r->prefixes) {
		complain(l, root, "out of memory");
		return;
	}
	for (size_t i = 0; i < count; i++)
		load_route(l, routes->items[i], &r->list[r->count++]);
	group_routes(l);
	for (size_t i = 0; blocked && i < blocked->count; i++)
		block(l, blocked->items[i]);
}

struct routes *routes_load(const char *path, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct yaml_file *file = yaml_open(path, complaints);
	struct routes *r = file ? calloc(1, sizeof(*r)) : NULL;
	struct loading l = { .routes = r, .complaints = complaints };
	if (!r) {
		if (file)
			complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "out of memory");
		yaml_close(file);
		return NULL;
	}
	r->file = file;
	load_all(&l, yaml_root(file));
	if (complaints->errors == errors_before)
		return r;
	routes_free(r);
	return NULL;
}

void routes_free(struct routes *r)
{
	if (!r)
		return;
	prefixes_free(r->prefixes);
	free(r->groups);
	free(r->list);
	yaml_close(r->file);
	free(r);
}

void routes_check(const struct routes *r, const char *const *names, size_t count, struct complaints *complaints)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct route *route = &r->list[i];
		bool known = false;
		for (size_t j = 0; j < count && !known; j++)
			known = strcmp(names[j], route->network) == 0;
		const char *nearest = known ? NULL : complaint_nearest(route->network, names, count);
		if (!known)
			complaints_add(complaints, SEVERITY_ERROR, route->file, route->line, route->column,
				nearest ? "the network '%s' is no smsc of the configuration; did you mean '%s'?" :
				"the network '%s' is no smsc of the configuration; name one of them%s", route->network, nearest ? nearest : "");
	}
}

/* Every bit of the number counts for every bit of what comes out (a step of splitmix64). */
static uint64_t scatter(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Of the same preference one is drawn after the other, each as likely as its share of what is left. */
static void draw(const struct route *list[], size_t count, uint64_t salt)
{
	uint64_t left = 0;
	for (size_t i = 0; i < count; i++)
		left += list[i]->share;
	for (size_t i = 0; i + 1 < count; i++) {
		uint64_t at = scatter(salt + i) % left;
		size_t drawn = i;
		while (at >= list[drawn]->share)
			at -= list[drawn++]->share;
		const struct route *route = list[drawn];
		memmove(&list[i + 1], &list[i], (drawn - i) * sizeof(list[0]));
		list[i] = route;
		left -= route->share;
	}
}

static const struct group *group_of(const struct routes *r, const char *msisdn)
{
	size_t len;
	uint32_t group = prefixes_find(r->prefixes, msisdn, &len);
	return group == PREFIXES_NONE ? NULL : &r->groups[group];
}

enum routes_verdict routes_find(const struct routes *r, const char *msisdn, uint64_t salt, const struct route *list[ROUTES_MOST], size_t *count)
{
	const struct group *group = group_of(r, msisdn);
	*count = group ? group->count : 0;
	if (!group)
		return ROUTES_ANY;
	if (group->blocked)
		return ROUTES_BLOCKED;
	for (size_t i = 0; i < *count; i++)
		list[i] = &r->list[group->first + i];
	for (size_t i = 0, same; i < *count; i += same) {
		for (same = 1; i + same < *count && list[i]->preference == list[i + same]->preference; same++)
			;
		draw(list + i, same, salt);
	}
	return ROUTES_LISTED;
}

bool routes_block(const struct routes *r, const char *msisdn, struct routes_block *out)
{
	const struct group *group = group_of(r, msisdn);
	if (!group || !group->blocked)
		return false;
	*out = (struct routes_block){ .prefix = group->blocked->text, .file = group->blocked->file, .line = group->blocked->line };
	return true;
}

int64_t route_day(const struct route *route, int64_t unix_ms, bool has_zone, int zone_min)
{
	if (!route->has_quiet)
		return unix_ms;
	int64_t local = unix_ms + (has_zone ? zone_min : route->quiet_zone_min) * INT64_C(60000);
	int64_t since = local % DAY_MS - route->quiet_from * INT64_C(60000); /* since the quiet began */
	int64_t lasts = route->quiet_to * INT64_C(60000) - route->quiet_from * INT64_C(60000);
	since += since < 0 ? DAY_MS : 0;
	lasts += lasts < 0 ? DAY_MS : 0;
	return since < lasts ? unix_ms + lasts - since : unix_ms;
}
