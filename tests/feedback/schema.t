#!/usr/bin/perl
# docs/items.schema.json is the contract of the items: each event that is made keeps it, and what is bent in it does not.
use strict;
use warnings;
use Test::More;
use JSON::Validator;
use JSON::PP;
use File::Basename;
chdir dirname($0) . "/../..";

my $schema = do { local (@ARGV, $/) = 'docs/items.schema.json'; decode_json(<>) };
my @kinds = grep { exists $schema->{definitions}{$_}{properties}{type} } keys %{ $schema->{definitions} };
my %validator = map {
	$_ => JSON::Validator->new->schema({ '$schema' => $schema->{'$schema'}, definitions => $schema->{definitions}, allOf => [{ '$ref' => "#/definitions/$_" }] })
} @kinds;
my $any = JSON::Validator->new->schema($schema);

my $program = ($ENV{BUILD} // 'build') . '/tests/test_event';
open my $events, '-|', $program, '--print' or die "$program: $!";
my (%seen, %sample);
while (my $line = <$events>) {
	my $event = decode_json($line);
	my $kind = $event->{type} =~ s/^kg\.kopuro\.//r;
	my @errors = ($validator{$kind} ? $validator{$kind}->validate($event) : "no definition of $kind", $any->validate($event));
	is("@errors", '', "$kind, " . ('full', 'bare', 'at its longest')[ $seen{$kind}++ % 3 ]);
	$sample{$kind} //= $line;
}
close $events;
is_deeply([ sort keys %seen ], [ sort @kinds ], 'an event of each kind, and a definition of each event');

# Each of these must be seen.
my %bent = (
	'no id' => sub { delete $_[0]{id} },
	'no subject' => sub { delete $_[0]{subject} },
	'another version' => sub { $_[0]{specversion} = '0.3' },
	'another type' => sub { $_[0]{type} = 'kg.kopuro.other' },
	'a time without a zone' => sub { $_[0]{time} =~ s/Z$// },
	'a word for restricted' => sub { $_[0]{restricted} = 'yes' },
	'a number in clear' => sub { $_[0]{data}{msisdn} = '996555123456' },
	'a contact that is not sealed' => sub { $_[0]{data}{contact} = '996555123456' },
	'no data' => sub { delete $_[0]{data} },
	'an empty word' => sub { $_[0]{data}{topic} = '' },
	'a field of another kind' => sub { $_[0]{data}{ $_[1] eq 'sms-outcome' ? 'rating' : 'outcome' } = 1 },
);
for my $kind (sort keys %sample) {
	my @unseen;
	for my $how (sort keys %bent) {
		my $event = decode_json($sample{$kind});
		$bent{$how}->($event, $kind);
		push @unseen, $how if !$any->validate($event) || !$validator{$kind}->validate($event);
	}
	is_deeply(\@unseen, [], "$kind: what is bent is seen");
}
done_testing;
