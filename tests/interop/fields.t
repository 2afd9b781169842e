#!/usr/bin/perl
# A whole journey on each shipped profile, led by each of two servers from a script of what must pass (fields/*.json); then every field of every
# PDU, as tshark decodes it, is compared with that. What tshark shows and the script does not mean, or the other way round, is a failure.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use File::Basename qw(basename dirname);
use File::Path qw(make_path);
use JSON::PP;
use Test::More;

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop';
use Scene;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
-d 'tests/interop/node_modules/smpp' or BAIL_OUT('tests/interop/node_modules is not there: scripts/setup check');
my $dir = scene('fields');
my %commands = (bind_transceiver => 9, unbind => 6, submit_sm => 4, deliver_sm => 5, data_sm => 0x103);
my %tags = (receipted_message_id => 0x1e, user_message_reference => 0x204, message_payload => 0x424, message_state => 0x427, ussd_service_op => 0x501,
	its_session_info => 0x1383);

# ---- what is meant, in tshark's words ----

sub number { my ($value) = @_; return $value =~ /^0x/ ? hex $value : $value }
sub colons { return join ':', unpack '(H2)*', $_[0] }

# Of each TLV its tag, its length, and the fields that SMPP 3.4 gives it.
my %tlv_fields = (
	receipted_message_id => sub { (receipted_message_id => unpack 'Z*', $_[0]) },
	message_state => sub { (message_state => ord $_[0]) },
	user_message_reference => sub { (user_message_reference => unpack 'n', $_[0]) },
	ussd_service_op => sub { (ussd_service_op => ord $_[0]) },
	message_payload => sub { (message_payload => colons($_[0])) },
	its_session_info => sub {
		my ($session, $sequence) = unpack 'CC', $_[0];
		return ('its_session.number' => $session, 'its_session.sequence' => $sequence >> 1, 'its_session.ind' => $sequence & 1);
	},
);

sub esm_class {
	my ($value) = @_;
	return ('esm.submit.msg_mode' => $value & 3, 'esm.submit.msg_type' => $value >> 2 & 15, 'esm.submit.features' => $value >> 6);
}

sub registered_delivery {
	my ($value) = @_;
	return ('regdel.receipt' => $value & 3, 'regdel.acks' => $value >> 2 & 3, 'regdel.notif' => $value >> 4 & 1);
}

sub relative { # YYMMDDhhmmss000R
	my ($text) = @_;
	my (undef, undef, $days, $hours, $minutes, $seconds) = $text =~ /(\d\d)/g;
	return sprintf '%.9f', $text eq '' ? 0 : (($days * 24 + $hours) * 60 + $minutes) * 60 + $seconds;
}

sub meant {
	my ($step, $sequence) = @_;
	my $octets = encode($step->{data_coding} == 8 ? 'UTF-16BE' : 'ascii', $step->{text});
	my $data = $step->{command} eq 'data_sm';
	my %fields = (command_id => $commands{ $step->{command} }, sequence_number => $sequence, esm_class($step->{esm_class}),
		registered_delivery($step->{registered_delivery}),
		map { ($_ => $step->{$_}) } qw(service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi destination_addr data_coding));
	my $length = 16 + length(join '', @$step{qw(service_type source_addr destination_addr)}) + 3 + 4 + 3;
	unless ($data) {
		$fields{$_} = $step->{$_} for qw(protocol_id priority_flag replace_if_present_flag sm_default_msg_id);
		$fields{"$_\_r"} = relative($step->{$_}) for qw(schedule_delivery_time validity_period);
		$fields{sm_length} = length $octets;
		$fields{message} = colons($octets) if length $octets;
		$length += 4 + length(join '', @$step{qw(schedule_delivery_time validity_period)}) + 2 + 1 + length $octets;
	}
	$fields{message_text} = $step->{text} if $step->{data_coding} == 8;
	$fields{service_type} = '(Default)' if $step->{service_type} eq ''; # its word for that
	my @tlvs;
	for (@{ $step->{tlvs} }) {
		my ($name, $value) = ($_->[0], $_->[1] eq 'text' ? $octets : pack 'H*', $_->[1]);
		push @tlvs, { opt_param_tag => $tags{$name}, opt_param_len => length $value, $tlv_fields{$name}->($value) };
		$length += 4 + length $value;
	}
	$fields{command_length} = $length;
	$fields{tlvs} = [ sort { $a->{opt_param_tag} <=> $b->{opt_param_tag} } @tlvs ] if @tlvs; # their order means nothing
	return \%fields;
}

sub response {
	my ($command, $sequence, %fields) = @_;
	my ($name) = keys %fields;
	my $length = 16 + ($name ? 1 + length $fields{$name} : 0);
	%fields = () if $name && $fields{$name} eq ''; # then tshark shows none
	return { command_id => $commands{$command} | 0x80000000, command_status => 0, sequence_number => $sequence, command_length => $length, %fields };
}

# All that passes, for each end its requests and its responses in their order.
sub all_meant {
	my ($script) = @_;
	my %way = map { $_ => [] } 'requests of the gateway', 'requests of the network', 'responses of the gateway', 'responses of the network';
	my ($gateway, $network, $message) = (1, 0, 0);
	push @{ $way{'requests of the gateway'} }, { command_id => 9, command_length => 16 + 7 + 7 + 1 + 1 + 2 + 1, sequence_number => 1, system_id => 'kopuro',
		password => 'secret', interface_version => 0x34, addr_ton => 0, addr_npi => 0 }; # it shows no system_type and address_range where they are empty
	push @{ $way{'responses of the network'} }, response('bind_transceiver', 1, system_id => 'peer');
	for (@{ $script->{pdus} }) {
		my $step = { %{ $script->{ $_->{from} } }, %$_ };
		if ($step->{from} eq 'network') {
			push @{ $way{'requests of the network'} }, meant($step, ++$network);
			push @{ $way{'responses of the gateway'} }, response($step->{command}, $network, message_id => '');
		} else {
			push @{ $way{'requests of the gateway'} }, meant($step, ++$gateway);
			push @{ $way{'responses of the network'} }, response($step->{command}, $gateway, message_id => 'm-' . ++$message);
		}
	}
	push @{ $way{'requests of the gateway'} }, { command_id => 6, command_length => 16, sequence_number => ++$gateway };
	push @{ $way{'responses of the network'} }, response('unbind', $gateway);
	return \%way;
}

# ---- what passed, by tshark ----

sub each_of { my ($value) = @_; return ref $value eq 'ARRAY' ? @$value : defined $value ? $value : () }

my $texts = qr/^(?:service_type|source_addr|destination_addr|message_text|system_id|password|system_type|address_range|message_id|receipted_message_id)$/;

sub flat {
	my ($layer) = @_;
	my %fields;
	for my $key (sort keys %$layer) {
		my $name = $key =~ s/^smpp\.//r;
		my $value = $layer->{$key};
		if ($name eq 'opt_params') {
			$fields{tlvs} = [ sort { $a->{opt_param_tag} <=> $b->{opt_param_tag} } map { flat($_) } each_of($value->{'smpp.opt_param'}) ];
		} elsif (ref $value eq 'HASH') {
			%fields = (%fields, %{ flat($value) });
		} else {
			$fields{$name} = $name =~ $texts ? $value : number($value);
		}
	}
	delete $fields{tlvs} if $fields{tlvs} && !@{ $fields{tlvs} };
	return \%fields;
}

sub all_passed {
	my ($capture) = @_;
	my %way;
	for my $frame (@{ decode_json(tshark($capture, '-Y', 'smpp', '-T', 'json', '-J', 'tcp smpp', '--no-duplicate-keys') || '[]') }) {
		my $layers = $frame->{_source}{layers};
		my $from = $layers->{tcp}{'tcp.srcport'} == $capture->{port} ? 'network' : 'gateway';
		for my $pdu (map { flat($_) } each_of($layers->{smpp})) {
			my $kind = $pdu->{command_id} & 0x80000000 ? 'responses' : 'requests';
			push @{ $way{"$kind of the $from"} }, $pdu;
		}
	}
	return \%way;
}

# ---- a run ----

# The shipped profiles, with what the script changes in its own: {"carrier: submit_sm": "carrier: data_sm"}.
sub profiles {
	my ($script, $name) = @_;
	my $change = $script->{change} or return 'profiles';
	make_path("$dir/$name");
	for my $path (glob 'profiles/*.yaml') {
		my $text = slurp($path);
		for my $old (basename($path) eq "$script->{profile}.yaml" ? sort keys %$change : ()) {
			$text =~ s/\b\Q$old\E\b/$change->{$old}/ or die "$path: no '$old' to change\n";
		}
		open my $out, '>:raw', "$dir/$name/" . basename($path) or die;
		print $out $text;
	}
	return "$dir/$name";
}

sub run {
	my ($peer, $path, $tls) = @_;
	my $script = decode_json(slurp($path));
	my $name = basename($path, '.json');
	my $title = "$name, " . basename($peer) . ($tls ? ', TLS' : '');
	my $file = $title =~ s/\W+/-/gr;
	open my $out, '>', "$dir/$file.out" or die;
	my $pid = start($out, \*STDERR, $peer, $path);
	my $port = await(sub { slurp("$dir/$file.out") =~ /^port (\d+)/ && $1 }) or return fail("$title: listens");
	SKIP: {
		my $capture = capture_start($port, $file) or skip("$title: this user may not capture on loopback", 1);
		my $gateway = gateway_start($file, { port => $port, bind => 'transceiver', profile => $script->{profile}, profiles => profiles($script, $name),
			menus => 'tests/interop/menus', tls => $tls });
		ok(await(sub { slurp("$dir/$file.out") =~ /^stop$/m || waitpid($pid, 1) != 0 }) && slurp("$dir/$file.out") =~ /^stop$/m, "$title: was played to its end")
			or diag(slurp($gateway->{said}));
		my $hung_up = $script->{pdus}[-1]{from} eq 'network' ? 1 : 0; # the last word is that
		is(metric($gateway, 'kopuro_dialogs'), 1 - $hung_up, "$title: " . ($hung_up ? 'no call is open' : 'its last call is open, for nothing tells of its end'));
		is(gateway_stop($gateway), 0, "$title: the gateway stops cleanly");
		is(finish($pid), 0, "$title: the network ends");
		ok(capture_stop($capture, $file), "$title: the capture is whole");
		my ($meant, $passed) = (all_meant($script), all_passed($capture));
		for my $way (sort keys %$meant) {
			is(scalar @{ $passed->{$way} // [] }, scalar @{ $meant->{$way} }, "$title: as many $way as are meant");
			for my $at (0 .. $#{ $meant->{$way} }) {
				my $same = is_deeply($passed->{$way}[$at], $meant->{$way}[$at], "$title: $way, " . ($at + 1));
				diag(explain($passed->{$way}[$at])) unless $same;
			}
		}
	}
}

for my $path (glob 'tests/interop/fields/*.json') {
	for my $tls (0, 1) { # one peer each, and both each when there is time; the capture is behind the front
		run('tests/interop/script_perl.pl', $path, $tls) if $ENV{LONG} || !$tls;
		run('tests/interop/script_node.js', $path, $tls) if $ENV{LONG} || $tls;
	}
}
done_testing();
