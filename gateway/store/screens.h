/* Which of the stored SMS are screens of a session: when it turns out to be a nameless one, they go, and with them whatever ties the telephone
 * to what it wrote. */
#ifndef KOPURO_STORE_SCREENS_H
#define KOPURO_STORE_SCREENS_H

#include "store/store.h"

/* In the open group, all of them. */
enum error screens_note(struct store *s, const char *msisdn, int64_t message);
enum error screens_forget(struct store *s, const char *msisdn); /* the SMS themselves, sent or not */
enum error screens_settle(struct store *s, const char *msisdn); /* the session is over: they are SMS like others */

#endif
