#!/usr/bin/perl
# Webhooks by the Standard Webhooks specification, verified by Perl and by openssl: with one secret; with two, while receivers learn the new one; with the
# new one alone. A secret that is none is told with its place.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use MIME::Base64 qw(decode_base64 encode_base64);
use lib dirname(__FILE__);
use Consumer;
use Daemon;
use Network;
use Test::More;

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $bin = abs_path($ENV{BUILD} // 'build');
my $dir = tempdir('kopuro-webhook-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP);

sub put { my ($file, $text) = @_; open my $out, '>', $file or die "$file: $!"; print $out $text; close $out; chmod 0600, $file }
sub slurp { open my $in, '<', $_[0] or return ''; local $/; return <$in> }
my %secret = map { ($_ => 'whsec_' . encode_base64(join('', map { chr rand 256 } 1 .. 24), '')) } qw(first second);
put("$dir/$_", "$secret{$_}\n") for keys %secret;

# By openssl, with the key in hex.
sub openssl_holds {
	my ($secret, $head, $body) = @_;
	my ($id, $when, $all) = map { $head =~ /^\Q$_\E: *(.*)$/mi } qw(webhook-id webhook-timestamp webhook-signature);
	put("$dir/signed", "$id.$when.$body");
	my $key = unpack 'H*', decode_base64($secret =~ s/^whsec_//r);
	my $mac = qx{openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary '$dir/signed' | openssl base64 -A};
	return scalar grep { $_ eq "v1,$mac" } split / /, $all;
}

my $network = Network->new;
my @rounds = (
	[1, ['first'], 'one secret'],
	[2, ['first', 'second'], 'both while they are exchanged'],
	[3, ['second'], 'the new one alone'],
);
for my $round (@rounds) {
	my ($node, $names, $what) = @$round;
	my ($items, $heads) = ("$dir/items-$node", "$dir/heads-$node");
	my $receiver = Consumer::receiving($secret{ $names->[0] }, $items, undef, $heads)->start;
	my $daemon = Daemon->new(dir => $dir, node => $node, port => $network->{port}, lines => ["feedback webhook $receiver->{url}", map { "feedback-secret $dir/$_" } @$names]);
	$daemon->start;
	Network::await('a bind', sub { $network->{bound} });
	my $number = $network->handset(Network::awake("5570001$node"))->lodge('Айлык', '4711');
	ok(eval { Network::await('the item', sub { slurp($items) =~ /\n/ }) }, "$what: it is delivered to who knows $names->[0]") or diag($daemon->log);
	my ($body, $head) = (slurp($items) =~ s/\n.*//sr, slurp($heads) =~ s/\n\n.*//sr);
	for my $name (sort keys %secret) {
		my $wanted = grep { $_ eq $name } @$names;
		is(Consumer::signature_holds($secret{$name}, $head, $body), $wanted, "... the $name secret " . ($wanted ? 'verifies' : 'does not'));
		is(openssl_holds($secret{$name}, $head, $body), $wanted, '... and openssl says so, too');
	}
	unlike($head, qr/whsec_|\Q@{[$secret{first} =~ s{whsec_}{}r]}\E/, '... and no secret is told');
	is($daemon->stop, 0, '... the gateway stops cleanly');
	Network::await('the end of its link', sub { !$network->{bound} });
	$receiver->end;
}

put("$dir/wrong", "whsec_no-base64-at-all\n");
my $wrong = Daemon->new(dir => $dir, node => 4, port => $network->{port}, lines => ["feedback webhook http://127.0.0.1:1/", "feedback-secret $dir/wrong"]);
like(qx{'$bin/kopurod' -t -c '$wrong->{path}.cfg' 2>&1}, qr/node-4\.cfg:\d+:\d+: .*begins with whsec_, and base64 of 16 octets or more does not follow/, 'a secret that is none');
my $three = Daemon->new(dir => $dir, node => 5, port => $network->{port}, lines => ["feedback webhook http://127.0.0.1:1/", map { "feedback-secret $dir/$_" } qw(first second wrong)]);
like(qx{'$bin/kopurod' -t -c '$three->{path}.cfg' 2>&1}, qr/too many lines 'feedback-secret'; 2 are the most/, 'a third one');
done_testing();
