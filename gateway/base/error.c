#include "base/error.h"

static const struct {
	const char *name;
	enum error_class class;
} errors[ERR_COUNT] = {
	[ERR_NONE] = { "no error", ERROR_NOTHING },
	[ERR_NOMEM] = { "out of memory", ERROR_STORE },
	[ERR_SHORT] = { "ends too early", ERROR_MESSAGE },
	[ERR_LONG] = { "too long", ERROR_MESSAGE },
	[ERR_BAD] = { "bad value", ERROR_MESSAGE },
	[ERR_UNKNOWN] = { "unknown name", ERROR_MESSAGE },
	[ERR_FULL] = { "no room", ERROR_CALLER },
	[ERR_STATE] = { "not possible now", ERROR_CALLER },
	[ERR_IO] = { "input or output failed", ERROR_STORE },
	[ERR_NOT_FOUND] = { "not found", ERROR_CALLER },
	[ERR_LOCKED] = { "locked for a time", ERROR_CALLER },
	[ERR_DENIED] = { "denied", ERROR_CALLER },
	[ERR_WEAK] = { "too easy to guess", ERROR_CALLER },
	[ERR_CORRUPT] = { "damaged data", ERROR_STORE },
	[ERR_DISK] = { "no room on the disk", ERROR_STORE },
};

const char *error_name(enum error error)
{
	return (unsigned)error < ERR_COUNT ? errors[error].name : "unknown error";
}

enum error_class error_class(enum error error)
{
	return (unsigned)error < ERR_COUNT ? errors[error].class : ERROR_OURS;
}
