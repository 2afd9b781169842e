#include "sms/outbound.h"

#include "text/segment.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TAG ((uint64_t)1 << 63)
#define ESM_CLASS_UDHI 0x40  /* 3.4, 5.2.12 */
#define DESTINATION_MAX 20   /* characters of an address in submit_sm (3.4, 5.2.9) */

struct outbound_route outbound_route_to_most(const char *digits)
{
	struct outbound_route route = {
		.destination_ton = 1,
		.destination_npi = 1,
		.data_coding_ucs2 = 0x08,
		.data_coding_gsm7 = 0x00,
		.registered_delivery = 1,
		.validity = true,
	};
	bool fits = bytes_to_string(bytes_of(digits), route.source.digits, sizeof(route.source.digits));
	assert(fits);
	(void)fits;
	return route;
}

void outbound_validity(int64_t ms, char out[17])
{
	static const int64_t least = 60, most = INT64_C(31) * 86400 - 1;
	int64_t seconds = ms / 1000;
	seconds = seconds < least ? least : seconds > most ? most : seconds;
	snprintf(out, 17, "0000%02d%02d%02d%02d000R", (int)(seconds / 86400), (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

enum error outbound_build(const struct message *m, uint8_t part, const struct outbound_route *route, int64_t now_ms,
	struct smpp_pdu *out, uint8_t *buffer, size_t capacity)
{
	struct segments segments;
	size_t written;
	assert(m->message_class < MESSAGE_CLASSES && m->text_len <= sizeof(m->text));
	enum error error = route->ucs2 ? segment_text_ucs2(m->text, m->text_len, &segments) : segment_text(m->text, m->text_len, &segments);
	if (error == ERR_BAD)
		return ERR_CORRUPT;
	if (error != ERR_NONE)
		return error;
	if (segments.count != m->parts || part >= m->parts)
		return ERR_CORRUPT;
	if (strlen(m->msisdn) > DESTINATION_MAX)
		return ERR_LONG;
	error = segment_encode(&segments, m->text, part, m->reference, buffer, capacity, &written);
	if (error != ERR_NONE)
		return error;

	*out = (struct smpp_pdu){
		.command = SMPP_SUBMIT_SM,
		.source = route->source,
		.destination = { .ton = route->destination_ton, .npi = route->destination_npi },
		.esm_class = segments.count > 1 ? ESM_CLASS_UDHI : 0,
		.registered_delivery = route->registered_delivery,
		.data_coding = segments.charset == CHARSET_UCS2 ? route->data_coding_ucs2 : route->data_coding_gsm7,
		.short_message = { buffer, written },
	};
	memcpy(out->destination.digits, m->msisdn, sizeof(m->msisdn));
	if (route->validity)
		outbound_validity(m->expires_ms - now_ms, out->validity_period);
	return ERR_NONE;
}

uint32_t outbound_room(uint32_t size, uint32_t open)
{
	uint32_t mine = size - size / 4;
	return open < mine ? mine - open : 0;
}

enum message_state outbound_outcome(bool answered, uint32_t status)
{
	if (!answered)
		return MESSAGE_UNKNOWN;
	static const enum message_state states[] = {
		[STATUS_OK] = MESSAGE_ACCEPTED, [STATUS_RETRY] = MESSAGE_QUEUED, [STATUS_FINAL] = MESSAGE_FAILED,
	};
	return states[status_kind(status)];
}

uint64_t outbound_reference(int64_t id, uint8_t part)
{
	assert(id >= 0 && id < OUTBOUND_ID_MAX);
	return TAG | (uint64_t)id << 8 | part;
}

bool outbound_of_reference(uint64_t reference, int64_t *id, uint8_t *part)
{
	if (!(reference & TAG))
		return false;
	*id = (int64_t)((reference & ~TAG) >> 8);
	*part = (uint8_t)reference;
	return true;
}
