/* One profile from its file (profile_load.c), for the table of profile.c. */
#ifndef KOPURO_USSD_PROFILE_LOAD_H
#define KOPURO_USSD_PROFILE_LOAD_H

#include "ussd/profile.h"

/* Fills all but the name. False after errors were added: every one that the file has, each with its place. */
bool ussd_profile_load(const char *path, struct ussd_profile *out, struct complaints *complaints);

#endif
