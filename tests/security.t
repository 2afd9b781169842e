#!/usr/bin/perl
# docs/security.md: each row of its table names what proves it, and that is there.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use Test::More;
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname(__FILE__) . '/..' or die;

sub slurp { open my $in, '<:encoding(UTF-8)', $_[0] or return; local $/; return scalar <$in> }
my ($table) = slurp('docs/security.md') =~ /^## Who attacks\n(.*?)^## /ms;
my @rows = grep { !/^\| who \||^\|---/ } $table =~ /^(\|.*\|)$/mg;
cmp_ok(scalar @rows, '>', 15, 'there are rows');
for my $row (@rows) {
	my (undef, $who, $tries, undef, $proof) = split / *\| */, $row;
	my @proofs = split /; /, $proof // '';
	ok(@proofs > 0, "$who, $tries: something proves it");
	for (@proofs) {
		my ($file, $test) = /^`([^`]+)`(?: (\w+))?$/ or fail("unreadable: $_");
		my $text = slurp($file // '');
		ok(defined $text, "$file is there");
		like($text // '', qr/\b$test\b/, "and has $test") if $test;
	}
}
done_testing;
