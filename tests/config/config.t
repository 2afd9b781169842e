#!/usr/bin/perl
# Broken configurations, one fault each: kopurod -t names the place and the remedy, ends with 1, and has made nothing.
# A case: what is wrong; the file, where {smsc} stands for a good network of nine lines; the place; words of the complaint.
use strict;
use warnings;
use File::Basename qw(dirname);
use Test::More;
use lib dirname(__FILE__) . '/..';
use Room;

room();
my $smsc = <<'CFG';
smsc sim
 host 127.0.0.1
 port 2775
 bind transceiver
 system-id kopuro
 password secret
 ussd-profile standard
 window 100
 dialplan kyrgyzstan
CFG

sub check { return said_of("$kopurod -t -c $_[0]") }

# Things that the cases name.
mkdir 'empty';
mkdir 'two';
spew("two/$_.yaml", "country: kg\ncalling_code: \"996\"\ntrunk: \"0\"\ninternational: [\"00\"]\ncodes: {\"*500#\": {to: home}}\nsms_number: \"500\"\n") for qw(one other);
spew('nosqlite.db', 'these are sixteen octets and more');
spew('lonely.db', '');
spew('short.key', 'too short');
chmod 0600, 'short.key';
spew('open.key', 'k' x 32);
chmod 0644, 'open.key';
my %secrets = (good => 'g' x 16, short => 's' x 15 . "\n", long => 'l' x 256, lines => 'a' x 16 . "\n" . 'b' x 16 . "\n");
for my $name (keys %secrets) {
	spew("$name.secret", $secrets{$name});
	chmod 0600, "$name.secret";
}
mkdir 'mine';
spew('mine/slow.yaml', "source: here\nsession: {in: none}\n");
mkdir 'wrongprofile';
spew('wrongprofile/standard.yaml', "source: here\nsession: {in: none}\nocets: 140\n");
mkdir 'wrongplan';
spew('wrongplan/kyrgyzstan.yaml', qq{country: kg\ncalling_code: "996"\ntrunk: "0"\ninternational: ["00"]\ncodes:\n  "*500#": {to: hom}\nsms_number: "500"\n});
system('cp', '-rL', 'menus', 'badmenu') == 0 or die;
spew('badmenu/bad.yaml', "screens:\n  more_help:\n    kind: choises\n");

my @cases = (
	# The top level
	['an unknown word', "{smsc}stoer x.db\n", '10:1', "did you mean 'store'"],
	['a word that is like none', "{smsc}frobnicate 5\n", '10:1', 'kopuro.cfg(5)'],
	['no value', "{smsc}store\n", '10:6', "'store var/kopuro.db' would be right"],
	['too many values', "{smsc}store a.db b.db\n", '10:12', "'store var/kopuro.db' would be right"],
	['the same setting twice', "store a.db\n{smsc}store b.db\n", '11:1', 'also in line 1'],
	['a node of two digits', "{smsc}node 10\n", '10:6', 'a number from 0 to 9'],
	['a node that is no number', "{smsc}node one\n", '10:6', 'a number from 0 to 9'],
	['a feedback engine that nobody has', "{smsc}feedback kafka\n", '10:10', "'local', 'nats' or 'webhook' is right"],
	['a feedback engine that nearly is', "{smsc}feedback webhok\n", '10:10', "did you mean 'webhook'"],
	['no feedback engine', "{smsc}feedback\n", '10:9', "'feedback local' would be right"],
	['a queue of the gateway with a URL', "{smsc}feedback local nats://127.0.0.1\n", '10:16', "'feedback local' would be right"],
	['NATS without a URL', "{smsc}feedback nats\n", '10:14', "'feedback nats nats://127.0.0.1:4222' would be right"],
	['six servers', "{smsc}feedback nats" . ' nats://127.0.0.1' x 6 . "\n", '10:100', 'there is too much'],
	['a webhook of two URLs', "{smsc}feedback webhook http://127.0.0.1/ http://127.0.0.1/\n", '10:36', 'there is too much'],
	['a server without scheme', "{smsc}feedback nats nats://127.0.0.1 127.0.0.1:4222\n", '10:32', 'nats:// or tls:// with a host'],
	['a server by another scheme', "{smsc}feedback nats http://127.0.0.1:4222\n", '10:15', 'nats:// or tls:// with a host'],
	['a server with a path', "{smsc}feedback nats nats://127.0.0.1:4222/items\n", '10:15', 'nats:// or tls:// with a host'],
	['a server without host', "{smsc}feedback nats nats://:4222\n", '10:15', 'nats:// or tls:// with a host'],
	['a server whose port is none', "{smsc}feedback nats nats://127.0.0.1:65536\n", '10:15', 'nats:// or tls:// with a host'],
	['an address of six without brackets', "{smsc}feedback nats nats://::1:4222\n", '10:15', 'nats:// or tls:// with a host'],
	['a webhook by file', "{smsc}feedback-secret good.secret\nfeedback webhook file:///etc/passwd\n", '11:18', 'http:// or https:// with a host'],
	['a webhook without secret', "{smsc}feedback webhook http://127.0.0.1/\n", '10:10', "add 'feedback-secret FILE'"],
	['a secret that is not there', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret no.secret\n", '11:17', 'cannot be opened'],
	['a secret that is a directory', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret two\n", '11:17', 'is no file'],
	['a secret of 15', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret short.secret\n", '11:17', '16 to 255 octets'],
	['a secret of 256', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret long.secret\n", '11:17', '16 to 255 octets'],
	['a secret of two lines', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret lines.secret\n", '11:17', 'one line'],
	['a secret that others can read', "{smsc}feedback webhook http://127.0.0.1/\nfeedback-secret open.key\n", '11:17', 'chmod 600'],
	['certificates that are none', "{smsc}feedback nats tls://127.0.0.1\nfeedback-ca short.key\n", '11:13', 'certificates in PEM'],
	['certificates that are not there', "{smsc}feedback nats tls://127.0.0.1\nfeedback-ca no.pem\n", '11:13', 'certificates in PEM'],
	['an address by name', "{smsc}http localhost 8080\n", '10:6', "'http 127.0.0.1 8080'"],
	['an address without port', "{smsc}vty 127.0.0.1\n", '10:14', "'vty 127.0.0.1 4262' would be right"],
	['a port beyond the range', "{smsc}vty 127.0.0.1 65536\n", '10:15', 'a number from 1 to 65535'],
	['HTTP open to others in clear', "{smsc}http 0.0.0.0 8080\n", '10:6', "add 'http-tls CERTIFICATE KEY'"],
	['HTTP open to others by IPv6', "{smsc}http :: 8080\n", '10:6', "'http 127.0.0.1 8080'"],
	['a certificate without its key', "{smsc}http-tls one.pem\n", '10:17', "'http-tls etc/kopuro.pem etc/kopuro.key' would be right"],
	['a certificate that is not there', "{smsc}http-tls nowhere.pem short.key\n", '10:10', "the certificate 'nowhere.pem' cannot be read"],
	['a TLS key that all can read', "{smsc}http-tls short.key open.key\n", '10:10', 'chmod 600'],
	['a rate of 0', "{smsc}http-rate 0\n", '10:11', 'a number from 1 to 10000'],
	['an indented line under nothing', "node 1\n store x.db\n{smsc}", '2:2', 'begin it at the left'],
	['a path beyond its field', "{smsc}store " . 'x' x 300 . "\n", '10:7', '255 are the most'],
	['a line beyond the bound', "{smsc}store " . 'x' x 600 . "\n", '10:512', '511 octets are the most'],
	['a NUL', "{smsc}sto\0re x\n", '10:1', 'plain text'],
	# Networks
	['a network without a name', "{smsc}smsc\n", '10:5', "'smsc sim' would be right"],
	['a network with two names', "{smsc}smsc one two\n", '10:10', "'smsc sim' would be right"],
	['a name with a slash', "{smsc}smsc a/b\n host 127.0.0.1\n", '10:6', 'letters, digits'],
	['a name twice', "{smsc}{smsc}", '10:6', 'also in line 1'],
	['a network without host', "smsc a\n system-id x\n dialplan kyrgyzstan\n", '1:1', "add ' host 127.0.0.1'"],
	['a network without system-id', "smsc a\n host 127.0.0.1\n dialplan kyrgyzstan\n", '1:1', "add ' system-id kopuro'"],
	['an unknown word of a network', "{smsc} sistem-type X\n", '10:2', "did you mean 'system-type'"],
	['a top-level word in a network', "{smsc} store x.db\n", '10:2', 'begin the line at the left'],
	['a network word without indentation', "{smsc}throughput 5\n", '10:1', "put it under its 'smsc NAME', with a space"],
	['a password without indentation', "smsc a\n host 127.0.0.1\n system-id k\n dialplan kyrgyzstan\npassword x\n", '5:1', "put it under its 'smsc NAME'"],
	['uneven indentation', "{smsc}  throughput 5\n", '10:3', 'line 2 of the same block'],
	['a tab for a space', "{smsc}\tthroughput 5\n", '10:2', 'use the same white space'],
	['a system-id of 16', "smsc a\n host 127.0.0.1\n system-id abcdefghijklmnop\n", '3:12', '15 are the most', '1:1'],
	['a password of 9', "smsc a\n host 127.0.0.1\n system-id k\n dialplan kyrgyzstan\n password ninechars\n", '5:11', '8 are the most'],
	['a system-type of 13', "{smsc} system-type 1234567890123\n", '10:14', '12 are the most'],
	['a port of 0', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n port 0\n", '13:7', 'a number from 1 to 65535'],
	['a port with letters', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n port 27a\n", '13:7', 'a number from 1 to 65535'],
	['a negative throughput', "{smsc} throughput -1\n", '10:13', 'a number from 0 to 100000'],
	['a window of 0', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n window 0\n", '13:9', 'a number from 1 to'],
	['a bind that nearly is', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n bind transciever\n", '13:7', "did you mean 'transceiver'"],
	['a bind that is not', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n bind both\n", '13:7', "'transceiver', 'transmitter-receiver', 'receiver' or 'transmitter' is right"],
	['no bind at all', "{smsc} binds 0\n", '10:8', 'a number from 1 to 8'],
	['nine binds', "{smsc} binds 9\n", '10:8', 'a number from 1 to 8'],
	['outbind with TLS', "{smsc} tls\n outbind 2776\n", '11:10', 'cannot have TLS'],
	['a port for two networks', "{smsc} outbind 2776\nsmsc b\n host 127.0.0.1\n system-id k\n dialplan kyrgyzstan\n outbind 2776\n", '15:10', 'that of smsc sim already'],
	['a CA without TLS', "{smsc} tls-ca no.pem\n", '10:9', "add ' tls'"],
	['a name without TLS', "{smsc} tls-name smsc.example\n", '10:11', "add ' tls'"],
	['a CA that is not there', "{smsc} tls\n tls-ca no.pem\n", '11:9', 'no certificates in PEM in no.pem'],
	['a CA that is none', "{smsc} tls\n tls-ca short.key\n", '11:9', 'no certificates in PEM in short.key'],
	['a certificate that is none', "{smsc} tls\n tls-cert short.key short.key\n", '11:11', 'no certificate in PEM in short.key'],
	['a certificate of a network without its key', "{smsc} tls\n tls-cert one.pem\n", '11:18', "'tls-cert etc/link.pem etc/link.key' would be right"],
	['a host twice', "{smsc} host 127.0.0.1\n", '10:7', 'keep one of them'],
	['nine hosts', "{smsc}" . join('', map { " host 127.0.0.$_\n" } 2 .. 9), '17:7', '8 are the most'],
	['no host', "{smsc} host\n", '10:6', "'host 127.0.0.1' would be right"],
	['a source address by name', "{smsc} source-address localhost\n", '10:17', "'source-address 192.0.2.10'"],
	['a version that is not offered', "{smsc} version five\n", '10:10', "'3.4' or '5.0' is right"],
	['a range of two words', "{smsc} address-range 1 1\n", '10:19', "'address-range 3 1 500' would be right"],
	['a TON that is none', "{smsc} address-range 256 1 500\n", '10:16', "'256' is no TON"],
	['an NPI that is none', "{smsc} address-range 1 e164 500\n", '10:18', "'e164' is no NPI"],
	['a range of 41', "{smsc} address-range 1 1 @{['9' x 41]}\n", '10:20', '40 are the most'],
	['silence of an hour and more', "{smsc} enquire-link 3601\n", '10:15', 'a number from 1 to 3600'],
	['no patience', "{smsc} response-timeout 0\n", '10:19', 'a number from 1 to 600'],
	['a profile that nearly is', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n ussd-profile standart\n", '13:15', "did you mean 'standard'"],
	['a profile that is not', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n ussd-profile ericsson\n", '13:15', 'put ericsson.yaml there, or name one of: 6d comverse huawei mica plain standard tata'],
	['letters outside ASCII', "{smsc}smsc b\n host 127.0.0.1\n system-id көпүрө\n", '12:12', 'printable ASCII', '10:1'],
	['a column behind Cyrillic letters', "{smsc}smsc көпүрө b\n", '10:13', "'smsc sim' would be right"],
	['no before what has no no', "{smsc} no port\n", '10:2', "a network has no 'no'"],
	['a dialplan by its path', "{smsc}smsc b\n host 127.0.0.1\n system-id k\n dialplan ../kyrgyzstan\n", '13:11', 'only the name is right'],
	# The library's lines
	['an unknown word of logging', "log stderr\n logging levle main debug\n{smsc}", '2:10', "did you mean 'level'"],
	['an unknown area', "log stderr\n logging level mian debug\n{smsc}", '2:16', "did you mean 'main'"],
	['an unknown level', "log stderr\n logging level main loud\n{smsc}", '2:21', 'debug, info, notice, error, fatal'],
	['a missing level', "log stderr\n logging level main\n{smsc}", '2:20', 'debug, info, notice, error, fatal'],
	['a log target that nearly is', "log stdrer\n logging level main debug\n{smsc}", '1:5', "did you mean 'stderr'"],
	['logging without indentation', "log stderr\nlogging level main debug\n{smsc}", '2:1', "belongs to 'log stderr'"],
	['the console\'s address in the library\'s way', "line vty\n bind 0.0.0.0\n{smsc}", '2:2', "'vty 127.0.0.1 4262'"],
	# What is named
	['a dialplan that nearly is', "smsc a\n host 127.0.0.1\n system-id k\n dialplan kirgyzstan\n", '4:11', "did you mean 'kyrgyzstan'"],
	['a dialplan that is not', "smsc a\n host 127.0.0.1\n system-id k\n dialplan mars\n", '4:11', 'put mars.yaml there'],
	['a choice of dialplans', "dialplans two\nsmsc a\n host 127.0.0.1\n system-id k\n", '2:1', "add ' dialplan"],
	['no dialplan at all', "dialplans empty\nsmsc a\n host 127.0.0.1\n system-id k\n", '2:1', 'put one there'],
	['no directory of dialplans', "dialplans nowhere\n{smsc}", '1:11', "'dialplans DIRECTORY' says where it is"],
	['no directory of menus', "{smsc}menus nowhere\n", '10:7', "'menus DIRECTORY' says where it is"],
	['no directory of profiles', "profiles nowhere\n{smsc}", '1:10', "'profiles DIRECTORY' says where it is"],
	['a profile of another directory', "profiles mine\n{smsc}", '8:15', 'put standard.yaml there, or name one of: slow'],
	['a file for the menus', "{smsc}menus short.key\n", '10:7', 'is no directory'],
	['a store that is none', "{smsc}store nosqlite.db\n", '10:7', 'is no SQLite file', '10:7'],
	['a store that is a directory', "{smsc}store two\n", '10:7', 'is no file', '10:7'],
	['a store below a file', "{smsc}store short.key/x.db\n", '10:7', 'is no directory', '10:7'],
	['a store whose key is gone', "{smsc}store lonely.db\n", '10:7', 'put it back from where it was saved'],
	['a key that is too short', "{smsc}key short.key\n", '10:5', '32 octets'],
	['a key that others can read', "{smsc}key open.key\n", '10:5', 'chmod 600'],
);

for my $case (@cases) {
	my ($name, $text, $place, $words, $also) = @$case;
	$text =~ s/\{smsc\}/$smsc/g;
	spew('a.cfg', $text);
	my ($code, $said) = check('a.cfg');
	my @errors = grep { / error: / } split /\n/, $said;
	# Some faults leave another behind them: a network whose system-id is wrong has none.
	my @stray = grep { !/^a\.cfg:\Q$place\E: error: / && !($also && /^a\.cfg:\Q$also\E: error: /) } @errors;
	my $good = $code == 1 && !@stray && grep { /^a\.cfg:\Q$place\E: error: .*\Q$words\E/ } @errors;
	ok($good, "$name: $place") or diag("wanted $place ... $words, exit 1; exit $code and:\n$said");
}

# Complaints in the files that are named have those files' places.
spew('a.cfg', "dialplans wrongplan\n$smsc");
my ($code, $said) = check('a.cfg');
is($code, 1, 'a dialplan with a screen that is not there: exit 1');
like($said, qr{^wrongplan/kyrgyzstan\.yaml:6:\d+: error: .*'hom'}m, 'its place is in the dialplan');
spew('a.cfg', "profiles wrongprofile\n$smsc");
($code, $said) = check('a.cfg');
is($code, 1, 'a broken profile: exit 1');
like($said, qr{^wrongprofile/standard\.yaml:3:1: error: .*'octets'}m, 'its place is in the profile');
is(scalar(() = $said =~ / error: /g), 1, 'and the network that names it is not blamed too');
spew('a.cfg', "menus badmenu\n$smsc");
($code, $said) = check('a.cfg');
is($code, 1, 'a broken menu: exit 1');
like($said, qr{^badmenu/bad\.yaml:3:\d+: error: .*choices}m, 'its place is in the menu');

# All faults are told at once, and a password is in none of them.
spew('a.cfg', "smsc a\n host 127.0.0.1\n system-id k\n port 0\n password verysecret\n window 0\nnode x\n");
($code, $said) = check('a.cfg');
is(scalar(() = $said =~ / error: /g), 4, 'four faults, four complaints');
unlike($said, qr/verysecret/, 'no password in a complaint');

# Nor one in a URL.
spew('a.cfg', "${smsc}feedback nats nats://kopuro:verysecret\@127.0.0.1:none\n");
($code, $said) = check('a.cfg');
is($code, 1, 'a wrong URL with a password');
unlike($said, qr/verysecret/, 'which is not repeated');

# Not errors
spew('a.cfg', "${smsc}feedback nats nats://kopuro:pw\@127.0.0.1:4222 nats://[::1]:4223 nats://localhost\n");
($code, $said) = check('a.cfg');
is("$code $said", "0 a.cfg: in order\n", 'a cluster of three');
spew('a.cfg', "${smsc}feedback webhook http://127.0.0.1:8000/items?from=kopuro\nfeedback-secret good.secret\n");
($code, $said) = check('a.cfg');
is("$code $said", "0 a.cfg: in order\n", 'a webhook with its secret');
spew('a.cfg', "${smsc}feedback nats nats://127.0.0.1 nats://queue.example:4222\nfeedback-secret good.secret\n");
($code, $said) = check('a.cfg');
is($code, 0, 'a way that is open, and a secret for nothing, are no errors');
like($said, qr/^a\.cfg:10:10: warning: .*queue\.example.*tls:/m, 'but warned of');
like($said, qr/^a\.cfg:11:17: warning: .*not used/m, 'both');
spew('a.cfg', "\xef\xbb\xbf! a comment\r\n#another\r\n\r\n" . $smsc =~ s/\n/\r\n/gr . "  ! inside\r\n no shutdown\r\n");
($code, $said) = check('a.cfg');
is("$code $said", "0 a.cfg: in order\n", 'byte order mark, carriage returns and comments are no faults');
my $two = "smsc b\n host 127.0.0.1\n system-id k\n dialplan kyrgyzstan\n";
spew('a.cfg', "$smsc$two");
($code, $said) = check('a.cfg');
is($code, 0, 'two networks without routes are no error');
like($said, qr/^a\.cfg:10:1: warning: smsc sim and smsc b both send, and nothing says which numbers are whose: .*write dialplans\/routes\.yaml/m, 'but a warning');
spew('a.cfg', "$smsc$two bind receiver\n");
($code, $said) = check('a.cfg');
is("$code $said", "0 a.cfg: in order\n", 'one that sends, and one that only receives');
spew('a.cfg', "${smsc}vty 0.0.0.0 4262\n");
($code, $said) = check('a.cfg');
is($code, 0, 'an open console is no error');
like($said, qr/^a\.cfg:10:5: warning: .*'vty 127\.0\.0\.1 4262'/m, 'but a warning');
spew('a.cfg', "${smsc}http 0.0.0.0 8080\nhttp-behind-proxy\n");
($code, $said) = check('a.cfg');
is("$code $said", "0 a.cfg: in order\n", 'HTTP open to others behind a proxy is in order');
($code, $said) = check('missing.cfg');
is($code, 1, 'no configuration: exit 1');
like($said, qr/^missing\.cfg: error: .*-c FILE/, 'and how to name one');
($code, $said) = check('two');
is($code, 1, 'a directory for a configuration: exit 1');

# The shipped one
spew('shipped.cfg', do { local (@ARGV, $/) = "$root/etc/kopuro.cfg"; <> });
($code, $said) = check('shipped.cfg');
is("$code $said", "0 shipped.cfg: in order\n", 'the shipped configuration is good');

ok(!-e 'var', 'nothing was made: no var');
is(join(' ', sort glob('*.db* *.key*')), 'lonely.db nosqlite.db open.key short.key', 'nothing was made: no store, no key');
is(-s 'lonely.db', 0, 'nothing was written');
done_testing;
