#!/usr/bin/perl
# scripts/prove, by which `make check` runs everything: what is skipped is told at its end with why, and does not hide what failed.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;
chdir dirname(__FILE__) . '/..';

my $dir = tempdir(CLEANUP => 1);
my %tests = (
	some => 'use Test::More; SKIP: { skip("no capture", 2) } ok(1); done_testing;',
	all => 'use Test::More; plan skip_all => "osmo-msc is not there";',
	good => 'use Test::More; ok(1, "skip nothing"); done_testing;',
	bad => 'use Test::More; ok(0); done_testing;',
);
for my $name (keys %tests) {
	open my $out, '>', "$dir/$name.t" or die;
	print $out $tests{$name};
}
sub prove_of { my $said = qx{scripts/prove @{[map { "$dir/$_.t" } @_]} 2>/dev/null}; return ($? >> 8, $said) }

my ($status, $said) = prove_of('good');
is($status, 0, 'what passes');
like($said, qr/^Result: PASS\nNothing was skipped\.\n\z/m, '... and is whole');
($status, $said) = prove_of('all', 'good', 'some');
is($status, 0, 'what is skipped is no failure');
like($said, qr{^Result: PASS\nSkipped:\n  \S+/all\.t: osmo-msc is not there\n  \S+/some\.t: no capture \(2 times\)\n\z}m, '... and is told');
($status, $said) = prove_of('all', 'bad');
isnt($status, 0, 'a failure stays one');
like($said, qr{^Result: FAIL\nSkipped:\n  \S+/all\.t: }m, '... and what was skipped is told, too');
done_testing;
