#!/usr/bin/perl
# The SMPP of Osmocom's MSC (Debian: osmo-msc; not installed by scripts/setup): a bind, keepalive, the MSC's restart, an unbind. It has no telephones
# here, so that no word is said over it. It ends where it cannot open a socket of SCTP.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use Socket qw(AF_INET SOCK_STREAM);
use Test::More;

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop';
use Scene;

my $sctp = 132; # IPPROTO_SCTP
socket my $try, AF_INET, SOCK_STREAM, $sctp or plan skip_all => "this kernel has no SCTP ($!), which osmo-msc needs to start";
my ($program) = grep { -x } map { "$_/osmo-msc" } split /:/, "$ENV{PATH}:/usr/bin:/usr/sbin";
$program or plan skip_all => 'osmo-msc is not installed';
my $dir = scene('osmocom');
my $port = free_port();

open my $out, '>', "$dir/osmo-msc.cfg" or die;
print $out <<"END";
log stderr
 logging level smpp debug
line vty
 no login
 bind 127.0.0.1 ${\(free_port())}
network
 network country code 437
 mobile network code 09
smsc
 database $dir/sms.db
smpp
 local-tcp-ip 127.0.0.1 $port
 system-id osmocom
 policy closed
 no smpp-first
 esme kopuro
  password secret
  default-route
END
close $out;

my $starts = 0;

sub msc_start {
	my $log = "$dir/osmo-msc-" . ++$starts . '.log';
	open my $said, '>', $log or die;
	return { pid => start($said, $said, $program, '-c', "$dir/osmo-msc.cfg"), log => $log };
}

my $msc = msc_start();
my $gateway = gateway_start('msc', { port => $port, bind => 'transceiver', profile => 'standard', network => ['enquire-link 1'] });
my $up = sub { (metric($gateway, 'kopuro_link_up') // 0) == 1 };
ok(await($up), 'it binds') or diag(slurp($msc->{log}), slurp($gateway->{said}));
like(slurp($gateway->{said}), qr/bound to osmocom/, '... to the MSC of that name');
my $since = time;
await(sub { time > $since + 3 });
ok($up->(), 'three enquire_link later it is bound still');
kill 'TERM', $msc->{pid};
finish($msc->{pid});
ok(await(sub { !$up->() }), 'it sees the MSC go');
$msc = msc_start();
ok(await($up), '... and binds to the next');
is(gateway_stop($gateway), 0, 'the gateway stops cleanly');
like(slurp($gateway->{said}), qr/peer: unbound$/m, '... after the MSC has answered its unbind');
done_testing();
