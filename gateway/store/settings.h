/* Dated settings: what a law sets and may change. Each value holds from its day on. */
#ifndef KOPURO_STORE_SETTINGS_H
#define KOPURO_STORE_SETTINGS_H

#include "store/store.h"

#define SETTING_ANSWER_DAYS "answer_working_days" /* from registration to the answer */
#define SETTING_REGISTRATION_DAYS "registration_working_days" /* from lodging to registration */

/* The value that held on `day` (base/calendar.h). ERR_CORRUPT: the table has none. */
enum error settings_get(struct store *s, const char *name, int64_t day, int64_t *value);

#endif
