#!/usr/bin/perl
# docs/menus.md, "Your first change in ten minutes", done as it is written there: what stands in the blocks is typed and changed, and what comes of it is
# compared with what the guide says comes of it (tests/Played.pm).
#
#	```handset    the first window: make run; what stands behind "> " is typed
#	```console    the second: what stands behind "$ " is run, what stands behind "answer> " is typed into it
#	```diff       the editor: the lines with "-" become those with "+"; the others are there
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Basename qw(dirname);
use IO::Select;
use IPC::Open2;
use Test::More;
use Time::HiRes qw(time);
use lib dirname(__FILE__) . '/..';
use Played qw(console copy_made pattern slurp spew);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
$ENV{LC_ALL} = 'C.UTF-8';

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
my $root = copy_made();
my ($chapter) = slurp("$root/docs/menus.md") =~ /^## Your first change in ten minutes\n(.*?)^## /ms or die 'the guide has no such chapter';
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
