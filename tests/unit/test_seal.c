#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/seal.h"

static const uint8_t key_a[SEAL_KEY_OCTETS] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", key_b[SEAL_KEY_OCTETS] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

static void test_what_is_sealed_opens_again(void **state)
{
	(void)state;
	struct sealer s;
	sealer_from(&s, key_a);
	uint8_t box[100], again[100], other[100];
	size_t len, opened;
	assert_int_equal(seal(&s, bytes_of("Өмүрбек"), box, sizeof box, &len), ERR_NONE);
	assert_int_equal(len, strlen("Өмүрбек") + SEAL_OVERHEAD);
	assert_int_equal(unseal(&s, (struct bytes){ box, len }, again, sizeof again, &opened), ERR_NONE);
	assert_int_equal(opened, strlen("Өмүрбек"));
	assert_memory_equal(again, "Өмүрбек", opened);

	assert_int_equal(seal(&s, bytes_of("Өмүрбек"), other, sizeof other, &len), ERR_NONE);
	assert_memory_not_equal(box, other, len);
}

static void test_empty_and_too_little_room(void **state)
{
	(void)state;
	struct sealer s;
	sealer_from(&s, key_a);
	uint8_t box[SEAL_OVERHEAD + 3], out[3];
	size_t len;
	assert_int_equal(seal(&s, bytes_of(""), box, SEAL_OVERHEAD, &len), ERR_NONE);
	assert_int_equal(unseal(&s, (struct bytes){ box, len }, out, 0, &len), ERR_NONE);
	assert_int_equal(len, 0);
	assert_int_equal(seal(&s, bytes_of("abcd"), box, sizeof box, &len), ERR_FULL);
	assert_int_equal(seal(&s, bytes_of(""), box, SEAL_OVERHEAD - 1, &len), ERR_FULL);
	assert_int_equal(seal(&s, bytes_of("abc"), box, sizeof box, &len), ERR_NONE);
	assert_int_equal(unseal(&s, (struct bytes){ box, len }, out, 2, &len), ERR_FULL);
}

static void test_a_changed_octet_or_another_key_opens_nothing(void **state)
{
	(void)state;
	struct sealer a, b;
	sealer_from(&a, key_a);
	sealer_from(&b, key_b);
	uint8_t box[SEAL_OVERHEAD + 5], out[5];
	size_t len, opened;
	assert_int_equal(seal(&a, bytes_of("words"), box, sizeof box, &len), ERR_NONE);
	assert_int_equal(unseal(&b, (struct bytes){ box, len }, out, sizeof out, &opened), ERR_CORRUPT);
	for (size_t i = 0; i < len; i++) {
		box[i] ^= 1;
		assert_int_equal(unseal(&a, (struct bytes){ box, len }, out, sizeof out, &opened), ERR_CORRUPT);
		box[i] ^= 1;
		assert_int_equal(unseal(&a, (struct bytes){ box, i }, out, sizeof out, &opened), ERR_CORRUPT);
	}
}

static void test_hashes_are_keyed_and_bound(void **state)
{
	(void)state;
	struct sealer a, b;
	sealer_from(&a, key_a);
	sealer_from(&b, key_b);
	uint8_t one[SEAL_HASH_OCTETS], two[SEAL_HASH_OCTETS];
	seal_number_hash(&a, "996555123456", one);
	seal_number_hash(&a, "+996555123456", two);
	assert_memory_equal(one, two, sizeof one);
	seal_number_hash(&b, "996555123456", two);
	assert_memory_not_equal(one, two, sizeof one);

	seal_pin_hash(&a, "48271930", "1234", one);
	seal_pin_hash(&a, "48271931", "1234", two);
	assert_memory_not_equal(one, two, sizeof one);
	seal_pin_hash(&a, "4827193", "01234", two);
	assert_memory_not_equal(one, two, sizeof one);
}

static void file_write(const char *path, const char *content, size_t len, mode_t mode)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, len, file), len);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_the_key_file(void **state)
{
	(void)state;
	char directory[] = "/tmp/kopuro-seal-XXXXXX", path[64];
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/key", directory);
	struct sealer s, again;
	const char *why = NULL;
	assert_int_equal(sealer_open(&s, path, false, &why), ERR_IO);
	assert_non_null(why);

	assert_int_equal(sealer_open(&s, path, true, &why), ERR_NONE);
	struct stat about;
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(about.st_size, SEAL_KEY_OCTETS);
	assert_int_equal(sealer_open(&again, path, true, &why), ERR_NONE);
	assert_memory_equal(&s, &again, sizeof s);

	chmod(path, 0640);
	assert_int_equal(sealer_open(&s, path, true, &why), ERR_DENIED);
	file_write(path, "0123456789", 10, 0600);
	assert_int_equal(sealer_open(&s, path, true, &why), ERR_CORRUPT);
	file_write(path, "0123456789abcdef0123456789abcdef\n", 33, 0600);
	assert_int_equal(sealer_open(&s, path, true, &why), ERR_CORRUPT);
	unlink(path);
	rmdir(directory);
	assert_int_equal(sealer_open(&s, path, true, &why), ERR_IO);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_sealed_opens_again),
		cmocka_unit_test(test_empty_and_too_little_room),
		cmocka_unit_test(test_a_changed_octet_or_another_key_opens_nothing),
		cmocka_unit_test(test_hashes_are_keyed_and_bound),
		cmocka_unit_test(test_the_key_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
