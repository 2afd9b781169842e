/* Whole files, and what only looks like one. */
#include "base/slurp.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/kopuro-slurp-XXXXXX";

static const char *at(const char *name)
{
	static char path[96];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void make(const char *name, size_t len)
{
	FILE *out = fopen(at(name), "w");
	assert_non_null(out);
	for (size_t i = 0; i < len; i++)
		putc('a', out);
	assert_int_equal(fclose(out), 0);
}

static void make_socket(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	strcpy(address.sun_path, at(name));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
}

static int make_all(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	make("empty", 0);
	make("long", 100000);
	make("longest", SLURP_MAX);
	make("longer", SLURP_MAX + 70000);
	make_socket("socket");
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(mkdir(at("folder"), 0700), 0);
	assert_int_equal(symlink("round", at("round")), 0);
	return 0;
}

static int drop_all(void **state)
{
	static const char *const names[] = { "empty", "long", "longest", "longer", "socket", "fifo", "folder", "round", "" };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(remove(at(names[i])), 0);
	return 0;
}

static void a_file_is_read_whole(void **state)
{
	static const struct { const char *name; size_t len; } files[] = { { "empty", 0 }, { "long", 100000 }, { "longest", SLURP_MAX } };
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		size_t len = 1;
		char *text = slurp(at(files[i].name), &len);
		assert_non_null(text);
		assert_int_equal(len, files[i].len);
		assert_int_equal(strlen(text), len);
		free(text);
		FILE *in = slurp_stream(at(files[i].name));
		assert_non_null(in);
		fclose(in);
		assert_true(slurp_is_file(at(files[i].name)));
	}
}

/* A FIFO that nobody writes to would be waited for, and a device may have no end. */
static void what_is_no_file_is_refused_at_once(void **state)
{
	static const struct { const char *path; int fault; const char *why; } rows[] = {
		{ "fifo", ENXIO, "it is no file but a pipe, a socket or a device" },
		{ "socket", ENXIO, "it is no file but a pipe, a socket or a device" },
		{ "/dev/zero", ENXIO, "it is no file but a pipe, a socket or a device" },
		{ "folder", EISDIR, "it is a folder, not a file" },
		{ "none", ENOENT, "there is no such file or folder" },
		{ "empty/file", ENOTDIR, "there is no such file or folder" },
		{ "round", ELOOP, "its links lead round in a circle" },
		{ "longer", EFBIG, "it is longer than 4 MiB" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *path = rows[i].path[0] == '/' ? rows[i].path : at(rows[i].path);
		size_t len;
		errno = 0;
		assert_null(slurp(path, &len));
		assert_int_equal(errno, rows[i].fault);
		assert_string_equal(slurp_why(errno), rows[i].why);
		errno = 0;
		assert_null(slurp_stream(path));
		assert_int_equal(errno, rows[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_file_is_read_whole), cmocka_unit_test(what_is_no_file_is_refused_at_once) };
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_all, drop_all);
}
