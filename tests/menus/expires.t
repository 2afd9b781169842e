#!/usr/bin/perl
# kopuro check --expires: what runs out by a day, and who shows it. The facts of tests/menus/expiry have fixed days; how far away they are depends on today.
use strict;
use warnings;
use utf8;
use Test::More;
use Cwd;
use Encode;
use File::Basename;
use JSON::PP;
use POSIX 'strftime';
use lib dirname(__FILE__) . '/..';
use Room;
chdir $root or die;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

sub check { return said_of("$kopuro check @_") }

my $menus = 'tests/menus/expiry';
my $bishkek = time + 6 * 3600;
sub day { strftime('%Y-%m-%d', gmtime($bishkek + 86400 * shift)) }

my ($status, $said) = check("--expires 2027-03-02 $menus");
$said = decode('UTF-8', $said);
is($status, 0, 'it exits as a check does');
my @days = $said =~ /^\Q$menus\E\/menu\.yaml:\d+:\d+: (\d{4}-\d\d-\d\d), /mg;
is_deeply(\@days, [qw(2026-12-06 2026-12-31 2027-01-15 2027-03-02)], 'those up to the day and with it, the earliest first');
like($said, qr{^\Q$menus\E/menu\.yaml:50:\d+: 2027-03-02, [^:\n]+: \+996111
	records: office\.near, office\.note, papers\.all
	screens: papers-read, number, numbers, ask, note$}m, 'a number: its record, those that name it, also by another, and all their screens');
like($said, qr{^\Q$menus\E/menu\.yaml:\d+:\d+: 2026-12-06, [^:\n]+: ID-карта\n\trecords: papers\.all\n\tscreens: papers-read\n}m, 'an item of a list');
like($said, qr{^\Q$menus\E: facts that expire by 2027-03-02: \d+, expired already: \d+$}m, 'the sums');
unlike($said, qr{такталган}, 'what it says, without the mark');
like(decode('UTF-8', (check("--expires 2027-06-01 $menus"))[1]), qr{ 2027-06-01, .*not confirmed: \+996222$}m, 'one that is marked already');

($status, $said) = check($menus);
like($said, qr{: transcripts: 1\n.*: errors: 0, }s, 'a gateway that runs over midnight (midnight.dialog)') or diag $said;

($status, $said) = check("--expires 2027-03-02 --format json $menus");
my $report = decode_json($said);
is($report->{until}, '2027-03-02', 'JSON: until when');
is_deeply([map { $_->{expires} } @{ $report->{facts} }], \@days, 'JSON: the same facts');
my ($near) = grep { $_->{text}{ky} eq '+996111' } @{ $report->{facts} };
is_deeply([@$near{qw(file line records screens)}, $near->{confirmed} ? 1 : 0], ["$menus/menu.yaml", 50, [qw(office.near office.note papers.all)],
	[qw(papers-read number numbers ask note)], 1], 'JSON: one of them');

# How far away: facts of today, tomorrow and yesterday.
use File::Temp 'tempdir';
my $now = tempdir(CLEANUP => 1);
symlink(Cwd::abs_path('tests/menus/good/system.yaml'), "$now/system.yaml") or die;
sub fact { my ($n, $day) = @_; "    - {key: k$n, name: {value: \"$n\", source: here, verified_on: 2020-01-01, expires: $day, in_force: yes}}\n" }
open my $out, '>:utf8', "$now/menu.yaml" or die;
print $out "screens:\n  home: {kind: list, from: place, to: goodbye}\n  goodbye: {kind: end, text: {ky: Рахмат, ru: Спасибо}}\ntables:\n  place:\n",
	fact(1, day(-1)), fact(2, day(0)), fact(3, day(1)), fact(4, day(30)), fact(5, day(31));
close $out;
($status, $said) = check("--expires 30d $now");
is_deeply([$said =~ /^\S+: \d{4}-\d\d-\d\d, (.*): \d$/mg], ['expired 1 day ago', 'its last day', 'in 1 day', 'in 30 days'], 'days are counted from today, in Bishkek');
like($said, qr/: facts that expire by \Q${\day(30)}\E: 3, expired already: 1$/m, '... and the last is told');
is((check("--expires 0d --strict $now"))[0], 1, 'with --strict a warning counts, as for a check');
is((check("--expires 30d tests/menus/broken/unknown-target"))[0], 1, 'menus with an error exit with 1');
like((check("--expires 30d tests/menus/broken/unknown-target"))[1], qr/unknown screen/, '... and it is told');
like((check("--expires 2030-01-01 menus/home.yaml"))[1], qr{\Amenus/home\.yaml: facts that expire by 2030-01-01: 0, expired already: 0\n\z}, 'of one file only what stands there');
like((check('--expires 9999-12-31 menus'))[1], qr{^menus/data/helpline\.yaml:\d+:\d+: .*\n\trecords: helpline\.mfa, checklist\.}m, 'the consular line, and who names it');
is((check($_))[0], 2, "not understood: $_") for '--expires', '--expires soon', '--expires 2027-02-30', '--expires 99999d', '--expires d', '--expires 30d --budget', '--expires 30d --format sarif';
done_testing;
