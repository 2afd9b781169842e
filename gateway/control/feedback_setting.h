/* The value of the line `feedback`: an engine, and where its queue is. Pure: words in, values out; control/check_feedback.h looks at what they name.
 *
 *	feedback local
 *	feedback nats nats://10.0.0.1:4222 nats://10.0.0.2:4222      one to five; tls:// verifies the servers
 *	feedback webhook https://queue.example/items */
#ifndef KOPURO_CONTROL_FEEDBACK_SETTING_H
#define KOPURO_CONTROL_FEEDBACK_SETTING_H

#include "config.h"

#include <stdbool.h>
#include <stddef.h>

/* As setting_apply() in control/setting.h. A URL is not repeated in `why`: it may have a password. */
bool feedback_setting_apply(struct config *config, const char *const *words, size_t count, size_t *bad, char *why);
void feedback_setting_line(const struct config *config, char *out, size_t capacity);
/* The host of the n-th URL, as long as there is one; "tls" and "https" in *secure. */
bool feedback_setting_host(const struct config *config, size_t n, char *host, size_t capacity, bool *secure);

#endif
