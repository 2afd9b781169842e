#include "dialplan/numbering.h"

#include "dialplan/prefixes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	struct dialplan_range range;
	struct dialplan_numbering country;
	char prefix[PREFIX_MAX + 1]; /* with the calling code */
};

struct numbering {
	struct prefixes *prefixes;
	struct entry *entries;
	size_t count, capacity;
};

static bool out_of_memory(struct complaints *complaints)
{
	complaints_add(complaints, SEVERITY_ERROR, "dialplans", 0, 0, "out of memory");
	return false;
}

static bool add(struct numbering *n, const struct dialplan_numbering *country, const struct dialplan_range *range, struct complaints *complaints)
{
	struct entry entry = { .range = *range, .country = *country };
	int len = snprintf(entry.prefix, sizeof(entry.prefix), "%s%s", country->calling_code, range->prefix);
	if (n->count == n->capacity) {
		size_t capacity = n->capacity ? 2 * n->capacity : 64;
		struct entry *entries = reallocarray(n->entries, capacity, sizeof(*entries));
		if (!entries)
			return out_of_memory(complaints);
		n->entries = entries;
		n->capacity = capacity;
	}
	enum error error = (size_t)len < sizeof(entry.prefix) ? prefixes_add(n->prefixes, entry.prefix, (uint32_t)n->count) : ERR_BAD;
	if (error == ERR_STATE) {
		const struct entry *there = &n->entries[prefixes_get(n->prefixes, entry.prefix)];
		complaints_add(complaints, SEVERITY_ERROR, range->file, range->line, range->column, "numbers that begin with +%s stand also in %s:%d; keep one of them",
			entry.prefix, there->range.file, there->range.line);
		return false;
	}
	if (error == ERR_NOMEM)
		return out_of_memory(complaints);
	if (error) {
		complaints_add(complaints, SEVERITY_ERROR, range->file, range->line, range->column, "'%s' is longer than a number", range->prefix);
		return false;
	}
	n->entries[n->count++] = entry;
	return true;
}

struct numbering *numbering_new(const struct dialplan *const *plans, size_t count, struct complaints *complaints)
{
	struct numbering *n = calloc(1, sizeof(*n));
	bool good = n && (n->prefixes = prefixes_new());
	if (!good)
		out_of_memory(complaints);
	for (size_t i = 0; n && n->prefixes && i < count; i++) {
		struct dialplan_numbering country = dialplan_numbering(plans[i]);
		struct dialplan_range range;
		size_t at = 0;
		while (dialplan_ranges(plans[i], &at, &range))
			good = add(n, &country, &range, complaints) && good;
	}
	if (good)
		return n;
	numbering_free(n);
	return NULL;
}

void numbering_free(struct numbering *n)
{
	if (!n)
		return;
	prefixes_free(n->prefixes);
	free(n->entries);
	free(n);
}

bool numbering_find(const struct numbering *n, const char *msisdn, struct place *out)
{
	size_t len;
	uint32_t found = prefixes_find(n->prefixes, msisdn, &len);
	if (found == PREFIXES_NONE)
		return false;
	const struct entry *e = &n->entries[found];
	if (strlen(msisdn) != strlen(e->country.calling_code) + e->country.national_digits)
		return false;
	*out = (struct place){ .country = e->country.country, .operator = e->range.operator, .region = e->range.region, .language = e->country.language,
		.zone_min = e->country.zone_min, .has_zone = e->country.has_zone, .portable = e->country.portable,
		.abroad = e->country.abroad, .prefix = e->prefix,
		.file = e->range.file, .line = e->range.line };
	return true;
}
