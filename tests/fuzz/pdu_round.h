/* What must hold of any octets that are given to pdu_decode(): shared by the libFuzzer target and the mutator. */
#ifndef KOPURO_TESTS_PDU_ROUND_H
#define KOPURO_TESTS_PDU_ROUND_H

#include "smpp/pdu.h"

/* Decodes; walks what came out to its last octet; if it decoded, encodes and decodes again, and compares. True when it decoded.
 * Aborts when something does not hold. */
bool pdu_round(struct bytes wire);

#endif
