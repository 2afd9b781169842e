#include "store/reports.h"

#include "store/number.h"
#include "store/pledges.h"
#include "store/statement.h"

#include <string.h>

enum error reports_add(struct store *s, const char *project, const char *text, int64_t now_ms, int64_t *id)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_REPORT_ADD);
	query_bind_text(&q, project);
	query_bind_sealed(&q, text, strlen(text));
	query_bind_int(&q, now_ms);
	*id = query_row(&q) ? query_int(&q, 0) : 0;
	return query_end(&q);
}

enum error reports_newest(struct store *s, const char *project, char text[PLEDGE_REPORT_MAX + 1], int64_t *at_ms)
{
	struct query q = query_start(s, SQL_REPORT_NEWEST);
	query_bind_text(&q, project);
	bool found = query_row(&q);
	query_sealed_text(&q, 0, text, PLEDGE_REPORT_MAX + 1);
	*at_ms = query_int(&q, 1);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error reports_untold(struct store *s, struct report *out)
{
	struct query q = query_start(s, SQL_REPORT_UNTOLD);
	bool found = query_row(&q);
	out->id = query_int(&q, 0);
	query_text(&q, 1, out->project, sizeof out->project);
	query_sealed_text(&q, 2, out->text, sizeof out->text);
	out->told = query_int(&q, 3);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

static enum error told_put(struct store *s, const struct report *r, int64_t told)
{
	struct query q = query_start(s, SQL_REPORT_TOLD);
	query_bind_int(&q, r->id);
	query_bind_int(&q, told);
	return query_run(&q);
}

/* Who was told is forgotten once all are. */
static enum error all_told(struct store *s, const struct report *r)
{
	struct query q = query_start(s, SQL_REPORT_GIVERS_DROP);
	query_bind_int(&q, r->id);
	enum error error = query_run(&q);
	return error ? error : told_put(s, r, -1);
}

static enum error giver_put(struct store *s, const struct report *r, const char *msisdn, bool *first)
{
	uint8_t hash[SEAL_HASH_OCTETS];
	seal_number_hash(&s->sealer, msisdn, hash);
	struct query q = query_start(s, SQL_REPORT_GIVER);
	query_bind_int(&q, r->id);
	query_bind_blob(&q, hash, sizeof hash);
	enum error error = query_run(&q);
	*first = !error && query_changes(&q) > 0;
	return error;
}

enum error reports_giver(struct store *s, struct report *r, struct pledge *out, bool *first)
{
	char number[9];
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_REPORT_PLEDGE);
	query_bind_text(&q, r->project);
	query_bind_int(&q, r->told);
	bool found = query_row(&q);
	int64_t value = query_int(&q, 0);
	error = query_end(&q);
	if (!error && !found)
		error = all_told(s, r);
	if (error || !found)
		return error ? error : ERR_NOT_FOUND;
	r->told = value;
	number_of_value(value, number);
	error = told_put(s, r, value);
	if (!error)
		error = pledges_get(s, number, out);
	return error ? error : giver_put(s, r, out->msisdn, first);
}
