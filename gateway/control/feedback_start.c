#include "control/feedback_start.h"

#include "control/secret_file.h"
#include "feedback/webhook_sign.h"

#include <string.h>

_Static_assert(CONFIG_SECRETS <= WEBHOOK_SECRETS && SECRET_MOST <= WEBHOOK_KEY_MAX, "what may be configured can be signed with");

static struct engine *webhook_start(const struct config *config, struct event_base *base, const struct engine_events *events, void *context,
	const char **why)
{
	char texts[CONFIG_SECRETS][SECRET_MOST + 1];
	const char *secrets[CONFIG_SECRETS];
	struct engine *engine = NULL;
	size_t count = 0;
	while (count < config->feedback_secret_count && secret_file_read(config->feedback_secrets[count], texts[count], why)) {
		secrets[count] = texts[count];
		count++;
	}
	if (count > 0 && count == config->feedback_secret_count)
		engine = engine_webhook(base, config->feedback_urls, secrets, count, config->feedback_ca[0] ? config->feedback_ca : NULL, events, context, why);
	explicit_bzero(texts, sizeof texts);
	return engine;
}

struct engine *feedback_start(const struct config *config, struct event_base *base, const struct engine_events *events, void *context,
	const char **why)
{
	const char *ca = config->feedback_ca[0] ? config->feedback_ca : NULL;
	*why = NULL;
	if (strcmp(config->feedback, "nats") == 0)
		return engine_nats(base, config->feedback_urls, ca, config->node, (int64_t)config->feedback_settle_s * 1000, events, context, why);
	return strcmp(config->feedback, "webhook") == 0 ? webhook_start(config, base, events, context, why) : NULL;
}
