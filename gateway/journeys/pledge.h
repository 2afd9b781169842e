/* A pledge to a project, as values: a recorded promise; no money passes through here. */
#ifndef KOPURO_JOURNEYS_PLEDGE_H
#define KOPURO_JOURNEYS_PLEDGE_H

#include <stdint.h>

#define PLEDGE_NAME_MAX 60
#define PLEDGE_KEY_MAX 63
#define PLEDGE_AMOUNT_MAX INT64_C(1000000000000) /* as the menus; a million pledges of it still can be summed */
#define PLEDGE_REPORT_MAX 1200
#define PLEDGE_CANCEL_MS INT64_C(86400000)    /* after that it stands */

struct pledge {
	char number[9];   /* given by the store */
	char msisdn[22];  /* "" when the network hides it */
	char name[PLEDGE_NAME_MAX + 1]; /* to be shown; "" when none */
	char project[PLEDGE_KEY_MAX + 1];
	char offer[PLEDGE_KEY_MAX + 1];    /* money, skills, time */
	char rhythm[PLEDGE_KEY_MAX + 1];   /* once, monthly; "" unless money */
	char currency[PLEDGE_KEY_MAX + 1]; /* kgs, rub; "" unless money */
	int64_t amount;   /* whole; 0 unless money */
	char language[9], channel[8];
	int64_t made_ms;  /* unix */
	int64_t cancelled_ms; /* 0: it stands */
	int64_t paid_kgs;     /* som, confirmed by an officer */
	int64_t remind_ms;    /* when the giver is reminded next; 0: never */
};

/* Of one project, over pledges that stand. Roubles are counted apart, never converted. */
struct pledge_figures {
	int64_t pledged_kgs, pledged_rub;
	int64_t collected; /* som, confirmed payments */
	int64_t givers;    /* pledges of every kind */
};

#endif
