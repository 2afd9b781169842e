#include "places/places.h"

#include "places/place_table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct place_row *row_of(uint16_t place)
{
	assert(place < place_rows_count);
	return &place_rows[place];
}

size_t place_count(void)
{
	return place_rows_count;
}

uint16_t place_find(const char *code)
{
	size_t low = 0, high = place_rows_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(place_rows[place_by_code[middle]].code, code);
		if (order == 0)
			return place_by_code[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return PLACE_NONE;
}

const char *place_code(uint16_t place)
{
	return row_of(place)->code;
}

enum place_level place_level(uint16_t place)
{
	return (enum place_level)row_of(place)->level;
}

enum place_rank place_rank(uint16_t place)
{
	size_t rank = 0;
	assert(place < place_rows_count);
	while (place >= place_ranks[rank + 1])
		rank++;
	return (enum place_rank)rank;
}

uint16_t place_parent(uint16_t place)
{
	return row_of(place)->parent;
}

uint16_t place_district(uint16_t place)
{
	return row_of(place)->district;
}

uint16_t place_region(uint16_t place)
{
	return row_of(place)->region;
}

bool place_is_sure(uint16_t place)
{
	return row_of(place)->ky != 0;
}

/* In any script: ky-Latn. */
static bool is_kyrgyz(const char *language)
{
	return strncmp(language, "ky", 2) == 0 && (language[2] == '\0' || language[2] == '-');
}

const char *place_name(uint16_t place, const char *language)
{
	const struct place_row *row = row_of(place);
	return place_text + (is_kyrgyz(language) && row->ky ? row->ky : row->ru);
}

/* With the word for what it is cut short: "Барпы а/а", "Сузак р-ну". */
static void put_short(uint16_t place, const char *language, char out[PLACE_LABEL / 2])
{
	static const struct { const char *word, *with; } cuts[] = {
		{ " айыл аймагы", " а/а" }, { " айылный аймак", " а/а" }, { "Айылный аймак ", "а/а " }, { "айылный аймак ", "а/а " }, { " району", " р-ну" }, { " район", " р-н" },
	};
	const char *name = place_name(place, language), *found = NULL;
	size_t i = 0;
	while (i < sizeof(cuts) / sizeof(cuts[0]) && !(found = strstr(name, cuts[i].word)))
		i++;
	snprintf(out, PLACE_LABEL / 2, "%.*s%s%s", found ? (int)(found - name) : (int)strlen(name), name, found ? cuts[i].with : "",
		found ? found + strlen(cuts[i].word) : "");
}

size_t place_label(uint16_t place, const char *language, bool far, char out[PLACE_LABEL])
{
	const struct place_row *row = row_of(place);
	/* A city of the district bears the name without more: it is the one that everybody means. */
	bool apart = row->shared && row->level == PLACE_VILLAGE && row->parent != row->district;
	char name[PLACE_LABEL / 2], aimak[PLACE_LABEL / 2] = "", district[PLACE_LABEL / 2] = "";
	put_short(place, language, name);
	far = far && row->district != PLACE_NONE && row->district != place;
	if (apart)
		put_short(row->parent, language, aimak);
	if (far)
		put_short(row->district, language, district);
	int len = snprintf(out, PLACE_LABEL, "%s%s%s%s%s%s", name, apart ? " (" : "", aimak, apart ? ")" : "", far ? ", " : "", district);
	assert(len > 0 && len < PLACE_LABEL);
	return (size_t)len;
}

/* The first of the range that lies in `within` or behind it. */
static uint16_t bound(struct place_range range, enum place_rank of, uint32_t within)
{
	while (range.from < range.to) {
		uint16_t middle = (uint16_t)((range.from + range.to) / 2);
		const struct place_row *row = &place_rows[middle];
		if ((of == PLACES_REGIONS ? row->region : row->district) < within)
			range.from = (uint16_t)(middle + 1);
		else
			range.to = middle;
	}
	return range.from;
}

struct place_range place_list(enum place_rank rank, uint16_t within)
{
	struct place_range all = { place_ranks[rank], place_ranks[rank + 1] };
	if (within == PLACE_NONE)
		return all;
	enum place_rank of = place_rank(within);
	assert(of == PLACES_REGIONS || of == PLACES_DISTRICTS);
	return of > rank ? (struct place_range){ all.from, all.from } : (struct place_range){ bound(all, of, within), bound(all, of, within + 1u) };
}

bool place_is_in(uint16_t place, uint16_t other)
{
	const struct place_row *row = row_of(place);
	return place == other || row->parent == other || row->district == other || row->region == other;
}
