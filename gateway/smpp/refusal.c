#include "smpp/refusal.h"

#include "smpp/status.h"

#include <stddef.h>

static const struct row {
	uint32_t status;
	bool ours;
	const char *remedy;
} rows[] = {
	{ ESME_RINVPASWD, true, "compare `password` with the network's letter; ask it whether the account is locked" },
	{ ESME_RINVSYSID, true, "compare `system-id` with the network's letter; ask it whether the account is there, and for this address" },
	{ ESME_RINVSYSTYP, true, "compare `system-type` with the network's letter; ask it which one this account has" },
	{ ESME_RBINDFAIL, false, "ask the network whether the account may bind as configured (`bind`), from this address, and so often (`binds`)" },
	{ ESME_RALYBND, false, "a bind of before is still open there: it ends by itself; else ask the network how many binds this account may have" },
	{ ESME_RINVBNDSTS, false, "the network takes no bind in this state; it is tried again" },
	{ ESME_RSYSERR, false, "the network has a fault of its own; it is tried again" },
	{ ESME_RTHROTTLED, false, "the network wants binds less often; it is tried again" },
};
static const struct row other = { 0, false, "ask the network what this status means for a bind of this account" };

static const struct row *row_of(uint32_t status)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].status == status)
			return &rows[i];
	return &other;
}

const char *refusal_remedy(uint32_t status)
{
	return row_of(status)->remedy;
}

bool refusal_is_ours(uint32_t status)
{
	return row_of(status)->ours;
}
