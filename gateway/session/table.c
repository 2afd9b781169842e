#include "session/table.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SLAB 1024
#define WHEEL 4096
#define TICK_MS 250

struct session_table {
	size_t most, count, asked;
	struct session **slabs; /* each SLAB callers; they never move */
	uint32_t slab_count;
	struct session *free_list; /* by next_same_hash */
	struct session **buckets;
	size_t bucket_count; /* a power of two */
	uint8_t seed[crypto_shorthash_KEYBYTES]; /* so that nobody can choose numbers that collide */
	struct session *wheel[WHEEL]; /* slot: the deadline's tick modulo WHEEL */
	int64_t turned;               /* every tick before this one has been emptied */
	size_t scheduled;
};

static int64_t tick_of(int64_t ms)
{
	return ms / TICK_MS + (ms % TICK_MS > 0); /* upwards: nobody's time ends early */
}

static uint32_t hash_of(const struct session_table *t, const char *msisdn, const char *code)
{
	unsigned char in[64], out[crypto_shorthash_BYTES];
	size_t len = 0;
	for (const char *p = msisdn; *p && len < 40; p++)
		in[len++] = (unsigned char)*p;
	in[len++] = 0;
	for (const char *p = code; *p && len < sizeof in; p++)
		in[len++] = (unsigned char)*p;
	crypto_shorthash(out, in, len, t->seed);
	uint32_t hash;
	memcpy(&hash, out, sizeof hash);
	return hash;
}

struct session_table *session_table_new(size_t most, struct moment now)
{
	struct session_table *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->most = most < 1u << 24 ? most : 1u << 24; /* session_reference has 24 bits for them */
	t->bucket_count = 1024;
	t->buckets = calloc(t->bucket_count, sizeof *t->buckets);
	t->turned = tick_of(now.mono_ms);
	randombytes_buf(t->seed, sizeof t->seed);
	if (!t->buckets) {
		free(t);
		return NULL;
	}
	return t;
}

void session_table_free(struct session_table *t)
{
	if (!t)
		return;
	for (uint32_t i = 0; i < t->slab_count; i++) {
		for (size_t k = 0; k < SLAB; k++)
			if (t->slabs[i][k].phase != SESSION_FREE)
				menu_state_fini(&t->slabs[i][k].menu);
		free(t->slabs[i]);
	}
	free(t->slabs);
	free(t->buckets);
	free(t);
}

struct session *session_find(const struct session_table *t, const char *msisdn, const char *code)
{
	uint32_t hash = hash_of(t, msisdn, code);
	for (struct session *s = t->buckets[hash & (t->bucket_count - 1)]; s; s = s->next_same_hash)
		if (s->hash == hash && strcmp(s->msisdn, msisdn) == 0 && strcmp(s->code, code) == 0)
			return s;
	return NULL;
}

struct session *session_find_any(const struct session_table *t, const char *msisdn, const char *const *codes, size_t code_count)
{
	struct session *best = NULL;
	for (size_t i = 0; i < code_count; i++) {
		struct session *s = session_find(t, msisdn, codes[i]);
		bool better = s && (!best || (s->phase == SESSION_ASKED && best->phase != SESSION_ASKED) ||
			(s->phase == best->phase && s->deadline_ms > best->deadline_ms));
		if (better)
			best = s;
	}
	return best;
}

/* Twice the buckets once there are as many callers as buckets: a few milliseconds at a million, seldom. */
static void grow_buckets(struct session_table *t)
{
	size_t count = t->bucket_count * 2;
	struct session **buckets = calloc(count, sizeof *buckets);
	if (!buckets)
		return; /* longer chains, still right */
	for (size_t i = 0; i < t->bucket_count; i++)
		for (struct session *s = t->buckets[i], *next; s; s = next) {
			next = s->next_same_hash;
			s->next_same_hash = buckets[s->hash & (count - 1)];
			buckets[s->hash & (count - 1)] = s;
		}
	free(t->buckets);
	t->buckets = buckets;
	t->bucket_count = count;
}

static bool grow_slabs(struct session_table *t)
{
	struct session **slabs = realloc(t->slabs, (t->slab_count + 1) * sizeof *slabs);
	if (!slabs)
		return false;
	t->slabs = slabs;
	struct session *slab = calloc(SLAB, sizeof *slab);
	if (!slab)
		return false;
	for (size_t i = SLAB; i-- > 0;) {
		slab[i].index = t->slab_count * SLAB + (uint32_t)i;
		slab[i].next_same_hash = t->free_list;
		t->free_list = &slab[i];
	}
	t->slabs[t->slab_count++] = slab;
	return true;
}

struct session *session_add(struct session_table *t, const char *msisdn, const char *code)
{
	assert(!session_find(t, msisdn, code));
	if (t->count >= t->most || (!t->free_list && !grow_slabs(t)))
		return NULL;
	if (t->count >= t->bucket_count)
		grow_buckets(t);
	struct session *s = t->free_list;
	t->free_list = s->next_same_hash;
	uint32_t index = s->index, generation = s->generation;
	memset(s, 0, sizeof *s);
	s->index = index;
	s->generation = (generation + 1) & 0xfffff;
	s->phase = SESSION_PARKED;
	bytes_to_string(bytes_of(msisdn), s->msisdn, sizeof s->msisdn);
	bytes_to_string(bytes_of(code), s->code, sizeof s->code);
	s->hash = hash_of(t, s->msisdn, s->code);
	struct session **bucket = &t->buckets[s->hash & (t->bucket_count - 1)];
	s->next_same_hash = *bucket;
	*bucket = s;
	t->count++;
	return s;
}

static void unschedule(struct session_table *t, struct session *s)
{
	if (!s->due_link)
		return;
	*s->due_link = s->next_due;
	if (s->next_due)
		s->next_due->due_link = s->due_link;
	s->due_link = NULL;
	s->next_due = NULL;
	t->scheduled--;
}

void session_drop(struct session_table *t, struct session *s)
{
	assert(s->phase != SESSION_FREE);
	unschedule(t, s);
	session_set_phase(t, s, SESSION_PARKED);
	menu_state_fini(&s->menu);
	struct session **at = &t->buckets[s->hash & (t->bucket_count - 1)];
	while (*at != s)
		at = &(*at)->next_same_hash;
	*at = s->next_same_hash;
	s->phase = SESSION_FREE;
	sodium_memzero(s->msisdn, sizeof s->msisdn);
	s->next_same_hash = t->free_list;
	t->free_list = s;
	t->count--;
}

uint64_t session_reference(const struct session_table *t, const struct session *s)
{
	(void)t;
	return (uint64_t)s->generation << 24 | s->index;
}

struct session *session_of_reference(const struct session_table *t, uint64_t reference)
{
	uint32_t index = reference & 0xffffff;
	if (index / SLAB >= t->slab_count)
		return NULL;
	struct session *s = &t->slabs[index / SLAB][index % SLAB];
	return s->phase != SESSION_FREE && s->generation == reference >> 24 ? s : NULL;
}

void session_schedule(struct session_table *t, struct session *s, int64_t deadline_ms)
{
	unschedule(t, s);
	s->deadline_ms = deadline_ms;
	int64_t tick = tick_of(deadline_ms);
	if (tick < t->turned)
		tick = t->turned;
	if (tick - t->turned >= WHEEL)
		tick = t->turned + WHEEL - 1; /* farther than the wheel reaches: session_due() puts it back */
	struct session **slot = &t->wheel[tick % WHEEL];
	s->next_due = *slot;
	s->due_link = slot;
	if (s->next_due)
		s->next_due->due_link = &s->next_due;
	*slot = s;
	t->scheduled++;
}

struct session *session_due(struct session_table *t, int64_t now_ms)
{
	int64_t present = now_ms / TICK_MS;
	if (t->scheduled == 0) {
		if (t->turned <= present)
			t->turned = present + 1;
		return NULL;
	}
	/* After a jump of more than one turn of the wheel, one turn is enough: each slot is looked at once. */
	if (present - t->turned >= WHEEL)
		t->turned = present - WHEEL + 1;
	for (; t->turned <= present; t->turned++) {
		struct session *s = t->wheel[t->turned % WHEEL];
		if (!s)
			continue;
		unschedule(t, s);
		if (s->deadline_ms <= now_ms)
			return s;
		session_schedule(t, s, s->deadline_ms);
		t->turned--; /* this slot may hold more */
	}
	return NULL;
}

int64_t session_next_due(const struct session_table *t)
{
	if (t->scheduled == 0)
		return MOMENT_NEVER;
	int64_t tick = t->turned;
	while (!t->wheel[tick % WHEEL])
		tick++;
	return tick * TICK_MS;
}

void session_set_phase(struct session_table *t, struct session *s, enum session_phase phase)
{
	assert(s->phase != SESSION_FREE && phase != SESSION_FREE);
	t->asked -= s->phase == SESSION_ASKED;
	t->asked += phase == SESSION_ASKED;
	s->phase = phase;
}

size_t session_count(const struct session_table *t)
{
	return t->count;
}

size_t session_count_asked(const struct session_table *t)
{
	return t->asked;
}

void session_each(const struct session_table *t, session_fn *each, void *context)
{
	for (uint32_t i = 0; i < t->slab_count; i++)
		for (size_t k = 0; k < SLAB; k++)
			if (t->slabs[i][k].phase != SESSION_FREE)
				each(context, &t->slabs[i][k]);
}
