/* Days as people in Kyrgyzstan count them: UTC+6 all the year. Pure. A day is a number: days since 1970-01-01 in Bishkek. */
#ifndef KOPURO_BASE_CALENDAR_H
#define KOPURO_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DATE 11 /* octets of "2026-03-02" with the NUL */

int64_t calendar_day(int64_t unix_ms);
int64_t calendar_day_start(int64_t day); /* unix ms of its midnight */
bool calendar_weekend(int64_t day); /* Saturday, Sunday */
/* Days from Monday to Friday after `from`, up to and with `to`: 0 on the day itself, 1 on the next working day. Never negative.
 * Holidays are not left out: store/holidays.h does that. */
int64_t calendar_working_days(int64_t from, int64_t to);
void calendar_iso(int64_t day, char out[CALENDAR_DATE]);  /* yyyy-MM-dd; text/locale.h writes it for people */
bool calendar_parse(const char *iso, int64_t *day);       /* false: no such date */
/* The same day of the month `months` later, or the last that the month has; months >= 0. */
int64_t calendar_months_after(int64_t day, int64_t months);

#endif
