/* Appeals that wait longer than the law lets them: for the queue of the officers, and for the metrics. Registration is due within
 * SETTING_REGISTRATION_DAYS working days of the lodging, the answer within SETTING_ANSWER_DAYS of the registration. */
#ifndef KOPURO_STORE_OVERDUE_H
#define KOPURO_STORE_OVERDUE_H

#include "journeys/appeal.h"
#include "store/store.h"

struct overdue_figures {
	size_t open;       /* appeals that are not concluded */
	size_t unregistered, unanswered; /* of those, overdue */
};
/* `restricted`, here and below: counts those that only officers named for them see, too. */
enum error overdue_count(struct store *s, bool restricted, int64_t now_ms, struct overdue_figures *out);

/* Open appeals by district, for those that named one: no finer, so that nobody is counted alone in a village. */
struct district_figure { char district[APPEAL_PLACE + 1]; size_t open; };
#define DISTRICT_FIGURES 64
enum error overdue_districts(struct store *s, bool restricted, struct district_figure out[DISTRICT_FIGURES], size_t *count);

struct overdue {
	char number[9], status[12], topic[APPEAL_KEY_MAX + 1];
	bool registered;
	int64_t day, days; /* working days since it was lodged or registered, and how many it may take */
};
/* Those that wait longest first, at most `most`. */
enum error overdue_list(struct store *s, bool restricted, int64_t now_ms, struct overdue *out, size_t most, size_t *count);

#endif
