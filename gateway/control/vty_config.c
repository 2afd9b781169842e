/* The file has a top level, and blocks one step deeper, each begun by a line of the top level: `smsc NAME`, or one of the library's
 * (`log stderr`, `line vty`). A line without indentation ends a block. The first line of a block sets the block's indentation. Behind a line
 * that could not be understood, indented lines are passed over: they would only repeat the one fault. */
#include "control/vty_config.h"

#include "control/config_line.h"
#include "control/setting.h"
#include "control/vty_library.h"
#include "control/vty_root.h"
#include "control/working_directory.h"

#include "base/slurp.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 64

enum block { BLOCK_NONE, BLOCK_NETWORK, BLOCK_LIBRARY, BLOCK_SKIPPED };

struct reading {
	struct config *config;
	struct complaints *complaints;
	struct vty *vty;
	struct config_line line;
	int number; /* of the line, from 1 */

	enum block block;
	char indent[CONFIG_LINE_MAX + 1]; /* of the block's lines; "" until its first line */
	int indent_number;                /* the line that set it */
	struct config_network *network;   /* of BLOCK_NETWORK; `spare` when the network cannot be kept */
	struct config_network spare;

	int top_lines[SETTINGS_MAX], network_lines[SETTINGS_MAX]; /* where a setting stood last, by its row; 0: not yet */
};

#define COMPLAIN(r, column, ...) complaints_add((r)->complaints, SEVERITY_ERROR, (r)->config->path, (r)->number, column, __VA_ARGS__)

static void block_begin(struct reading *r, enum block block)
{
	r->block = block;
	r->indent[0] = '\0';
}

void config_network_check(const struct config_network *n, const char *path, struct complaints *complaints)
{
	if (n->host_count == 0)
		complaints_add(complaints, SEVERITY_ERROR, path, n->line, 1, "smsc %s has no host; add ' host 127.0.0.1'", n->name);
	if (!n->system_id[0])
		complaints_add(complaints, SEVERITY_ERROR, path, n->line, 1, "smsc %s has no system-id; add ' system-id kopuro'", n->name);
}

/* Told at its first line, when its block is over. */
static void network_end(struct reading *r)
{
	if (r->block == BLOCK_NETWORK)
		config_network_check(r->network, r->config->path, r->complaints);
}

static struct config_network *network_new(struct reading *r, const char *name)
{
	struct config *config = r->config;
	for (size_t i = 0; i < config->network_count; i++) {
		if (strcmp(config->networks[i].name, name) == 0) {
			COMPLAIN(r, r->line.columns[1], "smsc %s stands twice, also in line %d; give this one another name", name, config->networks[i].line);
			return &r->spare;
		}
	}
	if (config->network_count == CONFIG_NETWORKS) {
		COMPLAIN(r, r->line.columns[0], "too many networks; %d are the most", CONFIG_NETWORKS);
		return &r->spare;
	}
	return &config->networks[config->network_count++];
}

static void read_network(struct reading *r)
{
	const struct config_line *line = &r->line;
	block_begin(r, BLOCK_SKIPPED);
	if (line->count != 2) {
		COMPLAIN(r, line->count < 2 ? line->end_column : line->columns[2], "one name belongs to a network; 'smsc sim' would be right");
		return;
	}
	if (!setting_name_valid(line->words[1])) {
		COMPLAIN(r, line->columns[1], "'%.64s' is no name; up to 31 letters, digits, '.', '_' and '-' are right", line->words[1]);
		return;
	}
	block_begin(r, BLOCK_NETWORK);
	r->network = network_new(r, line->words[1]);
	config_network_init(r->network);
	memcpy(r->network->name, line->words[1], strlen(line->words[1]) + 1);
	r->network->line = r->number;
	memset(r->network_lines, 0, sizeof(r->network_lines));
}

static void read_setting(struct reading *r, const struct setting *setting, void *target, bool no)
{
	const struct setting *rows;
	size_t row = (size_t)(setting - (settings(&rows), rows)), first = no ? 2 : 1, bad;
	int *seen = setting->place == SETTING_TOP ? &r->top_lines[row] : &r->network_lines[row];
	const struct config_line *line = &r->line;
	char why[SETTING_WHY_MAX];
	assert(row < SETTINGS_MAX);
	if (*seen && setting->kind != SETTING_LIST) {
		COMPLAIN(r, line->columns[0], "'%s' stands twice, also in line %d; keep one of them", setting->word, *seen);
		return;
	}
	*seen = r->number;
	if (!setting_apply(setting, target, no, line->words + first, line->count - first, &bad, why)) {
		COMPLAIN(r, first + bad < line->count ? line->columns[first + bad] : line->end_column, "%s", why);
		return;
	}
	if (setting->at_offset)
		*(struct config_place *)((char *)target + setting->at_offset) = (struct config_place){ r->number, line->columns[first] };
}

/* In a file `no` belongs to flags only; elsewhere the library may know it. */
static const struct setting *setting_of_line(const struct config_line *line, enum setting_place place, bool *no)
{
	*no = line->count > 1 && strcmp(line->words[0], "no") == 0;
	const struct setting *setting = setting_find(place, line->words[*no ? 1 : 0]);
	return setting && *no && setting->kind != SETTING_FLAG ? NULL : setting;
}

static void complain_of_network_word(struct reading *r)
{
	const struct setting *rows;
	const char *words[SETTINGS_MAX], *word = r->line.words[0];
	size_t count = settings(&rows), used = 0;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].place == SETTING_NETWORK)
			words[used++] = rows[i].word;
	}
	const char *nearest = complaint_nearest(word, words, used);
	if (nearest)
		COMPLAIN(r, r->line.columns[0], "unknown word '%s'; did you mean '%s'?", word, nearest);
	else if (strcmp(word, "smsc") == 0 || setting_find(SETTING_TOP, word))
		COMPLAIN(r, r->line.columns[0], "'%s' does not belong to a network; begin the line at the left", word);
	else
		COMPLAIN(r, r->line.columns[0], "a network has no '%s'; kopuro.cfg(5) tells what it has", word);
}

static void read_in_network(struct reading *r)
{
	bool no;
	const struct setting *setting = setting_of_line(&r->line, SETTING_NETWORK, &no);
	if (setting)
		read_setting(r, setting, r->network, no);
	else
		complain_of_network_word(r);
}

static void read_library(struct reading *r)
{
	const char *header = vty_library_block_of(r->vty, r->line.words[0]);
	if (header && vty_library_is_top(r->vty)) {
		COMPLAIN(r, r->line.columns[0], "'%s' belongs to '%s'; put it under that line, with a space before it", r->line.words[0], header);
		block_begin(r, BLOCK_SKIPPED);
		return;
	}
	bool good = vty_library_run(r->vty, &r->line, r->config->path, r->number, r->complaints);
	if (vty_library_is_top(r->vty))
		block_begin(r, good ? BLOCK_NONE : BLOCK_SKIPPED);
	else if (r->block != BLOCK_LIBRARY)
		block_begin(r, BLOCK_LIBRARY);
}

static void read_top(struct reading *r)
{
	bool no;
	const struct setting *setting = setting_of_line(&r->line, SETTING_TOP, &no);
	network_end(r);
	vty_library_top(r->vty);
	block_begin(r, BLOCK_NONE);
	if (setting)
		read_setting(r, setting, r->config, no);
	else if (strcmp(r->line.words[0], "smsc") == 0)
		read_network(r);
	else if (setting_of_line(&r->line, SETTING_NETWORK, &no))
		COMPLAIN(r, r->line.columns[0], "'%s' belongs to an smsc; put it under its 'smsc NAME', with a space before it", r->line.words[no ? 1 : 0]);
	else
		read_library(r);
}

static void read_indented(struct reading *r, const char *text)
{
	if (r->block == BLOCK_SKIPPED)
		return;
	if (r->block == BLOCK_NONE) {
		COMPLAIN(r, r->line.columns[0], "'%s' is indented, but the line above begins no block; begin it at the left", r->line.words[0]);
		return;
	}
	if (!r->indent[0]) {
		memcpy(r->indent, text, r->line.indent);
		r->indent[r->line.indent] = '\0';
		r->indent_number = r->number;
	} else if (strlen(r->indent) != r->line.indent || memcmp(r->indent, text, r->line.indent) != 0) {
		COMPLAIN(r, r->line.columns[0], "indented otherwise than line %d of the same block; use the same white space before both", r->indent_number);
		return;
	}
	if (r->block == BLOCK_NETWORK)
		read_in_network(r);
	else
		read_library(r);
}

static void read_line(struct reading *r, const char *text, size_t len)
{
	switch (config_line_split(&r->line, text, len)) {
	case CONFIG_LINE_LONG:
		COMPLAIN(r, CONFIG_LINE_MAX + 1, "the line is too long; %d octets are the most", CONFIG_LINE_MAX);
		return;
	case CONFIG_LINE_NUL:
		COMPLAIN(r, 1, "a NUL character in the line; is this the right file? It should be plain text");
		return;
	case CONFIG_LINE_CROWDED:
		COMPLAIN(r, r->line.columns[CONFIG_LINE_WORDS - 1], "too many words in one line; %d are the most", CONFIG_LINE_WORDS);
		return;
	case CONFIG_LINE_GOOD:
		break;
	}
	if (r->line.count == 0)
		return;
	if (r->line.indent > 0)
		read_indented(r, text);
	else
		read_top(r);
}

/* False with errno set. */
static bool read_lines(struct reading *r, FILE *in)
{
	char *text = NULL;
	size_t capacity = 0;
	ssize_t len;
	errno = 0;
	while ((len = getline(&text, &capacity, in)) >= 0) {
		r->number++;
		/* The byte order mark that some editors put first is not a word. */
		size_t mark = r->number == 1 && len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
		read_line(r, text + mark, (size_t)len - mark);
	}
	int fault = ferror(in) ? errno : 0;
	free(text);
	network_end(r);
	errno = fault;
	return fault == 0;
}

static bool is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

/* What people wrote, and the tokens that open it, do not cross a network in clear. */
static void refuse_open_http(const struct config *c, struct complaints *complaints)
{
	if (c->http_port == 0 || is_loopback(c->http_host) || c->http_cert[0] || c->http_behind_proxy)
		return;
	complaints_add(complaints, SEVERITY_ERROR, c->path, c->http_at.line, c->http_at.column, "other machines would reach %s without TLS; "
		"add 'http-tls CERTIFICATE KEY', or 'http-behind-proxy' when a proxy before it speaks TLS, or say 'http 127.0.0.1 %u'",
		c->http_host, c->http_port);
}

static void warn_of_open_console(const struct config *c, struct complaints *complaints)
{
	if (is_loopback(c->vty_host))
		return;
	complaints_add(complaints, SEVERITY_WARNING, c->path, c->vty_at.line, c->vty_at.column,
		"whoever reaches %s commands this gateway without a password; 'vty 127.0.0.1 %u' would keep it on this machine", c->vty_host, c->vty_port);
}

enum error config_read(struct config *config, const char *path, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	config_init(config);
	if (strlen(path) >= sizeof(config->path)) {
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "the path is too long; %zu octets are the most", sizeof(config->path) - 1);
		return ERR_IO;
	}
	memcpy(config->path, path, strlen(path) + 1);
	if (!vty_root_start())
		return ERR_NOMEM;
	FILE *in = slurp_stream(path);
	struct reading *r = calloc(1, sizeof(*r));
	struct vty *vty = vty_library_open();
	enum error error = ERR_NONE;
	if (!in) {
		complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "cannot be read: %s; name the configuration with -c FILE", slurp_why(errno));
		error = ERR_IO;
	} else if (!r || !vty) {
		error = ERR_NOMEM;
	} else {
		*r = (struct reading){ .config = config, .complaints = complaints, .vty = vty };
		if (!working_directory_enter(config, in, complaints)) {
			error = ERR_IO;
		} else if (!read_lines(r, in)) {
			complaints_add(complaints, SEVERITY_ERROR, path, 0, 0, "cannot be read: %s; name the configuration with -c FILE", slurp_why(errno));
			error = ERR_IO;
		}
		if (config->network_count == 0)
			complaints_add(complaints, SEVERITY_WARNING, path, 0, 0, "no network is configured, so nobody can call; add 'smsc NAME'");
		warn_of_open_console(config, complaints);
		refuse_open_http(config, complaints);
	}
	if (vty)
		vty_library_close(vty);
	free(r);
	if (in)
		fclose(in);
	return error ? error : complaints->errors > errors_before ? ERR_BAD : ERR_NONE;
}
