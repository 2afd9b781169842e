/* How long people take, for `kopuro check --budget`. Two of them: one who reads and presses as most do (17 characters a second, 2 s until a page is
 * there, 2 s for a key), and one who reads slowly, on a slow network (7 characters, 3 s, 3 s). Words, numbers and a PIN take as long to type for both:
 * who reads slowly has been writing on this telephone for years. */
#ifndef KOPURO_MENU_TEMPO_H
#define KOPURO_MENU_TEMPO_H

#include "menu/set.h"

enum tempo { TEMPO_USUAL, TEMPO_SLOW, TEMPOS };

/* What a way costs: answers given, and the time until its last page is read. */
struct tempo_cost { unsigned answers; uint32_t ms[TEMPOS]; };

void tempo_read(struct tempo_cost *cost, size_t characters);                      /* one page, from the moment of the answer before it */
void tempo_press(struct tempo_cost *cost);                                       /* a key */
void tempo_type(struct tempo_cost *cost, const struct menu_slot *slot);           /* an answer for this slot */
/* By answers, then by the usual time. */
bool tempo_less(const struct tempo_cost *a, const struct tempo_cost *b);
struct tempo_cost tempo_sum(struct tempo_cost a, struct tempo_cost b);

#endif
