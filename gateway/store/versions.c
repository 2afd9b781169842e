#include "store/versions.h"

#include "store/statement.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAKEN_NAME "menus-taken" /* in the table meta */

void version_digest(struct bytes files, uint8_t digest[VERSION_DIGEST])
{
	crypto_generichash(digest, VERSION_DIGEST, files.at, files.len, NULL, 0);
}

/* Columns 0 to 4. */
static void version_read(struct query *q, struct version *v)
{
	*v = (struct version){.number = query_int(q, 0), .at_ms = query_int(q, 2), .screens = query_int(q, 3)};
	query_text(q, 1, v->author, sizeof v->author);
	struct bytes digest = query_blob(q, 4);
	if (digest.len == VERSION_DIGEST)
		memcpy(v->digest, digest.at, VERSION_DIGEST);
}

static enum error version_of_digest(struct store *s, const uint8_t digest[VERSION_DIGEST], struct version *out)
{
	struct query q = query_start(s, SQL_VERSION_OF_DIGEST);
	query_bind_blob(&q, digest, VERSION_DIGEST);
	bool found = query_row(&q);
	if (found)
		version_read(&q, out);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error versions_add(struct store *s, struct version *v, struct bytes files)
{
	uint8_t digest[VERSION_DIGEST];
	version_digest(files, digest);
	memcpy(v->digest, digest, sizeof digest);
	enum error error = version_of_digest(s, digest, v);
	if (error != ERR_NOT_FOUND)
		return error;
	error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_VERSION_ADD);
	query_bind_text(&q, v->author);
	query_bind_int(&q, v->at_ms);
	query_bind_int(&q, v->screens);
	query_bind_blob(&q, v->digest, VERSION_DIGEST);
	query_bind_blob(&q, files.at, files.len);
	if (query_row(&q))
		v->number = query_int(&q, 0);
	return query_end(&q);
}

enum error versions_get(struct store *s, int64_t number, struct version *out)
{
	struct query q = query_start(s, SQL_VERSION_GET);
	query_bind_int(&q, number);
	bool found = query_row(&q);
	if (found)
		version_read(&q, out);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

static enum error files_copy(struct query *q, uint8_t **files, size_t *len)
{
	uint8_t digest[VERSION_DIGEST];
	struct bytes kept = query_blob(q, 1), own = query_blob(q, 0);
	version_digest(own, digest);
	if (!bytes_equal(kept, (struct bytes){digest, sizeof digest}))
		return ERR_CORRUPT;
	*files = malloc(own.len + 1);
	*len = own.len;
	if (!*files)
		return ERR_NOMEM;
	if (own.len > 0)
		memcpy(*files, own.at, own.len);
	return ERR_NONE;
}

enum error versions_files(struct store *s, int64_t number, uint8_t **files, size_t *len)
{
	*files = NULL;
	struct query q = query_start(s, SQL_VERSION_FILES);
	query_bind_int(&q, number);
	enum error wrong = query_row(&q) ? files_copy(&q, files, len) : ERR_NOT_FOUND;
	enum error error = query_end(&q);
	if (error) {
		free(*files);
		*files = NULL;
	}
	return error ? error : wrong;
}

enum error versions_list(struct store *s, int64_t before, struct version *out, size_t most, size_t *count)
{
	struct query q = query_start(s, SQL_VERSION_EACH);
	query_bind_int(&q, before);
	query_bind_int(&q, (int64_t)most);
	for (*count = 0; *count < most && query_row(&q); ++*count)
		version_read(&q, &out[*count]);
	return query_end(&q);
}

enum error versions_live(struct store *s, struct version_live *out)
{
	struct query q = query_start(s, SQL_VERSION_LIVE);
	bool found = query_row(&q);
	*out = (struct version_live){.number = query_int(&q, 0), .since_ms = query_int(&q, 2)};
	if (found)
		query_text(&q, 1, out->who, sizeof out->who);
	enum error error = query_end(&q);
	return error || found ? error : ERR_NOT_FOUND;
}

enum error versions_go_live(struct store *s, const struct version_live *to)
{
	struct version_live now;
	enum error error = versions_live(s, &now);
	if (error == ERR_NONE && now.number == to->number)
		return ERR_NONE;
	if (error == ERR_NONE || error == ERR_NOT_FOUND)
		error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_VERSION_GO_LIVE);
	query_bind_int(&q, to->number);
	query_bind_text(&q, to->who);
	query_bind_int(&q, to->since_ms);
	return query_run(&q);
}

bool versions_taken(struct store *s, const uint8_t digest[VERSION_DIGEST])
{
	struct query q = query_start(s, SQL_META_GET);
	query_bind_text(&q, TAKEN_NAME);
	bool same = query_row(&q) && bytes_equal(query_blob(&q, 0), (struct bytes){digest, VERSION_DIGEST});
	return query_end(&q) == ERR_NONE && same;
}

enum error versions_take(struct store *s, const uint8_t digest[VERSION_DIGEST])
{
	if (versions_taken(s, digest))
		return ERR_NONE;
	enum error error = store_begin(s);
	if (error)
		return error;
	struct query q = query_start(s, SQL_META_SET);
	query_bind_text(&q, TAKEN_NAME);
	query_bind_blob(&q, digest, VERSION_DIGEST);
	return query_run(&q);
}
