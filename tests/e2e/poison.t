#!/usr/bin/perl
# A receiver that refuses eight items with 422, as many as a webhook has places in flight: all others go on, each of the eight is told by its id
# and the reason, also after a kill and a restart; and once the receiver takes them, all is delivered.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use lib dirname(__FILE__);
use Consumer;
use Daemon;
use Lodger;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-poison-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);

sub put { my ($file, $text) = @_; open my $out, '>', $file or die "$file: $!"; print $out $text; close $out; chmod 0600, $file }
sub taken { open my $in, '<', "$dir/items" or return (); my %seen; return grep { !$seen{$_}++ } map { decode_json($_)->{id} } <$in> }
sub feedback { my ($daemon) = @_; return decode_json($daemon->ask('machine', GET => '/healthz')->{content})->{feedback} }

my $poison = sub { my ($event) = @_; return !-e "$dir/well" && $event->{id} =~ /^1-[1-8]\z/ ? '422 Unprocessable Content' : undef };
put("$dir/secret", "a secret of the webhook\n");
my $receiver = Consumer::receiving('a secret of the webhook', "$dir/items", $poison)->start;
my $network = Network->new;
my $daemon = Daemon->new(dir => $dir, port => $network->{port}, lines => ["feedback webhook $receiver->{url}", "feedback-secret $dir/secret"]);
$daemon->start;
Network::await('a bind', sub { $network->{bound} });
my $lodger = Lodger->new($network, 6);
$lodger->dial_all;
Network::await('twenty appeals', sub { keys %{ $lodger->{told} } >= 20 });
$lodger->{paused} = 1;
Network::await('the last calls', sub { !%{ $lodger->{at_it} } });
my $all = keys %{ $lodger->{told} };
Network::await('all others at the receiver', sub { taken() >= $all - 8 });
is(scalar(grep { /^1-[1-8]\z/ } taken()), 0, "the receiver took " . taken() . ' items, and none of the eight');
Network::await('the eight at rest', sub { feedback($daemon)->{resting} == 8 });
ok(feedback($daemon)->{up}, 'the receiver counts as up');
my @told = $daemon->log =~ /item (1-\d+) was not taken \(HTTP status 422\)/g;
is(scalar(@told), 5, 'five of them are told in the log by id and reason: no more in a minute') or diag($daemon->log);

$daemon->stop('KILL');
Network::await('the end of its link', sub { !$network->{bound} });
$daemon->start;
Network::await('a bind', sub { $network->{bound} });
ok(Network::await('all of them', sub { feedback($daemon)->{resting} == 8 }), 'after a kill they rest on');
Network::await('another try', sub { $daemon->ask('machine', GET => '/metrics')->{content} =~ /^kopuro_feedback_failures_total [1-9]/m });
like($daemon->ask('machine', GET => '/metrics')->{content}, qr/^kopuro_items_resting [1-8]$/m, 'the metrics have them');
cmp_ok(feedback($daemon)->{stuck_seconds}, '>', 0, 'health shows how long the oldest has been refused');
is(scalar(my @again = $daemon->log =~ /item 1-\d+ was not taken/g), scalar(@told), 'the same reason is not told again');

put("$dir/well", '');
$Network::patience = 90; # the pause before the next try is a minute at most
Network::await('all of them', sub { taken() >= $all });
Network::await('none at rest', sub { feedback($daemon)->{resting} == 0 });
like($daemon->log, qr/item 1-[1-8] was taken after \d+ tries/, 'that they were taken is told');
is($daemon->stop, 0, 'the gateway stops cleanly');
$receiver->end;
done_testing();
