# A mobile network that shares no code with the gateway: a server on Perl's Net::SMPP that one gateway binds to, with its handsets (Handset.pm).
#
#	my $network = Network->new;              # listens on {port} of loopback
#	Network::await('a bind', sub { $network->{bound} });
#
# Everything moves in Network::turn(), for all networks of the process. USSD is of the profile `plain`. Each SMS is accepted, and delivered:
# a receipt follows where one was asked for. What a network may not see is put into {faults}.
package Network;
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use Handset;
use IO::Select;
use Net::SMPP;
use Socket qw(IPPROTO_TCP MSG_DONTWAIT MSG_PEEK SOL_SOCKET SO_LINGER TCP_NODELAY);
use Time::HiRes qw(time);

our $patience = $ENV{PATIENCE} // 15; # seconds for any one thing to happen
my @networks;
$SIG{PIPE} = 'IGNORE';

sub new {
	my ($class) = @_;
	my $self = bless { handsets => {}, faults => [], unanswered => {}, bound => 0, messages => 0 }, $class;
	$self->{listener} = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
	$self->{port} = $self->{listener}->sockport;
	push @networks, $self;
	return $self;
}

sub handset {
	my ($self, $number) = @_;
	return $self->{handsets}{$number} //= Handset->new($self, $number);
}

# A number of a country where it is day now, whatever the hour: news of an appeal do not come at night. Their days, in UTC: Korea's from 23 to 12
# (or later), Britain's from 9 to 19, that of all the United States from 18 to 23.
sub awake {
	my ($rest) = @_; # eight digits
	my $hour = (gmtime)[2];
	return ($hour >= 18 && $hour < 23 ? '1907' : $hour >= 12 && $hour < 18 ? '4470' : '8210') . $rest;
}

# ---- PDUs ----

sub text_of {
	my ($pdu, $octets) = @_;
	return decode($pdu->{data_coding} == 8 ? 'UTF-16BE' : 'ascii', $octets);
}

sub deliver {
	my ($self, $from, $text, %fields) = @_;
	my $link = $self->{link} or return;
	my $wide = $text =~ /[^\x20-\x7e]/;
	my $sequence = $link->deliver_sm(async => 1, source_addr_ton => 1, source_addr_npi => 1, source_addr => $from, destination_addr => '500',
		data_coding => $wide ? 8 : 0, short_message => encode($wide ? 'UTF-16BE' : 'ascii', $text), %fields);
	return $self->{unanswered}{$sequence} = $sequence;
}

# Returns when the gateway has read all that was sent before.
sub settle {
	my ($self) = @_;
	my $sequence = $self->{link}->enquire_link(async => 1);
	$self->{unanswered}{$sequence} = $sequence;
	return await('enquire_link_resp', sub { !$self->{unanswered}{$sequence} });
}

sub on_submit {
	my ($self, $pdu) = @_;
	my $id = sprintf '%08x', ++$self->{messages};
	$self->{link}->submit_sm_resp(seq => $pdu->{seq}, message_id => $id);
	my $handset = $self->{handsets}{ $pdu->{destination_addr} } or return push @{ $self->{faults} }, 'a message to a number that never called';
	return $handset->on_screen(text_of($pdu, $pdu->{short_message}), ord $pdu->{ussd_service_op}) if defined $pdu->{ussd_service_op};
	my ($octets, $reference, $of, $part) = ($pdu->{short_message}, 0, 1, 1);
	if ($pdu->{esm_class} & 0x40) { # 05 00 03 REFERENCE OF PART
		($reference, $of, $part) = (unpack 'C6', $octets)[3 .. 5];
		$octets = substr $octets, 6;
	}
	$handset->on_part($reference, $of, $part, text_of($pdu, $octets));
	$self->deliver($pdu->{destination_addr}, "id:$id sub:001 dlvrd:001 submit date:2611010000 done date:2611010000 stat:DELIVRD err:000 text:", esm_class => 4)
		if $pdu->{registered_delivery} & 1;
}

my %on = (
	Net::SMPP::CMD_bind_transceiver(), sub {
		my ($self, $pdu) = @_;
		$self->{link}->bind_transceiver_resp(seq => $pdu->{seq}, system_id => 'network');
		$self->{bound}++;
	},
	Net::SMPP::CMD_unbind(), sub { $_[0]{link}->unbind_resp(seq => $_[1]{seq}) },
	Net::SMPP::CMD_enquire_link(), sub { $_[0]{link}->enquire_link_resp(seq => $_[1]{seq}) },
	Net::SMPP::CMD_submit_sm(), \&on_submit,
);

sub on_pdu {
	my ($self, $pdu) = @_;
	my $handler = $on{ $pdu->{cmd} };
	return $handler->($self, $pdu) if $handler;
	delete $self->{unanswered}{ $pdu->{seq} };
	push @{ $self->{faults} }, sprintf '%08x with status %d', @$pdu{qw(cmd status)} if $pdu->{status};
}

# A whole PDU, '' when none is there yet, undef when none will be: what a kill tore off is nothing that anybody saw.
sub next_pdu {
	my ($link) = @_;
	my $head = '';
	return $!{EAGAIN} ? '' : undef unless defined recv $link, $head, 4, MSG_PEEK | MSG_DONTWAIT;
	return if $head eq '';
	my $length = length $head == 4 ? unpack 'N', $head : 16;
	recv $link, my $whole, $length, MSG_PEEK | MSG_DONTWAIT;
	return '' if length($whole // '') < $length;
	$! = 0; # Net::SMPP reads once more where an older error says EINTR
	return $link->read_pdu;
}

# ---- the link ----

sub gone {
	my ($self) = @_;
	delete $self->{link};
	$self->{unanswered} = {};
	$self->{bound} = 0;
	$_->on_gone for values %{ $self->{handsets} };
}

# For a process that was forked: what it holds would keep a link alive that is cut here.
sub leave {
	close $_ for grep { $_ } map { @$_{qw(listener link)} } splice @networks;
}

# As a cable that is cut: what stands in the buffers of either side is lost.
sub cut {
	my ($self) = @_;
	my $link = $self->{link} or return;
	setsockopt $link, SOL_SOCKET, SO_LINGER, pack 'II', 1, 0;
	close $link;
	$self->gone;
}

sub on_readable {
	my ($self, $socket) = @_;
	if ($socket == $self->{listener}) {
		my $link = $self->{listener}->accept or return;
		setsockopt $link, IPPROTO_TCP, TCP_NODELAY, 1;
		$self->gone if $self->{link};
		return $self->{link} = $link;
	}
	for (1 .. 64) { # and then the clock is looked at: the gateway can keep this loop busy for ever
		return unless $self->{link} && $socket == $self->{link};
		my $pdu = next_pdu($socket);
		return $self->gone unless defined $pdu;
		return unless ref $pdu;
		$self->on_pdu($pdu);
	}
}

sub turn {
	my ($seconds) = @_;
	my %of = map { my $network = $_; map { $_ => [$network, $_] } grep { $_ } @$network{qw(listener link)} } @networks;
	my $select = IO::Select->new(map { $_->[1] } values %of);
	$_->[0]->on_readable($_->[1]) for map { $of{$_} } $select->can_read($seconds);
}

sub await {
	my ($what, $there) = @_;
	my $end = time + $patience;
	until ($there->()) {
		die "$what: not within $patience s\n" if time > $end;
		turn(0.1);
	}
}

1;
