/* How a network speaks USSD over SMPP, as data: one row a profile (PROTOCOL: six are known; `standard` and `plain` ship, more are rows).
 * Nothing in ussd/dialog.c asks for a profile's name.
 *
 *	const struct ussd_profile *profile = ussd_profile_find("standard");
 *
 * Times: a network waits 20 to 60 s for an answer and keeps a dialog for 60 to 180 s. The rows that ship take the longest of both: who
 * gives up before the network does throws away the answer of someone who is still typing. */
#ifndef KOPURO_USSD_PROFILE_H
#define KOPURO_USSD_PROFILE_H

#include "smpp/pdu.h"
#include "text/charset.h"

#include <stdbool.h>
#include <stdint.h>

enum { /* ussd_service_op, TLV 0x0501 (PROTOCOL); vendors' own stand in the rows of their networks */
	USSD_PSSR_INDICATION = 1,
	USSD_USSR_REQUEST = 2,
	USSD_PSSR_RESPONSE = 17, /* 11h; 17h is a mistake that is made */
	USSD_USSR_CONFIRM = 18,
	USSD_USSN_CONFIRM = 19,
	USSD_ABORT_INDICATION = 129,
};

/* Where a dialog's identity stands: one pair of functions a kind, in the table of dialog.c. user_message_reference is echoed whatever
 * the kind: a network that sends one wants it back, and one that does not never sees it. */
enum ussd_identity {
	USSD_BY_NUMBER,       /* nowhere: one dialog per subscriber and code */
	USSD_BY_SESSION_INFO, /* its_session_info: octet 0 the session number; octet 1: 7 bits of sequence, bit 0 the end */
};

struct ussd_profile {
	const char *name;
	enum ussd_identity identity;
	uint8_t begins;      /* ussd_service_op of a dialog's first deliver_sm */
	uint8_t asks;        /* ours: a screen that expects an answer */
	uint8_t answers;     /* theirs */
	uint8_t ends;        /* ours: the last screen */
	int16_t aborts;      /* theirs; -1: the network tells nothing */
	bool end_bit;        /* bit 0 of its_session_info closes the dialog, in both directions */
	const char *service_type;  /* of our submit_sm; NULL: echo what came */
	uint8_t data_coding_ucs2;  /* 8 on most, 0x48 where the network wants the CBS value */
	uint8_t data_coding_gsm7;  /* 0 or 0x0f */
	enum charset default_charset; /* of data_coding 0 and 0x0f on input */
	enum charset encoding;     /* of our screens: CHARSET_UCS2, or CHARSET_GSM7 on a network that takes nothing else */
	uint16_t budget;           /* of a screen: octets of UCS-2, septets of GSM 7-bit */
	uint32_t answer_ms;        /* how long the network waits for a subscriber's answer */
	uint32_t session_ms;       /* how long a dialog lives in all */
};

/* How much of this alphabet a screen of the network takes: the profile's own budget, or as much of the other one as its octets hold (160 octets are
 * 80 characters of UCS-2, or 182 septets when packed). */
uint16_t ussd_budget(const struct ussd_profile *profile, enum charset charset);

const struct ussd_profile *ussd_profile_find(const char *name); /* NULL when unknown */
size_t ussd_profiles(const struct ussd_profile **rows);

#endif
