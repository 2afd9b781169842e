#!/usr/bin/perl
# Somebody guesses: a dozen telephones ask for number after number with a PIN that many choose. A number that was given out answers as one that was not;
# the log and the metrics tell; nothing opens, and the telephone that lodged gets in all the while.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use lib dirname(__FILE__);
use Daemon;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-guess-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
my $network = Network->new;
my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ['feedback local']);
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);
my $tries = 0;

# Seven digits with the check digit of gateway/base/damm.c.
my @damm = map { [split //] } qw(0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790);
sub number {
	my ($seven) = @_;
	my $digit = 0;
	$digit = $damm[$digit][$_] for split //, $seven;
	return "$seven$digit";
}

sub by_sms {
	my ($handset, $number, $pin) = @_;
	$handset->text("СТАТУС $number $pin");
	return $handset->sms;
}

sub metric {
	my ($name) = @_;
	my $metrics = $daemon->ask('auditor', GET => '/metrics')->{content};
	return $metrics =~ /^kopuro_\Q$name\E (\d+)$/m ? $1 : undef;
}

sub play {
	my $citizen = $network->handset('996555000001');
	my $number = $citizen->lodge('Айлыгымды төлөбөй жатышат', '4711') =~ s/-//r;
	my @strangers = map { $network->handset(sprintf '9967008000%02d', $_) } 0 .. 11;

	my %said;
	$said{by_sms($strangers[0], $_, '1234')}++ for $number, number('4827193');
	is(scalar keys %said, 1, 'by SMS a number that was never given out is told as a wrong PIN') or diag(explain(\%said));
	like((keys %said)[0], qr/Неверный номер или PIN/, '... so');
	%said = map { $strangers[1]->status($_, '1234') => 1 } $number, number('4827193');
	is(scalar keys %said, 1, 'by USSD, too') or diag(explain(\%said));
	is(metric('pins_wrong{link="network"}'), $tries = 4, 'the metrics count them');
	is(metric('pin_pause_seconds{link="network"}'), 0, '... and nobody is paused');

	OUTER: for my $stranger (@strangers) {
		for (1 .. 9) {
			last OUTER if $tries == 100;
			my $said = by_sms($stranger, number(1000000 + 7919 * $tries), '1234');
			$tries++ if $said =~ /Неверный номер или PIN|Номер же PIN туура эмес/;
			last if $said =~ /неверных PIN|Ката PIN/ && ++$tries;
		}
	}
	is($tries, 100, 'a hundred are wrong');
	is(metric('pin_alarms_total'), 1, 'an alarm is counted');
	cmp_ok(metric('pin_pause_seconds{link="network"}'), '>', 0, '... and the network is paused');
	my @alarms = $daemon->log =~ /^(.*network network: 100 wrong PINs.*)$/mg;
	is(scalar @alarms, 1, 'the log tells it once') or diag($daemon->log);
	my $fresh = $network->handset('996700900000');
	like(by_sms($fresh, $number, '4711'), qr/Слишком много неверных PIN/, 'a stranger is put off, with whatever PIN');
	like(by_sms($fresh, number('4827193'), '4711'), qr/Слишком много неверных PIN/, '... and number');
	like($citizen->status($number, '4711'), qr/^Абалы:/, 'the telephone that lodged gets in');
	is(metric('pins_total{said="right"}'), 1, '... alone');
	is(metric('pins_total{said="locked"}') >= 2, 1, 'what was put off is counted');
}

$daemon->start;
ok(eval { Network::await('a bind', sub { $network->{bound} }); play(); 1 }, 'it was played to its end') or diag($@);
is_deeply($network->{faults}, [], 'the network saw nothing wrong');
is($daemon->stop, 0, 'the gateway stops cleanly');
my @clear = grep { my $kept = do { local (@ARGV, $/) = $_; <> }; $kept =~ /996700800000|996700800001|996555000001/ } glob "$dir/node-*";
is("@clear", '', 'no telephone number stands in clear in the store or the log');
diag($daemon->log) unless Test::More->builder->is_passing;
done_testing();
