#!/usr/bin/perl
# kopuro check of a folder with transcripts among the menus, and of one file.
use strict;
use warnings;
use utf8;
use Test::More;
use File::Basename;
use File::Temp 'tempdir';
use Cwd;
use Encode;
use JSON::PP;
use lib dirname(__FILE__) . '/..';
use Room;
chdir $root or die;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $shown = qr{ +\d+ \| [^\n]*\n +\| *\^\n}; # the line of a finding, and the mark below its place
sub check { return said_of("$kopuro check @_") }

sub write_file {
	my ($path, $text) = @_;
	open my $file, '>:utf8', $path or die "$path: $!";
	print $file $text;
	close $file;
}

my $own = tempdir(CLEANUP => 1);
system("cp -r menus/. $own && rm -f $own/*.dialog && mkdir $own/calls $own/.kept") == 0 or die;

# ---- transcripts ----
write_file("$own/calls/russian.dialog", "dial *500#\nscreen ~ 1 Кыргызча\ntype 2\nscreen ~ Документы\n");
my ($status, $said) = check($own);
is($status, 0, 'a transcript that holds keeps nothing back');
like($said, qr{^\Q$own\E: transcripts: 1$}m, 'and was played');

write_file("$own/calls/wrong.dialog", "# what is not so\ndial *500#\ntype 2\nscreen ~ Погода\nscreen ~ Документы\n");
write_file("$own/first.dialog", "dial *500#\nscreen\n\tДобрый день\n");
write_file("$own/.kept/old.dialog", "nonsense\n");
($status, $said) = check($own);
is($status, 1, 'one that does not hold is an error');
like(decode('UTF-8', $said), qr{^\Q$own\E/calls/wrong\.dialog:4:1: error: the screen should contain: Погода / but is: / 1 Документы / .*; mend the menus, or say in the transcript what is right now \[dialog\]$}m,
	'with the place of its line');
like($said, qr{^\Q$own\E/first\.dialog:2:1: error: }m, 'also of a whole screen');
like($said, qr{: errors: 2, warnings: \d+$}m, 'one error each; hidden folders are none of it');
is((check("--no-dialogs $own"))[0], 0, '--no-dialogs leaves them out');
unlike((check("--no-dialogs $own"))[1], qr{transcripts}, 'and does not tell of them');
($status, $said) = check("--format json $own");
my @dialog = grep { $_->{rule} eq 'dialog' } @{ decode_json($said)->{findings} };
is_deeply([map { [basename($_->{file}), $_->{line}, $_->{severity}] } @dialog], [['wrong.dialog', 4, 'error'], ['first.dialog', 2, 'error']], 'JSON: by their rule');
is(decode_json($said)->{dialogs}, 3, 'JSON: how many were played');
($status, $said) = check("--format sarif $own");
is(scalar(grep { $_->{ruleId} eq 'dialog' && $_->{level} eq 'error' } @{ decode_json($said)->{runs}[0]{results} }), 2, 'SARIF: the same');
is($status, 1, 'SARIF: exits as text does');

($status, $said) = check("$own/calls/wrong.dialog");
is($status, 1, 'one transcript alone');
like($said, qr{\A\Q$own\E/calls/wrong\.dialog:4:1: error: [^\n]*\n$shown\Q$own\E/calls/wrong\.dialog: errors: 1, warnings: 0\n\z}, 'and nothing else is told');
unlink "$own/calls/wrong.dialog", "$own/first.dialog";

# ---- a transcript that an editor has changed ----
my @spoilt = (
	["\x{feff}# first\ndial *500#\n", 1, 'this file begins with a byte order mark, which transcripts may not have; save it as UTF-8 without BOM'],
	["dial *500#\nscreen\n    1 Кыргызча\n", 3, 'this line begins with blanks; the lines of a screen or an SMS begin with a tab, all others with their word'],
	["dial *500#\nscreen\n\x{a0}1 Кыргызча\n", 3, 'this line begins with blanks; the lines of a screen or an SMS begin with a tab, all others with their word'],
	["  dial *500#\n", 1, 'this line begins with blanks; the lines of a screen or an SMS begin with a tab, all others with their word'],
);
for (@spoilt) {
	my ($text, $line, $words) = @$_;
	write_file("$own/calls/spoilt.dialog", $text);
	($status, $said) = check("$own/calls/spoilt.dialog");
	is($status, 1, "a transcript that is spoilt in line $line");
	like($said, qr{\A\Q$own\E/calls/spoilt\.dialog:$line:1: error: \Q$words\E}, '... and why');
}
unlink "$own/calls/spoilt.dialog";

# ---- without a dialplan ----
write_file("$own/calls/russian.dialog", "dial *500#\nscreen ~ 1 Кыргызча\n");
($status, $said) = check("--dialplan nowhere.yaml $own");
is($status, 0, 'transcripts that cannot be played keep nothing back');
like($said, qr{^nowhere\.yaml: warning: this dialplan cannot be read, so that no transcript was played; [^\n]* \[dialog\]$}m, 'which is told');
is(`cd /; $kopuro check $root/menus` =~ /^\S+: transcripts: \d+$/m, 1, 'from elsewhere the dialplan beside the menus is taken');
like(`$kopuro replay --menus $own --dialplan nowhere.yaml $own/calls/russian.dialog`, qr{:1: the gateway does not start: nowhere\.yaml: }, 'replay says what is missing');

# ---- one file ----
($status, $said) = check("$own/data/country.yaml");
is($status, 0, 'a file of a folder below: the folder above has the languages');
like($said, qr{\A\Q$own\E/data/country\.yaml:\d+:\d+: warning: [^\n]* \[unreviewed\]\n$shown\Q$own\E/data/country\.yaml: errors: 0, warnings: 1\n\z}, 'its findings alone');

write_file("$own/extra.yaml", "screens:\n  extra:\n    kind: choices\n    choices:\n      - {text: {ky: А, ru: А}, to: nowhere-at-all}\n");
($status, $said) = check("$own/home.yaml");
is($status, 1, 'with an error in another file nothing goes live');
like($said, qr{home\.yaml: errors: 0, warnings: 1\n\Q$own\E: errors in other files: 1; check the folder to see them\n}, 'which is told, and not repeated');
($status, $said) = check("--format json $own/home.yaml");
is_deeply([@{ decode_json($said) }{qw(file errors errors_elsewhere)}], ["$own/home.yaml", 0, 1], 'JSON: the same');
($status, $said) = check("$own/extra.yaml");
like($said, qr{\A\Q$own\E/extra\.yaml:5:36: error: unknown screen 'nowhere-at-all'}, 'its own is told in full');
is((check("--strict $own/home.yaml"))[0], 1, '--strict counts what is told');
unlink "$own/extra.yaml";

# ---- a name that nobody reads ----
write_file("$own/$_", "screens: {}\n") for 'home.yaml~', 'todo.txt';
for ('home.yaml~', 'todo.txt') {
	($status, $said) = check("$own/$_");
	is($status, 1, "$_ is not read");
	like($said, qr{\A\Q$own/$_\E: error: this file is not read: menus are files whose names end in \.yaml, and transcripts in \.dialog; }, '... which is told');
}
($status, $said) = check("$own/hoem.yaml");
like($said, qr{\A\Q$own/hoem.yaml\E: error: there is no such file or folder; did you mean '\Q$own/home.yaml\E'\?\n}, 'a name that is misspelt');
($status, $said) = check("$own/none-like-it.yaml");
is($status, 1, 'a file that is not there');
like($said, qr{\A\Q$own/none-like-it.yaml\E: error: there is no such file or folder; }, '... is told as a file');
unlink "$own/home.yaml~", "$own/todo.txt";

# ---- what is no file ----
symlink "$own/gone.yaml", "$own/link.yaml" or die;
($status, $said) = check($own);
is($status, 1, 'a file that cannot be read is an error');
like($said, qr{^\Q$own\E/link\.yaml: error: .*there is no such file or folder$}m, 'with its name and the reason');
unlink "$own/link.yaml";
write_file("$own/more.yml", "screens: {}\n");
like((check($own))[1], qr{^\Q$own\E/more\.yml: warning: this file is passed over; if it is a menu file, call it 'more\.yaml' \[file\]$}m, 'a file with another ending is told');
is((check($own))[0], 0, 'and keeps nothing back');
done_testing;
