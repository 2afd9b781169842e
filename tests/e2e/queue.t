#!/usr/bin/perl
# `kopuro queue` and /v1/queue: what the receiver refuses is listed, with its reason; it is tried again when somebody says so, kept back, or dropped, and
# each of these leaves a row in the audit. Who may not see restricted items is told of none.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use lib dirname(__FILE__);
use Consumer;
use Daemon;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $bin = abs_path($ENV{BUILD} // 'build');
my $dir = tempdir('kopuro-queue-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);

sub put { my ($file, $text) = @_; open my $out, '>', $file or die "$file: $!"; print $out $text; close $out; chmod 0600, $file }
sub lines { open my $in, '<', $_[0] or return (); return <$in> }
sub taken { return map { decode_json($_)->{id} } lines("$dir/items") }
sub tries { my ($id) = @_; return scalar grep { $_ eq "$id\n" } lines("$dir/tries") }

# An hour is wished for each time, so that nothing is tried again by itself.
my $refuse = sub {
	my ($event) = @_;
	Consumer::keep("$dir/tries", $event->{id});
	return -e "$dir/well-$event->{id}" ? undef : "422 Unprocessable Content\r\nRetry-After: 3600";
};
put("$dir/secret", "a secret of the webhook\n");
my $receiver = Consumer::receiving('a secret of the webhook', "$dir/items", $refuse)->start;
my $network = Network->new;
my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ["feedback webhook $receiver->{url}", "feedback-secret $dir/secret"]);

sub tool {
	my @command = ("$bin/kopuro", 'queue', '-c', "$daemon->{path}.cfg", @_);
	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die;
	binmode $out, ':utf8';
	my $said = join '', <$out>;
	close $out;
	return ($? >> 8, $said);
}
sub says {
	my ($what, $wanted, $pattern, @words) = @_;
	my ($code, $said) = tool(@words);
	ok($code == $wanted && $said =~ $pattern, "kopuro queue @words: $what") or diag("exit $code: $said");
	return $said;
}
sub feedback { return decode_json($daemon->ask('machine', GET => '/healthz')->{content})->{feedback} }
sub rests { my ($count) = @_; return Network::await("$count at rest", sub { feedback()->{resting} == $count }) }

sub play {
	my $citizen = $network->handset(Network::awake('55700011'));
	Network::await('a bind', sub { $network->{bound} });
	my @number = map { $citizen->lodge($_, '4711') } 'Биринчи', 'Экинчи', 'Үчүнчү';
	rests(3);
	cmp_ok(feedback()->{oldest_seconds}, '>=', 0, 'health has the age of the oldest');
	my $plain = $number[1] =~ tr/-//dr;
	my $list = says('lists them', 0, qr/^1-1 .*appeal-lodged .* 1 +resting$/m, 'list');
	like($list, qr/^1-$_ /m, "... 1-$_ too") for 2, 3;
	unlike($list, qr/55700011|Биринчи/, '... and nobody\'s words or number');
	says('tells why', 0, qr/HTTP status 422/, 'why', '1-1');
	says('by the number of the appeal', 0, qr/^1-2 .*HTTP status 422.*offered again at 20\d\d-/ms, 'why', $number[1]);
	says('no such item', 1, qr/no such item/, $_, '1-99') for qw(why retry park);
	says('no such number', 1, qr/no such item/, 'retry', '4827-1930');
	says('wants a reason', 2, qr/^usage/, 'drop', '1-1');
	says('is no verb', 2, qr/^usage/, 'burn', '1-1');

	put("$dir/well-1-1", '');
	says('retries', 0, qr/^\z/, 'retry', '1-1');
	Network::await('the first', sub { grep { $_ eq '1-1' } taken() });
	rests(2);
	pass('what is retried goes at once');

	my $all = $daemon->ask('operator', GET => '/v1/queue');
	is_deeply([map { "$_->{id} $_->{state} $_->{tries} $_->{why}" } @{ $all->{json}{items} }], ['1-2 resting 1 HTTP status 422', '1-3 resting 1 HTTP status 422'],
		'HTTP lists the same') or diag($all->{content});
	is($daemon->ask('operator', POST => '/v1/queue/1-2/park', {})->{status}, 200, 'one is parked');
	is($daemon->ask('operator', GET => '/v1/queue/1-2')->{json}{state}, 'parked', '... and shown so');
	like($daemon->ask('machine', GET => '/metrics')->{content}, qr/^kopuro_items_parked 1$/m, '... and counted');
	my $before = tries('1-2');
	is($daemon->ask('operator', POST => '/v1/queue/1-3/retry', {})->{status}, 200, 'another is retried');
	Network::await('its second try', sub { tries('1-3') == 2 });
	is(tries('1-2'), $before, 'the parked one is not');
	put("$dir/well-1-2", '');
	is($daemon->ask('operator', POST => '/v1/queue/1-2/retry', {})->{status}, 200, 'it is retried, which ends that');
	Network::await('the second', sub { grep { $_ eq '1-2' } taken() });

	says('drops', 0, qr/^\z/, 'drop', '1-3', '--reason', 'the receiver has it by hand');
	rests(0);
	is($daemon->ask('operator', GET => '/v1/queue/1-3')->{status}, 404, 'it is gone');
	is($daemon->ask('officer', GET => "/v1/appeals/$number[2]")->{status}, 200, 'and the appeal stays');

	my @audit = map { join ' ', @$_{qw(action subject)}, $_->{reason} // '' } grep { $_->{action} =~ /^queue/ } @{ $daemon->ask('auditor', GET => '/v1/audit?limit=100')->{json}{audit} };
	is_deeply(\@audit, ['queue.retry 1-1 ', 'queue.park 1-2 ', 'queue.retry 1-3 ', 'queue.retry 1-2 ', 'queue.drop 1-3 the receiver has it by hand'], 'the audit has all of it');
}

$daemon->start;
ok(eval { play(); 1 }, 'it was played to its end') or diag($@);
is($daemon->stop, 0, 'the gateway stops cleanly');
says('works without a gateway', 0, qr/^id /, 'list');
diag($daemon->log) unless Test::More->builder->is_passing;
$receiver->end;
done_testing();
