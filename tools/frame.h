/* A screen as a feature phone shows it, in a frame, on a terminal. */
#ifndef KOPURO_TOOLS_FRAME_H
#define KOPURO_TOOLS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* `octets` of `budget` stand below; `last`: the call is over. */
void frame_screen(FILE *out, const char *text, size_t octets, size_t budget, bool last);
void frame_sms(FILE *out, const char *text);

#endif
