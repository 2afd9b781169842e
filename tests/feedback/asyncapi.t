#!/usr/bin/perl
# docs/asyncapi.yaml is the contract of NATS: its subjects, kinds, steps and reasons are those of the code, and the reverse; what the code says keeps its
# schemas, and what they refuse of an officer's event the code refuses, too. The same is held against a running gateway in tests/e2e/decisions.t.
use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__);
use Asyncapi;
use IPC::Open2;
use JSON::PP;
use Test::More;
chdir dirname($0) . '/../..';

sub slurp { my ($file) = @_; local (@ARGV, $/) = $file; return scalar <> }
my $api = Asyncapi::api();
my ($channels, $messages) = ($api->{channels}, $api->{components}{messages});
my $items = decode_json(slurp('docs/items.schema.json'));
my $program = ($ENV{BUILD} // 'build') . '/tests/test_event';
sub lines_of { open my $out, '-|', $program, @_ or die "$program: $!"; return map { decode_json($_) } <$out> }

# ---- subjects and kinds ----
my $source = join '', map { slurp($_) } glob 'gateway/feedback/*.[ch]';
my %first = map { ($_ => 1) } $source =~ /"kopuro\.([a-z]+)\./g;
$source =~ /"kopuro\.%s\.%s", item->restricted \? "(\w+)" : "(\w+)"/ or die 'the subjects of items are not where they were';
@first{$1, $2} = (1, 1);
is_deeply([ sort keys %first ], [ sort keys %{ { map { (/^kopuro\.(\w+)\./ => 1) } keys %$channels } } ], 'the subjects of the code are the channels of the contract');
my ($restricted, $open) = ($1, $2);
my @events = lines_of('--print');
my %kind = map { (($_->{type} =~ s/^kg\.kopuro\.//r) => 1) } @events;
is_deeply([ sort grep { /^kopuro\.(?:$open|$restricted)\./ } keys %$channels ], [ sort map { ("kopuro.$open.$_", "kopuro.$restricted.$_") } keys %kind ],
	'each kind has its two channels');
is_deeply([ sort grep { !/^kopuro\.(?:$open|$restricted)\./ } keys %$channels ], [ map { "kopuro.$_.{number}" } qw(accepted refused status) ], 'and officers have theirs');
my %used;
for my $subject (sort keys %$channels) {
	my ($way) = grep { $channels->{$subject}{$_} } qw(subscribe publish);
	my ($name) = ($channels->{$subject}{$way}{message}{'$ref'} // '') =~ m{^#/components/messages/(.+)};
	$used{$name // ''} = 1;
	is($way, $subject =~ /^kopuro\.status\./ ? 'publish' : 'subscribe', "$subject: its direction");
	is($messages->{ $name // '' }{name}, "kg.kopuro.$name", '... and its type');
	next unless $subject =~ /^kopuro\.(?:$open|$restricted)\.(.+)/;
	is($name, $1, '... of its kind');
	is($messages->{$name}{payload}{'$ref'}, "items.schema.json#/definitions/$name", '... with its schema');
	is($items->{definitions}{$name}{properties}{type}{const}, "kg.kopuro.$name", '... which is there');
}
is_deeply([ sort keys %used ], [ sort keys %$messages ], 'no message without a channel');

# ---- schemas ----
my $schemas = $api->{components}{schemas};
my %validator = Asyncapi::validators();
my %reason;
for my $answer (lines_of('--answers')) {
	my $kind = $answer->{type} =~ s/^kg\.kopuro\.//r;
	my $reason = $answer->{data}{reason} // 'accepted';
	$reason{$reason} = 1 if $kind eq 'status-refused';
	is(join(' ', $validator{$kind}->validate($answer)), '', "an answer, $reason, keeps its schema");
	my $bent = { %$answer, more => 1 };
	ok(scalar $validator{$kind}->validate($bent), '... and what is bent does not');
}
is_deeply([ sort @{ $schemas->{'status-refused'}{properties}{data}{properties}{reason}{enum} } ], [ sort keys %reason ], 'the reasons are those of the code');
my $office = slurp('gateway/journeys/office.c');
my ($rules) = $office =~ /rules\[STATUSES\] = \{(.*?)\n\};/s;
is_deeply([ sort @{ $schemas->{step}{enum} } ], [ sort grep { $_ ne 'received' } $rules =~ /\] = \{ "([a-z-]+)"/g ], 'the steps are those of the code');

# ---- an officer's event: good or not, the code and the schema agree ----
my %event = (
	'a full one' => [ 1, sub { } ],
	'a bare one' => [ 1, sub { $_[0] = { map { ($_ => $_[0]{$_}) } qw(specversion id type data) }; $_[0]{data} = { number => '57240117', status => 'closed' } } ],
	'a number with its dash' => [ 1, sub { $_[0]{data}{number} = '5724-0117' } ],
	'its number as subject' => [ 1, sub { $_[0]{subject} = '57240117' } ],
	'members of its own' => [ 1, sub { $_[0]{traceparent} = '00-1'; $_[0]{data}{more} = [1] } ],
	'the longest texts' => [ 1, sub { $_[0]{id} = 'i' x 79; $_[0]{source} = 's' x 127; @{ $_[0]{data} }{qw(text office registration by)} = ('t' x 1200, ('o' x 63) x 3) } ],
	'no id' => [ 0, sub { delete $_[0]{id} } ],
	'an empty id' => [ 0, sub { $_[0]{id} = '' } ],
	'a long id' => [ 0, sub { $_[0]{id} = 'i' x 80 } ],
	'a source with a blank' => [ 0, sub { $_[0]{source} = 'an office' } ],
	'a long source' => [ 0, sub { $_[0]{source} = 's' x 128 } ],
	'another version' => [ 0, sub { $_[0]{specversion} = '0.3' } ],
	'another type' => [ 0, sub { $_[0]{type} = 'kg.kopuro.other' } ],
	'a subject that is no number' => [ 0, sub { $_[0]{subject} = 'appeal' } ],
	'no data' => [ 0, sub { delete $_[0]{data} } ],
	'no number' => [ 0, sub { delete $_[0]{data}{number} } ],
	'a short number' => [ 0, sub { $_[0]{data}{number} = '5724011' } ],
	'no status' => [ 0, sub { delete $_[0]{data}{status} } ],
	'an empty status' => [ 0, sub { $_[0]{data}{status} = '' } ],
	(map { my $name = $_; ("$name over its limit" => [ 0, sub { $_[0]{data}{$name} = 'a' x ($name eq 'text' ? 1201 : 64) } ]) } qw(text office registration by)),
	'a text that is none' => [ 0, sub { $_[0]{data}{text} = 7 } ],
	'a long way of USSD' => [ 0, sub { $_[0]{data}{ussd} = 'question-and-more' } ],
);
my $json = JSON::PP->new->canonical->utf8;
my $pid = open2(my $out, my $in, $program, '--read');
for my $name (sort keys %event) {
	my ($good, $bend) = @{ $event{$name} };
	my $event = { specversion => '1.0', id => 'o-1', source => '/office', type => 'kg.kopuro.status',
		data => { number => '57240117', status => 'registered', text => 'Zhoop', office => 'MID', registration => '17', by => 'Asan', ussd => 'notice' } };
	$bend->($event);
	my @errors = $validator{status}->validate($event);
	is(!@errors ? 1 : 0, $good, "$name: " . ($good ? 'good' : 'refused') . ' by the schema') or diag("@errors");
	print $in $json->encode($event), "\n";
	$in->flush;
}
close $in;
for my $name (sort keys %event) {
	chomp(my $said = <$out> // '');
	is($said eq 'good' ? 1 : 0, $event{$name}[0], "$name: by the code as well") or diag($said);
}
waitpid $pid, 0;
done_testing;
