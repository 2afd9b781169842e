/* How often each screen is shown, and how often a call ends there: numbers by screen in the edition that it belongs to, counted where a screen goes
 * out and where a call is given up, added to the store once a second with the snapshots (store/traffic.h). A step costs an addition. A crash
 * (kill -9) costs what was counted since the last write: a second of it, more only while the store fails.
 * What is counted goes to the day on which it is written.
 *
 * What is counted is the call, as the handset sees it:
 *	shown    the screen came; its further pages, and the hint after a wrong key, are the same coming
 *	dropped  it was the last on the handset when the call ended without its end: broken off, no answer in time, refused by the network,
 *	         dialled anew; by SMS: no word within a day. Also where somebody has read what they wanted and hangs up: of a screen to read
 *	         that is no fault
 *	ended    it was the last on the handset, and closed the call as it should
 * `00` is no end: it leads to the first screen, which is shown. When a screen could not be sent nobody has left it, and it was not shown. */
#include "root.h"

#include <string.h>

#define EVERY_MS 1000

static struct traffic *at(struct gateway *g, struct session *s, uint16_t screen)
{
	struct edition *e = editions_of(&g->editions, s->menu.set);
	e->tallied = g->tallied = true;
	return &e->tally[screen][s->channel];
}

void tally_drop(struct gateway *g, struct session *s)
{
	if (s->showing == 0)
		return; /* nothing has come yet, or before a restart */
	at(g, s, s->showing - 1)->dropped++;
	s->showing = 0;
}

void tally_begin(struct gateway *g, struct session *s)
{
	if (s->phase == SESSION_ASKED)
		tally_drop(g, s);
	s->showing = 0;
}

void tally_show(struct gateway *g, struct session *s, uint16_t screen, bool last)
{
	struct traffic *t = at(g, s, screen);
	t->shown += s->showing != screen + 1;
	t->ended += last;
	s->showing = last ? 0 : (uint16_t)(screen + 1);
}

void tally_here(struct gateway *g, struct session *s, bool last)
{
	tally_show(g, s, s->offering ? stand_edition(g, s)->screen_resume : s->menu.place.screen, last);
}

void tally_hurry(struct gateway *g)
{
	g->tally_ms = INT64_MIN / 2;
}

int64_t tally_deadline(const struct gateway *g)
{
	return g->tallied ? g->tally_ms + EVERY_MS : MOMENT_NEVER;
}

/* All that was counted: a few hundred rows at most, each as long to write as a tenth of a snapshot. */
static enum error edition_write(struct gateway *g, const struct edition *e, struct moment now)
{
	static const struct traffic none;
	enum error err = ERR_NONE;
	for (uint16_t screen = 0; screen < menu_screen_count(e->set); screen++)
		for (enum session_channel way = 0; err == ERR_NONE && way < SESSION_CHANNELS; way++) {
			const struct traffic *t = &e->tally[screen][way];
			if (memcmp(t, &none, sizeof none) != 0)
				err = traffic_add(g->parts.store, channels[way].name, menu_screen_name(e->set, screen), t, now.unix_ms);
		}
	return err;
}

enum error tally_write(struct gateway *g, struct moment now)
{
	enum error err = ERR_NONE;
	for (const struct edition *e = g->editions.newest; e && err == ERR_NONE; e = e->older)
		if (e->tallied)
			err = edition_write(g, e, now);
	return err;
}

void tally_written(struct gateway *g)
{
	for (struct edition *e = g->editions.newest; e; e = e->older) {
		if (e->tallied)
			memset(e->tally, 0, menu_screen_count(e->set) * sizeof *e->tally);
		e->tallied = false;
	}
	g->tallied = false;
}
