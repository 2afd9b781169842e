#include "journeys/givers.h"

#include "journeys/letter.h"
#include "journeys/office.h"
#include "journeys/reminder.h"
#include "store/number.h"
#include "store/pledges.h"
#include "store/reports.h"

#include <sodium.h>
#include <string.h>

#define TOLD_AT_ONCE 200 /* givers of a report in the call that brings it; the others follow by and by */

struct note {
	const char *word;
	enum message_class message_class;
	int64_t amount; /* as the word asks for it */
	const char *currency, *report;
};

static enum error write_to(struct store *store, const struct menu_set *menus, const struct pledge *p, const struct note *m,
	struct moment now, bool *sent)
{
	struct letter letter;
	char shown[NUMBER_SHOWN], sum[LETTER_AMOUNT];
	struct letter_field fields[] = { { "number", shown }, { "name", p->name }, { "amount", sum }, { "report", m->report } };
	letter_open(&letter, menus, p->language, fields, sizeof fields / sizeof fields[0], now);
	number_format(p->number, shown);
	letter_amount(&letter, m->amount, m->currency, sum);
	letter_line(&letter, letter_name(&letter, "project", p->project));
	*sent = false;
	if (!letter_word(&letter, m->word))
		return ERR_NONE;
	return letter_send(&letter, store, &(struct letter_to){ .msisdn = p->msisdn, .message_class = m->message_class, .about = p->number }, now, sent);
}

enum error office_payment(struct store *store, const struct menu_set *menus, const char number[9], int64_t amount_kgs, struct moment now)
{
	struct pledge p;
	bool sent;
	if (amount_kgs <= 0 || amount_kgs > PLEDGE_AMOUNT_MAX)
		return ERR_BAD;
	enum error error = number_valid(number) ? pledges_get(store, number, &p) : ERR_NOT_FOUND;
	if (error)
		return error;
	if (p.cancelled_ms)
		error = ERR_STATE;
	else if (p.paid_kgs > PLEDGE_AMOUNT_MAX - amount_kgs)
		error = ERR_BAD;
	if (!error)
		error = pledges_pay(store, number, amount_kgs, now.unix_ms);
	struct note note = { p.name[0] ? "sms_payment" : "sms_payment_nameless", MESSAGE_REPORT, amount_kgs, "kgs", "" };
	if (!error)
		error = write_to(store, menus, &p, &note, now, &sent);
	sodium_memzero(&p, sizeof p);
	return error;
}

enum error office_report(struct store *store, const struct menu_set *menus, const char *project, const char *text, struct moment now, size_t *told)
{
	char clean[PLEDGE_REPORT_MAX + 1];
	int64_t id;
	bool done;
	uint16_t table = menu_table_find(menus, "project");
	*told = 0;
	if (table == MENU_NONE || menu_record_find(menus, table, project) == MENU_NONE)
		return ERR_NOT_FOUND;
	enum error error = office_text(text, clean, sizeof clean);
	if (!error && !clean[0])
		error = ERR_BAD;
	if (!error)
		error = reports_add(store, project, clean, now.unix_ms, &id);
	return error ? error : givers_tell(store, menus, TOLD_AT_ONCE, now, told, &done);
}

static void figures_add(struct pledge_figures *to, const struct pledge_figures *more)
{
	to->pledged_kgs += more->pledged_kgs;
	to->pledged_rub += more->pledged_rub;
	to->collected += more->collected;
	to->givers += more->givers;
}

enum error office_figures(struct store *store, const struct menu_set *menus, uint16_t table, uint16_t project, struct pledge_figures *out)
{
	const char *former;
	enum error error = pledges_figures(store, menu_record_key(menus, table, project), out);
	for (size_t i = 0; !error && (former = menu_record_former(menus, table, project, i)); i++) {
		struct pledge_figures more;
		error = pledges_figures(store, former, &more);
		if (!error)
			figures_add(out, &more);
	}
	return error;
}

enum error givers_tell(struct store *store, const struct menu_set *menus, size_t most, struct moment now, size_t *told, bool *done)
{
	struct report report;
	const struct note note = { "sms_report", MESSAGE_REPORT, 0, "", report.text };
	*told = 0;
	enum error error = reports_untold(store, &report);
	*done = error == ERR_NOT_FOUND;
	for (size_t i = 0; !error && i < most; i++) {
		struct pledge p;
		bool first = false, sent = false;
		error = reports_giver(store, &report, &p, &first);
		if (!error && first)
			error = write_to(store, menus, &p, &note, now, &sent);
		*told += sent;
		sodium_memzero(&p, sizeof p);
	}
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

enum error givers_remind(struct store *store, const struct menu_set *menus, struct moment now, int64_t *next_ms)
{
	static const char *const words[] = { [REMINDER_UNPAID] = "sms_reminder", [REMINDER_MONTHLY] = "sms_reminder_monthly" };
	struct pledge p;
	char number[9];
	bool sent;
	enum error error = pledges_next_reminder(store, number, next_ms);
	if (error == ERR_NOT_FOUND)
		*next_ms = MOMENT_NEVER;
	if (error || *next_ms > now.unix_ms)
		return error ? error : ERR_NOT_FOUND;
	error = pledges_get(store, number, &p);
	if (!error)
		error = pledges_remind_at(store, number, reminder_next(&p, now.unix_ms));
	enum reminder due = error ? REMINDER_NONE : reminder_due(&p, now.unix_ms);
	struct note note = { words[due], MESSAGE_REMINDER, p.amount, p.currency, "" };
	if (due != REMINDER_NONE)
		error = write_to(store, menus, &p, &note, now, &sent);
	sodium_memzero(&p, sizeof p);
	return error;
}
