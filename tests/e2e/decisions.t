#!/usr/bin/perl
# What two offices decide by NATS: each event is answered by an event, on kopuro.accepted.<number> or on kopuro.refused.<number> with the reason.
# Both number their events from 1. What is refused is changed nowhere and told to nobody; what comes again is answered again, and done once.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use lib dirname(__FILE__), dirname(__FILE__) . '/../feedback';
use Asyncapi;
use Daemon;
use Nats;
use NatsServer;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-decisions-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);
my %schema = Asyncapi::validators();
my $server = NatsServer->new("$dir/nats")->start;
my $network = Network->new;
my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ["feedback nats $server->{url}"]);
my $json = JSON::PP->new->canonical->utf8;
my ($nats, @answers, @faults);

sub event {
	my ($source, $id, $number, $status, %data) = @_;
	return { specversion => '1.0', id => $id, source => $source, type => 'kg.kopuro.status', data => { number => $number, status => $status, %data } };
}

# What the gateway says to it, on which subject.
sub answer {
	my ($subject, $event) = @_;
	$nats->tell("kopuro.status.$subject", ref $event ? $json->encode($event) : $event) or die "the stream does not take it\n";
	Network::await('an answer', sub {
		for my $way (qw(refused accepted)) {
			for my $message ($nats->fetch($way, 10, 0.1)) {
				$nats->ack($message);
				my $answer = decode_json($message->{body});
				push @faults, map { "$_" } $schema{ $answer->{type} =~ s/^kg\.kopuro\.//r }->validate($answer);
				push @answers, { %$answer, on => $message->{subject} };
			}
		}
		return scalar @answers;
	});
	return shift @answers // {};
}

sub accepted {
	my ($what, $number, $event) = @_;
	my $answer = answer($number, $event);
	is($answer->{on}, "kopuro.accepted.$number", "$what is accepted") or diag(explain($answer));
	is_deeply([$answer->{type}, @{ $answer->{data} }{qw(number source id status)}],
		['kg.kopuro.status-accepted', $number, @$event{qw(source id)}, $event->{data}{status}], '... and the answer names it');
	return $answer;
}

sub refused {
	my ($what, $reason, $subject, $event) = @_;
	my $answer = answer($subject, $event);
	is($answer->{on}, "kopuro.refused.$subject", "$what is refused") or diag(explain($answer));
	is_deeply([@$answer{qw(type)}, $answer->{data}{reason}], ['kg.kopuro.status-refused', $reason], "... as $reason");
	ok(length $answer->{data}{detail}, '... ' . ($answer->{data}{detail} // ''));
	is_deeply([@{ $answer->{data} }{qw(source id)}], [@$event{qw(source id)}], '... and the answer names it') if ref $event;
	return $answer;
}

sub play {
	my $citizen = $network->handset(Network::awake('55700011'));
	Network::await('a bind', sub { $network->{bound} });
	Network::await('the stream', sub {
		$nats //= Nats->connect($server->{port});
		return $nats && $nats->consume('accepted', 'kopuro.accepted.>') && $nats->consume('refused', 'kopuro.refused.>');
	});
	my $shown = $citizen->lodge('Айлыгымды төлөгөн жок', '4711');
	my $number = $shown =~ tr/-//dr;
	my $second = $citizen->lodge('Дагы төлөгөн жок', '4712') =~ tr/-//dr;

	my $first = event('/office/bishkek', '1', $number, 'registered', office => 'Консулдук');
	my $told = accepted('the first office\'s event 1', $number, $first);
	like($citizen->sms, qr/^Кайрылууңуз катталды/, 'the person is told');
	accepted('the second office\'s event 1', $second, event('/office/osh', '1', $second, 'in-work'));
	like($citizen->sms, qr/^Кайрылууңуз/, 'the person is told of that, too');
	my $again = accepted('the same event once more', $number, $first);
	is($again->{id}, $told->{id}, '... by the same answer');

	refused('another event with a used id', 'doubled', $number, event('/office/bishkek', '1', $number, 'in-work'));
	refused('a text over the limit', 'too-long', $number, event('/office/bishkek', '2', $number, 'answered', text => 'ж' x 601));
	refused('a character that no phone shows', 'character', $number, event('/office/bishkek', '3', $number, 'answered', text => "Жакшы \x{1f600}"));
	refused('an answer without a text', 'missing-field', $number, event('/office/bishkek', '4', $number, 'answered'));
	refused('a status that there is not', 'wrong-value', $number, event('/office/bishkek', '5', $number, 'lost'));
	refused('a subject of another number', 'number', $second, event('/office/bishkek', '6', $number, 'in-work'));
	refused('an event whose own subject differs', 'number', $number, { %{ event('/office/bishkek', '7', $number, 'in-work') }, subject => $second });
	refused('a number with a wrong check digit', 'number', $number ^ "\0\0\0\0\0\0\0\1", event('/office/bishkek', '8', $number ^ "\0\0\0\0\0\0\0\1", 'closed'));
	refused('a number that nobody has', 'not-found', $_, event('/office/bishkek', "unknown-$_", $_, 'closed')) for qw(48271930 57240117 57675090 59950090);
	refused('what is no JSON', 'malformed', $number, 'registered, please');
	refused('an event without an id', 'malformed', $number, do { my $e = event('/o', '', $number, 'closed'); delete $e->{id}; $json->encode($e) });
	accepted('closing', $number, event('/office/bishkek', '9', $number, 'closed'));
	like($citizen->sms, qr/^Кайрылууңуз жабылды/, 'the person is told');
	my $late = event('/office/bishkek', '10', $number, 'answered', text => 'Кеч');
	refused('an answer after that', 'state', $number, $late);
	is(refused('the same once more', 'state', $number, $late)->{data}{id}, '10', 'it is told again');

	my @audit = map { $_->{json}{audit} ? @{ $_->{json}{audit} } : () } $daemon->ask('auditor', GET => '/v1/audit?limit=100');
	my %rows;
	$rows{"$_->{who} $_->{role} $_->{action} $_->{subject}"}++ for @audit;
	is($rows{"/office/bishkek nats appeal.status $number"}, 2, 'what was done stands in the audit with its source') or diag(explain(\%rows));
	is($rows{"/office/osh nats appeal.status $second"}, 1, '... of each office');
	is($rows{"/office/bishkek nats appeal.status.refused $number"}, 7, 'and what was refused, once each');
	is_deeply([map { $_->{status} } @{ $daemon->ask('officer', GET => "/v1/appeals/$number")->{json}{history} }], [qw(received registered closed)], 'nothing else was changed');
	is($rows{"/office/bishkek nats appeal.status.again $number"}, 2, '... and what came again');
	is(join('', @{ $citizen->{sms} }), '', 'and nobody was told of it');
	is_deeply(\@answers, [], 'each event has one answer');
	is_deeply(\@faults, [], '... which keeps docs/asyncapi.yaml');
	unlike($daemon->log, qr/Кеч|ж{10}|registered, please/, 'no words in the log');
}

$daemon->start;
ok(eval { play(); 1 }, 'it was played to its end') or diag($@);
is($daemon->stop, 0, 'the gateway stops cleanly');
diag($daemon->log) unless Test::More->builder->is_passing;
done_testing();
