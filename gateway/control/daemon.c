#include "control/daemon.h"

#include "base/log.h"
#include "control/check.h"
#include "control/feedback_start.h"
#include "control/http_server.h"
#include "control/kept.h"
#include "control/links.h"
#include "control/networks.h"
#include "control/reload.h"
#include "control/signals.h"
#include "control/supervisor.h"
#include "control/vty_config.h"
#include "control/vty_console.h"
#include "gateway.h"
#include "loop.h"
#include "store/claim.h"
#include "store/directory.h"
#include "store/items.h"
#include "store/store.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STOP_MS 2000

struct daemon {
	struct config config;
	struct check check;
	struct complaints complaints;
	struct store *store;
	int claim; /* on the store: -1, none */
	struct networks *networks;
	struct gateway *gateway;
	struct engine *engine; /* NULL: the gateway holds the queue itself */
	struct loop *loop;
	struct reload reload;
	struct links links;
	char boot[MOMENT_BOOT];
	struct signals *signals;
	struct http_server *http;
	struct vty_console console;
	bool console_open;
	struct supervisor supervisor;
	int64_t stop_at; /* mono_ms; 0: not stopping */
};

_Static_assert(CONFIG_NETWORKS <= sizeof(((struct health *)0)->links) / sizeof(((struct health *)0)->links[0]), "");

struct daemon *daemon_new(void)
{
	struct daemon *d = calloc(1, sizeof(*d));
	if (d) {
		complaints_init(&d->complaints);
		d->claim = -1;
	}
	return d;
}

/* Menus with errors do not keep a gateway down that has others in its store: which it has is known when that is open. */
bool daemon_prepare(struct daemon *d, const char *path, bool check_only)
{
	enum error error = config_read(&d->config, path, &d->complaints);
	if (error == ERR_NONE)
		check_config(&d->check, &d->config, moment_read(), &d->complaints);
	bool good = error == ERR_NONE && d->complaints.errors == 0, menus = d->check.found.errors == 0;
	bool kept = good && !menus && !check_only && access(d->config.store, F_OK) == 0;
	complaints_print(&d->complaints, stderr);
	if (!kept)
		complaints_print(&d->check.found, stderr);
	if (error == ERR_NOMEM)
		fprintf(stderr, "kopurod: %s\n", error_name(error));
	complaints_fini(&d->complaints);
	return good && (menus || kept);
}

/* What the check could not know, said like the check. Always false. */
__attribute__((format(printf, 3, 4)))
static bool complain(const struct daemon *d, struct config_place at, const char *format, ...)
{
	char text[512];
	va_list args;
	struct complaints one;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	complaints_init(&one);
	complaints_add(&one, SEVERITY_ERROR, d->config.path, at.line, at.column, "%s", text);
	complaints_print(&one, stderr);
	complaints_fini(&one);
	return false;
}

static bool claim_store(struct daemon *d)
{
	enum error error = claim_take(d->config.store, &d->claim);
	if (error == ERR_LOCKED)
		return complain(d, d->config.store_at, "another kopurod has the store '%s'; stop that one, or give this one a store of its own",
			d->config.store);
	return error == ERR_NONE || complain(d, d->config.store_at, "the store '%s' cannot be locked: %s", d->config.store, strerror(errno));
}

static bool open_store(struct daemon *d)
{
	const struct config *c = &d->config;
	struct config_place key_at = c->key[0] ? c->key_at : c->store_at;
	struct sealer sealer;
	const char *key_why = "";
	char *why = NULL;
	if (!directory_make_above(d->check.key))
		return complain(d, key_at, "the directory of '%s' cannot be made: %s", d->check.key, strerror(errno));
	if (sealer_open(&sealer, d->check.key, true, &key_why) != ERR_NONE)
		return complain(d, key_at, "the key file '%s' %s", d->check.key, key_why);
	enum error error = store_open(c->store, &sealer, c->node, &d->store, &why);
	sealer_wipe(&sealer);
	if (error)
		complain(d, c->store_at, "the store '%s' cannot be opened: %s", c->store, why ? why : error_name(error));
	free(why);
	return error == ERR_NONE && claim_store(d);
}

static bool open_menus(struct daemon *d, struct menu_set **menus, unsigned *version)
{
	enum error error = kept_start(d->store, &d->check, &d->config, *loop_clock(d->loop), menus, version);
	if (error == ERR_BAD)
		complaints_print(&d->check.found, stderr);
	else if (error)
		complain(d, d->config.store_at, "the menus cannot be kept in the store: %s", store_last_error(d->store));
	d->reload.folder_errors = d->check.found.errors;
	return error == ERR_NONE;
}

static bool open_gateway(struct daemon *d)
{
	struct gateway_setup setup = { .store = d->store, .boot = d->boot, .dialplans = &d->check.plans };
	moment_boot(d->boot);
	d->reload = (struct reload){ .config = &d->config, .check = &d->check, .clock = loop_clock(d->loop) };
	if (!open_menus(d, &setup.menus_given, &setup.menus_number))
		return false;
	setup.menus = setup.menus_given;
	d->networks = networks_new(&d->config, &d->check);
	if (!d->networks) {
		menu_free(setup.menus_given);
		return complain(d, (struct config_place){ 0 }, "there is no memory for the networks");
	}
	d->links = (struct links){ .config = &d->config, .check = &d->check, .networks = d->networks, .clock = loop_clock(d->loop) };
	setup.networks = networks_array(d->networks, &setup.network_count);
	d->gateway = d->reload.gateway = d->links.gateway = gateway_new(&setup, *loop_clock(d->loop)); /* it has the menus, even when it cannot begin */
	return d->gateway || complain(d, d->config.store_at, "the gateway cannot begin with what is in the store; the log above says why");
}

static bool open_feedback(struct daemon *d)
{
	const char *why = NULL;
	d->engine = feedback_start(&d->config, loop_base(d->loop), &gateway_engine_events, d->gateway, &why);
	if (d->engine)
		gateway_engine(d->gateway, d->engine, loop_clock(d->loop));
	return d->engine || !why || complain(d, d->config.feedback_at, "%s", why);
}

static bool open_console(struct daemon *d)
{
	const struct config *c = &d->config;
	d->console = (struct vty_console){ .links = &d->links, .gateway = d->gateway, .clock = loop_clock(d->loop), .reload = &d->reload };
	d->console_open = vty_console_start(&d->console, c);
	return d->console_open || complain(d, c->vty_at, "the console cannot have %s port %u, another program may have it; 'vty %s PORT' with a free port would do",
		c->vty_host, c->vty_port, c->vty_host);
}

static int64_t age_s(int64_t since_ms, int64_t now_ms)
{
	return since_ms > 0 && now_ms > since_ms ? (now_ms - since_ms) / 1000 : 0;
}

/* Anybody may ask: what is restricted does not count. */
static struct health_feedback feedback_health(const struct daemon *d)
{
	bool up = gateway_outbox(d->gateway).up;
	int64_t now_ms = loop_clock(d->loop)->unix_ms;
	struct items_figures f;
	if (items_figures_open(d->store, &f) != ERR_NONE)
		return (struct health_feedback){ .up = up };
	return (struct health_feedback){ .up = up, .resting = f.resting, .parked = f.parked, .oldest_s = age_s(f.oldest_ms, now_ms), .stuck_s = age_s(f.stuck_ms, now_ms) };
}

static void on_health(void *context, struct health *out)
{
	const struct daemon *d = context;
	out->feedback = feedback_health(d);
	out->store_failing = gateway_figures(d->gateway).store_failing;
	out->stopping = d->stop_at != 0;
	out->menus_number = gateway_menus_number(d->gateway);
	out->folder_refused = d->reload.folder_errors > 0;
	for (size_t i = 0; i < CONFIG_NETWORKS; i++) {
		struct network_view v = networks_view(d->networks, i);
		if (v.name[0] && !v.shut_down)
			out->links[out->link_count++] = (struct health_link){ .name = v.name, .up = v.up };
	}
}

static bool open_http(struct daemon *d)
{
	const struct config *c = &d->config;
	if (c->http_port == 0)
		return true;
	struct http_setup setup = { .config = c, .gateway = d->gateway, .clock = loop_clock(d->loop), .reload = &d->reload, .links = &d->links, .health = on_health, .context = d };
	const char *why;
	d->http = http_server_new(loop_base(d->loop), &setup, &why);
	return d->http || complain(d, c->http_at, "HTTP cannot have %s port %u: %s; 'http %s PORT' with a free port would do", c->http_host, c->http_port,
		why, c->http_host);
}

static void on_hangup(struct daemon *d)
{
	struct complaints complaints;
	if (!log_reopen())
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "a log file cannot be opened again: %s; its lines are lost until it can be, and the next SIGHUP", strerror(errno));
	if (!d->gateway)
		return; /* not begun: the menus are on their way */
	complaints_init(&complaints);
	reload_menus(&d->reload, &(struct reload_wish){ .who = "signal", .rights = { .sees_restricted = true } }, &complaints);
	complaints_fini(&complaints);
}

/* The first signal begins the stop, which loop turns bring to its end; a second one does not wait for the networks. */
static void on_signal(void *context, int number)
{
	struct daemon *d = context;
	int64_t now = loop_clock(d->loop)->mono_ms;
	if (number == SIGHUP) {
		on_hangup(d);
		return;
	}
	if (d->stop_at) {
		d->stop_at = now;
		return;
	}
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "stopping: unbinding from the networks");
	supervisor_stopping();
	d->stop_at = now + STOP_MS;
	networks_stop(d->networks);
}

bool daemon_start(struct daemon *d)
{
	d->loop = loop_new();
	d->signals = d->loop ? signals_new(on_signal, d) : NULL;
	if (!d->signals)
		return complain(d, (struct config_place){ 0 }, "the system gives no event loop: %s", strerror(errno));
	if (!open_store(d) || !open_gateway(d) || !open_feedback(d) || !open_console(d) || !open_http(d))
		return false;
	return networks_start(d->networks, loop_base(d->loop), loop_clock(d->loop)) ||
		complain(d, (struct config_place){ 0 }, "there is no memory for the links");
}

static int64_t on_turn(void *context, struct moment now)
{
	struct daemon *d = context;
	gateway_turn(d->gateway, now);
	networks_flush(d->networks);
	if (d->stop_at && (networks_are_down(d->networks) || now.mono_ms >= d->stop_at))
		loop_stop(d->loop);
	int64_t due = gateway_deadline(d->gateway), watched = supervisor_turn(&d->supervisor, now);
	if (watched < due)
		due = watched;
	return d->stop_at && d->stop_at < due ? d->stop_at : due;
}

void daemon_run(struct daemon *d)
{
	d->supervisor = supervisor_read();
	supervisor_ready();
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, "kopurod ready; console: telnet %s %u", d->config.vty_host, d->config.vty_port);
	loop_run(d->loop, on_turn, d);
	log_say(LOG_MAIN, LOG_LEVEL_NOTICE, networks_are_down(d->networks) ? "stopped" : "stopped; a network did not answer the unbind in time");
}

void daemon_free(struct daemon *d)
{
	if (!d)
		return;
	http_server_free(d->http);
	if (d->console_open)
		vty_console_stop();
	if (d->gateway)
		gateway_free(d->gateway, moment_read()); /* its last snapshots name the networks */
	if (d->engine)
		d->engine->close(d->engine);
	networks_free(d->networks);
	if (d->store)
		store_close(d->store);
	claim_drop(d->claim);
	signals_free(d->signals);
	loop_free(d->loop);
	check_fini(&d->check);
	complaints_fini(&d->complaints);
	explicit_bzero(d, sizeof(*d)); /* passwords */
	free(d);
}
