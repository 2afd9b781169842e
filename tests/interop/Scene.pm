# What the tests of this directory share: processes that end with the test, the gateway with its configuration, and a capture of loopback.
#
#	my $scene = scene('interop');                        # a directory that is removed at the end; KEEP=1 keeps it
#	my $gateway = gateway_start('name', { port => $port, bind => 'transceiver', profile => 'plain' });
#	is(gateway_stop($gateway), 0);
#	my $capture = capture_start($port, 'name');          # undef: this user may not capture
#	tshark($capture, '-Y', 'smpp', ...);
package Scene;
use strict;
use warnings;
use utf8;
use Exporter qw(import);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use POSIX ();
use Socket qw(pack_sockaddr_in inet_aton);
use Time::HiRes qw(sleep time);

our @EXPORT = qw(scene start start_code await finish free_port slurp gateway_start gateway_stop metric certificates tls_lines capture_start capture_stop tshark);
our $patience = 20; # seconds for any one thing to happen
my $kopurod = ($ENV{BUILD} // 'build') . '/kopurod';
my $dir;
my %children;
END { my $status = $?; kill 'KILL', keys %children if %children; $? = $status }
$SIG{$_} = sub { exit 1 } for qw(TERM INT HUP PIPE); # by way of END

sub scene {
	my ($name) = @_;
	-x $kopurod or die "$kopurod is not there: make all\n";
	return $dir = tempdir("kopuro-$name-XXXXXX", TMPDIR => 1, CLEANUP => !$ENV{KEEP});
}

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

# A child that runs this, in the test's own words.
sub start_code {
	my ($code) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		$SIG{$_} = 'DEFAULT' for qw(TERM INT HUP);
		eval { $code->(); 1 } or print STDERR $@;
		POSIX::_exit(0); # past END
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

# ---- TLS ----

# Certificates made now, by openssl: of `ca` for the network (smsc.example) and for the gateway; `other`, a CA that signed another for the gateway.
# Files NAME.pem and NAME.key; in the directory `tls` of the scene.
sub certificates {
	return "$dir/tls" if -d "$dir/tls";
	mkdir "$dir/tls" or die;
	my @new = qw(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2);
	my $make = sub {
		my ($name, $by, @more) = @_;
		my @signed = $by ? ('-CA', "$dir/tls/$by.pem", '-CAkey', "$dir/tls/$by.key", '-addext', 'basicConstraints=critical,CA:FALSE') : ();
		my @command = (@new, @signed, @more, '-subj', "/CN=$name", '-keyout', "$dir/tls/$name.key", '-out', "$dir/tls/$name.pem");
		system('sh', '-c', 'exec "$@" 2>>"$0"', "$dir/tls/said", @command) == 0 or die slurp("$dir/tls/said");
	};
	$make->($_) for qw(ca other);
	$make->('smsc', 'ca', '-addext', 'subjectAltName=DNS:smsc.example');
	$make->('gateway', 'ca');
	$make->('stranger', 'other');
	return "$dir/tls";
}

# What the gateway's network has with TLS, unless told otherwise.
sub tls_lines {
	my (%other) = @_;
	my $at = certificates();
	my ($ca, $certificate, $name) = ($other{ca} // 'ca', $other{certificate} // 'gateway', $other{name} // 'smsc.example');
	return [ 'tls', "tls-ca $at/$ca.pem", $certificate ? "tls-cert $at/$certificate.pem $at/$certificate.key" : (), "tls-name $name" ];
}

# The port of a front that speaks TLS for the network at this one.
sub tls_front {
	my ($port) = @_;
	my $at = certificates();
	open my $out, '>', "$dir/front-$port.out" or die;
	start($out, $out, 'tests/interop/tls_front.js', $port, "$at/smsc.key", "$at/smsc.pem", "$at/ca.pem");
	return await(sub { slurp("$dir/front-$port.out") =~ /^port (\d+)/ && $1 }) // die slurp("$dir/front-$port.out");
}

# ---- the gateway ----

# Keys of `run`: port, bind, profile; may have window, throughput, menus, profiles, `network`: more lines of the network's block;
# `tls`: a front speaks TLS between the gateway and that port.
sub gateway_start {
	my ($name, $run) = @_;
	my ($http, $vty) = (free_port(), free_port());
	$run = { %$run, port => tls_front($run->{port}), network => [ @{ $run->{network} // [] }, @{ tls_lines() } ] } if $run->{tls};
	my $extra = join '', map { " $_\n" } @{ $run->{network} // [] };
	open my $out, '>', "$dir/$name.cfg" or die;
	print $out <<~"END" =~ s/^ NETWORK\n/$extra/mr;
		log stderr
		smsc peer
		 host 127.0.0.1
		 port $run->{port}
		 bind $run->{bind}
		 system-id kopuro
		 password secret
		 ussd-profile $run->{profile}
		 window ${\($run->{window} // 100)}
		 throughput ${\($run->{throughput} // 0)}
		 dialplan kyrgyzstan
		 NETWORK
		node 1
		store $dir/$name.db
		menus ${\($run->{menus} // 'menus')}
		dialplans dialplans
		profiles ${\($run->{profiles} // 'profiles')}
		feedback local
		http 127.0.0.1 $http
		vty 127.0.0.1 $vty
		END
	close $out;
	open my $errors, '>', "$dir/$name.err" or die;
	return { pid => start($errors, $errors, $kopurod, '-c', "$dir/$name.cfg"), http => $http, vty => $vty, said => "$dir/$name.err" };
}

sub gateway_stop {
	my ($gateway) = @_;
	kill 'TERM', $gateway->{pid};
	return finish($gateway->{pid});
}

# With this name, and labels if it has some: their sum, or of `name{label="value"}` that one. undef when there is none.
sub metric {
	my ($gateway, $name) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gateway->{http}) or return;
	print $socket "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n";
	my @found = do { local $/; <$socket> // '' } =~ /^\Q$name\E(?:\{[^}]*\})? (\d+)/mg or return;
	my $sum = 0;
	$sum += $_ for @found;
	return $sum;
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

1;
