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
	char id[80], source[128]; /* for telling doubles; "" when the caller has another way to. The source may be absent */
	char number[9], status[12], text[1201];
	char office[64], registration[64]; /* with `registered`: who deals with it, under which number */
	char by[64]; /* the officer, for the history */
	char ussd[12]; /* "notice", "question": tell the person by USSD first; "": by SMS */
};
/* With *why (static): ERR_LONG: a text is over its limit; ERR_UNKNOWN: no number of an appeal, or a subject that is another's; ERR_BAD: it is not that.
 * After an error id and source stand in *out if both could be read, else neither. */
enum error event_to_status(const char *json, size_t len, struct status_event *out, const char **why);
/* An appeal's number as people and programs write it, with or without its dash. */
bool event_number(const char *text, char number[9]);

/* Why an officer's event is refused; docs/asyncapi.yaml. REFUSED_NOT: it is not, its step is done. */
enum refusal {
	REFUSED_NOT, REFUSED_MALFORMED, REFUSED_NUMBER, REFUSED_TOO_LONG, REFUSED_CHARACTER, REFUSED_MISSING, REFUSED_VALUE, REFUSED_NOT_FOUND, REFUSED_STATE,
	REFUSED_DOUBLED, REFUSALS
};
const char *refusal_name(enum refusal refusal); /* "not-found"; of REFUSED_NOT "" */

/* What an officer's event is answered:
 * {"specversion":"1.0","id":"…","source":"/kopuro/node/1","type":"kg.kopuro.status-refused","subject":"48271930","time":"…",
 *  "datacontenttype":"application/json","data":{"number":"48271930","source":"/office","id":"7","reason":"not-found","detail":"…"}}
 * or of the type kg.kopuro.status-accepted with the "status" in place of reason and detail. */
struct status_answer {
	const char *id;
	const char *number;           /* of the subject on which the event came */
	const char *source, *of;      /* the event's source and id; "": it has none, or they cannot be read */
	const char *status;           /* when accepted */
	const char *reason, *detail;  /* when refused; reason "": accepted */
	int64_t at_ms;
};
/* free() it; NULL: no memory. */
char *event_of_answer(const struct status_answer *a, unsigned node);

#endif
