#!/usr/bin/perl
# What the API promises beyond its shapes: nothing is changed on an error, nothing is done twice, restricted appeals are not there for others,
# pages hold together, every write leaves its row, and no number and no word leaks into the log, the metrics or the audit.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use File::Basename qw(dirname);
use IO::Socket::INET;
use JSON::PP;
use lib dirname(__FILE__);
use Gate;
use Test::More;
use Time::HiRes qw(sleep time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $gate = Gate->new;
my $number = $gate->lodge;
my $pledge = $gate->pledge;
my $restricted = $gate->lodge_restricted;
my $plain = $number =~ s/-//r;
my $path = "/v1/appeals/$number";
sub shown { $gate->ask('GET', $path)->{json} }

# A restricted appeal
is($gate->ask('GET', "/v1/appeals/$restricted", as => 'officer')->{status}, 404, 'a restricted appeal is not there for an officer');
is($gate->ask('POST', "/v1/appeals/$restricted/$_->[0]", as => $_->[1], json => $_->[2])->{status}, 404, "nor by $_->[0] for $_->[1]")
	for ['status', 'officer', {status => 'in-work'}], ['status', 'machine', {status => 'in-work'}], ['contact', 'officer', {}];
my %numbers = map { my $role = $_; ($role => [map { $_->{number} } @{$gate->ask('GET', '/v1/appeals', as => $role)->{json}{appeals}}]) } qw(officer auditor restricted);
is_deeply($numbers{$_}, [$plain], "$_ sees the other in the list, alone") for qw(officer auditor);
is(scalar @{$numbers{restricted}}, 2, 'restricted sees both');
my $whole = $gate->ask('GET', "/v1/appeals/$restricted")->{json};
is_deeply([@$whole{qw(nameless restricted contact)}], [JSON::PP::true, JSON::PP::true, JSON::PP::false], 'a nameless one has no contact');

# The appeal itself
$whole = shown();
is_deeply([@$whole{qw(number status topic language channel name text)}], [$plain, 'received', 'work', 'ky', 'ussd', 'Айгүл', 'Айлыгымды төлөгөн жок'], 'the appeal as it was lodged');
unlike(encode_json($whole), qr/996555/, 'without the phone number');
is($gate->ask('POST', "$path/contact", as => 'officer', json => {})->{json}{phone}, '+996555123456', 'which has an address of its own');

# Errors change nothing, and say where
my $long = 'ң' x 600;
my @bad = (
	['malformed', '{"status": "answered", "text": }', 400, sub { $_[0]{line} == 1 && $_[0]{column} > 20 && $_[0]{position} > 20 }],
	['malformed in the third line', qq({\n"status": "answered",\n"text" "x"}), 400, sub { $_[0]{line} == 3 }],
	['cut off', '{"status": "answered", "text": "Жооп', 400],
	['nothing', '', 400],
	['Latin-1', qq({"status": "answered", "text": "\xe9"}), 400, undef, 'raw'],
	['half a pair of surrogates', '{"status": "answered", "text": "\ud83d"}', 400],
	['a NUL', '{"status": "answered", "text": "a\u0000b"}', 400],
	['two of a field', '{"status": "closed", "status": "in-work"}', 400],
	['too deep', '[' x 30000, 400],
	['two values', '{"status": "closed"} {"status": "in-work"}', 400],
	['a list', '["answered"]', 422],
	['an unknown status', '{"status": "solved"}', 422, sub { $_[0]{field} eq 'status' && $_[0]{detail} =~ /in-work/ }],
	['a status in capitals', '{"status": "Answered", "text": "Жооп"}', 422],
	['a status of another type', '{"status": 4}', 422],
	['no status', '{"text": "Жооп"}', 422, sub { $_[0]{field} eq 'status' && $_[0]{type} =~ /missing-field/ }],
	['a null', '{"status": "answered", "text": null}', 422],
	['an unknown field', '{"status": "in-work", "statsu": "x"}', 422, sub { $_[0]{field} eq 'statsu' && $_[0]{type} =~ /unknown-field/ }],
	['no text where one is needed', '{"status": "answered"}', 422],
	['an empty text where one is needed', '{"status": "refused", "text": ""}', 422],
	['one octet too many', '{"status": "answered", "text": "' . $long . '."}', 422, sub { $_[0]{detail} =~ /1201.*1200/ }],
	['an office that is too long', '{"status": "registered", "office": "' . 'x' x 64 . '"}', 422, sub { $_[0]{field} eq 'office' }],
	['outside the BMP', '{"status": "answered", "text": "Жакшы 😀"}', 422, sub { $_[0]{detail} =~ /U\+1F600/ && $_[0]{field} eq 'text' }],
	['outside the BMP by escapes', '{"status": "answered", "text": "\ud83d\ude00"}', 422, sub { $_[0]{detail} =~ /U\+1F600/ }],
	['a control character', '{"status": "answered", "text": "a\u0007b"}', 422],
	['a control character of C1', '{"status": "answered", "text": "a\u0085b"}', 422],
);
my $before = $gate->ask('GET', $path)->{content};
for my $case (@bad) {
	my ($name, $body, $status, $more, $raw) = @$case;
	my $reply = $gate->ask('POST', "$path/status", content => $raw ? $body : encode_utf8($body), key => "bad $name");
	ok($reply->{status} == $status && ($reply->{headers}{'content-type'} // '') eq 'application/problem+json' && (!$more || $more->($reply->{json})), "$name: $status")
		or diag("$reply->{status} $reply->{content}");
}
is($gate->ask('GET', $path)->{content}, $before, 'nothing has changed');
my $fits = $gate->ask('POST', "$path/status", json => {status => 'registered', text => $long, office => 'МИД', registration => 'К-17'}, key => 'bad malformed');
is($fits->{status}, 200, '1200 octets fit, and a key that met an error is not used up');

# Nothing twice
my @answer = (json => {status => 'answered', text => 'Сизге келишим керек'}, key => 'e3b0c442');
my $first = $gate->ask('POST', "$path/status", as => 'officer', @answer);
my $again = $gate->ask('POST', "$path/status", as => 'officer', @answer);
is($first->{status}, 200, 'an answer');
is_deeply([@$again{qw(status content)}], [@$first{qw(status content)}], 'the same again is told the same');
is($again->{headers}{'idempotency-replayed'} // '', 'true', 'and that it is told again');
is($first->{headers}{'idempotency-replayed'} // '', '', 'which the first was not');
is(scalar(grep { $_->{status} eq 'answered' } @{shown()->{history}}), 1, 'it stands once in the history');
my $other = $gate->ask('POST', "$path/status", as => 'officer', json => {status => 'closed'}, key => 'e3b0c442');
is("$other->{status} $other->{json}{type}", '422 urn:kopuro:problem:idempotency-key-reused', 'another body with the same key is refused');
$other = $gate->ask('POST', "/v1/pledges/$pledge/payment", as => 'officer', json => {amount => 5}, key => 'e3b0c442');
is($other->{status}, 422, 'another address with the same key is refused');
is(shown()->{status}, 'answered', 'and nothing was done');
my $word = encode_utf8('керек');
like($gate->shows(qr/$word/), qr/$word\z/, 'the handset has it by SMS');
my @pay = (json => {amount => 700}, key => 'e3b0c442');
is($gate->ask('POST', "/v1/pledges/$pledge/payment", as => 'machine', @pay)->{status}, 200, 'another token has keys of its own') for 1 .. 2;
my ($project) = grep { $_->{id} eq 'school-computer' } @{$gate->ask('GET', '/v1/projects', as => 'auditor')->{json}{projects}};
is("$project->{collected_kgs} of $project->{pledged_kgs}", '700 of 3000', 'the payment counts once');

# A disk that is full
$gate->disk('full');
my @late = (json => {status => 'in-work'}, key => 'full disk');
my $failed = $gate->ask('POST', "$path/status", @late);
is("$failed->{status} $failed->{headers}{'retry-after'}", '503 5', 'a full disk: 503, and when to come again');
is($gate->ask('GET', $path)->{status}, 503, 'nobody reads a case of which no row can be written');
is($gate->ask('GET', '/v1/appeals?state=answered')->{json}{appeals}[0]{number}, $plain, 'nothing has changed');
$gate->disk;
is(shown()->{status}, 'answered', 'nor has it then');
is($gate->ask('POST', "$path/status", @late)->{status}, 200, 'later the same goes well');
is(shown()->{status}, 'in-work', 'and is done');

# The queue
my $lease = $gate->ask('POST', '/v1/items/lease', as => 'machine', json => {max => 1, seconds => 1}, key => 'lease 1');
my @items = @{$lease->{json}{items}};
is("$items[0]{subject} $items[0]{type}", "$plain kg.kopuro.appeal-lodged", 'the oldest item first');
is($items[0]{data}{text}, 'Айлыгымды төлөгөн жок', 'with its words');
unlike($lease->{content}, qr/996555/, 'the contact is sealed');
is($gate->ask('POST', '/v1/items/lease', as => 'machine', json => {max => 1, seconds => 1}, key => 'lease 1')->{content}, $lease->{content}, 'a reply that was lost is told again');
is($gate->ask('POST', '/v1/items/ack', as => 'officer', json => {ids => [$items[0]{id}]})->{json}{acknowledged}, 0, 'another token cannot acknowledge it');
sleep 1.1;
my $later = $gate->ask('POST', '/v1/items/lease', as => 'officer', json => {max => 1});
is($later->{json}{items}[0]{id}, $items[0]{id}, 'when the lease is over it is given out again, with the same id');
is($gate->ask('POST', '/v1/items/ack', as => 'officer', json => {ids => [$items[0]{id}, 'no-such', $items[0]{id}]})->{json}{acknowledged}, 1, 'acknowledged once');
is_deeply([grep { $_->{restricted} } map { @{$gate->ask('POST', '/v1/items/lease', as => $_, json => {max => 100})->{json}{items}} } qw(machine officer)], [], 'restricted items are in no open queue');
my $hidden = $gate->ask('POST', '/v1/items/lease', json => {queue => 'restricted'})->{json}{items};
is_deeply([map { $_->{subject} } @$hidden], [$restricted =~ s/-//r], 'but in their own');

# Pages
$gate->lodge for 1 .. 3;
my (@pages, $next);
do {
	my $page = $gate->ask('GET', '/v1/appeals?limit=2' . (defined $next ? "&after=$next" : ''))->{json};
	push @pages, [map { $_->{number} } @{$page->{appeals}}];
	$next = $page->{next};
} while (defined $next && @pages < 9);
is_deeply([map { scalar @$_ } @pages], [2, 2, 1], 'five appeals are three pages of two');
is(scalar(keys %{{map { $_ => 1 } map { @$_ } @pages}}), 5, 'each appeal stands on one of them');
my $page = $gate->ask('GET', '/v1/appeals?limit=2')->{json};
unlike($page->{next}, qr/$page->{appeals}[1]{number}/, 'a cursor tells nothing');
is($gate->ask('GET', '/v1/appeals?after=' . ($page->{next} =~ s/^(.)/$1 eq 'A' ? 'B' : 'A'/er))->{status}, 400, 'and cannot be made up');
is_deeply([map { $_->{status} } @{$gate->ask('GET', '/v1/appeals?state=in-work')->{json}{appeals}}], ['in-work'], 'by state');

# The audit: each write that was done, once, without a word of anybody's
my $audit = $gate->ask('GET', '/v1/audit', as => 'auditor');
my %count;
$count{"$_->{action} $_->{who} $_->{subject}"}++ for grep { $_->{outcome} eq 'done' && $_->{action} ne 'appeal.read' } @{$audit->{json}{audit}};
is($count{"appeal.status officer $plain"}, 1, 'the answer stands in it once');
is($count{"appeal.contact officer $plain"}, 1, 'and who asked for the phone number');
is($count{'pledge.payment machine ' . $pledge =~ s/-//r}, 1, 'and the payment');
is(scalar(grep { /restricted $plain/ } keys %count), 1, 'what was refused does not') or diag(explain(\%count));
unlike($audit->{content}, qr/996555|$word/, 'no number and no word');
my (@ids, $after);
do {
	my $part = $gate->ask('GET', '/v1/audit?limit=3' . (defined $after ? "&after=$after" : ''), as => 'auditor')->{json};
	push @ids, map { $_->{id} } @{$part->{audit}};
	$after = $part->{next};
} while (defined $after && @ids < 99);
is_deeply(\@ids, [map { $_->{id} } @{$audit->{json}{audit}}], 'by pages it is the same');

# After a restart
$gate->stop;
$gate->start;
$again = $gate->ask('POST', "$path/status", as => 'officer', @answer);
is("$again->{status} $again->{content}", "200 $first->{content}", 'a reply is told again after a restart');

# Metrics and the log
my $metrics = $gate->ask('GET', '/metrics', as => '')->{content};
my @strange = grep { !/^(?:# (?:HELP|TYPE) kopuro_\w+ .+|kopuro_\w+(?:\{\w+="[^"]*"\})? \d+)$/ } split /\n/, $metrics;
is_deeply(\@strange, [], 'metrics in the format of Prometheus');
like($metrics, qr/^$_/m, $_) for 'kopuro_link_up\{link="sim"\}', 'kopuro_items\{state="waiting"\}', 'kopuro_appeals_open [1-9]', 'kopuro_menu_facts [1-9]', 'kopuro_menu_facts_expired \d', 'kopuro_sms_parts\{state="queued"\}', 'kopuro_http_replies_total\{class="2xx"\} [1-9]';
my $log = Gate::slurp("$gate->{dir}/log") . Gate::slurp("$gate->{dir}/log.before");
unlike($_->[1], qr/996555123456|$plain|$number|kopuro_[A-Za-z0-9_-]{43}|$word|\Q${\encode_utf8('Айлыг')}\E/, "no number, word or token in the $_->[0]") for ['log', $log], ['metrics', $metrics];

# What no client should send
sub raw {
	my ($text) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gate->{http}, Timeout => 5) or return 'no connection';
	print $socket $text;
	my ($reply, $select) = ('', IO::Select->new($socket));
	while ($select->can_read(2)) {
		sysread($socket, $reply, 65536, length $reply) or last;
		last if $reply =~ /\r\n\r\n./s;
	}
	return $reply;
}
like(raw("POST $path/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $gate->{token}{officer}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{"), qr{^HTTP/1\.1 413}, 'a body of 100 MB is refused before it comes');
like(raw("GET $path HTTP/1.1\r\nHost: x\r\nAuthorization: $_\r\n\r\n"), qr{^HTTP/1\.1 401}, "Authorization: $_") for 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer kopuro_', "Bearer $gate->{token}{officer}x", 'Bearer ' . 'x' x 4000;
like(raw("HEAD $path HTTP/1.1\r\nHost: x\r\nAuthorization: bearer $gate->{token}{officer}\r\nConnection: close\r\n\r\n"), qr{^HTTP/1\.1 200 .*\r\n\r\n\z}s, 'HEAD has a head only');
like(raw("GET /v1/appeals/../audit HTTP/1.1\r\nHost: x\r\n\r\n"), qr{^HTTP/1\.1 404}, 'dots in a path lead nowhere');
like(raw("GET /v1/appeals?state=%72eceived HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $gate->{token}{officer}\r\n\r\n"), qr{^HTTP/1\.1 400}, 'escapes are not read as words');
is($gate->ask('GET', '/v1/figures', as => 'auditor')->{status}, 200, 'and it goes on');

# Many who say nothing: the networks keep their descriptors, and HTTP comes back when they go
my @idle = grep { $_ } map { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gate->{http}, Timeout => 2) } 1 .. 590;
sleep 0.3;
my $taken = () = glob "/proc/$gate->{pid}/fd/*";
cmp_ok(scalar @idle, '>', 550, 'many who connect and say nothing');
cmp_ok($taken, '<', 530, 'take no more than their share of the descriptors');
@idle = ();
delete $gate->{agent};
is($gate->ask('GET', '/v1/figures', as => 'auditor')->{status}, 200, 'and when they are gone, HTTP is there');
done_testing;
