/* What must be true of the pages of a station. */
#ifndef KOPURO_TESTS_HOLD_H
#define KOPURO_TESTS_HOLD_H

#include "robot.h"

/* `number`: from 0. */
void hold_page(struct robot *r, const struct station *at, const struct shown *page, size_t number);
/* 1 to 8, 10 and so on, each there once; and on the first page some that come again in their place. */
void hold_numbers(struct robot *r, const struct station *at, const struct shown *pages, size_t count);
/* Whoever is known to be in a country reads its own number before any other. */
void hold_own(struct robot *r, const struct station *at, const struct menu_state *s, const struct shown *page);
/* Written down, each text once: the body over all pages, then the choices. */
void hold_text(struct robot *r, const struct station *at, const struct shown *pages, size_t count);

#endif
