#!/usr/bin/perl
# What docs/menus.md shows behind its first chapter (that is guide.t's), played against the shipped menus and the programs. README.md: tests/readme.t.
#
#	```console   what stands behind "$ " is run, and says what stands below (tests/Played.pm)
#	```yaml      menus: with stubs for what they name and do not have, `kopuro check` finds no error in them
#	```dialog    a transcript that is played on the menus of the block before
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use File::Basename qw(dirname);
use POSIX qw(strftime);
use Test::More;
use lib dirname(__FILE__) . '/..';
use Played qw(console copy_made slurp spew);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
$ENV{LC_ALL} = 'C.UTF-8';

# ---- what the examples name and leave out ----
my %words = map { $_ => "{ky: Сөз, ru: Слово}" } qw(back more yes no wrong_choice wrong_number wrong_pin wrong_amount too_long empty unconfirmed);
@words{qw(back more)} = ('{ky: Артка, ru: Назад}', '{ky: Дагы, ru: Ещё}');
my $fact = 'source: here, verified_on: 2026-11-20, expires: 2036-11-20';
my %tables = (
	country => '[{key: ru, name: {ky: Россия, ru: Россия}}, {key: kz, name: {ky: Казакстан, ru: Казахстан}}]',
	situation => '[{key: new, country: [ru, kz], name: {ky: Жаңы келдим, ru: Недавно приехал}}]',
	checklist => "[{key: new, name: {ky: Келүү, ru: Приезд}, items: [{text: {ky: Каттоо, ru: Учёт}, $fact}]}]",
	helpline => "[{key: mfa, name: {ky: Консул, ru: Консул}, phone: {value: \"+996999312002\", $fact}}, {key: ru-emergency, phone: {value: \"112\", $fact}}, "
		. "{key: centre, name: {ky: Борбор, ru: Центр}, hours: {value: \"09:00-18:00\", zone: \"+06:00\", $fact}}]",
	region => '[{key: batken, code: "41705000000000", name: {ky: Баткен, ru: Баткен}}]',
);
my %screens = (
	language => '{kind: language, text: {ky: Тил, ru: Язык}, to: home}',
	resume => '{kind: choices, choices: [{text: {ky: Улантуу, ru: Продолжить}, do: session.resume, then: {resumed: home}}, '
		. '{text: {ky: Башынан, ru: Сначала}, do: session.restart, then: {restarted: home}}]}',
	later => '{kind: end, text: {ky: Кийин, ru: Позже}}',
);

# The names below `key` in a block: two blanks before them, as the files are written.
sub names {
	my ($key, $yaml) = @_;
	my ($body) = $yaml =~ /^$key:[^\n]*\n((?:(?:[ #].*)?\n)*)/m;
	return map { $_ => 1 } ($body // '') =~ /^  ([\w-]+):/mg;
}

# Somebody comes to a screen with what it shows: records of the stubs' tables, and words.
sub comes_with {
	my ($screen, $yaml) = @_;
	my ($body) = $yaml =~ /^  \Q$screen\E:(.*(?:\n(?!  \S|\S).*)*)/m;
	my %picks = map { $tables{$_} && $tables{$_} =~ /key: ([\w-]+)/ ? ($_ => $1) : () } ($body // '') =~ /\{(\w+)\.\w+\}/g;
	my %sets = map { $_ => 1 } ($body // '') =~ /\{(\w+)(?::\w+)?\}/g;
	my $with = '';
	$with .= ', pick: {' . join(', ', map { "$_: $picks{$_}" } sort keys %picks) . '}' if %picks;
	$with .= ', set: {' . join(', ', map { "$_: \"1\"" } sort keys %sets) . '}' if %sets;
	return $with;
}

my $dir;
my $menus = 0;
sub menus_of {
	my ($name, @lines) = @_;
	my $yaml = join '', map { "$_\n" } @lines;
	my %has = map { my $key = $_; $key => { names($key, $yaml) } } qw(words tables screens);
	my %led = map { $_ => $screens{$_} // '{kind: end, text: {ky: Ушул жер, ru: Это здесь}}' } keys %screens, $yaml =~ /\b(?:to|sent): ([\w-]+)/g;
	$led{home} = '{kind: choices, choices: [' . join(', ', map { "{text: {ky: Бул, ru: Это}, to: $_" . comes_with($_, $yaml) . '}' } sort keys %{ $has{screens} }) . ']}' if %{ $has{screens} };
	$led{home} //= $led{later};
	my @tables = grep { !$has{tables}{$_} } sort keys %tables;
	my $rest = $yaml =~ /^languages:/m ? '' : "languages: {ky: Кыргызча, ru: Русский}\n";
	$rest .= "entry: home\n" unless $yaml =~ /^entry:/m;
	$rest .= "words:\n" . join '', map { $has{words}{$_} ? () : "  $_: $words{$_}\n" } sort keys %words;
	$rest .= "tables:\n" . join '', map { "  $_: $tables{$_}\n" } @tables if @tables;
	$rest =~ s/country: \[ru, kz\]/country: ru/ if $has{tables}{country};
	$rest .= "screens:\n" . join '', map { $has{screens}{$_} ? () : "  $_: $led{$_}\n" } sort keys %led;
	$dir = 'shown' . ++$menus;
	mkdir $dir or die;
	spew("$dir/shown.yaml", $yaml);
	spew("$dir/rest.yaml", $rest);
	my $said = decode_utf8(qx{build/kopuro check --dialplan dialplans/kyrgyzstan.yaml $dir 2>&1});
	is($?, 0, "$name: the menus of example $menus") or diag $said;
	unlike($said, qr/^\S*shown\.yaml:(?!.*\[(?:unreviewed|holidays|fact-old)\]|.* has expired)/m, "$name: nothing is said against them") or diag $said;
}

sub transcript {
	my ($name, @lines) = @_;
	spew('shown.dialog', join '', map { "$_\n" } @lines);
	my $said = decode_utf8(qx{build/kopuro replay --menus $dir shown.dialog 2>&1});
	is($?, 0, "$name: the transcript of example $menus") or diag $said;
}

# Twelve people come to the question for a name; five go no further.
sub people_call {
	my $calls = strftime("at %Y-%m-%d 10:00\n", gmtime);
	for my $caller (1 .. 12) {
		$calls .= sprintf "phone +9965550001%02d\nlanguage ky\ndial *500*3*2*1#\ntype Айлыгым төлөнгөн жок\nscreen ~ Атыңыз?\n", $caller;
		$calls .= "type Айбек\n" if $caller > 5;
		$calls .= "hang up\n";
	}
	mkdir 'var';
	spew('calls.dialog', $calls);
	my $said = decode_utf8(qx{build/kopuro replay --store var/kopuro.db calls.dialog 2>&1});
	is($?, 0, 'people call') or diag $said;
}

my %does = (console => \&console, yaml => \&menus_of, dialog => \&transcript);
my $root = copy_made();
people_call();
my ($chapters) = slurp("$root/docs/menus.md") =~ /^## The files\n(.*)\z/ms or die 'the guide has no such chapter';
my ($heading, %played) = ('The files');
while ($chapters =~ /^##+ ([^\n]+)$|^```(\w*)\n(.*?)^```$/msg) {
	if (defined $1) { $heading = $1; next }
	my ($kind, @lines) = ($2, split /\n/, $3);
	next if $kind eq '' || $lines[0] =~ /^# yaml-language-server/;
	die "$heading: a block of the kind '$kind'" unless $does{$kind};
	$does{$kind}->($heading, @lines);
	$played{$kind}++;
}
cmp_ok($played{console} // 0, '>=', 6, 'pages and tables are shown');
cmp_ok($played{yaml} // 0, '>=', 12, 'menus are');
chdir $root;
done_testing;
