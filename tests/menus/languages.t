#!/usr/bin/perl
# A third and a fourth language need no code: four-languages is checked as any menu is, and dialled in each of them, on a network with Cyrillic and
# on one without.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Basename;
use File::Temp 'tempdir';
use JSON::PP;
chdir dirname($0) . "/../..";
my $kopuro = ($ENV{BUILD} // 'build') . "/kopuro";
my $menus = 'tests/menus/four-languages';
binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);

sub report {
	my $said = `$kopuro check --format json $_[0]`;
	return decode_json($said);
}

my $report = report($menus);
is_deeply([@$report{qw(errors warnings)}], [0, 0], 'nothing to find in them') or diag explain $report->{findings};
is_deeply($report->{coverage}, { ky => 100, ru => 100, uz => 100, tg => 100 }, 'each language is whole');

# What is on the screens when these keys are pressed; the borders and the lines below them left out.
sub dialled {
	my ($keys, @options) = @_;
	my $input = join '', map { "$_\\n" } @$keys;
	my $said = `printf '$input' | $kopuro dial --menus $menus @options '*500#'`;
	utf8::decode($said);
	return join "\n", $said =~ /^\| (.*?) *\|$/mg;
}

is(dialled([]), "Тил\nЯзык\nТил\nЗабон\n1 Кыргызча\n2 Русский\n3 Ўзбекча\n4 Тоҷикӣ", 'all four on one page');
my %papers = (
	ky => ["1 Документтер\n2 Тил", '1 Жол жүрөр алдында', 'Документтердин көчүрмөсүн', '1 Dokumentter', '1 Jol jürör aldynda'],
	ru => ["1 Документы\n2 Язык", '1 Перед отъездом', 'Храните копии', '1 Dokumenty', '1 Pered otezdom'],
	uz => ["1 Ҳужжатлар\n2 Тил", '1 Жўнашдан олдин', 'Ҳужжатлар нусхасини', '1 Hujjatlar', "1 Jo'nashdan oldin"],
	tg => ["1 Ҳуҷҷатҳо\n2 Забон", '1 Пеш аз сафар', 'Нусхаи ҳуҷҷатҳоро', '1 Hujjatho', '1 Pesh az safar'],
);
for my $language (qw(ky ru uz tg)) {
	my ($home, $before, $item, $latin_home, $latin_before) = @{ $papers{$language} };
	my $said = dialled([1, 1, 1], '--lang', $language);
	like($said, qr/^\Q$home\E\n.*^\Q$before\E\n.*^\Q$item\E/sm, "$language: to the papers");
	$said = dialled([1, 1], '--lang', $language, '--encoding gsm7');
	like($said, qr/^\Q$latin_home\E\n.*^\Q$latin_before\E\n/sm, "$language: in Latin letters");
	unlike($said, qr/\p{Cyrillic}|\?\?|\w\?\w/, "$language: and in no others");
}
my ($key) = grep { dialled([$_, 1]) =~ /Мамлакатни танланг/ } 1 .. 4;
is($key, 3, 'the third language is chosen by its number');
like(dialled([2, 4], '--lang', 'uz'), qr/1 Ҳуҷҷатҳо/, 'and changed for the fourth');

# What the check says of a word written with the wrong letters, in their alphabets too.
my $spoilt = tempdir(CLEANUP => 1);
for my $file (qw(system.yaml documents.yaml)) {
	open my $in, '<:utf8', "$menus/$file" or die;
	my $text = do { local $/; <$in> };
	$text =~ s/Ҳужжатлар,/Һужжатлар,/;
	$text =~ s/Нав омадам/Наў омадам/;
	open my $out, '>:utf8', "$spoilt/$file" or die;
	print $out $text;
}
my @found = map { $_->{message} } @{ report($spoilt)->{findings} };
is(scalar(grep { /'Һ' in 'Һужжатлар' is none of the language 'uz'/ } @found), 1, 'a letter that Uzbek does not have');
is(scalar(grep { /'ў' in 'Наў' is none of the language 'tg'/ } @found), 1, 'one that Tajik does not have');
done_testing;
