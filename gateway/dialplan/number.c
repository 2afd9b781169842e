/* A number is tried against the forms below in their order; the first that fits has it. What decides is length: `996` begins every
 * foreign call to Kyrgyzstan, and the numbers of one of its networks too, so that 996123456 is national and 996996123456 is not. */
#include "dialplan/number.h"

#include <stdbool.h>
#include <string.h>

enum claim { /* what the type of number says of itself */
	CLAIM_NONE,          /* not a phone number */
	CLAIM_ANY,           /* nothing that can be built on */
	CLAIM_INTERNATIONAL,
	CLAIM_NATIONAL,
	CLAIM_PLUS,          /* written so: international beyond doubt */
};

static const enum claim claims[] = { /* by TON */
	[0] = CLAIM_ANY,
	[1] = CLAIM_INTERNATIONAL,
	[2] = CLAIM_NATIONAL,
	[3] = CLAIM_ANY,  /* "network specific" stands on ordinary numbers too */
	[4] = CLAIM_ANY,  /* "subscriber number" */
	[5] = CLAIM_NONE, /* a name */
	[6] = CLAIM_NONE, /* a short number */
};

/* E.164, "national", and not told. The others are data lines, subscribers' identities (E.212 looks like a number), private or internet. */
static bool npi_is_phone(uint8_t npi)
{
	return npi == 0 || npi == 1 || npi == 8;
}

static bool is_e164(const char *digits, size_t len)
{
	return digits[0] != '0' && len >= NUMBER_E164_MIN && len <= NUMBER_E164_MAX;
}

static bool begins_with(const char *digits, const char *prefix)
{
	return strncmp(digits, prefix, strlen(prefix)) == 0;
}

/* What a form makes of the digits: the digits to keep, and whether the calling code comes before them. NULL: it is not this form. */
struct form {
	const char *(*rest)(const struct number_plan *plan, enum claim claim, const char *digits);
	bool national;
};

static const char *after_international(const struct number_plan *plan, enum claim claim, const char *digits)
{
	(void)claim;
	for (size_t i = 0; i < plan->international_count; i++) {
		const char *prefix = plan->international[i], *rest = digits + strlen(prefix);
		if (begins_with(digits, prefix) && is_e164(rest, strlen(rest)))
			return rest;
	}
	return NULL;
}

static const char *own_international(const struct number_plan *plan, enum claim claim, const char *digits)
{
	(void)claim;
	bool fits = begins_with(digits, plan->calling_code) && strlen(digits) == strlen(plan->calling_code) + plan->national_digits;
	return fits ? digits : NULL;
}

/* A number of this network's own mobile ranges, with the trunk prefix or without, though the type of number says "international". */
static const char *own_mobile(const struct number_plan *plan, enum claim claim, const char *digits)
{
	size_t trunk = strlen(plan->trunk);
	const char *national = trunk > 0 && begins_with(digits, plan->trunk) && strlen(digits) == trunk + plan->national_digits ? digits + trunk : digits;
	bool fits = claim == CLAIM_INTERNATIONAL && plan->is_mobile && strlen(national) == plan->national_digits;
	return fits && plan->is_mobile(plan->context, national) ? national : NULL;
}

/* Believed when it is claimed; no number of the world begins with 0, so a claim before such a one is a mistake. */
static const char *claimed_international(const struct number_plan *plan, enum claim claim, const char *digits)
{
	(void)plan;
	return (claim == CLAIM_INTERNATIONAL || claim == CLAIM_PLUS) && is_e164(digits, strlen(digits)) ? digits : NULL;
}

static const char *after_trunk(const struct number_plan *plan, enum claim claim, const char *digits)
{
	(void)claim;
	size_t trunk = strlen(plan->trunk);
	bool fits = trunk > 0 && begins_with(digits, plan->trunk) && strlen(digits) == trunk + plan->national_digits;
	return fits && digits[trunk] != '0' ? digits + trunk : NULL;
}

static const char *bare_national(const struct number_plan *plan, enum claim claim, const char *digits)
{
	(void)claim;
	return strlen(digits) == plan->national_digits && digits[0] != '0' ? digits : NULL;
}

/* Too long for a number of this country, and nothing says that it is one. */
static const char *bare_foreign(const struct number_plan *plan, enum claim claim, const char *digits)
{
	size_t len = strlen(digits);
	return claim == CLAIM_ANY && len > plan->national_digits && is_e164(digits, len) ? digits : NULL;
}

static const struct form forms[] = {
	{ after_international, false },
	{ own_international, false },
	{ own_mobile, true },
	{ claimed_international, false },
	{ after_trunk, true },
	{ bare_national, true },
	{ bare_foreign, false },
};

/* Without what people put between digits; false when anything else is left, or too much. */
static bool bare(const char *in, char *out, size_t capacity)
{
	size_t len = 0;
	for (; *in; in++) {
		bool digit = *in >= '0' && *in <= '9';
		if (!digit && strchr(" -.()", *in))
			continue;
		if (!digit || len + 1 == capacity)
			return false;
		out[len++] = *in;
	}
	out[len] = '\0';
	return len > 0;
}

enum error number_read(const struct number_plan *plan, uint8_t ton, uint8_t npi, const char *digits, char out[NUMBER_E164_MAX + 1])
{
	char number[32];
	digits += strspn(digits, " ");
	bool plus = digits[0] == '+';
	enum claim claim = ton < sizeof(claims) / sizeof(claims[0]) ? claims[ton] : CLAIM_NONE;
	if (plus)
		claim = CLAIM_PLUS;
	out[0] = '\0';
	if (claim == CLAIM_NONE || !npi_is_phone(npi) || !bare(digits + plus, number, sizeof(number)))
		return ERR_BAD;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *rest = forms[i].rest(plan, claim, number);
		size_t before = forms[i].national ? strlen(plan->calling_code) : 0;
		if (!rest || before + strlen(rest) > NUMBER_E164_MAX)
			continue;
		memcpy(out, plan->calling_code, before);
		memcpy(out + before, rest, strlen(rest) + 1);
		return ERR_NONE;
	}
	return ERR_BAD;
}
