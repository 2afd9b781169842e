#!/usr/bin/perl
# Characters that come into menus by accident: each is found with its name and its place; what can be put together is, by kopuro check --fix.
use strict;
use warnings;
use utf8;
use Test::More;
use Encode;
use File::Basename;
use File::Copy;
use File::Temp 'tempdir';
use JSON::PP;
use Unicode::Normalize;
chdir dirname($0) . '/../..';
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
my $kopuro = ($ENV{BUILD} // 'build') . '/kopuro';
delete @ENV{qw(LC_ALL LC_MESSAGES LANG LANGUAGE)};

my $menus = tempdir(CLEANUP => 1);
copy('tests/menus/broken/unknown-target/system.yaml', $menus) or die;
sub check {
	open my $out, '-|', "$kopuro check @_ 2>&1" or die;
	my $said = do { local $/; <$out> };
	close $out;
	return ($? >> 8, $said);
}
sub spew { my ($name, $text) = @_; open my $out, '>:utf8', "$menus/$name" or die; print $out $text; close $out }
sub slurp { open my $in, '<:utf8', "$menus/$_[0]" or die; local $/; return scalar <$in> }
# A menu in which this stands as a text; what is told of it, as [line, column, severity, message].
sub told {
	my ($text, $language) = @_;
	my %in = (ky => 'Чыгуу', ru => 'Выход', %{ { $language // 'ky' => $text } });
	spew('menu.yaml', "screens:\n  home:\n    kind: choices\n    choices:\n      - {text: {ky: Чыгуу, ru: Выход}, to: bye}\n      - {text: {ky: Ал, ru: Да}, to: bye}\n"
		. "  bye:\n    kind: end\n    text:\n      ky: \"$in{ky}\"\n      ru: \"$in{ru}\"\n");
	my ($status, $said) = check('--format json', $menus);
	return grep { $_->{message} !~ /reviewed by nobody/ } @{ decode_json($said)->{findings} };
}

my @rows = (
	["Ра\x{200b}хмат", 14, 'a character that nobody sees stands here: zero-width space (U+200B)'],
	["Ра\x{ad}хмат", 14, 'a character that nobody sees stands here: soft hyphen (U+00AD)'],
	["Ра\x{feff}хмат", 14, 'a character that nobody sees stands here: byte order mark (U+FEFF)'],
	["Ра\x{202e}хмат", 14, 'a character that nobody sees stands here: mark that turns the direction of writing (U+202E)'],
	["Ра\x{200e}хмат", 14, 'a character that nobody sees stands here: mark that turns the direction of writing (U+200E)'],
	["Ра\x{2060}хмат", 14, 'a character that nobody sees stands here: hidden joiner (U+2060)'],
	["Ра\x{fffd}хмат", 14, 'a character that nobody sees stands here: mark of a lost letter (U+FFFD)'],
	["Ра\x{e012}хмат", 14, 'a character that nobody sees stands here: character that only one font has (U+E012)'],
	['Рахмат α', 19, q{'α' stands here: Greek letter (U+03B1)}],
	['Рахмат ш', undef],
	['Рахмат 😀', 19, q{'😀' stands here: emoji (U+1F600)}],
	['☎ Рахмат', 12, q{'☎' stands here: emoji (U+260E)}],
	['Рахмат სი', 19, q{'ს' stands here: Georgian letter (U+10E1)}],
	['Рахмат 中', 19, q{'中' stands here: Chinese or Japanese character (U+4E2D)}],
	['Рахмат ң̄', 20, q{'̄' stands here: accent apart from its letter (U+0304)}],
	["и\x{306} Рахмат", 12, q{the letter 'й' is written as two characters, a letter and an accent}],
	["Рахме\x{308}т", 16, q{the letter 'ё' is written as two characters, a letter and an accent}],
	[decode('cp1252', encode('UTF-8', 'карат пат')), 12, 'this text was read in a wrong encoding, as Ð¿Ñ€ for пр'],
	[decode('cp1251', encode('UTF-8', 'Привет')), 12, 'this text was read in a wrong encoding, as Ð¿Ñ€ for пр'],
	['Күлұк', 11, q{the letter 'ұ' in 'Күлұк' is none of the language 'ky'}, q{write 'ү'}],
	['жаӊы', 11, q{the letter 'ӊ' in 'жаӊы' is none of the language 'ky'}, q{write 'ң'}],
	['“Рахмат”', 11, 'curly quotes stand around this text, and callers see them'],
	['„Рахмат“', 11, 'curly quotes stand around this text, and callers see them'],
	['Бул “сөз” деген', undef],
	['Рахмат, № 5 – «сом» 100 000…', undef],
	["Нарк 100\x{a0}сом", undef],
);
for (@rows) {
	my ($text, $column, $message, $remedy) = @$_;
	my @found = told($text);
	is(scalar @found, defined $column ? 1 : 0, "$text: findings") or diag(explain(\@found));
	next if !defined $column || !@found;
	is_deeply([@{ $found[0] }{qw(line column severity rule message)}], [10, $column, 'warning', 'letters', $message], '... its place and its name');
	is($found[0]{remedy}, $remedy, '... and what to write') if $remedy;
}

# ---- names ----
for (['  bye:' => "  b\x{443}e:", qr/^the name 'bуe' is of Latin letters but for the Cyrillic 'у'$/], ['to: bye' => "to: b\x{443}e", qr/^the name 'bуe' is of Latin letters but for the Cyrillic 'у'$/],
	['  bye:' => "  by\x{3b5}:", qr/^'ε' stands here: Greek letter/], ['  bye:' => "  bye\x{200b}:", qr/^an invisible character stands in this name: zero-width space \(U\+200B\)$/],
	['  bye:' => "  bye\x{1f600}:", qr/^'😀' stands here: emoji/]) {
	my ($from, $to, $message) = @$_;
	told('Рахмат');
	spew('menu.yaml', slurp('menu.yaml') =~ s/\Q$from\E/$to/r);
	my ($status, $said) = check('--format json', $menus);
	ok(scalar(grep { $_->{message} =~ $message && $_->{line} >= 5 && $_->{column} > 2 } @{ decode_json($said)->{findings} }), "the name in '$to'") or diag($said);
}

# ---- --fix ----
my @wholes = grep { my $apart = NFD(chr); length $apart == 2 && NFC($apart) eq chr } 0xc0 .. 0x17f, 0x400 .. 0x4ff;
cmp_ok(scalar @wholes, '>', 150, 'letters that may be written apart');
my $letters = join ' ', map { 'ж' . chr } @wholes;
spew('menu.yaml', "# remark: \x{438}\x{306}\r\nwords:\r\n  zz: {ky: \"" . NFD($letters) . "\", ru:   'тай\x{306}га'}  # и\x{306}\r\n  uu: {ky: \"о\x{308}й\", ru: \"Да\x{200b}\"}\n\n  \n");
my $before = slurp('menu.yaml');
chmod 0640, "$menus/menu.yaml";
symlink 'menu.yaml', "$menus/linked.txt" or die;
my ($status, $said) = check('--fix', $menus);
$said = decode('UTF-8', $said);
my $want = $before;
for my $whole (map { chr } @wholes) { my $apart = NFD($whole); $want =~ s/$apart/$whole/g }
ok(slurp('menu.yaml') eq $want, 'letters become one, and all else stays octet by octet') or do { my $i = 0; $i++ while substr($want, $i, 1) eq substr(slurp('menu.yaml'), $i, 1); diag("at $i: " . substr($want, $i, 8) . ' ' . substr(slurp('menu.yaml'), $i, 8)) };
is((stat "$menus/menu.yaml")[2] & 07777, 0640, 'so does the mode');
like($said, qr{^\Q$menus\E/menu\.yaml:1:11: mended: 'й' is one letter now$}m, 'each is told with its place');
is(scalar(() = $said =~ /: mended: /g), 2 + 1 + @wholes, 'all of them') or diag(length $said);
my @left = glob "$menus/*";
is(scalar @left, 3, 'nothing is left beside it');
($status, $said) = check('--fix', $menus);
unlike($said, qr/mended/, 'a second time there is nothing to mend');

spew('menu.yaml', "words: {zz: {ky: \"и\x{306}\", ru: Да}\n");
my $unreadable = slurp('menu.yaml');
($status, $said) = check('--fix', $menus);
is($status, 1, 'a file that cannot be read');
is(slurp('menu.yaml'), $unreadable, '... is left alone');
unlink "$menus/linked.txt";
spew('menu.yaml', "screens:\n  b: {kind: end, text: {ky: \"и\x{306}\", ru: Да}}\n");
spew('other.yaml', "screens:\n  c: {kind: end, text: {ky: \"и\x{306}\", ru: Да}}\n");
$said = `$kopuro check --fix --format json $menus/other.yaml 2>/dev/null`;
ok(eval { decode_json($said) }, 'JSON stays JSON');
like(slurp('other.yaml'), qr/й/, 'one file');
like(slurp('menu.yaml'), qr/и\x{306}/, '... and no other');
done_testing;
