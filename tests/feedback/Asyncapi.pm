# docs/asyncapi.yaml, read: Asyncapi::api() is the whole of it; Asyncapi::validators() its schemas by name, each with ->validate.
package Asyncapi;
use strict;
use warnings;
use CPAN::Meta::YAML;
use JSON::PP;
use JSON::Validator;

# The YAML reader knows words only.
sub typed {
	my ($node) = @_;
	return { map { ($_ => typed($node->{$_})) } keys %$node } if ref $node eq 'HASH';
	return [ map { typed($_) } @$node ] if ref $node eq 'ARRAY';
	return $node eq 'false' ? JSON::PP::false : $node =~ /^[1-9]\d*\z/ ? $node + 0 : $node;
}

my $api;
sub api { return $api //= typed(CPAN::Meta::YAML->read('docs/asyncapi.yaml')->[0]) }

sub validators {
	my $schemas = api()->{components}{schemas};
	return map {
		($_ => JSON::Validator->new->schema({ '$schema' => 'http://json-schema.org/draft-07/schema#', components => { schemas => $schemas },
			allOf => [ { '$ref' => "#/components/schemas/$_" } ] }))
	} qw(status status-accepted status-refused);
}

1;
