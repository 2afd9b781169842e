/* Rows of pledges. All that writes works in the open commit group. A PIN is checked by store/pins.h; these functions ask for none. */
#ifndef KOPURO_STORE_PLEDGES_H
#define KOPURO_STORE_PLEDGES_H

#include "journeys/pledge.h"
#include "store/store.h"

enum error pledges_make(struct store *s, struct pledge *p, const char *pin); /* gives it a number: p->number */
enum error pledges_get(struct store *s, const char number[9], struct pledge *out); /* ERR_NOT_FOUND */
/* Whether it may still be cancelled is the caller's to ask. Once cancelled, stays as it was. ERR_NOT_FOUND: no such pledge that stands. */
enum error pledges_cancel(struct store *s, const char number[9], int64_t now_ms);
/* A payment that an officer has seen, in som. ERR_NOT_FOUND. */
enum error pledges_pay(struct store *s, const char number[9], int64_t kgs, int64_t now_ms);
/* The pledge whose giver is to be reminded first, and when. ERR_NOT_FOUND: none at all. */
enum error pledges_next_reminder(struct store *s, char number[9], int64_t *remind_ms);
enum error pledges_remind_at(struct store *s, const char number[9], int64_t remind_ms); /* 0: no more */
enum error pledges_figures(struct store *s, const char *project, struct pledge_figures *out); /* zeroes for a project without pledges */

#endif
