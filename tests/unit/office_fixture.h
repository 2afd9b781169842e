/* A store and small menus for the tests of the office, and the SMS that it queues. */
#ifndef KOPURO_TESTS_OFFICE_FIXTURE_H
#define KOPURO_TESTS_OFFICE_FIXTURE_H

#include "journeys/office.h"
#include "scratch.h"

#define MONDAY_MS INT64_C(1772388000000) /* 2026-03-02, midnight in Bishkek */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define MSISDN "996555123456"

struct office {
	struct scratch scratch;
	struct store *store;
	struct menu_set *menus;
	struct moment now; /* Monday, 09:00 */
};

int office_set_up(void **state);
int office_tear_down(void **state);

/* The menus, with this before their end: `tables:` goes on. */
struct menu_set *office_menus(const struct office *o, const char *more);
void office_lodge(struct office *o, bool nameless, const char *msisdn, char number[9]);
struct office_pledge { const char *msisdn, *name, *project, *offer, *rhythm, *language; };
void office_pledge(struct office *o, const struct office_pledge *p, char number[9]); /* of 500 som, not committed; what is NULL is as mostly */
/* Sets a status and commits; the error. */
enum error office_set(struct office *o, const char *number, const char *status, const char *text);
/* The oldest SMS that is queued, which is then taken out of the queue; "" when none is. Valid until the next call. */
const char *office_sms(struct office *o);
/* To whom the last of them went. */
const char *office_sms_to(void);
int64_t office_scalar(struct office *o, const char *sql);
/* Runs the chores until they want nothing more now. */
void office_chores_all(struct office *o, int64_t *next_ms);

#endif
