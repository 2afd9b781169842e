/* After an answer, one question: did it help? Asked on the screen when the person next opens the appeal, and by SMS with the answer. The action
 * `satisfaction.answer` of contract.h takes the reply, on both ways:
 *   over USSD, of the appeal that a PIN has opened in this call;
 *   by SMS, where nothing is opened, of the appeal that this telephone was asked about last. */
#ifndef KOPURO_JOURNEYS_SATISFACTION_H
#define KOPURO_JOURNEYS_SATISFACTION_H

#include "base/error.h"

struct store;

/* Of which appeal an SMS "1", "2" or "3" from this telephone is the rating. ERR_NOT_FOUND: it was not asked, or has replied. */
enum error satisfaction_pending(struct store *store, const char *msisdn, char number[9]);

#endif
