#!/usr/bin/perl
# Few descriptors, and more silent HTTP connections than there are: the log stays small, a link that breaks comes back, and HTTP does when they end.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);

my $root = abs_path(dirname($0) . '/../..');
my $build = $ENV{BUILD} // 'build';
$build = "$root/$build" unless $build =~ m{^/};
my $dir = tempdir(CLEANUP => 1);
symlink("$root/$_", "$dir/$_") for qw(menus dialplans profiles);
chdir $dir or die;

my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) // die } 1 .. 3;
my ($smpp, $http, $vty) = map { $_->sockport } @held;
$_->close for @held;

pipe my $ears, my $mouth or die; # a network ends with its input: this one never does
my %children;
END { local $?; kill 'KILL', keys %children; waitpid $_, 0 for keys %children }
sub run {
	my ($log, @command) = @_;
	my $pid = fork // die;
	if (!$pid) {
		open STDIN, '<&', $ears or die;
		open STDOUT, '>', $log or die;
		open STDERR, '>&', \*STDOUT or die;
		exec @command or die;
	}
	$children{$pid} = 1;
	return $pid;
}
sub stop {
	my ($pid) = @_;
	kill 'KILL', $pid;
	waitpid $pid, 0;
	delete $children{$pid};
}
sub slurp {
	my ($name) = @_;
	open my $in, '<', $name or return '';
	local $/;
	return scalar(<$in>) // '';
}
sub until_true {
	my ($condition) = @_;
	for (1 .. 3000) {
		return 1 if $condition->();
		sleep 0.02;
	}
	return 0;
}
sub connection { return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $http, Timeout => 5) }

open my $out, '>', 'k.cfg' or die;
print $out <<"CFG";
log stderr
smsc sim
 host 127.0.0.1
 port $smpp
 system-id kopuro
 password secret
 dialplan kyrgyzstan
http 127.0.0.1 $http
vty 127.0.0.1 $vty
CFG
close $out;
chmod 0600, 'k.cfg';

my @smsc = ("$build/kopuro", 'smsc', '--port', $smpp);
my $network = run('network', @smsc);
run('log', 'sh', '-c', "ulimit -n 256; exec $build/kopurod -c k.cfg");
ok(until_true(sub { slurp('log') =~ /sim: bound/ }), 'the link is bound under 256 descriptors') or diag(slurp('log'), slurp('network'));

my @silent = grep { defined } map { connection() } 1 .. 300;
is(scalar @silent, 300, 'the system holds 300 connections');
ok(until_true(sub { slurp('log') =~ /HTTP: its \d+ descriptors are taken/ }), 'that HTTP has no more is told');

stop($network);
ok(until_true(sub { slurp('log') =~ /sim: (?!bound).*waiting/ }), 'the network goes away');
my $bound = () = slurp('log') =~ /sim: bound/g;
$network = run('network', @smsc);
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
