# Those at the other end of the queue, each in a process of its own (Process.pm). A consumer writes each item that comes into a file, a line
# each, before it says that it has it. An officer reads that file, answers each appeal once the gateway can be reached, and notes its number.
package Consumer;
use strict;
use warnings;
use utf8;
use Daemon;
use Digest::SHA qw(hmac_sha256 hmac_sha256_hex);
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use MIME::Base64 qw(decode_base64 encode_base64);
use Nats;
use Process;
use Time::HiRes qw(sleep);

sub keep {
	my ($file, @lines) = @_;
	open my $out, '>>', $file or die "$file: $!";
	syswrite $out, join '', map { "$_\n" } @lines;
}

# ---- consumers ----

# `feedback local`: leased and acknowledged over HTTP.
sub leasing {
	my ($daemon, $file) = @_;
	$daemon->token('machine');
	return Process->new(sub {
		while (1) {
			my $lease = $daemon->ask('machine', POST => '/v1/items/lease', { max => 50, seconds => 5 });
			my @items = @{ ($lease->{json} // {})->{items} // [] };
			keep($file, map { encode_json($_) } @items);
			$daemon->ask('machine', POST => '/v1/items/ack', { ids => [map { $_->{id} } @items] }) if @items;
			sleep 0.02 unless @items;
		}
	});
}

sub draining {
	my ($server, $file) = @_;
	return Process->new(sub {
		my $nats;
		while (1) {
			eval {
				$nats //= Nats->connect($server->{port}) // die "nats: not there\n";
				$nats->{made} //= $nats->consume('all', 'kopuro.items.>') || die "nats: no stream yet\n";
				for my $message ($nats->fetch('all', 50, 0.2)) {
					keep($file, $message->{body});
					$nats->ack($message);
				}
				1;
			} and next;
			undef $nats;
			sleep 0.05;
		}
	});
}

# As a receiver that knows this secret verifies by the Standard Webhooks specification: the headers of a POST and its body.
sub signature_holds {
	my ($secret, $head, $body) = @_;
	my %header = map { /^([^:]+): *(.*?)\r?$/ ? (lc $1 => $2) : () } split /\n/, $head;
	my ($id, $when, $signatures) = @header{qw(webhook-id webhook-timestamp webhook-signature)};
	return 0 unless defined $signatures && $when =~ /^\d+$/ && abs($when - time) < 300 && $id eq decode_json($body)->{id};
	my $key = $secret =~ /^whsec_(.*)/ ? decode_base64($1) : $secret;
	my $right = 'v1,' . encode_base64(hmac_sha256("$id.$when.$body", $key), '');
	return scalar grep { $_ eq $right } split / /, $signatures;
}

# `feedback webhook`: a server of HTTP that holds each POST against its signatures, the standard's and the old one. `refuse`, if any: an event in, the
# status it is refused with or undef out. `heads`, if any: a file for the headers.
sub receiving {
	my ($secret, $file, $refuse, $heads) = @_;
	my ($port) = Daemon::free_ports(1);
	my $process = Process->new(sub { serve($port, $secret, $file, $refuse, $heads) });
	$process->{url} = "http://127.0.0.1:$port/items";
	return $process;
}

sub serve {
	my ($port, $secret, $file, $refuse, $heads) = @_;
	my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "listen: $!\n";
	my ($select, %in) = IO::Select->new($listener);
	$SIG{PIPE} = 'IGNORE';
	while (1) {
		for my $socket ($select->can_read) {
			if ($socket == $listener) {
				my $new = $listener->accept or next;
				$select->add($new);
				$in{$new} = '';
				next;
			}
			if (!sysread $socket, $in{$socket}, 65536, length $in{$socket}) {
				delete $in{$socket};
				$select->remove($socket);
				close $socket;
				next;
			}
			while ($in{$socket} =~ /\A(.*?\r\n)\r\n/s) {
				my ($head, $start) = ($1, $+[0]);
				my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
				last if length $in{$socket} < $start + $length;
				my $body = substr substr($in{$socket}, 0, $start + $length, ''), $start;
				my ($when, $mac) = $head =~ /^X-Kopuro-Signature: *t=(\d+),v1=([0-9a-f]+)\r$/mi;
				my $good = $mac && $mac eq hmac_sha256_hex("$when.$body", $secret) && signature_holds($secret, $head, $body);
				keep($heads, $head =~ s/\r//gr) if $heads;
				my $refusal = $good ? $refuse && $refuse->(decode_json($body)) : '403 No';
				keep($file, $good ? $body : '{"id":"not signed"}') unless $good && $refusal;
				syswrite $socket, 'HTTP/1.1 ' . ($refusal // '204 Good') . "\r\nContent-Length: 0\r\n\r\n";
			}
		}
	}
}

# ---- the officer ----

# An answer of several parts, with the number in it. 409 is not heard: the key makes a second try the same request.
sub officer {
	my ($daemon, $file, $answered) = @_;
	$daemon->token('officer');
	return Process->new(sub {
		my (%known, @open, $in);
		while (1) {
			$in or open $in, '<', $file or undef $in;
			seek $in, 0, 1 if $in; # past the end of before
			while ($in && defined(my $line = <$in>)) {
				if ($line !~ /\n\z/) { # its end is still being written
					seek $in, -length $line, 1;
					last;
				}
				my $item = decode_json($line);
				push @open, $item->{subject} if ($item->{type} // '') eq 'kg.kopuro.appeal-lodged' && !$known{ $item->{subject} }++;
			}
			my $number = $open[0] or sleep(0.02), next;
			my $text = "Сиздин $number номердүү кайрылууңуз каралды, жумуш берүүчүгө эскертүү берилди.";
			my $reply = $daemon->ask('officer', POST => "/v1/appeals/$number/status", { status => 'answered', text => $text }, "answer-$number");
			if ($reply->{status} == 200) {
				keep($answered, shift @open);
			} elsif ($reply->{status} =~ /^(?:599|503|429)$/) {
				sleep 0.05;
			} else {
				keep($answered, shift(@open) . " was refused: $reply->{status} $reply->{content}");
			}
		}
	});
}

1;
