/* Is the gateway of use to a caller now? What /healthz says, as a pure function. */
#ifndef KOPURO_CONTROL_HEALTH_H
#define KOPURO_CONTROL_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct health {
	struct health_link { const char *name; bool up; } links[64]; /* of the networks that are not shut down */
	size_t link_count;
	bool store_failing;
	bool stopping;
	unsigned menus_number; /* of the version that is live */
	bool folder_refused;   /* the menus on disk have errors: callers have others */
	struct health_feedback {
		bool up;               /* the engine is connected, or there is none */
		size_t resting, parked; /* items that the queue refuses; that were taken out by hand */
		int64_t oldest_s;      /* age of the oldest item in the queue; 0: it is empty */
		int64_t stuck_s;       /* how long the one has been refused that has been longest; 0: none */
	} feedback;
};

/* The HTTP status: 200; 503 with a reason when no link is up, the store fails, or the gateway is stopping. Writes the JSON body,
 * {"status":"ok","store":"ok","links":[{"name":"sim","up":true}],"menus":{"version":3,"folder":"ok"},
 * "feedback":{"up":true,"resting":0,"parked":0,"oldest_seconds":0,"stuck_seconds":0}}: HEALTH_BODY_MAX octets are enough. Items that are refused do not make it fail: callers
 * are served. */
#define HEALTH_BODY_MAX 4864
int health_report(const struct health *health, char *body, size_t capacity);

#endif
