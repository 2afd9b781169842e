#include "places/places.h"

const char *const place_level_names[PLACE_LEVELS] = {
	[PLACE_OBLAST] = "oblast",
	[PLACE_DISTRICT] = "district",
	[PLACE_CITY] = "city",
	[PLACE_AIMAK] = "aimak",
	[PLACE_VILLAGE] = "village",
};
