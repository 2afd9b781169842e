#include "editions.h"

#include "base/log.h"
#include "gateway.h"
#include "menu/engine.h"
#include "root.h"

#include <assert.h>
#include <stdlib.h>

static bool format_find(const struct menu_set *set, struct menu_format format, const char *whose, size_t *out)
{
	int index = menu_format_index(set, format);
	*out = index < 0 ? 0 : (size_t)index;
	if (index < 0)
		log_say(LOG_MAIN, LOG_LEVEL_ERROR, "the menus were not loaded for the screens of %s", whose);
	return index >= 0;
}

struct menu_format gateway_format(const struct ussd_profile *profile, bool latin)
{
	enum charset charset = latin ? CHARSET_GSM7 : profile->encoding;
	return (struct menu_format){.charset = charset, .budget = ussd_budget(profile->octets, charset)};
}

struct menu_format gateway_format_sms(bool latin)
{
	return latin ? (struct menu_format){CHARSET_GSM7, GATEWAY_SMS_BUDGET_LATIN} : (struct menu_format){CHARSET_UCS2, GATEWAY_SMS_BUDGET};
}

static bool formats_of(struct edition *e, size_t slot, const struct gateway_network *network)
{
	bool all = true;
	for (size_t latin = 0; latin < 2; latin++)
		all = format_find(e->set, gateway_format(network->profile, latin), network->name, &e->format[slot][latin]) && all;
	return all;
}

static bool formats_find(struct edition *e, const struct gateway_network *networks, size_t count)
{
	bool all = true;
	for (size_t latin = 0; latin < 2; latin++)
		all = format_find(e->set, gateway_format_sms(latin), "SMS", &e->sms_format[latin]) && all;
	for (size_t i = 0; i < count; i++)
		all = (!network_is_open(&networks[i]) || formats_of(e, i, &networks[i])) && all;
	return all;
}

bool editions_network(struct editions *all, size_t slot, const struct gateway_network *network)
{
	if (!formats_of(all->newest, slot, network))
		return false;
	for (struct edition *e = all->newest->older; e; e = e->older) /* their callers' calls are over networks that they know */
		formats_of(e, slot, network);
	return true;
}

struct edition *edition_new(const struct menu_set *set, struct menu_set *own, const struct gateway_network *networks, size_t network_count,
	int64_t loaded_unix_ms)
{
	struct edition *e = calloc(1, sizeof *e + network_count * sizeof e->format[0]);
	if (!e) {
		menu_free(own);
		return NULL;
	}
	*e = (struct edition){.set = set, .own = own, .loaded_ms = loaded_unix_ms};
	e->tally = calloc(menu_screen_count(set), sizeof *e->tally);
	e->screen_resume = menu_screen_find(set, MENU_SCREEN_RESUME);
	e->screen_later = menu_screen_find(set, MENU_SCREEN_LATER);
	if (e->tally && formats_find(e, networks, network_count))
		return e;
	edition_free(e);
	return NULL;
}

void edition_free(struct edition *e)
{
	if (!e)
		return;
	menu_free(e->own);
	free(e->tally);
	free(e);
}

void editions_add(struct editions *all, struct edition *e)
{
	if (e->number == 0)
		e->number = all->newest ? all->newest->number + 1 : 1;
	e->older = all->newest;
	all->newest = e;
}

/* They are few: the newest, and those of calls that have not ended. */
struct edition *editions_of(const struct editions *all, const struct menu_set *set)
{
	struct edition *e = all->newest;
	while (e && e->set != set)
		e = e->older;
	assert(e);
	return e;
}

void editions_enter(struct editions *all, const struct menu_set *set)
{
	editions_of(all, set)->callers++;
}

void editions_leave(struct editions *all, const struct menu_set *set)
{
	struct edition *e = editions_of(all, set);
	assert(e->callers > 0);
	e->callers--;
}

void editions_sweep(struct editions *all)
{
	for (struct edition **at = &all->newest->older, *e; (e = *at);) {
		if (e->callers > 0 || e->tallied) {
			at = &e->older;
			continue;
		}
		*at = e->older;
		log_say(LOG_MAIN, LOG_LEVEL_INFO, "menus: version %u went with its last caller", e->number);
		edition_free(e);
	}
}

void editions_fini(struct editions *all)
{
	for (struct edition *e = all->newest, *older; e; e = older) {
		older = e->older;
		edition_free(e);
	}
	all->newest = NULL;
}
