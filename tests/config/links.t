#!/usr/bin/perl
# Links as they are configured, against a network of a few lines: several binds, a dialog that keeps to its own, what the console shows of each.
use strict;
use warnings;
use File::Basename qw(dirname);
use IO::Select;
use IO::Socket::INET;
use Test::More;
use lib dirname(__FILE__) . '/..';
use Room;

room();
my $smsc = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', ReuseAddr => 1) or die;
my ($smpp, ($vty)) = ($smsc->sockport, free_ports(1));
spew('k.cfg', sim($smpp, 'host 127.0.0.9', 'bind transmitter-receiver', 'binds 2', 'source-address 127.0.0.7') . "vty 127.0.0.1 $vty\n", 0600);
my $pid = start('log', $kopurod, '-c', 'k.cfg');

# One PDU: command, status, sequence, body. Nothing within so many seconds: an empty list.
sub hear {
	my ($peer, $seconds) = @_;
	my $wire = '';
	my $want = 16;
	while (length $wire < $want) {
		IO::Select->new($peer)->can_read($seconds) && sysread($peer, $wire, $want - length $wire, length $wire) or return;
		$want = unpack 'N', $wire if length $wire == 16;
	}
	return (unpack('x4 N3', $wire), substr $wire, 16);
}
sub say_pdu { my ($peer, $command, $sequence, $body) = @_; syswrite $peer, pack('N4', 16 + length $body, $command, 0, $sequence) . $body }

my @peer;
for my $n (0 .. 3) {
	$peer[$n] = IO::Select->new($smsc)->can_read(10) ? $smsc->accept : die 'nobody comes';
	my ($command, undef, $sequence) = hear($peer[$n], 10);
	is($command, $n % 2 ? 1 : 2, 'a ' . ($n % 2 ? 'receiver' : 'transmitter') . ' binds');
	is($peer[$n]->peerhost, '127.0.0.7', 'from the configured address');
	say_pdu($peer[$n], $command | 0x80000000, $sequence, "smsc$n\0");
}

# A call by the second receiver, three screens long; the first pair has nothing to do with it.
my $session = pack('n2 C2', 0x1383, 2, 1, 2);
sub ussd {
	my ($op, $text) = @_;
	return pack('Z* C2 Z* C2 Z* C3 Z* Z* C4 C/a*', 'USSD', 1, 1, '996700000001', 0, 1, '500', 0, 0, 0, '', '', 0, 0, 0, 0, $text) . pack('n2 C', 0x0501, 1, $op) . $session;
}
my $calls = 0;
for my $word ('*500#', '1', '0') {
	say_pdu($peer[3], 5, ++$calls, ussd($calls == 1 ? 1 : 18, $word));
	my ($command) = hear($peer[3], 10);
	is($command, 0x80000005, "'$word' is taken");
	my ($screen, undef, $sequence) = hear($peer[2], 10);
	is($screen, 4, 'and its screen leaves by the transmitter of the same pair');
	say_pdu($peer[2], 0x80000004, $sequence, "$calls\0");
}
is(scalar(() = hear($peer[0], 0.2)), 0, 'the other pair is silent');

# Its transmitter goes: the dialog goes on by the other one.
shutdown $peer[2], 2;
ok(until_true(sub { slurp('log') =~ m{sim/2/tx: closed by the peer} }), 'which is seen');
say_pdu($peer[3], 5, ++$calls, ussd(18, '1'));
is((hear($peer[3], 10))[0], 0x80000005, 'an answer is taken without it');
is((hear($peer[0], 10))[0], 4, 'and the screen leaves by the other pair');

my $said = console($vty, 'show links');
like($said, qr{^sim  127\.0\.0\.9:$smpp and 1 more  \w}m, 'show links: the network');
like($said, qr{^  sim/1/tx  bound, waiting for an answer 1}m, 'each session');
like($said, qr{^  sim/2/tx  (waiting \d|connecting|binding).*last loss: }m, 'and what became of it');
like($said, qr{^  sim/2/rx  bound, waiting for an answer 0}m, 'with its state');

# What a file may not say cannot be said at work either.
my @new = ('enable', 'configure terminal', 'smsc two', 'host 127.0.0.1', 'system-id two', 'dialplan kyrgyzstan');
like(console($vty, @new, 'tls', 'tls-ca no.pem', 'exit', 'end'), qr/no certificates in PEM in no\.pem/, 'a CA that is not there');
like(console($vty, @new, 'tls', 'outbind 2776', 'exit', 'end'), qr/cannot have TLS/, 'outbind with TLS');
like(console($vty, @new, 'tls-name smsc.example', 'exit', 'end'), qr/would not be encrypted/, 'a name without TLS');
unlike(console($vty, 'show links'), qr/^two/m, 'there is no such link');
ok(kill(0, $pid), 'and kopurod is there');
done_testing;
