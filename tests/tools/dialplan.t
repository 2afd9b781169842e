#!/usr/bin/perl
# A code leads to its own screen, and people with numbers of a country are spoken to in its language: both by the dialplan alone.
use strict;
use warnings;
use utf8;
use File::Basename;
use File::Temp 'tempdir';
use Test::More;
chdir dirname($0) . "/../..";
my $kopuro = ($ENV{BUILD} // 'build') . "/kopuro";
my $dir = tempdir(CLEANUP => 1);
open my $in, '<:utf8', 'dialplans/kyrgyzstan.yaml' or die;
my $plan = do { local $/; <$in> };
$plan =~ s/  "\*500#": \{to: home\}/  "*500#": {to: home}\n  "*501#": {to: helplines}/ or die 'the shipped plan has another code';
$plan =~ s/^zone:/language: ky\nzone:/m or die;
open my $out, '>:utf8', "$dir/plan.yaml" or die;
print $out $plan;
close $out;

# What is shown, screen by screen.
sub dial {
	my ($as, @lines) = @_;
	open my $file, '>', "$dir/lines" or die;
	print $file "$_\n" for @lines;
	close $file;
	open my $run, '-|', "$kopuro dial --dialplan $dir/plan.yaml --as $as <$dir/lines" or die;
	binmode $run, ':utf8';
	my @screens = split /^\+-+\+\n/m, do { local $/; <$run> };
	return map { join "\n", grep { /\S/ } map { /^\| (.*?) *\|$/ ? $1 : () } split /\n/ } @screens[grep { $_ % 2 } 0 .. $#screens];
}

my @kg = dial('+996555123456', '*501#', '0', '*500#');
like($kg[0], qr/^1 Коркунуч бар/, 'a number of Kyrgyzstan is spoken to in Kyrgyz, at the screen of the code');
like($kg[1], qr/^1 Документтер/, 'back leads to the first screen of all');
my @ru = dial('+79161234567', '*501#', '2', '0');
like($ru[0], qr/^Тилди тандаңыз\nВыберите язык/, 'a number of which the plan says nothing is asked');
like($ru[1], qr/^1 Опасность/, 'and comes to the screen of the code then');
like($ru[2], qr/^1 Документы/, 'from where back leads home');
like((dial('+996555123456', '*500#'))[0], qr/^1 Документтер/, 'the other code leads home');
done_testing;
