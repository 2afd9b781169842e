#include "smpp/stream.h"

#include <string.h>

void stream_init(struct stream *s)
{
	s->len = 0; /* what was partial need not be wiped */
}

struct bytes stream_partial(const struct stream *s)
{
	return (struct bytes){ s->partial, s->len };
}

static struct bytes bytes_cut(struct bytes *bytes, size_t len)
{
	struct bytes head = { bytes->at, len };
	if (len > 0)
		*bytes = (struct bytes){ bytes->at + len, bytes->len - len };
	return head;
}

/* Moves octets from `bytes` into the buffer until it holds `want` of them; true when it does. */
static bool stream_fill(struct stream *s, struct bytes *bytes, size_t want)
{
	size_t len = want > s->len ? want - s->len : 0;
	struct bytes head = bytes_cut(bytes, len < bytes->len ? len : bytes->len);
	if (head.len > 0)
		memcpy(s->partial + s->len, head.at, head.len);
	s->len += head.len;
	return s->len >= want;
}

enum error stream_next(struct stream *s, struct bytes *bytes, struct bytes *wire)
{
	uint32_t length;
	if (s->len == 0) {
		enum error error = pdu_length(*bytes, &length);
		if (error == ERR_BAD)
			return error;
		if (!error && length <= bytes->len) {
			*wire = bytes_cut(bytes, length);
			return ERR_NONE;
		}
	}
	if (!stream_fill(s, bytes, 4))
		return ERR_SHORT;
	if (pdu_length((struct bytes){ s->partial, 4 }, &length))
		return ERR_BAD;
	if (!stream_fill(s, bytes, length))
		return ERR_SHORT;
	s->len = 0;
	*wire = (struct bytes){ s->partial, length };
	return ERR_NONE;
}
