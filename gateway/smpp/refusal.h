/* A bind that the network refuses (3.4, 5.1.3): whose mistake it is, and what to do about it. Pure. */
#ifndef KOPURO_SMPP_REFUSAL_H
#define KOPURO_SMPP_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

/* For a log: what to compare, and what to ask the network for. Static. */
const char *refusal_remedy(uint32_t status);
/* True when trying again changes nothing before a person has changed something: name, password, type. Networks lock who tries on. Not ESME_RBINDFAIL:
 * an SMSC that starts says it, too, and callers must not wait minutes for its first second. */
bool refusal_is_ours(uint32_t status);

#endif
