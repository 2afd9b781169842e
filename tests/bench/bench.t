#!/usr/bin/perl
# A short load on a real kopurod: every screen is the right one, every journey comes to its end, and it stops cleanly with callers in the middle
# of their calls, whose snapshots it writes as it goes.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Test::More;

my $root = abs_path(dirname($0) . '/../..');
my $build = $ENV{BUILD} // 'build';
$build = "$root/$build" if $build !~ m{^/};
my $dir = tempdir(CLEANUP => 1);
my ($port, $vty) = map { my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die; $s->sockport } 1 .. 2;

open my $cfg, '>', "$dir/bench.cfg" or die;
print $cfg <<"CFG";
log stderr
smsc bench
 host 127.0.0.1
 port $port
 bind transceiver
 system-id kopuro
 password secret
 ussd-profile standard
 window 1000
 throughput 0
 dialplan kyrgyzstan
node 1
store $dir/kopuro.db
menus $root/menus
dialplans $root/dialplans
profiles $root/profiles
feedback local
vty 127.0.0.1 $vty
CFG
close $cfg;

for my $case (['navigate', 5000, 50], ['appeal', 1200, 20], ['open', 1000, 300]) {
	my ($mode, $steps, $subscribers) = @$case;
	unlink glob "$dir/kopuro.db*";
	my $said = qx{$build/kopuro bench $mode --port $port --steps $steps --subscribers $subscribers -- $build/kopurod -c $dir/bench.cfg 2>$dir/log};
	my $status = $?;
	my @wrong = $said =~ /wrong (\d+)/g;
	ok(@wrong > 0 && !grep({ $_ } @wrong), "$mode: every screen is the right one") or diag($said);
	is($status, 0, "$mode: and it stops cleanly") or diag(qx{tail -n 5 $dir/log});
}
my $echo = qx{$build/kopuro bench navigate --port $port --steps 5000 --subscribers 50 -- $build/kopuro bench echo --port $port};
like($echo, qr/wrong 0\n/, 'the bare echo');
done_testing();
