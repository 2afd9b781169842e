/* kopuro token: makes, lists and revokes the bearer tokens of the HTTP API, in the store that the configuration names. A running gateway
 * knows of it with the next request. */
#include "commands.h"
#include "office.h"

#include "base/calendar.h"
#include "base/moment.h"
#include "store/audit.h"
#include "store/store.h"
#include "store/tokens.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: kopuro token [-c FILE] --role officer|restricted|editor|auditor|machine|operator NAME   prints a new token, once\n"
	"       kopuro token [-c FILE] --revoke NAME\n"
	"       kopuro token [-c FILE] --list\n"
	"  -c FILE  the gateway's configuration; " OFFICE_CONFIG " if not given\n";

struct wish {
	const char *config, *role, *revoke, *name;
	bool list;
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "kopuro token: %s%s%s\n", what, why ? ": " : "", why ? why : "");
	return 1;
}

static int failed(struct store *s, enum error error)
{
	return complain(error_name(error), store_last_error(s));
}

/* In the same commit: no token comes or goes without a row. `role`: that of the token. */
static enum error write_down(struct store *s, const char *action, const char *name, const char *role)
{
	struct audit row = { .at_ms = moment_read().unix_ms };
	snprintf(row.who, sizeof row.who, "%s", office_caller());
	snprintf(row.role, sizeof row.role, "%s", "command");
	snprintf(row.action, sizeof row.action, "%s%s%s", action, *role ? "." : "", role);
	snprintf(row.subject, sizeof row.subject, "%s", name);
	return audit_add(s, &row);
}

static int make(struct store *s, const struct wish *w)
{
	enum token_role role;
	char shown[TOKEN_SHOWN];
	if (!token_role_find(w->role, &role))
		return complain(w->role, "is no role; officer, restricted, editor, auditor, machine or operator is right");
	if (!token_name_valid(w->name))
		return complain(w->name, "is no name; 1 to 31 letters, digits, '.', '_' and '-' are right");
	enum error error = tokens_make(s, w->name, role, moment_read().unix_ms, shown);
	if (error == ERR_STATE)
		return complain(w->name, "has a token already; revoke it first, or give this one another name");
	if (error == ERR_FULL)
		return complain("there are too many tokens", "revoke those that nobody needs; --list names them");
	if (!error)
		error = write_down(s, "token.made", w->name, w->role);
	if (!error)
		error = store_commit(s);
	if (error)
		return failed(s, error);
	printf("%s\n", shown);
	explicit_bzero(shown, sizeof shown);
	return 0;
}

static int withdraw(struct store *s, const struct wish *w)
{
	enum error error = tokens_revoke(s, w->revoke);
	if (error == ERR_NOT_FOUND)
		return complain(w->revoke, "has no token");
	if (!error)
		error = write_down(s, "token.revoked", w->revoke, "");
	if (!error)
		error = store_commit(s);
	return error ? failed(s, error) : 0;
}

static int list(struct store *s, const struct wish *w)
{
	struct token *tokens = calloc(TOKENS_MAX, sizeof *tokens);
	size_t count = 0;
	(void)w;
	if (!tokens)
		return complain(error_name(ERR_NOMEM), NULL);
	enum error error = tokens_list(s, tokens, &count);
	for (size_t i = 0; !error && i < count; i++) {
		char date[CALENDAR_DATE];
		calendar_iso(calendar_day(tokens[i].made_ms), date);
		printf("%-31s  %-10s  %s\n", tokens[i].name, token_role_name(tokens[i].role), date);
	}
	free(tokens);
	return error ? failed(s, error) : 0;
}

static bool wish_read(int argc, char **argv, struct wish *w)
{
	static const struct option options[] = {
		{"role", required_argument, NULL, 'r'}, {"revoke", required_argument, NULL, 'v'}, {"list", no_argument, NULL, 'l'}, {0}};
	int option;
	*w = (struct wish){.config = OFFICE_CONFIG};
	while ((option = getopt_long(argc, argv, "c:", options, NULL)) >= 0) {
		switch (option) {
		case 'c': w->config = optarg; break;
		case 'r': w->role = optarg; break;
		case 'v': w->revoke = optarg; break;
		case 'l': w->list = true; break;
		default: return false;
		}
	}
	if (optind < argc)
		w->name = argv[optind++];
	bool makes = w->role && w->name;
	return optind == argc && makes + (w->revoke != NULL) + w->list == 1 && makes == (w->role != NULL) && makes == (w->name != NULL);
}

int command_token(int argc, char **argv)
{
	struct wish w;
	if (!wish_read(argc, argv, &w)) {
		fputs(usage, stderr);
		return 2;
	}
	struct office o;
	int code = !office_open(&o, "kopuro token", w.config) ? 1 : w.list ? list(o.store, &w) : w.revoke ? withdraw(o.store, &w) : make(o.store, &w);
	office_close(&o);
	return code;
}
