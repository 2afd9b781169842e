#include "profile_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

const struct ussd_profile *profile_shipped(const char *name)
{
	static struct ussd_profiles *all;
	if (!all) {
		struct complaints complaints;
		complaints_init(&complaints);
		all = ussd_profiles_load("profiles", &complaints);
		complaints_print(&complaints, stderr);
		assert_int_equal(complaints.count, 0);
		complaints_fini(&complaints);
	}
	const struct ussd_profile *found = ussd_profile_find(all, name);
	assert_non_null(found);
	return found;
}
