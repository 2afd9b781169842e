/* Bearer tokens of the HTTP API: 256 random bits, shown once when they are made. The store keeps a keyed hash of each, so that neither the file
 * nor a copy of it opens the API. A token has a name (who holds it: it stands in histories and the audit) and one role. */
#ifndef KOPURO_STORE_TOKENS_H
#define KOPURO_STORE_TOKENS_H

#include "store/store.h"

#include <stdbool.h>

#define TOKEN_NAME_MAX 31
#define TOKEN_SHOWN 51 /* octets of "kopuro_" and 43 letters with the NUL */
#define TOKENS_MAX 256 /* that are good at a time */

/* officer: appeals but the restricted ones; restricted: those too; editor: projects and their reports; auditor: lists, figures and the audit,
 * nobody's words; machine: the queue, statuses, payments; operator: links. */
enum token_role { ROLE_OFFICER, ROLE_RESTRICTED, ROLE_EDITOR, ROLE_AUDITOR, ROLE_MACHINE, ROLE_OPERATOR, ROLES };
const char *token_role_name(enum token_role role);
bool token_role_find(const char *name, enum token_role *role);
bool token_name_valid(const char *name); /* 1 to 31 letters, digits, '.', '_', '-' */

struct token {
	char name[TOKEN_NAME_MAX + 1];
	enum token_role role;
	int64_t made_ms; /* unix */
};

/* In the open group. ERR_STATE: the name is taken; ERR_FULL: TOKENS_MAX are there. */
enum error tokens_make(struct store *s, const char *name, enum token_role role, int64_t now_ms, char shown[TOKEN_SHOWN]);
enum error tokens_revoke(struct store *s, const char *name); /* in the open group; ERR_NOT_FOUND */
/* Whose token this is. ERR_DENIED: nobody's. Hashes are compared in constant time. */
enum error tokens_find(struct store *s, const char *shown, struct token *out);
/* By name; `out` has room for TOKENS_MAX. */
enum error tokens_list(struct store *s, struct token *out, size_t *count);

#endif
