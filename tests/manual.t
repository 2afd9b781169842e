#!/usr/bin/perl
# The man pages in docs/: they render without a warning, menu(5) has each key, action and slot of the menu files and no others, kopuro(1) each command
# and option of the tools.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use File::Basename qw(dirname);
use JSON::PP;
use Test::More;
chdir dirname($0) . '/..' or die;
my $kopuro = ($ENV{BUILD} // 'build') . '/kopuro';

sub slurp { local (@ARGV, $/) = @_; return scalar <> }
sub sorted { my %seen = map { $_ => 1 } @_; return sort keys %seen }
# Those of the first list that the second lacks.
sub missing { my ($these, @there) = @_; my %there = map { $_ => 1 } @there; return join ' ', grep { !$there{$_} } sorted(@$these) }

my @pages = glob 'docs/*.[1-9]';
is("@pages", 'docs/kopuro.1 docs/kopuro.cfg.5 docs/kopurod.8 docs/menu.5', 'the pages');
for my $page (@pages) {
	my $said = qx{mandoc -Tlint -Wwarning $page 2>&1};
	is("$said$?", '0', "$page renders without a warning");
}

# ---- menu(5) ----
my $menu = slurp('docs/menu.5');
# Words of the macro Ic: keys, actions, slots. What is told as an item of a list is told on purpose.
my @named = map { grep { /^[a-z]/ } split /[ ,]+/, s/ (?:Cm|:) .*//r } $menu =~ /^\.(?:It )?Ic (.+)$/mg;
my @items = map { split /[ ,]+/, s/ : .*//r } $menu =~ /^\.It Ic (.+)$/mg;
my @keys;
sub keys_below {
	my ($node) = @_;
	if (ref $node eq 'ARRAY') { keys_below($_) for @$node; return }
	return unless ref $node eq 'HASH';
	push @keys, keys %{ $node->{properties} } if ref $node->{properties} eq 'HASH';
	keys_below($_) for values %$node;
}
keys_below(decode_json(do { open my $in, '<:raw', 'docs/menu.schema.json' or die; local $/; <$in> }));
my @languages = qw(ky ru); # stand for any
is(missing(\@keys, @named, @languages), '', 'menu(5): each key of docs/menu.schema.json');

my $contract = slurp('gateway/journeys/contract.c');
my %outcomes = map { $_ } $contract =~ /\{ \.name = "([a-z.]+)", \.outcomes = \{ ([^}]*) \}/g;
my %told = $menu =~ /^\.It Ic ([a-z]+\.[a-z]+) : Cm (.+)$/mg;
is_deeply({ map { $_ => [$told{$_} =~ /\w+/g] } keys %told }, { map { $_ => [$outcomes{$_} =~ /\w+/g] } keys %outcomes }, 'each action with its outcomes');
my @slots = $contract =~ /\[SLOT_\w+\] = \{ "(\w+)"/g;
my ($slots) = $menu =~ /^\.Ss Slots\n(.*?)^\.Ss /ms;
is_deeply([sorted(map { split / , / } $slots =~ /^\.It Ic (.+)$/mg)], [sorted(@slots)], 'each slot');
is(missing(\@items, @keys, @slots, keys %outcomes), '', 'and nothing that there is not');
my ($kinds) = $menu =~ /^\.It Ic kind\n(.*?)^\.El/ms;
my $schema = slurp('docs/menu.schema.json');
my ($known) = $schema =~ /language: asks for the language\.",\s*"enum": \[(.*?)\]/s;
is_deeply([sorted($kinds =~ /^\.It Cm (\w+)$/mg)], [sorted($known =~ /\w+/g)], 'each kind of screen');

# ---- kopuro(1) ----
my $page = slurp('docs/kopuro.1');
my %command = map { $_ => 1 } qx{$kopuro help} =~ /^  kopuro (\w+)/mg;
cmp_ok(scalar keys %command, '>=', 10, 'kopuro has its commands');
my ($body) = $page =~ /^\.Sh DESCRIPTION\n(.*?)^\.Sh EXIT STATUS/ms;
is_deeply([sorted($body =~ /^\.It (?:Xo\n\.)?Cm (\w+)/mg)], [sort keys %command], 'kopuro(1): each command, and no others');
my (@options, @words);
for my $name (sort keys %command) {
	my $usage = qx{$kopuro $name --no-such-option 2>&1};
	is($? >> 8, 2, "$name tells how it is called");
	like($usage, qr/^usage: kopuro $name\b/m, '... in its own words');
	push @options, grep { $_ ne 'no-such-option' } $usage =~ /--([a-z][a-z-]*)/g;
	push @words, map { "$name $_" } $usage =~ /^(?:usage:|      ) kopuro $name (?:\[-c FILE\] )?([a-z]+)\b/mg;
}
my @told_options = $body =~ /\bFl -([a-z][a-z-]*)/g;
is(missing(\@options, @told_options), '', 'each option');
is(missing(\@told_options, @options, 'phone'), '', 'and no others');
my @told_words = ($body =~ s/ Oo Fl c Ar file Oc//gr) =~ /^\.It Cm (\w+ Cm \w+)/mg;
is(missing(\@words, map { s/ Cm / /r } @told_words), '', 'each word behind a command');
done_testing;
