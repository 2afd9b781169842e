#include "text/gsm7.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <osmocom/gsm/gsm_utils.h>

static struct bytes view(const uint8_t *at, size_t len)
{
	return (struct bytes){ .at = at, .len = len };
}

/* What libosmogsm cannot tell: it reads Latin-1, so it has no Greek and no euro, and it has no place or another for these of Latin-1. */
static const struct { uint32_t code; uint8_t count, septets[2]; } by_the_standard[] = {
	{ 0x394, 1, { 0x10 } }, { 0x3a6, 1, { 0x12 } }, { 0x393, 1, { 0x13 } }, { 0x39b, 1, { 0x14 } }, { 0x3a9, 1, { 0x15 } },
	{ 0x3a0, 1, { 0x16 } }, { 0x3a8, 1, { 0x17 } }, { 0x3a3, 1, { 0x18 } }, { 0x398, 1, { 0x19 } }, { 0x39e, 1, { 0x1a } },
	{ 0xa4, 1, { 0x24 } }, { 0xa7, 1, { 0x5f } }, { 0xbf, 1, { 0x60 } }, { '\f', 2, { 0x1b, 0x0a } }, { 0x20ac, 2, { 0x1b, 0x65 } },
};
#define BY_THE_STANDARD (sizeof(by_the_standard) / sizeof(by_the_standard[0]))

static bool is_by_the_standard(uint32_t code)
{
	for (size_t i = 0; i < BY_THE_STANDARD; i++) {
		if (by_the_standard[i].code == code)
			return true;
	}
	return false;
}

static void alphabet_agrees_with_libosmogsm(void **state)
{
	(void)state;
	unsigned agreed = 0;
	for (unsigned code = 1; code <= 0xff; code++) {
		const char latin1[2] = { (char)code };
		uint8_t theirs[8] = { 0 }, ours[2];
		size_t our_count = gsm7_put(ours, code);
		if (our_count == 0 || is_by_the_standard(code))
			continue;
		assert_int_equal(gsm_septet_encode(theirs, latin1), our_count);
		assert_memory_equal(theirs, ours, our_count);
		agreed++;
	}
	for (size_t i = 0; i < BY_THE_STANDARD; i++) {
		uint8_t ours[2];
		assert_int_equal(gsm7_put(ours, by_the_standard[i].code), by_the_standard[i].count);
		assert_memory_equal(ours, by_the_standard[i].septets, by_the_standard[i].count);
	}
	assert_int_equal(agreed + BY_THE_STANDARD, 127 + 10);
}

static void every_septet_reads_back(void **state)
{
	(void)state;
	for (uint8_t septet = 0; septet < 128; septet++) {
		uint8_t again[2];
		size_t size;
		if (septet == 0x1b)
			continue;
		uint32_t code = gsm7_next(&septet, 1, &size);
		assert_int_equal(size, 1);
		assert_int_equal(gsm7_put(again, code), 1);
		assert_int_equal(again[0], septet);
		assert_int_equal(gsm7_width(code), 1);
	}
}

static void extension_costs_two_septets(void **state)
{
	(void)state;
	static const char signs[] = "^{}\\[~]|€\f";
	static const uint8_t septets[] = {
		0x1b, 0x14, 0x1b, 0x28, 0x1b, 0x29, 0x1b, 0x2f, 0x1b, 0x3c, 0x1b, 0x3d, 0x1b, 0x3e, 0x1b, 0x40, 0x1b, 0x65, 0x1b, 0x0a,
	};
	uint8_t out[32];
	char text[32];
	size_t written;
	assert_int_equal(gsm7_count(signs, strlen(signs)), sizeof(septets));
	assert_int_equal(gsm7_encode(signs, strlen(signs), out, sizeof(out), &written), ERR_NONE);
	assert_int_equal(written, sizeof(septets));
	assert_memory_equal(out, septets, sizeof(septets));
	assert_int_equal(gsm7_decode(view(septets, sizeof(septets)), text, sizeof(text), &written), ERR_NONE);
	assert_string_equal(text, signs);
}

static void no_code_point_has_two_places(void **state)
{
	(void)state;
	unsigned known = 0;
	for (uint32_t code = 0; code <= 0xffff; code++) {
		uint8_t septets[2];
		size_t size, count = gsm7_put(septets, code);
		if (count == 0)
			continue;
		assert_int_equal(gsm7_next(septets, count, &size), code);
		assert_int_equal(size, count);
		known++;
	}
	assert_int_equal(known, 127 + 10);
	assert_int_equal(gsm7_width(UTF8_BAD), 0);
	assert_int_equal(gsm7_width(0x1b), 0);
}

static void assert_decodes(const char *septets, const char *expected)
{
	char text[32];
	size_t written;
	assert_int_equal(gsm7_decode(bytes_of(septets), text, sizeof(text), &written), ERR_NONE);
	assert_string_equal(text, expected);
	assert_int_equal(written, strlen(expected));
}

static void unknown_escapes_read_as_the_standard_says(void **state)
{
	(void)state;
	assert_decodes("\x1b" "A", " A");
	assert_decodes("a\x1b", "a ");
	assert_decodes("\x1b\x1b" "A", " A");
	assert_decodes("\x1b\x65" "5", "€5");
}

static void encode_and_decode_keep_their_bounds(void **state)
{
	(void)state;
	uint8_t septets[4];
	char text[8];
	size_t written;
	assert_int_equal(gsm7_encode("ab{", 3, septets, 3, &written), ERR_FULL);
	assert_int_equal(written, 2); /* no half of an escape */
	assert_int_equal(gsm7_encode("көпүрө", strlen("көпүрө"), septets, 4, &written), ERR_BAD);
	assert_int_equal(gsm7_encode("\xff", 1, septets, 4, &written), ERR_BAD);
	assert_int_equal(gsm7_count("ң", 2), SIZE_MAX);
	assert_int_equal(gsm7_encode("", 0, septets, 0, &written), ERR_NONE);
	assert_int_equal(gsm7_decode(bytes_of("a\x1b\x65"), text, 4, &written), ERR_FULL); /* 1 + 3 octets and a NUL */
	assert_string_equal(text, "a");
	assert_int_equal(gsm7_decode(bytes_of("a\x1b\x65"), text, 5, &written), ERR_NONE);
	assert_int_equal(gsm7_decode(bytes_of("a\x80"), text, sizeof(text), &written), ERR_BAD);
}

/* 23.038, 6.1.2.3.1, by number of septets: with and without a CR at the end. */
static void spare_bits_of_ussd_hold_cr(void **state)
{
	(void)state;
	for (size_t count = 1; count <= 182; count++) {
		for (int ends_with_cr = 0; ends_with_cr <= 1; ends_with_cr++) {
			uint8_t septets[182], packed[161], again[184];
			size_t octets, written;
			memset(septets, 'x', sizeof(septets));
			if (ends_with_cr)
				septets[count - 1] = '\r';
			assert_int_equal(gsm7_pack(view(septets, count), true, packed, sizeof(packed), &octets), ERR_NONE);
			bool extra = ends_with_cr && count % 8 == 0;
			assert_int_equal(octets, ((count + extra) * 7 + 7) / 8);
			if (count % 8 == 7)
				assert_int_equal(packed[octets - 1] >> 1, '\r');
			if (extra)
				assert_int_equal(packed[octets - 1], '\r');
			assert_int_equal(gsm7_unpack(view(packed, octets), true, again, sizeof(again), &written), ERR_NONE);
			assert_int_equal(written, count + extra); /* CR CR means the same as CR */
			assert_memory_equal(again, septets, count);
			if (extra)
				assert_int_equal(again[count], '\r');
		}
	}
}

static void spare_bits_of_sms_are_zero(void **state)
{
	(void)state;
	uint8_t packed[8], septets[16];
	size_t written;
	assert_int_equal(gsm7_pack(bytes_of("1234567"), false, packed, sizeof(packed), &written), ERR_NONE);
	assert_int_equal(written, 7);
	assert_int_equal(packed[6] >> 1, 0);
	assert_int_equal(gsm7_unpack(view(packed, 7), false, septets, sizeof(septets), &written), ERR_NONE);
	assert_int_equal(written, 8); /* the eighth reads as '@' */
	assert_int_equal(gsm7_unpack(view(packed, 7), false, septets, 7, &written), ERR_FULL);
	assert_int_equal(gsm7_pack(bytes_of("12345678"), false, packed, 6, &written), ERR_FULL);
}

static void a_known_packing(void **state)
{
	(void)state;
	static const uint8_t hello[] = { 0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37 }; /* "hellohello" */
	static const uint8_t dialled[] = { 0xaa, 0x1a, 0x0c, 0x36, 0x02 }; /* *500# */
	uint8_t packed[16];
	size_t written;
	assert_int_equal(gsm7_pack(bytes_of("hellohello"), false, packed, sizeof(packed), &written), ERR_NONE);
	assert_int_equal(written, sizeof(hello));
	assert_memory_equal(packed, hello, sizeof(hello));
	assert_int_equal(gsm7_pack(bytes_of("*500#"), true, packed, sizeof(packed), &written), ERR_NONE);
	assert_int_equal(written, sizeof(dialled));
	assert_memory_equal(packed, dialled, sizeof(dialled));
}

static void packing_agrees_with_libosmogsm(void **state)
{
	(void)state;
	static const char text[] = "The quick brown fox {jumps} over the lazy dog, 0123456789 times; then it dials *500# and waits. Salam! "
		"The quick brown fox jumps over the lazy dogs, again.";
	for (size_t len = 1; len <= 140; len++) {
		char part[160] = { 0 };
		uint8_t septets[200], ours[200], theirs[200] = { 0 };
		size_t count, octets;
		int their_octets;
		memcpy(part, text, len);
		assert_int_equal(gsm7_encode(part, len, septets, sizeof(septets), &count), ERR_NONE);
		assert_int_equal(gsm7_pack(view(septets, count), false, ours, sizeof(ours), &octets), ERR_NONE);
		assert_int_equal(gsm_7bit_encode_n(theirs, sizeof(theirs), part, &their_octets), count);
		assert_int_equal(their_octets, octets);
		assert_memory_equal(theirs, ours, octets);
		assert_int_equal(gsm7_pack(view(septets, count), true, ours, sizeof(ours), &octets), ERR_NONE);
		memset(theirs, 0, sizeof(theirs));
		gsm_7bit_encode_n_ussd(theirs, sizeof(theirs), part, &their_octets);
		assert_int_equal(their_octets, octets);
		assert_memory_equal(theirs, ours, octets);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(alphabet_agrees_with_libosmogsm),
		cmocka_unit_test(every_septet_reads_back),
		cmocka_unit_test(extension_costs_two_septets),
		cmocka_unit_test(no_code_point_has_two_places),
		cmocka_unit_test(unknown_escapes_read_as_the_standard_says),
		cmocka_unit_test(encode_and_decode_keep_their_bounds),
		cmocka_unit_test(spare_bits_of_ussd_hold_cr),
		cmocka_unit_test(spare_bits_of_sms_are_zero),
		cmocka_unit_test(a_known_packing),
		cmocka_unit_test(packing_agrees_with_libosmogsm),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
