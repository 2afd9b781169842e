#!/usr/bin/perl
# What kopuro check tells, in three languages: the table wordings/check.txt against the code that says it, and the option --lang.
use strict;
use warnings;
use utf8;
use Test::More;
use Encode;
use File::Basename;
use File::Copy;
use File::Temp 'tempdir';
chdir dirname($0) . '/../..';
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
my $kopuro = ($ENV{BUILD} // 'build') . '/kopuro';

sub slurp { open my $in, '<:utf8', $_[0] or die "$_[0]: $!"; local $/; return scalar <$in> }

# ---- the table ----

my (%rows, @twice, @broken, $en, $ru);
for (split /\n/, slurp('wordings/check.txt')) {
	if (/^en (.*)/) { $en = $1 =~ s/\\n/\n/gr; push @twice, $en if $rows{$en} }
	elsif (/^ru (.*)/) { $ru = $1 }
	elsif (/^ky (.*)/) { $rows{$en} = { ru => $ru, ky => $1 } }
	else { push @broken, $_ if !/^(?:#.*)?$/ }
}
is_deeply(\@broken, [], 'each line is a remark, or one of three languages');
is_deeply(\@twice, [], 'each message stands there once');

# The placeholders by the place of their arguments, whether they are counted or not: '%2$s of %1$d' is (d, s).
sub placeholders {
	my ($text) = @_;
	my ($next, @args) = (0);
	while ($text =~ /%(?:(\d+)\$)?[-0 +#]*(\*(?:(\d+)\$)?|\d*)(?:\.(\*(?:(\d+)\$)?|\d*))?(hh|h|ll|l|j|z|t)?([a-zA-Z%])/g) {
		my ($at, $width, $width_at, $precision, $precision_at, $size, $letter) = ($1, $2, $3, $4, $5, $6 // '', $7);
		next if $letter eq '%';
		$args[$width_at ? $width_at - 1 : $next++] = '*' if $width =~ /^\*/;
		$args[$precision_at ? $precision_at - 1 : $next++] = '*' if ($precision // '') =~ /^\*/;
		$args[$at ? $at - 1 : $next++] = $size . $letter;
	}
	return join ',', map { $_ // '?' } @args;
}
my (@differ, @remedies, @mixed);
for my $text (sort keys %rows) {
	for my $language (qw(ru ky)) {
		my $told = $rows{$text}{$language} =~ s{\\n}{\n}gr;
		push @differ, "$language: $told" if placeholders($text) ne placeholders($told);
		# A remedy stands behind the last "; " in every language: JSON has it as a field of its own.
		push @remedies, "$language: $told" if ($text =~ /; /) != ($told =~ /; /);
		push @mixed, "$language: $told" if ($told =~ s/%(?:\d+\$)?\.?\*?(?:\d+\$)?(?:z|l|ll)?[a-zA-Z]/ /gr) =~ /[A-Za-z][а-яёңөүА-ЯЁҢӨҮ]|[а-яёңөүА-ЯЁҢӨҮ][A-Za-z]/;
	}
}
is_deeply(\@differ, [], 'all three have the same placeholders');
is_deeply(\@remedies, [], 'all three have a remedy, or none');
is_deeply(\@mixed, [], 'no word is of two alphabets');

# ---- the code: every message that kopuro check has of menus is in the table ----

my @sources = (glob('gateway/menu/*.c'), glob('gateway/base/*.c'), glob('tools/check*.c'), glob('tools/dialog*.c'), qw(tools/frame.c gateway/journeys/holiday_list.c));
# By the function that tells it: which of its arguments is the message.
my %tells = (complaints_add => 5, yaml_complain => 3, yaml_complain_in => 4, load_complain => 3, yaml_lines_complain => 3, complaints_word => 1, wording_in => 1, WORDING => 0,
	load_unknown => 2, load_name => 2, load_slot => 2, play_fail => 1, play_word => 1, play_expect => 1);
my %macros = (PRIu64 => 'lu');
my %said;

# The arguments of the call whose '(' stands at this place.
sub arguments {
	my ($text, $at) = @_;
	my ($depth, $argument, @arguments) = (0, '');
	pos($text) = $at;
	while ($text =~ /\G("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|.)/gs) {
		my $token = $1;
		if ($depth == 1 && ($token eq ',' || $token eq ')')) {
			push @arguments, $argument;
			$argument = '';
			return @arguments if $token eq ')';
			next;
		}
		$argument .= $token if $depth > 0;
		$depth++ if $token =~ /^[({\[]$/;
		$depth-- if $token =~ /^[)}\]]$/;
	}
	return;
}
# The strings that an argument may be: "a" "b", x ? "a" : "b", a macro.
sub strings {
	my ($argument) = @_;
	my (@strings, $joined);
	while ($argument =~ /\G(?:"((?:[^"\\]|\\.)*)"|(\w+)|(\s+)|(.))/gs) {
		my ($literal, $word, $blank) = ($1, $2, $3);
		$literal = $macros{$word} if defined $word;
		if (defined $literal) { $joined = ($joined // '') . $literal }
		elsif (!defined $blank && defined $joined) { push @strings, $joined; undef $joined }
	}
	push @strings, $joined if defined $joined;
	return @strings;
}
sub plain { return $_[0] =~ s/\\n/\n/gr =~ s/\\(["\\?])/$1/gr =~ s/ \[[a-z-]+\]$//r }

for my $file (@sources, 'gateway/menu/lint_rule.h') {
	my $text = slurp($file) =~ s/\\\n//gr;
	$macros{$1} = $2 while $text =~ /^#define (\w+) (?:WORDING\()?"((?:[^"\\]|\\.)*)"/mg;
}
for my $file (@sources) {
	my $text = slurp($file);
	next if $file eq 'gateway/base/wording.c';
	while ($text =~ /\b(\w+)\(/g) {
		my ($function, $at) = ($1, pos($text) - 1);
		next if !defined $tells{$function};
		my @arguments = arguments($text, $at);
		$said{plain($_)} //= $file for grep { /[a-z]{2}/ && !/^%\W*s$/ } strings($arguments[$tells{$function}] // '');
	}
}
my @missing = grep { !$rows{$_} } sort keys %said;
my @unsaid = grep { !$said{$_} } sort keys %rows;
cmp_ok(scalar keys %said, '>', 200, 'messages are found in the code');
is_deeply(\@missing, [], 'each of them has its Russian and Kyrgyz');
is_deeply(\@unsaid, [], 'and none is kept that nobody says');

# ---- as it is called ----

sub check {
	my ($environment, $arguments) = @_;
	local %ENV = %ENV;
	delete @ENV{qw(LC_ALL LC_MESSAGES LANG LANGUAGE)};
	%ENV = (%ENV, %$environment);
	open my $out, '-|', "$kopuro check $arguments 2>&1" or die;
	my $said = do { local $/; <$out> };
	close $out;
	return ($? >> 8, decode('UTF-8', $said));
}
my $fault = 'tests/menus/broken/colon-glued';
my %told = (en => 'error: a blank is missing', ru => 'ошибка: после двоеточия нет пробела', ky => 'ката: кош чекиттен кийин боштук жок');
my @calls = map { my $language = $_; (
	[{}, "--lang $language", $language], [{ LANG => "${language}_KG.UTF-8" }, '', $language], [{ LANG => 'en_US.UTF-8', LC_MESSAGES => $language }, '', $language],
	[{ LANG => 'en_US.UTF-8', LC_MESSAGES => 'C', LC_ALL => "$language.UTF-8" }, '', $language], [{ LC_ALL => 'ru_RU.UTF-8' }, "--lang $language", $language],
) } qw(en ru ky);
for (@calls, [{}, '', 'en'], [{ LANG => 'C' }, '', 'en'], [{ LANG => 'uz_UZ.UTF-8' }, '', 'en']) {
	my ($environment, $option, $language) = @$_;
	my ($status, $said) = check($environment, "$option $fault");
	is($status, 1, join(' ', map({ "$_=$environment->{$_}" } sort keys %$environment), $option, 'is', $language));
	like($said, qr{\A\Q$fault\E/menu\.yaml:3:9: \Q$told{$language}\E}, '... in this language');
}
is((check({}, '--lang de menus'))[0], 2, 'a language without messages is not understood');
my ($status, $said) = check({}, '--lang ky --format json tests/menus/broken/lint-latin-letter');
like($said, qr/"rule": "letters",\s+"message": "латын тамгасы 'o', сөз '[^"]+'",\s+"remedy": "кириллица '\w+' тамгасын жазыңыз"/, 'JSON has the rule, the message and the remedy, in any language');
like((check({}, '--lang ru tests/menus/broken/choice-too-long'))[1], qr{^  162/160 байтов UCS-2, лишних: 2; не вошло: А\n}m, 'the frame of a page, too');
like((check({}, '--lang ky tests/menus/broken/choice-too-long'))[1], qr{: каталар: 1, эскертүүлөр: 0\n\z}, 'and the sums');

my $menus = tempdir(CLEANUP => 1);
copy($_, $menus) or die for glob 'tests/menus/four-languages/*.yaml';
open my $dialog, '>:utf8', "$menus/wrong.dialog" or die;
print $dialog "dial *500#\nscreen ~ Nothing of the kind\n";
close $dialog;
like((check({}, "--lang ru $menus"))[1], qr{^\Q$menus\E/wrong\.dialog:2:1: ошибка: экран: должно быть внутри: Nothing of the kind / а на деле: / .*; исправьте меню}m, 'a transcript that does not hold');

# ---- the table at build ----

for (["en a\nru b\n", ": 'ky' is missing at the end"], ["en a\nky b\nru c\n", ":2: 'ru ...' is expected here"], ["en a\n\nru b\nky c\n", ":2: 'ru' is missing"], ["de a\n", ":1: 'en ...' is expected here"]) {
	my ($text, $words) = @$_;
	my $dir = tempdir(CLEANUP => 1);
	open my $out, '>:utf8', "$dir/check.txt" or die;
	print $out $text;
	close $out;
	my $told = `awk -f wordings/wordings.awk $dir/check.txt 2>&1 >/dev/null`;
	isnt($?, 0, 'a table that is no table ends the build');
	like($told, qr/^\Q$dir\E\/check\.txt\Q$words\E/, '... with the place');
}
done_testing;
