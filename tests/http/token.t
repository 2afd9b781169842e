#!/usr/bin/perl
# Tokens: made once, shown once, kept as a hash, revoked at once. And how often one may ask; and who may read the metrics behind a proxy.
use strict;
use warnings;
use File::Basename qw(dirname);
use IPC::Open3;
use lib dirname(__FILE__);
use Gate;
use Test::More;
use Time::HiRes qw(sleep time);

my $gate = Gate->new(lines => "http-rate 3\n");
chdir $gate->{dir} or die;
sub tool {
	my $pid = open3(my $in, my $out, undef, "$Gate::bin/kopuro", 'token', @_);
	close $in;
	local $/;
	my $said = <$out>;
	waitpid $pid, 0;
	return ($? >> 8, $said);
}

my ($code, $token) = tool('-c', 'k.cfg', '--role', 'officer', 'aida');
is($code, 0, 'a token is made beside a running gateway');
like($token, qr/^kopuro_[A-Za-z0-9_-]{43}\n\z/, '256 bits in base64url behind a prefix');
chomp $token;
is($gate->ask('GET', '/v1/figures', as => $token)->{status}, 200, 'which knows it with the next request');
my (undef, $other) = tool('-c', 'k.cfg', '--role', 'officer', 'bakyt');
isnt($other, "$token\n", 'another one is another');
for my $case (
	[['--role', 'officer', 'aida'], 1, qr/has a token already; revoke it first/],
	[['--role', 'boss', 'x'], 1, qr/is no role; officer, restricted, editor, auditor, machine or operator/],
	[['--role', 'officer', 'a b'], 1, qr/is no name/],
	[['--role', 'officer', 'x' x 32], 1, qr/is no name/],
	[['--role', 'officer', "a\x{c2}\x{a0}b"], 1, qr/is no name/],
	[['--revoke', 'nobody'], 1, qr/has no token/],
	[['--role', 'officer'], 2, qr/^usage/m],
	[['--list', '--revoke', 'aida'], 2, qr/^usage/m],
	[['aida'], 2, qr/^usage/m],
	[[], 2, qr/^usage/m],
) {
	my ($words, $wanted, $says) = @$case;
	my ($got, $said) = tool('-c', 'k.cfg', @$words);
	ok($got == $wanted && $said =~ $says, "kopuro token @$words: exit $wanted") or diag("exit $got: $said");
}
(undef, my $list) = tool('-c', 'k.cfg', '--list');
like($list, qr/^aida +officer +\d{4}-\d\d-\d\d$/m, '--list has the name and the role');
unlike($list, qr/kopuro_/, 'and no token');

my $files = join '', map { Gate::slurp($_) } glob "$gate->{dir}/var/*";
ok(index($files, substr $token, 7) < 0, 'no file has the token');
ok(index($files, substr $token, 7, 20) < 0, 'nor half of it');
is($gate->ask('GET', '/v1/figures', as => $_)->{status}, 401, 'a changed one is none') for substr($token, 0, -1), $token . 'A', lc $token, $token =~ s/^kopuro_//r;
is((tool('-c', 'k.cfg', '--revoke', 'aida'))[0], 0, 'it is revoked');
is($gate->ask('GET', '/v1/figures', as => $token)->{status}, 401, 'and at once is none');
is((tool('-c', 'k.cfg', '--role', 'auditor', 'aida'))[0], 0, 'the name is free again');
is((tool('-c', 'missing.cfg', '--list'))[0], 1, 'no configuration: exit 1');
ok(!-e 'missing.cfg', 'which is not made');

# A bucket of six, three a second: each token its own
my ($good, $late) = 0;
for (1 .. 50) {
	$late = $gate->ask('GET', '/v1/figures', as => 'machine');
	last if $late->{status} == 429;
	$good++;
}
is($late->{status}, 429, 'many at once are too many');
cmp_ok($good, '>=', 6, 'six are not');
is($late->{headers}{'retry-after'}, 1, 'and it is told when to come again');
is($gate->ask('GET', '/v1/figures', as => 'editor')->{status}, 200, 'for another token they are not');
sleep 1.1;
is($gate->ask('GET', '/v1/figures', as => 'machine')->{status}, 200, 'a second later it may again');

# Behind a proxy whoever comes from this machine may come for anybody
is($gate->ask('GET', '/metrics', as => '')->{status}, 200, 'without a proxy the metrics are open to this machine');
$gate->stop;
Gate::spew('k.cfg', Gate::slurp('k.cfg') . "http-behind-proxy\n");
$gate->start;
is($gate->ask('GET', '/metrics', as => '')->{status}, 401, 'behind one they are not');
is($gate->ask('GET', '/metrics', as => 'machine')->{status}, 200, 'but to a machine with its token');
chdir '/';
done_testing;
