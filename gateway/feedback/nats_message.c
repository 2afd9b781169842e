#include "feedback/nats_message.h"

#include "feedback/nats_ensure.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* {"stream":"KOPURO","seq":7,"duplicate":true}, or {"error":{"code":503,"description":"…"}}: a double is as good as taken. */
enum nats_answer nats_message_answer(natsMsg *message, uint64_t *ticket, uint64_t *sequence, char *why, size_t capacity)
{
	const char *last = strrchr(natsMsg_GetSubject(message), '.');
	*ticket = last ? strtoull(last + 1, NULL, 10) : 0;
	*sequence = 0;
	if (natsMsg_IsNoResponders(message)) {
		snprintf(why, capacity, "no stream takes it");
		return NATS_ANSWER_NOBODY;
	}
	json_t *root = json_loadb(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message), 0, NULL);
	const char *error = json_string_value(json_object_get(json_object_get(root, "error"), "description"));
	json_int_t seq = json_integer_value(json_object_get(root, "seq"));
	bool taken = !json_object_get(root, "error") && seq > 0;
	*sequence = taken ? (uint64_t)seq : 0;
	snprintf(why, capacity, "%s", taken ? "" : error ? error : "the answer means nothing");
	json_decref(root);
	return taken ? NATS_ANSWER_TAKEN : NATS_ANSWER_REFUSED;
}

struct nats_decision *nats_message_decision(natsMsg *message)
{
	const char *reply = natsMsg_GetReply(message);
	size_t len = (size_t)natsMsg_GetDataLength(message);
	struct nats_decision *d = reply ? calloc(1, sizeof *d + len + 1) : NULL;
	if (!d)
		return NULL;
	d->reply = strdup(reply);
	if (!d->reply) {
		free(d);
		return NULL;
	}
	d->len = len;
	if (len > 0)
		memcpy(d->json, natsMsg_GetData(message), len);
	return d;
}

void nats_decision_free(struct nats_decision *d)
{
	explicit_bzero(d->json, d->len); /* an answer to a person */
	free(d->reply);
	free(d);
}

const char *nats_message_told(natsMsg *message, char text[NATS_TOLD_MAX + 1])
{
	const char *operation;
	size_t len = (size_t)natsMsg_GetDataLength(message);
	bool kept = natsMsgHeader_Get(message, "KV-Operation", &operation) != NATS_OK && len <= NATS_TOLD_MAX;
	if (kept && len > 0)
		memcpy(text, natsMsg_GetData(message), len);
	text[kept ? len : 0] = '\0';
	return natsMsg_GetSubject(message) + sizeof NATS_TOLD_PREFIX - 1;
}
