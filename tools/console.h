/* The console of a running gateway, asked one thing. */
#ifndef KOPURO_TOOLS_CONSOLE_H
#define KOPURO_TOOLS_CONSOLE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* What it says to `line`, cut to capacity - 1 octets. ERR_NOT_FOUND: nobody listens there; ERR_IO, with errno: it cannot be reached, or says nothing. */
enum error console_ask(const char *host, uint16_t port, const char *line, char *out, size_t capacity);

#endif
