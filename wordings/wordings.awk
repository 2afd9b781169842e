# wordings/*.txt become C: paragraphs of three lines, `en`, `ru`, `ky`. Whatever else stands there ends the build with its place.
function fail(what) { printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"; failed = 1; exit 1 }
BEGIN {
	split("en ru ky", order, " ")
	print "#include \"base/wording.h\"\n\nconst struct wording wording_table[] = {"
}
/^#/ || /^$/ { if (at) fail("'" order[at + 1] "' is missing"); next }
{
	if (substr($0, 1, 3) != order[at + 1] " ")
		fail("'" order[at + 1] " ...' is expected here")
	text = substr($0, 4)
	gsub(/\\/, "&&", text)
	gsub(/\\\\n/, "\\n", text) # a line end is written \n
	gsub(/"/, "\\\\&", text)
	printf "%s\"%s\"", at ? ",\n\t\t" : "\t{ { ", text
	at = (at + 1) % 3
	if (at == 0) { print " } },"; count++ }
}
END {
	if (failed) exit 1
	if (at) {
		printf "%s: '%s' is missing at the end\n", FILENAME, order[at + 1] >"/dev/stderr"
		exit 1
	}
	print "};\nconst size_t wording_count = sizeof wording_table / sizeof wording_table[0];"
}
