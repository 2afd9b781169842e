#!/usr/bin/perl
# README.md, "Try it": what is typed there is typed, and what the telephone shows is what stands there, frame by frame. The caller's number and the
# console's port are others in each run.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use File::Basename qw(dirname);
use Test::More;
use lib dirname(__FILE__);
use Played qw(copy_made slurp);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
$ENV{LC_ALL} = 'C.UTF-8';

my $root = copy_made();
my $readme = slurp("$root/README.md");
my @blocks = grep { /\| make run$/m } $readme =~ /^```\n(.*?)^```$/msg;
is(scalar @blocks, 1, 'the README shows one run');
my ($typed, $said) = $blocks[0] =~ /^\$ (printf .*?) \| make run\n(.*)\z/ms;
ok(defined $said, 'it says what is typed');
my @frames = $said =~ /^\+-+\+$/mg;
cmp_ok(scalar @frames, '>=', 6, 'and shows three screens at least');

sub each_run { return $_[0] =~ s/(telnet 127\.0\.0\.1) \d+/$1 …/r =~ s/^(Handset: \+996555)\d{6}$/$1…/mr }
my $shown = decode_utf8(qx{$typed | scripts/run 2>&1}); # make run builds first
is($?, 0, 'the run ends well');
is(each_run($shown), each_run($said), 'what stands there is what comes');
chdir $root;
done_testing;
