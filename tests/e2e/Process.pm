# A part of the play that can be killed at any moment, and begun again: a program, or a piece of this one in a process of its own.
#
#	my $server = Process->new(sub { exec 'nats-server', ... });
#	$server->start; $server->kill_within(0.3); $server->end; $server->start;
package Process;
use strict;
use warnings;
use Network;
use POSIX ();
use Time::HiRes qw(sleep);

sub new { my ($class, $work) = @_; return bless { work => $work }, $class }

sub start {
	my ($self) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		Network::leave();
		open STDIN, '<', '/dev/null';
		$SIG{$_} = 'DEFAULT' for qw(TERM INT HUP);
		eval { $self->{work}->(); 1 } or print STDERR $@;
		POSIX::_exit($@ ? 1 : 0); # past END and the objects of whoever forked
	}
	@$self{qw(pid owner)} = ($pid, $$);
	return $self;
}

# Another process kills it, so that this one may be in the midst of anything.
sub kill_within {
	my ($self, $seconds) = @_;
	my ($pid, $moment) = ($self->{pid}, rand $seconds);
	my $killer = fork // die "fork: $!";
	return $killer if $killer;
	Network::leave();
	sleep $moment;
	kill 'KILL', $pid;
	POSIX::_exit(0);
}

# Whether it has ended; reaps it.
sub is_over {
	my ($self) = @_;
	return 1 unless $self->{pid};
	return 0 unless waitpid($self->{pid}, POSIX::WNOHANG()) == $self->{pid};
	$self->{status} = $?;
	delete $self->{pid};
	return 1;
}

sub signal { my ($self, $signal) = @_; kill $signal, $self->{pid} if $self->{pid} }

sub end {
	my ($self, $signal) = @_;
	my $pid = $self->{pid} // return;
	kill $signal // 'KILL', $pid;
	kill 'CONT', $pid;
	waitpid $pid, 0;
	$self->{status} = $?;
	return delete $self->{pid};
}

sub DESTROY {
	my ($self) = @_;
	local ($?, $!);
	$self->end if $self->{pid} && $self->{owner} == $$;
}

1;
