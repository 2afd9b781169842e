#!/usr/bin/perl
# Versions of the menus with a running kopurod: a change goes live, the one before comes back while a call stays in the newer, and stays over a
# restart; an edited folder goes live again; a broken one does not keep the gateway down.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Basename qw(dirname);
use File::Path qw(remove_tree);
use lib dirname(__FILE__) . '/../http';
use Gate;
use Test::More;
use Time::HiRes qw(sleep time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $head = Gate::slurp("$Gate::root/tests/menus/good/system.yaml");
# Menus whose texts tell the version; `extra`: with another screen, of this name.
sub menus {
	my ($word, $extra) = @_;
	my ($way, $screen) = $extra ? (", {text: {ky: Кошумча, ru: Ещё}, to: $extra}", "  $extra: {kind: end, text: {ky: Кошумча, ru: Ещё}}") : ('', '');
	return encode_utf8(<<"YAML");
screens:
  home:
    kind: choices
    choices:
      - {text: {ky: "$word үй", ru: "$word дом"}, to: house}
  house:
    kind: choices
    text: {ky: "$word үйдө", ru: "$word в доме"}
    choices: [{text: {ky: Бүттү, ru: Конец}, to: done}$way]
  done: {kind: end, text: {ky: "$word бүттү", ru: "$word конец"}}
$screen
YAML
}

my $gate = Gate->new(before => sub {
	my ($g) = @_;
	remove_tree("$g->{dir}/menus");
	mkdir "$g->{dir}/menus";
	Gate::spew("$g->{dir}/menus/system.yaml", $head);
	Gate::spew("$g->{dir}/menus/home.yaml", menus('Биринчи'));
});
chdir $gate->{dir} or die;
my $kopuro = "$Gate::bin/kopuro";
# Standard output and error, and the exit code.
sub tool { my $said = decode_utf8(qx{'$kopuro' @_ 2>&1}); return ($said, $? >> 8) }
sub until_log {
	my ($what) = @_;
	for (my $until = time + 10; time < $until; sleep 0.02) {
		return 1 if Gate::slurp('log') =~ $what;
	}
	diag(Gate::slurp('log'));
	return 0;
}
my $me = $ENV{SUDO_USER} // getpwuid $<;
sub types { syswrite $gate->{network}{in}, encode_utf8(join '', map { "$_\n" } @_) }
sub shown { return decode_utf8($gate->shows(encode_utf8($_[0]))) =~ /\Q$_[0]\E\z/ }
sub live { return $gate->ask('GET', '/healthz', as => '')->{json}{menus} }

# The first start
is_deeply(live(), {version => 1, folder => 'ok'}, 'the folder of the first start is version 1');
my ($said, $code) = tool('menus -c k.cfg');
like($said, qr/^   1  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  start +[0-9a-f]{8} +\d+ screens  live since .* by start$/, 'kopuro menus lists it');
is($code, 0, 'exit 0');
is((tool('diff -c k.cfg'))[0], "Nothing changes for callers.\n", 'kopuro diff: the folder is what is live');

# A change
Gate::spew('menus/home.yaml', menus('Экинчи'));
($said, $code) = tool('diff -c k.cfg');
like($said, qr/^screen house\n.*"Биринчи үйдө" -> "Экинчи үйдө"/m, 'kopuro diff: from what is live to the folder');
is($code, 1, 'something changes: exit 1');
kill 'HUP', $gate->{pid};
ok(until_log(qr/signal: the menus are reloaded; version 2, /), 'SIGHUP: version 2');
$gate->network;
types('*500#', 1);
ok(shown('Экинчи үй'), 'a call begins in it');

# Back, while the call is open
($said, $code) = tool('menus -c k.cfg back 1');
is($said, "the menus are reloaded: version 1\n", 'back to version 1 in one command');
is($code, 0, 'exit 0');
is_deeply(live(), {version => 1, folder => 'ok'}, 'it is live');
types(1);
ok(shown('Экинчи үйдө'), 'the open call is led on by version 2');
types(1);
ok(shown('Экинчи бүттү'), 'to its end');
types('*500#');
ok(shown('Биринчи үй'), 'the next call has version 1');
types(1, 1);
ok(shown('Биринчи бүттү'), 'and ends there');
($said) = tool('menus -c k.cfg');
like($said, qr/^   2 .* UTC  signal [^\n]* screens\n   1 .* UTC  start [^\n]*  live since .* by \Q$me\E$/, 'who, and which is live');
($said, $code) = tool('menus -c k.cfg back 3');
like($said, qr/^% there is no version 3; /, 'a version that is not there');
is($code, 1, 'exit 1');

# What is kept is written out
is((tool('menus -c k.cfg show 2 out/of/it'))[1], 1, 'a folder above is not made');
($said, $code) = tool('menus -c k.cfg show 2 out');
is("$said$code", '0', 'version 2 is written out');
is(Gate::slurp('out/home.yaml'), menus('Экинчи'), 'octet by octet');
is((tool('menus -c k.cfg show 2 out'))[1], 1, 'not into a folder that has something in it');
is((tool('menus -c k.cfg show 9 new'))[1], 1, 'no such version');
ok(!-e 'new', 'makes no folder');
is((tool("menus -c k.cfg $_"))[1], 2, "kopuro menus $_: exit 2") for 'back', 'back x', 'back 0', 'show 1', 'list', '-x';

# A reload, and a restart
kill 'HUP', $gate->{pid};
ok(until_log(qr/nothing here has changed since it was last taken; version 1, which somebody went back to, stays live/), 'a reload keeps it');
$gate->stop;
$gate->start;
is(live()->{version}, 1, 'so does a restart');

# An edited folder
Gate::spew('menus/home.yaml', menus('Үчүнчү', 'extra'));
is($gate->ask('POST', '/v1/menus/reload', as => 'editor', json => {})->{json}{version}, 3, 'the folder is taken when it changes');
Gate::spew('menus/home.yaml', menus('Экинчи'));
is($gate->ask('POST', '/v1/menus/reload', as => 'editor', json => {})->{json}{version}, 2, 'what was there before has its number again');
is($gate->ask('POST', '/v1/menus/versions/3/live', as => 'editor', json => {})->{json}{version}, 3, 'HTTP leads back, too');

Gate::spew('menus/home.yaml', menus('Төртүнчү'));
($said, $code) = tool('menus -c k.cfg reload');
is($said, "the menus are reloaded: version 4\n", 'so does one command, which says it');
is($code, 0, 'exit 0');
is((tool('menus -c k.cfg back 3'))[1], 0, 'and back');

# A broken folder
Gate::spew('menus/home.yaml', "screens:\n  home: {kind: choises}\n");
is($gate->ask('POST', '/v1/menus/reload', as => 'editor', json => {})->{status}, 422, 'a broken folder is refused');
is_deeply(live(), {version => 3, folder => 'refused'}, 'and /healthz tells it');
($said, $code) = tool('menus -c k.cfg reload');
like($said, qr{^menus/home\.yaml:2:16: error: .*choises.*^% the menus are not reloaded, \d+ errors; those before stay$}ms, 'the command tells each error');
is($code, 1, 'exit 1');
$gate->stop;
($said, $code) = tool('menus -c k.cfg reload');
like($said, qr/^kopuro menus: no gateway answers on 127\.0\.0\.1 port \d+; its next start takes up what has changed in menus$/, 'nor without a gateway');
is($code, 1, 'exit 1');
is(system("$Gate::bin/kopurod -t -c k.cfg 2>/dev/null") >> 8, 1, 'kopurod -t calls it a fault');
$gate->start;
is_deeply(live(), {version => 3, folder => 'refused'}, 'the gateway starts with what was live');
like(Gate::slurp('log'), qr{ERROR menus/home\.yaml:2:16: error: .*choises}, 'the log has each error with its place');
like(Gate::slurp('log'), qr{ERROR the menus in 'menus' are not taken, \d+ errors; version 3 of the store is live}, 'and what is live instead');

# Without a gateway
$gate->stop;
($said, $code) = tool('menus -c k.cfg back 2');
like($said, qr/^no gateway answers on 127\.0\.0\.1 port \d+: version 2 will be live with its next start$/, 'no gateway runs: the next start');
is($code, 0, 'exit 0');
$gate->start;
is_deeply(live(), {version => 2, folder => 'refused'}, 'has it');

# What cannot be live any more
$gate->stop;
my $plan = Gate::slurp("$Gate::root/dialplans/kyrgyzstan.yaml");
my $other = $plan =~ s/^(\s+)"\*500#": .*$/$1"*500#": {to: home}\n$1"*501#": {to: extra}/mr;
unlink 'dialplans';
mkdir 'dialplans';
Gate::spew('dialplans/kyrgyzstan.yaml', $other);
($said, $code) = tool('menus -c k.cfg back 1');
like($said, qr/the code \*501# begins with the screen 'extra', which the menus do not have/, 'a version that the dialplan does not fit any more is refused');
is($code, 1, 'exit 1');
is((tool('menus -c k.cfg back 3'))[1], 0, 'one that has the screen is not');
$gate->start;
is(live()->{version}, 3, 'and is live');
($said, $code) = tool('menus -c k.cfg back 1');
like($said, qr/begins with the screen 'extra'.*\n% the menus are not reloaded, 1 errors; those before stay$/m, 'the running gateway refuses the same');
is($code, 1, 'exit 1');
is(live()->{version}, 3, 'what was live stays');

Gate::spew('menus/home.yaml', menus('Үчүнчү', 'extra'));
is($gate->ask('POST', '/v1/menus/reload', as => 'editor', json => {})->{json}{version}, 3, 'the folder is version 3');
$gate->stop;
Gate::spew('dialplans/kyrgyzstan.yaml', $plan);
is((tool('menus -c k.cfg back 1'))[1], 0, 'back to version 1 under the old dialplan');
Gate::spew('dialplans/kyrgyzstan.yaml', $other);
$gate->start;
is_deeply(live(), {version => 3, folder => 'ok'}, 'which the new one does not fit: the start takes the folder');
like(Gate::slurp('log'), qr/ERROR the menus of version 1, which was live, cannot be: /, 'and says why');
Gate::spew('menus/home.yaml', "screens:\n  home: {kind: choises}\n");

# Nothing to fall back on
$gate->stop;
remove_tree('var');
like(qx{$Gate::bin/kopurod -c k.cfg 2>&1}, qr{^menus/home\.yaml:2:16: error: }m, 'without versions a broken folder is told');
is($? >> 8, 1, 'and nothing starts');
ok(!-e 'var', 'nothing is made');
done_testing;
