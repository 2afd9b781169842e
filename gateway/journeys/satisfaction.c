#include "journeys/satisfaction.h"

#include "journeys/call.h"
#include "store/items.h"
#include "store/ratings.h"

#include <string.h>

enum error satisfaction_pending(struct store *store, const char *msisdn, char number[9])
{
	return ratings_of(store, msisdn, number);
}

enum error satisfaction_ask(struct call *c, const char number[9], bool *ask)
{
	struct rating rating;
	enum error error = ratings_newest(c->store, number, &rating);
	*ask = !error && !rating.asked && !rating.rating;
	if (*ask)
		error = ratings_asked(c->store, rating.id);
	return error == ERR_NOT_FOUND ? ERR_NONE : error;
}

static enum error rated_appeal(const struct call *c, char number[9])
{
	if ((*c->caller->opened)[0]) {
		memcpy(number, *c->caller->opened, 9);
		return ERR_NONE;
	}
	return c->caller->msisdn[0] ? satisfaction_pending(c->store, c->caller->msisdn, number) : ERR_NOT_FOUND;
}

/* A second reply changes nothing, and neither does one to a question that was not asked. */
enum error satisfaction_answer(struct call *c, const char **outcome)
{
	const char *key = menu_get(c->state, SLOT_RATING);
	char number[9];
	bool given = false;
	*outcome = "thanks";
	if (strlen(key) != 1 || *key < '1' || *key > '3')
		return ERR_STATE;
	int rating = *key - '0';
	enum error error = items_room(c->store);
	if (!error)
		error = rated_appeal(c, number);
	if (!error)
		error = ratings_give(c->store, number, rating, &given);
	if (!error && given)
		error = tell_rated(c, number, rating);
	if (error)
		return error == ERR_NOT_FOUND ? ERR_NONE : error;
	memcpy(*c->caller->opened, number, 9); /* who was asked by SMS may add to the appeal too */
	*outcome = rating == 3 ? "again" : "thanks";
	return ERR_NONE;
}
