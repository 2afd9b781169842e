#include "ussd/profile.h"

#include <string.h>

static const struct ussd_profile profiles[] = {
	{
		.name = "standard",
		.identity = USSD_BY_SESSION_INFO,
		.begins = USSD_PSSR_INDICATION,
		.asks = USSD_USSR_REQUEST,
		.answers = USSD_USSR_CONFIRM,
		.ends = USSD_PSSR_RESPONSE,
		.aborts = USSD_ABORT_INDICATION,
		.end_bit = true,
		.data_coding_ucs2 = 0x08,
		.data_coding_gsm7 = 0x00,
		.default_charset = CHARSET_GSM7,
		.encoding = CHARSET_UCS2,
		.budget = 160,
		.answer_ms = 60000,
		.session_ms = 180000,
	},
	{
		.name = "plain",
		.identity = USSD_BY_NUMBER,
		.begins = USSD_PSSR_INDICATION,
		.asks = USSD_USSR_REQUEST,
		.answers = USSD_USSR_CONFIRM,
		.ends = USSD_PSSR_RESPONSE,
		.aborts = -1,
		.data_coding_ucs2 = 0x08,
		.data_coding_gsm7 = 0x00,
		.default_charset = CHARSET_GSM7,
		.encoding = CHARSET_UCS2,
		.budget = 160,
		.answer_ms = 60000,
		.session_ms = 180000,
	},
};

uint16_t ussd_budget(const struct ussd_profile *profile, enum charset charset)
{
	if (profile->encoding == charset)
		return profile->budget;
	return (uint16_t)(charset == CHARSET_GSM7 ? profile->budget * 8 / 7 : (profile->budget * 7 + 7) / 8);
}

const struct ussd_profile *ussd_profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	}
	return NULL;
}

size_t ussd_profiles(const struct ussd_profile **rows)
{
	*rows = profiles;
	return sizeof(profiles) / sizeof(profiles[0]);
}
