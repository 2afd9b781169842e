#!/usr/bin/perl
# What HTTP requests may look like on the wire: where one ends is clear to every reader, or it is refused and the connection closed; charsets, and
# paths with encoded characters.
use strict;
use warnings;
use File::Basename qw(dirname);
use IO::Select;
use IO::Socket::INET;
use lib dirname(__FILE__);
use Gate;
use Test::More;

my $gate = Gate->new;
my $body = '{"max":1}';
my $head = "Host: x\r\nAuthorization: Bearer $gate->{token}{machine}\r\n";
my $json = "${head}Content-Type: application/json\r\n";

# All that comes until the gateway closes. The statuses, and all of it, and whether it closed.
sub wire {
	my ($octets) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gate->{http}) or die "connect: $!";
	print $socket $octets;
	my ($got, $closed) = ('', 0);
	while (!$closed && IO::Select->new($socket)->can_read(8)) {
		$closed = !sysread $socket, $got, 65536, length $got;
	}
	return ([$got =~ /HTTP\/1\.1 (\d+)/g], $got, $closed);
}
my $last = "Connection: close\r\n";

for my $case (
	['Content-Length twice, the same', "${json}Content-Length: 9\r\nContent-Length: 9\r\n\r\n$body", qr/Content-Length stands twice/],
	['Content-Length twice, another', "${json}Content-Length: 9\r\nContent-Length: 0\r\n\r\n$body", qr/Content-Length stands twice/],
	['a list of lengths', "${json}Content-Length: 9, 9\r\n\r\n$body", qr/400 Bad Request/],
	['a length with a sign', "${json}Content-Length: +9\r\n\r\n$body", qr/no number of octets/],
	['a length below nothing', "${json}Content-Length: -1\r\n\r\n$body", qr/400 Bad Request/],
	['a blank before the colon', "${json}Transfer-Encoding : chunked\r\n\r\n9\r\n$body\r\n0\r\n\r\n", qr/a blank before the colon/],
	['a tab before the colon', "${json}Content-Length\t: 9\r\n\r\n$body", qr/a blank before the colon/],
	['length and chunks', "${json}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n$body\r\n0\r\n\r\n", qr/400 Bad Request/],
	['an encoding that is none', "${json}Transfer-Encoding: xchunked\r\n\r\n9\r\n$body\r\n0\r\n\r\n", qr/not 'chunked'/],
	['two encodings', "${json}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n$body\r\n0\r\n\r\n", qr/400 Bad Request/],
	['a body after length 0', "${json}Content-Length: 0\r\n\r\n$body", qr/follows a Content-Length of 0/],
	['a request after length 0', "${json}Content-Length: 0\r\n\r\nGET /v1/figures HTTP/1.1\r\n$head\r\n", qr/follows a Content-Length of 0/],
	['a body that nobody announced', "${json}\r\n$body", qr/octets follow/],
	['Host twice', "${json}Host: y\r\nContent-Length: 9\r\n\r\n$body", qr/Host stands twice/],
) {
	my ($name, $rest, $why) = @$case;
	my ($statuses, $got, $closed) = wire("POST /v1/items/lease HTTP/1.1\r\n$rest");
	is_deeply($statuses, [400], "$name: 400, once");
	like($got, $why, '... says why');
	ok($closed, '... and the connection is closed');
}
is_deeply((wire("POST /v1/items/lease HTTP/1.1\r\n$last${json}Transfer-Encoding: chunked\r\n\r\n9\r\n$body\r\n0\r\n\r\n"))[0], [200], 'chunks are right');
is_deeply((wire("POST /v1/items/lease HTTP/1.1\r\n$last${json}Content-Length: 9\r\n\r\n$body\r\n"))[0], [200], 'an empty line behind a body is nothing');
is_deeply((wire("GET /v1/figures HTTP/1.1\r\n$head\r\nGET /v1/figures HTTP/1.1\r\n$last$head\r\n"))[0], [200, 200], 'two requests in one go are two');

for my $case (['windows-1251', 415], ['"koi8-r"', 415], ['utf-16', 415], ['utf-8x', 415], ['utf-8', 200], ['UTF-8', 200], ['"utf-8"', 200]) {
	my ($charset, $status) = @$case;
	my ($statuses, $got) = wire("POST /v1/items/lease HTTP/1.1\r\n$last${head}Content-Type: application/json; charset=$charset\r\nContent-Length: 9\r\n\r\n$body");
	is_deeply($statuses, [$status], "charset=$charset: $status");
	like($got, qr/its charset is UTF-8/, '... and what is right') if $status == 415;
}

# A link's name and an appeal's number may come with encoded characters.
is($gate->ask('GET', '/v1/%6Cinks/s%69m', as => 'operator')->{status}, 200, 'encoded letters are letters');
is($gate->ask('GET', '/v1/links/sim%2Fstop', as => 'operator')->{json}{type}, 'urn:kopuro:problem:not-found', 'an encoded slash parts nothing');
is($gate->ask('GET', "/v1/links/$_", as => 'operator')->{status}, 404, "$_ is nothing") for '%zz', '%', '%4', '%00', 'sim%00';
done_testing;
