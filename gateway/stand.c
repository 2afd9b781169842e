/* In which version of the menus a caller stands (editions.h): every way into a version and out of it leads through here, so that its callers
 * are counted. */
#include "root.h"

#include "menu/moved.h"

#include <sodium.h>
#include <string.h>

/* What was counted of a version that has lost its last caller is written at once, so that it can go. */
static void leave(struct gateway *g, const struct menu_set *set)
{
	editions_leave(&g->editions, set);
	const struct edition *e = editions_of(&g->editions, set);
	if (e->callers == 0 && e != g->editions.newest)
		tally_hurry(g);
}

void stand_enter(struct gateway *g, struct session *s)
{
	editions_enter(&g->editions, s->menu.set);
}

void stand_drop(struct gateway *g, struct session *s)
{
	leave(g, s->menu.set);
	session_drop(g->sessions, s);
}

void stand_at(struct gateway *g, struct session *s, const struct menu_state *state)
{
	editions_enter(&g->editions, state->set);
	leave(g, s->menu.set);
	menu_state_fini(&s->menu);
	s->menu = *state;
}

void stand_again(struct gateway *g, struct session *s, const struct stood *before)
{
	stand_at(g, s, &before->menu);
	memcpy(s->opened, before->opened, sizeof s->opened);
	s->forget = before->forget;
	s->closing = false;
	s->heard = 0;
}

const struct edition *stand_edition(const struct gateway *g, const struct session *s)
{
	return editions_of(&g->editions, s->menu.set);
}

size_t stand_format(const struct gateway *g, const struct session *s)
{
	const struct edition *e = stand_edition(g, s);
	if (s->channel == SESSION_SMS)
		return e->sms_format[s->menu.latin];
	return s->network < g->parts.network_count ? e->format[s->network][s->menu.latin] : 0;
}

int stand_language(const struct session *s, const struct menu_set *set)
{
	if (s->menu.language >= menu_language_count(s->menu.set))
		return -1;
	return menu_language_find(set, menu_language_code(s->menu.set, s->menu.language));
}

/* By names, as a snapshot does. Where pages began means nothing in another text. */
void stand_renew(struct gateway *g, struct session *s)
{
	const struct menu_set *newest = gateway_menus(g);
	uint8_t packed[SESSION_PACKED_MAX];
	struct menu_state moved;
	if (s->menu.set == newest)
		return;
	struct writer w = writer_over(packed, sizeof packed);
	menu_state_pack(&s->menu, &w);
	struct reader r = reader_over((struct bytes){packed, writer_len(&w)});
	if (w.failed || menu_state_unpack(&moved, newest, &r) != ERR_NONE) {
		menu_state_init(&moved, newest);
		int language = stand_language(s, newest);
		moved.language = language < 0 ? moved.language : (uint8_t)language;
		moved.latin = s->menu.latin;
		moved.clock_min = s->menu.clock_min;
		menu_start(&moved);
	}
	moved.clock_min = s->menu.clock_min;
	moved.place.start = 0;
	for (size_t i = 0; i < moved.depth; i++)
		moved.back[i].start = 0;
	sodium_memzero(packed, sizeof packed);
	stand_at(g, s, &moved);
	s->showing = 0; /* it was a number of the other version's */
	menu_speak(&s->menu, stand_format(g, s));
}

struct touch {
	const struct menu_set *from;
	const struct menu_moved *moved;
	struct gateway_touched count;
};

static void touch_one(void *context, struct session *s)
{
	struct touch *t = context;
	if (s->menu.set != t->from || s->closing || !menu_worth_resuming(&s->menu) || !menu_moved_touches(t->moved, &s->menu))
		return;
	t->count.open += s->phase == SESSION_ASKED;
	t->count.parked += s->phase == SESSION_PARKED;
}

struct gateway_touched gateway_menus_touched(const struct gateway *g, const struct edition *prepared)
{
	struct touch t = {.count = {0}};
	for (const struct edition *e = g->editions.newest; e; e = e->older) {
		struct menu_moved *moved = e->callers > 0 ? menu_moved_new(e->set, prepared->set) : NULL;
		t.from = e->set;
		t.moved = moved;
		if (moved)
			session_each(g->sessions, touch_one, &t);
		menu_moved_free(moved);
	}
	return t.count;
}
