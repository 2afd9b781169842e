/* How a network speaks USSD over SMPP, as data: a YAML file a profile (docs/profiles.md), read by profile_load.c. Nothing else asks for a
 * profile's name.
 *
 *	struct ussd_profiles *all = ussd_profiles_load("profiles", &complaints);
 *	const struct ussd_profile *profile = ussd_profile_find(all, "standard");
 *
 * Times: a network waits 20 to 60 s for an answer and keeps a dialog for 60 to 180 s. Where a file names none it is the longest of both:
 * who gives up before the network does throws away the answer of someone who is still typing. */
#ifndef KOPURO_USSD_PROFILE_H
#define KOPURO_USSD_PROFILE_H

#include "base/complaint.h"
#include "smpp/pdu.h"
#include "text/charset.h"

#include <stdbool.h>
#include <stdint.h>

enum { /* ussd_service_op, TLV 0x0501 (PROTOCOL): what a profile has that names no others */
	USSD_PSSR_INDICATION = 1,
	USSD_USSR_REQUEST = 2,
	USSD_USSN_REQUEST = 3,
	USSD_PSSR_RESPONSE = 17, /* 11h; 17h is a mistake that is made */
	USSD_USSR_CONFIRM = 18,
	USSD_USSN_CONFIRM = 19,
	USSD_ABORT_INDICATION = 129,
	USSD_NO_OP = -1,
};

enum ussd_event_kind {
	USSD_NONE,   /* not USSD: no ussd_service_op, or a receipt: a matter of SMS */
	USSD_BEGIN,  /* a dialled code: `code` is "*500#", `text` what was dialled */
	USSD_ANSWER, /* what the subscriber typed */
	USSD_ABORT,  /* the network or the subscriber ended it */
	USSD_NOTICED, /* a notice of ours was seen */
};

enum ussd_place { USSD_IN_NOTHING, USSD_IN_TLV, USSD_IN_SERVICE_TYPE };

enum ussd_form { /* a pair of functions each in identity.c */
	USSD_FORM_SEQUENCE, /* octet 0 the session number; octet 1: 7 bits of sequence, bit 0 the end */
	USSD_FORM_UPPER_15, /* 15 bits that are echoed, bit 0 the end */
	USSD_FORM_OPAQUE,   /* echoed as it came */
	USSD_FORM_CHANGING, /* the same, but each message has another: only the number and the code tell whose dialog it is */
};

enum ussd_code_place { USSD_CODE_EITHER, USSD_CODE_TEXT, USSD_CODE_DESTINATION };

#define USSD_SESSION_MAX 8
#define USSD_ECHO_TAGS 4

struct ussd_profile {
	char name[32];       /* the file's, without .yaml */
	struct {
		enum ussd_place in;
		enum ussd_form form;
		uint16_t tag;    /* USSD_IN_TLV */
		uint8_t width;   /* octets: of those that we begin; theirs may be of 1 to USSD_SESSION_MAX when opaque */
		bool end_theirs, end_ours; /* bit 0 closes the dialog when they, when we set it */
	} session;
	enum ussd_code_place code;
	uint8_t kinds[256];  /* enum ussd_event_kind by their ussd_service_op */
	int16_t begins, answers, aborts, noticed; /* theirs: the first of each list, which the simulator sends; USSD_NO_OP: none */
	int16_t asks, ends, our_abort, notice, question, closes; /* ours; only our_abort may be USSD_NO_OP */
	uint32_t carrier;    /* of ours: SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_DATA_SM */
	char service_type[6]; /* of ours; "": echo what came */
	uint8_t data_coding_ucs2, data_coding_gsm7; /* of ours: 8 on most, 0x48 where the network wants the CBS value; 0 or 0x0f */
	uint8_t charsets[256]; /* enum charset by their data_coding; [0] is the network's default for SMS too */
	enum charset encoding; /* of our screens: CHARSET_UCS2, or CHARSET_GSM7 on a network that takes nothing else */
	uint8_t octets;      /* of a USSD string */
	uint16_t budget;     /* of a screen in `encoding`: ussd_budget() */
	uint32_t answer_ms;  /* how long the network waits for a subscriber's answer */
	uint32_t session_ms; /* how long a dialog lives in all */
	uint16_t echo[USSD_ECHO_TAGS]; /* tags of TLVs that go back as they came */
	size_t echo_count;
};

/* What a screen may have: octets of UCS-2, or septets, eight of which are packed into seven octets. */
uint16_t ussd_budget(uint8_t octets, enum charset encoding);

struct ussd_profiles;

/* Every *.yaml of the directory. A file with a fault is left out, after its complaints; NULL, after one, when there is no directory that
 * can be read. */
struct ussd_profiles *ussd_profiles_load(const char *directory, struct complaints *complaints);
void ussd_profiles_free(struct ussd_profiles *all); /* NULL is allowed */
const struct ussd_profile *ussd_profile_find(const struct ussd_profiles *all, const char *name); /* NULL: none, or with a fault */
/* By name's order; NULL behind the last. */
const struct ussd_profile *ussd_profile_at(const struct ussd_profiles *all, size_t index);
/* As above, but who asks is told: an error at that place, with the nearest name or all names; none when the file has faults of its own. */
const struct ussd_profile *ussd_profile_named(const struct ussd_profiles *all, const char *name, const char *file, int line, int column,
	struct complaints *complaints);

#endif
