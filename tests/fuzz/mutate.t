#!/bin/sh
# A million mutated PDUs through the codec under ASan and UBSan; ten million with LONG=1. SEED in the environment chooses others.
set -eu
cd "$(dirname "$0")/../.."
out=${BUILD:-build}/fuzz
mkdir -p "$out"
cc=$(command -v clang || command -v gcc)

"$cc" -std=gnu11 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
	-D_GNU_SOURCE -Igateway -Itests/unit -o "$out/mutate_pdu" tests/fuzz/mutate_pdu.c tests/fuzz/pdu_round.c \
	tests/unit/pdu_fixture.c gateway/smpp/pdu.c gateway/smpp/tlv.c gateway/smpp/status.c gateway/base/bytes.c gateway/base/error.c
exec "$out/mutate_pdu" "1${LONG:+0}000000" ${SEED:+"$SEED"}
