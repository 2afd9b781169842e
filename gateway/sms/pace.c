#include "sms/pace.h"

#include "smpp/status.h"

#define PART 1000 /* credit of one */
#define SILENCE_FIRST_MS INT64_C(1000)
#define SILENCE_MOST_MS INT64_C(60000)
#define TRUSTED 100

/* What a tenth of a second brings, and one part at least. */
static int64_t credit_most(uint32_t throughput)
{
	int64_t tenth = (int64_t)throughput * PART / 10;
	return tenth > PART ? tenth : PART;
}

static int64_t credit_now(const struct pace *p, uint32_t throughput, struct moment now)
{
	int64_t most = credit_most(throughput), passed = now.mono_ms - p->credit_at_ms;
	if (passed >= PART || p->credit + passed * throughput >= most)
		return most;
	return p->credit + passed * throughput;
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
	uint32_t credit = (uint32_t)(p->credit / PART);
	return credit < room ? credit : room;
}

void pace_sent(struct pace *p)
{
	p->credit -= PART;
	p->under_way++;
}

void pace_answered(struct pace *p, uint32_t status, struct moment now)
{
	if (p->under_way > 0)
		p->under_way--;
	if (status == ESME_RTHROTTLED) {
		if (now.mono_ms < p->silent_until_ms)
			return;
		p->silent_ms = p->silent_ms == 0 ? SILENCE_FIRST_MS : p->silent_ms * 2;
		p->silent_ms = p->silent_ms < SILENCE_MOST_MS ? p->silent_ms : SILENCE_MOST_MS;
		p->silent_until_ms = now.mono_ms + p->silent_ms;
		p->most = 1;
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
	if (credit >= PART)
		return now.mono_ms;
	return now.mono_ms + (PART - credit + throughput - 1) / throughput;
}
