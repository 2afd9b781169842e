/* Octets from a handset to text: the one way for SMS and USSD, for answers, names, numbers and dialled codes. What a header says of them (data_coding,
 * user data header) is a hint; what the octets plainly are decides. Pure.
 *
 * In this order, and the first that holds is taken:
 *
 *	KEYS        digits, '*', '#', '+', '-' and what stands beside them, each in one octet, beside a zero octet, in UTF-8 or UTF-16 either way, also
 *	            full-width or Arabic-Indic: a choice, a PIN, a number, a date, whatever the label; read as keys of a telephone (text/key.h)
 *	MARK        a byte-order mark (FE FF, FF FE, EF BB BF) and text behind it
 *	WIDE        pairs of octets of which nearly each first (UTF-16LE: second) is 00 or 04: UTF-16 of Latin or Cyrillic letters
 *	UTF8        valid UTF-8 with characters of several octets
 *	LABEL       what the label says, when somebody may have written that
 *	PACKED      septets of GSM 7-bit, packed as USSD packs; before LABEL where one octet a letter is odd, and these are words
 *	PLAIN       GSM 7-bit or ASCII, one octet each
 *	LABEL       in UCS-2: words in a script that is not ours (Korean, Chinese)
 *
 * Zeros at the end are nothing, and so is an '@' behind the last letter, with which networks fill up seven septets; of UTF-8 a character that is cut at
 * the end is left out. What is none of these is unreadable: the octets are all there is of it, and nobody may take them for words. */
#ifndef KOPURO_TEXT_READING_H
#define KOPURO_TEXT_READING_H

#include "base/bytes.h"
#include "base/error.h"
#include "text/charset.h"
#include "text/gsm7_national.h"

#include <stddef.h>

struct reading_label {
	enum charset charset;       /* by the network's table of data_codings */
	struct gsm7_tables national; /* of GSM 7-bit: by the user data header; zeros: none is told */
};

enum reading_how { READING_EMPTY, READING_KEYS, READING_MARK, READING_WIDE, READING_UTF8, READING_LABEL, READING_PACKED, READING_PLAIN, READING_HOWS };
const char *reading_how_name(enum reading_how how); /* "keys", "utf-8", for logs */

#define READING_OCTETS_MAX 16384 /* of one text; what is longer is cut there */

/* To UTF-8, NUL-terminated; *len without the NUL. *how may be NULL. ERR_FULL keeps what fitted, whole characters only. ERR_BAD: unreadable; out is
 * then "". `capacity` at least 1. */
enum error reading_text(const struct reading_label *label, struct bytes octets, char *out, size_t capacity, size_t *len, enum reading_how *how);

#endif
