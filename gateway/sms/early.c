#include "sms/early.h"

#include "base/bytes.h"

#include <string.h>

void early_keep(struct early *e, size_t network, const char *msisdn, const struct receipt *receipt, int64_t mono_ms)
{
	size_t i = e->next;
	e->next = (e->next + 1) % EARLY_MAX;
	e->at[i].until_ms = mono_ms + EARLY_MS;
	e->at[i].network = network;
	e->at[i].receipt = *receipt;
	bytes_to_string(bytes_of(msisdn), e->at[i].msisdn, sizeof(e->at[i].msisdn));
}

bool early_take(struct early *e, size_t network, const char *id, const char *msisdn, int64_t mono_ms, struct receipt *out)
{
	char keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1], kept[RECEIPT_ID_MAX + 1];
	size_t count = receipt_keys(id, keys), found = EARLY_MAX;
	for (size_t i = 0; i < EARLY_MAX; i++) {
		if (e->at[i].until_ms <= mono_ms || e->at[i].network != network)
			continue;
		receipt_fold(e->at[i].receipt.id, kept);
		bool same = false;
		for (size_t k = 0; k < count; k++)
			same = same || strcmp(keys[k], kept) == 0;
		if (same && (found == EARLY_MAX || strcmp(e->at[i].msisdn, msisdn) == 0))
			found = i;
	}
	if (found == EARLY_MAX)
		return false;
	*out = e->at[found].receipt;
	memset(&e->at[found], 0, sizeof(e->at[found]));
	return true;
}

void early_forget(struct early *e, size_t network)
{
	for (size_t i = 0; i < EARLY_MAX; i++) {
		if (e->at[i].network == network)
			memset(&e->at[i], 0, sizeof(e->at[i]));
	}
}
