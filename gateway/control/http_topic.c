#include "control/http_topic.h"

#include "journeys/call.h"

#include <jansson.h>

#define TABLE "topic"

bool topic_restricted(const struct menu_set *set, const char *topic)
{
	return tell_restricted(set, TABLE, topic);
}

char *topics_open(const struct menu_set *set)
{
	uint16_t table = menu_table_find(set, TABLE);
	size_t count = table == MENU_NONE ? 0 : menu_record_count(set, table);
	json_t *topics = json_array();
	for (uint16_t i = 0; i < count; i++) {
		const char *key = menu_record_key(set, table, i);
		if (!topic_restricted(set, key))
			json_array_append_new(topics, json_string(key));
	}
	char *text = json_dumps(topics, JSON_COMPACT);
	json_decref(topics);
	return text;
}
