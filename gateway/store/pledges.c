#include "store/pledges.h"

#include "store/number.h"
#include "store/statement.h"

#include <string.h>

enum error pledges_make(struct store *s, struct pledge *p, const char *pin)
{
	enum error error = store_number_next(s, p->number);
	if (error)
		return error;
	uint8_t pin_hash[SEAL_HASH_OCTETS];
	seal_pin_hash(&s->sealer, p->number, pin, pin_hash);
	struct query q = query_start(s, SQL_PLEDGE_ADD);
	query_bind_int(&q, number_value(p->number));
	query_bind_blob(&q, pin_hash, sizeof pin_hash);
	query_bind_sealed_text(&q, p->msisdn);
	query_bind_sealed_text(&q, p->name);
	query_bind_text(&q, p->project);
	query_bind_text(&q, p->offer);
	query_bind_text(&q, p->rhythm);
	query_bind_text(&q, p->currency);
	query_bind_int(&q, p->amount);
	query_bind_text(&q, p->language);
	query_bind_text(&q, p->channel);
	query_bind_int(&q, p->made_ms);
	query_bind_int(&q, p->remind_ms);
	return query_run(&q);
}

enum error pledges_get(struct store *s, const char number[9], struct pledge *out)
{
	struct query q = query_start(s, SQL_PLEDGE_GET);
	query_bind_int(&q, number_value(number));
	bool found = query_row(&q);
	if (found) {
		memcpy(out->number, number, sizeof out->number);
		query_text(&q, 0, out->project, sizeof out->project);
		query_text(&q, 1, out->offer, sizeof out->offer);
		query_text(&q, 2, out->rhythm, sizeof out->rhythm);
		query_text(&q, 3, out->currency, sizeof out->currency);
		out->amount = query_int(&q, 4);
		query_text(&q, 5, out->language, sizeof out->language);
		query_text(&q, 6, out->channel, sizeof out->channel);
		out->made_ms = query_int(&q, 7);
		out->cancelled_ms = query_int(&q, 8);
		query_sealed_text(&q, 9, out->msisdn, sizeof out->msisdn);
		query_sealed_text(&q, 10, out->name, sizeof out->name);
		out->paid_kgs = query_int(&q, 11);
		out->remind_ms = query_int(&q, 12);
	}
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error pledges_cancel(struct store *s, const char number[9], int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_PLEDGE_CANCEL);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, now_ms);
	return query_run_found(&q);
}

enum error pledges_pay(struct store *s, const char number[9], int64_t kgs, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_PLEDGE_PAID);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, kgs);
	error = query_run_found(&q);
	if (error)
		return error;
	q = query_start(s, SQL_PAYMENT_ADD);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, kgs);
	query_bind_int(&q, now_ms);
	return query_run(&q);
}

enum error pledges_next_reminder(struct store *s, char number[9], int64_t *remind_ms)
{
	struct query q = query_start(s, SQL_REMINDER_NEXT);
	bool found = query_row(&q);
	if (found)
		number_of_value(query_int(&q, 0), number);
	*remind_ms = query_int(&q, 1);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error pledges_remind_at(struct store *s, const char number[9], int64_t remind_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_REMINDER_PUT);
	query_bind_int(&q, number_value(number));
	query_bind_int(&q, remind_ms);
	return query_run_found(&q);
}

enum error pledges_figures(struct store *s, const char *project, struct pledge_figures *out)
{
	struct query q = query_start(s, SQL_PLEDGE_FIGURES);
	query_bind_text(&q, project);
	if (query_row(&q)) {
		out->pledged_kgs = query_int(&q, 0);
		out->pledged_rub = query_int(&q, 1);
		out->collected = query_int(&q, 2);
		out->givers = query_int(&q, 3);
	}
	return query_end(&q);
}
