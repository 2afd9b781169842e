#include "menu/hours.h"

#include "base/wording.h"

#include <string.h>

static const char *const day_names[HOURS_DAYS] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH" };
#define EVERY_WEEKDAY 0x7fu /* Monday to Sunday */

struct scan {
	const char *from, *at;
	struct hours_fault *fault;
};

static bool fault_at(struct scan *s, const char *why)
{
	*s->fault = (struct hours_fault){ .column = (int)(s->at - s->from) + 1, .why = why };
	return false;
}

static void skip_spaces(struct scan *s)
{
	s->at += strspn(s->at, " ");
}

static bool take(struct scan *s, const char *word)
{
	size_t len = strlen(word);
	if (strncmp(s->at, word, len) != 0)
		return false;
	s->at += len;
	return true;
}

static bool take_day(struct scan *s, unsigned *day)
{
	for (*day = 0; *day < HOURS_DAYS; ++*day) {
		if (take(s, day_names[*day]))
			return true;
	}
	return fault_at(s, WORDING("a day is expected here: Mo Tu We Th Fr Sa Su, or PH for a holiday"));
}

/* "Mo-Fr" or "Sa"; a range may go over the end of the week: "Fr-Mo". */
static bool take_day_range(struct scan *s, unsigned *days)
{
	unsigned from, to;
	if (!take_day(s, &from))
		return false;
	to = from;
	if (take(s, "-")) {
		if (!take_day(s, &to))
			return false;
		if (from == HOURS_HOLIDAY || to == HOURS_HOLIDAY)
			return fault_at(s, WORDING("PH stands alone, not in a range"));
	}
	if (from == HOURS_HOLIDAY) {
		*days |= 1u << HOURS_HOLIDAY;
		return true;
	}
	for (unsigned day = from;; day = (day + 1) % 7) {
		*days |= 1u << day;
		if (day == to)
			return true;
	}
}

static bool take_days(struct scan *s, unsigned *days)
{
	do {
		skip_spaces(s);
		if (!take_day_range(s, days))
			return false;
	} while (take(s, ","));
	return true;
}

static bool take_number(struct scan *s, unsigned most, unsigned *number)
{
	if (s->at[0] < '0' || s->at[0] > '9' || s->at[1] < '0' || s->at[1] > '9')
		return fault_at(s, WORDING("a time is expected here, as 09:00"));
	*number = (unsigned)(s->at[0] - '0') * 10 + (unsigned)(s->at[1] - '0');
	if (*number > most)
		return fault_at(s, WORDING("there is no such time; the latest is 24:00"));
	s->at += 2;
	return true;
}

static bool take_time(struct scan *s, unsigned *minute)
{
	unsigned hours, minutes;
	const char *begin = s->at;
	if (!take_number(s, 24, &hours))
		return false;
	if (!take(s, ":"))
		return fault_at(s, WORDING("a time is expected here, as 09:00"));
	if (!take_number(s, 59, &minutes))
		return false;
	*minute = hours * 60 + minutes;
	if (*minute <= HOURS_DAY)
		return true;
	s->at = begin;
	return fault_at(s, WORDING("there is no such time; the latest is 24:00"));
}

/* Puts the spans in place of what the days had. */
static bool take_spans(struct scan *s, unsigned days, struct hours *h)
{
	uint8_t count = 0;
	do {
		unsigned from, to;
		skip_spaces(s);
		if (!take_time(s, &from))
			return false;
		if (!take(s, "-"))
			return fault_at(s, WORDING("a time has an end too, as 09:00-18:00"));
		const char *end = s->at;
		if (!take_time(s, &to))
			return false;
		if (to == from) {
			s->at = end;
			return fault_at(s, WORDING("this is no time at all; the whole day is 00:00-24:00"));
		}
		if (count == HOURS_SPANS)
			return fault_at(s, WORDING("a day has at most six spans of time"));
		if (to <= from)
			to += HOURS_DAY;
		for (size_t day = 0; day < HOURS_DAYS; day++) {
			if (!(days & 1u << day))
				continue;
			h->spans[day][count].from = (uint16_t)from;
			h->spans[day][count].to = (uint16_t)to;
		}
		count++;
	} while (take(s, ","));
	for (size_t day = 0; day < HOURS_DAYS; day++) {
		if (days & 1u << day)
			h->counts[day] = count;
	}
	return true;
}

static bool take_rule(struct scan *s, struct hours *h)
{
	unsigned days = 0;
	skip_spaces(s);
	if (take(s, "24/7")) {
		struct scan all = { .from = "00:00-24:00", .at = "00:00-24:00", .fault = s->fault };
		return take_spans(&all, EVERY_WEEKDAY, h);
	}
	if (*s->at < '0' || *s->at > '9') {
		if (strncmp(s->at, "off", 3) != 0 && !take_days(s, &days))
			return false;
	}
	days = days ? days : EVERY_WEEKDAY;
	h->holidays |= (days & 1u << HOURS_HOLIDAY) != 0;
	skip_spaces(s);
	if (!take(s, "off"))
		return take_spans(s, days, h);
	for (size_t day = 0; day < HOURS_DAYS; day++) {
		if (days & 1u << day)
			h->counts[day] = 0;
	}
	return true;
}

bool hours_parse(const char *text, struct hours *hours, struct hours_fault *fault)
{
	struct scan s = { .from = text, .at = text, .fault = fault };
	*hours = (struct hours){ 0 };
	do {
		if (!take_rule(&s, hours))
			return false;
		skip_spaces(&s);
	} while (take(&s, ";"));
	return *s.at == '\0' || fault_at(&s, "a rule ends here; part the next one with ;");
}

static bool at_end(struct scan *s)
{
	skip_spaces(s);
	return *s->at == '\0' || fault_at(s, WORDING("nothing more is expected here"));
}

bool hours_days(const char *text, unsigned *days, struct hours_fault *fault)
{
	struct scan s = { .from = text, .at = text, .fault = fault };
	*days = 0;
	return take_days(&s, days) && at_end(&s);
}

bool hours_times(const char *text, struct hours *hours, struct hours_fault *fault)
{
	struct scan s = { .from = text, .at = text, .fault = fault };
	*hours = (struct hours){ 0 };
	return take_spans(&s, EVERY_WEEKDAY, hours) && at_end(&s);
}

enum hours_day hours_day_of(const struct hours *hours, unsigned weekday, enum hours_calendar calendar)
{
	if (!hours->holidays || calendar == HOURS_ORDINARY)
		return (enum hours_day)weekday;
	return calendar == HOURS_OFF ? HOURS_HOLIDAY : HOURS_MONDAY;
}

static bool covers(const struct hours *h, enum hours_day day, unsigned minute)
{
	for (size_t i = 0; i < h->counts[day]; i++) {
		if (minute >= h->spans[day][i].from && minute < h->spans[day][i].to)
			return true;
	}
	return false;
}

bool hours_open(const struct hours *hours, enum hours_day day, enum hours_day before, unsigned minute)
{
	return covers(hours, day, minute) || covers(hours, before, minute + HOURS_DAY);
}

size_t hours_told(const char *text, const char *const names[HOURS_DAYS + 1], char *out, size_t capacity)
{
	struct hours_fault unheard;
	struct scan s = { .from = text, .at = text, .fault = &unheard };
	size_t len = 0, whole = 0;
	while (*s.at) {
		const char *put = s.at;
		size_t put_len = 1;
		unsigned day = HOURS_DAYS;
		if ((*s.at >= 'A' && *s.at <= 'Z' && take_day(&s, &day)) || take(&s, "off"))
			put_len = strlen(put = names[day]);
		else
			s.at++;
		if (put_len > capacity - len)
			return whole;
		memcpy(out + len, put, put_len);
		len += put_len;
		if (*s.at == ';' || *s.at == '\0')
			whole = len;
	}
	return len;
}
