#include "control/feedback_start.h"

#include "control/secret_file.h"

#include <string.h>

struct engine *feedback_start(const struct config *config, struct event_base *base, const struct engine_events *events, void *context,
	const char **why)
{
	const char *ca = config->feedback_ca[0] ? config->feedback_ca : NULL;
	char secret[SECRET_MOST + 1];
	struct engine *engine = NULL;
	*why = NULL;
	if (strcmp(config->feedback, "nats") == 0)
		return engine_nats(base, config->feedback_urls, ca, config->node, (int64_t)config->feedback_settle_s * 1000, events, context, why);
	if (strcmp(config->feedback, "webhook") != 0)
		return NULL;
	if (secret_file_read(config->feedback_secret, secret, why))
		engine = engine_webhook(base, config->feedback_urls, secret, ca, events, context, why);
	explicit_bzero(secret, sizeof secret);
	return engine;
}
