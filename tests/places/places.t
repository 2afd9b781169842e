#!/usr/bin/perl
# places/kyrgyzstan.csv against its own laws, what becomes of it at build, and what its compiler says to a file that breaks them.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Basename;
use File::Copy;
use File::Temp qw(tempdir);
use Unicode::Normalize;
chdir dirname($0) . "/../..";
binmode $_, ':utf8' for *STDOUT, Test::More->builder->output, Test::More->builder->failure_output;
my $build = $ENV{BUILD} // 'build';

open my $in, '<:encoding(UTF-8)', 'places/kyrgyzstan.csv' or die $!;
my @lines = <$in>;
chomp @lines;
my @head = grep { /^#/ } @lines;
my @rows = grep { !/^#/ } @lines;
is(shift @rows, 'code,parent,level,ky,ru,aliases', 'six columns, named');
like("@head", $_->[1], "the head names $_->[0]")
	for ['its date', qr/23\.04\.2021/], ['the classifier', qr/SOATE/], ['OCHA', qr/OCHA COD-AB/], ['GeoNames and its licence', qr/GeoNames.*CC BY 4\.0/],
	['what is missing', qr/Missing:/];

my (%row, %count, @wrong);
my $before = '';
for (@rows) {
	my @c = split /,/, $_, -1;
	push @wrong, "columns: $_" if @c != 6;
	my ($code, $parent, $level, $ky, $ru, $aliases) = @c;
	push @wrong, "code: $_" if $code !~ /^417\d{11}$/;
	push @wrong, "order: $_" if $code le $before;
	push @wrong, "not NFC: $_" if NFC($_) ne $_;
	push @wrong, "Russian name: $_" if $ru !~ /^[А-Яа-я0-9(][А-Яа-я0-9 .()-]*$/;
	push @wrong, "Kyrgyz name: $_" if $ky !~ /^(?:[А-Яа-яҢңӨөҮү0-9][А-Яа-яҢңӨөҮү0-9 .-]*)?$/;
	for my $alias (split /\|/, $aliases, -1) {
		push @wrong, "alias '$alias': $_" if $alias !~ /^[А-Яа-яЁёҢңӨөҮү0-9 .-]+$/ && $alias !~ /^[A-Za-z' -]+$/;
	}
	push @wrong, "white space: $_" if /\s,|,\s|  |\s$/;
	$before = $code;
	$count{$level}++;
	$count{"$level with ky"}++ if $ky;
	$row{$code} = { parent => $parent, level => $level, shown => $ky || $ru, ru => $ru };
}
is_deeply(\@wrong, [], 'codes, order, letters, NFC');
is_deeply({ map { $_ => $count{$_} } qw(oblast district city aimak village) }, { oblast => 7, district => 44, city => 31, aimak => 453, village => 1902 },
	'7 oblasts, 44 districts, 31 cities, 453 aimaks, 1,902 villages');
is_deeply([ map { $count{"$_ with ky"} } qw(oblast district city) ], [ 7, 44, 31 ], 'every oblast, district and city has its Kyrgyz name');

# Whose child a level may be; '' is nothing.
my %may = (oblast => [''], district => [qw(oblast city)], city => ['', 'oblast', 'district'], aimak => ['district'], village => [qw(aimak city district)]);
my (@orphans, %named, @twice);
for my $code (sort keys %row) {
	my $r = $row{$code};
	my $parent = $row{ $r->{parent} };
	push @orphans, "$code: parent $r->{parent}" if $r->{parent} && !$parent;
	my $level = $parent ? $parent->{level} : '';
	push @orphans, "$code: a $r->{level} under '$level'" unless grep { $_ eq $level } @{ $may{ $r->{level} } };
	# The digits of what it lies in are its own. Bishkek's districts have codes beside that of the city.
	my $digits = { oblast => 5, city => 8, district => 8, aimak => 11, '' => 0 }->{$level};
	push @orphans, "$code: not in $r->{parent}" if $parent && substr($code, 0, $digits) ne substr($r->{parent}, 0, $digits) && $r->{parent} ne '41711000000000';
	my $name = lc $r->{shown} =~ s/[ -]//gr;
	push @twice, "$code $r->{shown}: as " . $named{"$r->{parent} $name"} if $parent && $named{"$r->{parent} $name"};
	$named{"$r->{parent} $name"} = $code;
}
is_deeply(\@orphans, [], 'every parent is there, of a level that can be one, and its digits lead to it');
is_deeply(\@twice, [], 'no two places that belong to the same one are shown by the same name');
is($row{'41711000000000'}{ru}, 'Бишкек', 'Bishkek has its code');
is($row{'41721000000000'}{ru}, 'Ош', 'Osh has its code');

# The table: read where the program lies, with nothing for the loader to mend, and small.
my $object = "$build/places/place_table.o";
ok(-e $object, 'the build made the table');
my @symbols = map { (split)[1] } `nm $object`;
is_deeply([ grep { $_ ne 'R' } @symbols ], [], 'all of it is const');
unlike(scalar `readelf -rW $object`, qr/\.rela?\.(ro)?data/, 'no relocations in it');
my ($text) = `size -B $object` =~ /\n\s*(\d+)/;
cmp_ok($text, '<=', 300 * 1024, 'it takes at most 300 KiB');
diag("the table takes $text octets") if $ENV{TEST_VERBOSE};

my $dir = tempdir(CLEANUP => 1);
sub compile {
	open my $out, '>:encoding(UTF-8)', "$dir/p.csv" or die $!;
	print $out map { "$_\n" } @_;
	close $out;
	my $said = `$build/tools/places/compile $dir/p.csv 2>&1 >$dir/p.c`;
	utf8::decode($said);
	return ($? >> 8, $said =~ s/^\Q$dir\E.//r);
}
my @good = ('41702000000000,,oblast,,Область,', '41702205000000,41702000000000,district,,Район,', '41702205805000,41702205000000,aimak,,Аймак,');
is((compile(@good))[0], 0, 'a small file is a file');
for my $case (
	['five columns', ['41702205805010,41702205805000,village,,Арал'], 'p.csv:4: a row has six columns: 41702205805010'],
	['a short code', ['4170220580501,41702205805000,village,,Арал,'], 'p.csv:4: a code has 14 digits: 4170220580501'],
	['an unknown level', ['41702205805010,41702205805000,hamlet,,Арал,'], 'p.csv:4: unknown level: hamlet'],
	['an orphan', ['41702205805010,41702205806000,village,,Арал,'], 'p.csv:4: unknown parent: 41702205806000'],
	['a code twice', ['41702205805000,41702205000000,aimak,,Аймак,'], 'p.csv:4: rows are sorted by their code: 41702205805000'],
	['no name', ['41702205805010,41702205805000,village,,,'], 'p.csv:4: a name that cannot be read: '],
	['Latin letters', ['41702205805010,41702205805000,village,,Apaл,'], 'p.csv:4: a name that cannot be read: Apaл'],
) {
	my ($what, $more, $wanted) = @$case;
	is_deeply([ compile(@good, @$more) ], [1, "$wanted\n"], "told of $what");
}
# Menus of their own that ask for them, and a transcript of it.
my $checked = `$build/kopuro check tests/menus/places 2>&1`;
utf8::decode($checked);
like($checked, qr/transcripts: 1\n.*errors: 0, warnings: 0/s, 'the menus of tests/menus/places, as they are dialled') or diag $checked;
# What docs/menus.md shows is menus.
open my $guide, '<:encoding(UTF-8)', 'docs/menus.md' or die $!;
my ($example) = do { local $/; <$guide> } =~ /### Districts and villages\n.*?```yaml\n(.*?)```/s;
mkdir "$dir/guide";
copy('tests/menus/places/system.yaml', "$dir/guide") or die $!;
open my $menu, '>:encoding(UTF-8)', "$dir/guide/menu.yaml" or die $!;
print $menu $example =~ s/^screens:\n/screens:\n  home: {kind: choices, choices: [{text: {ky: Айылым, ru: Моё село}, to: home-district}]}\n/mr;
close $menu;
$checked = `$build/kopuro check $dir/guide 2>&1`;
utf8::decode($checked);
like($checked, qr/errors: 0, warnings: 0/, 'the example of docs/menus.md') or diag $checked;
done_testing;
