/* Subscribers who said stop: nothing but the answer to their own question is sent to them. Kept as the keyed hash of the number. */
#ifndef KOPURO_STORE_STOPS_H
#define KOPURO_STORE_STOPS_H

#include "store/store.h"

#include <stdbool.h>

enum error stops_put(struct store *s, const char *msisdn, bool stopped); /* in the open group */
enum error stops_get(struct store *s, const char *msisdn, bool *stopped);

#endif
