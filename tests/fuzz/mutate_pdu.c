/* A million mutated PDUs, in TAP. The corpus is tests/pdus; each mutant stands in memory of just its size, so that ASan sees a read past its
 * end. The same seed makes the same mutants.
 *
 *	mutate_pdu [COUNT [SEED]] */
#include "pdu_round.h"

#include "pdu_fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUTANT_MAX 2048

static uint64_t dice;

static uint32_t dice_below(uint32_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (uint32_t)(dice >> 32) % n;
}

struct mutant {
	uint8_t octets[MUTANT_MAX];
	size_t len;
};

struct corpus {
	struct pdu_fixture *pdus;
	size_t count;
};

typedef void mutation(struct mutant *mutant, const struct corpus *corpus);

static void bits_flip(struct mutant *mutant, const struct corpus *corpus)
{
	(void)corpus;
	for (uint32_t i = dice_below(4) + 1; i > 0 && mutant->len > 0; i--)
		mutant->octets[dice_below((uint32_t)mutant->len)] ^= (uint8_t)(1u << dice_below(8));
}

/* Values at which lengths, counts and strings break. */
static void octets_set(struct mutant *mutant, const struct corpus *corpus)
{
	static const uint8_t EDGES[] = {0x00, 0x01, 0x02, 0x04, 0x10, 0x7f, 0x80, 0xfe, 0xff};

	(void)corpus;
	for (uint32_t i = dice_below(4) + 1; i > 0 && mutant->len > 0; i--)
		mutant->octets[dice_below((uint32_t)mutant->len)] = EDGES[dice_below(sizeof EDGES)];
}

static void command_change(struct mutant *mutant, const struct corpus *corpus)
{
	if (mutant->len >= 8)
		memcpy(mutant->octets + 4, corpus->pdus[dice_below((uint32_t)corpus->count)].wire + 4, 4);
}

static void tail_cut(struct mutant *mutant, const struct corpus *corpus)
{
	(void)corpus;
	mutant->len = dice_below((uint32_t)mutant->len + 1);
}

static void tail_grow(struct mutant *mutant, const struct corpus *corpus)
{
	(void)corpus;
	for (uint32_t i = dice_below(300); i > 0 && mutant->len < MUTANT_MAX; i--)
		mutant->octets[mutant->len++] = (uint8_t)dice_below(256);
}

/* A TLV of any tag; one of eight has a length that is not true. */
static void tlv_append(struct mutant *mutant, const struct corpus *corpus)
{
	uint32_t len = dice_below(12), claimed = dice_below(8) ? len : dice_below(0x10000);

	(void)corpus;
	if (mutant->len + 4 + len > MUTANT_MAX)
		return;
	uint8_t *at = mutant->octets + mutant->len;
	at[0] = (uint8_t)dice_below(0x15);
	at[1] = (uint8_t)dice_below(256);
	at[2] = (uint8_t)(claimed >> 8);
	at[3] = (uint8_t)claimed;
	for (uint32_t i = 0; i < len; i++)
		at[4 + i] = (uint8_t)dice_below(256);
	mutant->len += 4 + len;
}

/* The head of this one, and the tail of another. */
static void other_splice(struct mutant *mutant, const struct corpus *corpus)
{
	const struct pdu_fixture *other = &corpus->pdus[dice_below((uint32_t)corpus->count)];
	size_t keep = dice_below((uint32_t)mutant->len + 1), from = dice_below((uint32_t)other->len + 1);

	if (keep + other->len - from > MUTANT_MAX)
		return;
	memcpy(mutant->octets + keep, other->wire + from, other->len - from);
	mutant->len = keep + other->len - from;
}

static void piece_repeat(struct mutant *mutant, const struct corpus *corpus)
{
	(void)corpus;
	if (mutant->len == 0)
		return;
	size_t from = dice_below((uint32_t)mutant->len), len = dice_below((uint32_t)(mutant->len - from)) + 1;
	if (mutant->len + len > MUTANT_MAX)
		return;
	memmove(mutant->octets + from + len, mutant->octets + from, mutant->len - from);
	mutant->len += len;
}

static mutation *const MUTATIONS[] = {
	bits_flip, octets_set, command_change, tail_cut, tail_grow, tlv_append, other_splice, piece_repeat,
};

/* Most get a command_length that is true, or they would be refused at the door; of 32 one keeps its own, and one lies. */
static void length_set(struct mutant *mutant)
{
	uint32_t length = (uint32_t)mutant->len;

	if (mutant->len < 4)
		return;
	switch (dice_below(32)) {
	case 0: return;
	case 1: length += dice_below(32) - 16; break;
	default: break;
	}
	for (int i = 0; i < 4; i++)
		mutant->octets[i] = (uint8_t)(length >> (24 - 8 * i));
}

static bool exact_round(const uint8_t *octets, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);

	if (!exact)
		abort();
	memcpy(exact, octets, len);
	bool decoded = pdu_round((struct bytes){exact, len});
	free(exact);
	return decoded;
}

static bool mutant_round(const struct corpus *corpus)
{
	const struct pdu_fixture *seed = &corpus->pdus[dice_below((uint32_t)corpus->count)];
	struct mutant mutant = {.len = seed->len};

	memcpy(mutant.octets, seed->wire, seed->len);
	for (uint32_t i = dice_below(4) ? 1 : 1 + dice_below(4); i > 0; i--)
		MUTATIONS[dice_below(sizeof MUTATIONS / sizeof *MUTATIONS)](&mutant, corpus);
	length_set(&mutant);
	return exact_round(mutant.octets, mutant.len);
}

int main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 118126372287087;
	struct corpus corpus;
	uint64_t decoded = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	corpus.pdus = pdu_fixtures_load("tests/pdus", &corpus.count);
	dice = seed ? seed : 1;
	printf("1..3\n# seed %" PRIu64 ", %zu PDUs in the corpus\n", seed, corpus.count);

	for (size_t i = 0; i < corpus.count; i++)
		for (size_t len = 0; len <= corpus.pdus[i].len; len++)
			exact_round(corpus.pdus[i].wire, len);
	printf("ok 1 - every fixture, whole and cut anywhere\n");

	for (uint64_t i = 0; i < count; i++)
		decoded += mutant_round(&corpus);
	printf("ok 2 - %" PRIu64 " mutants\n", count);

	/* Else the mutants were refused at the door and have tested nothing. */
	bool reached = decoded > count / 10 && decoded < count - count / 10;
	printf("%s 3 - %" PRIu64 " of them were still PDUs\n", reached ? "ok" : "not ok", decoded);
	free(corpus.pdus);
	return reached ? 0 : 1;
}
