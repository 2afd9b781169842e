#!/bin/sh
# The NATS engine with a real server under valgrind: no leak, no bad access. LONG=1, half a minute.
cd "$(dirname "$0")/../.."
[ -n "${LONG:-}" ] || { echo "1..0 # SKIP only with LONG=1"; exit 0; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo 1..2
env -u LONG VALGRIND=1 valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
	--error-exitcode=99 --log-file="$log" "${BUILD:-build}/tests/test_nats" >"$log.out"
status=$?
if [ "$status" -ne 99 ] && [ ! -s "$log" ]; then echo "ok 1 - valgrind finds nothing"; else echo "not ok 1 - valgrind finds something"; sed 's/^/# /' "$log"; fi
if [ "$status" -eq 0 ]; then echo "ok 2 - the tests hold under valgrind too"; else echo "not ok 2 - exit status $status"; sed 's/^/# /' "$log.out"; fi
rm -f "$log.out"
