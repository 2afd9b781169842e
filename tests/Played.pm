# What a document shows, played: a copy of what `make run` needs, with ports of its own so that a gateway of this machine is left alone, and what is said
# there as a pattern. "…" is for any words within a line, and for any lines where it stands alone: as few of them as there are before what comes next.
package Played;
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Test::More;
our @EXPORT_OK = qw(slurp spew copy_made pattern console);

sub slurp { open my $in, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; local $/; return scalar <$in> }
sub spew { open my $out, '>:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; print $out $_[1]; close $out or die }

# Goes there. Returns where it came from.
sub copy_made {
	my $root = abs_path(dirname(__FILE__) . '/..');
	my $build = $ENV{BUILD} // 'build';
	my $dir = tempdir(CLEANUP => 1);
	system('cp', '-a', (map { "$root/$_" } qw(menus dialplans profiles etc scripts)), $dir) == 0 or die;
	symlink($build =~ m{^/} ? $build : "$root/$build", "$dir/build") or die;
	my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) // die } 1 .. 3;
	my ($smpp, $http, $vty) = map { $_->sockport } @held;
	my $config = slurp("$dir/etc/kopuro.cfg");
	$config =~ s/^ port 2775$/ port $smpp/m && $config =~ s/^(http 127\.0\.0\.1) 8080$/$1 $http/m && $config =~ s/^(vty 127\.0\.0\.1) 4262$/$1 $vty/m
		or die 'etc/kopuro.cfg has other ports';
	spew("$dir/etc/kopuro.cfg", $config);
	chdir $dir or die;
	return $root;
}

sub pattern {
	my @parts = ('');
	for (@_) {
		if ($_ eq '…') { push @parts, '' }
		else { $parts[-1] .= join('[^\n]*?', map { quotemeta } split /…/, $_, -1) . '\n' }
	}
	my ($first, @more) = @parts;
	my $last = pop @more;
	return join '', $first, (map { "(?>(?:[^\\n]*\\n)*?$_)" } @more), defined $last ? "(?:[^\\n]*\\n)*?$last" : '';
}

# A block of a terminal: what stands behind "$ " is run, what stands behind "answer> " or "dial> " is typed into it, the rest is what it says.
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
		ok($said =~ /\A$wanted\z/, "$name: $command") or diag("it should say\n", join("\n", @said), "\nand says\n", substr($said, 0, 4000));
	}
}

1;
