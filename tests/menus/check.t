#!/usr/bin/perl
# kopuro check as it is called: what it prints, in three formats, and what it exits with.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Basename;
use File::Copy;
use File::Temp 'tempdir';
use JSON::PP;
use Encode;
use POSIX ();
use lib dirname(__FILE__) . '/..';
use Room;
chdir $root or die;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

sub check { return said_of("$kopuro check @_") }

my $broken = 'tests/menus/broken';
my $shown = qr{ +\d+ \| [^\n]*\n +\| *\^\n}; # the line of a finding, and the mark below its place
is((check('menus'))[0], 0, 'the shipped menus may go live');
is((check('--strict menus'))[0], 1, 'but nobody has reviewed them');
is((check("$broken/lint-latin-letter"))[0], 0, 'a warning keeps nothing back');
is((check("$broken/unknown-target"))[0], 1, 'an error does');
is((check("tests/menus/nowhere"))[0], 1, 'so does a folder that is not there');
is((check($_))[0], 2, "not understood: $_") for '--format xml', '--fast', 'menus menus', '--budget --format sarif';

my ($status, $said) = check("$broken/unknown-target");
like($said, qr{^\Q$broken\E/unknown-target/menu\.yaml:6:38: error: unknown screen 'goodbey'; did you mean 'goodbye'\?$}m, 'the place, the fault, the remedy');
like($said, qr{: errors: 1, warnings: 0$}m, 'errors and warnings apart');
like(decode('UTF-8', $said), qr{'goodbye'\?\n    6 \|       - \{text: \{ky: \w+, ru: \w+\}, to: goodbey\}\n      \| {38}\^\n}, 'the line, and the place in it');

my $drowned = tempdir(CLEANUP => 1);
copy($_, $drowned) or die for glob "$broken/unknown-target/*.yaml";
open my $standing, '>:utf8', "$drowned/zz.yaml" or die;
print $standing "reviewed: no\nwords: {zz: {ky: А, ru: А}}\n";
close $standing;
like((check($drowned))[1], qr{\A\Q$drowned\E/zz\.yaml:1:11: warning: [^\n]*\[unreviewed\]\n$shown\Q$drowned\E/menu\.yaml:6:38: error: }, 'what stands for long comes first, errors after');

($status, $said) = check("--format json $broken/lint-number-zero");
my $report = decode_json($said);
is_deeply([@$report{qw(errors warnings)}, $report->{coverage}], [0, 1, { ky => 100, ru => 100 }], 'JSON: the sums');
is_deeply($report->{findings}, [{
	file => "$broken/lint-number-zero/menu.yaml", line => 18, column => 22, severity => 'warning', rule => 'number',
	message => 'the number +90 0312 491 3506 has a 0 after the calling code, with which it cannot be dialled', remedy => 'take the 0 out',
}], 'JSON: a finding in its parts');
($status, $said) = check("--format json $broken/missing-language");
is($status, 1, 'JSON: exits as text does');
cmp_ok(decode_json($said)->{coverage}{ru}, '<', 100, 'JSON: what a language lacks');

($status, $said) = check("$broken/choice-too-long");
like(decode('UTF-8', $said) =~ s{$shown}{}r, qr{shorten it
\+-{28}\+
\| 2 {26}\|
(?:\| А{26} \|
){2}\| А{11}▌ {15}\|
\| 9 Дагы 0 Артка {13}\|
\+-{28}\+
  162/160 octets of UCS-2, 2 too many; left out: А
}, 'a choice that is over, as the phone would show it');
($status, $said) = check("--format json $broken/question-too-long");
my $page = decode_json($said)->{findings}[0]{page};
is_deeply([@$page{qw(takes room unit left_out cut)}], [168, 160, 'octets of UCS-2', 'аааа', 72], 'JSON: a question that is over');
is($page->{shown}, "PIN – 4 цифра\n" . 'а' x 58 . "\n0 Артка", 'JSON: what the phone would show of it');
cmp_ok(2 * length $page->{shown}, '<=', $page->{room}, 'which fits');
is(decode_json((check("--format json $broken/choice-too-long-in-latin"))[1])->{findings}[0]{page}{unit}, 'septets of GSM 7-bit', 'JSON: in Latin letters');

($status, $said) = check("--format sarif $broken/unknown-target");
my $sarif = decode_json($said);
is($sarif->{version}, '2.1.0', 'SARIF: its version');
is_deeply($sarif->{runs}[0]{results}, [{
	ruleId => 'menu', level => 'error', message => { text => "unknown screen 'goodbey'; did you mean 'goodbye'?" },
	locations => [{ physicalLocation => { artifactLocation => { uri => "$broken/unknown-target/menu.yaml" },
		region => { startLine => 6, startColumn => 38 } } }],
}], 'SARIF: a result with its place');

is(decode_json((check("--format sarif $broken/question-too-long"))[1])->{runs}[0]{results}[0]{properties}{page}{takes}, 168, 'SARIF: a question that is over');

# Whatever names a file has, a finding is told whole.
my $long = 'ы' x 900;
my $wide = tempdir(CLEANUP => 1);
copy("$broken/unknown-target/$_", $wide) or die for 'system.yaml', 'menu.yaml';
open my $more, '>:utf8', "$wide/wide.yaml" or die;
print $more "$long: 1\n";
close $more;
($status, $said) = check("--format json $wide");
like(decode_json($said)->{findings}[0]{message}, qr/^unknown key '$long'$/, 'a finding of 1,800 octets is told whole in JSON');
($status, $said) = check("--format sarif $wide");
like(decode_json($said)->{runs}[0]{results}[0]{message}{text}, qr/^unknown key '$long'; /, '... and in SARIF');
rename "$wide/wide.yaml", "$wide/wi\xffde.yaml" or die;
is(scalar @{ decode_json((check("--format json $wide"))[1])->{findings} }, 2, 'a file whose name is not UTF-8 is told of in JSON');
is(scalar @{ decode_json((check("--format sarif $wide"))[1])->{runs}[0]{results} }, 2, '... and in SARIF');
unlink "$wide/wi\xffde.yaml" or die;
POSIX::mkfifo("$wide/pipe.yaml", 0600) or die;
$SIG{ALRM} = sub { die 'it waits for a writer' };
alarm 60;
($status, $said) = check($wide);
alarm 0;
is($status, 1, 'a FIFO among the menus is an error');
like($said, qr{^\Q$wide\E/pipe\.yaml: error: cannot be read: it is no file but a pipe, a socket or a device$}m, '... and nothing waits for its writer');

# The status is that of the severity, whatever the format.
for my $format (qw(text json sarif)) {
	my @cases = (["$broken/unknown-target", 1], ["$broken/loop", 0], ["--strict $broken/loop", 1], ['tests/menus/four-languages', 0], ['tests/menus/nowhere', 1]);
	is((check("--format $format $_->[0]"))[0], $_->[1], "--format $format $_->[0] exits with $_->[1]") for @cases;
}

($status, $said) = check('--budget menus');
is($status, 0, 'a budget keeps nothing back');
like($said, qr{^home +ky +ucs2 +1 +\d+/160 +1 +\d+ +\d+$}m, 'the first screen is one answer away');
like($said, qr{^home +ru +gsm7 +1 +\d+/182 }m, 'in Latin letters too');
like($said, qr{^sms_later +ru +\d+ +1$}m, 'an SMS of one part');
# A list of villages is cut at forty, at their widest: whoever sees that types more letters, and reads no further.
unlike($said =~ s/^\S+-village .*\n//mgr, qr{longer than a session}, 'each screen is reached and read within a session');
like($said, qr{^documents-checklist checklist=\S+ country=ru .* ky +ucs2 +\d+ +[\d/]+ +[\d/]+ +[\d/]+$}m, 'a leaf, and how far away it is');
like($said, qr{^$_ ucs2 160: \d+ leaves; \d+ over 8 answers; \d+ over 90 seconds; \d+ over 180 seconds for a slow reader$}m, "the sum in $_") for qw(ky ru);
like($said, qr{^ky-Latn gsm7 182: \d+ leaves; }m, 'and in Latin letters, which are offered for Kyrgyz');
unlike($said, qr{^ru-Latn}m, '... but not for Russian');
my @over = grep { m{ (\d+)/(\d+) } && $1 > $2 } split /\n/, $said;
is_deeply(\@over, [], 'no page is over its budget');

($status, $said) = check('--budget --format json menus');
my $budget = decode_json($said);
my ($home) = grep { $_->{screen} eq 'home' && $_->{language} eq 'ru' && $_->{budget} == 160 } @{ $budget->{screens} };
is_deeply([@$home{qw(charset pages answers session_ms)}], ['ucs2', 1, 1, 180000], 'the budget as JSON');
is_deeply([map { ref $_ } @$home{qw(ms slow_ms)}, grep { $_->{slow_ms} <= $_->{ms} } @{ $budget->{leaves} }], ['', ''], 'a slow reader takes longer to each leaf');
my ($sent) = grep { $_->{name} =~ /^helpline / && $_->{language} eq 'ky-Latn' } @{ $budget->{leaves} };
is_deeply([sort keys %{ $sent->{sent_from} }], [qw(answers ms slow_ms)], 'what can be had by SMS, and from where');
ok((grep { $_->{name} =~ /^appeal.lodge / } @{ $budget->{done} }), 'what is done');
cmp_ok(scalar @{ $budget->{sms} }, '>', 10, 'and the SMS');

my $large = tempdir(CLEANUP => 1);
copy('tests/menus/broken/warn-expired/system.yaml', $large) or die;
open my $menu, '>:utf8', "$large/menu.yaml" or die;
print $menu "screens:\n  home:\n    kind: choices\n    choices:\n      - {text: {ky: Биринчи, ru: Первый}, to: screen-0}\n";
for my $i (0 .. 999) {
	print $menu "  screen-$i:\n    kind: text\n    text: {ky: Экран ", 'сөздөр ' x 30, ", ru: Экран ", 'слова ' x 30, "}\n    choices:\n";
	printf $menu "      - {text: {ky: Тандоо %d, ru: Выбор %d}, to: screen-%d}\n", $_, $_, ($i * 5 + $_) % 1000 for 1 .. 5;
}
close $menu;
my $began = (times)[2] + (times)[3]; # the processor's time: other work on this machine is none of it
($status, $said) = check($large);
my $took = (times)[2] + (times)[3] - $began;
like($said, qr{^\Q$large\E: 1004 screens, }m, '1,000 screens and those that must be there');
is($status, 0, '1,000 screens are in order');
diag sprintf '1,000 screens: %.2f s', $took;
done_testing;
