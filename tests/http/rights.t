#!/usr/bin/perl
# Who sees an appeal hangs on its row, not on the menus of today: slips in them are refused, what changes a right is confirmed, and a key under which
# appeals are filed does not vanish. Nothing of it tells those without the right that there are restricted appeals.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Basename qw(dirname);
use File::Path qw(remove_tree);
use JSON::PP;
use lib dirname(__FILE__);
use Gate;
use Test::More;
use Time::HiRes qw(sleep time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $gate = Gate->new;
chdir $gate->{dir} or die;
my $topics = 'menus/data/topic.yaml';
my $written = decode_utf8(Gate::slurp($topics));
my $work = $gate->lodge;
my $police = $gate->lodge_restricted;

sub topics { Gate::spew($topics, encode_utf8($_[0])) }
sub reload { $gate->ask('POST', '/v1/menus/reload' . ($_[0] // ''), as => 'editor', json => {}) }
sub texts { join "\n", map { $_->{text} } @{$_[0]{json}{findings} // []} }
sub tool { my $said = decode_utf8(qx{'$Gate::bin/kopuro' menus -c k.cfg @_ 2>&1}); return ($said, $? >> 8) }
sub until_log {
	my ($what) = @_;
	for (my $until = time + 10; time < $until; sleep 0.02) { return 1 if decode_utf8(Gate::slurp('log')) =~ $what }
	diag(Gate::slurp('log'));
	return 0;
}
sub sees { my ($as, $number) = @_; return $gate->ask('GET', "/v1/appeals/$number", as => $as)->{status} }
sub listed { return join ' ', sort map { $_->{number} } @{$gate->ask('GET', '/v1/appeals', as => $_[0])->{json}{appeals}} }
sub plain { return join ' ', sort map { s/-//r } @_ }

# Slips
for my $slip (['Restricted: yes', 'a capital'], ['restrictd: yes', 'a letter too few'], ["restri\x{441}ted: yes", 'a Cyrillic letter'], ["restricted\x{a0}: yes", 'a no-break space'],
	["restricted:\x{a0}yes", 'one behind the colon'], ['restricted: да', 'a word of another language'], ['restricted: true', 'true'], ['restricted: Yes', 'Yes'], ['restricted: ""', 'nothing']) {
	my $text = $written;
	$text =~ s/(key: police,.*?)restricted: yes/$1$slip->[0]/;
	topics($text);
	my $reply = reload();
	is($reply->{status}, 422, "$slip->[1]: refused");
	ok((grep { $_->{file} =~ /topic\.yaml$/ && $_->{line} > 0 && $_->{text} =~ /restricted|second|colon|character/ } @{$reply->{json}{findings}}), 'with its place') or diag(texts($reply));
	is(sees('officer', $police), 404, 'and the officer sees no more than before');
}
topics($written);

# Lifted
my $text = $written;
$text =~ s/(key: police,.*?), restricted: yes/$1/;
topics($text);
my $reply = reload();
is($reply->{status}, 409, 'a restriction that is lifted is refused');
like($reply->{json}{type}, qr/:confirm$/, 'until it is confirmed');
like(texts($reply), qr/'police' of 'topic' is restricted no more/, 'and told');
like(texts($reply), qr/open appeals that you may see: 0\b/, 'without the appeals that nobody may know of');
kill 'HUP', $gate->{pid};
ok(until_log(qr/signal: the menus are not reloaded: they must be confirmed/), 'a signal cannot confirm');
ok(until_log(qr/'police' of 'topic' is restricted no more.*; open appeals: 1\b/), 'the log says how many it concerns');
my ($said, $code) = tool('reload');
is($code, 1, 'nor does the tool of itself');
like($said, qr/say it again with 'confirm'/, 'it says what to say');
($said, $code) = tool('--confirm reload');
is($code, 0, 'with --confirm it goes live') or diag($said);
is(sees('officer', $police), 404, 'what was lodged before stays restricted');
is(listed('officer'), plain($work), 'in the list, too');
my $later = $gate->lodge_restricted;
is(sees('officer', $later), 200, 'what is lodged from then on is not');
is($gate->ask('GET', "/v1/appeals/$police")->{json}{restricted}, JSON::PP::true, 'each row says what it is');

# Added again
topics($written);
is(reload()->{status}, 409, 'a restriction that is added must be confirmed, too');
like(texts($reply = reload('?confirm=maybe')) . $reply->{status}, qr/400/, 'by yes');
$reply = reload('?confirm=yes');
is($reply->{status}, 200, 'by HTTP with ?confirm=yes');
like(texts($reply), qr/'police' of 'topic' is restricted from now on/, 'and it is told all the same');
is(sees('officer', $later), 200, 'what was lodged open stays open');

# A key goes
my @using = glob 'menus/*.yaml';
my %before = map { $_ => Gate::slurp($_) } @using;
sub renamed {
	my ($from, $to, $was) = @_;
	my $changed = $written =~ s/\{key: $from,/{key: $to,$was/r;
	topics($changed);
	Gate::spew($_, $before{$_} =~ s/topic: $from\b/topic: $to/gr) for @using;
}
renamed('work', 'labour', '');
$reply = reload();
is($reply->{status}, 422, 'a key under which appeals are filed does not vanish');
like(texts($reply), qr/the key 'work' of 'topic' is gone.*write `was: work`/, 'it says what to write');
is(reload('?confirm=yes')->{status}, 422, 'and no confirmation helps');
($said, $code) = tool('--confirm reload');
like($said, qr/open appeals: 1\b/, 'the tool says how many are filed there');
renamed('work', 'labour', ' was: work,');
is(reload()->{status}, 200, 'with its heir it goes');
is($gate->ask('GET', "/v1/appeals/$work", as => 'officer')->{json}{topic}, 'labour', 'whose its appeals are then');
my $heir = $gate->lodge;
topics($written);
Gate::spew($_, $before{$_}) for @using;
($said, $code) = tool('reload');
is($code, 1, 'nor does the heir vanish, once appeals are filed under it');
like($said, qr/the key 'labour' of 'topic' is gone/, 'which is told');
# To who may not know of restricted appeals the same is said of a key with none: the menus below lose `money`, under which nobody has lodged anything.
topics($written =~ s/\{key: work,/{key: labour, was: work,/r =~ s/ *- \{key: money,.*\n//r);
Gate::spew($_, $before{$_} =~ s/topic: work\b/topic: labour/gr) for @using;
$reply = reload();
is($reply->{status}, 422, 'by HTTP no key vanishes at all');
like(texts($reply), qr/'money' of 'topic' is gone.*open appeals that you may see: 0/, 'whatever is filed under it');
is((tool('reload'))[1], 0, 'from the machine itself it may');

# The audit: who read, who was refused, which reply was given again, and nothing of it that tells of a restricted appeal.
topics($written =~ s/\{key: work,/{key: labour, was: work,/r =~ s/ *- \{key: money,.*\n//r);
sub audit { my ($as) = @_; return map { [@$_{qw(who action subject outcome)}] } @{$gate->ask('GET', '/v1/audit?limit=100', as => $as)->{json}{audit}} }
sub rows { my ($as, @wanted) = @_; return scalar grep { "@$_" eq "@wanted" } audit($as) }
my ($plain_work, $plain_police) = map { s/-//r } $work, $police;
is($gate->ask('GET', "/v1/appeals/$work", as => 'officer')->{status}, 200, 'an officer reads a case');
my $read = rows('auditor', 'officer', 'appeal.read', $plain_work, 'done');
cmp_ok($read, '>', 0, 'which leaves a row');
$gate->ask('GET', "/v1/appeals/$work", as => 'officer');
is(rows('auditor', 'officer', 'appeal.read', $plain_work, 'done'), $read + 1, 'each time');
$gate->ask('GET', "/v1/appeals/$police");
is(rows('auditor', 'restricted', 'appeal.read', $plain_police, 'done'), 0, 'an auditor does not see who read a restricted one');
cmp_ok(rows('restricted', 'restricted', 'appeal.read', $plain_police, 'done'), '>', 0, 'who may see it does');
my @ids = map { $_->{id} } @{$gate->ask('GET', '/v1/audit?limit=100', as => 'auditor')->{json}{audit}};
is_deeply(\@ids, [1 .. @ids], 'the rows of the auditor are numbered without a gap');
is(rows('auditor', 'editor', 'GET /v1/links', '', 'refused'), 0, 'before it is tried');
is($gate->ask('GET', '/v1/links', as => 'editor')->{status}, 403, 'a role that may not');
is(rows('auditor', 'editor', 'GET /v1/links', '', 'refused'), 1, 'leaves a row');
$gate->ask('POST', '/v1/items/lease', as => 'officer', json => {queue => 'restricted'});
is(rows('auditor', 'officer', 'items.lease', '', 'refused'), 1, 'so does the wrong queue');
for my $number ($police, '00000000') {
	my $before = rows('auditor', 'officer', 'appeal.read', $number =~ s/-//r, 'refused');
	is($gate->ask('GET', "/v1/appeals/$number", as => 'officer')->{status}, 404, "$number is not there for an officer");
	is(rows('auditor', 'officer', 'appeal.read', $number =~ s/-//r, 'refused'), $before + 1, 'which leaves the same row whether there is such an appeal or not');
}
# The same octets, but for the day of the reply.
sub whole { my $reply = $gate->ask(@_); my %headers = %{$reply->{headers}}; delete @headers{qw(date)}; return encode_json([$reply->{status}, $reply->{content}, [map { "$_: $headers{$_}" } sort keys %headers]]) }
is(whole('GET', "/v1/appeals/$police", as => 'officer'), whole('GET', '/v1/appeals/00000000', as => 'officer'), 'a restricted appeal and none: the same reply');
is(whole('POST', "/v1/appeals/$police/status", as => 'machine', json => {status => 'in-work'}), whole('POST', '/v1/appeals/00000000/status', as => 'machine', json => {status => 'in-work'}), 'to a write, too');
is(whole('HEAD', "/v1/appeals/$police", as => 'officer'), whole('HEAD', '/v1/appeals/00000000', as => 'officer'), 'and to HEAD');

# Figures and metrics are as if there were no restricted appeal.
sub figures { my ($as) = @_; my $f = $gate->ask('GET', '/v1/figures', as => $as)->{json}; return $f->{appeals}{open} . ' ' . ($f->{items}{waiting} + $f->{items}{leased}) . ' ' . $f->{items}{restricted} }
sub gauges { return join "\n", grep { /^kopuro_(?:appeals|items)/ && !/_seconds/ } split /\n/, $gate->ask('GET', '/metrics', as => '')->{content} }
topics($written =~ s/\{key: work,/{key: labour, was: work,/r =~ s/ *- \{key: money,.*\n//r);
my ($open, $gauges, $all) = (figures('auditor'), gauges(), figures('restricted'));
$gate->lodge_restricted;
is(figures('auditor'), $open, "one more restricted appeal: the auditor's figures stay");
is(gauges(), $gauges, 'and the gauges');
isnt(figures('restricted'), $all, 'those of the role restricted do not');
is_deeply([@{$gate->ask('GET', '/healthz', as => '')->{json}{feedback}}{qw(resting parked stuck_seconds)}], [0, 0, 0], 'health counts none of them');

# Idempotency keys are the token's: made again under the same name with another role, it does not get what the first was told.
$gate->{token}{brief} = $gate->token('restricted', 'brief');
my @lease = (as => 'brief', json => {queue => 'restricted', max => 9}, key => 'monday');
my $told = $gate->ask('POST', '/v1/items/lease', @lease);
cmp_ok(scalar @{$told->{json}{items}}, '>', 0, 'a lease of restricted items');
is($gate->ask('POST', '/v1/items/lease', @lease)->{content}, $told->{content}, 'is told again');
is(rows('auditor', 'brief', 'items.lease', '', 'replayed'), 1, 'which leaves a row');
system("cd '$gate->{dir}' && '$Gate::bin/kopuro' token -c k.cfg --revoke brief") == 0 or die;
$gate->{token}{brief} = $gate->token('officer', 'brief');
is($gate->ask('POST', '/v1/items/lease', @lease)->{status}, 403, 'the same name with another role is refused');
is(scalar(grep { $_->{restricted} } @{$gate->ask('POST', '/v1/items/lease', as => 'brief', json => {max => 9}, key => 'monday')->{json}{items}}), 0, 'and is told nothing of before');
my $me = $ENV{SUDO_USER} // getpwuid $<;
is(rows('auditor', $me, 'token.made.restricted', 'brief', 'done'), 1, 'a token that is made leaves a row');
is(rows('auditor', $me, 'token.revoked', 'brief', 'done'), 1, 'one that is revoked, too');
is(rows('auditor', $me, 'token.made.officer', 'brief', 'done'), 1, 'and the next');

# What decides who stays nameless
my ($deciding) = grep { $before{$_} =~ /anonymous/ } @using;
my $nameless = Gate::slurp($deciding);
my $swapped = $nameless =~ s/anonymous: yes/anonymous: ?/gr =~ s/anonymous: no/anonymous: yes/gr =~ s/anonymous: \?/anonymous: no/gr;
Gate::spew($deciding, $swapped);
$reply = reload();
is($reply->{status}, 409, 'what decides who stays nameless must be confirmed');
like(texts($reply), qr/decides who stays nameless/, 'and is told');

# A start confirms nothing either.
$gate->stop;
$gate->start;
ok(until_log(qr/decides who stays nameless.*\n(?:.*\n)*.*are not taken, \d+ errors; version \d+ of the store is live/), 'a start goes on with what was live');
is($gate->ask('GET', '/healthz', as => '')->{json}{menus}{folder}, 'refused', 'and health says so') or diag(explain($gate->ask('GET', '/healthz', as => '')->{json}));
done_testing;
