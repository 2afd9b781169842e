# A kopurod, configured in a directory of its own, with its officers' and machines' way in.
#
#	my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ["feedback local"]);
#	$daemon->start;
#	my $reply = $daemon->ask('officer', POST => '/v1/appeals/48271930/status', { status => 'in-work' });
package Daemon;
use strict;
use warnings;
use File::Basename qw(dirname);
use HTTP::Tiny;
use JSON::PP;
use Network;
use POSIX ();
use lib dirname(__FILE__) . '/..';
use Room ();

my $json = JSON::PP->new->canonical->utf8; # the same key must come with the same octets
my $build = $ENV{BUILD} // 'build';

*free_ports = \&Room::free_ports; # for the other parts of the play

# dir, port: of the network; node (1); lines: more of the configuration.
sub new {
	my ($class, %self) = @_;
	my $self = bless { node => 1, %self }, $class;
	my $path = $self->{path} = "$self->{dir}/node-$self->{node}";
	@$self{qw(http vty)} = Room::free_ports(2);
	open my $out, '>', "$path.cfg" or die "$path.cfg: $!";
	print $out <<~"END", map { "$_\n" } @{ $self->{lines} // [] };
		log stderr
		smsc network
		 host 127.0.0.1
		 port $self->{port}
		 bind transceiver
		 system-id kopuro
		 password secret
		 ussd-profile plain
		 window 100
		 dialplan kyrgyzstan
		node $self->{node}
		store $path.db
		menus menus
		dialplans dialplans
		http 127.0.0.1 $self->{http}
		vty 127.0.0.1 $self->{vty}
		END
	close $out;
	$self->{agent} = HTTP::Tiny->new(timeout => 10);
	return $self;
}

sub start {
	my ($self) = @_;
	-x "$build/kopurod" or die "$build/kopurod is not there: make all\n";
	$self->{pid} = fork // die "fork: $!";
	return if $self->{pid};
	open STDIN, '<', '/dev/null';
	open STDOUT, '>>', "$self->{path}.log";
	open STDERR, '>&', \*STDOUT;
	exec "$build/kopurod", '-c', "$self->{path}.cfg" or POSIX::_exit(127); # past END
}

# The exit status.
sub stop {
	my ($self, $signal) = @_;
	my $pid = delete $self->{pid} // return;
	my $status = -1;
	kill $signal // 'TERM', $pid;
	Network::await('the end of kopurod', sub { waitpid($pid, POSIX::WNOHANG()) == $pid && (($status = $?), 1) });
	return $status;
}

sub log {
	my ($self) = @_;
	open my $in, '<', "$self->{path}.log" or return '';
	local $/;
	return <$in>;
}

# One for each role, made when it is first needed: from another process, in the midst of the traffic.
sub token {
	my ($self, $role) = @_;
	return $self->{token}{$role} if $self->{token}{$role};
	my $token = qx{'$build/kopuro' token -c '$self->{path}.cfg' --role $role a-$role};
	die "no token for the role $role\n" if $?;
	return $self->{token}{$role} = $token =~ s/\s+\z//r;
}

# The reply of HTTP::Tiny, with {json} decoded.
sub ask {
	my ($self, $role, $method, $path, $body, $key) = @_;
	my %headers = (Authorization => 'Bearer ' . $self->token($role), 'Content-Type' => 'application/json');
	$headers{'Idempotency-Key'} = $key if defined $key;
	my $reply = $self->{agent}->request($method, "http://127.0.0.1:$self->{http}$path", { headers => \%headers, content => $body ? $json->encode($body) : '' });
	$reply->{json} = eval { decode_json($reply->{content}) };
	return $reply;
}

sub DESTROY {
	my ($self) = @_;
	local ($?, $!);
	my $pid = delete $self->{pid} // return;
	kill 'KILL', $pid;
	waitpid $pid, 0;
}

1;
