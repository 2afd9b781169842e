/* The files of a set, from a folder and from octets that were kept. */
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

#include "menu/source.h"
#include "menu_fixture.h"

static void spew(const char *directory, const char *name, const char *text)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void drop(const char *directory, const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	assert_int_equal(remove(path), 0);
}

static void a_folder_packed_and_unpacked_is_the_same(void **state)
{
	(void)state;
	char directory[] = "/tmp/menu-source-XXXXXX", below[64];
	struct complaints complaints;
	struct menu_source folder, kept;
	size_t len, again;
	complaints_init(&complaints);
	assert_non_null(mkdtemp(directory));
	snprintf(below, sizeof below, "%s/data", directory);
	assert_int_equal(mkdir(below, 0700), 0);
	spew(directory, "home.yaml", "entry: home\n");
	spew(directory, "README", "not of the menus");
	spew(directory, ".hidden.yaml", "nor this");
	spew(below, "empty.yaml", "");
	assert_true(menu_source_folder(&folder, directory, &complaints));
	assert_int_equal(folder.count, 2);
	assert_string_equal(folder.files[0].path, "data/empty.yaml");
	assert_string_equal(folder.files[1].path, "home.yaml");

	uint8_t *pack = menu_source_pack(&folder, &len);
	assert_true(menu_source_unpack(&kept, "version 3", (struct bytes){pack, len}));
	assert_string_equal(kept.name, "version 3");
	assert_int_equal(kept.count, 2);
	assert_string_equal(kept.files[1].text, "entry: home\n");
	uint8_t *other = menu_source_pack(&kept, &again);
	assert_int_equal(again, len);
	assert_memory_equal(pack, other, len);

	for (size_t cut = 0; cut < len; cut++) {
		struct menu_source damaged;
		assert_false(menu_source_unpack(&damaged, "version 3", (struct bytes){pack, cut}));
		menu_source_fini(&damaged);
	}
	free(pack);
	free(other);
	menu_source_fini(&folder);
	menu_source_fini(&kept);
	drop(below, "empty.yaml");
	drop(directory, "data");
	drop(directory, "home.yaml");
	drop(directory, "README");
	drop(directory, ".hidden.yaml");
	rmdir(directory);
	complaints_fini(&complaints);
}

static void paths_stay_in_their_folder(void **state)
{
	(void)state;
	static char *const wrong[] = {"/etc/x.yaml", "../x.yaml", "a/../../x.yaml", "a//x.yaml", "", "a/", "./x.yaml"};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct menu_source_file file = {wrong[i], "", 0};
		struct menu_source out, s = {"x", &file, 1, 1};
		size_t len;
		uint8_t *pack = menu_source_pack(&s, &len);
		assert_false(menu_source_unpack(&out, "x", (struct bytes){pack, len}));
		menu_source_fini(&out);
		free(pack);
	}
}

static void complaints_name_the_source_and_the_file(void **state)
{
	(void)state;
	struct menu_source_file file = {"data/home.yaml", "entry: home\nentry: house\n", 25};
	struct menu_source s = {"version 3", &file, 1, 1};
	struct complaints complaints;
	complaints_init(&complaints);
	assert_null(menu_load_source(&s, &fixture_contract, fixture_formats, FIXTURE_FORMATS, FIXTURE_TODAY, &complaints));
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].file, "version 3/data/home.yaml");
	assert_int_equal(complaints.list[0].line, 2);
	complaints_fini(&complaints);
}

static void an_empty_folder_is_told(void **state)
{
	(void)state;
	char directory[] = "/tmp/menu-source-XXXXXX";
	struct complaints complaints;
	struct menu_source s;
	complaints_init(&complaints);
	assert_non_null(mkdtemp(directory));
	assert_false(menu_source_folder(&s, directory, &complaints));
	assert_string_equal(complaints.list[0].text, "there is no *.yaml file");
	menu_source_fini(&s);
	rmdir(directory);
	complaints_fini(&complaints);
}

/* Each is told, and nothing is waited for: a FIFO has no writer here. */
static void what_is_no_file_is_told(void **state)
{
	(void)state;
	char directory[] = "/tmp/menu-source-XXXXXX", path[64], round[64];
	struct complaints complaints;
	struct menu_source s;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/pipe.yaml", directory);
	snprintf(round, sizeof round, "%s/round", directory);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(symlink(".", round), 0);
	spew(directory, "home.yaml", "entry: home\n");
	complaints_init(&complaints);
	assert_false(menu_source_folder(&s, directory, &complaints));
	assert_int_equal(complaints.count, 2);
	assert_string_equal(complaints.list[0].file + strlen(directory), "/pipe.yaml");
	assert_string_equal(complaints.list[0].text, "cannot be read: it is no file but a pipe, a socket or a device");
	assert_string_equal(complaints.list[1].file, round);
	assert_non_null(strstr(complaints.list[1].text, "would never end"));
	assert_int_equal(s.count, 1);
	menu_source_fini(&s);
	complaints_fini(&complaints);
	drop(directory, "pipe.yaml");
	drop(directory, "round");
	drop(directory, "home.yaml");
	assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_file_is_told),
		cmocka_unit_test(a_folder_packed_and_unpacked_is_the_same),
		cmocka_unit_test(paths_stay_in_their_folder),
		cmocka_unit_test(complaints_name_the_source_and_the_file),
		cmocka_unit_test(an_empty_folder_is_told),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
