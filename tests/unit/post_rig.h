/* The part of the gateway that sends SMS, with networks in small beside it, a clock that tests move, and a crash at any moment. */
#ifndef KOPURO_TESTS_POST_RIG_H
#define KOPURO_TESTS_POST_RIG_H

#include "root.h"
#include "scratch.h"
#include "smpp/stream.h"

#define RIG_NETWORKS 2
#define RIG_MESSAGES 64
#define RIG_PARTS 5
#define RIG_UNIX_MS INT64_C(1795406400000) /* 2026-11-23 04:00 UTC, a Monday, 10:00 in Bishkek */

#define RIG_KYRGYZ "99655" /* a prefix for rig_add() */

struct rig;
/* What a network does with a part: RIG_SILENT, or a command_status. */
#define RIG_SILENT UINT32_MAX
typedef uint32_t rig_behaviour(struct rig *r, size_t network, size_t message, uint8_t part);

struct rig {
	struct scratch scratch;
	struct gateway g;
	struct gateway_network networks[RIG_NETWORKS];
	struct esme_config config;
	struct rig_network {
		struct rig *rig;
		size_t index;
		struct esme *esme;
		struct stream stream;
		bool down;
		uint32_t sequence;
	} side[RIG_NETWORKS];
	struct dialplan *plan;
	struct dialplans plans;   /* of rig_routes() */
	uint8_t coding[RIG_MESSAGES]; /* data_coding of the last part */
	char from[RIG_MESSAGES][21]; /* the sender's address of the last part */
	struct moment now;
	const char *boot;         /* of the machine; NULL: not known */
	rig_behaviour *behaviour; /* NULL: takes all */
	bool decimal_ids;         /* "0000000042", else "0000002A" */
	uint32_t ids;
	/* by message (of rig_add, from 0) and part: how many copies reached the handset, the id of the last, and where it went */
	unsigned copies[RIG_MESSAGES][RIG_PARTS];
	uint32_t id[RIG_MESSAGES][RIG_PARTS];
	size_t via[RIG_MESSAGES][RIG_PARTS];
	int64_t rows[RIG_MESSAGES]; /* ids in the store */
	size_t messages;
	char outcome[RIG_MESSAGES][16]; /* of rig_outcome() */
	unsigned submitted;
};

void rig_open(struct rig *r);
void rig_close(struct rig *r);
/* A message of so many parts, to a number of its own that begins with `prefix` and has seven digits more. */
size_t rig_add(struct rig *r, enum message_class c, uint8_t parts, const char *prefix);
size_t rig_add_text(struct rig *r, enum message_class c, const char *prefix, const char *text);
void rig_routes(struct rig *r, const char *text); /* a routes.yaml, from now on */
void rig_turn(struct rig *r);            /* one turn of the loop; what it says stays in the sockets */
void rig_flush(struct rig *r);           /* and now it reaches the networks, and their answers come back */
void rig_settle(struct rig *r);          /* turns until nobody has anything to say */
void rig_wait(struct rig *r, int64_t ms);
void rig_link(struct rig *r, size_t network, bool up);
void rig_crash(struct rig *r);           /* what is not committed and not sent is gone; then it starts again */
void rig_receipt(struct rig *r, size_t network, size_t message, const char *text);
enum message_state rig_state(struct rig *r, size_t message, uint8_t part);
/* Takes the items out of the queue: the outcome told for this message, "" when none, "twice" when there were more. */
const char *rig_outcome(struct rig *r, size_t message);

#endif
