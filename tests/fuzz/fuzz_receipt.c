/* A receipt as a network may write it: two octets (esm_class, data_coding), the length of the text, the text, and the rest as TLVs. Whatever it is,
 * what is read is printable and bounded, its keys are its own, and the same id folded is found by them. */
#include "sms/receipt.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(bool held)
{
	if (!held)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	size_t len = data[2] < size - 3 ? data[2] : size - 3;
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM, .esm_class = data[0], .data_coding = data[1], .short_message = { data + 3, len },
		.tlvs = { data + 3 + len, size - 3 - len } };
	struct receipt receipt;
	char keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1], folded[RECEIPT_ID_MAX + 1];
	receipt_is(&pdu);
	enum error error = receipt_read(&pdu, &receipt);
	hold(error == ERR_NONE || error == ERR_NOT_FOUND || error == ERR_UNKNOWN);
	hold((error == ERR_NOT_FOUND) == (receipt.id[0] == '\0'));
	for (const char *at = receipt.id; *at; at++)
		hold(*at > ' ' && *at <= '~');
	hold(error != ERR_NONE || receipt.state == MESSAGE_ACCEPTED || message_state_is_final(receipt.state));
	size_t count = receipt_keys(receipt.id, keys);
	hold(count >= 1 && count <= RECEIPT_KEYS);
	receipt_fold(receipt.id, folded);
	hold(strcmp(keys[0], folded) == 0);
	return 0;
}
