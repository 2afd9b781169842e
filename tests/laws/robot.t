#!/usr/bin/perl
# Every way of the shipped menus is walked (robot.c), in each writing and on pages of each size, on days on which most is valid, on which the consular
# line has run out, on which the emergency numbers have, and on which nothing is valid any more. Then what the screens say is held against the facts as
# the files have them.
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;
use lib dirname(__FILE__);
use Facts;
chdir dirname(__FILE__) . '/../..';
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
my $robot = ($ENV{BUILD} // 'build') . '/tests/robot';
my $menus = $ENV{MENUS} // 'menus';
my @days = qw(2026-11-28 2027-03-03 2027-06-01 2028-01-01);
my $dir = tempdir(CLEANUP => 1);
my $told_most = 12;

# ---- the ways ----
# No project is shipped; where there are some, more screens are come to.
system('cp', '-r', $menus, "$dir/with-projects") == 0 && system('cp', 'tests/menus/projects/project.yaml', "$dir/with-projects/data/") == 0 or die;
my @walks = map { { name => $_->[0], menus => $_->[1], day => $_->[2] } } (map { [$_, $menus, $_] } @days), ['projects', "$dir/with-projects", $days[0]];
my %running;
for my $walk (@walks) {
	my $pid = fork // die;
	next if $pid && ($running{$pid} = $walk);
	open STDOUT, '>', "$dir/$walk->{name}.told" or die;
	exec $robot, $walk->{menus}, $walk->{day}, "$dir/$walk->{name}.texts" or die;
}
while ((my $pid = wait) > 0) { $running{$pid}{status} = $? }
is(join(' ', map { $_->{status} } @walks), '0 0 0 0 0', 'every way is walked');

sub lines { my ($file) = @_; open my $in, '<', $file or die "$file: $!"; return map { chomp; decode('UTF-8', $_) } <$in> }
my (%broken, %left);
for my $walk (@walks) {
	for (lines("$dir/$walk->{name}.told")) {
		my ($law, $what) = split /\t/, $_, 2;
		if ($law eq 'nobody comes to a screen') { $left{ $what =~ s/ \d{4}-\d\d-\d\d:.*: / /r }++ }
		else { push @{ $broken{$law} }, "$walk->{name}: $what" }
	}
}
my @laws = ('a page is over its room', 'a placeholder is left open', 'a text ends where something should be told', 'a line looks like a choice and is none', 'a telephone number cannot be dialled as it stands',
	'numbers do not go on over the pages', 'a number leads elsewhere in another writing', 'a page moves after a wrong key', '0 does not lead back',
	'00 does not lead home', '112 is not answered with a number to dial', 'another country\'s number comes first');

sub none_of {
	my ($name, @found) = @_;
	ok(!@found, "nowhere: $name") or diag(join "\n", @found > $told_most ? (@found[0 .. $told_most - 1], '... ' . @found) : @found);
}
none_of($_, @{ delete $broken{$_} // [] }) for @laws;
none_of('a screen to which nobody comes', grep { $left{$_} == @walks } sort keys %left);
is(join(' ', keys %broken), '', 'no other law');

# ---- what is said ----
my $facts = Facts->new($menus);
cmp_ok(scalar @{ $facts->{facts} }, '>', 100, 'the facts are read: ' . @{ $facts->{facts} });
my @texts;
for my $walk (@walks) {
	for (lines("$dir/$walk->{name}.texts")) {
		my ($writing, $screen, $text) = split /\t/;
		my ($tongue) = split / /, $writing;
		push @texts, { day => $walk->{day}, tongue => $tongue, writing => $writing, screen => $screen, text => ($text // '') =~ s/\s+/ /gr };
	}
}
cmp_ok(scalar @texts, '>', 1000, 'the texts are there: ' . @texts);

sub latin {
	my @lines = @_;
	open my $out, '>:encoding(UTF-8)', "$dir/cyrillic" or die;
	print $out map { s/\n/ /gr . "\n" } @lines;
	close $out;
	return map { decode('UTF-8', $_) } split /\n/, qx{$robot latin <$dir/cyrillic};
}

# A fact as it stands on a page: its placeholders are filled in, and what they show may bear the word, too.
sub pattern {
	my ($said, $mark) = @_;
	return join '.{1,60}?', map { join "(?:\Q$mark\E)?", map { quotemeta } split /(?<=\d)(?=\D)/, $_, -1 } split /\{[^}]*\}/, $said, -1;
}

my %tongues = (ky => 'ky', ru => 'ru', 'ky-Latn' => 'ky');
my (@unmarked, @doubted, %texts_of);
my $seen = 0;
push @{ $texts_of{"$_->{tongue} $_->{day}"} }, $_ for @texts;
for my $tongue (sort keys %tongues) {
	my $language = $tongues{$tongue};
	my @facts = @{ $facts->{facts} };
	my @said = map { $facts->said($_, $language) =~ s/\s+/ /gr } @facts;
	my $mark = " ($facts->{words}{unconfirmed}{$language})";
	my $any_mark = join '|', map { quotemeta } values %{ $facts->{words}{unconfirmed} }; # where all languages stand on one screen
	if ($tongue =~ /-Latn/) {
		($mark, $any_mark, @said) = latin($mark, $any_mark, @said);
		$any_mark =~ s/\\//g;
		$mark = " ($facts->{words}{unconfirmed}{$tongue})" if defined $facts->{words}{unconfirmed}{$tongue};
		$mark =~ s/^ ?/ /;
		for my $i (0 .. $#said) { $said[$i] = $facts[$i]{text}{$tongue} if ref $facts[$i]{text} && defined $facts[$i]{text}{$tongue} }
	}
	# In its time a fact bears the word only if it says so itself; a number at its end may be older than the fact.
	for my $i (grep { $facts[$_]{expires} ge $days[0] && ($facts[$_]{confirmed} // '') ne 'no' && $said[$_] =~ /\D$/ && length $said[$_] > 7 } 0 .. $#said) {
		push @doubted, map { "$_->{writing} $_->{screen}: $said[$i]" } grep { $_->{text} =~ /\Q$said[$i]$mark/ } @{ $texts_of{"$tongue $days[0]"} // [] };
	}
	for my $day (@days) {
		my %within; # by text: where facts stand that bear the word, for the shorter ones in them, too
		my %still = map { $_ => 1 } map { /\b\d{3}\b/g } map { $said[$_] } grep { $facts[$_]{expires} ge $day && $facts[$_]{field} =~ /^(?:phone|call)$/ } 0 .. $#said;
		my %short = map { $_ => 1 } grep { !$still{$_} } map { /\b\d{3}\b/g } map { $said[$_] } grep { $facts[$_]{field} =~ /^(?:phone|call)$/ } 0 .. $#said;
		for my $i (grep { $facts[$_]{expires} lt $day && length $said[$_] } sort { length $said[$b] <=> length $said[$a] } 0 .. $#said) {
			my $longest = (sort { length $b <=> length $a } split /\{[^}]*\}|\d+/, $said[$i])[0] // '';
			my $pattern = pattern($said[$i], $mark);
			for my $text (@{ $texts_of{"$tongue $day"} // [] }) {
				next if index($text->{text}, $longest) < 0;
				next if length $said[$i] < 8 && $text->{screen} ne 'helpline';
				while ($text->{text} =~ /(?<!\w)$pattern(?!\w)/g) {
					$seen++;
					my ($fact, $from, $to, $rest) = ($&, $-[0], $+[0], substr $text->{text}, $+[0]);
					if ($fact =~ /\Q$mark\E$/ || $rest =~ /^\Q$mark\E/ || $rest =~ /^ \((?:$any_mark)\)/) { push @{ $within{$text} }, [$from, $to]; next }
					next if grep { $_->[0] <= $from && $to <= $_->[1] } @{ $within{$text} // [] };
					push @unmarked, "$text->{writing} $text->{screen}: '$fact' ended on $facts[$i]{expires}";
				}
			}
		}
		# An emergency number that is written into a text, and is no fact's.
		for my $text (@{ $texts_of{"$tongue $day"} // [] }) {
			while ($text->{text} =~ /(?<![\d+])(?<!\d )(\d{3})(?![\d])(?! \d{3})/g) { # not of a sum
				my ($number, $at, $rest) = ($1, $-[0], substr $text->{text}, $+[0]);
				next if !$short{$number} || $rest =~ /^\Q$mark\E/ || $rest =~ /^ \((?:$any_mark)\)/ || grep { $_->[0] <= $at && $at < $_->[1] } @{ $within{$text} // [] };
				push @unmarked, "$text->{writing} $text->{screen}: $number of '$text->{text}'";
			}
		}
	}
}
cmp_ok($seen, '>', 100, "facts that have expired are seen on screens: $seen");
none_of('a fact is told as sure after its day', @unmarked);
none_of('a fact is told as unsure in its time', @doubted);

my %phones = map { $_ =~ s/ //gr => 1 } keys %{ $facts->{phones} };
my @strange;
for my $text (@texts) { push @strange, map { "$text->{writing} $text->{screen}: $_" } grep { !$phones{$_} } $text->{text} =~ /\+\d+/g }
none_of('a telephone number that no help line declares whole', @strange);
done_testing;
