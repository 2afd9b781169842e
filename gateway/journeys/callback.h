/* Somebody asked to be called back, as values. */
#ifndef KOPURO_JOURNEYS_CALLBACK_H
#define KOPURO_JOURNEYS_CALLBACK_H

#include <stdint.h>

#define CALLBACK_KEY_MAX 63

struct callback {
	uint32_t mask;   /* given by the store: stands for its serial, which nobody is told */
	char msisdn[22]; /* never "" */
	char country[CALLBACK_KEY_MAX + 1], helpline[CALLBACK_KEY_MAX + 1], hour[CALLBACK_KEY_MAX + 1]; /* "" when not chosen; hour: when it is safe */
	char language[9], channel[8];
	int64_t asked_ms; /* unix */
};

#endif
