#!/usr/bin/perl
# A network on Perl's Net::SMPP that does what a script of tests/interop/fields says, and judges nothing: fields.t does, by what tshark saw.
# usage: script_perl.pl SCRIPT      Says `port N`, and `stop` when the script is over; ends with the gateway's unbind.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use JSON::PP;
use Net::SMPP;

my $patience = 10; # seconds for any one thing to happen
my $script = decode_json(do { local (@ARGV, $/) = $ARGV[0]; <> });
STDOUT->autoflush(1);
$SIG{ALRM} = sub { die "nothing came for $patience s\n" };

my %responses = (
	Net::SMPP::CMD_bind_transceiver(), 'bind_transceiver_resp', Net::SMPP::CMD_unbind(), 'unbind_resp', Net::SMPP::CMD_submit_sm(), 'submit_sm_resp',
	Net::SMPP::CMD_data_sm(), 'data_sm_resp',
);
my @not_of_data = qw(protocol_id priority_flag schedule_delivery_time validity_period replace_if_present_flag sm_default_msg_id);
my ($sent, $unanswered, $taken, $left) = (0, 0, 0, 0);

my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
print 'port ', $listener->sockport, "\n";
alarm $patience;
my $smpp = $listener->accept or die "accept: $!";

# One PDU of the gateway; our response to its request at once.
sub take {
	alarm $patience;
	$! = 0; # Net::SMPP reads once more where an older error says EINTR
	my $pdu = $smpp->read_pdu or die "the gateway hung up\n";
	my $respond = $responses{ $pdu->{cmd} };
	return $unanswered-- unless $respond;
	my @body = $respond =~ /^bind/ ? (system_id => 'peer') : $respond =~ /^unbind/ ? () : (message_id => 'm-' . ++$taken);
	$smpp->$respond(seq => $pdu->{seq}, @body);
	$left = 1 if $respond eq 'unbind_resp';
}

sub give {
	my ($step) = @_;
	my %fields = (%{ $script->{network} }, %$step);
	my ($command, $text, $tlvs) = delete @fields{qw(command text tlvs)};
	delete $fields{from};
	my $octets = encode($fields{data_coding} == 8 ? 'UTF-16BE' : 'ascii', $text);
	if ($command eq 'data_sm') { delete @fields{@not_of_data} } else { $fields{short_message} = $octets }
	my @tlvs = map { ($_->[0] => $_->[1] eq 'text' ? $octets : pack 'H*', $_->[1]) } @$tlvs;
	$smpp->$command(async => 1, seq => ++$sent, %fields, @tlvs);
	$unanswered++;
}

take(); # the bind
my $awaited = 0;
for my $step (@{ $script->{pdus} }) {
	if ($step->{from} eq 'network') {
		give($step);
	} else {
		$awaited++;
		take() while $taken < $awaited || $unanswered;
	}
}
take() while $unanswered;
print "stop\n";
take() until $left;
