/* The log: libosmocore's, behind one function, so that its macros and headers stay in log.c. `show logging` and `logging level` of
 * the console work on these areas (there: main, smpp, ussd, sms, menu, journey, store, control).
 * Never a whole phone number, never a person's words: links and dialogs have names. Control characters come out as '?', so that a
 * peer's text cannot write a line of its own. A line is cut at LOG_LINE_MAX octets.
 *
 *     log_say(LOG_SMPP, LOG_LEVEL_NOTICE, "link %s: bound as %s", link->name, "transceiver");
 *     20260302100000123 DSMPP NOTICE link sim: bound as transceiver      (libosmocore's mark D stands before each area)
 */
#ifndef KOPURO_BASE_LOG_H
#define KOPURO_BASE_LOG_H

#include <stdbool.h>

/* Not "log_category": libosmocore has a struct of that name. */
enum log_area { LOG_MAIN, LOG_SMPP, LOG_USSD, LOG_SMS, LOG_MENU, LOG_JOURNEY, LOG_STORE, LOG_CONTROL, LOG_AREAS };
enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_NOTICE, LOG_LEVEL_ERROR, LOG_LEVEL_FATAL };

#define LOG_LINE_MAX 1024

/* Standard error has time, area and level on each line. When it is the journal (JOURNAL_STREAM names it, systemd.exec(5)), which has a time of its own,
 * lines begin with a syslog priority in its place (sd-daemon(3)). Files of `log file` are written as standard error is, whatever the library's
 * defaults: with time, area, level; without colours, and without a place in the source, which would be this room's in each line. */

/* Starts the library's logging with standard error as target. `context` is a talloc context or NULL. A second call does nothing. */
void log_start(void *context);
/* Files are closed and opened again by their names: what a rotation has moved is left to it. False: one of them cannot be opened. */
bool log_reopen(void);
/* Before log_start() it says nothing: unit tests and command-line tools are quiet. */
void log_say(enum log_area area, enum log_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
