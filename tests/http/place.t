#!/usr/bin/perl
# Where an appeal comes from: with the appeal, with its item, and in the figures, by district and never of a few.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use lib dirname(__FILE__);
use Gate;
use Test::More;
use YAML::XS ();
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $gate = Gate->new(menus => 'tests/menus/lodging');
sub lodge { $gate->dial('', @_, 'Айлык төлөгөн жок', 4711) =~ s/-//r }
my $from_village = lodge(1, 'aybike', 1);
my $from_district = lodge(1, 'Жокайыл', 1);
my $from_nowhere = lodge(2);

my %leilek = (region => 'Баткен облусу');
my $village = {code => '41705236842040', name => 'Айбике', district => 'Лейлек району', %leilek};
my $neighbour = {%$village, code => '41705236842050', name => 'Миң-Жыгач'};
my $district = {code => '41705236000000', name => 'Лейлек району', %leilek};
sub place { $gate->ask('GET', "/v1/appeals/$_[0]")->{json}{place} }
is_deeply(place($from_village), $village, 'the village, its district and region');
is_deeply(place($from_district), $district, 'the district alone');
is(place($from_nowhere), undef, 'where nothing was named there is nothing');

my %listed = map { ($_->{number} => $_->{place}) } @{$gate->ask('GET', '/v1/appeals')->{json}{appeals}};
is_deeply(\%listed, {$from_village => $village, $from_district => $district, $from_nowhere => undef}, 'the same in the list');

my @items = @{$gate->ask('POST', '/v1/items/lease', as => 'machine', json => {max => 10})->{json}{items}};
is_deeply({map { ($_->{subject} => $_->{data}{place}) } @items}, \%listed, 'and with the items');

sub figures { my $f = $gate->ask('GET', '/v1/figures', as => 'auditor')->{json}{appeals}; return @$f{qw(districts districts_of_few)} }
is_deeply([figures()], [[], 2], 'of two appeals no district is named');
lodge(1, 'aybike', 1) for 1 .. 3;
is_deeply([figures()], [[{%$district, open => 5}], 0], 'of five it is, and no village');
$gate->ask('POST', "/v1/appeals/$from_village/status", as => 'officer', json => {status => 'closed'});
is_deeply([figures()], [[], 4], 'what is concluded is not counted');

# A project is for a place, and its pledges tell so.
is_deeply($gate->ask('GET', '/v1/projects')->{json}{projects}[0]{place}, $neighbour, 'the place of a project');
my $pledge = $gate->dial('', 3, 500, 4711) =~ s/-//r;
@items = @{$gate->ask('POST', '/v1/items/lease', as => 'machine', json => {max => 20})->{json}{items}};
my %places = map { ($_->{subject} => $_->{data}{place}) } @items;
is_deeply($places{$pledge}, $neighbour, 'goes with a pledge to it');

# All of it is what docs/openapi.yaml says.
my $schema = YAML::XS::LoadFile("$Gate::root/docs/openapi.yaml")->{components}{schemas};
is_deeply([sort keys %{$schema->{Place}{properties}}], [sort keys %$village], 'the contract knows the place');

# What can be read of the store without its key is the district at most.
$gate->stop;
my $store = join '', map { Gate::slurp($_) } glob "$gate->{dir}/{,var/}kopuro.db*";
cmp_ok(index($store, '41705236000000'), '>', 0, 'there is a store, and the district in it');
is(index($store, '41705236842040'), -1, 'the village is sealed');
done_testing;
