#include "feedback/item.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[ITEM_KINDS] = {
	[ITEM_APPEAL_LODGED] = "appeal-lodged",
	[ITEM_APPEAL_ADDED] = "appeal-added",
	[ITEM_CALLBACK_ASKED] = "callback-asked",
	[ITEM_PLEDGE_MADE] = "pledge-made",
	[ITEM_PLEDGE_CANCELLED] = "pledge-cancelled",
	[ITEM_SATISFACTION] = "satisfaction",
	[ITEM_SMS_OUTCOME] = "sms-outcome",
};

const char *item_kind_name(enum item_kind kind)
{
	assert((unsigned)kind < ITEM_KINDS);
	return names[kind];
}

enum error item_kind_named(const char *name, enum item_kind *kind)
{
	for (*kind = 0; *kind < ITEM_KINDS; ++*kind)
		if (strcmp(names[*kind], name) == 0)
			return ERR_NONE;
	return ERR_CORRUPT;
}

void item_id_write(char out[ITEM_ID_SIZE], unsigned node, int64_t row)
{
	snprintf(out, ITEM_ID_SIZE, "%u-%" PRId64, node, row);
}

enum error item_id_read(const char *id, int64_t *node, int64_t *row)
{
	char *dash, *end;
	if (strspn(id, "0123456789-") != strlen(id) || *id == '-')
		return ERR_NOT_FOUND;
	*node = strtoll(id, &dash, 10);
	if (*dash != '-' || dash[1] < '1')
		return ERR_NOT_FOUND;
	*row = strtoll(dash + 1, &end, 10);
	return *end ? ERR_NOT_FOUND : ERR_NONE;
}
