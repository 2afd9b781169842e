#!/usr/bin/perl
# kopurod from its start to its stop, without a network: the console, /healthz, taken ports, signals, what `write` writes, how it idles.
use strict;
use warnings;
use File::Basename qw(dirname);
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);
use lib dirname(__FILE__) . '/..';
use Room;

room();
my ($smpp, $http, $vty) = free_ports(3);
my $config = sim($smpp) . "http 127.0.0.1 $http\nvty 127.0.0.1 $vty\n";
spew('k.cfg', $config, 0600);

sub until_log {
	my ($what) = @_;
	my $found = until_true(sub { slurp('log') =~ $what }, 10);
	diag(slurp('log')) if !$found;
	return $found;
}
sub ask {
	my ($request) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $http, Timeout => 5) or return "no connection: $!";
	print $s "$request HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	local $/;
	return <$s> // '';
}
my $began = time;
my $pid = start('log', $kopurod, '-c', 'k.cfg');
ok(until_log(qr/kopurod ready; console: telnet 127\.0\.0\.1 $vty/), 'ready');
diag(sprintf 'ready after %.0f ms', (time - $began) * 1000);

# /healthz
like(ask('GET /healthz'), qr{^HTTP/1\.1 503 .*\{"status":"failing","reason":"no link is bound","store":"ok","links":\[\{"name":"sim","up":false\}\],"menus":\{"version":1,"folder":"ok"\},"feedback":\{"up":true,"resting":0,"parked":0,"oldest_seconds":0,"stuck_seconds":0\}\}}s,
	'no link is bound: 503 and why');
like(ask('GET /nothing'), qr{^HTTP/1\.1 404 .*application/problem\+json.*"status":404}s, 'another path: 404 as a problem');
like(ask('DELETE /healthz'), qr{^HTTP/1\.1 405 .*Allow: GET, HEAD.*"status":405}s, 'another method: 405, and which are allowed');
like(ask('BREW /healthz'), qr{^HTTP/1\.1 (?:400|405|501) }, 'an unknown method is refused');
like(ask('GET /' . 'x' x 10000), qr{^HTTP/1\.1 4\d\d }, 'a long head is refused');

# The console
my $said = console($vty, 'show links', 'show dialogs', 'show menus', 'show store', 'show feedback', 'show logging vty');
like($said, qr/^sim  127\.0\.0\.1:$smpp  \S+/m, 'show links');
like($said, qr/^0 open, 0 waiting to be resumed/m, 'show dialogs');
like($said, qr/^screens [1-9]\d*, pages .*\nfacts .*\nlanguages: ky ru$/m, 'show menus');
like($said, qr/^local, connected\b.*\nitems: 0 waiting, 0 in flight, 0 resting, 0 parked, 0 not settled/m, 'show feedback');
like($said, qr/^SMS parts: queued 0, sending 0, accepted 0,.* unknown 0\b/m, 'show store');
$said = console($vty, 'enable', 'configure terminal', 'smsc sim', 'window 7', 'system-id 1234567890123456', 'exit', 'smsc two', 'host 127.0.0.1',
	'system-id two', 'shutdown', 'exit', 'smsc three', 'exit', 'no smsc three', 'feedback nats', 'feedback nats nats://127.0.0.1:4222 nats://127.0.0.1:4223', 'feedback local', 'node 3', 'end', 'show running-config', 'write');
like($said, qr/15 are the most/, 'the console refuses what the file would');
like($said, qr/'feedback nats nats:\/\/127\.0\.0\.1:4222' would be right/, 'with the same words');
like($said, qr/^smsc sim\n(?: .*\n)* window 7\n/m, 'show running-config has the change');
like($said, qr/^Configuration saved to k\.cfg/m, 'write');
sleep 0.1;
is((stat 'k.cfg')[2] & 07777, 0600, 'what was written is no more readable than before');
my $written = slurp('k.cfg');
like($written, qr/^smsc two\n(?: .*\n)* shutdown\n/m, 'a new network is in the file');
unlike($written, qr/three/, 'a removed one is not');
like($written, qr/^ password secret$/m, 'the password is kept');
is(qx{$kopurod -t -c k.cfg 2>&1}, "k.cfg: in order\n", 'what was written is read again');

# A second one
spew('k2.cfg', $config =~ s/^http.*\n//mr . "store two.db\n");
is(ended(start('log2', $kopurod, '-c', 'k2.cfg'), 30), 1, 'a taken console port: exit 1');
like(slurp('log2'), qr/^k2\.cfg:8:5: error: .*127\.0\.0\.1 port $vty.*'vty 127\.0\.0\.1 PORT'/m, 'and its line');
spew('k3.cfg', $config =~ s/^vty.*$/vty 127.0.0.1 $smpp/mr . "store three.db\n");
is(system("$kopurod -c k3.cfg 2>log3") >> 8, 1, 'a taken HTTP port: exit 1');
like(slurp('log3'), qr/^k3\.cfg:8:6: error: .*127\.0\.0\.1 port $http: Address already in use; 'http 127\.0\.0\.1 PORT'/m, 'and its line');

# Idle: the clock ticks of the process over a second and a half, with a network that refuses.
sub ticks { return (split ' ', slurp("/proc/$pid/stat") =~ s/.*\) //sr)[11] + (split ' ', slurp("/proc/$pid/stat") =~ s/.*\) //sr)[12] }
sub switches { return slurp("/proc/$pid/status") =~ /^voluntary_ctxt_switches:\s+(\d+)/m ? $1 : die }
my ($ticks, $switches) = (ticks(), switches());
sleep 2;
cmp_ok(ticks() - $ticks, '<=', 2, 'idle, it takes no time of the processor');
cmp_ok(switches() - $switches, '<=', 20, 'idle, it wakes seldom');

# Other menus
$said = console($vty, 'reload menus', 'show menus');
like($said, qr/^the menus are reloaded: version 1$/m, 'reload menus');
like(console($vty, 'reload menus as a/b'), qr{^% a/b is no name; }m, 'as somebody whose name is none');
console($vty, 'menus back 1 as Aigul');
like(slurp('log'), qr/Aigul: the menus are reloaded; version 1, /, 'and as somebody');
like($said, qr/^version 1, loaded \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, 0 callers; live$/m, 'show menus tells the version');
unlink 'menus';
mkdir 'menus';
spew('menus/home.yaml', "entry: home\nentry: house\n");
$said = console($vty, 'reload menus', 'show menus');
like($said, qr{^menus/home\.yaml:2:1: error: }m, 'wrong menus: where');
like($said, qr/^% the menus are not reloaded, \d+ errors; those before stay$/m, 'they are refused');
like($said, qr/^version 1, .*; live$/m, 'and those before are live');
like(slurp('log'), qr{ERROR menus/home\.yaml:2:1: error: }, 'the log has it too');
unlink 'menus/home.yaml';
rmdir 'menus';
symlink "$root/menus", 'menus';

# Signals
kill 'HUP', $pid;
ok(until_log(qr/signal: the menus are reloaded; version \d+, \d+ screens/), 'SIGHUP takes up the menus');
$began = time;
kill 'TERM', $pid;
is(ended($pid, 5), 0, 'SIGTERM: exit 0');
cmp_ok(time - $began, '<', 2.5, 'in time');
like(slurp('log'), qr/DMAIN NOTICE stopped$/m, 'and says so');
ok(-e 'var/kopuro.db' && -e 'var/kopuro.db.key', 'the store and its key are there');
is((stat $_)[2] & 0077, 0, "$_: for nobody else") for 'var/kopuro.db', 'var/kopuro.db.key';
unlike(slurp('log'), qr/secret/, 'no password in the log');

# A network that does not answer the unbind: the stop does not wait for it for ever.
my $mute = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => $smpp, ReuseAddr => 1) or die;
spew('k.cfg', $config =~ s/ dialplan/ version 5.0\n address-range 3 1 500\n system-type USSD\n response-timeout 3\n enquire-link 1\n dialplan/r);
$pid = start('log', $kopurod, '-c', 'k.cfg');
my $peer = $mute->accept;
my $head;
sysread($peer, $head, 16);
my ($len, $command, undef, $sequence) = unpack 'N4', $head;
is($command, 9, 'a bind_transceiver comes');
sysread($peer, my $body, $len - 16);
is($body, "kopuro\0secret\0USSD\0\x50\x03\x01500\0", 'with version, system_type and address range as configured');
print $peer pack('N4Z*', 16 + 5, 0x80000009, 0, $sequence, 'mute');
$peer->flush;
ok(until_log(qr/bound to mute/), 'it is bound');
sysread($peer, $head, 16);
is((unpack 'N4', $head)[1], 0x15, 'an enquire_link after a second');
like(ask('GET /healthz'), qr{^HTTP/1\.1 200 OK.*\{"status":"ok","store":"ok","links":\[\{"name":"sim","up":true\}\],"menus":\{"version":1,"folder":"ok"\},"feedback":\{"up":true,"resting":0,"parked":0,"oldest_seconds":0,"stuck_seconds":0\}\}}s, '/healthz: 200');
$began = time;
kill 'INT', $pid;
is(ended($pid, 5), 0, 'SIGINT: exit 0');
my $took = time - $began;
ok($took > 1.5 && $took < 3, 'after the two seconds that the network was given') or diag($took);
like(slurp('log'), qr/did not answer the unbind in time/, 'and says so');

is(system("$kopurod -x >/dev/null 2>&1") >> 8, 2, 'an unknown option: exit 2');
like(qx{$kopurod -V}, qr/^kopurod \d+\.\d+/, '-V');
like(qx{$kopurod -h}, qr/^usage: kopurod/, '-h');
done_testing;
