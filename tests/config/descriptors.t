#!/usr/bin/perl
# Few descriptors, and more silent HTTP connections than there are: the log stays small, a link that breaks comes back, and HTTP does when they end.
use strict;
use warnings;
use File::Basename qw(dirname);
use IO::Socket::INET;
use Test::More;
use lib dirname(__FILE__) . '/..';
use Room;

room();
my ($smpp, $http, $vty) = free_ports(3);
spew('k.cfg', sim($smpp) . "http 127.0.0.1 $http\nvty 127.0.0.1 $vty\n", 0600);
sub connection { return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $http, Timeout => 5) }

my @smsc = ($kopuro, 'smsc', '--port', $smpp);
my $network = start('network', @smsc);
start('log', 'sh', '-c', "ulimit -n 256; exec $kopurod -c k.cfg");
ok(until_true(sub { slurp('log') =~ /sim: bound/ }), 'the link is bound under 256 descriptors') or diag(slurp('log'), slurp('network'));

my @silent = grep { defined } map { connection() } 1 .. 300;
is(scalar @silent, 300, 'the system holds 300 connections');
ok(until_true(sub { slurp('log') =~ /HTTP: its \d+ descriptors are taken/ }), 'that HTTP has no more is told');

kill 'KILL', $network;
ended($network, 10);
ok(until_true(sub { slurp('log') =~ /sim: (?!bound).*waiting/ }), 'the network goes away');
my $bound = () = slurp('log') =~ /sim: bound/g;
$network = start('network', @smsc);
ok(until_true(sub { (() = slurp('log') =~ /sim: bound/g) > $bound }), 'and the link comes back, though HTTP is full') or diag(slurp('log'));
my $told = () = slurp('log') =~ /HTTP: its/g;
cmp_ok($told, '<=', 2, "it was told $told times") or diag(slurp('log'));
cmp_ok(length(slurp('log')), '<', 20000, 'and the log is small');

$_->close for @silent;
ok(until_true(sub {
	my $s = connection() or return 0;
	print $s "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	local $/;
	return (<$s> // '') =~ m{^HTTP/1\.1 200};
}), 'when they have gone HTTP answers');
done_testing;
