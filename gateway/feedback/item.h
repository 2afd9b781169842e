/* An item of the central feedback queue, as values: one thing that a person lodged, or that became of a message to them. On the wire it
 * is a CloudEvents 1.0 JSON object (feedback/event.h, docs/items.schema.json); in the store a sealed row, written in the same commit as
 * the thing it tells of. Its id never changes, however often it is delivered. */
#ifndef KOPURO_FEEDBACK_ITEM_H
#define KOPURO_FEEDBACK_ITEM_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum item_kind {
	ITEM_APPEAL_LODGED, ITEM_APPEAL_ADDED, ITEM_CALLBACK_ASKED, ITEM_PLEDGE_MADE, ITEM_PLEDGE_CANCELLED, ITEM_SATISFACTION, ITEM_SMS_OUTCOME,
	ITEM_KINDS
};
/* "appeal-lodged", "appeal-added", "callback-asked", "pledge-made", "pledge-cancelled", "satisfaction", "sms-outcome" */
const char *item_kind_name(enum item_kind kind);
enum error item_kind_named(const char *name, enum item_kind *kind); /* ERR_CORRUPT: none */

#define ITEM_ID_SIZE 40
void item_id_write(char out[ITEM_ID_SIZE], unsigned node, int64_t row);
enum error item_id_read(const char *id, int64_t *node, int64_t *row); /* ERR_NOT_FOUND: no id looks like this */

#define ITEM_TEXT_MAX 1200
#define ITEM_KEY_MAX 63

struct item {
	int64_t row;          /* given by the store: the order of delivery */
	char id[ITEM_ID_SIZE];        /* given by the store: node and serial, "1-42"; stable */
	enum item_kind kind;
	bool restricted;      /* violence, trafficking, complaints about staff: only for officers named for them */
	char subject[16];     /* number of the appeal or pledge, "48271930"; or "sms-17", "callback-3"; items of one subject keep their order */
	int64_t at_ms;        /* unix */
	char language[9], channel[8];
	char country[ITEM_KEY_MAX + 1], region[ITEM_KEY_MAX + 1], topic[ITEM_KEY_MAX + 1]; /* keys of records; "" */
	char place[15];       /* the code of the village or district (places/places.h) of an appeal, of a pledge's project; "" */
	char msisdn[22];      /* "" when nameless or hidden: then there is no contact. Not kept in clear by the store */
	char name[ITEM_KEY_MAX + 1];
	char text[ITEM_TEXT_MAX + 1]; /* the person's words */
	/* of some kinds */
	char helpline[ITEM_KEY_MAX + 1], hour[ITEM_KEY_MAX + 1]; /* hour: when a person can be called back safely */
	char project[ITEM_KEY_MAX + 1], offer[ITEM_KEY_MAX + 1], rhythm[ITEM_KEY_MAX + 1], currency[ITEM_KEY_MAX + 1];
	int64_t amount;
	int rating;           /* satisfaction: 1 yes, 2 partly, 3 no */
	char outcome[16];     /* sms-outcome: delivered, failed, expired, unknown */
	uint8_t contact[80];  /* the msisdn sealed under the cluster's key, made once, by the store */
	uint8_t contact_len;
};

#endif
