#include "feedback/nats_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define DOUBLES_NS (86400 * SECOND_NS) /* of a stream that is made here: as long as the longest feedback-settle */
#define AGE_LEAST_NS (86400 * SECOND_NS) /* a reader may be away for a night */

static const char *const subjects[] = {"kopuro.items.>", "kopuro.restricted.>", NATS_STATUS_PREFIX ">", NATS_ACCEPTED_PREFIX ">", NATS_REFUSED_PREFIX ">"};
#define SUBJECTS (sizeof subjects / sizeof *subjects)
#define NEEDED 3 /* of them; the others are added to a stream that has not got them */

/* ---- is it fit? Each row says what is wrong with a configuration, in a word of `nats stream edit`. ---- */

static bool has_retention(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return c->Retention != js_LimitsPolicy; /* who read an item, or that nobody was there to, would look like a loss, and is one */
}

static bool is_in_memory(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return c->Storage != js_FileStorage;
}

static bool is_silent(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return c->NoAck;
}

static bool is_closed(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return c->Sealed || c->Mirror;
}

static bool forgets_doubles(const jsStreamConfig *c, int64_t settle_ns)
{
	return c->Duplicates < settle_ns;
}

static bool is_short_lived(const jsStreamConfig *c, int64_t settle_ns)
{
	return c->MaxAge > 0 && (c->MaxAge < AGE_LEAST_NS || c->MaxAge < settle_ns);
}

static bool drops_old(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return (c->MaxMsgs > 0 || c->MaxBytes > 0) && c->Discard != js_DiscardNew;
}

static bool drops_old_of_a_subject(const jsStreamConfig *c, int64_t settle_ns)
{
	(void)settle_ns;
	return c->MaxMsgsPerSubject > 0 && !(c->Discard == js_DiscardNew && c->DiscardNewPerSubject);
}

static const struct fault {
	bool (*is)(const jsStreamConfig *c, int64_t settle_ns);
	const char *unfit;
} faults[] = {
	{is_closed, "it is sealed or a mirror and takes nothing; remove it, or give it another name"},
	{is_silent, "it acknowledges nothing (no_ack); make it acknowledge: 'nats stream edit KOPURO --ack'"},
	{is_in_memory, "it is kept in memory and gone after a restart; a stream on file is needed: make it anew with storage 'file'"},
	{has_retention, "items leave it when they are read, or when nobody is there (retention 'workqueue' or 'interest'); make it anew with retention 'limits'"},
	{forgets_doubles, "it knows doubles for less than 'feedback-settle'; 'nats stream edit KOPURO --dupe-window=24h', or set less in feedback-settle"},
	{is_short_lived, "items leave it after less than a day (max_age); 'nats stream edit KOPURO --max-age=' with days, or -1"},
	{drops_old, "when it is full it drops old items (max_msgs, max_bytes); 'nats stream edit KOPURO --discard=new', and items wait here"},
	{drops_old_of_a_subject, "it drops old items of a subject (max_msgs_per_subject); 'nats stream edit KOPURO --max-msgs-per-subject=-1'"},
};

/* Whether all that the one takes is taken by the other: words apart by dots, '*' for any word, '>' for any rest. */
static bool covers(const char *pattern, const char *wanted)
{
	for (;;) {
		size_t a = strcspn(pattern, "."), b = strcspn(wanted, ".");
		if (a == 1 && *pattern == '>')
			return true;
		if (b == 1 && *wanted == '>') /* of ours, one word follows: the kind, the number */
			return a == 1 && *pattern == '*' && !pattern[1];
		if (!(a == 1 && *pattern == '*') && (a != b || memcmp(pattern, wanted, a) != 0))
			return false;
		if (!pattern[a] || !wanted[b])
			return pattern[a] == wanted[b];
		pattern += a + 1;
		wanted += b + 1;
	}
}

static bool takes(const jsStreamConfig *c, const char *subject)
{
	for (int i = 0; i < c->SubjectsLen; i++)
		if (covers(c->Subjects[i], subject))
			return true;
	return false;
}

bool nats_stream_is_fit(const jsStreamConfig *config, int64_t settle_ns, char *unfit, size_t capacity)
{
	unfit[0] = '\0';
	for (size_t i = 0; i < sizeof faults / sizeof *faults && !unfit[0]; i++)
		if (faults[i].is(config, settle_ns))
			snprintf(unfit, capacity, "stream " NATS_STREAM ": %s", faults[i].unfit);
	for (size_t i = 0; i < NEEDED && !unfit[0]; i++)
		if (!takes(config, subjects[i]))
			snprintf(unfit, capacity, "stream " NATS_STREAM ": it does not take '%s'; add that to its subjects: 'nats stream edit KOPURO --subjects'", subjects[i]);
	return !unfit[0];
}

/* ---- to look, and to make ---- */

static natsStatus stream_make(jsCtx *js, int64_t replicas, jsStreamInfo **info)
{
	jsErrCode code = 0;
	jsStreamConfig config;
	jsStreamConfig_Init(&config);
	config.Name = NATS_STREAM;
	config.Subjects = (const char **)subjects; /* read alone */
	config.SubjectsLen = SUBJECTS;
	config.Storage = js_FileStorage;
	config.Replicas = replicas;
	config.Duplicates = DOUBLES_NS;
	return js_AddStream(info, js, &config, NULL, &code);
}

static bool answers_add(jsCtx *js, jsStreamConfig *config)
{
	const char **before = config->Subjects, **all = calloc((size_t)config->SubjectsLen + SUBJECTS, sizeof *all);
	int count = config->SubjectsLen, had = count;
	if (!all)
		return false;
	memcpy(all, before, (size_t)count * sizeof *all); /* it is fit: it has some */
	for (size_t i = NEEDED; i < SUBJECTS; i++)
		if (!takes(config, subjects[i]))
			all[count++] = subjects[i];
	config->Subjects = all;
	config->SubjectsLen = count;
	bool good = count == had || js_UpdateStream(NULL, js, config, NULL, NULL) == NATS_OK;
	config->Subjects = before; /* the library's, as before */
	config->SubjectsLen = had;
	free(all);
	return good;
}

natsStatus nats_stream_ensure(jsCtx *js, int64_t replicas, int64_t settle_ns, struct nats_stream *out, char *unfit, size_t capacity)
{
	jsStreamInfo *info = NULL;
	jsErrCode code = 0;
	unfit[0] = '\0';
	natsStatus s = js_GetStreamInfo(&info, js, NATS_STREAM, NULL, &code);
	bool made = s == NATS_NOT_FOUND;
	if (made)
		s = stream_make(js, replicas, &info);
	if (s != NATS_OK)
		return s;
	*out = (struct nats_stream){.created_ns = info->Created, .first = info->State.FirstSeq, .last = info->State.LastSeq, .made = made};
	if (!nats_stream_is_fit(info->Config, settle_ns, unfit, capacity))
		s = NATS_ILLEGAL_STATE;
	else
		out->answers = answers_add(js, info->Config);
	jsStreamInfo_Destroy(info);
	return s;
}
