#!/usr/bin/perl
# A network on Perl's Net::SMPP: listens on a port of loopback, lets a gateway bind, and plays the handsets of journeys.json.
# usage: peer_perl.pl PROFILE JOURNEYS LOG [CODING]      PROFILE: standard (its_session_info) or plain (number and code)
# CODING: how what handsets say is written, and what data_coding says of it, as UTF-16LE:8; else UCS-2 or ASCII, and the truth.
# Says `port N`, then TAP, a line a dialog; `stop` when the gateway is to be stopped. LOG gets each PDU as the peer saw it, a line of JSON each.
# Nothing here, and nothing below Net::SMPP, is shared with the gateway. README.md tells the words of a scenario.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use IO::Select;
use JSON::PP;
use Net::SMPP;
use Socket qw(IPPROTO_TCP MSG_PEEK TCP_NODELAY);
use Time::HiRes qw(time);

my $patience = 10; # seconds for any one thing to happen
my $service = '500';
my %op = (begin => 1, ask => 2, end => 17, answer => 18, abort => 129);

my ($profile, $journeys, $log_path, $coding) = @ARGV;
my ($written, $labelled) = $coding ? $coding =~ /^([\w-]+):(\d+)$/ ? ($1, $2) : die "CODING as in UTF-16LE:8\n" : ();
my $with_session = $profile eq 'standard';
my $scenario = decode_json(do { local (@ARGV, $/) = $journeys; <> });
open my $log, '>:utf8', $log_path or die "$log_path: $!";
$_->autoflush(1) for \*STDOUT, $log;
binmode STDOUT, ':utf8';

my (%links, %phones, %kept, %given, %unanswered, @faults); # links by their socket, phones by their number
my ($phone, $dialogs, $message_ids, $tests) = (undef, 0, 0, 0);
local $SIG{__WARN__} = sub { push @faults, "Net::SMPP: $_[0]" }; # its way of telling that a PDU is malformed
local $SIG{PIPE} = 'IGNORE';

my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
print 'port ', $listener->sockport, "\n";

# ---- PDUs, in and out ----

my $json = JSON::PP->new->canonical;

sub note_pdu {
	my ($command, $status, $sequence, $text) = @_;
	print $log $json->encode({ command => $command, status => $status, sequence => $sequence, text => $text // '' }), "\n";
}

sub respond {
	my ($link, $method, $command, $pdu, @body) = @_;
	$link->{smpp}->$method(seq => $pdu->{seq}, @body);
	note_pdu($command, 0, $pdu->{seq});
}

sub request {
	my ($link, $method, $command, $text, @body) = @_;
	my $sequence = $link->{smpp}->$method(async => 1, @body);
	note_pdu($command, 0, $sequence, $text);
	$unanswered{"$link $sequence"} = $command | 0x80000000;
	return "$link $sequence";
}

sub text_of {
	my ($pdu, $octets) = @_;
	return decode('UTF-16BE', $octets, Encode::FB_CROAK) if $pdu->{data_coding} == 8 && length($octets) % 2 == 0;
	return $octets if $pdu->{data_coding} == 0 && $octets =~ /^[\n -#%-?A-Za-z]*\z/; # where GSM 7-bit is ASCII
	die sprintf "text in data_coding %d that cannot be: %s\n", $pdu->{data_coding}, unpack 'H*', $octets;
}

sub on_bind {
	my ($link, $pdu, $method, $command, $sends, $receives) = @_;
	push @faults, "bound as $pdu->{system_id} with $pdu->{password}" if "$pdu->{system_id} $pdu->{password}" ne 'kopuro secret';
	push @faults, "interface_version $pdu->{interface_version}" if $pdu->{interface_version} != 0x34;
	@$link{qw(sends receives)} = ($sends, $receives);
	respond($link, $method, $command, $pdu, system_id => 'perl');
}

sub on_screen {
	my ($to, $pdu, $text) = @_;
	my ($op, $octets) = (ord $pdu->{ussd_service_op}, length $pdu->{short_message});
	push @faults, "$octets octets: $text" if $octets > 160;
	push @faults, "data_coding $pdu->{data_coding} of a screen" if $pdu->{data_coding} != 8;
	push @faults, "ussd_service_op $op" unless $op == $op{ask} || $op == $op{end};
	push @faults, "a screen that nobody asked for: $text" if defined $to->{next} || !$to->{waits};
	push @faults, "service_type $pdu->{service_type}" if $pdu->{service_type} ne 'USSD';
	if ($with_session) {
		my ($session, $sequence) = unpack 'CC', $pdu->{its_session_info} // "\0\0";
		push @faults, "session number $session, not $to->{session}" if $session != $to->{session};
		push @faults, "end bit with ussd_service_op $op" if ($sequence & 1) != ($op == $op{end} ? 1 : 0);
		push @faults, 'the sequence stands still' if $sequence >> 1 != ($to->{sequence} + 1) % 128;
		$to->{sequence} = $sequence >> 1;
	} elsif (defined $pdu->{its_session_info}) {
		push @faults, 'its_session_info to a network without sessions';
	}
	@$to{qw(next open waits ended)} = ($text, $op == $op{ask}, 0, $op == $op{end});
}

# Parts of a message: UDH with an 8-bit reference, 05 00 03 REFERENCE OF PART.
sub on_message {
	my ($to, $pdu) = @_;
	my $octets = $pdu->{short_message};
	push @faults, length($octets) . ' octets of SMS' if length $octets > 140;
	return push @{ $to->{sms} }, text_of($pdu, $octets) unless $pdu->{esm_class} & 0x40;
	my ($length, $element, $size, $reference, $of, $part) = unpack 'C6', $octets;
	push @faults, 'UDH ' . unpack 'H12', $octets if "$length $element $size" ne '5 0 3' || $part < 1 || $part > $of;
	my $parts = $to->{parts}{"$reference of $of"} //= {};
	push @faults, "part $part twice" if exists $parts->{$part};
	$parts->{$part} = text_of($pdu, substr $octets, 6);
	push @{ $to->{sms} }, join '', @$parts{1 .. $of} if keys %$parts == $of;
}

sub on_submit {
	my ($link, $pdu) = @_;
	my $to = $phones{ $pdu->{destination_addr} };
	my $text = text_of($pdu, $pdu->{esm_class} & 0x40 ? substr $pdu->{short_message}, 6 : $pdu->{short_message});
	note_pdu(Net::SMPP::CMD_submit_sm(), $pdu->{status}, $pdu->{seq}, $text);
	my $answer = sub { respond($link, 'submit_sm_resp', Net::SMPP::CMD_submit_sm_resp(), $pdu, message_id => 'perl-' . ++$message_ids) };
	push @faults, 'submit_sm on a receiver' unless $link->{sends};
	push @faults, "source $pdu->{source_addr}" if $pdu->{source_addr} ne $service;
	push @faults, 'submit_sm to a number that never called' unless $to;
	if ($to && $to->{held}) { push @{ $to->{held} }, $answer } else { $answer->() }
	return unless $to;
	if (defined $pdu->{ussd_service_op}) { on_screen($to, $pdu, $text) } else { on_message($to, $pdu) }
}

my %on = (
	Net::SMPP::CMD_bind_transceiver(), sub { on_bind(@_, 'bind_transceiver_resp', Net::SMPP::CMD_bind_transceiver_resp(), 1, 1) },
	Net::SMPP::CMD_bind_transmitter(), sub { on_bind(@_, 'bind_transmitter_resp', Net::SMPP::CMD_bind_transmitter_resp(), 1, 0) },
	Net::SMPP::CMD_bind_receiver(), sub { on_bind(@_, 'bind_receiver_resp', Net::SMPP::CMD_bind_receiver_resp(), 0, 1) },
	Net::SMPP::CMD_submit_sm(), \&on_submit,
	Net::SMPP::CMD_enquire_link(), sub { respond($_[0], 'enquire_link_resp', Net::SMPP::CMD_enquire_link_resp(), $_[1]) },
	Net::SMPP::CMD_unbind(), sub { $_[0]{left} = 1; respond($_[0], 'unbind_resp', Net::SMPP::CMD_unbind_resp(), $_[1]) },
);

sub on_pdu {
	my ($link, $pdu) = @_;
	my $handler = $on{ $pdu->{cmd} };
	note_pdu($pdu->{cmd}, $pdu->{status}, $pdu->{seq}) unless $pdu->{cmd} == Net::SMPP::CMD_submit_sm();
	return $handler->($link, $pdu) if $handler;
	my $waited = delete $unanswered{"$link $pdu->{seq}"};
	push @faults, sprintf 'command %08x came, awaited was %08x', $pdu->{cmd}, $waited // 0 if ($waited // 0) != $pdu->{cmd};
	push @faults, "answered with status $pdu->{status}" if $pdu->{status};
}

# ---- time ----

sub turn {
	my ($seconds) = @_;
	for my $socket (IO::Select->new($listener, map { $_->{smpp} } values %links)->can_read($seconds)) {
		if ($socket == $listener) {
			my $smpp = $listener->accept or next;
			setsockopt $smpp, IPPROTO_TCP, TCP_NODELAY, 1;
			$links{$smpp} = { smpp => $smpp, sends => 0, receives => 0 };
			next;
		}
		my $there = recv $socket, my $peeked, 1, MSG_PEEK;
		unless (defined $there && length $peeked) {
			delete $links{$socket};
			next;
		}
		$! = 0; # Net::SMPP reads once more where an older error says EINTR
		my $pdu = $socket->read_pdu or die "a PDU that cannot be read\n";
		on_pdu($links{$socket}, $pdu);
	}
}

sub await {
	my ($what, $there) = @_;
	my $end = time + $patience;
	until ($there->()) {
		die "$what: not within $patience s\n" if time > $end;
		turn($end - time);
	}
}

sub link_that { my ($can) = @_; return (grep { $_->{$can} && !$_->{left} } values %links)[0] }
sub await_bind { await('a bind', sub { link_that('sends') && link_that('receives') }) }

# ---- a handset ----

sub deliver {
	my ($op, $text, $end) = @_;
	my $wide = $text =~ /[^\x20-\x7e]/;
	my $octets = encode($written // ($wide ? 'UTF-16BE' : 'ascii'), $text);
	my @session = $with_session ? (its_session_info => pack 'CC', $phone->{session}, $phone->{sequence} << 1 | ($end ? 1 : 0)) : ();
	my $name = request(link_that('receives'), 'deliver_sm', Net::SMPP::CMD_deliver_sm(), $text,
		service_type => 'USSD', source_addr_ton => 1, source_addr_npi => 1, source_addr => $phone->{number},
		destination_addr => $service, data_coding => $labelled // ($wide ? 8 : 0), short_message => $octets,
		ussd_service_op => chr $op, @session);
	return sub { !exists $unanswered{$name} };
}

sub say_and_see {
	my ($op, $text) = @_;
	$phone->{waits} = 1;
	my $taken = deliver($op, $text);
	await("a screen after '$text'", sub { defined $phone->{next} });
	await('deliver_sm_resp', $taken);
	$phone->{screen} = delete $phone->{next};
}

sub ask_links {
	my ($method, $command) = @_;
	my @names = map { request($_, $method, $command, '') } values %links;
	await("answer to $method", sub { !grep { exists $unanswered{$_} } @names });
}

# A last screen is shown again to whoever dials before the gateway knows that it arrived. So first let it hear our response to it, which
# takes another way than the dialling where transmitter and receiver are two.
sub dial {
	my ($code) = @_;
	ask_links('enquire_link', Net::SMPP::CMD_enquire_link()) if delete $phone->{ended};
	@$phone{qw(session sequence)} = (++$dialogs % 256, 0);
	say_and_see($op{begin}, $code);
}

sub answer {
	my ($text) = @_;
	die "the call is over: $phone->{screen}\n" unless $phone->{open};
	$phone->{sequence} = ($phone->{sequence} + 1) % 128;
	say_and_see($op{answer}, $text);
}

sub next_page {
	my ($sought) = @_;
	$phone->{screen} =~ /^9 /m or die "no '$sought' on the last page: $phone->{screen}\n";
	answer('9');
}

sub filled { return $_[0] =~ s/\{(\w+)\}/$kept{$1} \/\/ die "no $1 was kept\n"/ger }

# A network with sessions tells of the end in two ways, in turns; one without tells nothing.
sub hang_up {
	$phone->{open} = 0;
	return unless $with_session;
	$phone->{sequence} = ($phone->{sequence} + 1) % 128;
	await('deliver_sm_resp', $dialogs % 2 ? deliver($op{abort}, '') : deliver($op{answer}, '', 1));
}

my %verbs = (
	phone => sub { $phone = $phones{ $_[0] } //= { number => $_[0], sms => [], parts => {}, open => 0 } },
	dial => \&dial,
	type => sub { answer(filled($_[0])) },
	choose => sub {
		next_page($_[0]) until $phone->{screen} =~ /^(\d+) \Q$_[0]\E$/m;
		answer($1);
	},
	read => sub {
		for my $words (@{ $_[0] }) { next_page($words) while index($phone->{screen}, $words) < 0 }
	},
	'hang up' => \&hang_up,
	hold => sub { $phone->{held} = [] },
	release => sub { $_->() for @{ delete $phone->{held} } },
	enquire => sub { ask_links('enquire_link', Net::SMPP::CMD_enquire_link()) },
	unbind => sub {
		ask_links('unbind', Net::SMPP::CMD_unbind());
		await('the end of the connections', sub { !%links });
		await_bind();
	},
);

sub play {
	my ($step) = @_;
	my ($verb) = grep { exists $verbs{$_} } keys %$step;
	$verbs{$verb}->($step->{$verb});
	if (my $name = $step->{keep}) {
		($kept{$name}) = $phone->{screen} =~ /\b(\d{4}-\d{4})\b/ or die "no number on: $phone->{screen}\n";
		die "$kept{$name} was given twice\n" if $given{ $kept{$name} }++;
	}
	for my $words (map { filled($_) } @{ $step->{shows} // [] }) {
		die "no '$words' on: $phone->{screen}\n" if index($phone->{screen}, $words) < 0;
	}
	die "open or closed is not as awaited: $phone->{screen}\n" if $step->{shows} && !$phone->{open} != !!$step->{end};
	if (my $sms = $step->{sms}) {
		await('an SMS', sub { @{ $phone->{sms} } });
		my $text = shift @{ $phone->{sms} };
		for my $words (map { filled($_) } @$sms) { die "no '$words' in the SMS: $text\n" if index($text, $words) < 0 }
	}
	die join("\n", splice @faults), "\n" if @faults;
}

sub tap {
	my ($name, $test) = @_;
	my $held = eval { $test->(); die join("\n", splice @faults), "\n" if @faults; 1 };
	print $held ? 'ok ' : 'not ok ', ++$tests, " - $name\n";
	print map { "# $_\n" } split /\n/, $@ unless $held;
	return $held;
}

tap('the gateway binds', \&await_bind) or exit 1;
for my $dialog (@$scenario) {
	tap($dialog->{title}, sub { play($_) for @{ $dialog->{steps} } });
}
tap('each deliver_sm was answered, and no SMS came unasked', sub {
	await('answers', sub { !%unanswered });
	die "SMS: $_\n" for map { @{ $_->{sms} } } values %phones;
});
print "stop\n";
tap('the gateway unbinds when it is stopped', sub {
	my @last = values %links;
	await('the end of the connections', sub { !%links });
	die "closed without unbind\n" if grep { !$_->{left} } @last;
});
print "1..$tests\n";
