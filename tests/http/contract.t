#!/usr/bin/perl
# docs/openapi.yaml against the running gateway: each path, method and status in it is asked for, each reply is held against its schema, and
# what the yaml does not say is a fault. The yaml is read by Perl's own small reader; nothing of the gateway's is shared but the sockets.
use strict;
use warnings;
use utf8;
use CPAN::Meta::YAML;
use File::Basename qw(dirname);
use File::Path qw(remove_tree);
use JSON::PP;
use lib dirname(__FILE__);
use Gate;
use Test::More;
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $api = CPAN::Meta::YAML->read("$Gate::root/docs/openapi.yaml")->[0];

sub resolve {
	my ($node) = @_;
	while (ref $node eq 'HASH' && $node->{'$ref'}) {
		my $at = $api;
		$at = $at->{$_} // die "no $node->{'$ref'}" for split m{/}, $node->{'$ref'} =~ s{^#/}{}r;
		$node = $at;
	}
	return $node;
}

# The faults of a value by its schema: what this contract uses of JSON Schema.
my %kind_right = (
	object => sub { ref $_[0] eq 'HASH' },
	array => sub { ref $_[0] eq 'ARRAY' },
	boolean => sub { JSON::PP::is_bool($_[0]) },
	integer => sub { !ref $_[0] && $_[0] =~ /^-?\d+$/ && encode_json([$_[0]]) !~ /"/ },
	string => sub { !ref $_[0] && encode_json([$_[0]]) =~ /^\["/ },
);
sub faults {
	my ($value, $schema, $where) = @_;
	$schema = resolve($schema);
	my $kind = $schema->{type} // return;
	return "$where is no $kind" unless defined $value && $kind_right{$kind}->($value);
	my @faults;
	push @faults, "$where: '$value' is not of " . join ' ', @{$schema->{enum}} if $schema->{enum} && !grep { $_ eq $value } @{$schema->{enum}};
	push @faults, "$where: '$value' !~ $schema->{pattern}" if $schema->{pattern} && $value !~ /$schema->{pattern}/;
	push @faults, "$where: $value < $schema->{minimum}" if defined $schema->{minimum} && $value < $schema->{minimum};
	push @faults, "$where: $value > $schema->{maximum}" if defined $schema->{maximum} && $value > $schema->{maximum};
	if ($kind eq 'array') {
		push @faults, faults($value->[$_], $schema->{items}, "$where\[$_]") for 0 .. $#$value;
	} elsif ($kind eq 'object') {
		push @faults, map { "$where lacks $_" } grep { !exists $value->{$_} } @{$schema->{required} // []};
		for my $name (sort keys %$value) {
			my $inner = $schema->{properties}{$name};
			push @faults, faults($value->{$name}, $inner, "$where.$name") if $inner;
			push @faults, "$where.$name is not in the contract" if !$inner && ($schema->{additionalProperties} // '') eq 'false';
		}
	}
	return @faults;
}

my %operations; # "POST /v1/items/ack" => operation
for my $path (keys %{$api->{paths}}) {
	$operations{uc($_) . " $path"} = $api->{paths}{$path}{$_} for keys %{$api->{paths}{$path}};
}
my %documented = map { my $o = $_; map { ("$o $_" => 1) } keys %{$operations{$o}{responses}} } keys %operations;
my %seen;

# The table of the source, read as text: the contract and the program name the same.
my %in_source;
my $source = Gate::slurp("$Gate::root/gateway/control/http_route.c");
while ($source =~ /^\t\{"([A-Z]+)", "([^"]+)", ACCESS_\w+, ([A-Z |0]+),/mg) {
	my ($operation, $roles) = ("$1 $2", $3);
	$in_source{$operation} = $roles eq 'ALL' ? 'auditor editor machine officer operator restricted' : join ' ', sort map { lc } $roles =~ /([A-Z]+)/g;
}
is_deeply([sort keys %in_source], [sort keys %operations], 'the routes of the program are the operations of the contract');
my %in_contract = map { ($_ => ref $operations{$_}{'x-roles'} ? join ' ', sort @{$operations{$_}{'x-roles'}} : '') } keys %operations;
is_deeply(\%in_source, \%in_contract, 'for the same roles');

my $gate = Gate->new;
# Asks, and holds the reply against the contract.
sub asks {
	my ($status, $operation, $path, %o) = @_;
	my ($method) = split ' ', $operation;
	my $name = delete $o{name} // '';
	my $reply = delete $o{reply} // $gate->ask($method, $path, %o);
	my @wrong;
	push @wrong, "status $reply->{status}, $status was expected: $reply->{content}" if $reply->{status} != $status;
	my $response = resolve($operations{$operation}{responses}{$reply->{status}} // {});
	push @wrong, "status $reply->{status} is not in the contract" unless $response->{content};
	my ($type) = ($reply->{headers}{'content-type'} // 'none') =~ /^([^;]+)/;
	my $content = $response->{content}{$type};
	push @wrong, "the type $type is not in the contract" unless $content;
	push @wrong, faults($type =~ /json/ ? $reply->{json} : $reply->{content}, $content->{schema}, 'reply') if $content;
	push @wrong, "the problem says $reply->{json}{status}" if $type eq 'application/problem+json' && $reply->{json}{status} != $reply->{status};
	push @wrong, 'no Retry-After' if $reply->{status} =~ /^(429)$/ && !$reply->{headers}{'retry-after'};
	push @wrong, 'no WWW-Authenticate' if $reply->{status} == 401 && !$reply->{headers}{'www-authenticate'};
	$seen{"$operation $reply->{status}"} = 1;
	ok(!@wrong, "$operation: $status" . ($name ? ", $name" : '')) or diag(join "\n", @wrong);
	return $reply;
}

# What all operations share
my %body = (
	'POST /v1/appeals/{number}/contact' => {}, 'POST /v1/appeals/{number}/status' => {status => 'in-work'}, 'POST /v1/items/lease' => {max => 1},
	'POST /v1/items/ack' => {ids => ['1-1']}, 'POST /v1/queue/{id}/retry' => {}, 'POST /v1/queue/{id}/park' => {}, 'POST /v1/queue/{id}/drop' => {reason => 'by hand'}, 'POST /v1/projects/{id}/reports' => {text => 'Отчёт'}, 'POST /v1/pledges/{number}/payment' => {amount => 500},
	'PUT /v1/links/{name}' => {lines => ['host 127.0.0.1', 'port 1', 'system-id kopuro', 'dialplan kyrgyzstan']}, 'DELETE /v1/links/{name}' => {},
	'POST /v1/configuration/write' => {}, 'POST /v1/links/{name}/stop' => {}, 'POST /v1/links/{name}/start' => {},
	'POST /v1/menus/reload' => {}, 'POST /v1/menus/versions/{version}/live' => {},
);
my %role = ('POST /v1/menus/reload' => 'editor', 'POST /v1/menus/versions/{version}/live' => 'editor', map { ($_ => 'operator') } grep { /links|configuration|queue/ } keys %body); # where restricted will not do
asks(503, 'GET /healthz', '/healthz', as => '', name => 'no link is up');
my $number = $gate->lodge;
my $pledge = $gate->pledge;
my $restricted = $gate->lodge_restricted;
my $item = '1-1'; # in the queue
sub fill { my ($path, $n) = @_; $n //= $path =~ /pledges/ ? $pledge : $number; $path =~ s{queue/\{id\}}{queue/$item}; return $path =~ s/\{number\}/$n/r =~ s/\{id\}/oxygen/r =~ s/\{version\}/1/r =~ s/\{name\}/sim/r }
my $slow = Gate->new(lines => "http-rate 1\nfeedback-secret secret\nfeedback webhook https://127.0.0.1:1/\n", before => sub {
	Gate::spew("$_[0]{dir}/secret", 'a secret of thirty-two characters');
	chmod 0600, "$_[0]{dir}/secret";
});
for my $operation (sort keys %operations) {
	my ($method, $path) = split ' ', $operation;
	my $o = $operations{$operation};
	my @roles = ref $o->{'x-roles'} ? @{$o->{'x-roles'}} : ();
	my $role = (grep { $_ ne 'restricted' } @roles)[0];
	my @body = $body{$operation} ? (json => $body{$operation}) : ();
	$path = fill($path);
	if (!@roles) {
		asks(400, $operation, "$path?x=1", as => '', name => 'an unknown parameter');
		next;
	}
	asks(401, $operation, $path, as => 'kopuro_' . 'A' x 43, @body, name => 'a wrong token');
	asks(401, $operation, $path, as => '', @body, name => 'no token') unless $path eq '/metrics';
	for my $stranger (grep { my $r = $_; !grep { $_ eq $r } @roles } qw(officer restricted editor auditor machine operator)) {
		asks(403, $operation, $path, as => $stranger, @body, name => $stranger);
	}
	asks(400, $operation, "$path?colour=blue", as => $role, @body, name => 'an unknown parameter');
	my $reply;
	for (1 .. 20) {
		$reply = $slow->ask($method, $path, as => $role, @body);
		last if $reply->{status} == 429;
	}
	asks(429, $operation, $path, reply => $reply, name => 'too many');
	next if !@body;
	asks(400, $operation, $path, as => $role, content => '{"status": answered}', name => 'malformed JSON');
	asks(400, $operation, $path, as => $role, json => $body{$operation}, key => 'x' x 256, name => 'a key that is too long');
	asks(413, $operation, $path, as => $role, content => ' ' x 65537, name => 'a body beyond 64 KiB');
	asks(415, $operation, $path, as => $role, json => $body{$operation}, headers => {'Content-Type' => 'text/plain'}, name => 'not JSON');
	my $unknown = asks(422, $operation, $path, as => $role, json => {%{$body{$operation}}, colour => 'blue'}, name => 'an unknown field');
	is($unknown->{json}{field}, 'colour', 'and which');
}
# Elsewhere the queue is another's
for my $operation ('POST /v1/items/lease', 'POST /v1/items/ack') {
	my (undef, $path) = split ' ', $operation;
	asks(409, $operation, $path, reply => $slow->ask('POST', $path, as => 'restricted', json => $body{$operation}), name => 'with a webhook');
}
like($slow->ask('GET', '/metrics', as => '')->{content}, qr/^kopuro_feedback_up [01]$/m, 'the metrics tell whether the engine is up');
# What is not there
for my $operation (grep { /\{number\}/ } sort keys %operations) {
	my ($method, $path) = split ' ', $operation;
	my @body = $method eq 'POST' ? (json => $body{$operation}) : ();
	asks(404, $operation, fill($path, $_), @body, name => $_) for '0000-0000', '12345678', '1', 'x' x 63;
}
asks(404, 'POST /v1/projects/{id}/reports', '/v1/projects/moon/reports', json => $body{'POST /v1/projects/{id}/reports'});
is($gate->ask('GET', $_)->{status}, 404, "no such address: $_") for '/', '/v1', '/v1/', '/v1/appeals/', "/v1/appeals/$number/", '/v1/items/lease/x', '/v2/appeals', '//v1/appeals';
my $method = $gate->ask('DELETE', "/v1/appeals/$number");
is("$method->{status} $method->{headers}{allow}", '405 GET, HEAD', 'no such method, and which there are');

# What goes well
asks(200, 'GET /healthz', '/healthz', as => '');
asks(200, 'GET /metrics', '/metrics', as => '', name => 'from this machine');
asks(200, 'GET /metrics', '/metrics', as => $_, name => $_) for qw(auditor machine);
asks(200, 'GET /v1/projects', '/v1/projects', as => $_, name => $_) for qw(officer restricted editor auditor machine);
asks(200, 'GET /v1/figures', '/v1/figures', as => $_, name => $_) for qw(officer restricted editor auditor machine);
asks(200, 'GET /v1/appeals', '/v1/appeals?state=received&limit=5', as => $_, name => $_) for qw(officer restricted auditor);
asks(200, 'GET /v1/appeals', '/v1/appeals?state=overdue', as => 'officer', name => 'overdue');
asks(400, 'GET /v1/appeals', "/v1/appeals?$_", as => 'officer', name => $_)
	for 'state=lost', 'limit=0', 'limit=101', 'limit=-1', 'limit=x', 'limit=99999999999999', 'after=x', 'after=' . 'A' x 75, 'after=' . 'A' x 500, 'state=' . 'x' x 99;
asks(200, 'GET /v1/appeals/{number}', "/v1/appeals/$number", as => 'officer');
asks(200, 'GET /v1/appeals/{number}', '/v1/appeals/' . $number =~ s/-//r, as => 'officer', name => 'without the dash');
asks(200, 'GET /v1/appeals/{number}', "/v1/appeals/$restricted", as => 'restricted', name => 'a restricted one');
asks(200, 'POST /v1/appeals/{number}/contact', "/v1/appeals/$number/contact", as => 'officer', json => {});
asks(404, 'POST /v1/appeals/{number}/contact', "/v1/appeals/$restricted/contact", as => 'restricted', json => {}, name => 'of a nameless one');
my $status = 'POST /v1/appeals/{number}/status';
asks(200, $status, "/v1/appeals/$number/status", as => 'machine', json => {status => 'registered', office => 'МИД', registration => 'K-17'});
asks(200, $status, "/v1/appeals/$number/status", as => 'officer', json => {status => 'answered', text => 'Сиз жумуш берүүчүгө жазыңыз'});
asks(200, $status, "/v1/appeals/$restricted/status", as => 'restricted', json => {status => 'in-work'});
asks(200, $status, "/v1/appeals/$restricted/status", as => 'restricted', json => {status => 'closed'});
is(asks(409, $status, "/v1/appeals/$number/status", as => 'officer', json => {status => 'registered'}, name => 'answered already')->{json}{detail},
	'the appeal is answered; in-work, answered, closed may follow', 'which says what it is and which steps may follow');
is(asks(409, $status, "/v1/appeals/$restricted/status", as => 'restricted', json => {status => 'in-work'}, name => 'closed already')->{json}{detail},
	'the appeal is closed; nothing may follow', 'what is closed stays closed');
my $lease = asks(200, 'POST /v1/items/lease', '/v1/items/lease', as => 'machine', json => {max => 10, seconds => 60, queue => 'open'});
my @ids = map { $_->{id} } @{$lease->{json}{items}};
ok(@ids >= 2, 'the appeal and the pledge are in the queue');
is(asks(200, 'POST /v1/items/ack', '/v1/items/ack', as => 'machine', json => {ids => \@ids})->{json}{acknowledged}, scalar @ids, 'and taken out');
asks(403, 'POST /v1/items/lease', '/v1/items/lease', as => 'officer', json => {queue => 'restricted'}, name => 'the restricted queue');
asks(200, 'POST /v1/items/lease', '/v1/items/lease', as => 'restricted', json => {queue => 'restricted'}, name => 'the restricted queue');
asks(200, 'POST /v1/projects/{id}/reports', '/v1/projects/school-computer/reports', as => 'editor', json => {text => 'Компьютер келди'});
asks(200, 'POST /v1/pledges/{number}/payment', "/v1/pledges/$pledge/payment", as => 'machine', json => {amount => 500});
my $cancelled = $gate->pledge(2);
syswrite $gate->{network}{in}, "*500#\n4\n2\n$cancelled\n8642\n1\n1\n2\n";
$gate->shows(qr/the call is over/);
asks(409, 'POST /v1/pledges/{number}/payment', "/v1/pledges/$cancelled/payment", as => 'machine', json => {amount => 500}, name => 'cancelled');
asks(200, 'GET /v1/audit', '/v1/audit?limit=2', as => 'auditor');
asks(200, 'GET /v1/unreadable', '/v1/unreadable?limit=2', as => 'operator');
asks(400, 'GET /v1/unreadable', '/v1/unreadable?limit=101', as => 'operator', name => 'too many');
asks(400, 'GET /v1/audit', '/v1/audit?after=-1', as => 'auditor', name => 'no cursor');

# The queue by hand
my $queue = asks(200, 'GET /v1/queue', '/v1/queue', as => 'operator')->{json}{items};
my $everything = asks(200, 'GET /v1/queue', '/v1/queue', as => 'restricted', name => 'and restricted ones')->{json}{items};
my %open = map { ($_->{id} => 1) } @$queue;
my ($secret) = map { $_->{id} } grep { $_->{restricted} } @$everything;
ok(defined $secret && !$open{$secret} && @$everything > @$queue, 'an operator is told of no restricted item');
my $item_page = asks(200, 'GET /v1/queue', '/v1/queue?limit=1', as => 'operator', name => 'a page')->{json};
is(asks(200, 'GET /v1/queue', "/v1/queue?limit=1&after=$item_page->{next}", as => 'operator', name => 'the next')->{json}{items}[0]{id}, $queue->[1]{id}, 'the cursor leads on');
asks(400, 'GET /v1/queue', "/v1/queue?$_", as => 'operator', name => $_) for 'after=x', 'limit=101';
$item = $queue->[0]{id};
is(asks(200, 'GET /v1/queue/{id}', "/v1/queue/$item", as => 'operator')->{json}{number}, $queue->[0]{number}, 'one of them');
for my $id ($secret, '1-999999', '9-1', 'x', "$item-", '1-99999999999999999999') {
	is($gate->ask('GET', "/v1/queue/$id", as => 'operator')->{content}, $gate->ask('GET', '/v1/queue/1-888888', as => 'operator')->{content}, "$id: there is none, in the same words");
	asks(404, 'GET /v1/queue/{id}', "/v1/queue/$id", as => 'operator', name => $id);
	asks(404, "POST /v1/queue/{id}/$_", "/v1/queue/$id/$_", as => 'operator', json => $body{"POST /v1/queue/{id}/$_"}, name => $id) for qw(retry park drop);
}
asks(200, 'POST /v1/queue/{id}/park', "/v1/queue/$item/park", as => 'operator', json => {});
is($gate->ask('GET', "/v1/queue/$item", as => 'operator')->{json}{state}, 'parked', 'it is parked');
ok(!(grep { $_->{id} eq $item } @{ $gate->ask('POST', '/v1/items/lease', as => 'officer', json => {max => 100, seconds => 1})->{json}{items} }), 'and is not leased');
asks(200, 'POST /v1/queue/{id}/retry', "/v1/queue/$item/retry", as => 'operator', json => {});
isnt($gate->ask('GET', "/v1/queue/$item", as => 'operator')->{json}{state}, 'parked', 'it is no longer');
asks(200, 'POST /v1/queue/{id}/drop', "/v1/queue/$secret/drop", as => 'restricted', json => {reason => 'by hand'}, name => 'a restricted one');
asks(404, 'GET /v1/queue/{id}', "/v1/queue/$secret", as => 'restricted', name => 'which is gone');

# Menus
my $reload = 'POST /v1/menus/reload';
my $live = asks(200, $reload, '/v1/menus/reload', as => 'editor', json => {}, key => 'friday')->{json}{version};
is(asks(200, $reload, '/v1/menus/reload', as => 'editor', json => {}, key => 'friday')->{json}{version}, $live, 'the same key reloads once');
asks(200, $reload, '/v1/menus/reload', as => 'editor', name => 'without a body, which would say nothing');
is($live, 1, 'menus that have not changed are no new version');
remove_tree("$gate->{dir}/menus");
mkdir "$gate->{dir}/menus";
Gate::spew("$gate->{dir}/menus/home.yaml", "entry: home\nentry: house\n");
my $refused = asks(422, $reload, '/v1/menus/reload', as => 'editor', json => {}, name => 'menus with errors');
like($refused->{json}{findings}[0]{file}, qr{menus/home\.yaml$}, 'and where they are');
cmp_ok($refused->{json}{findings}[0]{line}, '>', 0, 'by the line');
unlink "$gate->{dir}/menus/home.yaml";
rmdir "$gate->{dir}/menus";
like($gate->ask('GET', '/healthz', as => '')->{content}, qr/"menus":\{"version":1,"folder":"refused"\}/, '/healthz tells that callers have other menus');
system("$Gate::root/tests/menus/with-projects", "$gate->{dir}/menus") == 0 or die;
Gate::spew("$gate->{dir}/menus/remark.yaml", "# a file more\nreviewed: yes\n");
is(asks(200, $reload, '/v1/menus/reload', as => 'editor', json => {})->{json}{version}, 2, 'the refused was no version');

# Links: nothing of another's comes to harm, and no password is told
my @lines = ('host 127.0.0.1', 'port 1', 'system-id kopuro', 'password hush', 'dialplan kyrgyzstan');
my $put = 'PUT /v1/links/{name}';
is(asks(200, $put, '/v1/links/lab', as => 'operator', json => {lines => [@lines, 'shutdown']})->{json}{done}, 'added', 'a link more');
is(asks(200, $put, '/v1/links/lab', as => 'operator', json => {lines => ['window 7', grep { !/hush/ } @lines]})->{json}{done}, 'changed', 'and otherwise');
my $links = asks(200, 'GET /v1/links', '/v1/links', as => 'operator');
is(join(' ', map { "$_->{name}:$_->{up}" } @{$links->{json}{links}}), 'sim:1 lab:0', 'the links, and which are up');
unlike($links->{content}, qr/password|hush|secret/, 'no password');
my $lab = asks(200, 'GET /v1/links/{name}', '/v1/links/lab', as => 'operator')->{json};
is_deeply([grep { /^(?:window|port) / } @{$lab->{lines}}], ['port 1', 'window 7'], 'one of them, as in the file');
is(asks(200, 'POST /v1/links/{name}/stop', '/v1/links/lab/stop', as => 'operator', json => {})->{json}{done}, 'stopped', 'stopped');
is(asks(200, 'POST /v1/links/{name}/start', '/v1/links/lab/start', as => 'operator', json => {})->{json}{done}, 'started', 'started');
for my $wrong ([['host 127.0.0.1'], qr/^smsc lab has no system-id; add ' system-id kopuro'$/], [[@lines, 'ussd-profile mika'], qr/'mika'.*'mica'/]) {
	my $refused = asks(422, $put, '/v1/links/lab', as => 'operator', json => {lines => $wrong->[0]}, name => 'refused');
	like($refused->{json}{findings}[0]{text}, $wrong->[1], 'and why');
}
for my $wrong ([[@lines, 'port 2'], qr/^line 6: 'port' stands twice; keep one of them$/], [['colour blue'], qr/^line 1: a network has no 'colour'/], [['port 0'], qr/^line 1: '0' is no port/]) {
	like(asks(422, $put, '/v1/links/lab', as => 'operator', json => {lines => $wrong->[0]}, name => 'refused')->{json}{detail}, $wrong->[1], 'and why');
}
is_deeply(asks(200, 'GET /v1/links/{name}', '/v1/links/lab', as => 'operator')->{json}{lines}, $lab->{lines}, 'it is as before');
asks(404, $put, '/v1/links/' . 'x' x 32, as => 'operator', json => {lines => \@lines}, name => 'no name');
asks(200, 'POST /v1/configuration/write', '/v1/configuration/write', as => 'operator', json => {});
like(Gate::slurp("$gate->{dir}/k.cfg"), qr/\A! written by kopurod \S+ for operator, .*^smsc lab\n(?: .*\n)* password hush\n/ms, 'what runs is in the file');
asks(200, 'DELETE /v1/links/{name}', '/v1/links/lab', as => 'operator', name => 'without a body');
asks(404, 'DELETE /v1/links/{name}', '/v1/links/lab', as => 'operator', name => 'twice');
asks(404, 'GET /v1/links/{name}', '/v1/links/lab', as => 'operator');
asks(404, "POST /v1/links/{name}/$_", "/v1/links/lab/$_", as => 'operator', json => {}) for qw(stop start);
is($gate->ask('GET', '/healthz', as => '')->{status}, 200, 'the other one is up as it was');
my (@audit, $next);
do {
	my $page = $gate->ask('GET', '/v1/audit?limit=100' . (defined $next ? "&after=$next" : ''), as => 'auditor')->{json};
	push @audit, @{$page->{audit}};
	$next = $page->{next};
} while defined $next;
is(join(' ', map { "$_->{who}:$_->{action}:$_->{subject}" } grep { $_->{action} =~ /link/ && $_->{outcome} eq 'done' } @audit),
	join(' ', map { "operator:link.$_:lab" } qw(put put stop start delete)), 'the audit has it');

my $versions = 'GET /v1/menus/versions';
my $kept = asks(200, $versions, '/v1/menus/versions', as => 'editor')->{json};
is("$kept->{live} $kept->{by} " . join(' ', map { "$_->{version}:$_->{author}" } @{$kept->{versions}}), '2 editor 2:editor 1:start', 'the versions, and who they are by');
my $page = asks(200, $versions, '/v1/menus/versions?limit=1', as => 'editor', name => 'a page')->{json};
is(asks(200, $versions, "/v1/menus/versions?limit=1&after=$page->{next}", as => 'editor', name => 'the next')->{json}{versions}[0]{version}, 1, 'the cursor leads on');
asks(400, $versions, "/v1/menus/versions?$_", as => 'editor', name => $_) for 'after=x', 'after=0', 'after=99999999999', 'limit=101';
my $back = 'POST /v1/menus/versions/{version}/live';
is(asks(200, $back, '/v1/menus/versions/1/live', as => 'editor', json => {})->{json}{version}, 1, 'back');
asks(404, $back, "/v1/menus/versions/$_/live", as => 'editor', json => {}, name => $_) for '3', '0', 'x', '-1', '9' x 10, '9' x 9;
my $again = asks(200, $reload, '/v1/menus/reload', as => 'editor', json => {}, name => 'a folder that has not changed')->{json};
is($again->{version}, 1, 'it stays');
like($again->{findings}[0]{text}, qr/nothing here has changed.*version 1/, 'and that is told');

# What changes who sees what
my $topics = Gate::slurp("$gate->{dir}/menus/data/topic.yaml");
Gate::spew("$gate->{dir}/menus/data/topic.yaml", $topics =~ s/, restricted: yes//r);
asks(409, $reload, '/v1/menus/reload', as => 'editor', json => {}, name => 'a restriction lifted');
asks(400, $reload, '/v1/menus/reload?confirm=1', as => 'editor', json => {}, name => 'confirmed wrongly');
asks(200, $reload, '/v1/menus/reload?confirm=yes', as => 'editor', json => {}, name => 'confirmed');
asks(409, $back, '/v1/menus/versions/1/live', as => 'editor', json => {}, name => 'a restriction that comes back');
asks(200, $back, '/v1/menus/versions/1/live?confirm=yes', as => 'editor', json => {}, name => 'confirmed');
Gate::spew("$gate->{dir}/menus/data/topic.yaml", $topics);

# A store that cannot be written.
Gate::spew("$gate->{dir}/menus/remark.yaml", "# another remark\nreviewed: yes\n");
$gate->disk('full');
for my $operation (sort keys %body) {
	my (undef, $path) = split ' ', $operation;
	asks(503, $operation, fill($path), as => $role{$operation} // 'restricted', json => $body{$operation}, name => 'nothing can be written');
}
$gate->disk;
asks(200, $status, "/v1/appeals/$number/status", json => {status => 'in-work'}, name => 'and it can again');
is(asks(200, $versions, '/v1/menus/versions', as => 'editor')->{json}{live}, 1, 'menus whose audit was not written are not live');

is_deeply([grep { !$seen{$_} } sort keys %documented], [], 'each status of the contract was seen');
is_deeply([grep { !$documented{$_} } sort keys %seen], [], 'no other was');
done_testing;
