#include "menu/tempo.h"

static const struct { uint32_t page_ms, character_us, key_ms; } tempos[TEMPOS] = {
	[TEMPO_USUAL] = { .page_ms = 2000, .character_us = 60000, .key_ms = 2000 },
	[TEMPO_SLOW] = { .page_ms = 3000, .character_us = 143000, .key_ms = 3000 },
};

#define LETTER_MS 560
static const uint32_t typed_ms[MENU_SLOT_DATE + 1] = { /* by menu_slot_kind; words: those of one full answer, 80 letters */
	[MENU_SLOT_WORDS] = 80 * LETTER_MS, [MENU_SLOT_NUMBER] = 10000, [MENU_SLOT_PIN] = 5000, [MENU_SLOT_AMOUNT] = 6000,
};

void tempo_read(struct tempo_cost *cost, size_t characters)
{
	for (size_t i = 0; i < TEMPOS; i++)
		cost->ms[i] += tempos[i].page_ms + (uint32_t)characters * tempos[i].character_us / 1000;
}

void tempo_press(struct tempo_cost *cost)
{
	cost->answers++;
	for (size_t i = 0; i < TEMPOS; i++)
		cost->ms[i] += tempos[i].key_ms;
}

/* A slot that holds less than a full answer (a name) is typed sooner; a Cyrillic letter takes two octets of it. */
void tempo_type(struct tempo_cost *cost, const struct menu_slot *slot)
{
	uint32_t ms = typed_ms[slot->kind], room = (uint32_t)slot->max / 2 * LETTER_MS;
	cost->answers++;
	for (size_t i = 0; i < TEMPOS; i++)
		cost->ms[i] += slot->kind == MENU_SLOT_WORDS && room < ms ? room : ms;
}

bool tempo_less(const struct tempo_cost *a, const struct tempo_cost *b)
{
	return a->answers < b->answers || (a->answers == b->answers && a->ms[TEMPO_USUAL] < b->ms[TEMPO_USUAL]);
}

struct tempo_cost tempo_sum(struct tempo_cost a, struct tempo_cost b)
{
	a.answers += b.answers;
	for (size_t i = 0; i < TEMPOS; i++)
		a.ms[i] += b.ms[i];
	return a;
}
