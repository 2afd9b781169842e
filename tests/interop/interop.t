#!/usr/bin/perl
# Two networks that share no code with the gateway lead every journey in both languages, against the real daemon over TCP; tshark, a third
# party, reads along and must see whole PDUs and the texts that the networks saw. Who says what stands in journeys.json (README.md).
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use POSIX ();
use Socket qw(pack_sockaddr_in inet_aton);
use Test::More;
use Time::HiRes qw(sleep time);

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $kopurod = ($ENV{BUILD} // 'build') . '/kopurod';
my $patience = 20; # seconds for any one thing to happen
my $dir = tempdir('kopuro-interop-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
my %children;
END { my $status = $?; kill 'KILL', keys %children if %children; $? = $status }
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP PIPE); # by way of END

my @runs = (
	{ peer => 'peer_perl.pl', profile => 'standard', bind => 'transceiver' },
	{ peer => 'peer_node.js', profile => 'plain', bind => 'transmitter-receiver' },
	{ peer => 'peer_perl.pl', profile => 'plain', bind => 'transmitter-receiver' },
	{ peer => 'peer_node.js', profile => 'standard', bind => 'transceiver' },
);

# ---- processes ----

sub start {
	my ($out, $err, @command) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>&=', fileno $out or die;
		open STDERR, '>&=', fileno $err or die;
		exec @command or POSIX::_exit(127); # past END
	}
	$children{$pid} = 1;
	return $pid;
}

sub await {
	my ($there) = @_;
	for (my $end = time + $patience; time < $end; sleep 0.01) {
		my $found = $there->();
		return $found if $found;
	}
	return;
}

# The exit status; kills what does not end by itself.
sub finish {
	my ($pid) = @_;
	my $status;
	await(sub { waitpid($pid, 1) == $pid ? ($status = $?, 1) : 0 }) or do {
		kill 'KILL', $pid;
		waitpid $pid, 0;
		$status = 'killed, for it did not end by itself';
	};
	delete $children{$pid};
	return $status;
}

sub free_port { return IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)->sockport }

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	return <$in> // '';
}

# ---- the capture ----

# Datagrams to the same port, so that it is seen in the capture itself that it runs, and that all before them is in it.
sub capture_shows {
	my ($capture, $mark) = @_;
	socket my $socket, Socket::PF_INET(), Socket::SOCK_DGRAM(), 0 or die "socket: $!";
	return await(sub {
		return 'over' if waitpid($capture->{pid}, 1) == $capture->{pid};
		send $socket, $mark, 0, pack_sockaddr_in($capture->{port}, inet_aton('127.0.0.1'));
		return index(slurp($capture->{path}), $mark) >= 0 && 'running';
	}) // 'silent';
}

# Nobody may signal what sudo runs, but sudo may.
sub capture_end {
	my ($capture) = @_;
	return delete $children{ $capture->{pid} } unless waitpid($capture->{pid}, 1) == 0;
	if (@{ $capture->{rights} }) { system @{ $capture->{rights} }, 'kill', '-INT', $capture->{pid} }
	else { kill 'INT', $capture->{pid} }
	finish($capture->{pid});
}

sub capture_start {
	my ($port, $name) = @_;
	for my $rights ([], ['sudo', '-n']) {
		my $capture = { port => $port, path => "$dir/$name.pcap", rights => $rights };
		open my $out, '>', $capture->{path} or die;
		open my $err, '>', "$capture->{path}.err" or die;
		$capture->{pid} = start($out, $err, @$rights, qw(dumpcap -q -a duration:120 -i lo -w - -f), "tcp port $port or udp port $port");
		return $capture if capture_shows($capture, "begin-$name") eq 'running';
		capture_end($capture);
	}
	return;
}

sub capture_stop {
	my ($capture, $name) = @_;
	my $whole = capture_shows($capture, "end-$name") eq 'running';
	capture_end($capture);
	return $whole;
}

sub tshark {
	my ($capture, @options) = @_;
	my $quiet = 'exec "$@" 2>' . "$capture->{path}.err"; # it warns of root
	open my $out, '-|:raw', 'sh', '-c', $quiet, 'sh', 'tshark', '-r', $capture->{path}, '-d', "tcp.port==$capture->{port},smpp", @options or die;
	my $said = do { local $/; <$out> // '' };
	close $out or die 'tshark: ', slurp("$capture->{path}.err");
	return $said;
}

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

sub configuration {
	my ($run, $port, $name) = @_;
	my ($http, $vty) = (free_port(), free_port());
	open my $out, '>', "$dir/$name.cfg" or die;
	print $out <<~"END";
		log stderr
		smsc peer
		 host 127.0.0.1
		 port $port
		 bind $run->{bind}
		 system-id kopuro
		 password secret
		 ussd-profile $run->{profile}
		 window 100
		 throughput 0
		 dialplan kyrgyzstan
		node 1
		store $dir/$name.db
		menus menus
		dialplans dialplans
		feedback local
		http 127.0.0.1 $http
		vty 127.0.0.1 $vty
		END
	return "$dir/$name.cfg";
}

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
		return unless $select->can_read($patience) && sysread $peer->{out}, $peer->{heard}, 65536, length $peer->{heard};
	}
}

sub run {
	my ($run) = @_;
	my $name = "$run->{peer} $run->{profile} $run->{bind}";
	my $file = $name =~ tr/ /-/r;
	my $log = "$dir/$file.log";
	pipe my $out, my $in or die;
	my $peer = { out => $out, heard => '' };
	$peer->{pid} = start($in, \*STDERR, "tests/interop/$run->{peer}", $run->{profile}, 'tests/interop/journeys.json', $log);
	close $in;
	my ($port) = (hear($peer, $name, qr/^port \d+$/) // '') =~ /(\d+)/ or return fail("$name: listens");
	my $capture = capture_start($port, $file);

	open my $errors, '>', "$dir/$file.err" or die;
	my $gateway = start($errors, $errors, $kopurod, '-c', configuration($run, $port, $file));
	my $played = hear($peer, $name, qr/^stop$/);
	kill 'TERM', $gateway;
	is(finish($gateway), 0, "$name: the gateway stops cleanly");
	my $plan = hear($peer, $name, qr/^1\.\.\d+$/);
	is(finish($peer->{pid}), 0, "$name: the peer ends");
	ok($played && $plan, "$name: the scenario was played to its end") or diag(decode('UTF-8', slurp("$dir/$file.err")));

	my @numbers = decode('UTF-8', slurp('tests/interop/journeys.json')) =~ /"phone": "(\d+)"/g;
	my @files = glob "$dir/$file.db* $dir/$file.err";
	my @clear = grep { my $kept = slurp($_); grep { index($kept, $_) >= 0 } @numbers } @files;
	is("@clear", '', "$name: no telephone number stands in clear in the store or the log");

	SKIP: {
		skip("$name: this user may not capture on loopback", 3) unless $capture;
		ok(capture_stop($capture, $file), "$name: the capture is whole");
		compare($name, $capture, $log);
	}
}

-x $kopurod or BAIL_OUT("$kopurod is not there: make all");
-d 'tests/interop/node_modules/smpp' or BAIL_OUT('tests/interop/node_modules is not there: scripts/setup check');
run($_) for @runs;
done_testing();
