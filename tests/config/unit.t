#!/usr/bin/perl
# The systemd unit: its own command is run as systemd would run it, with a socket that is told of the start, the watchdog and the stop; with menus that
# have errors, a port that is taken, and from another directory. And where tools look for the store, and that only one gateway has it.
use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use File::Path 'make_path';
use File::Temp 'tempdir';
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Socket;
use Test::More;
chdir dirname($0) . '/../..' or die;
my $build = abs_path($ENV{BUILD} // 'build');
my $top = abs_path('.');
my $dir = tempdir(CLEANUP => 1);
my $patience = 20; # s, at most, for what happens at once

sub slurp { my ($name) = @_; open my $in, '<', $name or return ''; local $/; return <$in> // '' }
sub spew { my ($name, $text) = @_; open my $out, '>', $name or die "$name: $!"; print $out $text; close $out or die }

# ---- what the unit says ----
my %unit;
for (split /\n/, slurp('etc/kopurod.service')) { push @{ $unit{$1} }, $2 if /^(\w+)=(.*)$/ }
ok(!$unit{ExecStartPre}, 'nothing before the start can forbid it');
is("@{$unit{Type}}", 'notify', 'systemd is told when it is ready');
ok($unit{WatchdogSec}[0] > 0, 'and watches it');
is("@{$unit{StartLimitIntervalSec}}", '0', 'the start is tried for ever');
is("@{$unit{Restart}}", 'on-failure', 'after each failure');
my ($command) = @{ $unit{ExecStart} };
my ($program, @arguments) = split ' ', $command;
is($program, '/usr/bin/kopurod', 'it starts kopurod');
is("@arguments", '-c /etc/kopuro/kopuro.cfg', 'with the configuration');

# ---- run as it says, below a directory of our own ----
my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') // die } 1 .. 2;
my ($http, $vty) = map { $_->sockport } @held;
$_->close for @held;
make_path("$dir/etc/kopuro", "$dir/var/lib/kopuro");
symlink "$top/$_", "$dir/var/lib/kopuro/$_" for qw(dialplans profiles);
system('cp', '-r', "$top/menus", "$dir/var/lib/kopuro/menus") == 0 or die;
spew("$dir/etc/kopuro/kopuro.cfg", <<"END");
log stderr
directory ../../var/lib/kopuro
smsc sim
 host 127.0.0.1
 port 1
 system-id kopuro
 password secret
 dialplan kyrgyzstan
http 127.0.0.1 $http
vty 127.0.0.1 $vty
END
my $config = "$dir$arguments[1]";

my ($pid, $heard);
sub start {
	$heard = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "$dir/notify") or die "notify: $!";
	$pid = fork // die;
	return if $pid;
	chdir '/'; # not where the unit would: the configuration says all
	$ENV{NOTIFY_SOCKET} = "$dir/notify";
	$ENV{WATCHDOG_USEC} = 400_000;
	delete $ENV{WATCHDOG_PID};
	open STDERR, '>', "$dir/log";
	exec "$build/kopurod", $arguments[0], $config or POSIX::_exit(127);
}
# True once systemd was told so.
sub told {
	my ($what) = @_;
	my $until = time + $patience;
	while (time < $until && IO::Select->new($heard)->can_read($until - time)) {
		$heard->recv(my $said, 4096);
		return 1 if $said =~ /^$what$/m;
	}
	return 0;
}
sub stop {
	kill 'TERM', $pid;
	my $stopping = told('STOPPING=1');
	waitpid $pid, 0;
	my $status = $?;
	undef $pid;
	$heard->close;
	unlink "$dir/notify";
	return $stopping && $status == 0;
}
END { my $status = $?; kill 'KILL', $pid if $pid; $? = $status }

start();
ok(told('READY=1'), 'it says that it is ready') or diag(slurp("$dir/log"));
ok(told('WATCHDOG=1') && told('WATCHDOG=1'), 'and again and again that it lives');
ok(-e "$dir/var/lib/kopuro/var/kopuro.db", 'paths are seen from the directory that the configuration names');

# ---- tools, from elsewhere ----
mkdir "$dir/elsewhere" or die;
sub elsewhere { my $said = qx{cd '$dir/elsewhere' && @_ 2>&1}; return ($? >> 8, $said) }
my ($code, $said) = elsewhere("$build/kopuro token -c $config --role auditor aida");
is($code, 0, 'a tool finds the store from anywhere') or diag($said);
(undef, $said) = elsewhere("$build/kopuro token -c $config --list");
like($said, qr/^aida /m, 'it is that of the gateway');
is_deeply([glob "$dir/elsewhere/*"], [], 'and nothing is made where it was started');

spew("$dir/elsewhere/other.cfg", slurp($config) =~ s/^directory .*\n/store nowhere.db\n/mr);
for my $words ('token --list', 'token --role officer x', 'menus', 'diff') {
	my ($word, @more) = split ' ', $words;
	($code, $said) = elsewhere("$build/kopuro $word -c other.cfg @more");
	isnt($code, 0, "kopuro $words without a store fails");
	like($said, qr/there is no store 'nowhere\.db' \(seen from \Q$dir\E\/elsewhere\)/, 'and says where it looked');
}
is_deeply([glob "$dir/elsewhere/*"], ["$dir/elsewhere/other.cfg"], 'no store is made, no key');

# ---- one gateway a store ----
my ($free) = map { my $p = $_->sockport; $_->close; $p } IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1');
spew("$dir/etc/kopuro/second.cfg", slurp($config) =~ s/^http .*\n//mr =~ s/^vty .*/vty 127.0.0.1 $free/mr);
($code, $said) = elsewhere("timeout 20 $build/kopurod -c $dir/etc/kopuro/second.cfg");
is($code, 1, 'a second gateway on the same store is refused');
like($said, qr/another kopurod has the store 'var\/kopuro\.db'; stop that one, or give this one a store of its own/, 'which says why');
ok(stop(), 'it says that it stops, and does');

# ---- one bad line and a reboot ----
my $home = "$dir/var/lib/kopuro/menus/home.yaml";
my $good = slurp($home);
spew($home, "$good\nnonsense: [\n");
start();
ok(told('READY=1'), 'with a line that is wrong it starts with the menus that the store keeps') or diag(slurp("$dir/log"));
like(slurp("$dir/log"), qr/home\.yaml:\d+/, 'and tells the line');
ok(stop(), 'and stops');
spew($home, $good);

# ---- a port that is taken ----
my $squatter = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => $vty, ReuseAddr => 1) or die;
start();
waitpid $pid, 0;
is($? >> 8, 1, 'with a port that is taken it ends with a failure, after which systemd starts it again');
undef $pid;
$heard->close;
unlink "$dir/notify";
$squatter->close;
start();
ok(told('READY=1'), 'and once the port is free it starts');
ok(stop(), 'and stops');
done_testing;
