#!/usr/bin/perl
# HTTP with TLS: 1.2 and newer, nothing in clear, and a start that says what is wrong with the files. openssl is the peer.
use strict;
use warnings;
use File::Basename qw(dirname);
use IO::Socket::INET;
use lib dirname(__FILE__);
use Gate;
use Test::More;

sub certificate {
	my ($gate, $name) = @_;
	system("cd '$gate->{dir}' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
		. " -days 2 -keyout $name.key -out $name.pem 2>/dev/null && chmod 600 $name.key") == 0 or die 'no openssl';
}
my $gate = Gate->new(lines => "http-tls a.pem a.key\n", before => sub { certificate($_[0], $_) for qw(a b) });

sub request { "GET $_[0] HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $gate->{token}{officer}\r\nConnection: close\r\n\r\n" }
# s_client ends with its input; so the input lasts until the reply is there.
sub ask {
	my ($path, @options) = @_;
	Gate::spew("$gate->{dir}/request", request($path));
	return qx{cd '$gate->{dir}' && (cat request; sleep 0.5) | timeout 10 openssl s_client -quiet -verify_return_error -CAfile a.pem -connect 127.0.0.1:$gate->{http} @options 2>&1; true};
}
like(ask('/v1/figures', '-tls1_3'), qr{HTTP/1\.1 200 OK.*"dialogs"}s, 'TLS 1.3');
like(ask('/v1/figures', '-tls1_2'), qr{HTTP/1\.1 200 OK.*"dialogs"}s, 'TLS 1.2');
unlike(ask('/v1/figures', '-tls1_1', '-cipher', 'DEFAULT\@SECLEVEL=0'), qr{HTTP/1\.1}, 'not TLS 1.1');
my $big = ask('/metrics');
like($big, qr{HTTP/1\.1 403}, 'roles hold here, too');

my $clear = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gate->{http}, Timeout => 5) or die;
print $clear request('/v1/figures');
my $reply = '';
1 while sysread $clear, $reply, 4096, length $reply;
unlike($reply, qr{HTTP/1}, 'nothing in clear');
like(ask('/v1/figures'), qr{HTTP/1\.1 200}, 'and it goes on');
$gate->stop;

# Files that do not fit
my $good = Gate::slurp("$gate->{dir}/k.cfg");
for my $case (['http-tls a.pem b.key', qr/not this certificate's/], ['http-tls a.key a.key', qr/no certificate in PEM/]) {
	my ($line, $says) = @$case;
	Gate::spew("$gate->{dir}/k.cfg", $good =~ s/^http-tls.*/$line/mr);
	my $said = qx{cd '$gate->{dir}' && timeout 10 '$Gate::bin/kopurod' -c k.cfg 2>&1};
	ok($? >> 8 == 1 && $said =~ $says, "$line: exit 1") or diag($said);
}
done_testing;
