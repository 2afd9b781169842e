#!/usr/bin/perl
# The log of a running kopurod: a file that is rotated, and standard error when that is the journal.
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
my $kopurod = $build =~ m{^/} ? "$build/kopurod" : "$root/$build/kopurod";
my $dir = tempdir(CLEANUP => 1);
symlink("$root/$_", "$dir/$_") for qw(menus dialplans profiles);
chdir $dir or die;

my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) // die } 1 .. 2;
my ($smpp, $vty) = map { $_->sockport } @held;
$_->close for @held;

sub slurp {
	my ($name) = @_;
	open my $in, '<', $name or return '';
	local $/;
	return scalar(<$in>) // '';
}
# Waits for a condition, not for a time; half a minute is how long a failure takes.
sub until_true {
	my ($condition) = @_;
	for (1 .. 1500) {
		return 1 if $condition->();
		sleep 0.02;
	}
	return 0;
}

open my $out, '>', 'k.cfg' or die;
print $out <<"CFG";
log stderr
log file kopurod.log
smsc sim
 host 127.0.0.1
 port $smpp
 system-id kopuro
 password secret
 dialplan kyrgyzstan
vty 127.0.0.1 $vty
CFG
close $out;
chmod 0600, 'k.cfg';

my $pid = fork // die;
if (!$pid) {
	open STDERR, '>', 'stderr' or die;
	my ($device, $inode) = stat STDERR;
	$ENV{JOURNAL_STREAM} = "$device:$inode";
	exec $kopurod, '-c', 'k.cfg' or die;
}
END { if ($pid) { local $?; kill 'KILL', $pid; waitpid $pid, 0 } }

ok(until_true(sub { slurp('kopurod.log') =~ /kopurod ready/ }), 'the file has the log') or diag(slurp('stderr'));
like(slurp('kopurod.log'), qr/^\d{17} DMAIN NOTICE kopurod ready/m, 'each line has time, area and level');
unlike(slurp('kopurod.log'), qr/\e|log\.c/, 'no colours, and no place in the source');
like(slurp('stderr'), qr/^<5>DMAIN NOTICE kopurod ready/m, 'in the journal a line has its priority, and no second time');

rename 'kopurod.log', 'kopurod.log.1' or die;
my $before = slurp('kopurod.log.1');
kill 'HUP', $pid;
ok(until_true(sub { slurp('kopurod.log') =~ /^\d{17} DMAIN NOTICE .*reloaded/m }), 'after SIGHUP a new file of that name is written') or diag(slurp('stderr'));
is(slurp('kopurod.log.1'), $before, 'and the one that was moved is left alone');

rename 'kopurod.log', 'kopurod.log.2' or die;
mkdir 'kopurod.log' or die;
kill 'HUP', $pid;
ok(until_true(sub { slurp('stderr') =~ /^<3>DMAIN ERROR a log file cannot be opened again: Is a directory/m }), 'one that cannot be opened is told');
kill 'TERM', $pid;
waitpid $pid, 0;
is($?, 0, 'and kopurod lives on, to a clean end');
$pid = 0;
done_testing;
