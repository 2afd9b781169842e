# A nats-server with JetStream on loopback, its streams in a directory.
#
#	my $server = NatsServer->new("$dir/nats");
#	$server->start;                          # returns when it can be spoken with
package NatsServer;
use strict;
use warnings;
use parent 'Process';
use Daemon;
use Nats;
use Time::HiRes qw(sleep time);

sub new {
	my ($class, $dir) = @_;
	my ($port) = Daemon::free_ports(1);
	mkdir $dir or die "$dir: $!";
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin";
	my ($program) = grep { -x } map { "$_/nats-server" } split /:/, $ENV{PATH};
	die "nats-server is not there: scripts/setup check\n" unless $program;
	my $self = Process::new($class, sub { exec $program, qw(-a 127.0.0.1 -js -p), $port, '-sd', $dir, '-l', "$dir/log" });
	@$self{qw(dir port url)} = ($dir, $port, "nats://127.0.0.1:$port");
	return $self;
}

sub start {
	my ($self) = @_;
	$self->SUPER::start;
	for (my $until = time + 15; time < $until; sleep 0.05) {
		return $self if Nats->connect($self->{port});
	}
	die "nats-server does not start\n";
}

1;
