/* Whole PDUs out of a stream of bytes that comes in any pieces. A PDU that lies whole in the bytes given is lent from there, without a
 * copy; only one that comes in pieces is put together here. Pure; fixed memory, bounded by SMPP_PDU_MAX.
 *
 *	while (!(error = stream_next(&stream, &bytes, &wire)))
 *		... pdu_decode(wire, ...) ...
 */
#ifndef KOPURO_SMPP_STREAM_H
#define KOPURO_SMPP_STREAM_H

#include "smpp/pdu.h"

struct stream {
	size_t len; /* the beginning of a PDU whose rest has not come yet */
	uint8_t partial[SMPP_PDU_MAX];
};

void stream_init(struct stream *s);
/* The next whole PDU; `bytes` is moved past what was used. `wire` is good until the next call, as long as the bytes given are.
 * ERR_SHORT: all was used, the rest of a PDU is to come. ERR_BAD: a length under 16 or over SMPP_PDU_MAX: nobody knows where the next
 * PDU begins, the stream is of no more use until stream_init. */
enum error stream_next(struct stream *s, struct bytes *bytes, struct bytes *wire);
/* What is held of a PDU that is not whole yet. */
struct bytes stream_partial(const struct stream *s);

#endif
