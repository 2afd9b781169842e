/* Items as CloudEvents 1.0 in JSON (jansson), and officers' events back. docs/items.schema.json is the contract; tests validate against it. */
#ifndef KOPURO_FEEDBACK_EVENT_H
#define KOPURO_FEEDBACK_EVENT_H

#include "base/error.h"
#include "feedback/item.h"

#include <jansson.h>
#include <stddef.h>

/* {"specversion":"1.0","id":"1-42","source":"/kopuro/node/1","type":"kg.kopuro.appeal-lodged","subject":"48271930",
 *  "time":"2026-03-02T03:00:00.000Z","restricted":false,"datacontenttype":"application/json","data":{"language":"ky",…,"contact":"<base64>"}}
 * The contact is nonce, tag and sealed number; absent when the person is nameless or hidden. One line of JSON; free() it. `node` is part of the source. Deterministic: the same item gives the same octets. NULL: no memory. */
char *event_of_item(const struct item *item, unsigned node);

/* A place for a reader of that language: {"code":…,"name":…,"district":…,"region":…}; a district has no `district`. NULL: there is no such code. */
json_t *event_place(const char *code, const char *language);

/* What an officer decided, as an event:
 * {"specversion":"1.0","id":"…","type":"kg.kopuro.status","data":{"number":"48271930","status":"answered","text":"…","office":"…"}}. */
struct status_event {
	char id[80]; /* for telling doubles; "" when the caller has another way to */
	char number[9], status[12], text[1201];
	char office[64], registration[64]; /* with `registered`: who deals with it, under which number */
	char by[64]; /* the officer, for the history */
	char ussd[12]; /* "notice", "question": tell the person by USSD first; "": by SMS */
};
/* ERR_BAD with *why (static) when it is not that. */
enum error event_to_status(const char *json, size_t len, struct status_event *out, const char **why);

#endif
