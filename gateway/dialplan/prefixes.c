#include "dialplan/prefixes.h"

#include <stdlib.h>
#include <string.h>

struct node {
	uint32_t next[10]; /* 0: none; the root is nobody's branch */
	uint32_t value;
};

struct prefixes {
	struct node *nodes;
	size_t count, capacity;
};

/* The number of the new node; 0 without memory. */
static uint32_t node_add(struct prefixes *p)
{
	if (p->count == p->capacity) {
		size_t capacity = p->capacity ? 2 * p->capacity : 64;
		struct node *nodes = reallocarray(p->nodes, capacity, sizeof(*nodes));
		if (!nodes)
			return 0;
		p->nodes = nodes;
		p->capacity = capacity;
	}
	p->nodes[p->count] = (struct node){ .value = PREFIXES_NONE };
	return (uint32_t)p->count++;
}

struct prefixes *prefixes_new(void)
{
	struct prefixes *p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	node_add(p);
	if (p->count == 1)
		return p;
	free(p);
	return NULL;
}

void prefixes_free(struct prefixes *p)
{
	if (p)
		free(p->nodes);
	free(p);
}

enum error prefixes_add(struct prefixes *p, const char *prefix, uint32_t value)
{
	size_t len = strspn(prefix, "0123456789");
	uint32_t at = 0;
	if (prefix[len] != '\0' || len > PREFIX_MAX || value == PREFIXES_NONE)
		return ERR_BAD;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(prefix[i] - '0');
		uint32_t next = p->nodes[at].next[digit];
		if (next == 0) {
			next = node_add(p);
			if (next == 0)
				return ERR_NOMEM;
			p->nodes[at].next[digit] = next;
		}
		at = next;
	}
	if (p->nodes[at].value != PREFIXES_NONE)
		return ERR_STATE;
	p->nodes[at].value = value;
	return ERR_NONE;
}

uint32_t prefixes_find(const struct prefixes *p, const char *digits, size_t *len)
{
	const struct node *at = &p->nodes[0];
	uint32_t value = at->value;
	*len = 0;
	for (size_t i = 0;; i++) {
		unsigned digit = (unsigned)(digits[i] - '0');
		if (digit > 9 || at->next[digit] == 0)
			return value;
		at = &p->nodes[at->next[digit]];
		if (at->value != PREFIXES_NONE) {
			value = at->value;
			*len = i + 1;
		}
	}
}

uint32_t prefixes_get(const struct prefixes *p, const char *prefix)
{
	size_t len;
	uint32_t value = prefixes_find(p, prefix, &len);
	return len == strlen(prefix) ? value : PREFIXES_NONE;
}
