#include "feedback/nats_ensure.h"

#include <stdio.h>

#define STATUSES NATS_STATUS_PREFIX ">"
#define REDELIVER_NS INT64_C(30000000000)

natsStatus nats_bucket_ensure(jsCtx *js, int64_t replicas, bool *made)
{
	kvStore *bucket = NULL;
	kvConfig config;
	natsStatus s = js_KeyValue(&bucket, js, NATS_BUCKET);
	*made = s == NATS_NOT_FOUND;
	if (*made) {
		kvConfig_Init(&config);
		config.Bucket = NATS_BUCKET;
		config.History = 1;
		config.StorageType = js_FileStorage;
		config.Replicas = (int)replicas;
		s = js_CreateKeyValue(&bucket, js, &config);
	}
	kvStore_Destroy(bucket);
	return s;
}

void nats_durable_write(char *out, size_t capacity, unsigned node)
{
	snprintf(out, capacity, "kopuro-node-%u", node);
}

natsStatus nats_consumer_find(jsCtx *js, const char *durable, bool *there)
{
	jsConsumerInfo *info = NULL;
	jsErrCode code = 0;
	natsStatus s = js_GetConsumerInfo(&info, js, NATS_STREAM, durable, NULL, &code);
	jsConsumerInfo_Destroy(info);
	*there = s == NATS_OK;
	return s == NATS_NOT_FOUND ? NATS_OK : s;
}

natsStatus nats_statuses_subscribe(natsSubscription **out, jsCtx *js, const char *durable, bool there, natsMsgHandler handler, void *context)
{
	jsSubOptions options;
	jsErrCode code = 0;
	jsSubOptions_Init(&options);
	options.Stream = NATS_STREAM;
	options.ManualAck = true;
	if (there) {
		options.Consumer = durable;
	} else {
		options.Config.Durable = durable;
		options.Config.AckPolicy = js_AckExplicit;
		options.Config.AckWait = REDELIVER_NS;
		options.Config.MaxAckPending = NATS_DECISIONS_MAX;
	}
	return js_Subscribe(out, js, STATUSES, handler, context, NULL, &options, &code);
}

natsStatus nats_told_subscribe(natsSubscription **out, jsCtx *js, natsMsgHandler handler, void *context)
{
	jsSubOptions options;
	jsErrCode code = 0;
	jsSubOptions_Init(&options);
	options.Stream = "KV_" NATS_BUCKET;
	options.Ordered = true;
	options.Config.DeliverPolicy = js_DeliverLastPerSubject;
	return js_Subscribe(out, js, NATS_TOLD_PREFIX ">", handler, context, NULL, &options, &code);
}
