# Handsets lodge appeals without a pause, a consumer takes the items, an officer answers each; and the gateway, the queue and the link are killed
# at random moments, each so many times. Afterwards: each number that a handset saw is an item at the consumer that drops doubles, no number was
# given twice, no part of an answer came twice, and an answer that did not come is unknown in the store.
# KILLS=N of each (5; 50 with LONG=1), SEED=N repeats the moments of a run (not what the machine does in between).
package Chaos;
use strict;
use warnings;
use utf8;
use Consumer;
use Daemon;
use File::Temp qw(tempdir);
use Items;
use JSON::PP;
use List::Util qw(shuffle);
use Lodger;
use NatsServer;
use Network;
use Process;
use Test::More;
use Time::HiRes qw(time);

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
my $kills = $ENV{KILLS} // ($ENV{LONG} ? 50 : 5);
my $dir = tempdir('kopuro-chaos-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
my $secret = 'a secret of the webhook';
$Network::patience = $ENV{PATIENCE} // 30; # an engine tries again after seconds

# What may be killed and what reads, by engine.
my %engines = (
	local => sub {
		my ($place) = @_;
		return { lines => ['feedback local'], reader => sub { Consumer::leasing($place->{daemon}, $place->{file}) } };
	},
	webhook => sub {
		my ($place) = @_;
		my $server = Consumer::receiving($secret, $place->{file});
		open my $out, '>', "$place->{dir}/secret" or die;
		print $out "$secret\n";
		close $out;
		chmod 0600, "$place->{dir}/secret";
		return { lines => ["feedback webhook $server->{url}", "feedback-secret $place->{dir}/secret"], queue => $server->start };
	},
	nats => sub {
		my ($place) = @_;
		my $server = NatsServer->new("$place->{dir}/nats")->start;
		return { lines => ["feedback nats $server->{url}"], queue => $server, reader => sub { Consumer::draining($server, $place->{file}) } };
	},
);

sub place_for {
	my ($engine) = @_;
	my $place = { dir => "$dir/$engine", file => "$dir/$engine/items", answered => "$dir/$engine/answered", network => Network->new };
	mkdir $place->{dir} or die;
	my $made = $engines{$engine}->($place);
	$place->{daemon} = Daemon->new(dir => $place->{dir}, port => $place->{network}{port}, lines => $made->{lines});
	$place->{queue} = $made->{queue};
	up($place);
	$place->{reader} = $made->{reader}->()->start if $made->{reader};
	$place->{officer} = Consumer::officer($place->{daemon}, $place->{file}, $place->{answered})->start;
	$place->{lodger} = Lodger->new($place->{network}, 6);
	$place->{lodger}->dial_all;
	return $place;
}

sub up {
	my ($place) = @_;
	$place->{daemon}->start;
	Network::await('a bind', sub { $place->{network}{bound} });
}

sub load_for {
	my ($seconds) = @_;
	my $until = time + $seconds;
	Network::turn($until - time) while time < $until;
}

sub lines {
	my ($file) = @_;
	my @lines;
	if (open my $in, '<', $file) { chomp(@lines = <$in>) }
	return @lines;
}

# ---- what is killed ----

my %killers = (
	gateway => sub {
		my ($place) = @_;
		my $gateway = bless { pid => delete $place->{daemon}{pid}, owner => $$ }, 'Process';
		my $killer = $gateway->kill_within(0.2);
		Network::await('the end of the gateway', sub { $gateway->is_over });
		waitpid $killer, 0;
		Network::await('the end of its link', sub { !$place->{network}{bound} });
		up($place);
		$place->{lodger}->dial_all('again');
		return $gateway->{status} == 9;
	},
	queue => sub {
		my ($place) = @_;
		my $killer = $place->{queue}->kill_within(0.2);
		Network::await('the end of the queue', sub { $place->{queue}->is_over });
		waitpid $killer, 0;
		load_for(rand 0.3);
		$place->{queue}->start;
		return $place->{queue}{status} == 9;
	},
	link => sub {
		my ($place) = @_;
		load_for(rand 0.2);
		$place->{network}->cut;
		Network::await('a bind', sub { $place->{network}{bound} });
		$place->{lodger}->dial_all('again');
		return 1;
	},
);

# ---- what must hold ----

sub column { my ($place, $sql) = @_; return map { chomp; $_ } qx{sqlite3 '$place->{daemon}{path}.db' "$sql"} }

sub check {
	my ($engine, $place) = @_;
	my ($items, $told) = (Items->new, $place->{lodger}{told});
	Network::await('the last calls', sub { !%{ $place->{lodger}{at_it} } });
	Network::await('all items, and an answer to each', sub {
		my %answered = map { $_ => 1 } lines($place->{answered});
		load_for(0.1);
		return !grep { !$answered{$_} } keys %$told;
	});
	Network::await('the SMS that were promised', sub {
		load_for(0.1);
		return !column($place, q{select 1 from message_parts where state in ('queued', 'sending') limit 1});
	});
	load_for(0.2);

	$items->take(decode_json($_)) for lines($place->{file});
	my (%lodged, %first);
	$first{ $_->{subject} } //= $_->{type} for @{ $items->{items} };
	$lodged{ $_->{subject} }++ for grep { $_->{type} eq 'kg.kopuro.appeal-lodged' } @{ $items->{items} };
	is(join(' ', grep { !$lodged{$_} } keys %$told), '', "$engine: each of " . keys(%$told) . ' numbers that a handset saw is an item');
	is(join(' ', @{ $place->{lodger}{faults} }, grep { $lodged{$_} > 1 } keys %lodged), '', "$engine: no number was given twice");
	is_deeply($items->{faults}, [], "$engine: each item keeps docs/items.schema.json; $items->{doubles} doubles were dropped");
	is(join(' ', grep { $first{$_} ne 'kg.kopuro.appeal-lodged' } keys %lodged), '', "$engine: an appeal is lodged before anything becomes of it");
	is(join(', ', grep { /refused/ } lines($place->{answered})), '', "$engine: the officer was not refused");

	my @twice = grep { my $sent = $_->{sent}; grep { $_ > 1 } values %$sent } values %{ $place->{network}{handsets} };
	is(scalar @twice, 0, "$engine: no part of an answer came twice");
	my %unknown = map { $_ => 1 } column($place, q{select about from messages where id in (select message from message_parts where state = 'unknown')});
	my @missing = grep { my $number = $_; !grep { /\b$number\b/ } @{ $place->{network}{handsets}{ $told->{$number} }{sms} } } keys %$told;
	is(join(' ', grep { !$unknown{$_} } @missing), '', "$engine: an answer that did not come (" . @missing . ') is unknown in the store');
	is(join(' ', column($place, 'pragma integrity_check')), 'ok', "$engine: the store is whole");
	is_deeply($place->{network}{faults}, [], "$engine: the network saw nothing wrong");
}

# Nobody new begins while too many wait for their answer: the officer is one.
sub throttle {
	my ($place) = @_;
	my $lodger = $place->{lodger};
	$lodger->{paused} = lines($place->{answered}) + 100 < keys %{ $lodger->{told} };
	$lodger->dial_all;
}

# For whoever must find out why it did not go on.
sub tell_state {
	my ($place) = @_;
	my $lodger = $place->{lodger} // return;
	my (%items, %answered) = map { (decode_json($_)->{subject} // '') => 1 } lines($place->{file});
	$answered{$_} = 1 for lines($place->{answered});
	diag('told, no item: ', join ' ', grep { !$items{$_} } keys %{ $lodger->{told} });
	diag('item, no answer: ', join ' ', grep { $items{$_} && !$answered{$_} } keys %{ $lodger->{told} });
	diag("at it: $_->{number}: $_->{seen}") for values %{ $lodger->{at_it} };
	diag("fault: $_") for @{ $place->{network}{faults} }, @{ $lodger->{faults} };
	diag($place->{daemon}->log =~ s/.*\n(?=(?:.*\n){20}\z)//sr);
}

sub play {
	my ($engine, $place) = @_;
	my @targets = shuffle(map { ($_) x $kills } 'gateway', 'link', $place->{queue} ? 'queue' : ());
	my ($killed, $turn) = (0, 0);
	for my $target (@targets) {
		my ($lodger, $told) = ($place->{lodger}, scalar keys %{ $place->{lodger}{told} });
		# So that all gets on, however slow the machine.
		Network::await('a number is told', sub { throttle($place); keys %{ $lodger->{told} } > $told }) if $turn++ % 2;
		throttle($place);
		$killed += $killers{$target}->($place);
	}
	is($killed, scalar @targets, "$engine: killed $killed times");
	$place->{lodger}{paused} = 1;
	check($engine, $place);
	$place->{officer}->end;
	$place->{reader}->end if $place->{reader};
	is($place->{daemon}->stop, 0, "$engine: the gateway stops cleanly");
	$place->{queue}->end if $place->{queue};
}

# The whole of a test of one engine: local, webhook, nats.
sub test {
	my ($engine) = @_;
	my $place;
	local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);
	note('SEED=' . srand($ENV{SEED} // time));
	ok(eval { $place = place_for($engine); play($engine, $place); 1 }, "$engine: it was played to its end") or diag($@);
	tell_state($place) if $place && !Test::More->builder->is_passing;
	done_testing();
}

1;
