#!/usr/bin/perl
# Two networks that share no code with the gateway lead every journey in both languages, against the real daemon over TCP; tshark, a third
# party, reads along and must see whole PDUs and the texts that the networks saw. Who says what stands in journeys.json (README.md).
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use File::Basename qw(dirname);
use IO::Select;
use JSON::PP;
use Test::More;

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop';
use Scene;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
my $dir = scene('interop');
system('tests/menus/with-projects', "$dir/menus") == 0 or die;

my @runs = (
	{ peer => 'peer_perl.pl', profile => 'standard', bind => 'transceiver' },
	{ peer => 'peer_node.js', profile => 'plain', bind => 'transmitter-receiver' },
	{ peer => 'peer_perl.pl', profile => 'plain', bind => 'transmitter-receiver', tls => 1 },
	{ peer => 'peer_node.js', profile => 'standard', bind => 'transceiver', tls => 1 },
);
# Each coding under a label that lies: the journeys are led all the same.
my @codings = qw(UTF-16LE:8 UTF-8:0 UTF-16BE:0 UTF-8:8 UTF-16BE:24 UTF-16BE:224 UTF-8:3 UTF-16LE:15 UTF-16BE:4);
@codings = @codings[0 .. 3] unless $ENV{LONG};
@runs = map { ({ %$_, tls => 0 }, { %$_, tls => 1 }) } @runs if $ENV{LONG};

# ---- the capture ----

sub each_of { my ($value) = @_; return ref $value eq 'ARRAY' ? @$value : defined $value ? $value : () }

# What a PDU says, by tshark's fields alone: the octets of the message, read by its data_coding.
sub text_in {
	my ($smpp) = @_;
	my $octets = pack 'H*', ($smpp->{'smpp.message'} // '') =~ s/://gr;
	$octets = substr $octets, 1 + ord $octets if hex($smpp->{'smpp.esm.submit.features'} // 0) & 1 && length $octets;
	return decode($smpp->{'smpp.data_coding'} && hex($smpp->{'smpp.data_coding'}) == 8 ? 'UTF-16BE' : 'ascii', $octets);
}

sub row { my ($pdu) = @_; return sprintf '%08x status %d number %d: %s', @$pdu{qw(command status sequence text)} }

sub compare {
	my ($run, $capture, $log) = @_;
	my @captured;
	for my $frame (@{ decode_json(tshark($capture, qw(-Y smpp -T json -j smpp --no-duplicate-keys)) || '[]') }) {
		for my $smpp (each_of($frame->{_source}{layers}{smpp})) {
			my ($command, $status) = map { hex($_ // 0) } @$smpp{qw(smpp.command_id smpp.command_status)};
			push @captured, row({ command => $command, status => $status, sequence => $smpp->{'smpp.sequence_number'}, text => text_in($smpp) });
		}
	}
	my @logged = map { row(decode_json($_)) } split /\n/, slurp($log);
	cmp_ok(scalar @logged, '>', 1000, "$run: the network saw " . @logged . ' PDUs');
	is(join("\n", sort @captured), join("\n", sort @logged), "$run: tshark saw the same PDUs with the same texts");
	my $malformed = '_ws.malformed || _ws.expert.severity == error || (smpp && _ws.expert.severity >= warning)';
	is(tshark($capture, '-Y', $malformed, qw(-T fields -e frame.number -e _ws.expert.message)), '', "$run: none is malformed");
}

# ---- a run ----

# Passes the peer's TAP on, a line at a time; returns at a line that matches.
sub hear {
	my ($peer, $name, $until) = @_;
	my $select = IO::Select->new($peer->{out});
	while (1) {
		while ($peer->{heard} =~ s/^(.*)\n//) {
			my $line = decode('UTF-8', $1);
			return $line if $line =~ $until;
			if ($line =~ /^(not )?ok \d+ - (.*)/) { ok(!$1, "$name: $2") }
			elsif ($line =~ /^# (.*)/) { diag("  $1") }
		}
		return unless $select->can_read($Scene::patience) && sysread $peer->{out}, $peer->{heard}, 65536, length $peer->{heard};
	}
}

sub run {
	my ($run) = @_;
	my $name = "$run->{peer} $run->{profile} $run->{bind}" . ($run->{tls} ? ' TLS' : '') . ($run->{coding} ? " $run->{coding}" : '');
	my $file = $name =~ tr/ :/--/r;
	my $log = "$dir/$file.log";
	pipe my $out, my $in or die;
	my $peer = { out => $out, heard => '' };
	$peer->{pid} = start($in, \*STDERR, "tests/interop/$run->{peer}", $run->{profile}, 'tests/interop/journeys.json', $log,
		$run->{coding} // ());
	close $in;
	my ($port) = (hear($peer, $name, qr/^port \d+$/) // '') =~ /(\d+)/ or return fail("$name: listens");
	my $capture = $run->{coding} ? undef : capture_start($port, $file);

	my $gateway = gateway_start($file, { %$run, port => $port, menus => "$dir/menus" });
	my $played = hear($peer, $name, qr/^stop$/);
	is(gateway_stop($gateway), 0, "$name: the gateway stops cleanly");
	my $plan = hear($peer, $name, qr/^1\.\.\d+$/);
	is(finish($peer->{pid}), 0, "$name: the peer ends");
	ok($played && $plan, "$name: the scenario was played to its end") or diag(decode('UTF-8', slurp("$dir/$file.err")));

	my @numbers = decode('UTF-8', slurp('tests/interop/journeys.json')) =~ /"phone": "(\d+)"/g;
	my @files = glob "$dir/$file.db* $dir/$file.err";
	my @clear = grep { my $kept = slurp($_); grep { index($kept, $_) >= 0 } @numbers } @files;
	is("@clear", '', "$name: no telephone number stands in clear in the store or the log");

	return if $run->{coding}; # tshark reads by the label
	SKIP: {
		skip("$name: this user may not capture on loopback", 3) unless $capture;
		ok(capture_stop($capture, $file), "$name: the capture is whole");
		compare($name, $capture, $log);
	}
}

-d 'tests/interop/node_modules/smpp' or BAIL_OUT('tests/interop/node_modules is not there: scripts/setup check');
run($_) for @runs;
run({ peer => 'peer_perl.pl', profile => 'standard', bind => 'transceiver', tls => 0, coding => $_ }) for @codings;
done_testing();
