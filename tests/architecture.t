#!/usr/bin/perl
# Who may include whom (HACKING.md, "The rooms"): read from the #include lines themselves. And that each header stands on its own.
use strict;
use warnings;
use Test::More;
use File::Find;
use File::Basename;
chdir dirname($0) . "/..";

# A room may include its own headers and those of the rooms named here. The root files of gateway/ see all.
my %may = (
	base => [],
	text => ['base'],
	places => [qw(base text)],
	smpp => [qw(base text)],
	menu => [qw(base text places)],
	dialplan => [qw(base text smpp)],
	ussd => [qw(base text smpp)],
	sms => [qw(base text smpp)],
	session => [qw(base text menu ussd smpp)],
	journeys => [qw(base text menu store sms feedback:values)],
	store => ["base", "text", "journeys:values", "session:values", "sms:values", "feedback:values"],
	feedback => [qw(base text places store)],
	control => ['*'],
);
# Value structs that the store may know: plain data, no behaviour.
my %values = (journeys => [qw(appeal.h pledge.h callback.h)], session => ['session.h'], sms => ["message.h"], feedback => ["item.h", "event.h"]);
# Libraries that stay in their rooms.
my @kept = (
	[qr{^event2/} => qr{^gateway/(loop\.c|smpp/(link|connection|resolver|tls|outbind)\.c|control/http_\w+\.c|feedback/\w+\.c)$}, 'event2'],
	[qr{^sqlite3\.h} => qr{^gateway/store/}, 'sqlite3.h'],
	[qr{^osmocom/vty/} => qr{^gateway/control/vty_\w+\.[ch]$}, 'osmocom/vty'],
	[qr{^yaml\.h} => qr{^gateway/base/yaml\w*\.[ch]$}, 'yaml.h'],
);

my @files;
find(sub { push @files, $File::Find::name if /\.[ch]$/ }, 'gateway');
my (@strangers, @escaped);
for my $file (sort @files) {
	my ($room) = $file =~ m{^gateway/(\w+)/};
	open my $in, '<', $file or die "$file: $!";
	while (<$in>) {
		next unless /^\s*#\s*include\s+[<"]([^>"]+)[>"]/;
		my $header = $1;
		for my $k (@kept) {
			push @escaped, "$file:$.: $header" if $header =~ $k->[0] && $file !~ $k->[1];
		}
		next unless $room && -e "gateway/$header";
		my ($other, $name) = $header =~ m{^(\w+)/(.+)$};
		if (!$other) { push @strangers, "$file:$.: $header" unless $room eq 'control'; next }
		next if $other eq $room;
		my @allowed = @{ $may{$room} // [] };
		next if grep { $_ eq '*' || $_ eq $other } @allowed;
		next if grep({ $_ eq "$other:values" } @allowed) && grep { $_ eq $name } @{ $values{$other} };
		push @strangers, "$file:$.: $header";
	}
}
is_deeply(\@strangers, [], 'each room includes only the rooms that it may');
is_deeply(\@escaped, [], 'libevent, SQLite, the VTY and libyaml stay in their rooms');

my @long = grep { my $n = () = do { local (@ARGV, $/) = $_; <> } =~ /\n/g; $n > 600 } sort(@files, glob 'tools/*.[ch]');
is_deeply(\@long, [], 'no file is longer than 600 lines');

my @dependent;
for my $header (sort grep { /\.h$/ } @files, glob 'tools/*.h') {
	open my $cc, '|-', "${\($ENV{CC} // 'gcc')} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -Igateway -Itools -fsyntax-only -x c - 2>/dev/null" or die;
	print $cc "#include \"" . ($header =~ s{^(gateway|tools)/}{}r) . "\"\n";
	close $cc or push @dependent, $header;
}
is_deeply(\@dependent, [], 'each header can be included alone');
done_testing;
