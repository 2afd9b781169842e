# A client of NATS, as far as a consumer of the central queue and an officer need one: the text protocol over a socket, and JetStream's requests.
#
#	my $nats = Nats->connect($port) or ...;  # undef: not there now
#	$nats->consume('all', 'kopuro.items.>'); # makes the durable consumer
#	for my $message ($nats->fetch('all', 10, 0.5)) { ...; $nats->ack($message) }
#	$nats->tell('kopuro.status.48271930', $json) # true: the stream has it
#
# Whatever the server or the network does: what cannot be said or read dies, with "nats: ".
package Nats;
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use Time::HiRes qw(time);

our $patience = 5;
my $stream = 'KOPURO';

sub connect {
	my ($class, $port) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 2) or return;
	my $self = bless { socket => $socket, in => '', inbox => "_INBOX.$$." . int(time * 1e6), requests => 0, there => [] }, $class;
	return eval {
		$self->line =~ /^INFO / or die "nats: no greeting\n";
		$self->put('CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"protocol":1}', "SUB $self->{inbox}.* 1", 'PING');
		1 until $self->line eq 'PONG';
		$self;
	};
}

# ---- octets and lines ----

sub put {
	my ($self, @lines) = @_;
	my $octets = join '', map { "$_\r\n" } @lines;
	local $SIG{PIPE} = 'IGNORE';
	while (length $octets) {
		my $written = syswrite $self->{socket}, $octets or die "nats: the connection is gone\n";
		substr $octets, 0, $written, '';
	}
}

sub fill {
	my ($self, $until) = @_;
	my $left = $until - time;
	IO::Select->new($self->{socket})->can_read($left > 0 ? $left : 0) or die "nats: no answer\n";
	sysread $self->{socket}, $self->{in}, 65536, length $self->{in} or die "nats: the connection is gone\n";
}

sub line {
	my ($self, $until) = @_;
	$until //= time + $patience;
	$self->fill($until) until $self->{in} =~ s/^(.*?)\r\n//;
	return $1;
}

sub octets {
	my ($self, $count) = @_;
	$self->fill(time + $patience) while length $self->{in} < $count + 2;
	return substr substr($self->{in}, 0, $count + 2, ''), 0, $count;
}

# ---- messages ----

# MSG subject sid [reply] size, or HMSG subject sid [reply] size-of-headers size.
sub message {
	my ($self, $until) = @_;
	while (1) {
		my $line = $self->line($until);
		$self->put('PONG') if $line eq 'PING';
		die "nats: $line\n" if $line =~ /^-ERR/;
		my ($kind, $subject, undef, @rest) = split / /, $line;
		next unless $kind =~ /^H?MSG$/;
		my $size = pop @rest;
		my $headers = $kind eq 'HMSG' ? pop @rest : 0;
		my $whole = $self->octets($size);
		return { subject => $subject, reply => $rest[0], headers => substr($whole, 0, $headers), body => substr($whole, $headers) };
	}
}

sub publish {
	my ($self, $subject, $body, $reply) = @_;
	$self->put(join(' ', 'PUB', $subject, $reply // (), length $body), $body);
}

# The answer, decoded; what was asked for before and comes late is dropped.
sub request {
	my ($self, $subject, $body) = @_;
	my $inbox = "$self->{inbox}." . ++$self->{requests};
	$self->publish($subject, ref $body ? encode_json($body) : $body, $inbox);
	my $until = time + $patience;
	while (my $message = $self->message($until)) {
		next if $message->{subject} ne $inbox;
		die "nats: nobody answers $subject\n" if $message->{headers} =~ /^NATS\/1\.0 503/;
		return decode_json($message->{body});
	}
}

# ---- JetStream ----

sub tell {
	my ($self, $subject, $json) = @_;
	return defined $self->request($subject, $json)->{seq};
}

sub consume {
	my ($self, $name, $filter) = @_;
	my %config = (durable_name => $name, ack_policy => 'explicit', deliver_policy => 'all', ack_wait => 5e9 + 0, filter_subject => $filter);
	my $made = $self->request("\$JS.API.CONSUMER.DURABLE.CREATE.$stream.$name", { stream_name => $stream, config => \%config });
	return !$made->{error};
}

# At most so many messages, for at most so many seconds. Those of an earlier fetch that come late are taken, too.
sub fetch {
	my ($self, $name, $most, $seconds) = @_;
	my $inbox = "$self->{inbox}." . ++$self->{requests};
	$self->publish("\$JS.API.CONSUMER.MSG.NEXT.$stream.$name", encode_json({ batch => $most, expires => int($seconds * 1e9) }), $inbox);
	my @there;
	while (@there < $most) {
		my $message = $self->message(time + $seconds + $patience);
		if ($message->{reply} && $message->{reply} =~ /^\$JS\.ACK\./) {
			push @there, $message;
		} elsif ($message->{subject} eq $inbox) {
			last; # 404 nothing there, 408 the time is over
		}
	}
	return @there;
}

sub ack {
	my ($self, $message) = @_;
	$self->publish($message->{reply}, '+ACK');
}

1;
