#include "store/pin_pauses.h"

#include "store/statement.h"

#define NETWORK_NAME 64

/* A network's hour: it begins with its first wrong PIN, and anew with each alarm. */
struct hour {
	int64_t wrong, alarms, since_ms, until_ms;
};

/* A clock that was set back ends it, too. */
static bool hour_is_over(const struct hour *h, int64_t now_ms)
{
	return h->since_ms > now_ms || now_ms - h->since_ms >= PIN_ALARM_MS;
}

static int64_t hour_left(const struct hour *h, int64_t now_ms)
{
	return hour_is_over(h, now_ms) || h->until_ms <= now_ms ? 0 : h->until_ms - now_ms;
}

static enum error hour_read(struct store *s, const char *network, struct hour *h)
{
	*h = (struct hour){ 0 };
	struct query q = query_start(s, SQL_PIN_PAUSE_GET);
	query_bind_text(&q, network);
	if (query_row(&q))
		*h = (struct hour){ query_int(&q, 0), query_int(&q, 1), query_int(&q, 2), query_int(&q, 3) };
	return query_end(&q);
}

static enum error hour_write(struct store *s, const char *network, const struct hour *h)
{
	struct query q = query_start(s, SQL_PIN_PAUSE_PUT);
	query_bind_text(&q, network);
	query_bind_int(&q, h->wrong);
	query_bind_int(&q, h->alarms);
	query_bind_int(&q, h->since_ms);
	query_bind_int(&q, h->until_ms);
	return query_run(&q);
}

enum error pin_pauses_get(struct store *s, const char *network, int64_t now_ms, bool *paused)
{
	struct hour h;
	enum error error = hour_read(s, network, &h);
	*paused = hour_left(&h, now_ms) > 0;
	return error;
}

static int64_t pause_of(int64_t alarms)
{
	int64_t pause_ms = PIN_PAUSE_MS;
	for (int64_t i = 1; i < alarms && pause_ms < PIN_PAUSE_MAX_MS; i++)
		pause_ms *= 2;
	return pause_ms;
}

enum error pin_pauses_count(struct store *s, const char *network, int64_t now_ms, struct pin_alarm *alarm)
{
	struct hour h;
	*alarm = (struct pin_alarm){ 0 };
	enum error error = hour_read(s, network, &h);
	if (error)
		return error;
	if (hour_is_over(&h, now_ms))
		h = (struct hour){ .since_ms = now_ms };
	h.wrong++;
	if (h.wrong >= PIN_ALARM_TRIES + h.alarms * PIN_ALARM_NEXT) {
		h.alarms++;
		h.since_ms = now_ms;
		*alarm = (struct pin_alarm){ .pause_ms = pause_of(h.alarms), .wrong = h.wrong };
		h.until_ms = now_ms + alarm->pause_ms;
	}
	return hour_write(s, network, &h);
}

enum error pin_pauses_forget(struct store *s, int64_t now_ms)
{
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_PIN_PAUSE_FORGET);
	query_bind_int(&q, now_ms - PIN_ALARM_MS);
	query_bind_int(&q, now_ms);
	return query_run(&q);
}

enum error pin_pauses_each(struct store *s, int64_t now_ms, pin_pauses_row *row, void *context)
{
	struct query q = query_start(s, SQL_PIN_PAUSE_EACH);
	while (query_row(&q)) {
		char network[NETWORK_NAME];
		query_text(&q, 0, network, sizeof network);
		struct hour h = { query_int(&q, 1), query_int(&q, 2), query_int(&q, 3), query_int(&q, 4) };
		if (!q.error && !hour_is_over(&h, now_ms))
			row(context, network, h.wrong, hour_left(&h, now_ms));
	}
	return query_end(&q);
}
