/* A transcript as it is being played: what dialog.c (files, lines, the network's events) and dialog_words.c (a function a word) share. */
#ifndef KOPURO_TOOLS_DIALOG_PLAY_H
#define KOPURO_TOOLS_DIALOG_PLAY_H

#include "dialog.h"
#include "world.h"

#include "feedback/item.h"

#include <stdio.h>

#define PLAY_LINE 2048
#define PLAY_KEPT 16
#define PLAY_INBOX 64

struct sms {
	char phone[22];
	char *text; /* owned */
};

struct play {
	const char *path;
	const struct dialog_setup *setup;
	FILE *file;
	int line;
	bool failed;
	char folder[64], own[96];
	const char *store; /* the setup's, or `own` in the folder */
	char profile[32], profiles[128], encoding[8], with[128];
	int64_t begins_ms;
	struct world *world;
	char phone[24];
	/* what the handset whose turn it is was shown last */
	char screen[NETWORK_TEXT];
	bool has_screen, last;
	char newest[NETWORK_TEXT]; /* the last screen or SMS of anybody: where `keep` looks */
	struct network_way way; /* of the next SMS that is sent */
	char refusal[64];       /* what the gateway refused last, until a line expects it */
	struct sms inbox[PLAY_INBOX];
	size_t inbox_count;
	struct item item;       /* the one that was taken out of the queue last */
	struct { char name[16], value[16]; } kept[PLAY_KEPT];
	size_t kept_count;
};

/* What did not hold, with its place; the play ends. */
void play_fail(struct play *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A word or a sentence that becomes a part of what is told. */
const char *play_word(const struct play *p, const char *english) __attribute__((format_arg(2)));
/* {name} becomes what `keep` remembered. */
void play_expand(const struct play *p, const char *in, char out[PLAY_LINE]);
/* `shown` must be the block below, or, with `contains`, hold these words. */
void play_expect(struct play *p, const char *what, const char *shown, const char *contains);
/* Does what the line says. */
void play_line(struct play *p, const char *line);
/* The world is made at the first line that needs it, so that `profile` can stand before. False after play_fail(). */
bool play_ready(struct play *p);
/* `officer DOES SOMETHING`: dialog_officer.c. */
void play_officer(struct play *p, const char *rest);
/* No file may grow any more: what a full disk does to a store, without filling one. */
void play_disk(bool full);
void play_queue(struct play *p, const char *rest); /* `queue ...`, `item ...`: dialog_queue.c */
void play_item(struct play *p, const char *rest);

#endif
