#include "feedback/status_copy.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 16

struct entry {
	struct entry *next;            /* in its bucket */
	struct entry *older, *younger; /* by when it was told */
	char number[NUMBER_MAX];
	char text[]; /* NUL-terminated */
};

struct status_copy {
	pthread_mutex_t lock;
	struct entry **buckets;
	size_t bucket_count, count, most; /* bucket_count: a power of two */
	struct entry *oldest, *youngest;
};

struct status_copy *status_copy_new(size_t most)
{
	assert(most > 0);
	struct status_copy *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->most = most;
	c->bucket_count = 1;
	while (c->bucket_count < most)
		c->bucket_count *= 2;
	c->buckets = calloc(c->bucket_count, sizeof *c->buckets);
	if (!c->buckets || pthread_mutex_init(&c->lock, NULL) != 0) {
		free(c->buckets);
		free(c);
		return NULL;
	}
	return c;
}

static struct entry **bucket_of(const struct status_copy *c, const char *number)
{
	uint32_t hash = 2166136261u;
	for (; *number; number++)
		hash = (hash ^ (uint8_t)*number) * 16777619u;
	return &c->buckets[hash & (c->bucket_count - 1)];
}

static struct entry **find(const struct status_copy *c, const char *number)
{
	struct entry **at = bucket_of(c, number);
	while (*at && strcmp((*at)->number, number) != 0)
		at = &(*at)->next;
	return at;
}

static void drop(struct status_copy *c, struct entry **at)
{
	struct entry *e = *at;
	*at = e->next;
	*(e->older ? &e->older->younger : &c->oldest) = e->younger;
	*(e->younger ? &e->younger->older : &c->youngest) = e->older;
	c->count--;
	free(e);
}

void status_copy_free(struct status_copy *c)
{
	if (!c)
		return;
	while (c->oldest)
		drop(c, find(c, c->oldest->number));
	pthread_mutex_destroy(&c->lock);
	free(c->buckets);
	free(c);
}

static void add(struct status_copy *c, const char *number, const char *text)
{
	size_t len = strlen(text) + 1;
	struct entry *e = malloc(sizeof *e + len);
	if (!e)
		return; /* unknown here: the person is told to ask again later */
	snprintf(e->number, sizeof e->number, "%s", number);
	memcpy(e->text, text, len);
	struct entry **bucket = bucket_of(c, e->number);
	e->next = *bucket;
	*bucket = e;
	e->younger = NULL;
	e->older = c->youngest;
	*(e->older ? &e->older->younger : &c->oldest) = e;
	c->youngest = e;
	c->count++;
}

void status_copy_put(struct status_copy *c, const char *number, const char *text)
{
	if (strlen(number) >= NUMBER_MAX)
		return;
	pthread_mutex_lock(&c->lock);
	struct entry **at = find(c, number);
	if (*at)
		drop(c, at);
	if (*text && c->count == c->most)
		drop(c, find(c, c->oldest->number));
	if (*text)
		add(c, number, text);
	pthread_mutex_unlock(&c->lock);
}

bool status_copy_get(struct status_copy *c, const char *number, char *out, size_t capacity)
{
	pthread_mutex_lock(&c->lock);
	const struct entry *e = *find(c, number);
	bool fits = e && strlen(e->text) < capacity;
	if (fits)
		memcpy(out, e->text, strlen(e->text) + 1);
	pthread_mutex_unlock(&c->lock);
	return fits;
}

size_t status_copy_count(struct status_copy *c)
{
	pthread_mutex_lock(&c->lock);
	size_t count = c->count;
	pthread_mutex_unlock(&c->lock);
	return count;
}
