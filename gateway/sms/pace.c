#include "sms/pace.h"

#include "smpp/status.h"

#define SILENCE_FIRST_MS INT64_C(1000)
#define SILENCE_MOST_MS INT64_C(60000)
#define TRUSTED 100
#define CONGESTED_MS INT64_C(30000)
#define FULL_MS INT64_C(10000)     /* fills any bucket: one part, with a tenth of one a second */

static uint32_t percent(const struct pace *p, struct moment now)
{
	if (now.mono_ms >= p->congested_until_ms || p->congestion < 80)
		return 100;
	return p->congestion < 90 ? 50 : 10;
}

/* Credit each millisecond: a part is a thousand times a hundred percent. */
static int64_t rate(const struct pace *p, uint32_t throughput, struct moment now)
{
	return (int64_t)throughput * percent(p, now);
}

/* What a tenth of a second brings, and one part at least. */
static int64_t credit_most(int64_t rate_ms)
{
	int64_t tenth = rate_ms * 100;
	return tenth > PACE_PART ? tenth : PACE_PART;
}

static int64_t credit_now(const struct pace *p, uint32_t throughput, struct moment now)
{
	int64_t rate_ms = rate(p, throughput, now), most = credit_most(rate_ms), passed = now.mono_ms - p->credit_at_ms;
	if (passed >= FULL_MS || p->credit + passed * rate_ms >= most)
		return most;
	return p->credit + passed * rate_ms;
}

uint32_t pace_window(const struct pace *p, uint32_t window, struct moment now)
{
	uint32_t share = window * percent(p, now) / 100;
	return share > 0 ? share : 1;
}

uint32_t pace_room(struct pace *p, uint32_t throughput, struct moment now)
{
	uint32_t room = UINT32_MAX;
	if (now.mono_ms < p->silent_until_ms)
		return 0;
	if (p->silent_ms > 0)
		room = p->under_way < p->most ? p->most - p->under_way : 0;
	if (throughput == 0)
		return room;
	p->credit = credit_now(p, throughput, now);
	p->credit_at_ms = now.mono_ms;
	uint32_t credit = (uint32_t)(p->credit / PACE_PART);
	return credit < room ? credit : room;
}

void pace_sent(struct pace *p)
{
	p->credit -= PACE_PART;
	p->under_way++;
}

/* What was under way together counts once. */
static void fall_silent(struct pace *p, struct moment now)
{
	if (now.mono_ms < p->silent_until_ms)
		return;
	p->silent_ms = p->silent_ms == 0 ? SILENCE_FIRST_MS : p->silent_ms * 2;
	p->silent_ms = p->silent_ms < SILENCE_MOST_MS ? p->silent_ms : SILENCE_MOST_MS;
	p->silent_until_ms = now.mono_ms + p->silent_ms;
	p->most = 1;
}

void pace_congested(struct pace *p, uint32_t congestion, struct moment now)
{
	p->congestion = congestion;
	p->congested_until_ms = now.mono_ms + CONGESTED_MS;
	if (congestion >= 100)
		fall_silent(p, now);
}

void pace_answered(struct pace *p, uint32_t status, struct moment now)
{
	if (p->under_way > 0)
		p->under_way--;
	if (status == ESME_RTHROTTLED) {
		fall_silent(p, now);
		return;
	}
	if (p->silent_ms > 0 && status == ESME_ROK && now.mono_ms >= p->silent_until_ms && ++p->most >= TRUSTED)
		p->silent_ms = 0;
}

int64_t pace_deadline(const struct pace *p, uint32_t throughput, struct moment now)
{
	if (now.mono_ms < p->silent_until_ms)
		return p->silent_until_ms;
	if (p->silent_ms > 0 && p->under_way >= p->most)
		return MOMENT_NEVER;
	if (throughput == 0)
		return now.mono_ms;
	int64_t credit = credit_now(p, throughput, now);
	int64_t rate_ms = rate(p, throughput, now);
	if (credit >= PACE_PART)
		return now.mono_ms;
	return now.mono_ms + (PACE_PART - credit + rate_ms - 1) / rate_ms;
}
