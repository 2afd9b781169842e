#include "menu/date.h"

#include <string.h>

static int number_at(const char *text, int digits)
{
	int value = 0;
	for (int i = 0; i < digits; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool date_valid(const char *text)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	int year = number_at(text, 4), month = number_at(text + 5, 2), day = number_at(text + 8, 2);
	if (year < 1900 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap);
}
