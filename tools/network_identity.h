/* A dialog's identity from the network's side: what a network of this profile puts into each message, and whether what the gateway sends
 * back names the same dialog. Written apart from gateway/ussd, so that the one is tried against the other. */
#ifndef KOPURO_TOOLS_NETWORK_IDENTITY_H
#define KOPURO_TOOLS_NETWORK_IDENTITY_H

#include "ussd/profile.h"

struct network_identity {
	uint32_t number;       /* of the dialog; of the message, where it changes */
	uint8_t sequence;
	uint8_t sent[USSD_SESSION_MAX]; /* the newest that went out */
	char service_type[6];
};

void network_identity_begin(const struct ussd_profile *profile, struct network_identity *id, uint32_t number);
/* Of a dialog that the gateway began with this message. False: it names none, where this network wants one. */
bool network_identity_adopt(const struct ussd_profile *profile, struct network_identity *id, const struct smpp_pdu *pdu);
/* For the next message: sets its service_type, adds its TLVs. `end`: the dialog is over with it. */
void network_identity_put(const struct ussd_profile *profile, struct network_identity *id, uint32_t number, bool end, struct smpp_pdu *pdu,
	struct writer *tlvs);
/* NULL when what came is of this dialog; else what is wrong with it. */
const char *network_identity_wrong(const struct ussd_profile *profile, const struct network_identity *id, const struct smpp_pdu *pdu, bool last);

#endif
