#!/usr/bin/perl
# The staff's handset: kopuro dial and its options, and kopuro record, whose transcripts kopuro replay accepts.
use strict;
use warnings;
use utf8;
no warnings 'qw'; # codes have a #
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
chdir abs_path(dirname($0) . '/../..') or die;
my $kopuro = ($ENV{BUILD} // 'build') . '/kopuro';
my $dir = tempdir(CLEANUP => 1);

# What it says when these lines are typed; and its exit status.
sub typed {
	my ($lines, @command) = @_;
	open my $in, '>:utf8', "$dir/in" or die;
	print $in map {"$_\n"} @$lines;
	close $in;
	my $pid = open(my $out, '-|') // die;
	if (!$pid) {
		open STDIN, '<', "$dir/in" or die;
		open STDERR, '>&', \*STDOUT or die;
		exec $kopuro, @command or die;
	}
	binmode $out, ':utf8';
	local $/;
	my $said = <$out> // '';
	close $out;
	return ($? >> 8, $said);
}

my ($status, $said) = typed([], 'dial', '*500#');
is($status, 0, 'dial ends with its input');
like($said, qr/Тилди тандаңыз/, 'who is new is asked for the language');
like($said, qr{^  \d+/160 octets, \d+ left   0:00 of 3:00\n  language, page 1 of 1$}m, 'octets, what is left, the clock, the screen and its page');

($status, $said) = typed(['9'], qw(dial --lang ru *500*1#));
like($said, qr/Страна\?/, '--lang: the language is known');
like($said, qr/documents, page 1 of 2.*documents, page 2 of 2/s, 'pages are counted');

($status, $said) = typed([], qw(dial --lang ky --encoding gsm7 *500#));
like($said, qr/1 Dokumentter/, '--encoding gsm7: transliterated');
like($said, qr{/182 septets}, '... and counted in septets');

($status, $said) = typed([':hang up', '*500#'], qw(dial --profile plain --lang ru *500*1*1#));
like($said, qr/resume, page 1 of 1/, ':hang up breaks off, and the next line is dialled');

like($said, qr/^\+\d+ dials \*500\*1\*1# on \w+day \d{4}-\d\d-\d\d at \d\d:\d\d in Bishkek$/m, 'who calls what and when is told');
like((typed([], qw(dial --as +79161234567 --at), '2026-12-24 22:00', '*500#'))[1],
	qr/^\+79161234567 dials \*500# on Thursday 2026-12-24 at 22:00 in Bishkek$/m, '--as and --at');
my ($frame) = (typed([], qw(dial --lang ru *500*1#)))[1] =~ /^(\+-+\+\n(?:\|.*\n)+\+-+\+\n)/m;
is_deeply([map { length } split /\n/, $frame], [(30) x 9], 'the frame is a small phone\'s, whatever stands in it');

($status, $said) = typed([':wait 70 seconds', '1'], qw(dial --lang ru *500#));
like($said, qr/The network has closed the call: 60 seconds are over without an answer\.\n.* dials 1 on/, 'who does not answer is cut off, as by a network');
($status, $said) = typed([(':wait 50 seconds', '1', ':wait 50 seconds', '0') x 2], qw(dial --lang ru *500#));
like($said, qr/2:30 of 3:00.*The network has closed the call: 180 seconds are over since it began\./s, '... and a call that takes too long');
($status, $said) = typed([':hang up', ':hang up', ':wait', ':what', ''], qw(dial --lang ru *500#));
like($said, qr/^No call is open\.\nWait how long\? .*\nA line that begins with a colon is an order\. There are:\n  :hang up /m, 'orders that are none are told');
unlike($said, qr/Нет такого/, '... and not typed');
($status, $said) = typed([':text МЕНЮ', ':text 1'], qw(dial --lang ru));
like($said, qr/SMS\n\+-+\+\n\| 1 Документы.*SMS\n.*Страна\?/s, ':text: the same menus by SMS');

($status, $said) = typed([':wait 30 seconds', '1'], qw(dial --lang ru *500#));
like($said, qr/0:30 of 3:00/, ':wait moves the clock of the call');

my @appeal = ('*500#', 3, 2, 'Айлык төлөнгөн жок', 'Айгүл', 4711, 1);
($status, $said) = typed(\@appeal, 'record', '--lang', 'ky', '--as', '+79161234567', '--at', '2026-12-24 22:00', "$dir/a.dialog");
is($status, 0, 'record ends with its input');
open my $file, '<:utf8', "$dir/a.dialog" or die;
my $dialog = do { local $/; <$file> };
like($dialog, qr/\Aat 2026-12-24 22:00\nphone \+79161234567\nlanguage ky\ndial \*500#\nscreen\n\t1 /, 'the transcript begins with its circumstances');
like($dialog, qr/keep n1 number\n.*\{n1\}/s, 'a number is kept by name');
like($dialog, qr/^sms \+79161234567$/m, 'and SMS stand in it');
unlike($dialog, qr/\d{4}-\d{4}(?!\d)/, 'no number that is another one next time');
($status, $said) = typed([], 'replay', "$dir/a.dialog");
is($status, 0, 'replay accepts it') or diag $said;
($status, $said) = typed([], 'record', "$dir/a.dialog");
is($status, 1, 'an existing file is not written over');
like($said, qr/is there already; choose another name/, '... and it says why');

($status, $said) = typed(['1', ':wait 2 minutes', '*500#', '1', '9', '0', ':hang up', ':wait 9 minutes', '*500#', '1'],
	qw(record --encoding gsm7 --profile plain), "$dir/b.dialog", '*500*1#');
open $file, '<:utf8', "$dir/b.dialog" or die;
like(do { local $/; <$file> }, qr/^wait 1 minute\nhang up\nwait 1 minute\ndial \*500#\n.*^wait 9 minutes\n/ms, 'what the network closed is a hang-up in the transcript');
is((typed([], 'replay', "$dir/b.dialog"))[0], 0, 'another encoding and profile, waits and a hang-up: accepted too');

($status, $said) = typed(['*999#', '*500#'], qw(record --lang ru), "$dir/c.dialog");
like($said, qr/refused this/, 'a code that the dialplan has not is refused');
is((typed([], 'replay', "$dir/c.dialog"))[0], 0, '... and the transcript knows it');

# What has expired by then says so, on the screen and in the SMS; a day alone is its noon.
my @expiry = qw(dial --lang ky --menus tests/menus/expiry --at);
for (['2027-03-02', '+996111. Бекер'], ['2027-03-02 23:59', '+996111. Бекер'], ['2027-03-03', '+996111 (такталган эмес). Бекер'], ['2027-03-03 00:00', '+996111 (такталган эмес). Бекер']) {
	my ($at, $shown) = @$_;
	my $said = (typed([], @expiry, $at, '*500*2#'))[1];
	like($said =~ s/ *\|\n\| */ /gr, qr/Чалыңыз: \Q$shown\E/, "--at $at");
}
like((typed([], @expiry, '2027-03-03', '*500#'))[1], qr/ on Wednesday 2027-03-03 at 12:00 in Bishkek$/m, '... a day alone is told with its hour');
like((typed([':text 2'], @expiry, '2027-03-03', ':text МЕНЮ'))[1] =~ s/ *\|\n\| */ /gr, qr/SMS.*SMS.*\+996111 \(такталган эмес\)/s, '... and by SMS');

for my $wrong (['--at', '2026-13-01 10:00'], ['--at', 'tomorrow'], ['--lang', 'xx'], ['--encoding', 'utf8'], ['--profile', 'none'], ['--what'], ['a', 'b']) {
	($status, $said) = typed([], 'dial', @$wrong);
	ok($status > 0 && $said, "dial @$wrong is refused");
}
done_testing;
