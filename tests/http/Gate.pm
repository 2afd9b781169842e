# A running kopurod with its tokens and a handset, for the tests of HTTP. Everything lies in a directory that goes with the object.
#
#	my $gate = Gate->new(lines => "http-rate 5\n", menus => 'tests/menus/lodging');
#	my $number = $gate->lodge;
#	my $reply = $gate->ask('POST', "/v1/appeals/$number/status", as => 'officer', json => {status => 'in-work'});
package Gate;
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(encode_utf8 decode_utf8);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Select;
use IO::Socket::INET;
use IPC::Open2;
use JSON::PP;
use Time::HiRes qw(sleep time);

our $root = abs_path(dirname(__FILE__) . '/../..');
my $build = $ENV{BUILD} // 'build';
our $bin = $build =~ m{^/} ? $build : "$root/$build";
my @roles = qw(officer restricted editor auditor machine operator);

sub spew {
	my ($name, $text) = @_;
	open my $out, '>', $name or die "$name: $!";
	print $out $text;
	close $out or die;
}
sub slurp {
	my ($name) = @_;
	open my $in, '<', $name or return '';
	local $/;
	return <$in> // '';
}

sub new {
	my ($class, %o) = @_;
	my $self = bless {dir => tempdir(CLEANUP => 1), scheme => $o{scheme} // 'http'}, $class;
	symlink("$root/$_", "$self->{dir}/$_") for qw(dialplans profiles);
	$o{menus} ? symlink("$root/$o{menus}", "$self->{dir}/menus") : system("$root/tests/menus/with-projects", "$self->{dir}/menus") == 0 or die;
	# Held all at once while they are asked for, so that they differ.
	my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) // die } 1 .. 3;
	@$self{qw(smpp http vty)} = map { $_->sockport } @held;
	$_->close for @held;
	my $lines = $o{lines} // '';
	spew("$self->{dir}/k.cfg", <<"CFG" . $lines =~ s/\{dir\}/$self->{dir}/gr);
log stderr
smsc sim
 host 127.0.0.1
 port $self->{smpp}
 system-id kopuro
 password secret
 dialplan kyrgyzstan
http 127.0.0.1 $self->{http}
vty 127.0.0.1 $self->{vty}
CFG
	$o{before}->($self) if $o{before};
	$self->start; # which makes the store
	$self->{token}{$_} = $self->token($_, $_) for @roles;
	return $self;
}

sub token {
	my ($self, $role, $name) = @_;
	my $token = qx{cd '$self->{dir}' && '$bin/kopuro' token -c k.cfg --role $role $name};
	die "no token for $name" if $?;
	chomp $token;
	return $token;
}

sub start {
	my ($self) = @_;
	$self->{pid} = fork // die;
	if (!$self->{pid}) {
		chdir $self->{dir} or die;
		open STDERR, '>>', 'log' or die;
		open STDOUT, '>&', \*STDERR or die;
		open STDIN, '<', '/dev/null' or die;
		$SIG{XFSZ} = 'IGNORE'; # see disk()
		exec "$bin/kopurod", '-c', 'k.cfg' or die;
	}
	for (my $until = time + 10; time < $until; sleep 0.02) {
		return if slurp("$self->{dir}/log") =~ /kopurod ready/;
	}
	die 'kopurod does not start: ' . slurp("$self->{dir}/log");
}

sub stop {
	my ($self, $signal) = @_;
	if (my $pid = delete $self->{pid}) {
		kill $signal // 'TERM', $pid;
		waitpid $pid, 0;
	}
	if (my $network = delete $self->{network}) {
		kill 'TERM', $network->{pid};
		waitpid $network->{pid}, 0;
	}
	unlink "$self->{dir}/log.before";
	rename "$self->{dir}/log", "$self->{dir}/log.before";
	return;
}
# A disk that takes nothing more (full), or takes again: a file may not grow beyond a page.
sub disk {
	my ($self, $full) = @_;
	system('prlimit', '--pid', $self->{pid}, '--fsize=' . ($full ? '4096' : 'unlimited') . ':unlimited') == 0 or die 'no prlimit';
	return;
}
sub DESTROY { local ($?, $!); $_[0]->stop }

# The network with one handset on it: kopuro smsc.
sub network {
	my ($self) = @_;
	return $self->{network} if $self->{network};
	my $pid = open2(my $out, my $in, "$bin/kopuro", 'smsc', '--port', $self->{smpp}, '--phone', '+996555123456');
	return $self->{network} = {pid => $pid, in => $in, out => $out, seen => '', known => 0};
}
# What the handset shows until `what`, or for at most ten seconds.
sub shows {
	my ($self, $what) = @_;
	my $n = $self->{network};
	my $select = IO::Select->new($n->{out});
	for (my $until = time + 10; time < $until;) {
		sysread($n->{out}, $n->{seen}, 65536, length $n->{seen}) or last while $select->can_read(0);
		return $1 if $n->{seen} =~ s/\A(.*?$what)//s;
		$select->can_read(0.2);
	}
	return delete($n->{seen}) . '<never came>';
}
# Dials *500# and types; the number that was given out. The first call, and the one after a nameless appeal, asks for the language. `exit` is
# typed when the number is there, to end the call.
sub dial {
	my ($self, $exit, @lines) = @_;
	my $n = $self->network;
	my @language = $n->{known} ? () : (1);
	$n->{known} = 1;
	$self->shows(qr/\z/); # SMS that came meanwhile have numbers, too
	syswrite $n->{in}, encode_utf8(join '', map { "$_\n" } '*500#', @language, @lines);
	my ($number) = $self->shows(qr/\d{4}-\d{4}/) =~ /(\d{4}-\d{4})\z/ or die 'no number was given out';
	syswrite $n->{in}, "$exit\n";
	$self->shows(qr/the call is over/);
	return $number;
}
sub lodge { $_[0]->dial(2, 3, 2, 1, 'Айлыгымды төлөгөн жок', 'Айгүл', 4711) }
# About the police: a restricted topic; without a name.
sub lodge_restricted {
	my ($self) = @_;
	my $number = $self->dial(1, 3, 4, 1, 'Кызматкер пара сурап жатат', 1, 9753);
	$self->{network}{known} = 0;
	return $number;
}
# To the first or the second project of Naryn.
sub pledge { $_[0]->dial(2, 4, 1, 1 + ($_[1] // 1), 1, 4, 3000, 1, 8642) }

# as: a role, a token, or '' for none; json or content; key: Idempotency-Key. The reply of HTTP::Tiny, with {json} decoded.
sub ask {
	my ($self, $method, $path, %o) = @_;
	my %headers = %{$o{headers} // {}};
	my $as = $o{as} // 'restricted';
	$headers{Authorization} = 'Bearer ' . ($self->{token}{$as} // $as) if length $as;
	$headers{'Idempotency-Key'} = $o{key} if defined $o{key};
	my $content = $o{json} ? JSON::PP->new->utf8->canonical->encode($o{json}) : $o{content};
	$headers{'Content-Type'} //= 'application/json' if defined $content;
	my $http = $self->{agent} //= HTTP::Tiny->new(timeout => 10, verify_SSL => 0);
	my $reply = $http->request($method, "$self->{scheme}://127.0.0.1:$self->{http}$path", {headers => \%headers, defined $content ? (content => $content) : ()});
	$reply->{json} = eval { decode_json($reply->{content}) } if ($reply->{headers}{'content-type'} // '') =~ /json/;
	return $reply;
}

1;
