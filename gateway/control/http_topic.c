#include "control/http_topic.h"

#include <jansson.h>
#include <string.h>

static bool record_restricted(const struct menu_set *set, uint16_t table, uint16_t record)
{
	const char *says = menu_record_text(set, table, record, "restricted", 0);
	return says && strcmp(says, "no") != 0;
}

bool topic_restricted(const struct menu_set *set, const char *topic)
{
	uint16_t table = menu_table_find(set, "topic");
	uint16_t record = table == MENU_NONE ? MENU_NONE : menu_record_find(set, table, topic);
	return record == MENU_NONE || record_restricted(set, table, record);
}

char *topics_open(const struct menu_set *set)
{
	uint16_t table = menu_table_find(set, "topic");
	size_t count = table == MENU_NONE ? 0 : menu_record_count(set, table);
	json_t *topics = json_array();
	for (uint16_t i = 0; i < count; i++) {
		if (!record_restricted(set, table, i))
			json_array_append_new(topics, json_string(menu_record_key(set, table, i)));
	}
	char *text = json_dumps(topics, JSON_COMPACT);
	json_decref(topics);
	return text;
}
