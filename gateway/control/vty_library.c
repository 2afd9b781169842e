#include "control/vty_library.h"

#include "control/setting.h"

#include <osmocom/core/talloc.h>
#include <osmocom/vty/buffer.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>

#define CANDIDATES 64

/* What could stand at a place: literal words, and whether a free word or a number could as well. */
struct candidates {
	const char *words[CANDIDATES];
	size_t count;
	bool free;         /* WORD, .TEXT */
	const char *range; /* "<0-7>", NULL when none */
	bool line_end;
};

struct vty *vty_library_open(void)
{
	struct vty *vty = vty_new();
	if (!vty)
		return NULL;
	/* As vty_read_config_filep() does: what the library prints must not go to descriptor 0. */
	vty->type = VTY_FILE;
	vty->fd = fileno(stderr);
	vty_library_top(vty);
	return vty;
}

void vty_library_close(struct vty *vty)
{
	buffer_reset(vty->obuf);
	vty_close(vty);
}

void vty_library_top(struct vty *vty)
{
	vty->node = CONFIG_NODE;
	vty->index = NULL;
}

bool vty_library_is_top(const struct vty *vty)
{
	return vty->node == CONFIG_NODE;
}

static void candidates_add(struct candidates *c, const char *word)
{
	if (strcmp(word, "<cr>") == 0)
		c->line_end = true;
	else if (CMD_RANGE(word))
		c->range = word;
	else if (CMD_VARIABLE(word) || CMD_VARARG(word))
		c->free = true;
	else if (c->count < CANDIDATES)
		c->words[c->count++] = word;
}

/* What the library would take behind the first `known` words. An optional word comes with its brackets, and stands for the end as well. */
static void candidates_at(struct vty *vty, const struct config_line *line, size_t known, struct candidates *out)
{
	int status = CMD_SUCCESS;
	vector words = vector_init(VECTOR_MIN_SIZE);
	*out = (struct candidates){ 0 };
	for (size_t i = 0; i < known; i++)
		vector_set_index(words, (unsigned)i, (void *)line->words[i]);
	vector_set_index(words, (unsigned)known, NULL);
	vector found = cmd_describe_command(words, vty, &status);
	vector_free(words);
	if (status != CMD_SUCCESS || !found)
		return;
	for (unsigned i = 0; i < vector_active(found); i++) {
		const struct desc *desc = vector_slot(found, i);
		if (desc)
			candidates_add(out, desc->cmd);
	}
	vector_free(found);
}

static bool candidates_have(const struct candidates *c, const char *word)
{
	if (c->free || (c->range && vty_cmd_range_match(c->range, word)))
		return true;
	for (size_t i = 0; i < c->count; i++) {
		size_t len = strlen(word);
		if (strcmp(c->words[i], word) == 0)
			return true;
		if (CMD_OPTION(c->words[i]) && strncmp(c->words[i] + 1, word, len) == 0 && c->words[i][len + 1] == ']')
			return true;
	}
	return false;
}

static void candidates_list(const struct candidates *c, char *out, size_t capacity)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < c->count && used < capacity; i++)
		used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", c->words[i]);
	if (c->range && used < capacity)
		used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", c->range);
	if (c->line_end && used < capacity)
		snprintf(out + used, capacity - used, "%s", used ? ", or nothing" : "nothing more");
}

/* At the top the settings of this program stand among the library's words. */
static void candidates_add_settings(struct candidates *c)
{
	const struct setting *rows;
	size_t count = settings(&rows);
	candidates_add(c, "smsc");
	for (size_t i = 0; i < count; i++) {
		if (rows[i].place == SETTING_TOP)
			candidates_add(c, rows[i].word);
	}
}

static void complain_of_word(const struct candidates *c, const struct config_line *line, size_t word, const char *path, int number,
	struct complaints *complaints)
{
	char list[160];
	const char *nearest = complaint_nearest(line->words[word], c->words, c->count);
	candidates_list(c, list, sizeof(list));
	if (nearest)
		complaints_add(complaints, SEVERITY_ERROR, path, number, line->columns[word], "unknown word '%s'; did you mean '%s'?",
			line->words[word], nearest);
	else if (word > 0)
		complaints_add(complaints, SEVERITY_ERROR, path, number, line->columns[word], "'%s' is not right here; right is: %s",
			line->words[word], list);
	else
		complaints_add(complaints, SEVERITY_ERROR, path, number, line->columns[word],
			"unknown word '%s'; kopuro.cfg(5) tells which there are", line->words[word]);
}

/* The line did not match: the first word that could not stand there, or the end that came too early. */
static void complain_of_line(struct vty *vty, const struct config_line *line, const char *path, int number, struct complaints *complaints)
{
	struct candidates c;
	char list[160];
	for (size_t i = 0; i < line->count; i++) {
		candidates_at(vty, line, i, &c);
		if (i == 0 && vty->node == CONFIG_NODE)
			candidates_add_settings(&c);
		if (!candidates_have(&c, line->words[i])) {
			complain_of_word(&c, line, i, path, number, complaints);
			return;
		}
	}
	candidates_at(vty, line, line->count, &c);
	candidates_list(&c, list, sizeof(list));
	complaints_add(complaints, SEVERITY_ERROR, path, number, line->end_column, "something is missing behind '%s'; right is: %s",
		line->words[line->count - 1], list[0] ? list : "a word");
}

/* The command was understood and failed: its own words are the best there are. */
static void complain_of_failure(struct vty *vty, const struct config_line *line, const char *path, int number, struct complaints *complaints)
{
	char *said = buffer_getstr(vty->obuf);
	const char *at = said ? said : "";
	at += strspn(at, "% ");
	complaints_add(complaints, SEVERITY_ERROR, path, number, line->columns[0], "'%s' failed: %.*s", line->words[0],
		(int)strcspn(at, "\r\n"), *at ? at : "the library gives no reason");
	talloc_free(said);
}

/* `log stderr` alone would set O_NONBLOCK on a terminal that others share, and register a descriptor that libosmocore 1.7.0 forgets to
 * take back when it is switched again. Log lines are few and short: they may wait for the terminal. */
static bool is_log_stderr(const struct config_line *line)
{
	return line->count == 2 && strcmp(line->words[0], "log") == 0 && strcmp(line->words[1], "stderr") == 0;
}

bool vty_library_run(struct vty *vty, const struct config_line *line, const char *path, int number, struct complaints *complaints)
{
	if (vty->node == VTY_NODE && strcmp(line->words[0], "bind") == 0) {
		complaints_add(complaints, SEVERITY_ERROR, path, number, line->columns[0],
			"the console's address is not set here; 'vty 127.0.0.1 4262' at the left does it");
		return false;
	}
	vector words = vector_init(VECTOR_MIN_SIZE);
	for (size_t i = 0; i < line->count; i++)
		vector_set_index(words, (unsigned)i, (void *)line->words[i]);
	if (is_log_stderr(line))
		vector_set_index(words, 2, (void *)"blocking-io");
	int result = cmd_execute_command_strict(words, vty, NULL);
	vector_free(words);
	bool good = result == CMD_SUCCESS || result == CMD_ERR_NOTHING_TODO;
	if (result == CMD_WARNING)
		complain_of_failure(vty, line, path, number, complaints);
	else if (!good)
		complain_of_line(vty, line, path, number, complaints);
	buffer_reset(vty->obuf);
	return good;
}

const char *vty_library_block_of(struct vty *vty, const char *word)
{
	static const struct { int node; const char *header; } blocks[] = { { CFG_LOG_NODE, "log stderr" }, { VTY_NODE, "line vty" } };
	const struct config_line line = { .words = { word }, .count = 1 };
	int node = vty->node;
	const char *header = NULL;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]) && !header; i++) {
		struct candidates c;
		vty->node = blocks[i].node;
		candidates_at(vty, &line, 0, &c);
		for (size_t w = 0; w < c.count; w++) {
			if (strcmp(c.words[w], word) == 0)
				header = blocks[i].header;
		}
	}
	vty->node = node;
	return header;
}
