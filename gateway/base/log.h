/* The log: libosmocore's, behind one function, so that its macros and headers stay in log.c. `show logging` and `logging level` of
 * the console work on these categories. Never a whole phone number, never a person's words: links and dialogs have names. */
#ifndef KOPURO_BASE_LOG_H
#define KOPURO_BASE_LOG_H

enum log_category { LOG_MAIN, LOG_SMPP, LOG_USSD, LOG_SMS, LOG_MENU, LOG_JOURNEY, LOG_STORE, LOG_CONTROL, LOG_CATEGORIES };
enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_NOTICE, LOG_LEVEL_ERROR, LOG_LEVEL_FATAL };

/* Starts the library's logging with standard error as target. `context` is a talloc context or NULL. */
void log_start(void *context);
void log_say(enum log_category category, enum log_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
