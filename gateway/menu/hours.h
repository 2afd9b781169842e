/* Opening hours as staff write them: the part of OpenStreetMap's `opening_hours` that offices need. Pure.
 *
 *	Mo-Fr 09:00-12:30,13:30-18:00; Sa 10:00-14:00; PH off
 *	Mo-Su 08:00-02:00          past midnight
 *	24/7
 *
 * Rules stand one behind the other, parted by `;`. A rule has days (Mo Tu We Th Fr Sa Su, PH for a public holiday; one, a range, or several with
 * commas; left out: every day but PH), then times, or `off`. A later rule replaces an earlier one for the days that it names. A holiday is like its
 * weekday as long as no rule says PH.
 *
 *	struct hours hours;
 *	struct hours_fault fault;
 *	if (!hours_parse("Mo-Fr 09:00-18:00", &hours, &fault))    fault.column, fault.why
 *	hours_open(&hours, HOURS_MONDAY, HOURS_SUNDAY, 10 * 60)   on a Monday after a Sunday, at ten */
#ifndef KOPURO_MENU_HOURS_H
#define KOPURO_MENU_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOURS_SPANS 6 /* of one day */
#define HOURS_DAY 1440 /* minutes */

enum hours_day { HOURS_MONDAY, HOURS_SUNDAY = 6, HOURS_HOLIDAY, HOURS_DAYS };
enum hours_calendar { HOURS_ORDINARY, HOURS_OFF, HOURS_WORKED }; /* what a government says of a day: a holiday, a weekend's day that is worked */

struct hours {
	struct { uint16_t from, to; } spans[HOURS_DAYS][HOURS_SPANS]; /* minutes of the day; `to` beyond 1440: on the next day */
	uint8_t counts[HOURS_DAYS];
	bool holidays; /* a rule speaks of them */
};
struct hours_fault { int column; const char *why; }; /* the octet that is wrong, from 1; what would be right, static */

/* False with *fault set; `hours` is undefined then. */
bool hours_parse(const char *text, struct hours *hours, struct hours_fault *fault);
/* What a day with this weekday (0 Monday .. 6) counts as: only hours that speak of holidays know of them, and of the days of a weekend on which people
 * work instead, which are like a Monday. */
enum hours_day hours_day_of(const struct hours *hours, unsigned weekday, enum hours_calendar calendar);
/* `minute` of the day, 0..1439. What began the day before and goes past midnight counts too. */
bool hours_open(const struct hours *hours, enum hours_day day, enum hours_day before, unsigned minute);
/* A range of days alone, "Mo-Fr" or "Sa,Su": a bit for each, HOURS_MONDAY first. */
bool hours_days(const char *text, unsigned *days, struct hours_fault *fault);
/* Times alone, "09:00-18:00" or "09:00-12:00,14:00-18:00": put into every day. */
bool hours_times(const char *text, struct hours *hours, struct hours_fault *fault);

/* The same text with other names of the days, of PH and of `off`, in that order (HOURS_DAYS + 1 of them). Returns the length written, at most
 * `capacity` octets, cut at a rule's end. */
size_t hours_told(const char *text, const char *const names[HOURS_DAYS + 1], char *out, size_t capacity);

#endif
