/* Whether an answer helped: one row an answer, asked once on a screen, and once by SMS where there is a telephone; rated once. */
#ifndef KOPURO_STORE_RATINGS_H
#define KOPURO_STORE_RATINGS_H

#include "store/store.h"

#define RATINGS_REPLY_DAYS 30 /* so long a reply by SMS is waited for */

struct rating {
	int64_t id;
	bool asked; /* on a screen */
	int rating; /* 1 yes, 2 partly, 3 no; 0: not yet */
};

/* In the open group, after the step `answered`. `msisdn`: who is asked by SMS, "" when nobody. Older answers are asked about no more. */
enum error ratings_open(struct store *s, const char number[9], const char *msisdn, int64_t now_ms);
/* Of the last answer. ERR_NOT_FOUND: none was given. */
enum error ratings_newest(struct store *s, const char number[9], struct rating *out);
enum error ratings_asked(struct store *s, int64_t id);
/* The rating of the last answer, given once: whoever gives another is not heard. *given: this one counts. ERR_NOT_FOUND: no answer. */
enum error ratings_give(struct store *s, const char number[9], int rating, bool *given);
/* Of which appeal an SMS of this telephone may be the rating. ERR_NOT_FOUND: it was asked nothing, or has replied. */
enum error ratings_of(struct store *s, const char *msisdn, char number[9]);
enum error ratings_forget(struct store *s, int64_t now_ms); /* telephones that did not reply within RATINGS_REPLY_DAYS */

#endif
