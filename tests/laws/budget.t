#!/usr/bin/perl
# How far away what people call for may be in the shipped menus, as `kopuro check --budget` counts it: in each writing of which a network's session is.
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use JSON::PP qw(decode_json);
use Test::More;
chdir dirname(__FILE__) . '/../..';
my $build = $ENV{BUILD} // 'build';

my $answers_most = 8;            # of a leaf, but the pages of a long text
my $pages_long = 4;              # more than these are a long text: it offers to be sent by SMS on its first page
my $seconds = 90;                # of a leaf ...
my $over_most = 10;              # ... but for so many
my $slow = 180;                  # of a leaf, and of an appeal: a session of a network
my $appeal_seconds = 120;
my @writings = (['ky', 'ucs2', 160], ['ru', 'ucs2', 160], ['ky-Latn', 'gsm7', 182]);

my $budget = decode_json(scalar qx{$build/kopuro check --budget --format json menus});
is($?, 0, 'the menus are in order');

sub told { my ($leaf) = @_; return sprintf '%s (%d answers, %d s, %d s slow)', $leaf->{name}, $leaf->{answers}, $leaf->{ms} / 1000, $leaf->{slow_ms} / 1000 }
sub in_writing { my ($w, @leaves) = @_; return grep { $_->{language} eq $w->[0] && $_->{charset} eq $w->[1] && $_->{budget} == $w->[2] } @leaves }
# Whoever has a long text sent need not turn its pages.
sub answers_to { my ($leaf) = @_; return $leaf->{pages} > $pages_long && $leaf->{sent_from} ? $leaf->{sent_from}{answers} : $leaf->{answers} }
sub lines { return join "\n", map { told($_) } @_ }

# The shortest way to an appeal of this kind.
sub appeal {
	my ($outcome, $region, @done) = @_;
	my %nameless = (named => 0, nameless => 1);
	my @such = grep { $_->{name} =~ /^appeal\.lodge $outcome\b/ && ($_->{name} =~ /anonymous=yes/ ? 1 : 0) == $nameless{$outcome}
		&& ($_->{name} =~ /\bregion\b/ ? 1 : 0) == $region } @done;
	my ($first) = sort { $a->{answers} <=> $b->{answers} || $a->{ms} <=> $b->{ms} } @such;
	return $first;
}

# Of each thing that can be done the shortest way.
sub shortest {
	my @done = @_;
	my %first;
	for my $deed (sort { $a->{answers} <=> $b->{answers} || $a->{ms} <=> $b->{ms} } @done) {
		my ($what) = $deed->{name} =~ /^(\S+ \S+)/;
		$first{$what} //= $deed;
	}
	return map { $first{$_} } sort keys %first;
}

for my $w (@writings) {
	my $in = join ' ', @$w;
	my @leaves = in_writing($w, @{ $budget->{leaves} });
	my @done = in_writing($w, @{ $budget->{done} });
	cmp_ok(scalar @leaves, '>', 100, "$in: leaves: " . @leaves);
	is(lines(grep { $_->{slow_ms} > $slow * 1000 } @leaves), '', "$in: none takes a slow reader more than $slow s");
	my @over = sort { $b->{ms} <=> $a->{ms} } grep { $_->{ms} > $seconds * 1000 } @leaves;
	cmp_ok(scalar @over, '<=', $over_most, "$in: at most $over_most take more than $seconds s") or diag lines(@over);
	is(lines(grep { answers_to($_) > $answers_most } @leaves), '', "$in: none takes more than $answers_most answers");
	is(lines(grep { $_->{pages} > $pages_long && $_->{name} =~ /^(?:documents|helpline)/ && !$_->{sent_from} } @leaves), '',
		"$in: a list of more than $pages_long pages can be sent from its first");
	my @shortest = shortest(@done);
	cmp_ok(scalar @shortest, '>', 10, "$in: what is done: " . @shortest);
	is(lines(grep { $_->{answers} > $answers_most || $_->{slow_ms} > $slow * 1000 } @shortest), '', "$in: none of it takes more than $answers_most answers, or $slow s");
	for my $outcome (qw(named nameless)) {
		for my $region (0, 1) {
			my $appeal = appeal($outcome, $region, @done);
			my $name = "$in: an appeal, $outcome" . ($region ? ', with a region' : '');
			ok($appeal, $name) or next;
			is(lines(grep { $_->{answers} > $answers_most || $_->{ms} > $appeal_seconds * 1000 || $_->{slow_ms} > $slow * 1000 } $appeal), '',
				"$name: $answers_most answers, $appeal_seconds s, $slow s slow");
			diag told($appeal) if $ENV{VERBOSE};
		}
	}
}
done_testing;
