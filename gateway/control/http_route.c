#include "control/http_route.h"

#include "control/config_line.h"
#include "journeys/appeal.h"
#include "journeys/pledge.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OFFICER (1u << ROLE_OFFICER)
#define RESTRICTED (1u << ROLE_RESTRICTED)
#define EDITOR (1u << ROLE_EDITOR)
#define AUDITOR (1u << ROLE_AUDITOR)
#define MACHINE (1u << ROLE_MACHINE)
#define OPERATOR (1u << ROLE_OPERATOR)
#define ALL (OFFICER | RESTRICTED | EDITOR | AUDITOR | MACHINE | OPERATOR)

#define FIELDS(rows) .fields = rows, .field_count = sizeof(rows) / sizeof((rows)[0])
#define KEY_MAX 63
#define LEASE_SECONDS_MAX 86400

static const char *const statuses[] = {"received", "registered", "in-work", "answered", "closed", "refused", NULL};
static const char *const pushes[] = {"notice", "question", NULL};
static const char *const queues[] = {"open", "restricted", NULL};

static const struct body_field status_fields[] = {
	{"status", BODY_WORD, .needed = true, .words = statuses},
	{"text", BODY_TEXT, .most = APPEAL_ANSWER_MAX},
	{"office", BODY_TEXT, .most = KEY_MAX},
	{"registration", BODY_TEXT, .most = KEY_MAX},
	{"ussd", BODY_WORD, .words = pushes},
};
static const struct body_field lease_fields[] = {
	{"max", BODY_INTEGER, .least = 1, .most = BODY_WORDS_MAX},
	{"seconds", BODY_INTEGER, .least = 1, .most = LEASE_SECONDS_MAX},
	{"queue", BODY_WORD, .words = queues},
};
static const struct body_field ack_fields[] = {
	{"ids", BODY_LIST, .needed = true, .least = 1, .most = KEY_MAX},
};
static const struct body_field drop_fields[] = {
	{"reason", BODY_TEXT, .needed = true, .least = 1, .most = AUDIT_REASON_MAX},
};
static const struct body_field report_fields[] = {
	{"text", BODY_TEXT, .needed = true, .least = 1, .most = PLEDGE_REPORT_MAX},
};
static const struct body_field payment_fields[] = {
	{"amount", BODY_INTEGER, .needed = true, .least = 1, .most = PLEDGE_AMOUNT_MAX},
};

static const struct body_field link_fields[] = {
	{"lines", BODY_LIST, .needed = true, .least = 1, .most = CONFIG_LINE_MAX},
};

static const struct http_route routes[] = {
	{"GET", "/healthz", ACCESS_OPEN, 0, .handler = health_show},
	{"GET", "/metrics", ACCESS_LOCAL, AUDITOR | MACHINE, .handler = metrics_show},
	{"GET", "/v1/appeals", ACCESS_TOKEN, OFFICER | RESTRICTED | AUDITOR, .handler = appeals_list, .parameters = {"state", "after", "limit"}},
	{"GET", "/v1/appeals/{number}", ACCESS_TOKEN, OFFICER | RESTRICTED, .handler = appeals_show, .name = "appeal.read", .of_appeal = true},
	{"POST", "/v1/appeals/{number}/contact", ACCESS_TOKEN, OFFICER | RESTRICTED, .handler = appeals_contact, .name = "appeal.contact", .writes = true, .of_appeal = true},
	{"POST", "/v1/appeals/{number}/status", ACCESS_TOKEN, OFFICER | RESTRICTED | MACHINE, .handler = appeals_status, .name = "appeal.status", .writes = true, .of_appeal = true, FIELDS(status_fields)},
	{"POST", "/v1/items/lease", ACCESS_TOKEN, OFFICER | RESTRICTED | MACHINE, .handler = items_give, .name = "items.lease", .writes = true, FIELDS(lease_fields)},
	{"POST", "/v1/items/ack", ACCESS_TOKEN, OFFICER | RESTRICTED | MACHINE, .handler = items_take_back, .name = "items.ack", .writes = true, FIELDS(ack_fields)},
	{"GET", "/v1/queue", ACCESS_TOKEN, RESTRICTED | OPERATOR, .handler = queue_list, .parameters = {"after", "limit"}},
	{"GET", "/v1/queue/{id}", ACCESS_TOKEN, RESTRICTED | OPERATOR, .handler = queue_why},
	{"POST", "/v1/queue/{id}/retry", ACCESS_TOKEN, RESTRICTED | OPERATOR, .handler = queue_retry, .name = "queue.retry", .writes = true},
	{"POST", "/v1/queue/{id}/park", ACCESS_TOKEN, RESTRICTED | OPERATOR, .handler = queue_park, .name = "queue.park", .writes = true},
	{"POST", "/v1/queue/{id}/drop", ACCESS_TOKEN, RESTRICTED | OPERATOR, .handler = queue_drop, .name = "queue.drop", .writes = true, FIELDS(drop_fields)},
	{"GET", "/v1/projects", ACCESS_TOKEN, ALL, .handler = projects_list},
	{"POST", "/v1/projects/{id}/reports", ACCESS_TOKEN, OFFICER | RESTRICTED | EDITOR, .handler = projects_report, .name = "project.report", .writes = true, FIELDS(report_fields)},
	{"POST", "/v1/pledges/{number}/payment", ACCESS_TOKEN, OFFICER | RESTRICTED | MACHINE, .handler = pledges_payment, .name = "pledge.payment", .writes = true, FIELDS(payment_fields)},
	{"POST", "/v1/menus/reload", ACCESS_TOKEN, EDITOR, .handler = menus_reload, .name = "menus.reload", .writes = true, .parameters = {"confirm"}},
	{"GET", "/v1/menus/versions", ACCESS_TOKEN, EDITOR, .handler = menus_versions, .parameters = {"after", "limit"}},
	{"POST", "/v1/menus/versions/{version}/live", ACCESS_TOKEN, EDITOR, .handler = menus_back, .name = "menus.back", .writes = true, .parameters = {"confirm"}},
	{"POST", "/v1/configuration/write", ACCESS_TOKEN, OPERATOR, .handler = configuration_write, .name = "configuration.write", .writes = true},
	{"GET", "/v1/links", ACCESS_TOKEN, OPERATOR, .handler = links_list},
	{"GET", "/v1/links/{name}", ACCESS_TOKEN, OPERATOR, .handler = link_show},
	{"PUT", "/v1/links/{name}", ACCESS_TOKEN, OPERATOR, .handler = link_put, .name = "link.put", .writes = true, FIELDS(link_fields)},
	{"DELETE", "/v1/links/{name}", ACCESS_TOKEN, OPERATOR, .handler = link_delete, .name = "link.delete", .writes = true},
	{"POST", "/v1/links/{name}/stop", ACCESS_TOKEN, OPERATOR, .handler = link_stop_now, .name = "link.stop", .writes = true},
	{"POST", "/v1/links/{name}/start", ACCESS_TOKEN, OPERATOR, .handler = link_start_now, .name = "link.start", .writes = true},
	{"GET", "/v1/figures", ACCESS_TOKEN, ALL, .handler = figures_show},
	{"GET", "/v1/unreadable", ACCESS_TOKEN, OPERATOR, .handler = unreadable_list, .parameters = {"limit"}},
	{"GET", "/v1/audit", ACCESS_TOKEN, RESTRICTED | AUDITOR, .handler = audit_show, .parameters = {"after", "limit"}},
};

/* A part of a path as it is meant: %2D is '-' (RFC 3986, 2.1). False: it is longer than `capacity` - 1, ends within a sign, or has a NUL. */
static bool part_decode(const char *at, size_t len, char *out, size_t capacity)
{
	size_t used = 0;
	for (size_t i = 0; i < len; i++) {
		int octet = (unsigned char)at[i];
		if (at[i] == '%') {
			char hex[3] = { 0 };
			if (len - i < 3 || !isxdigit((unsigned char)at[i + 1]) || !isxdigit((unsigned char)at[i + 2]))
				return false;
			memcpy(hex, at + i + 1, 2);
			octet = (int)strtol(hex, NULL, 16);
			i += 2;
		}
		if (octet == 0 || used + 1 >= capacity)
			return false;
		out[used++] = (char)octet;
	}
	out[used] = '\0';
	return true;
}

/* Part by part, between slashes that stand as such: an encoded one is part of a name. */
static bool path_matches(const char *pattern, const char *path, char name[HTTP_NAME_MAX + 1])
{
	name[0] = '\0';
	for (;;) {
		size_t wanted = strcspn(pattern, "/"), there = strcspn(path, "/");
		char part[HTTP_NAME_MAX + 1];
		if (!part_decode(path, there, part, sizeof part))
			return false;
		if (pattern[0] == '{') {
			if (!part[0])
				return false;
			memcpy(name, part, sizeof part);
		} else if (wanted != strlen(part) || memcmp(pattern, part, wanted) != 0) {
			return false;
		}
		pattern += wanted;
		path += there;
		if (*pattern != *path || !*pattern)
			return *pattern == *path;
		pattern++;
		path++;
	}
}

static bool method_matches(const char *wanted, const char *method)
{
	return strcmp(wanted, method) == 0 || (strcmp(wanted, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

const struct http_route *route_find(const char *method, const char *path, char name[HTTP_NAME_MAX + 1], bool *path_known, char *allow,
	size_t capacity)
{
	size_t used = 0;
	*path_known = false;
	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
		if (!path_matches(routes[i].path, path, name))
			continue;
		if (method_matches(routes[i].method, method))
			return &routes[i];
		*path_known = true;
		used += (size_t)snprintf(allow + used, capacity - used, "%s%s%s", used ? ", " : "", routes[i].method,
			strcmp(routes[i].method, "GET") == 0 ? ", HEAD" : "");
	}
	return NULL;
}
