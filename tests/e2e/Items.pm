# A consumer of the central queue, as docs/items.schema.json tells it to be: it holds each item against the schema and drops the doubles.
#
#	$items->take($event);                    # decoded JSON
#	$items->of('satisfaction', $number)      # those of a kind and a subject
package Items;
use strict;
use warnings;
use JSON::PP;
use JSON::Validator;

my $canonical = JSON::PP->new->canonical->utf8;

sub new {
	my ($class) = @_;
	my $schema = do { local (@ARGV, $/) = 'docs/items.schema.json'; decode_json(<>) };
	return bless { validator => JSON::Validator->new->schema($schema), seen => {}, items => [], faults => [], doubles => 0 }, $class;
}

# False for a double.
sub take {
	my ($self, $event) = @_;
	my $octets = $canonical->encode($event);
	my $id = $event->{id} // '';
	if (exists $self->{seen}{$id}) {
		push @{ $self->{faults} }, "two items with the id $id" if $self->{seen}{$id} ne $octets;
		$self->{doubles}++;
		return 0;
	}
	my @errors = $self->{validator}->validate($event);
	push @{ $self->{faults} }, map { "$id: $_" } @errors;
	$self->{seen}{$id} = $octets;
	push @{ $self->{items} }, $event;
	return 1;
}

sub of {
	my ($self, $kind, $subject) = @_;
	$subject =~ tr/-//d;
	return grep { $_->{type} eq "kg.kopuro.$kind" && $_->{subject} eq $subject } @{ $self->{items} };
}

1;
