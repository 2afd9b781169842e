#!/usr/bin/perl
# docs/menus.md, "Your first change in ten minutes", done as it is written there: what stands in the blocks is typed and changed, and what comes of it is
# compared with what the guide says comes of it. In a copy of the menus, with other ports, so that a gateway of this machine is left alone.
#
#	```handset    the first window: make run; what stands behind "> " is typed
#	```console    the second: what stands behind "$ " is run, what stands behind "answer> " is typed into it
#	```diff       the editor: the lines with "-" become those with "+"; the others are there
#
# "…" is for any words within a line, and for any lines where it stands alone.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use IPC::Open2;
use Test::More;
use Time::HiRes qw(time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $root = abs_path(dirname(__FILE__) . '/../..');
my $build = $ENV{BUILD} // 'build';
my $dir = tempdir(CLEANUP => 1);
$ENV{LC_ALL} = 'C.UTF-8';

sub slurp { open my $in, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; local $/; return scalar <$in> }
sub spew { open my $out, '>:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; print $out $_[1]; close $out or die }

sub copy_made {
	system('cp', '-a', (map { "$root/$_" } qw(menus dialplans profiles etc scripts)), $dir) == 0 or die;
	symlink($build =~ m{^/} ? $build : "$root/$build", "$dir/build") or die;
	my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) // die } 1 .. 3;
	my ($smpp, $http, $vty) = map { $_->sockport } @held;
	my $config = slurp("$dir/etc/kopuro.cfg");
	$config =~ s/^ port 2775$/ port $smpp/m && $config =~ s/^(http 127\.0\.0\.1) 8080$/$1 $http/m && $config =~ s/^(vty 127\.0\.0\.1) 4262$/$1 $vty/m
		or die 'etc/kopuro.cfg has other ports';
	spew("$dir/etc/kopuro.cfg", $config);
	chdir $dir or die;
}

# What is said there, as a pattern.
sub pattern {
	my @lines = map { $_ eq '…' ? '(?:[^\n]*\n)*?' : join('[^\n]*?', map { quotemeta } split /…/, $_, -1) . '\n' } @_;
	return join '', @lines;
}

# ---- the first window ----
my ($handset_in, $handset_out, $handset_pid);
sub handset {
	my ($name, @lines) = @_;
	if ($lines[0] eq '$ make run') { # which builds, too
		shift @lines;
		$handset_pid = open2($handset_out, $handset_in, 'scripts/run');
	}
	my @typed = map { /^> (.*)/ ? "$1\n" : () } @lines;
	syswrite $handset_in, encode_utf8(join '', @typed);
	my $wanted = pattern(@lines);
	my $said = '';
	for (my $until = time + 20; decode_utf8($said, Encode::FB_QUIET | Encode::LEAVE_SRC) !~ /\A$wanted\z/ && time < $until;) {
		IO::Select->new($handset_out)->can_read(0.2) or next;
		sysread($handset_out, $said, 65536, length $said) or last;
	}
	like(decode_utf8($said), qr/\A$wanted\z/, "$name: the telephone shows it");
}

# ---- the second ----
sub console {
	my ($name, @lines) = @_;
	while (@lines) {
		my $command = shift(@lines) =~ s/^\$ //r;
		my (@typed, @said);
		while (@lines && $lines[0] !~ /^\$ /) {
			my $line = shift @lines;
			if ($line =~ /^(?:answer|dial)> (.*)/) { push @typed, "$1\n" } else { push @said, $line }
		}
		spew('typed', join '', @typed);
		my $said = decode_utf8(qx{@{[encode_utf8 $command]} <typed 2>&1});
		my $wanted = pattern(@said);
		like($said, qr/\A$wanted\z/, "$name: $command");
	}
}

# ---- the editor ----
sub edit {
	my ($name, @lines) = @_;
	my ($file) = shift(@lines) =~ /^--- (\S+)$/ or die "$name: a change of which file?";
	my $old = join '', map { /^[- ](.*)/s ? "$1\n" : () } @lines;
	my $new = join '', map { /^[+ ](.*)/s ? "$1\n" : () } @lines;
	my $text = slurp($file);
	is(scalar(() = $text =~ /^\Q$old\E/mg), 1, "$name: $file has these lines, once");
	spew($file, $text =~ s/^\Q$old\E/$new/mr);
}

my %does = (handset => \&handset, console => \&console, diff => \&edit);
my ($chapter) = slurp("$root/docs/menus.md") =~ /^## Your first change in ten minutes\n(.*?)^## /ms or die 'the guide has no such chapter';
copy_made();
my ($step, $blocks) = ('', 0);
while ($chapter =~ /^### ([^\n]+)$|^```(\w*)\n(.*?)^```$/msg) {
	if (defined $1) { $step = $1; next }
	my ($kind, @lines) = ($2, split /\n/, $3);
	die "$step: a block of the kind '$kind'" unless $does{$kind};
	$does{$kind}->($step, @lines);
	$blocks++;
}
cmp_ok($blocks, '>=', 10, 'the chapter has its blocks');

close $handset_in;
my $rest = do { local $/; <$handset_out> };
waitpid $handset_pid, 0;
is($? >> 8, 0, 'the end of input ends the service');

# ---- where the guide sends its readers ----
my $guide = slurp("$root/docs/menus.md");
my %anchor = map { lc($_) =~ s/[^\w\s-]//gr =~ s/ /-/gr => 1 } $guide =~ /^#+ (.*)$/mg;
is(join(' ', grep { !$anchor{$_} } $guide =~ /\]\(#([^)]+)\)/g), '', 'each of its references leads to a heading');
chdir $root;
done_testing;
