#!/usr/bin/perl
# Two gateways and the cluster's queue: an appeal is lodged on the network of node 1 and read from the stream; the officer's decision goes into
# the stream, and the handset hears of it from node 1; by number and PIN the answer is seen on the network of node 2, which never had the
# appeal. Node 2 knows it still when it starts anew, and while node 1 is dead.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use lib dirname(__FILE__);
use Daemon;
use Items;
use NatsServer;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-cluster-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);
my $server = NatsServer->new("$dir/nats")->start;
my (@network, @daemon);
for my $node (1, 2) {
	$network[$node] = Network->new;
	$daemon[$node] = Daemon->new(dir => $dir, node => $node, port => $network[$node]{port}, lines => ["feedback nats $server->{url}", "key $dir/cluster.key"]);
}
my ($items, %subject_of) = (Items->new);
my ($nats, $decisions);

# Reads the stream until an item of this kind comes; the network goes on meanwhile.
sub item {
	my ($kind, $number) = @_;
	Network::await("an item $kind", sub {
		for my $message ($nats->fetch('officers', 10, 0.1)) {
			my $event = decode_json($message->{body});
			my ($id) = $message->{headers} =~ /^Nats-Msg-Id: *(\S+)/mi;
			is($id, $event->{id}, 'the message is told apart by the id of its item');
			$subject_of{$id} = $message->{subject};
			$items->take($event);
			$nats->ack($message);
		}
		return scalar $items->of($kind, $number);
	});
	my @found = $items->of($kind, $number);
	is(scalar @found, 1, "one item $kind");
	is($subject_of{ $found[0]{id} }, "kopuro.items.$kind", '... on its subject');
	return $found[0];
}

sub decide {
	my ($number, $status, %more) = @_;
	my $plain = $number =~ tr/-//dr;
	my $event = { specversion => '1.0', id => 'decision-' . ++$decisions, source => '/officers', type => 'kg.kopuro.status',
		data => { number => $plain, status => $status, %more } };
	ok($nats->tell("kopuro.status.$plain", encode_json($event)), "the officer says $status");
}

# From any phone, until what some node told has come round.
sub sees {
	my ($phone, $number, $pin, $what) = @_;
	Network::await("the status on another node", sub { $phone->status($number, $pin) =~ $what });
	like($phone->{screen}, $what, 'seen by number and PIN');
}

sub bound { my ($node) = @_; Network::await("a bind of node $node", sub { $network[$node]{bound} }) }

sub play {
	my $citizen = $network[1]->handset(Network::awake('55700011'));
	my $other = $network[2]->handset('996700800012');
	my $told = 'Жумуш берүүчү паспортумду кармап жатат';
	my $answer = 'Көңүлүңүзгө: паспортту эч ким кармап калууга укугу жок. Полициядан катталган жооп алдык, паспортуңуз эртең кайтарылат.';
	bound(1);
	$daemon[2]->start;
	bound(2);
	Network::await('the stream', sub {
		$nats //= Nats->connect($server->{port});
		return $nats && $nats->consume('officers', 'kopuro.items.>');
	});

	my $number = $citizen->lodge($told, '4711');
	like($number, qr/^\d{4}-\d{4}$/, 'an appeal is lodged on node 1');
	my $item = item('appeal-lodged', $number);
	is($item->{source}, '/kopuro/node/1', 'it comes from node 1');
	is($item->{data}{text}, $told, '... with the person\'s words');
	sees($other, $number, '4711', qr/^Абалы: кабыл алынды/);

	decide($number, 'registered', office => 'Консулдук', registration => '7');
	is($citizen->sms, "Кайрылууңуз катталды. Номери: $number\nМекеме: Консулдук\nКаттоо номери: 7", 'the handset hears from node 1');
	decide($number, 'answered', text => $answer);
	like($citizen->sms, qr/\AКайрылууңузга жооп берилди\. Номери: \Q$number\E\n\Q$answer\E\n/, 'the answer is heard, joined of its parts');
	sees($other, $number, '4711', qr/^Абалы: жооп берилди/);
	like($other->read_on =~ s/\s+/ /gr, qr/\Q$answer\E/, 'the whole answer is read on node 2');
	like($other->status($number, '4712'), qr/туура эмес/, 'another PIN opens nothing on node 2');
	$citizen->text('1');
	is($citizen->sms, 'Рахмат, жообуңуз жазылды', 'a rating by SMS is thanked for');
	is(item('satisfaction', $number)->{data}{rating}, 1, 'the satisfaction answer is on the stream');

	my $second = $other->lodge('Экинчи кайрылуу', '4713');
	is(item('appeal-lodged', $second)->{source}, '/kopuro/node/2', 'an appeal of node 2 comes from node 2');
	isnt($number, $second, 'the two nodes gave different numbers');

	is($daemon[1]->stop('KILL'), 9, 'node 1 is dead');
	is($daemon[2]->stop, 0, 'node 2 stops cleanly');
	Network::await('the end of the links', sub { !$network[1]{bound} && !$network[2]{bound} });
	$daemon[2]->start;
	bound(2);
	sees($other, $number, '4711', qr/^Абалы: жооп берилди/);
	decide($number, 'closed');
	$daemon[1]->start;
	like($citizen->sms, qr/^Кайрылууңуз жабылды\. Номери: \Q$number\E/, 'a decision waits for node 1, and is heard of once it is back');
	sees($other, $number, '4711', qr/^Абалы: жабылды/);
	is(join('', map { @{ $_->{sms} } } $citizen, $other), '', 'no SMS came twice or unasked');
}

$daemon[1]->start; # and makes the key
ok(eval { play(); 1 }, 'it was played to its end') or diag($@);
is_deeply($items->{faults}, [], 'each item keeps docs/items.schema.json');
is_deeply([map { @{ $_->{faults} } } @network[1, 2]], [], 'the networks saw nothing wrong');
$daemon[$_]->stop for 1, 2;
my @clear = grep { my $kept = do { local (@ARGV, $/) = $_; <> // '' }; $kept =~ /55700011|996700800012/ } grep { -f } glob "$dir/node-*";
is("@clear", '', 'no telephone number stands in clear in a store or a log');
diag($_->log) for Test::More->builder->is_passing ? () : @daemon[1, 2];
done_testing();
