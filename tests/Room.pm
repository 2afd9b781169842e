# A folder of its own with what the repository has, and programs in it: what the tests share that start kopurod or kopuro by hand.
#
#	use lib dirname(__FILE__) . '/..';
#	use Room;
#	room();                                              # and there we are
#	my ($smpp, $http, $vty) = free_ports(3);
#	spew('k.cfg', sim($smpp) . "vty 127.0.0.1 $vty\n", 0600);
#	my $pid = start('log', $kopurod, '-c', 'k.cfg');     # killed at the end, if it has not ended
#	ok(until_true(sub { slurp('log') =~ /ready/ }), 'ready') or diag(slurp('log'));
#	kill 'TERM', $pid;
#	is(ended($pid, 5), 0, 'a clean end');
package Room;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);
our @EXPORT = qw($root $kopurod $kopuro room spew slurp sim free_ports start ended until_true said_of console);

delete @ENV{qw(LC_ALL LC_MESSAGES LANG LANGUAGE)}; # what programs say is compared in English

our $root = abs_path(dirname(__FILE__) . '/..');
my $build = $ENV{BUILD} // 'build';
$build = "$root/$build" unless $build =~ m{^/};
our ($kopurod, $kopuro) = ("$build/kopurod", "$build/kopuro");

sub room {
	my $dir = tempdir(CLEANUP => 1);
	symlink("$root/$_", "$dir/$_") or die "$_: $!" for qw(menus dialplans profiles);
	chdir $dir or die "$dir: $!";
	return $dir;
}

sub spew {
	my ($name, $text, $mode) = @_;
	open my $out, '>', $name or die "$name: $!";
	print $out $text;
	close $out or die "$name: $!";
	chmod $mode, $name if defined $mode;
}

# Nothing, when it is not there.
sub slurp {
	my ($name) = @_;
	open my $in, '<', $name or return '';
	local $/;
	return scalar(<$in>) // '';
}

# A configuration's beginning: a log, and a network on this port, behind lines of its own.
sub sim {
	my ($port, @lines) = @_;
	return join '', "log stderr\nsmsc sim\n", map { " $_\n" } @lines, 'host 127.0.0.1', "port $port", 'system-id kopuro', 'password secret', 'dialplan kyrgyzstan';
}

# Held all at once while they are asked for, so that they differ.
sub free_ports {
	my ($count) = @_;
	my @held = map { IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1, ReuseAddr => 1) // die "listen: $!" } 1 .. $count;
	return map { $_->sockport } @held;
}

# ---- programs ----

my %children;
pipe my $silence, my $kept or die; # standard input without an end: some end with theirs
END { local $?; kill 'KILL', keys %children; waitpid $_, 0 for keys %children }

# What it says goes into the file `log`. A command is a list, or a sub that ends in exec.
sub start {
	my ($log, @command) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		%children = ();
		open STDIN, '<&', $silence or die;
		open STDOUT, '>', $log or die "$log: $!";
		open STDERR, '>&', \*STDOUT or die;
		ref $command[0] ? $command[0]->() : exec @command;
		POSIX::_exit(127); # past END
	}
	$children{$pid} = 1;
	return $pid;
}

# The exit code; 128 and the signal that ended it. One that does not end in time is killed: undef.
sub ended {
	my ($pid, $seconds) = @_;
	my $over = 0;
	for (my $until = time + $seconds; !$over && time < $until; sleep 0.01) {
		$over = waitpid($pid, POSIX::WNOHANG()) == $pid;
	}
	my $status = $?;
	if (!$over) {
		kill 'KILL', $pid;
		waitpid $pid, 0;
	}
	delete $children{$pid};
	return $over ? $status >> 8 || ($status ? 128 + ($status & 127) : 0) : undef;
}

# Waits for a condition, not for a time; so many seconds are how long a failure takes.
sub until_true {
	my ($condition, $seconds) = @_;
	for (my $until = time + ($seconds // 60); time < $until; sleep 0.02) {
		return 1 if $condition->();
	}
	return 0;
}

# The exit code of a command line, and what it said.
sub said_of {
	my ($command) = @_;
	open my $out, '-|', "$command 2>&1" or die "$command: $!";
	my $said = do { local $/; <$out> } // '';
	close $out;
	return ($? >> 8, $said);
}

# What the console on this port says to the lines.
sub console {
	my ($port, @lines) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 5) or return "no connection: $!";
	my $all = '';
	print $s "$_\r\n" for 'terminal length 0', @lines, 'echo the-end-of-it';
	while (IO::Select->new($s)->can_read(5)) {
		sysread($s, $all, 65536, length $all) or last;
		last if $all =~ /\nthe-end-of-it/;
	}
	close $s;
	return $all =~ s/\r//gr;
}

1;
