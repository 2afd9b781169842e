/* Where a dialog's identity stands, and in what form: the seven conventions of PROTOCOL as one place and one form of the profile. Pure. */
#ifndef KOPURO_USSD_IDENTITY_H
#define KOPURO_USSD_IDENTITY_H

#include "ussd/dialog.h"

enum identity {
	IDENTITY_NONE,  /* none came, or it stands in service_type */
	IDENTITY_TAKEN,
	IDENTITY_ENDS,  /* its end bit is set: the dialog is over, if this is not its begin, and its begin had it not */
	IDENTITY_WIDE,  /* of another width than the profile's form can have: it tells nothing; up to USSD_SESSION_MAX octets are echoed as they came */
};
/* Takes the session out of what came. */
enum identity identity_read(const struct ussd_profile *profile, const struct smpp_pdu *pdu, struct ussd_dialog *dialog);
/* Writes it for our next message; moves dialog->sequence on. Nothing, when none came. */
void identity_write(const struct ussd_profile *profile, struct ussd_dialog *dialog, bool last, struct smpp_pdu *out, struct writer *tlvs);
/* What was written last was not taken: the next message has its place in the sequence. */
void identity_back(const struct ussd_profile *profile, struct ussd_dialog *dialog);
bool identity_same(const struct ussd_profile *profile, const struct ussd_dialog *kept, const struct ussd_dialog *came);
/* Of a dialog that we begin. The number may be any: the profile's width of it is used. */
void identity_begin(const struct ussd_profile *profile, uint32_t number, struct ussd_dialog *dialog);

#endif
