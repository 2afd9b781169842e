/* A transcript (dialog.h) of a handset, written while it is used. Appeal and pledge numbers, which are new each time, are kept by name.
 *
 *	struct record *r = record_open("mine.dialog");
 *	record_line(r, "phone %s", "+996555000001");
 *	record_typed(r, "dial", "*500#");
 *	record_screen(r, text, last) | record_sms(r, phone, text)      what comes of it, in order
 *	record_settled(r)                                              all of it has come
 *	record_close(r) */
#ifndef KOPURO_TOOLS_RECORD_H
#define KOPURO_TOOLS_RECORD_H

#include <stdbool.h>

struct record;

struct record *record_open(const char *path); /* NULL, with errno; an existing file is not written over */
bool record_close(struct record *r);          /* false: not all of it could be written */
void record_line(struct record *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
void record_typed(struct record *r, const char *word, const char *text);
void record_screen(struct record *r, const char *text, bool last);
void record_sms(struct record *r, const char *phone, const char *text);
void record_settled(struct record *r);

#endif
