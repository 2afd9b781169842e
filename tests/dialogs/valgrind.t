#!/bin/sh
# No leak and no bad access in a run of all transcripts.
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo 1..2
valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
	--error-exitcode=99 --log-file="$log" "${BUILD:-build}/kopuro" replay tests/dialogs/*.dialog >/dev/null
status=$?
if [ "$status" -ne 99 ] && [ ! -s "$log" ]; then echo "ok 1 - valgrind finds nothing"; else echo "not ok 1 - valgrind finds something"; sed 's/^/# /' "$log"; fi
if [ "$status" -eq 0 ]; then echo "ok 2 - the transcripts hold under valgrind too"; else echo "not ok 2 - exit status $status"; fi
