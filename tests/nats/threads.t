#!/bin/sh
# The NATS engine with a real server under ThreadSanitizer: no race between the loop, our thread and the library's. LONG=1, half a minute.
cd "$(dirname "$0")/../.."
[ -n "${LONG:-}" ] || { echo "1..0 # SKIP only with LONG=1"; exit 0; }
out=${BUILD:-build}/nats
mkdir -p "$out"
echo 1..2
sources='gateway/feedback/nats_*.c gateway/feedback/notes.c gateway/feedback/status_copy.c tests/unit/nats_*.c tests/unit/tls_fixture.c'
# shellcheck disable=SC2046,SC2086 # words
gcc -std=gnu11 -O1 -g -fsanitize=thread -D_GNU_SOURCE -Igateway -o "$out/threads" $sources tests/unit/test_nats.c "${BUILD:-build}/libkopuro.a" \
	$(pkg-config --cflags --libs libevent_core libevent_openssl libnats jansson libsodium libosmocore openssl) -lcmocka -lpthread || exit 1
env -u LONG VALGRIND=1 TSAN_OPTIONS="exitcode=66 log_path=$out/threads.log" "$out/threads" >"$out/threads.out"
status=$?
if ls "$out"/threads.log.* >/dev/null 2>&1; then echo "not ok 1 - a race"; cat "$out"/threads.log.* | sed 's/^/# /'; else echo "ok 1 - no race"; fi
if [ "$status" -eq 0 ]; then echo "ok 2 - the tests hold under ThreadSanitizer too"; else echo "not ok 2 - exit status $status"; sed 's/^/# /' "$out/threads.out"; fi
rm -f "$out"/threads.log.*
