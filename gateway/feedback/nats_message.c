#include "feedback/nats_message.h"

#include "feedback/nats_ensure.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NO_MESSAGE 10037 /* err_code: nothing stands at that sequence */
#define HEADERS_MAX 4096

/* Its value in "NATS/1.0\r\nName: value\r\n\r\n", in base64. "" when it is not there. */
static void header_read(const char *base64, const char *name, char *out, size_t capacity)
{
	char text[HEADERS_MAX + 1];
	size_t len = 0, name_len = strlen(name);
	out[0] = '\0';
	if (!base64 || sodium_base642bin((unsigned char *)text, HEADERS_MAX, base64, strlen(base64), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return;
	text[len] = '\0';
	for (const char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
		if (strncasecmp(line + 1, name, name_len) != 0 || line[1 + name_len] != ':')
			continue;
		const char *value = line + 2 + name_len + strspn(line + 2 + name_len, " ");
		snprintf(out, capacity, "%.*s", (int)strcspn(value, "\r\n"), value);
		return;
	}
}

/* {"type":"io.nats.jetstream.api.v1.stream_msg_get_response","message":{"subject":"…","seq":7,"hdrs":"…"}}, or its error. */
static bool found_read(const json_t *root, struct note *note)
{
	const json_t *message = json_object_get(root, "message");
	bool none = json_integer_value(json_object_get(json_object_get(root, "error"), "err_code")) == NO_MESSAGE;
	if (message)
		header_read(json_string_value(json_object_get(message, "hdrs")), "Nats-Msg-Id", note->why, sizeof note->why);
	return message || none;
}

/* {"stream":"KOPURO","seq":7,"duplicate":true}, or {"error":{"code":503,"description":"…"}}: a double is as good as taken. */
static void taken_read(const json_t *root, struct note *note)
{
	const char *error = json_string_value(json_object_get(json_object_get(root, "error"), "description"));
	json_int_t seq = json_integer_value(json_object_get(root, "seq"));
	note->yes = !json_object_get(root, "error") && seq > 0;
	note->sequence = note->yes ? (uint64_t)seq : 0;
	const char *stream = json_string_value(json_object_get(root, "stream"));
	note->of_items = note->yes && stream && strcmp(stream, NATS_STREAM) == 0;
	note->doubled = note->yes && json_is_true(json_object_get(root, "duplicate"));
	snprintf(note->why, sizeof note->why, "%s", note->yes ? "" : error ? error : "the answer means nothing");
}

enum nats_answer nats_message_answer(natsMsg *message, struct note *note)
{
	const char *last = strrchr(natsMsg_GetSubject(message), '.');
	*note = (struct note){.kind = NOTE_DONE, .ticket = last ? strtoull(last + 1, NULL, 10) : 0};
	if (natsMsg_IsNoResponders(message)) {
		snprintf(note->why, sizeof note->why, "no stream takes it");
		return NATS_ANSWER_NOBODY;
	}
	json_t *root = json_loadb(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message), 0, NULL);
	bool found = found_read(root, note);
	if (found)
		note->kind = NOTE_FOUND;
	else
		taken_read(root, note);
	json_decref(root);
	return found ? NATS_ANSWER_FOUND : note->yes ? NATS_ANSWER_TAKEN : NATS_ANSWER_REFUSED;
}

void nats_message_ask(char text[NATS_ASK_MAX], uint64_t sequence)
{
	snprintf(text, NATS_ASK_MAX, "{\"seq\":%llu}", (unsigned long long)sequence);
}

static uint64_t sequence_of(natsMsg *message)
{
	jsMsgMetaData *meta = NULL;
	uint64_t sequence = natsMsg_GetMetaData(&meta, message) == NATS_OK ? meta->Sequence.Stream : 0;
	jsMsgMetaData_Destroy(meta);
	return sequence;
}

struct nats_decision *nats_message_decision(natsMsg *message)
{
	const char *reply = natsMsg_GetReply(message), *subject = natsMsg_GetSubject(message);
	size_t len = (size_t)natsMsg_GetDataLength(message);
	struct nats_decision *d = reply && strncmp(subject, NATS_STATUS_PREFIX, NATS_STATUS_PREFIX_LEN) == 0 ? calloc(1, sizeof *d + len + 1) : NULL;
	if (!d)
		return NULL;
	d->reply = strdup(reply);
	d->number = strdup(subject + NATS_STATUS_PREFIX_LEN);
	if (!d->reply || !d->number) {
		nats_decision_free(d);
		return NULL;
	}
	d->sequence = sequence_of(message);
	d->len = len;
	if (len > 0)
		memcpy(d->json, natsMsg_GetData(message), len);
	return d;
}

void nats_decision_free(struct nats_decision *d)
{
	explicit_bzero(d->json, d->len); /* an answer to a person */
	free(d->reply);
	free(d->number);
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
