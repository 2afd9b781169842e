#include "menu/source.h"

#include "base/slurp.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define DEPTH_MAX 8 /* folders in folders */
#define PATH_ROOM 4096

/* `path` is copied, `text` taken over. */
static bool file_add(struct menu_source *s, const char *path, char *text, size_t len)
{
	if (s->count == s->capacity) {
		size_t capacity = s->capacity ? 2 * s->capacity : 32;
		struct menu_source_file *files = reallocarray(s->files, capacity, sizeof *files);
		if (files) {
			s->files = files;
			s->capacity = capacity;
		}
	}
	char *copy = s->count < s->capacity ? strdup(path) : NULL;
	if (copy)
		s->files[s->count++] = (struct menu_source_file){copy, text, len};
	else
		free(text);
	return copy != NULL;
}

static bool is_menu_file(const char *name)
{
	size_t len = strlen(name);
	return len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

/* Called like a menu file but for its end: somebody takes it for one. */
static void warn_of_misnamed(const char *path, const char *name, struct complaints *complaints)
{
	static const char *const ends[] = { ".yml", ".yaml", ".yaml.txt", ".yml.txt" };
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t end = strlen(ends[i]);
		if (len <= end || strcasecmp(name + len - end, ends[i]) != 0)
			continue;
		complaints_add(complaints, SEVERITY_WARNING, path, 0, 0, "this file is passed over; if it is a menu file, call it '%.*s.yaml' [file]",
			(int)(len - end), name);
		return;
	}
}

static int shown_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* `path`: the whole of it; `below`: where in it the part begins that is below the source. */
static void read_file(struct menu_source *s, const char *path, size_t below, struct complaints *complaints)
{
	size_t len = 0;
	char *text = slurp(path, &len);
	if (!text)
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "cannot be read: %s", complaints_word(complaints, slurp_why(errno)));
	else if (!file_add(s, path + below, text, len))
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "out of memory");
}

/* So that what is found comes in one order, whatever the file system's is. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* A folder that is being read, and the one that it lies in. */
struct folder { const struct folder *above; dev_t device; ino_t inode; unsigned depth; };

static bool is_above(const struct folder *one, const struct stat *about)
{
	for (; one; one = one->above)
		if (one->device == about->st_dev && one->inode == about->st_ino)
			return true;
	return false;
}

static void read_folder(struct menu_source *s, const char *path, size_t below, const struct folder *above, struct complaints *complaints)
{
	struct dirent **entries;
	struct stat about = { 0 };
	bool there = stat(path, &about) == 0;
	struct folder this = { above, about.st_dev, about.st_ino, above ? above->depth + 1 : 0 };
	if (there && is_above(above, &about)) {
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "this folder is a link to one that it lies in, so that reading it would never end; take the link out");
		return;
	}
	int count = this.depth < DEPTH_MAX ? scandir(path, &entries, shown_name, by_name) : (errno = ELOOP, -1);
	if (count < 0 && this.depth == DEPTH_MAX)
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "folders lie in folders more than %d deep; put this one further up", DEPTH_MAX);
	else if (count < 0)
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "this folder cannot be read: %s", complaints_word(complaints, slurp_why(errno)));
	for (int i = 0; i < count; i++) {
		char entry[PATH_ROOM];
		int len = snprintf(entry, sizeof entry, "%s/%s", path, entries[i]->d_name);
		if (len >= (int)sizeof entry)
			complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "the path to '%s' is too long; give its folders shorter names", entries[i]->d_name);
		else if (stat(entry, &about) == 0 && S_ISDIR(about.st_mode))
			read_folder(s, entry, below, &this, complaints);
		else if (is_menu_file(entries[i]->d_name))
			read_file(s, entry, below, complaints);
		else
			warn_of_misnamed(entry, entries[i]->d_name, complaints);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* Octet by octet: a locale's order would differ from one machine to another. */
static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct menu_source_file *)a)->path, ((const struct menu_source_file *)b)->path);
}

bool menu_source_folder(struct menu_source *s, const char *directory, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	*s = (struct menu_source){.name = strdup(directory)};
	if (s->name)
		read_folder(s, directory, strlen(directory) + 1, NULL, complaints);
	else
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, "out of memory");
	if (s->count > 1)
		qsort(s->files, s->count, sizeof *s->files, by_path);
	if (s->count == 0 && complaints->errors == errors_before)
		complaints_add(complaints, SEVERITY_ERROR, directory, 0, 0, "there is no *.yaml file");
	return complaints->errors == errors_before;
}

bool menu_source_add(struct menu_source *s, const char *directory, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	read_folder(s, directory, strlen(directory) + 1, NULL, complaints);
	qsort(s->files, s->count, sizeof *s->files, by_path);
	return complaints->errors == errors_before;
}

void menu_source_fini(struct menu_source *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->files[i].path);
		free(s->files[i].text);
	}
	free(s->files);
	free(s->name);
	*s = (struct menu_source){0};
}

/*	count  4
 *	and for each file:  octets of the path 4, octets of the text 4, path, text */
uint8_t *menu_source_pack(const struct menu_source *s, size_t *len)
{
	*len = 4;
	for (size_t i = 0; i < s->count; i++)
		*len += 8 + strlen(s->files[i].path) + s->files[i].len;
	uint8_t *pack = malloc(*len);
	if (!pack)
		return NULL;
	struct writer w = writer_over(pack, *len);
	writer_u32(&w, (uint32_t)s->count);
	for (size_t i = 0; i < s->count; i++) {
		const struct menu_source_file *f = &s->files[i];
		writer_u32(&w, (uint32_t)strlen(f->path));
		writer_u32(&w, (uint32_t)f->len);
		writer_put(&w, bytes_of(f->path));
		writer_put(&w, (struct bytes){(const uint8_t *)f->text, f->len});
	}
	assert(!w.failed && writer_len(&w) == *len);
	return pack;
}

/* Relative, and with no part that is "..", "." or nothing: whoever writes it out stays in the folder. */
static bool path_is_below(const char *path)
{
	for (;;) {
		size_t part = strcspn(path, "/");
		if (part == 0 || path[0] == '.')
			return false;
		if (!path[part])
			return true;
		path += part + 1;
	}
}

static bool file_unpack(struct menu_source *s, struct reader *r)
{
	char path[PATH_ROOM];
	uint32_t path_len = reader_u32(r), text_len = reader_u32(r);
	struct bytes name = reader_take(r, path_len), text = reader_take(r, text_len);
	if (r->failed || !bytes_to_string(name, path, sizeof path) || strlen(path) != name.len || !path_is_below(path))
		return false;
	char *copy = malloc(text.len + 1);
	if (!copy)
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return file_add(s, path, copy, text.len);
}

bool menu_source_unpack(struct menu_source *s, const char *name, struct bytes pack)
{
	struct reader r = reader_over(pack);
	uint32_t count = reader_u32(&r);
	bool good = !r.failed;
	*s = (struct menu_source){.name = strdup(name)};
	for (uint32_t i = 0; good && i < count; i++)
		good = file_unpack(s, &r);
	return good && s->name && reader_left(&r) == 0;
}
