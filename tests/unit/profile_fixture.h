/* The shipped profiles, for tests. */
#ifndef KOPURO_TESTS_PROFILE_FIXTURE_H
#define KOPURO_TESTS_PROFILE_FIXTURE_H

#include "ussd/profile.h"

/* From profiles/; asserts that it is there. Lives as long as the test program. */
const struct ussd_profile *profile_shipped(const char *name);

#endif
