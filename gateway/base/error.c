#include "base/error.h"

static const char *const names[ERR_COUNT] = {
	[ERR_NONE] = "no error",
	[ERR_NOMEM] = "out of memory",
	[ERR_SHORT] = "ends too early",
	[ERR_LONG] = "too long",
	[ERR_BAD] = "bad value",
	[ERR_UNKNOWN] = "unknown name",
	[ERR_FULL] = "no room",
	[ERR_STATE] = "not possible now",
	[ERR_IO] = "input or output failed",
	[ERR_NOT_FOUND] = "not found",
	[ERR_LOCKED] = "locked for a time",
	[ERR_DENIED] = "denied",
	[ERR_CORRUPT] = "damaged data",
};

const char *error_name(enum error error)
{
	if ((unsigned)error >= ERR_COUNT)
		return "unknown error";
	return names[error];
}
