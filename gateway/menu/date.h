/* Calendar dates as people write them in menu files: YYYY-MM-DD. Two valid dates compare in time as strcmp() compares them. */
#ifndef KOPURO_MENU_DATE_H
#define KOPURO_MENU_DATE_H

#include <stdbool.h>

bool date_valid(const char *text);

#endif
