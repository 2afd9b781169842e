#!/usr/bin/perl
# A network on Net::SMPP (tests/e2e/Network.pm) whose connection is cut in the middle of calls, and one that is full of SMS: a call that was cut off
# ends, and is offered again; a screen does not wait behind SMS.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use Test::More;
use Time::HiRes qw(time);

BEGIN { chdir dirname($0) . '/../..' or die }
use lib 'tests/interop', 'tests/e2e';
use Scene;
use Network;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
my $dir = scene('link');

# Answers an SMS only {slow} seconds after it came.
package Slow {
	our @ISA = ('Network');

	sub on_pdu {
		my ($self, $pdu) = @_;
		return $self->SUPER::on_pdu($pdu) unless $self->{slow} && $pdu->{cmd} == Net::SMPP::CMD_submit_sm() && !defined $pdu->{ussd_service_op};
		push @{ $self->{held} }, [ Time::HiRes::time(), $pdu ];
		my $open = @{ $self->{held} };
		$self->{most} = $open if $open > ($self->{most} // 0);
	}

	sub answer_held {
		my ($self) = @_;
		my $held = $self->{held} //= [];
		$self->SUPER::on_pdu((shift @$held)->[1]) while @$held && $held->[0][0] + $self->{slow} <= Time::HiRes::time();
	}
}

package main;

# The numbers of its PDUs go on over a cut. What came with the same number and words within 200 ms would be the same, delivered twice.
sub bound {
	my ($network) = @_;
	Network::await('a bind', sub { $network->{bound} });
	${ *{ $network->{link} } }{seq} = 1000 * ++$network->{binds};
}

sub gateway_at {
	my ($network, $name, %more) = @_;
	my $gateway = gateway_start($name, { port => $network->{port}, bind => 'transceiver', profile => 'plain', %more });
	bound($network);
	return $gateway;
}

# The shipped profiles, where this one gives a caller no more than a few seconds.
sub impatient {
	my ($name) = @_;
	mkdir "$dir/profiles" or die;
	my $text = slurp("profiles/$name.yaml");
	$text =~ s/^answer_seconds: \d+$/answer_seconds: 5/m or die "$name: no answer_seconds\n";
	open my $out, '>:raw', "$dir/profiles/$name.yaml" or die;
	print $out $text;
	return "$dir/profiles";
}

sub metric_becomes {
	my ($gateway, $name, $value) = @_;
	my $is;
	eval { Network::await($name, sub { ($is = metric($gateway, $name) // -1) == $value }) };
	return is($is, $value, "$name becomes $value");
}

# The gateways close their links with an unbind, which the networks answer. Their exit statuses.
sub stop_with {
	my ($gateways, @networks) = @_;
	kill 'TERM', map { $_->{pid} } @$gateways;
	Network::await('the end of the link', sub { !grep { $_->{link} } @networks });
	return join ' ', map { finish($_->{pid}) } @$gateways;
}

# Each: what the caller has before them when the link is cut.
my @calls = (
	{ what => 'at home', screen => 'Документтер', steps => sub { } },
	{ what => 'in a list', screen => 'Кайсы өлкө?', steps => sub { $_[0]->choose('Документтер') } },
	{ what => 'in a form', screen => 'Эмне болгонун', steps => sub { $_[0]->choose('Кайрылуу, арыз', 'Жумуш, айлык', 'Нарын') } },
);

{
	my $network = Network->new;
	my $gateway = gateway_at($network, 'gone', profiles => impatient('plain'));
	my @handsets = map { $network->handset("99655513000$_") } 0 .. $#calls;
	for my $at (0 .. $#calls) {
		$handsets[$at]->home;
		$calls[$at]{steps}->($handsets[$at]);
		like($handsets[$at]{screen}, qr/\Q$calls[$at]{screen}\E/, "a caller $calls[$at]{what}");
		$calls[$at]{shown} = $handsets[$at]{screen};
	}
	is(metric($gateway, 'kopuro_dialogs'), scalar @calls, 'as many calls are open');
	$network->cut;
	bound($network);
	is(scalar(grep { defined $_->{next} } @handsets), 0, 'nothing is sent into calls that are gone');
	for my $at (0 .. $#calls) {
		my $handset = $handsets[$at];
		$handset->dial;
		next if $calls[$at]{what} eq 'at home'; # nobody is asked whether to go on to where all begin
		like($handset->{screen}, qr/улантасызбы/, "the caller $calls[$at]{what} is asked whether to go on");
		$handset->type('1');
		is($handset->{screen}, $calls[$at]{shown}, '... and is there again');
	}
	# A network that has kept a call over that brings its next words by the new link: what was typed before the cut is there.
	$handsets[2]->type('Айлыгымды төлөбөй жатышат');
	my $shown = $handsets[2]{screen};
	$network->cut;
	bound($network);
	$handsets[2]{open} = 1;
	$handsets[2]->type('Айгүл');
	like($handsets[2]{screen}, qr/PIN ойлоп табыңыз/, 'a call that the network has kept goes on');
	$handsets[2]->type('0');
	is($handsets[2]{screen}, $shown, '... from where it was');
	# And of calls of which nothing more is heard none stays open.
	$network->cut;
	bound($network);
	metric_becomes($gateway, 'kopuro_dialogs', 0);
	is(metric($gateway, 'kopuro_dialogs_timed_out_total'), scalar @calls, 'each of them by the time for an answer');
	$handsets[2]->dial;
	like($handsets[2]{screen}, qr/улантасызбы/, '... and is offered again after that');
	$handsets[2]->type('1');
	is($handsets[2]{screen}, $shown, '... as it was');
	is(scalar(map { @{ $_->{sms} } } @handsets), 0, 'nobody has an SMS of it');
	is("@{ $network->{faults} }", '', 'the network has nothing to complain of');
	is(stop_with([$gateway], $network), '0', 'the gateway stops cleanly');
}

# ---- beside SMS ----

my $bulk = $ENV{LONG} ? 2000 : 300;
my $steps = $ENV{LONG} ? 400 : 100;
my ($window, $throughput, $slow) = (10, 60, 0.4); # more would leave in that time than the window has places

sub median { my @sorted = sort { $a <=> $b } @_; return $sorted[ @sorted / 2 ] }

# One step of a call that goes to and fro.
sub step { my ($handset) = @_; return $handset->type($handset->{screen} =~ /^1 Россия/m ? '0' : '1') }

{
	my ($idle, $busy) = (Network->new, Slow->new);
	my @gateways = (gateway_at($idle, 'idle', window => $window), gateway_at($busy, 'busy', window => $window, throughput => $throughput));
	my @callers = map { $_->handset('996555140000') } $idle, $busy;
	$_->home for @callers;
	$busy->{slow} = $slow;
	my @people = map { $busy->handset(sprintf '99655515%04d', $_) } 1 .. $bulk;
	$busy->deliver($_->{number}, 'МЕНЮ') for @people;
	Network::await('all that they wrote to be taken', sub { $busy->answer_held; keys %{ $busy->{unanswered} } == 0 });
	my $places = $window - int($window / 4); # a quarter is for screens
	Network::await('a window full of SMS', sub { @{ $busy->{held} // [] } == $places });
	$_->{took} = [] for @callers;
	my ($round, $sent, $end) = (0, $busy->{messages}, time + 4);
	while (@{ $callers[0]{took} } < $steps && time < $end) {
		for my $caller ($round++ % 2 ? @callers : reverse @callers) {
			$busy->answer_held;
			step($caller);
		}
		Network::turn(0.01); # SMS come and are answered between two words
	}
	my ($without, $with) = map { median(@{ $_->{took} }) } @callers;
	my $queued = metric($gateways[1], 'kopuro_sms_parts{state="queued"}');
	note(sprintf 'median of %d answers: %.2f ms without SMS, %.2f ms with them', scalar @{ $callers[0]{took} }, 1000 * $without, 1000 * $with);
	cmp_ok(scalar @{ $callers[0]{took} }, '>=', 20, 'there are enough answers to compare');
	cmp_ok($queued, '>', 0, "$queued SMS of $bulk wait at the end");
	is($busy->{most}, $places, "$places of $window places of the window were taken by SMS, and never more");
	cmp_ok($busy->{messages} - $sent, '>', $places, 'and SMS went on');
	cmp_ok($with, '<=', 2 * $without, 'an answer comes within twice the time that it needs without SMS') if $ENV{BENCH}; # how busy the machine is decides
	$busy->{slow} = 0;
	local $Network::patience = $Network::patience + $bulk / $throughput;
	eval { Network::await('the rest of the SMS', sub { $busy->answer_held; @{ $busy->{held} } == 0 && !grep { !@{ $_->{sms} } } @people }) };
	is(scalar(grep { @{ $_->{sms} } != 1 } @people), 0, 'each who wrote has one SMS') or diag($@);
	is("@{ $idle->{faults} } @{ $busy->{faults} }", ' ', 'the networks have nothing to complain of');
	is(stop_with(\@gateways, $idle, $busy), '0 0', 'the gateways stop cleanly');
}
done_testing();
