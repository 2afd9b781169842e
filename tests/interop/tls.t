#!/usr/bin/perl
# A link over TLS to a network on the npm package `smpp`: a whole journey with certificates on both sides; and who is refused, before a word of SMPP
# is said. The certificates are made when it runs.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use IO::Socket::INET;
use Test::More;

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop';
use Scene;

-d 'tests/interop/node_modules/smpp' or BAIL_OUT('tests/interop/node_modules is not there: scripts/setup check');
my $dir = scene('tls');
my $at = certificates();
my @ours = ("$at/smsc.key", "$at/smsc.pem", "$at/ca.pem");
my $script = 'tests/interop/fields/standard.json';

sub peer_start {
	my ($name, @tls) = @_;
	my $peer = { out => "$dir/$name.out" };
	open my $out, '>', $peer->{out} or die;
	$peer->{pid} = start($out, $out, 'tests/interop/script_node.js', $script, @tls);
	$peer->{port} = await(sub { slurp($peer->{out}) =~ /^port (\d+)/ && $1 }) or BAIL_OUT(slurp($peer->{out}));
	return $peer;
}

sub gateway_of {
	my ($name, $peer, %tls) = @_;
	return gateway_start($name, { port => $peer->{port}, bind => 'transceiver', profile => 'standard', menus => 'tests/interop/menus', network => tls_lines(%tls) });
}

{
	my $peer = peer_start('journey', @ours);
	my $gateway = gateway_of('journey', $peer);
	ok(await(sub { slurp($peer->{out}) =~ /^stop$/m || waitpid($peer->{pid}, 1) != 0 }) && slurp($peer->{out}) =~ /^stop$/m, 'a whole journey over TLS')
		or diag(slurp($gateway->{said}));
	is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
	is(finish($peer->{pid}), 0, 'and says goodbye');
}

# Who refuses whom: what the gateway says of it, and whether the network saw one that it would not let in.
my @refused = (
	{ what => 'a network with a certificate for another name', tls => { name => 'smsc.other' }, says => qr/TLS: the certificate is not for 'smsc\.other'/ },
	{ what => 'a network with a certificate of an unknown CA', tls => { ca => 'other' }, says => qr/TLS: the certificate is refused: / },
	{ what => 'a gateway without a certificate', tls => { certificate => '' }, says => qr/certificate required|closed by the peer|reset/, theirs => 1 },
	{ what => 'a gateway with a certificate of an unknown CA', tls => { certificate => 'stranger' }, says => qr/unknown ca|closed by the peer|reset/i, theirs => 1 },
);

for my $at (0 .. $#refused) {
	my $case = $refused[$at];
	my $peer = peer_start("refused-$at", @ours);
	my $gateway = gateway_of("refused-$at", $peer, %{ $case->{tls} });
	ok(await(sub { slurp($gateway->{said}) =~ /peer: .*$case->{says}.*; waiting / }), "$case->{what} is refused, and the log says why") or diag(slurp($gateway->{said}));
	ok(await(sub { slurp($peer->{out}) =~ /^refused /m }), '... by the network') if $case->{theirs};
	is(metric($gateway, 'kopuro_link_up'), 0, '... and nothing is bound');
	is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
	unlike(slurp($gateway->{said}), qr/bound to/, '... nor was');
	kill 'TERM', $peer->{pid};
	finish($peer->{pid});
}

# A network that speaks no TLS is told nothing but the first words of TLS.
{
	my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 4) or die;
	my $gateway = gateway_start('silent', { port => $listener->sockport, bind => 'transceiver', profile => 'standard', network => [ @{ tls_lines() }, 'response-timeout 2' ] });
	my $link = $listener->accept;
	ok(await(sub { slurp($gateway->{said}) =~ /TLS took too long/ }), 'a network that does not speak it is left, and the log says why') or diag(slurp($gateway->{said}));
	my $heard = '';
	1 while sysread $link, $heard, 65536, length $heard;
	like($heard, qr/\A\x16\x03/, 'it heard the greeting of TLS');
	unlike($heard, qr/kopuro|secret/, '... and neither our name nor the password');
	is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
}
done_testing();
