#!/usr/bin/perl
# kopuro smsc: what it tells of its faults, a profile of one's own, and calls over networks that have faults, with a real kopurod.
use strict;
use warnings;
use utf8;
use Test::More;
use Cwd 'abs_path';
use File::Basename;
use File::Copy;
use File::Temp 'tempdir';
use IO::Socket::INET;
use POSIX ();
use Time::HiRes 'sleep';
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . "/../..";
my $build = $ENV{BUILD} // 'build';
my $dir = tempdir(CLEANUP => 1);
my $gateway;
END { my $status = $?; kill 'KILL', $gateway if $gateway; $? = $status }

sub run {
	my $said = `$build/kopuro smsc @_ 2>&1 </dev/null`;
	return ($? >> 8, $said);
}

my ($code, $said) = run('--help');
is($code, 0, '--help');
my @faults = $said =~ /^  ([a-z-]+)(?:\[=(?:S|MS|N)\])? +\S.*$/mg;
is(scalar @faults, 19, 'each fault has a line');
my $manual = do { local (@ARGV, $/) = 'docs/simulator.md'; <> };
is_deeply([grep { $manual !~ /`$_(?:=\d+)?`/ } @faults], [], 'and stands in docs/simulator.md');
($code, $said) = run('--fault', 'flip');
is($code, 2, 'no such fault: exit 2');
like($said, qr/--fault flip: there is no fault 'flip'; did you mean 'flap'\?/, 'and the nearest');
($code, $said) = run('--fault', 'slow=soon');
like($said, qr/'soon' is no MS of the fault slow; a whole number from 1 to 600000 is/, 'no such value');
($code, $said) = run('--outbind', 'x');
is($code, 2, 'no such port: exit 2');
($code, $said) = run('--profile', 'standart');
is($code, 2, 'no such profile: exit 2');
like($said, qr/standard/, 'and the nearest');

copy('profiles/plain.yaml', "$dir/mine.yaml");
open my $cfg, '>', "$dir/kopuro.cfg" or die;
print $cfg <<"END";
log stderr
smsc sim
 host 127.0.0.1
 port PORT
 bind transceiver
 system-id kopuro
 password secret
 ussd-profile mine
 dialplan kyrgyzstan
node 1
store $dir/kopuro.db
menus ${\abs_path('menus')}
dialplans ${\abs_path('dialplans')}
profiles $dir
feedback local
END
close $cfg;

# The simulator first, on a port that is free; then kopurod, for that port.
sub call {
	my ($faults, @lines) = @_;
	my $more = $lines[0] =~ /^--/ ? shift @lines : '';
	unlink "$dir/port";
	my $input = join '', map { "$_\n" } @lines;
	utf8::encode($input);
	open my $in, '>', "$dir/input" or die;
	print $in $input;
	close $in;
	my $faulty = join ' ', map { "--fault $_" } @$faults;
	open my $smsc, '-|', "$build/kopuro smsc --port 0 --port-file $dir/port --profile $dir/mine.yaml $faulty $more <$dir/input 2>&1" or die;
	for (1 .. 200) { last if -s "$dir/port"; sleep 0.02 }
	open my $file, '<', "$dir/port" or die "no port: $!";
	chomp(my $port = <$file>);
	system "sed 's/PORT/$port/' $dir/kopuro.cfg >$dir/now.cfg";
	$gateway = fork // die;
	if (!$gateway) {
		open STDERR, '>>', "$dir/log";
		exec "$build/kopurod", '-c', "$dir/now.cfg" or POSIX::_exit(1);
	}
	my $said = do { local $/; <$smsc> };
	close $smsc;
	my $code = $? >> 8;
	kill 'TERM', $gateway;
	waitpid $gateway, 0;
	undef $gateway;
	utf8::decode($said);
	return ($code, $said);
}

my @appeal = ('*500#', 1, 3, 2, 1, 'Айлыгымды төлөбөй жатышат', 'Айбек', '4711', 1);
for my $faults (['slow=20', 'malformed', 'answer-unasked', 'receipt-unknown', 'congestion=50'], ['deliver-twice', 'answer-twice', 'drop-response=3'], ['bind-refuse=1', 'repeat-sequence', 'slow=250']) {
	($code, $said) = call($faults, @appeal);
	is($code, 0, "a call over a network with @$faults");
	like($said, qr/Кабыл алынды: [ |\n]*\d{4}-\d{4}.*Сизге SMS келет/s, 'leads to a number');
	splice @appeal, 1, 1 if $appeal[1] eq '1'; # the language was asked for once
}
($code, $said) = call(['cut-in-pdu=3'], '*500#', 3);
like($said, qr/The network closes the connection/, 'what the network does is told');

# The network calls us.
my $free = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die;
my $port = $free->sockport;
close $free;
system "sed -i 's/^ bind transceiver/ bind transceiver\\n outbind $port/' $dir/kopuro.cfg";
($code, $said) = call([], "--outbind $port", '*500#');
is($code, 0, 'a network that calls, and is bound to');
like($said, qr/1 Улантуу/, 'who was cut off before may go on');
done_testing;
