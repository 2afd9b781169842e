#!/usr/bin/perl
# Links added, changed, stopped, started and removed while a call is open over another, by the console; what `write` saves is what runs.
# kopurod, and three networks of one handset each: kopuro smsc.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(encode_utf8 decode_utf8);
use File::Basename qw(dirname);
use lib dirname(__FILE__) . '/../http';
use Gate;
use IO::Select;
use IO::Socket::INET;
use IPC::Open2;
use Test::More;
use Time::HiRes qw(sleep time);
binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

# Beside the shipped profiles, one with smaller screens than the menus are laid out for, and one that no page fits.
my $gate = Gate->new(lines => "http-rate 1000\n", before => sub {
	my ($g) = @_;
	unlink "$g->{dir}/dialplans";
	system('cp', '-rL', "$Gate::root/dialplans", "$g->{dir}/dialplans") == 0 or die;
	Gate::spew("$g->{dir}/dialplans/routes.yaml", "routes:\n  - {prefix: \"996\", network: sim}\n");
	unlink "$g->{dir}/profiles";
	system('cp', '-rL', "$Gate::root/profiles", "$g->{dir}/profiles") == 0 or die;
	my $standard = Gate::slurp("$g->{dir}/profiles/standard.yaml");
	Gate::spew("$g->{dir}/profiles/$_->[0].yaml", $standard =~ s/^octets: 160$/octets: $_->[1]/mr) for ['narrow', 140], ['slit', 40];
});
my $file = "$gate->{dir}/k.cfg";
chmod 0640, $file;

# The console's answer to the lines.
sub console {
	my (@lines) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $gate->{vty}, Timeout => 5) or return "no connection: $!";
	my $all = '';
	print $s "$_\r\n" for 'terminal length 0', 'enable', @lines, 'end', 'echo the-end-of-it';
	my $select = IO::Select->new($s);
	while ($select->can_read(5)) {
		sysread($s, $all, 65536, length $all) or last;
		last if $all =~ /\nthe-end-of-it/;
	}
	close $s;
	return $all =~ s/\r//gr;
}
sub configure { return console('configure terminal', @_) }
sub links { my %state = console('show links') =~ /^([\w.-]+)  \S+:\d+  (.*)$/mg; return \%state }
sub until_links {
	my ($want, $name) = @_;
	my $have;
	for (my $until = time + 15; time < $until; sleep 0.05) {
		$have = links();
		last if join(',', map { "$_=$have->{$_}" } sort keys %$have) eq join(',', map { "$_=$want->{$_}" } sort keys %$want);
	}
	return is_deeply($have, $want, $name);
}

# A network with one handset
my @networks;
sub network {
	my ($phone, $port) = @_;
	my $n = {said => "$gate->{dir}/port-$phone"};
	$n->{pid} = open2($n->{out}, $n->{in}, "$Gate::bin/kopuro", 'smsc', '--port', $port // 0, '--phone', $phone, '--port-file', $n->{said});
	for (my $until = time + 10; time < $until && !-s $n->{said}; sleep 0.02) { }
	chomp($n->{port} = Gate::slurp($n->{said}));
	push @networks, $n;
	return $n;
}
END { local ($?, $!); for my $n (@networks) { kill 'TERM', $n->{pid}; waitpid $n->{pid}, 0 } }
sub types { my ($n, @lines) = @_; syswrite $n->{in}, encode_utf8("$_\n") for @lines; return }
sub shows {
	my ($n, $what) = @_;
	my $select = IO::Select->new($n->{out});
	$n->{seen} //= '';
	for (my $until = time + 10; time < $until;) {
		sysread($n->{out}, $n->{seen}, 65536, length $n->{seen}) or last while $select->can_read(0);
		my $text = decode_utf8($n->{seen});
		if ($text =~ /\A(.*?$what)(.*)\z/s) {
			my ($upto, $rest) = ($1, $+);
			$n->{seen} = encode_utf8($rest);
			return $upto;
		}
		$select->can_read(0.2);
	}
	my $text = decode_utf8(delete $n->{seen});
	return "<never came> $text";
}

my $first = network('+996555000001', $gate->{smpp});
my ($second, $third) = map { network($_) } '+996700000002', '+996770000003';
until_links({sim => 'bound'}, 'the network of the file is bound');

# A call is open over the first, and stays so
types($first, '*500#');
like(shows($first, qr/2 Русский/), qr/1 Кыргызча/, 'a call begins over the first');
types($first, '1');
unlike(shows($first, qr/\| 3 [^\n]*\n/), qr/never came/, 'and goes on');

my @second = ('host 127.0.0.1', "port $second->{port}", 'system-id kopuro', 'password hush', 'dialplan kyrgyzstan');
my @third = ('host 127.0.0.1', "port $third->{port}", 'system-id kopuro', 'password hush', 'dialplan kyrgyzstan');
unlike(configure('smsc second', @second, 'exit', 'smsc third', @third, 'exit'), qr/^%/m, 'two are added');
until_links({sim => 'bound', second => 'bound', third => 'bound'}, 'and bound');

types($second, '*500#');
like(shows($second, qr/2 Русский/), qr/1 Кыргызча/, 'a call over the second');
types($second, '1');
shows($second, qr/\| 3 [^\n]*\n/);
types($second, '3');
unlike(shows($second, qr/\| 1 [^\n]*\n/), qr/never came/, 'and some steps into the menus');
is(configure('smsc third', 'shutdown', 'exit') =~ /^%/m, '', 'the third is stopped');
until_links({sim => 'bound', second => 'bound', third => 'shut down'}, 'it alone');

# What is changed stops its own calls only: they end cleanly, and are offered again
my ($attempts) = console('show links') =~ /^sim .*?attempts to connect (\d+)/ms;
is(configure('smsc second', 'window 7', 'exit') =~ /^%/m, '', 'the second is changed');
like(shows($second, qr/the call is over/), qr/\n/, 'its call has ended');
until_links({sim => 'bound', second => 'bound', third => 'shut down'}, 'it is bound again');
types($second, '*500#');
like(shows($second, qr/\| 2 [^\n]*\n/), qr/1 Улантуу|Токтогон жерден/, 'and offered again');
is((console('show links') =~ /^sim .*?attempts to connect (\d+)/ms)[0], $attempts, 'the first has not connected anew');

# Refused: nothing is changed
my @wrong = (
	[['smsc fourth', 'host 127.0.0.1', 'exit'], qr/^% smsc fourth has no system-id; add ' system-id kopuro'$/m, 'a network without its name'],
	[['smsc fourth', @second, 'ussd-profile mika', 'exit'], qr/^% .*'mika'.*mica/m, 'a profile that is not there'],
	[['smsc second', 'dialplan kyrgyztan', 'exit'], qr/^% there is no dialplan 'kyrgyztan' in 'dialplans'; did you mean 'kyrgyzstan'\?$/m, 'a dialplan that is not there'],
	[['smsc second', 'port 0', 'exit'], qr/^% (?:'0' is no port; a number from 1 to 65535 is right|Unknown command)/m, 'a port that none is'],
	[['smsc second', 'ussd-profile slit', 'exit'], qr/^% .*\b40\b/m, 'a profile that the menus do not fit'],
	[['no smsc sim'], qr{^% dialplans/routes\.yaml:2:\d+: error: .*'sim'}m, 'to remove one that a route names'],
	[['no smsc fourth'], qr/There is no network of that name/, 'one that is not there'],
);
for my $w (@wrong) {
	my ($lines, $why, $name) = @$w;
	my $before = console('show running-config');
	like(configure(@$lines), $why, "refused: $name");
	is(console('show running-config'), $before, 'and nothing is changed');
}
until_links({sim => 'bound', second => 'bound', third => 'shut down'}, 'nothing at all');
configure('smsc second', 'portt 5', 'window 9');
like(console('show running-config'), qr/^smsc second\n(?: .*\n)* window 9\n/m, 'a mistyped word does not end the block, `end` does');

# A profile with other screens than the menus were laid out for: they are read anew for it
unlike(configure('no smsc third', 'smsc third', @third, 'ussd-profile narrow', 'exit'), qr/^%/m, 'removed, and added with another profile');
until_links({sim => 'bound', second => 'bound', third => 'bound'}, 'it is bound');

types($third, '*500#', 1);
my $screen = shows($third, qr{\|\n\+-+\+\s+\d+/1[46]0});
$screen = shows($third, qr{\|\n\+-+\+\s+\d+/1[46]0}) while $screen !~ /never came|\| 3 /;
cmp_ok(($screen =~ m{(\d+)/1[46]0\z})[0] // 999, '<=', 140, 'its pages are of 140 octets');
my $menus = console('show menus');
my @versions = $menus =~ /^version (\d+)/mg;
is("$versions[0]", '1', 'the menus are of the same version');

# A profile that was not there when kopurod began, and one with a fault
my $narrow = Gate::slurp("$gate->{dir}/profiles/narrow.yaml");
Gate::spew("$gate->{dir}/profiles/late.yaml", $narrow =~ s/^octets: 140$/octets: many/mr);
like(configure('smsc third', 'ussd-profile late', 'exit'), qr/^% .*octets/m, 'refused: a new profile with a fault');
Gate::spew("$gate->{dir}/profiles/late.yaml", $narrow);
unlike(configure('smsc third', 'ussd-profile late', 'exit'), qr/^%/m, 'a new profile is taken up');
until_links({sim => 'bound', second => 'bound', third => 'bound'}, 'and bound with it');

# `write`, and a restart
my $said = console('write');
like($said, qr/^Configuration saved to k\.cfg$/m, 'write');
my $written = Gate::slurp($file);
like($written, qr/\A! written by kopurod \S+ for console, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/, 'at its head stands who wrote it, and when');
like($written, qr/^smsc sim\n(?: .*\n)* password secret\n(?:.*\n)*^smsc second\n(?: .*\n)* password hush\n/m, 'the passwords are kept');
like($written, qr/^log stderr\b/m, 'and what is the library\'s');
is((stat $file)[2] & 07777, 0640, 'the mode, too');
is_deeply([glob "$gate->{dir}/k.cfg.*"], [], 'nothing lies beside it');

# The first has seen nothing of all this
types($first, '3');
unlike(shows($first, qr/\| 1 [^\n]*\n/), qr/never came|the call is over/, 'the call over the first goes on');
is(configure('no smsc third') =~ /^%/m, '', 'the third is removed');
until_links({sim => 'bound', second => 'bound'}, 'and gone');

my $running = console('show running-config');
$gate->stop;
$gate->start;
until_links({sim => 'bound', second => 'bound', third => 'bound'}, 'after a restart what was written runs');
configure('no smsc third');
until_links({sim => 'bound', second => 'bound'}, 'and goes again');
is(console('show running-config') =~ s/^!.*\n//mgr, $running =~ s/^!.*\n//mgr, 'the same configuration as before');

done_testing;
