#include "feedback/item.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

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

void item_id_write(char out[ITEM_ID_SIZE], unsigned node, int64_t row)
{
	snprintf(out, ITEM_ID_SIZE, "%u-%" PRId64, node, row);
}
