#!/bin/sh
# No leak and no bad access in a run of all transcripts: two halves side by side, for valgrind uses one processor only.
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

play() { # half, files
	half=$1
	shift
	valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
		--error-exitcode=99 --log-file="$folder/log$half" "${BUILD:-build}/kopuro" replay "$@" >"$folder/tap$half"
	echo $? >"$folder/status$half"
}

# shellcheck disable=SC2046 # one word a file
play 1 $(printf '%s\n' tests/dialogs/*.dialog | sed -n 'p;n') &
# shellcheck disable=SC2046
play 2 $(printf '%s\n' tests/dialogs/*.dialog | sed -n 'n;p')
wait

echo 1..2
if [ ! -s "$folder/log1" ] && [ ! -s "$folder/log2" ]; then
	echo "ok 1 - valgrind finds nothing"
else
	echo "not ok 1 - valgrind finds something"
	sed 's/^/# /' "$folder/log1" "$folder/log2"
fi
if [ "$(cat "$folder/status1" "$folder/status2" | tr '\n' ' ')" = '0 0 ' ]; then
	echo "ok 2 - the transcripts hold under valgrind too"
else
	echo "not ok 2 - the transcripts hold under valgrind too"
	grep -h -v '^ok' "$folder/tap1" "$folder/tap2" | sed 's/^/# /'
fi
