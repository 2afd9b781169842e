/* kopuro queue: what stands in the queue of a gateway, why an item does not go, and what is done about it. It works in the store, whether a gateway runs
 * or not, and leaves an audit row for what it does; a gateway that runs is woken, so that it sees it at once. */
#include "commands.h"
#include "console.h"
#include "office.h"

#include "base/moment.h"
#include "feedback/event.h"
#include "store/audit.h"
#include "store/items_hand.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE 256
#define SAME_MAX 64 /* items of one number that are shown */

static const char usage[] =
	"usage: kopuro queue [-c FILE] list                        what waits: id, number, kind, age, tries, state\n"
	"       kopuro queue [-c FILE] why NUMBER|ID               and what the last try came to\n"
	"       kopuro queue [-c FILE] retry NUMBER|ID             it is offered now, also when it was parked\n"
	"       kopuro queue [-c FILE] park NUMBER|ID              it is not offered until it is retried\n"
	"       kopuro queue [-c FILE] drop NUMBER|ID --reason TEXT   it is never offered again; the appeal itself stays\n"
	"  -c FILE  the gateway's configuration; " OFFICE_CONFIG " if not given\n"
	"A NUMBER that several items have is refused by all but list and why: name one by its ID.\n";

struct wish {
	const char *config, *verb, *name, *reason;
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "kopuro queue: %s%s%s\n", what, why ? ": " : "", why ? why : "");
	return 1;
}

static int failed(const struct office *o, enum error error)
{
	return complain(error_name(error), store_last_error(o->store));
}

static void age_show(int64_t ms, char out[24])
{
	int64_t minutes = ms > 0 ? ms / 60000 : 0;
	if (minutes < 60)
		snprintf(out, 24, "%" PRId64 " min", minutes);
	else if (minutes < 48 * 60)
		snprintf(out, 24, "%" PRId64 " h", minutes / 60);
	else
		snprintf(out, 24, "%" PRId64 " days", minutes / 1440);
}

static void time_show(int64_t unix_ms, char out[32])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm utc;
	strftime(out, 32, "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&seconds, &utc));
}

static void row_print(const struct item_row *row, int64_t now_ms)
{
	char age[24];
	age_show(now_ms - row->at_ms, age);
	printf("%-12s  %-12s  %-16s  %8s  %5u  %s%s\n", row->id, row->subject, item_kind_name(row->kind), age, row->tries, item_row_state(row),
		row->restricted ? ", restricted" : "");
}

static void head_print(void)
{
	printf("%-12s  %-12s  %-16s  %8s  %5s  %s\n", "id", "number", "kind", "age", "tries", "state");
}

static int list(struct office *o, const struct wish *w)
{
	struct item_row *page = calloc(PAGE, sizeof *page);
	int64_t now_ms = moment_read().unix_ms;
	size_t count = PAGE;
	enum error error = page ? ERR_NONE : ERR_NOMEM;
	(void)w;
	head_print();
	for (int64_t after = 0; !error && count == PAGE;) {
		error = items_list(o->store, true, after, page, PAGE, &count);
		for (size_t i = 0; !error && i < count; i++)
			row_print(&page[i], now_ms);
		after = count ? page[count - 1].row : 0;
	}
	free(page);
	return error ? failed(o, error) : 0;
}

/* An item's id, or the items of a number. */
static enum error rows_find(struct office *o, const char *name, struct item_row *out, size_t *count)
{
	char number[9];
	enum error error = items_of(o->store, true, event_number(name, number) ? number : name, out, SAME_MAX, count);
	if (!error && *count == 0) {
		error = items_why(o->store, true, name, out);
		*count = !error;
	}
	return error;
}

static int not_there(const struct office *o, const struct wish *w, enum error error)
{
	return error == ERR_NOT_FOUND ? complain(w->name, "no such item in the queue; `kopuro queue list` names them") : failed(o, error);
}

static void why_print(const struct item_row *row)
{
	char text[32];
	printf("  %s\n", row->why[0] ? row->why : row->tries ? "no reason was given" : "it was not refused");
	time_show(row->stuck_ms, text);
	if (row->stuck_ms)
		printf("  refused since %s\n", text);
	time_show(row->next_ms, text);
	if (row->next_ms && !row->parked)
		printf("  offered again at %s\n", text);
	if (strcmp(row->state, "behind") == 0)
		printf("  waits for an older item of its number\n");
}

static int why(struct office *o, const struct wish *w)
{
	struct item_row rows[SAME_MAX];
	size_t count = 0;
	enum error error = rows_find(o, w->name, rows, &count);
	if (error)
		return not_there(o, w, error);
	head_print();
	for (size_t i = 0; i < count; i++) {
		row_print(&rows[i], moment_read().unix_ms);
		why_print(&rows[i]);
	}
	return 0;
}

/* In any words: that something is asked makes it turn. */
static void gateway_wake(const struct config *c)
{
	char said[64];
	if (c->vty_port)
		console_ask(c->vty_host, c->vty_port, "show version", said, sizeof said);
}

static int change(struct office *o, const struct wish *w, enum error (*how)(struct store *s, bool restricted, const char *id))
{
	struct item_row rows[SAME_MAX];
	struct audit row = {.at_ms = moment_read().unix_ms, .role = "command"};
	size_t count = 0;
	enum error error = rows_find(o, w->name, rows, &count);
	if (error)
		return not_there(o, w, error);
	if (count > 1)
		return complain(w->name, "several items have this number; `kopuro queue why` shows them, name one by its id");
	snprintf(row.who, sizeof row.who, "%s", office_caller());
	snprintf(row.action, sizeof row.action, "queue.%s", w->verb);
	snprintf(row.subject, sizeof row.subject, "%s", rows[0].id);
	snprintf(row.reason, sizeof row.reason, "%s", w->reason ? w->reason : "");
	error = how(o->store, true, rows[0].id);
	if (!error)
		error = audit_add(o->store, &row);
	if (!error)
		error = store_commit(o->store);
	if (error)
		return not_there(o, w, error);
	gateway_wake(o->config);
	return 0;
}

static int retry(struct office *o, const struct wish *w)
{
	return change(o, w, items_retry);
}

static int park(struct office *o, const struct wish *w)
{
	return change(o, w, items_park);
}

static int drop(struct office *o, const struct wish *w)
{
	if (strlen(w->reason) > ITEMS_REASON_MAX || !w->reason[0])
		return complain("--reason", "1 to 200 octets are wanted");
	return change(o, w, items_drop);
}

static const struct verb {
	const char *name;
	bool named, reasoned; /* it takes a NUMBER or ID; a --reason */
	int (*run)(struct office *o, const struct wish *w);
} verbs[] = {
	{"list", false, false, list},
	{"why", true, false, why},
	{"retry", true, false, retry},
	{"park", true, false, park},
	{"drop", true, true, drop},
};

static const struct verb *wish_read(int argc, char **argv, struct wish *w)
{
	static const struct option options[] = {{"reason", required_argument, NULL, 'r'}, {0}};
	int option;
	*w = (struct wish){.config = OFFICE_CONFIG};
	while ((option = getopt_long(argc, argv, "c:", options, NULL)) >= 0) {
		switch (option) {
		case 'c': w->config = optarg; break;
		case 'r': w->reason = optarg; break;
		default: return NULL;
		}
	}
	w->verb = optind < argc ? argv[optind++] : "";
	w->name = optind < argc ? argv[optind++] : NULL;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, w->verb) == 0)
			return optind == argc && verbs[i].named == (w->name != NULL) && verbs[i].reasoned == (w->reason != NULL) ? &verbs[i] : NULL;
	return NULL;
}

int command_queue(int argc, char **argv)
{
	struct wish w;
	struct office o;
	const struct verb *verb = wish_read(argc, argv, &w);
	if (!verb) {
		fputs(usage, stderr);
		return 2;
	}
	int code = office_open(&o, "kopuro queue", w.config) ? verb->run(&o, &w) : 1;
	office_close(&o);
	return code;
}
