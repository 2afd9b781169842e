#!/usr/bin/perl
# Kannel's drive_smpp (Debian: kannel-extras), an SMSC in C on code of its own, against the real daemon: SMS come in and go out, and both count the
# same. README.md tells what it cannot do, and why a relay of ours changes two fields in one of the runs.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use IO::Select;
use IO::Socket::INET;
use Test::More;

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop';
use Scene;

my $program = '/usr/lib/kannel/test/drive_smpp';
my $count = $ENV{LONG} ? 450 : 150; # it stops at 500 that have had no answer
-x $program or plan skip_all => "$program is not there: scripts/setup check";
my $dir = scene('kannel');

# A second after it is bound it calls a bearerbox at this port, without which it ends in a panic. The port is fixed in it.
my $bearerbox = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 13001, Listen => 8, ReuseAddr => 1)
	or plan skip_all => 'port 13001, where drive_smpp looks for a bearerbox, is taken by another program';

# Not asked by a connection, for the first that ends is the end of it.
sub listens { my ($port) = @_; return slurp('/proc/net/tcp') =~ sprintf ':%04X [0-9A-F]+:0000 0A ', $port }

sub drive_start {
	my ($name) = @_;
	my $drive = { port => free_port(), log => "$dir/$name-drive.log" };
	open my $out, '>', "$dir/$name-drive.out" or die;
	$drive->{pid} = start($out, $out, $program, '-v', 0, '-m', $count, '-p', $drive->{port}, '-l', $drive->{log});
	await(sub { listens($drive->{port}) }) or BAIL_OUT("$program does not listen");
	return $drive;
}

sub said { my ($drive, $pattern) = @_; return scalar(() = slurp($drive->{log}) =~ /$pattern/g) }

sub ended {
	my ($drive, $what) = @_;
	my ($number) = slurp($drive->{log}) =~ /Number of messages sent to $what: (\d+)/;
	return $number // 'it did not say';
}

# ---- the relay ----

sub bind_as_33 { # system_id, password, system_type, then interface_version
	my ($pdu) = @_;
	return $pdu =~ s/\A(.{16}[^\0]*\0[^\0]*\0[^\0]*\0)./$1\x33/sr;
}

# Whoever sent "17" is +996555120017: service_type, TON, NPI, then the address "456".
sub deliver_from_telephone {
	my ($pdu) = @_;
	my ($text) = $pdu =~ /(\d+)\z/;
	$pdu =~ s/\A(.{16}[^\0]*\0)..456\0/$1 . pack 'CCZ*', 1, 1, sprintf '99655512%04d', $text/se;
	return pack('N', length $pdu) . substr $pdu, 4;
}

my %changes = (1 => \&bind_as_33, 2 => \&bind_as_33, 5 => \&deliver_from_telephone);

# Between the gateway and the SMSC, whole PDUs; writes each submit_sm's destination to the log.
sub relay {
	my ($listener, $port, $log) = @_;
	my (%to, %kept);
	my $select = IO::Select->new($listener);
	while (1) {
		for my $socket ($select->can_read) {
			if ($socket == $listener) {
				my $near = $listener->accept;
				my $far = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or return;
				@to{ $near, $far } = ($far, $near);
				$select->add($near, $far);
				next;
			}
			unless (sysread $socket, $kept{$socket}, 65536, length($kept{$socket} // '')) {
				$select->remove($socket, $to{$socket});
				shutdown $to{$socket}, 2;
				next;
			}
			while (length $kept{$socket} >= 16 && length $kept{$socket} >= unpack 'N', $kept{$socket}) {
				my $pdu = substr $kept{$socket}, 0, unpack('N', $kept{$socket}), '';
				my $command = unpack 'x4N', $pdu;
				print $log "$1\n" if $command == 4 && $pdu =~ /\A.{16}[^\0]*\0..[^\0]*\0..([^\0]*)\0/s;
				$to{$socket}->syswrite($changes{$command} ? $changes{$command}->($pdu) : $pdu);
			}
		}
	}
}

sub relay_start {
	my ($port, $path) = @_;
	my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 4) or die;
	open my $log, '>', $path or die;
	$log->autoflush(1);
	my $near = $listener->sockport;
	start_code(sub { relay($listener, $port, $log) });
	return $near;
}

# ---- the runs ----

# As it is: to who binds with 3.4 it sends SMS from a short number with a receipted_message_id, so each is a receipt for nothing that we sent.
sub as_it_is {
	my ($tls) = @_;
	my $drive = drive_start("plain$tls");
	my $gateway = gateway_start("plain$tls", { port => $drive->{port}, bind => 'transmitter-receiver', profile => 'plain', tls => $tls });
	ok(await(sub { said($drive, 'type deliver_sm_resp') == $count }), "it gets an answer to each of $count deliver_sm");
	ok(await(sub { (metric($gateway, 'kopuro_receipts_unmatched_total') // 0) == $count }), 'each is counted as a receipt for an unknown message');
	is(metric($gateway, 'kopuro_sms_received_total'), 0, 'none is taken for a person\'s words');
	is(metric($gateway, 'kopuro_link_up'), 1, 'the link stays');
	is(said($drive, 'type enquire_link_resp'), $count, 'each of its enquire_link was answered, too');
	is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
	is(finish($drive->{pid}), 0, 'and it, unbound, ends');
	is(said($drive, 'type unbind'), 2, 'both sessions took their leave');
	is(ended($drive, 'ESME'), $count, 'by its count it sent as many');
	is(ended($drive, 'SMSC'), 0, 'by its count nothing was sent to it');
	is(said($drive, '(?:ERROR|PANIC|WARNING): '), 0, 'it had nothing to complain of');
}

# Through the relay: SMS of as many people, who are answered by the menu.
sub people {
	my ($tls) = @_;
	my $drive = drive_start("people$tls");
	my $port = relay_start($drive->{port}, "$dir/people$tls.to");
	my $gateway = gateway_start("people$tls", { port => $port, bind => 'transmitter-receiver', profile => 'plain', tls => $tls });
	ok(await(sub { said($drive, 'type submit_sm') >= $count }), "$count people who send an SMS have an answer each");
	ok(await(sub { (metric($gateway, 'kopuro_sms_sent_total') // 0) >= $count }), 'the gateway knows that they were taken');
	my $sent = metric($gateway, 'kopuro_sms_sent_total');
	is(metric($gateway, 'kopuro_sms_received_total'), $count, 'by its count it heard as many');
	is(metric($gateway, 'kopuro_link_up'), 1, 'the link stays');
	is(metric($gateway, 'kopuro_sms_again_total'), 0, 'none was sent again');
	is(metric($gateway, 'kopuro_sms_parts{state="failed"}'), 0, 'none failed, though it gives no message_id');
	is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
	is(finish($drive->{pid}), 0, 'and it, unbound, ends');
	is(said($drive, 'type deliver_sm_resp'), $count, 'each deliver_sm was answered once');
	is(ended($drive, 'ESME'), $count, 'by its count it sent as many');
	is(ended($drive, 'SMSC'), $sent, 'by its count it got as many as the gateway sent');
	my %to;
	$to{$_}++ for split /\n/, slurp("$dir/people$tls.to");
	is_deeply([ sort keys %to ], [ map { sprintf '99655512%04d', $_ } 1 .. $count ], 'each of them got one');
	my @danger = map { sprintf '99655512%04d', $_ } grep { $_ <= $count } qw(101 102 103 104 110 111 112 117 118 119); # whom to dial, in all languages
	is(join(' ', grep { $to{$_} != 1 } sort keys %to), "@danger", 'and nobody got two, but in two parts who wrote the number of an emergency');
	is(said($drive, '(?:ERROR|PANIC|WARNING): '), 0, 'it had nothing to complain of');
}

as_it_is(0);
people(1);
if ($ENV{LONG}) {
	as_it_is(1);
	people(0);
}
done_testing();
