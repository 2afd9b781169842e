/* The engine that carries items to the central queue, as the configuration names it. */
#ifndef KOPURO_CONTROL_FEEDBACK_START_H
#define KOPURO_CONTROL_FEEDBACK_START_H

#include "config.h"
#include "feedback/engine.h"

/* The caller closes it. NULL with *why NULL: `feedback local`, the gateway holds the queue itself. NULL with *why (static): what is wrong. */
struct engine *feedback_start(const struct config *config, struct event_base *base, const struct engine_events *events, void *context,
	const char **why);

#endif
