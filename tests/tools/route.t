#!/usr/bin/perl
# kopuro route: each line of the decision, with the file and the line of its rule.
use strict;
use warnings;
use utf8;
use Test::More;
use Cwd 'abs_path';
use File::Basename;
use File::Copy;
use File::Temp 'tempdir';
chdir dirname($0) . "/../..";
my $kopuro = ($ENV{BUILD} // 'build') . "/kopuro";

sub run {
	open my $out, '-|', "$kopuro route @_ 2>&1" or die;
	my $said = do { local $/; <$out> };
	close $out;
	return ($? >> 8, $said);
}

my ($code, $said) = run(qw(+79161234567 0555123456));
is($code, 0, 'numbers as people write them');
like($said, qr{^\+79161234567\n  number +\+79161234567, .*\n  country +ru, for it begins with \+79 \(dialplans/russia\.yaml:\d+\)\n  operator +not told}m, 'Russia tells no operator');
like($said, qr{^0555123456\n  number +\+996555123456, .*\n  country +kg, .*\n  operator +MegaCom\n  zone +UTC\+06:00$}m, 'Kyrgyzstan does');
like($said, qr{there is no routes\.yaml: any network takes it}, 'without routes');
is((run('112'))[0], 1, 'no telephone number: exit 1');
is((run())[0], 2, 'nothing asked: exit 2');

my $dir = tempdir(CLEANUP => 1);
copy($_, $dir) for glob 'dialplans/*.yaml';
sub spew { open my $out, '>', "$dir/routes.yaml" or die; print $out @_; close $out }
spew(<<'EOT');
routes:
  - {prefix: "996", network: o, preference: 20, cost: 0.8, alphabet: latin}
  - {prefix: "996", network: megacom, preference: 10, sender: {address: "500", ton: 3, npi: 1}, quiet: {from: "00:00", to: "23:59"}}
  - {prefix: "79", network: megacom}
blocked: ["99677"]
EOT
($code, $said) = run("--dialplans $dir 996700123456 996771234567 +905351077212");
is($code, 0, 'with routes');
like($said, qr{routes of the prefix "996".*\n  1\. +megacom: preference 10, share 1, from 500 \(3/1\), quiet 00:00 to 23:59 \(\Q$dir\E/routes\.yaml:3\)\n(?: +quiet now, for \d+ minutes more\n)?  2\. +o: preference 20, share 1, cost 0\.8, in Latin letters \(\Q$dir\E/routes\.yaml:2\)},
	'in the order in which they are tried');
like($said, qr{^996771234567\n(?:  .*\n)*  sms +blocked, for it begins with 99677 \(\Q$dir\E/routes\.yaml:5\)$}m, 'what is blocked');
like($said, qr{^\+905351077212\n(?:  .*\n)*  sms +no route says anything: any network takes it$}m, 'what no route speaks of');

open my $config, '>', "$dir/kopuro.cfg" or die;
print $config "smsc megacom\n host 127.0.0.1\n system-id k\n dialplan kyrgyzstan\ndialplans $dir\n";
close $config;
($code, $said) = run("-c $dir/kopuro.cfg 996700123456");
is($code, 1, 'a route by a network that is not configured');
like($said, qr{^\Q$dir\E/routes\.yaml:2:5: .*the network 'o' is no smsc of the configuration}m, 'is told with its place');
done_testing;
