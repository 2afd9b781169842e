#!/usr/bin/perl
# docs/menu.schema.json, for the editors of those who write menus: it passes what loads, refuses what is broken in its structure, and has the keys
# that the loader has, no more and no less.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;
use File::Basename;
use JSON::PP;
use JSON::Validator;
use YAML::XS ();
chdir dirname($0) . "/../..";

sub slurp { local (@ARGV, $/) = @_; return scalar <> }
sub octets { open my $in, '<:raw', $_[0] or die "$_[0]: $!"; local $/; return scalar <$in> }

my $schema = decode_json(octets('docs/menu.schema.json'));
my $validator = JSON::Validator->new->schema($schema);
sub faults { return join '; ', map { "$_" } $validator->validate(YAML::XS::Load(octets($_[0]))) }

# ---- what loads ----
my @good = split /\n/, `find menus tests/menus -name '*.yaml' -not -path 'tests/menus/broken/*' | sort`;
cmp_ok(scalar @good, '>', 25, 'there are menus that are in order');
is(faults($_), '', "in order: $_") for @good;

# ---- what does not, in its structure ----
my @structural = qw(bound-no-number bounds-for-words choice-without-text choices-of-a-pin choices-of-a-question confirm-without-no emergency-number emergency-number-twice emergency-without-to empty-text fact-confirmed-maybe first-maybe
	fact-text-and-value fact-unknown-key fact-without-expires fact-without-source fact-without-verified hours-without-zone missing-kind missing-text
	no-choices no-move record-without-key remembered-list skip-yes text-not-a-map then-without-do unknown-ask unknown-key unknown-kind unknown-root-key
	variable-value-twice variable-without-values when-empty when-empty-list when-no-map when-of-a-fact when-zone zone-of-a-fact);
isnt(join('', map { faults($_) } glob "tests/menus/broken/$_/*.yaml"), '', "refused: $_") for @structural;
# A warning is no fault of structure: what loads with one is passed.
is(join('', map { faults($_) } glob "tests/menus/broken/$_/*.yaml"), '', "passed: $_") for qw(warn-unreachable dead-end loop lint-latin-letter crowded);

# ---- the loader's keys, read where it has them ----
my %source = map { basename($_, '.c') => slurp($_) } glob('gateway/menu/*.c'), 'gateway/text/locale.c', 'gateway/journeys/contract.c';
sub quoted { return sort { $a cmp $b } $_[0] =~ /"([^"]+)"/g }
# The strings between braces after the n-th place where `what` stands.
sub list_after {
	my ($file, $what, $at) = @_;
	my @found = $source{$file} =~ /\Q$what\E\s*=\s*\{(.*?)\};/sg;
	return quoted($found[$at // 0] // '');
}
sub keys_of { my %seen = map { $_ => 1 } map { keys %{ $schema->{definitions}{$_}{properties} } } @_; return sort keys %seen }
my @languages = qw(ky ky-Latn ru);
sub without { my ($drop, @keys) = @_; my %drop = map { $_ => 1 } @$drop; return grep { !$drop{$_} } @keys }

is_deeply([sort keys %{ $schema->{properties} }], [list_after('load', '*const keys[]')], 'the keys of a file');
is_deeply([keys_of('choice')], [list_after('load_screen', '*const keys[]', 0)], 'of a choice');
is_deeply([keys_of('side')], [list_after('load_screen', '*const keys[]', 1)], 'of yes and no');
is_deeply([keys_of(qw(fact item hours))], [list_after('load_fact', '*const keys[]')], 'of a fact');
my %kinds = $source{load_screen} =~ /\[SCREEN_\w+\] = \{ "(\w+)", \w+, \w+,\s+\{ ([^}]*) \}/g;
is_deeply([sort keys %kinds], [sort @{ $schema->{definitions}{screen}{properties}{kind}{enum} }], 'the kinds of screens');
is_deeply([keys_of("screen-$_")], [quoted($kinds{$_})], "the keys of a screen of the kind $_") for sort keys %kinds;
my ($asks) = $source{load_screen} =~ /\basks\[\] = \{(.*?)\};/s;
is_deeply([sort @{ $schema->{definitions}{'screen-input'}{properties}{ask}{enum} }], [quoted($asks)], 'what can be asked for');
my ($tests) = $source{load_condition} =~ /\bwords\[\] = \{(.*?)\};/s;
is_deeply([keys_of('condition')], [sort { $a cmp $b } quoted($tests), 'zone'], 'the lines of a condition that are no tables and no slots');
is_deeply([without(\@languages, keys_of('variant'))], [list_after('load_condition', '*const keys[]')], 'what makes a text a variant');
my ($own) = $source{load_table} =~ /bool is_own\(.*?\n\{(.*?)\n\}/s;
my %fields = map { $_ => 1 } 'hours', 'name', $source{contract} =~ /\{ "(\w+)", MENU_COLUMN_/g, map { (slurp('gateway/journeys/contract.h') . slurp('gateway/menu/set.h')) =~ /#define $_ "(\w+)"/ }
	$source{contract} =~ /\{ ((?:MENU_)?COLUMN_\w+), MENU_COLUMN_/g;
is_deeply([grep { !$fields{$_} } keys_of('record')], [quoted($own)], 'the keys of a record that are no fields');
is(join(' ', grep { my $field = $_; !grep { $_ eq $field } keys_of('record') } sort keys %fields), '', 'and each that the gateway reads');
is_deeply([keys_of('forms')], [list_after('locale', '*const plural_names[PLURALS]')], 'the forms of a noun');
is_deeply([sort keys %{ $schema->{properties}{words}{properties} }], [list_after('set', '*const word_names[WORDS_REQUIRED]')], 'the words that must be there');
my @actions = $source{contract} =~ /\{ \.name = "([a-z]+\.[a-z]+)"/g;
is_deeply([sort @{ $schema->{definitions}{choice}{properties}{do}{anyOf}[0]{enum} }], [sort @actions], 'what can be done');

# ---- hover ----
my @silent;
sub look {
	my ($node, $path) = @_;
	if (ref $node eq 'ARRAY') { look($_, $path) for @$node; return }
	return unless ref $node eq 'HASH';
	for my $key (keys %{ $node->{properties} // {} }) {
		my $one = $node->{properties}{$key};
		push @silent, "$path/$key" unless $one->{description} || $one->{const} || ($one->{'$ref'} && $schema->{definitions}{ $one->{'$ref'} =~ s{.*/}{}r }{description});
	}
	look($node->{$_}, "$path/$_") for grep { !/^(?:if|then)$/ } keys %$node;
}
look($schema, '');
is("@silent", '', 'each key says what it is');
done_testing;
