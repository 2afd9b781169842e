#!/usr/bin/perl
# Menus are reloaded while somebody is in the middle of a form: the answer says how many it touches, by HTTP, in the log, on the console; nobody loses a word.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Basename qw(dirname);
use lib dirname(__FILE__);
use Gate;
use Test::More;
use Time::HiRes qw(sleep time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $gate = Gate->new;
chdir $gate->{dir} or die;
my $pledges = 'menus/pledges.yaml';
sub reload { $gate->ask('POST', '/v1/menus/reload', as => 'editor', json => {}) }
sub types { syswrite $gate->network->{in}, encode_utf8(join '', map { "$_\n" } @_) }
sub until_log {
	my ($what) = @_;
	for (my $until = time + 10; time < $until; sleep 0.02) { return 1 if decode_utf8(Gate::slurp('log')) =~ $what }
	diag(Gate::slurp('log'));
	return 0;
}

my $reply = reload();
is_deeply($reply->{json}{touched}, {open => 0, parked => 0}, 'nobody is touched') or diag($reply->{content});
types('*500#', 1, 4, 1, 2, 1, 4, 3000, 'Айгүл');
my $asks = encode_utf8("Жаңы PIN:");
like($gate->shows(qr/\Q$asks\E/), qr/\Q$asks\E\z/, 'somebody is asked for a PIN');

(my $renamed = Gate::slurp($pledges)) =~ s/\bpledge-money-pin\b/pledge-money-secret/g or die;
Gate::spew($pledges, $renamed);
$reply = reload();
is_deeply($reply->{json}{touched}, {open => 1, parked => 0}, 'an open form is touched') or diag($reply->{content});
ok((grep { $_->{text} =~ /open: 1, parked: 0/ } @{$reply->{json}{findings}}), 'and told among the findings');
ok(until_log(qr/the menus are reloaded; .*open: 1, parked: 0/), 'and in the log');
types(':hang up');
$gate->shows(qr/> :hang up/);
for (1 .. 500) { # until the gateway has heard of it
	last if $gate->ask('GET', '/v1/figures', as => 'auditor')->{json}{dialogs}{parked};
	select undef, undef, undef, 0.02;
}
kill 'HUP', $gate->{pid};
ok(until_log(qr/signal: the menus are reloaded; .*open: 0, parked: 1/), 'SIGHUP: it is parked by now');
my $said = decode_utf8(qx{'$Gate::bin/kopuro' menus -c k.cfg reload 2>&1});
like($said, qr/open: 0, parked: 1/, 'the tool tells it');
like($said, qr/^the menus are reloaded: version \d+$/m, 'and that they are live');

types('*500#', 1);
like($gate->shows(qr/\Q$asks\E/), qr/\Q$asks\E\z/, 'whoever goes on is asked for the PIN, on the screen with the other name');
is($gate->ask('GET', '/healthz', as => '')->{status}, 200, 'health is good');
types(8642);
ok($gate->shows(qr/\d{4}-\d{4}/) =~ /\d{4}-\d{4}\z/, 'it is made');
is((grep { $_->{pledged_kgs} } @{$gate->ask('GET', '/v1/projects')->{json}{projects}})[0]{pledged_kgs}, 3000, 'with the sum that was typed');
done_testing;
