#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journeys/contract.h"
#include "journeys/reminder.h"
#include "office_fixture.h"
#include "store/appeals.h"
#include "store/messages.h"
#include "store/pledges.h"
#include "store/statement.h"

static const char menus[] =
	"languages: {ky: Кыргызча, ru: Русский}\n"
	"entry: home\n"
	"words:\n"
	"  back: {ky: Артка, ru: Назад}\n"
	"  more: {ky: Дагы, ru: Ещё}\n"
	"  yes: {ky: Ооба, ru: Да}\n"
	"  no: {ky: Жок, ru: Нет}\n"
	"  wrong_choice: {ky: Жок, ru: Нет}\n"
	"  wrong_number: {ky: Жок, ru: Нет}\n"
	"  wrong_pin: {ky: Жок, ru: Нет}\n"
	"  wrong_amount: {ky: Жок, ru: Нет}\n"
	"  too_long: {ky: Узун, ru: Длинно}\n"
	"  empty: {ky: Бош, ru: Пусто}\n"
	"  unconfirmed: {ky: такталбаган, ru: не проверено}\n"
	"  sms_registered: {ky: \"катталды {number} {answer}\", ru: \"зарегистрировано {number} {answer}\"}\n"
	"  sms_in_work: {ky: \"каралууда {number}\", ru: \"рассматривается {number}\"}\n"
	"  sms_answered: {ky: \"жооп {number}: {answer}\", ru: \"ответ {number}: {answer}\"}\n"
	"  sms_refused: {ky: \"жок {number}: {answer}\", ru: \"отказ {number}: {answer}\"}\n"
	"  sms_rate: {ky: \"жардам бердиби?\", ru: \"помог?\"}\n"
	"  step: {ky: \"кадам: {step}\", ru: \"шаг: {step}\"}\n"
	"  step_office: {ky: \"мекеме {office}\", ru: \"где {office}\"}\n"
	"  step_registration: {ky: \"№ {registration}\", ru: \"№ {registration}\"}\n"
	"  sms_payment: {ky: \"рахмат, {name}: {amount}\", ru: \"спасибо, {name}: {amount}\"}\n"
	"  sms_payment_nameless: {ky: \"рахмат: {amount}\", ru: \"спасибо: {amount}\"}\n"
	"  sms_reminder: {ky: \"убада {number}: {amount}\", ru: \"обещание {number}: {amount}\"}\n"
	"  sms_reminder_monthly: {ky: \"эртең {number}: {amount}\", ru: \"завтра {number}: {amount}\"}\n"
	"  sms_report: {ky: \"отчёт: {report}\", ru: \"отчёт: {report}\"}\n"
	"screens:\n"
	"  language: {kind: language, text: {ky: Тил, ru: Язык}, to: home}\n"
	"  home: {kind: end, text: {ky: Үй, ru: Дом}}\n"
	"  later: {kind: end, text: {ky: Кийин, ru: Позже}}\n"
	"  resume:\n"
	"    kind: choices\n"
	"    choices:\n"
	"      - {text: {ky: Улантуу, ru: Дальше}, do: session.resume, then: {resumed: home}}\n"
	"      - {text: {ky: Башынан, ru: Сначала}, do: session.restart, then: {restarted: home}}\n"
	"tables:\n"
	"  topic: [{key: work, name: {ky: Жумуш, ru: Работа}}]\n"
	"  status: [{key: received, name: {ky: кабыл алынды, ru: принято}}, {key: answered, name: {ky: жооп берилди, ru: дан ответ}}]\n"
	"  project: [{key: school, name: {ky: Мектеп, ru: Школа}}, {key: water, name: {ky: Суу, ru: Вода}}]\n"
	"  offer: [{key: money, name: {ky: акча, ru: деньги}}]\n"
	"  rhythm: [{key: once, name: {ky: бир жолу, ru: один раз}}]\n"
	"  currency: [{key: kgs, name: {ky: сом, ru: сом}}, {key: rub, name: {ky: рубль, ru: руб.}}]\n";

struct menu_set *office_menus(const struct office *o, const char *more)
{
	char path[128];
	snprintf(path, sizeof path, "%s/menus.yaml", o->scratch.directory);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s%s", menus, more);
	fclose(file);
	struct complaints complaints;
	complaints_init(&complaints);
	static const struct menu_format format = { CHARSET_UCS2, 160 };
	struct menu_set *set = menu_load(o->scratch.directory, &journey_contract, &format, 1, "2026-03-02", &complaints);
	if (!set)
		complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	unlink(path);
	assert_non_null(set);
	return set;
}

int office_set_up(void **state)
{
	struct office *o = calloc(1, sizeof *o);
	assert_non_null(o);
	scratch_open(&o->scratch);
	o->store = o->scratch.store;
	o->menus = office_menus(o, "");
	o->now = (struct moment){ 0, MONDAY_MS + 9 * HOUR_MS };
	*state = o;
	return 0;
}

int office_tear_down(void **state)
{
	struct office *o = *state;
	menu_free(o->menus);
	scratch_close(&o->scratch);
	free(o);
	return 0;
}

void office_lodge(struct office *o, bool nameless, const char *msisdn, char number[9])
{
	struct appeal a = { .nameless = nameless, .text = "Айлык", .topic = "work", .region = "osh", .country = "ru", .language = "ky", .channel = "ussd",
		.lodged_ms = o->now.unix_ms };
	snprintf(a.msisdn, sizeof a.msisdn, "%s", nameless ? "" : msisdn);
	assert_int_equal(appeals_lodge(o->store, &a, "1234"), ERR_NONE);
	scratch_commit(&o->scratch);
	memcpy(number, a.number, 9);
}

static void put(char *out, size_t capacity, const char *text, const char *mostly)
{
	snprintf(out, capacity, "%s", text ? text : mostly);
}

void office_pledge(struct office *o, const struct office_pledge *wanted, char number[9])
{
	struct pledge p = { .currency = "kgs", .amount = 500, .channel = "ussd", .made_ms = o->now.unix_ms };
	put(p.msisdn, sizeof p.msisdn, wanted->msisdn, MSISDN);
	put(p.name, sizeof p.name, wanted->name, "");
	put(p.project, sizeof p.project, wanted->project, "water");
	put(p.offer, sizeof p.offer, wanted->offer, "money");
	put(p.rhythm, sizeof p.rhythm, wanted->rhythm, "once");
	put(p.language, sizeof p.language, wanted->language, "ky");
	p.remind_ms = reminder_first(&p);
	assert_int_equal(pledges_make(o->store, &p, "1234"), ERR_NONE);
	memcpy(number, p.number, 9);
}

enum error office_set(struct office *o, const char *number, const char *status, const char *text)
{
	struct status_event event = { .office = "" };
	snprintf(event.number, sizeof event.number, "%s", number);
	snprintf(event.status, sizeof event.status, "%s", status);
	snprintf(event.text, sizeof event.text, "%s", text);
	enum error error = office_status(o->store, o->menus, &event, o->now);
	if (error)
		assert_int_equal(office_scalar(o, "SELECT COUNT(*) FROM message_parts WHERE state = 'queued'"), 0);
	scratch_commit(&o->scratch); /* after an error too: it left nothing */
	return error;
}

static struct message read_last;

const char *office_sms(struct office *o)
{
	static char text[MESSAGE_TEXT_MAX + 1];
	text[0] = '\0';
	if (messages_next(o->store, &read_last) == ERR_NOT_FOUND)
		return text;
	snprintf(text, sizeof text, "%.*s", (int)read_last.text_len, read_last.text);
	for (uint8_t part = 0; part < read_last.parts; part++)
		assert_int_equal(messages_part(o->store, read_last.id, part, MESSAGE_ACCEPTED, "1", 0, o->now.unix_ms), ERR_NONE);
	scratch_commit(&o->scratch);
	return text;
}

const char *office_sms_to(void)
{
	return read_last.msisdn;
}

int64_t office_scalar(struct office *o, const char *sql)
{
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_prepare_v2(o->store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

void office_chores_all(struct office *o, int64_t *next_ms)
{
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(office_chores(o->store, o->menus, o->now, next_ms), ERR_NONE);
		scratch_commit(&o->scratch);
		if (*next_ms > o->now.unix_ms)
			return;
	}
	fail_msg("the chores never end");
}
