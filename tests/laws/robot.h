/* The robot of robot.c: what it knows of a walk through the menus, and what it tells. */
#ifndef KOPURO_TESTS_ROBOT_H
#define KOPURO_TESTS_ROBOT_H

#include "shown.h"

#include <stdio.h>

struct station {
	uint64_t key;            /* digest of the screen and of what matters there */
	uint16_t screen;
	struct menu_state state; /* at its first page */
	uint32_t from;           /* index of the station before, itself: the beginning */
	char typed[24];          /* there, to come here */
};
/* Which station a number leads to: the same in every writing. */
struct lead { uint64_t from, to; unsigned number; bool used; };

enum law { LAW_ROOM, LAW_OPEN, LAW_COLON, LAW_CHOICE, LAW_DIALLED, LAW_NUMBERED, LAW_ALIKE, LAW_STANDS, LAW_BACK, LAW_HOME, LAW_EMERGENCY, LAW_OWN, LAW_LEFT, LAWS };

struct robot {
	const struct menu_set *set;
	struct live *live;
	size_t language, format;
	char writing[48]; /* for what is told */
	const char *more, *back;
	int64_t unix_ms;
	FILE *texts;
	bool *reached; /* by screen, in this writing */
	size_t told[LAWS];
	struct station *stations;
	size_t count;
	uint32_t *table;
	struct lead *leads; /* of all writings */
	size_t lead_count;
	uint64_t *written; /* digests of texts */
};

#define STATIONS_MOST 200000
#define LEADS 1000003 /* room for leads, and for digests of texts */
#define DIGEST UINT64_C(0xcbf29ce484222325)
struct menu_state robot_copy(const struct menu_state *s);
enum menu_turn robot_type(struct menu_state *s, const char *text, const struct menu_action **action);
uint64_t robot_digest(uint64_t hash, const void *data, size_t len);
void robot_tell(struct robot *r, enum law law, const struct station *at, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* What matters of a state: menu/live.h. */
uint64_t robot_key(const struct robot *r, const struct menu_state *s);
/* To be gone to, unless that has been done. Takes the state. `from` NULL: a beginning. */
void robot_add(struct robot *r, struct menu_state *s, const struct station *from, const char *typed);
void robot_read(const struct robot *r, const struct menu_state *s, struct shown *p);

#endif
