#!/usr/bin/perl
# The way of an appeal, with nothing in it that is Kopuro's but Kopuro: a handset on a Net::SMPP network lodges it in Kyrgyz, a program takes the
# item over HTTP, an officer registers and answers it, the handset gets the SMS, another phone sees the answer by number and PIN and says
# whether it helped, and that is an item, too.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use lib dirname(__FILE__);
use Daemon;
use Items;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-e2e-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
my $network = Network->new;
my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ['feedback local']);
my $items = Items->new;
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);

# Leases until an item of this kind comes, and acknowledges all.
sub item {
	my ($kind, $number) = @_;
	Network::await("an item $kind", sub {
		my $lease = $daemon->ask('machine', POST => '/v1/items/lease', { max => 10, seconds => 60 });
		die "lease: $lease->{status} $lease->{content}\n" unless $lease->{success};
		my @leased = @{ $lease->{json}{items} };
		$items->take($_) or die "$_->{id} was leased twice\n" for @leased;
		if (@leased) {
			my $ack = $daemon->ask('machine', POST => '/v1/items/ack', { ids => [map { $_->{id} } @leased] });
			is($ack->{json}{acknowledged}, scalar @leased, 'what was leased is acknowledged') or diag("$ack->{status} $ack->{content}");
		}
		return scalar $items->of($kind, $number);
	});
	my @found = $items->of($kind, $number);
	is(scalar @found, 1, "one item $kind");
	return $found[0];
}

sub decide {
	my ($number, $status, %more) = @_;
	my $reply = $daemon->ask('officer', POST => "/v1/appeals/$number/status", { status => $status, %more });
	is($reply->{status}, 200, "the officer says $status") or diag($reply->{content});
	is($reply->{json}{status}, $status, "... and so it is");
}

sub nothing_waits {
	my $lease = $daemon->ask('machine', POST => '/v1/items/lease', { max => 100 });
	is_deeply($lease->{json}{items}, [], 'nothing else is in the queue');
}

sub play {
	my $citizen = $network->handset(Network::awake('55700001'));
	my $other = $network->handset('996700800002');
	my $told = 'Үч айдан бери айлыгымды төлөгөн жок, Ысык-Көлдөгү үйгө акча жөнөтө албай жатам';
	my $answer = 'Иш берүүчүгө эскертүү берилди. Айлыгыңызды 10.12.2026 чейин төлөйт. Төлөбөсө, бизге кайра жазыңыз, биз прокуратурага кайрылабыз.';

	my $number = $citizen->lodge($told, '4711');
	my $item = item('appeal-lodged', $number);
	is($item->{data}{text}, $told, 'the item has the person\'s words');
	is_deeply([@{ $item->{data} }{qw(language channel topic country region name)}], ['ky', 'ussd', 'work', 'kg', 'naryn', 'Айгүл'], '... and where, what and who')
		or diag(explain($item));
	ok($item->{data}{contact} && $item->{data}{contact} !~ /55700001/, '... and the sealed contact');

	decide($number, 'registered', office => 'Эмгек инспекциясы', registration => '02-14/17');
	is($citizen->sms, "Кайрылууңуз катталды. Номери: $number\nМекеме: Эмгек инспекциясы\nКаттоо номери: 02-14/17", 'the handset hears of the registration');
	item('sms-outcome', $number);
	decide($number, 'answered', text => $answer);
	is($citizen->sms, "Кайрылууңузга жооп берилди. Номери: $number\n$answer\nЖооп жардам бердиби? 1 Ооба, 2 Жарым-жартылай, 3 Жок. Жооптун санын SMS менен жазыңыз",
		'the handset gets the answer, joined of its parts');
	cmp_ok(scalar(grep { /^\d+\/[2-9]\// } keys %{ $citizen->{sent} }), '>=', 5, '... which were several');

	like($other->status($number, '4711'), qr/^Абалы: жооп берилди/, 'another phone sees by number and PIN that it is answered');
	my $read = $other->read_on;
	like($read =~ s/\s+/ /gr, qr/\Q$answer\E/, '... and reads the answer');
	like($read, qr/Жооп жардам бердиби\?/, '... and is asked whether it helped');
	$other->choose('Жарым-жартылай');
	my $satisfaction = item('satisfaction', $number);
	is($satisfaction->{data}{rating}, 2, 'the satisfaction answer is an item');
	unlike($other->status($number, '4711') . $other->read_on, qr/Жооп жардам бердиби/, 'nobody is asked twice');

	my $second = $citizen->lodge('Кайра төлөгөн жок', '4712');
	isnt($second, $number, 'another appeal has another number');
	item('appeal-lodged', $second);
	decide($second, 'answered', text => 'Текшерүү башталды');
	like($citizen->sms, qr/\QТекшерүү башталды\E/, 'it is answered');
	$citizen->text('3');
	is(item('satisfaction', $second)->{data}{rating}, 3, 'the satisfaction answer by SMS is an item');
	$citizen->sms; # what now?
	like($citizen->status($second, '4711'), qr/туура эмес/, 'the PIN of another appeal opens nothing');
	nothing_waits();

	my $whole = $daemon->ask('officer', GET => "/v1/appeals/$number")->{json};
	is_deeply([map { $_->{status} } @{ $whole->{history} }], [qw(received registered answered)], 'the history is kept') or diag(explain($whole));
	is(join('', map { @{ $_->{sms} } } $citizen, $other), '', 'no SMS came unasked');
}

$daemon->start;
ok(eval { Network::await('a bind', sub { $network->{bound} }); play(); 1 }, 'it was played to its end') or diag($@);
is_deeply($items->{faults}, [], 'each item keeps docs/items.schema.json');
is_deeply($network->{faults}, [], 'the network saw nothing wrong');
is($daemon->stop, 0, 'the gateway stops cleanly');
my @clear = grep { my $kept = do { local (@ARGV, $/) = $_; <> }; $kept =~ /55700001|996700800002/ } glob "$dir/node-*";
is("@clear", '', 'no telephone number stands in clear in the store or the log');
diag($daemon->log) unless Test::More->builder->is_passing;
done_testing();
