#include "check_report.h"

#include "frame.h"
#include "source_line.h"

#include "text/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const format_names[CHECK_FORMATS] = { [CHECK_TEXT] = "text", [CHECK_JSON] = "json", [CHECK_SARIF] = "sarif" };

enum check_format check_format_named(const char *name)
{
	size_t i = 0;
	while (i < CHECK_FORMATS && strcmp(format_names[i], name) != 0)
		i++;
	return (enum check_format)i;
}

static const char *severity_name(const struct complaint *one)
{
	return one->severity == SEVERITY_ERROR ? "error" : "warning";
}

/* JSON is UTF-8, and the name of a file need not be: what is none becomes U+FFFD. */
static json_t *json_name(const char *text)
{
	json_t *whole = json_string(text);
	char *out = whole ? NULL : malloc(3 * strlen(text) + 1), *at = out;
	size_t size;
	for (; out && *text; text += size) {
		uint32_t code = utf8_next(text, strlen(text), &size);
		at += utf8_put(at, code == UTF8_BAD ? 0xfffd : code);
	}
	if (out)
		whole = json_stringn(out, (size_t)(at - out));
	free(out);
	return whole;
}

/* A complaint's text is `what is wrong; what would be right [rule]`; only what is wrong must be there. */
struct parts { size_t message, remedy_at, remedy, rule_at, rule; };

static struct parts parts_of(const char *text)
{
	size_t len = strlen(text);
	struct parts p = { .message = len };
	const char *rule = complaint_rule(text, &p.rule);
	if (rule) {
		p.rule_at = (size_t)(rule - text);
		p.message = p.rule_at - 2;
	}
	const char *remedy = NULL;
	for (const char *at = text; (at = strstr(at, "; ")) != NULL && at < text + p.message; at += 2)
		remedy = at;
	if (remedy) {
		p.remedy_at = (size_t)(remedy - text) + 2;
		p.remedy = p.message - p.remedy_at;
		p.message = (size_t)(remedy - text);
	}
	return p;
}

static json_t *rule_of(const struct complaint *one, const struct parts *p)
{
	return p->rule ? json_stringn(one->text + p->rule_at, p->rule) : json_string(one->severity == SEVERITY_ERROR ? "menu" : "menu-warning");
}

static unsigned percent(size_t part, size_t of)
{
	return of ? (unsigned)(100 * part / of) : 100;
}

static void print_finding(const struct complaint *one, enum wording_language language, struct source_lines *lines, FILE *out)
{
	complaint_print(one, language, out);
	if (one->line > 0)
		source_lines_print(lines, out, one->file, one->line, one->column);
	if (one->page)
		frame_over(out, one->page, language);
}

static void print_figures(const struct check_report *r, FILE *out)
{
	const struct menu_figures *m = r->menus;
	const char *directory = r->path->directory;
	for (size_t i = 0; i < r->lint->language_count; i++) {
		const struct lint_coverage *language = &r->lint->languages[i];
		fprintf(out, "%s: %s ", directory, language->code);
		fprintf(out, complaints_word(r->complaints, "%u %% (%zu of %zu texts)"), percent(language->present, r->lint->texts),
			language->present, r->lint->texts);
		putc('\n', out);
	}
	if (m) {
		fprintf(out, "%s: ", directory);
		fprintf(out, complaints_word(r->complaints, "%zu screens, %zu pages, %zu facts, %zu files whose Kyrgyz nobody has reviewed"), m->screens,
			m->pages, m->facts, m->unreviewed_files);
		putc('\n', out);
	}
	if (r->dialogs > 0) {
		fprintf(out, "%s: ", directory);
		fprintf(out, complaints_word(r->complaints, "transcripts: %zu"), r->dialogs);
		putc('\n', out);
	}
}

/* Told of whole files, and the same for a long time. */
static bool is_standing(const struct complaint *one)
{
	struct parts p = parts_of(one->text);
	return p.rule == strlen("unreviewed") && strncmp(one->text + p.rule_at, "unreviewed", p.rule) == 0;
}

/* What is new must not drown: standing remarks come first, so that the rest is beside the sums at the end of a terminal. */
static void print_findings(const struct complaints *c, FILE *out)
{
	struct source_lines lines = { 0 };
	for (int standing = 1; standing >= 0; standing--)
		for (size_t i = 0; i < c->count; i++)
			if (is_standing(&c->list[i]) == standing)
				print_finding(&c->list[i], c->language, &lines, out);
	source_lines_fini(&lines);
}

static void print_text(const struct check_report *r, FILE *out)
{
	const char *of = r->path->file ? r->path->file : r->path->directory;
	print_findings(r->complaints, out);
	if (!r->path->file)
		print_figures(r, out);
	fprintf(out, "%s: ", of);
	fprintf(out, complaints_word(r->complaints, "errors: %zu, warnings: %zu"), r->complaints->errors, r->complaints->count - r->complaints->errors);
	putc('\n', out);
	if (r->elsewhere > 0) {
		fprintf(out, "%s: ", r->path->directory);
		fprintf(out, complaints_word(r->complaints, "errors in other files: %zu; check the folder to see them"), r->elsewhere);
		putc('\n', out);
	}
}

static json_t *page_json(const struct complaint_page *page)
{
	return json_pack("{s:s, s:i, s:s, s:i, s:i, s:s}", "shown", page->shown, "cut", (int)utf8_count(page->shown, page->cut),
		"left_out", page->left_out, "takes", (int)page->takes, "room", (int)page->room, "unit", page->unit);
}

static json_t *finding_json(const struct complaint *one)
{
	struct parts p = parts_of(one->text);
	json_t *finding = json_object();
	json_object_set_new(finding, "file", json_name(one->file));
	json_object_set_new(finding, "line", json_integer(one->line));
	json_object_set_new(finding, "column", json_integer(one->column));
	json_object_set_new(finding, "severity", json_string(severity_name(one)));
	json_object_set_new(finding, "rule", rule_of(one, &p));
	json_object_set_new(finding, "message", json_stringn(one->text, p.message));
	json_object_set_new(finding, "remedy", p.remedy ? json_stringn(one->text + p.remedy_at, p.remedy) : json_null());
	if (one->page)
		json_object_set_new(finding, "page", page_json(one->page));
	return finding;
}

static json_t *report_json(const struct check_report *r)
{
	json_t *root = json_object(), *findings = json_array(), *coverage = json_object();
	for (size_t i = 0; i < r->complaints->count; i++)
		json_array_append_new(findings, finding_json(&r->complaints->list[i]));
	for (size_t i = 0; i < r->lint->language_count; i++)
		json_object_set_new(coverage, r->lint->languages[i].code, json_integer(percent(r->lint->languages[i].present, r->lint->texts)));
	json_object_set_new(root, "directory", json_name(r->path->directory));
	if (r->path->file) {
		json_object_set_new(root, "file", json_name(r->path->file));
		json_object_set_new(root, "errors_elsewhere", json_integer((json_int_t)r->elsewhere));
	}
	json_object_set_new(root, "errors", json_integer((json_int_t)r->complaints->errors));
	json_object_set_new(root, "warnings", json_integer((json_int_t)(r->complaints->count - r->complaints->errors)));
	json_object_set_new(root, "coverage", coverage);
	json_object_set_new(root, "findings", findings);
	if (r->menus) {
		json_object_set_new(root, "screens", json_integer((json_int_t)r->menus->screens));
		json_object_set_new(root, "pages", json_integer((json_int_t)r->menus->pages));
		json_object_set_new(root, "dialogs", json_integer((json_int_t)r->dialogs));
		json_object_set_new(root, "facts", json_integer((json_int_t)r->menus->facts));
	}
	return root;
}

/* OASIS SARIF 2.1.0: 3.27 (result), 3.8 (properties), 3.29 (physicalLocation), 3.30 (region; left out when the whole file is meant). */
static json_t *result_sarif(const struct complaint *one)
{
	struct parts p = parts_of(one->text);
	size_t shown = p.rule ? p.rule_at - 2 : strlen(one->text);
	json_t *place = json_pack("{s:{s:o}}", "artifactLocation", "uri", json_name(one->file));
	if (one->line > 0)
		json_object_set_new(place, "region", json_pack("{s:i, s:i}", "startLine", one->line, "startColumn", one->column));
	json_t *result = json_pack("{s:o, s:s, s:{s:o}, s:[{s:o}]}", "ruleId", rule_of(one, &p), "level", severity_name(one), "message", "text",
		json_stringn(one->text, shown), "locations", "physicalLocation", place);
	if (one->page)
		json_object_set_new(result, "properties", json_pack("{s:o}", "page", page_json(one->page)));
	return result;
}

static json_t *report_sarif(const struct check_report *r)
{
	json_t *results = json_array();
	for (size_t i = 0; i < r->complaints->count; i++)
		json_array_append_new(results, result_sarif(&r->complaints->list[i]));
	return json_pack("{s:s, s:s, s:[{s:{s:{s:s}}, s:s, s:o}]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
		"runs", "tool", "driver", "name", "kopuro check", "columnKind", "unicodeCodePoints", "results", results);
}

void check_report_print(const struct check_report *report, enum check_format format, FILE *out)
{
	if (format == CHECK_TEXT) {
		print_text(report, out);
		return;
	}
	json_t *root = format == CHECK_JSON ? report_json(report) : report_sarif(report);
	json_dumpf(root, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(root);
}
