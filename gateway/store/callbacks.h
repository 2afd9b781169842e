/* Rows of people who asked to be called back. Works in the open commit group. */
#ifndef KOPURO_STORE_CALLBACKS_H
#define KOPURO_STORE_CALLBACKS_H

#include "journeys/callback.h"
#include "store/store.h"

enum error callbacks_add(struct store *s, struct callback *c); /* fills mask */

#endif
