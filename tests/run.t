#!/usr/bin/perl
# What `make run` does once it has built: the README's example, a word by SMS, and a number that outlives the run. Exit status 0 each time.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Basename;
use IO::Socket::INET;
chdir dirname($0) . "/..";
binmode $_, ':utf8' for *STDOUT, Test::More->builder->output, Test::More->builder->failure_output;

for my $port (2775, 8080, 4262) {
	my $taken = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
	plan skip_all => "port $port, which etc/kopuro.cfg names, is taken by another program" if $taken;
}

sub run_with {
	my @lines = @_;
	my $input = join '', map { "$_\\n" } @lines;
	my $said = `printf '$input' | scripts/run 2>&1`;
	utf8::decode($said);
	return ($said, $? >> 8);
}

my ($said, $status) = run_with('*500#', 1, 1);
is($status, 0, 'the example ends well');
like($said, qr/Тилди тандаңыз.*1 Документтер.*5 Тил.*Кайсы өлкө\?.*1 Россия.*9 Дагы 0 Артка/s, 'three screens, in Kyrgyz');
like($said, qr/^Console: telnet 127\.0\.0\.1 4262/m, "the console's address");

($said, $status) = run_with('*500#', 1, 1, ':hang up', ':hang up', '*500#', ':fax');
is($status, 0, 'a call that is broken off');
like($said, qr/^> :hang up\n> :hang up\nNo call is open\.\n> \*500#\n.*улантасызбы\?.*^> :fax\n[^\n]* There are:\n  :hang up /ms, 'can be gone on with; what is no order is told');

($said, $status) = run_with('*500#', 2, 2, 1, 1, 1);
is($status, 0, 'help lines in Russian');
like($said, qr/1 Опасность.*Выйдите из меню, звоните:.*1 Россия: 112.*SMS\n\+-+\+\n.*\d{3}/s, 'what was asked for by SMS comes by SMS');

($said, $status) = run_with('*500#', 1, 3, 2, 1, 'Айлыгымды төлөбөй жатышат', 'Айбек', '4711');
is($status, 0, 'an appeal');
my ($number) = $said =~ /Кабыл алынды.*?(\d{4}-\d{4})/s;
ok($number, 'it has a number');
($said, $status) = run_with('*500#', 1, 3, 1, $number // '', '4711');
is($status, 0, 'another run, from another telephone');
like($said, qr/Абалы: кабыл алынды/, 'the number is still known');
done_testing;
