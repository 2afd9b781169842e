#include "journeys/pledge.h"

#include "base/calendar.h"
#include "journeys/call.h"
#include "journeys/contract.h"
#include "journeys/office.h"
#include "journeys/reminder.h"
#include "store/items.h"
#include "store/pins.h"
#include "store/pledges.h"
#include "store/reports.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An amount as the menus keep it: digits only. */
static enum error amount_read(const struct call *c, int64_t *amount)
{
	const char *text = menu_get(c->state, SLOT_AMOUNT);
	size_t len = strlen(text);
	if (len == 0 || len > 13 || strspn(text, "0123456789") != len)
		return ERR_STATE;
	*amount = strtoll(text, NULL, 10);
	return *amount > 0 && *amount <= PLEDGE_AMOUNT_MAX ? ERR_NONE : ERR_STATE;
}

/* Only money has a sum, a currency and a rhythm; what somebody chose before they offered their skills is left out. */
static enum error money_read(const struct call *c, struct pledge *p)
{
	if (strcmp(p->offer, "money") != 0)
		return ERR_NONE;
	if (amount_read(c, &p->amount) || call_key(c, "currency", p->currency, sizeof p->currency) || !p->currency[0]
		|| call_key(c, "rhythm", p->rhythm, sizeof p->rhythm) || !p->rhythm[0])
		return ERR_STATE;
	return ERR_NONE;
}

static enum error pledge_read(const struct call *c, struct pledge *p)
{
	p->made_ms = c->now.unix_ms;
	if (call_key(c, "project", p->project, sizeof p->project) || !p->project[0] || call_key(c, "offer", p->offer, sizeof p->offer)
		|| !p->offer[0] || call_language(c, p->language) || call_channel(c, p->channel) || call_msisdn(c, p->msisdn) || money_read(c, p))
		return ERR_STATE;
	return bytes_to_string(bytes_of(menu_get(c->state, SLOT_NAME)), p->name, sizeof p->name) ? ERR_NONE : ERR_STATE;
}

enum error pledge_make(struct call *c, const char **outcome)
{
	struct pledge p = { 0 };
	char pin[5];
	*outcome = "made";
	enum error error = items_room(c->store);
	if (!error)
		error = pledge_read(c, &p);
	p.remind_ms = reminder_first(&p);
	if (!error)
		error = call_pin_chosen(c, pin);
	if (!error)
		error = pledges_make(c->store, &p, pin);
	if (!error)
		error = tell_pledge(c, ITEM_PLEDGE_MADE, &p);
	if (!error)
		error = call_put_text(c, SLOT_NUMBER, p.number);
	sodium_memzero(pin, sizeof pin);
	sodium_memzero(&p, sizeof p);
	if (error)
		return error;
	menu_wipe(c->state, SLOT_PIN);
	menu_wipe(c->state, SLOT_NAME);
	return ERR_NONE;
}

static const char *standing(const struct pledge *p, struct moment now)
{
	if (p->cancelled_ms)
		return "cancelled";
	return now.unix_ms - p->made_ms < PLEDGE_CANCEL_MS ? "open" : "over";
}

/* Begun hours in which it can still be cancelled. */
static int64_t hours_left(const struct pledge *p, struct moment now)
{
	int64_t left = p->made_ms + PLEDGE_CANCEL_MS - now.unix_ms, hour = PLEDGE_CANCEL_MS / 24;
	return left > 0 ? (left + hour - 1) / hour : 0;
}

enum error pledge_find(struct call *c, const char **outcome)
{
	struct pledge p;
	char number[9];
	enum error error = call_open(c, PIN_GUARDS_PLEDGE, NULL, number, outcome);
	if (error || *outcome)
		return error;
	error = pledges_get(c->store, number, &p);
	if (error)
		return error;
	*outcome = standing(&p, c->now);
	call_keep(c, "project", p.project);
	call_keep(c, "offer", p.offer);
	call_keep(c, "rhythm", p.rhythm);
	call_keep(c, "currency", p.currency);
	error = call_put_int(c, SLOT_AMOUNT, p.amount);
	if (!error)
		error = call_put_int(c, SLOT_HOURS, hours_left(&p, c->now));
	sodium_memzero(&p, sizeof p);
	return error;
}

static enum error cancel(const struct call *c, const struct pledge *p)
{
	enum error error = items_room(c->store);
	if (!error)
		error = pledges_cancel(c->store, p->number, c->now.unix_ms);
	return error ? error : tell_pledge(c, ITEM_PLEDGE_CANCELLED, p);
}

enum error pledge_cancel(struct call *c, const char **outcome)
{
	struct pledge p;
	if (!(*c->caller->opened)[0])
		return ERR_STATE;
	enum error error = pledges_get(c->store, *c->caller->opened, &p);
	if (error)
		return error == ERR_NOT_FOUND ? ERR_STATE : error;
	const char *found = standing(&p, c->now);
	*outcome = strcmp(found, "over") == 0 ? "over" : "cancelled";
	if (strcmp(found, "open") == 0)
		error = cancel(c, &p);
	sodium_memzero(&p, sizeof p);
	return error;
}

/* The newest report, with its day; as long as there is none, what the menus say. */
static enum error report_tell(struct call *c, const char *project)
{
	char text[PLEDGE_REPORT_MAX + 1], dated[LOCALE_DATE + 2 + sizeof text], date[LOCALE_DATE];
	int64_t at_ms;
	enum error error = reports_newest(c->store, project, text, &at_ms);
	if (error == ERR_NOT_FOUND) {
		menu_kept_text(c->state, "project", "report", text, sizeof text);
		return call_put_text(c, SLOT_REPORT, text);
	}
	if (error)
		return error;
	call_date(c, at_ms, date);
	snprintf(dated, sizeof dated, "%s: %s", date, text);
	return call_put_text(c, SLOT_REPORT, dated);
}

enum error project_figures(struct call *c, const char **outcome)
{
	char project[PLEDGE_KEY_MAX + 1];
	struct pledge_figures figures;
	*outcome = "shown";
	if (call_key(c, "project", project, sizeof project) || !project[0])
		return ERR_STATE;
	uint16_t table = menu_table_find(c->state->set, TABLE_PROJECT); /* there: a record of it is kept */
	enum error error = office_figures(c->store, c->state->set, table, c->state->kept[table], &figures);
	if (!error)
		error = call_put_int(c, SLOT_PLEDGED, figures.pledged_kgs);
	if (!error)
		error = call_put_int(c, SLOT_ROUBLES, figures.pledged_rub);
	if (!error)
		error = call_put_int(c, SLOT_COLLECTED, figures.collected);
	if (!error)
		error = call_put_int(c, SLOT_GIVERS, figures.givers);
	return error ? error : report_tell(c, project);
}
