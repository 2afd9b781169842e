#include "feedback/outbox_places.h"

#include <sodium.h>
#include <stdlib.h>

void slot_free(struct slot *slot)
{
	if (slot->item)
		sodium_memzero(slot->item, sizeof *slot->item); /* it held a person's words */
	free(slot->item);
	*slot = (struct slot){0};
}

struct slot *slot_unused(struct outbox *o)
{
	for (size_t i = 0; i < o->slot_count; i++)
		if (o->slots[i].place == PLACE_FREE)
			return &o->slots[i];
	return NULL;
}

int64_t outbox_back_off(unsigned tries)
{
	int64_t ms = OUTBOX_BACK_OFF_MS;
	for (unsigned i = 1; i < tries && ms < OUTBOX_BACK_OFF_MAX_MS; i++)
		ms *= 2;
	return ms < OUTBOX_BACK_OFF_MAX_MS ? ms : OUTBOX_BACK_OFF_MAX_MS;
}

bool outbox_refuses_all(const struct outbox *o)
{
	return o->refusals >= o->most;
}
