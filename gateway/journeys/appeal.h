/* A citizen's appeal, as values. What a person is told of it later is struct appeal_progress. */
#ifndef KOPURO_JOURNEYS_APPEAL_H
#define KOPURO_JOURNEYS_APPEAL_H

#include <stdbool.h>
#include <stdint.h>

#define APPEAL_TEXT_MAX 800     /* octets of UTF-8 */
#define APPEAL_ADDITION_MAX 400
#define APPEAL_NAME_MAX 60
#define APPEAL_ANSWER_MAX 1200
#define APPEAL_KEY_MAX 63       /* a record's key in the menus */
#define APPEAL_PLACE 14         /* digits of a place's code */

struct appeal {
	char number[9];    /* given by the store */
	bool nameless;     /* then msisdn and name are "", and the store keeps no time finer than a day */
	char msisdn[22];   /* digits; "" when the network hides it */
	char name[APPEAL_NAME_MAX + 1]; /* "" when none was given */
	char text[APPEAL_TEXT_MAX + 1];
	char topic[APPEAL_KEY_MAX + 1], region[APPEAL_KEY_MAX + 1], country[APPEAL_KEY_MAX + 1]; /* keys of records; "" when not asked */
	bool restricted; /* only officers named for it see it: what its topic said when it was lodged, whatever the menus say since */
	char place[APPEAL_PLACE + 1];    /* the village, else the district: a code of places/places.h; "" when not told */
	char district[APPEAL_PLACE + 1]; /* in which it lies: what is counted by */
	char language[9];  /* the answer comes in it */
	char channel[8];   /* "ussd", "sms" */
	int64_t lodged_ms; /* unix */
};

#define APPEAL_OFFICE_MAX 63 /* an office's name, its number for an appeal, an officer's name */

/* A step of an appeal's history. */
struct appeal_step {
	char status[12]; /* received registered in-work answered closed refused */
	char text[APPEAL_ANSWER_MAX + 1]; /* the answer, the reason, a note; "" */
	char office[APPEAL_OFFICE_MAX + 1], registration[APPEAL_OFFICE_MAX + 1]; /* who deals with it from then on, under which number; "" */
	char by[APPEAL_OFFICE_MAX + 1]; /* the officer; never shown to a person */
	int64_t at_ms; /* unix; a nameless one's: the midnight before */
};

struct appeal_progress {
	bool nameless, restricted;
	char status[12]; /* received registered in-work answered closed refused */
	char topic[APPEAL_KEY_MAX + 1];
	char answer[APPEAL_ANSWER_MAX + 1]; /* the last answer, or the reason of a refusal; "" when none yet */
	int64_t lodged_ms;
	int64_t registered_ms; /* 0: not yet */
	int64_t concluded_ms;  /* answered, closed or refused; 0: not yet */
	int64_t days;          /* working days that an answer may take: the setting of the day when it was lodged */
	char office[APPEAL_OFFICE_MAX + 1], registration[APPEAL_OFFICE_MAX + 1]; /* the last that were told; "" */
	int64_t changed_ms;    /* the last step of the history */
	char note[APPEAL_ANSWER_MAX + 1]; /* what that step says, unless it is the answer or the reason */
};

#endif
