#!/usr/bin/perl
# What a person who reads only the menu files would look for: the right letters, a date behind every fact, no number from nowhere.
# The files are read line by line, not as YAML: `kopuro check` reads them as YAML, this must not share its eyes.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use File::Find;
use Test::More;

my $page = 80;        # UCS-2 characters of a screen
my $answer_room = 50; # what the narrowest page, of 70, leaves for the text of an input screen beside the footer and the longest hint
my %latin = map { $_ => 1 } qw(SMS PIN SIM ID ruID EPS E Meken Card migrant kg);

my @files;
find({ wanted => sub { push @files, $_ if /\.yaml$/ }, no_chdir => 1 }, 'menus');
@files = sort @files;
ok(@files > 0, 'there are menu files') or BAIL_OUT('run from the top of the tree');

# One text: { file, line, ky, ru }. Both languages stand on one line, or on two that follow each other.
my (@texts, %content);
my $string = qr/"((?:[^"\\]|\\.)*)"|([^",{}\n]+)/;
for my $file (@files) {
	open my $in, '<', $file or die "$file: $!";
	my @lines = <$in>;
	$content{$file} = join '', @lines;
	for my $i (0 .. $#lines) {
		next if $lines[$i] =~ /^\s*(#|languages:)/;
		while ($lines[$i] =~ /\bky:(?!\s*\{)\s*(?:$string)/g) {
			my $text = { file => $file, line => $i + 1, ky => $1 // $2 };
			my $rest = substr($lines[$i], pos $lines[$i]) . (($lines[$i + 1] // '') =~ /^\s+ru:/ ? $lines[$i + 1] : '');
			$text->{ru} = $1 // $2 if $rest =~ /\bru:\s*(?:$string)/;
			push @texts, $text;
		}
	}
}

# Says once for all texts: fails with the places where `wrong` returns a reason.
sub each_text {
	my ($name, $wrong) = @_;
	my @found;
	for my $text (@texts) {
		my $why = $wrong->($text);
		push @found, "$text->{file}:$text->{line}: $why" if $why;
	}
	is(join("\n", @found), '', $name);
}

sub words { return $_[0] =~ s/\\n|\{[^}]*\}/ /gr =~ /([\p{L}\p{M}]+)/g }

cmp_ok(scalar @texts, '>', 300, 'the texts are found: ' . @texts);
each_text('each text is there in both languages', sub { defined $_[0]{ru} && $_[0]{ru} =~ /\S/ ? undef : "no Russian beside '$_[0]{ky}'" });
each_text('no word mixes Latin and Cyrillic letters', sub {
	my ($text) = @_;
	my @mixed = grep { /\p{Latin}/ && /\p{Cyrillic}/ } map { words($_) } @$text{qw(ky ru)};
	return @mixed ? "mixed: @mixed" : undef;
});
each_text('a Latin word is a known one, and no Cyrillic word in disguise', sub {
	my ($text) = @_;
	my @unknown = grep { /\p{Latin}/ && !$latin{$_} } map { words($_) } @$text{qw(ky ru)};
	return @unknown ? "unknown: @unknown" : undef;
});
each_text('Kyrgyz is written in its 36 letters', sub {
	my @strange = grep { /\p{Cyrillic}|\p{M}/ && /[^а-яёңөү]/i } words($_[0]{ky});
	return @strange ? "strange: @strange" : undef;
});
each_text('Russian is written in its 33 letters', sub {
	my @strange = grep { /\p{Cyrillic}|\p{M}/ && /[^а-яё]/i } words($_[0]{ru});
	return @strange ? "strange: @strange" : undef;
});
each_text('nothing is left over from another language', sub { $_[0]{ru} eq $_[0]{ky} && $_[0]{ky} =~ /[ңөү]/i ? $_[0]{ru} : undef });
each_text('both languages show the same placeholders', sub {
	my ($ky, $ru) = map { join ' ', sort /\{[^}]*\}/g } @{ $_[0] }{qw(ky ru)};
	return $ky eq $ru ? undef : "$ky / $ru";
});
each_text('no space at an end, none doubled', sub { grep({ /^\s|\s$|  /} @{ $_[0] }{qw(ky ru)}) ? 'spaces' : undef });

my @unmarked = grep { $content{$_} =~ /\bky:/ && $content{$_} !~ /^reviewed: (?:yes|no)$/m } @files;
is("@unmarked", '', 'each file with Kyrgyz says whether it was reviewed');

# Facts.
my (%declared, @facts, @undated);
for my $file (@files) {
	my $text = $content{$file};
	while ($text =~ /^(\s*)source: (.+)\n(?:\s+verified_on: (\d{4}-\d\d-\d\d)\n\s+expires: (\d{4}-\d\d-\d\d)\n)?/mg) {
		push @facts, $2;
		push @undated, "$file: $2" unless defined $3 && $3 lt $4;
	}
	my $phone = qr/\+[\d ]*\d|\b\d{3}\b/;
	while ($text =~ /^\s+phone:\n\s+(?:value|text): (.*)$/mg) {
		$declared{$_} = 1 for $1 =~ /$phone/g;
	}
}
cmp_ok(scalar @facts, '>', 100, 'the facts are found: ' . @facts);
is(join("\n", @undated), '', 'each fact was verified on a day and expires on a later one');
my $items = () = $content{'menus/data/checklist.yaml'} =~ /^\s+- text: \{ky/mg;
my $sourced = () = $content{'menus/data/checklist.yaml'} =~ /^\s+- text: \{ky.*\n(?:\s+(?:when|unless): .*\n)?\s+source: /mg;
is($sourced, $items, 'each item of a checklist has a source');

cmp_ok(scalar(grep { /^\+/ } keys %declared), '>=', 10, 'the help lines declare their numbers');
each_text('a number in a text is one that a help line declares', sub {
	my @unknown = grep { !$declared{$_} } map { /\+[\d ]*\d/g } @{ $_[0] }{qw(ky ru)};
	return @unknown ? "not declared: @unknown" : undef;
});
is(join(' ', grep { $declared{$_} } qw(189 1899)), '', 'the numbers held back are not given out');

# Room.
for my $language (qw(ky ru)) {
	my @home = map { $_->{$language} } grep { $_->{file} eq 'menus/home.yaml' } @texts;
	my $number = 0;
	my $screen = join "\n", map { ++$number . " $_" } @home;
	cmp_ok(length $screen, '<=', $page, "home fits one page in $language: " . length $screen);
}
my @long;
for my $file (@files) {
	while ($content{$file} =~ /kind: input\n\s+text: \{(.*)\}$/mg) {
		my $text = $1;
		while ($text =~ /\b(?:ky|ru):\s*(?:$string)/g) {
			my $asked = $1 // $2;
			push @long, "$file: $asked" if length $asked =~ s/\{currency\.name\}/рубль/r > $answer_room;
		}
	}
}
is(join("\n", @long), '', 'a question leaves room for its hint');

# What is told a person must not have to turn pages for.
for my $language (qw(ky ru)) {
	my %seen;
	my @needs = grep { !$seen{$_}++ } map { $_->{$language} } grep { $_->{file} eq 'menus/helplines.yaml' } @texts; # danger stands there twice: for who is asked the country, and for who is not
	my $screen = join "\n", (map { ($_ + 1) . " $needs[$_]" } 0 .. 4), { ky => '0 Артка', ru => '0 Назад' }->{$language};
	cmp_ok(length $screen, '<=', $page, "the needs fit one page in $language: " . length $screen);
}
my %call = $content{'menus/data/country.yaml'} =~ /^    - key: (\w+)\n(?:(?!    - ).*\n)*?        value: "(\d+)"/mg;
my @places;
while ($content{'menus/data/helpline.yaml'} =~ /^    - key: (\w+)-emergency\n((?:(?!    - ).*\n)*)/mg) {
	my ($country, $record) = ($1, $2);
	my ($phone) = $record =~ /phone:\n\s+(?:value|text): (.*)/;
	push @places, $country if !$call{$country} || $phone !~ /\b$call{$country}\b/ || $record !~ /place: .*\{country\.$country\.call\}.*\{country\.$country\.call\}/;
	delete $call{$country};
}
is(join(', ', @places, sort keys %call), '', 'the number to call in a country is one of its emergency line, and stands beside it on the danger screen');
my @crowded;
for my $file (@files) {
	while ($content{$file} =~ /^  ([\w-]+):\n    kind: choices\n(.*?)(?=^  \S|\z)/msg) {
		my ($screen, $body) = ($1, $2);
		my $choices = () = $body =~ /^      - \{?text:(?!.*when: \{country: (?:kg|"")\})/mg; # what is for people at home, or without a country, stands in the place of the rest
		push @crowded, "$file: $screen has $choices" if $choices > 5;
	}
}
is(join("\n", @crowded), '', 'no screen has more than five choices of its own');

# Checklists. Of each fact there is room for the mark, which comes by itself when it expires.
my %phone = ($content{'menus/data/helpline.yaml'} =~ /^    - key: (\S+)\n(?:(?!    - key).*\n)*?\s+value: "([^"]*)"/mg);
my (%lists, @broken);
while ($content{'menus/data/checklist.yaml'} =~ /^    - key: (\S+)\n      country: \[?(.*?)\]?\n      group: \[?(.*?)\]?\n      name: \{ky: "(.*?)", ru: "(.*?)"\}\n(.*?)(?=^    (?:- key:|#)|\z)/msg) {
	my ($key, $countries, $groups, $ky, $ru, $rest) = ($1, $2, $3, $4, $5, $6);
	for my $country (split /, /, $countries) {
		push @{ $lists{$country}{$_} }, [$ky, $ru] for split /, /, $groups;
	}
	my $first = 1;
	while ($rest =~ /- text: \{ky: "((?:[^"\\]|\\.)*)", ru: "((?:[^"\\]|\\.)*)"\}/g) {
		for ([$1, ' (такталбаган)', '1 SMS менен алуу', '9 Дагы 0 Артка'], [$2, ' (не проверено)', '1 Прислать SMS', '9 Ещё 0 Назад']) {
			my ($item, $mark, $choice, $footer) = @$_;
			$item =~ s/\{helpline\.([\w-]+)\.phone\}/$phone{$1}/;
			push @broken, "$key: $item" if length($item . $mark . ($first ? "\n$choice" : '') . "\n$footer") > $page;
		}
		$first = 0;
	}
}
my @countries = $content{'menus/data/country.yaml'} =~ /^    - \{?key: (\w+)/mg;
is(join(' ', sort keys %lists), join(' ', sort @countries), 'each country has documents');
is(join("\n", @broken), '', 'an item of a checklist stands on one page, with the mark too');
my @sent = map { m{^(\S+)} } grep { m{^\S+\n      country: kg\n      group: returned\n} && /helpline\.mfa/ } split /^    - key: /m, $content{'menus/data/checklist.yaml'};
is("@sent", '', 'who is at home again is sent to the offices of home, not to the consular line');
my @home = map { m{^(\S+)} } grep { m{^\S+\n      country: (?:kg$|.*\bkg\b)}m && /\+996\d{9}|helpline\.mfa/ && /need: .*\b(?:wages|violence|danger|other)\b/ } split /^    - key: /m, $content{'menus/data/helpline.yaml'};
is("@home", '', '... and for wages, violence, danger or other needs neither');
my @crowd;
for my $country (sort keys %lists) {
	for my $group (sort keys %{ $lists{$country} }) {
		my @of = @{ $lists{$country}{$group} };
		push @crowd, "$country/$group: " . @of if @of > 7;
		next if $country =~ /^(?:ru|kg)$/ || $group ne 'trouble'; # the first two are one key nearer
		push @crowd, "$country/$group takes two pages in " . qw(ky ru)[$_] for grep { my $l = $_; length(join "\n", map({ "1 $_->[$l]" } @of), '0 Артка') > $page } 0, 1;
	}
}
is(join("\n", @crowd), '', 'at most seven lists in a group; what people need in trouble is on one page');

done_testing();
