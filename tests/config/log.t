#!/usr/bin/perl
# The log of a running kopurod: a file that is rotated, and standard error when that is the journal.
use strict;
use warnings;
use File::Basename qw(dirname);
use Test::More;
use lib dirname(__FILE__) . '/..';
use Room;

room();
my ($smpp, $vty) = free_ports(2);
spew('k.cfg', "log file kopurod.log\n" . sim($smpp) . "vty 127.0.0.1 $vty\n", 0600);
my $pid = start('stderr', sub {
	my ($device, $inode) = stat STDERR;
	$ENV{JOURNAL_STREAM} = "$device:$inode";
	exec $kopurod, '-c', 'k.cfg';
});

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
is(ended($pid, 30), 0, 'and kopurod lives on, to a clean end');
done_testing;
