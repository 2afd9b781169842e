/* Receipts that no message was found for, kept a minute: some come before the submit_sm_resp that tells which message has that id.
 * A ring in memory, the oldest gives way. No file is needed: after a restart that response will not come any more. Pure. */
#ifndef KOPURO_SMS_EARLY_H
#define KOPURO_SMS_EARLY_H

#include "sms/receipt.h"

#define EARLY_MAX 128
#define EARLY_MS 60000

struct early {
	struct {
		int64_t until_ms; /* mono; 0: free */
		size_t network;
		char msisdn[22];
		struct receipt receipt;
	} at[EARLY_MAX];
	size_t next;
};

void early_keep(struct early *e, size_t network, const char *msisdn, const struct receipt *receipt, int64_t mono_ms);
void early_forget(struct early *e, size_t network); /* it is gone */
/* Takes out the receipt for a message that was just accepted under `id`: of that network, and of that number where several would do. */
bool early_take(struct early *e, size_t network, const char *id, const char *msisdn, int64_t mono_ms, struct receipt *out);

#endif
