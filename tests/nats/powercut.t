#!/usr/bin/perl
# The power of the queue's disk is cut at some moment after it has acknowledged items: none is missing at a reader that drops doubles, and each loss of
# the stream is told in the log. Twice: with nats-server's store on an ext4 image that is shut down without its journal being written (as a power cut
# does; where loop devices are allowed), and, anywhere, with the store put back to a copy of an earlier moment while the server is killed.
# LONG=1: 50 cuts at moments between 0 and 180 s, ten queues at a time. SEED=N repeats the moments of a run.
use strict;
use warnings;
use utf8;
use Fcntl;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;
use lib dirname(__FILE__) . '/../e2e';
use Daemon;
use Lodger;
use NatsServer;
use Network;
use POSIX ();
use Process;
use Test::More;
use Time::HiRes qw(sleep time);

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $dir = tempdir('kopuro-powercut-XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
$ENV{PATH} .= ':/usr/sbin:/sbin';
$Network::patience = 60;
use constant { SHUTDOWN => 0x8004587d, NOLOGFLUSH => 2 }; # EXT4_IOC_SHUTDOWN: _IOR('X', 125, __u32)

sub quietly { my (@words) = @_; return system(join(' ', map { "'$_'" } @words) . ' >/dev/null 2>&1') == 0 }

# ---- disks: each has the folder {store}, is cut while its server is dead or alive, and can be used again ----

package Disk::Image {
	sub new {
		my ($class, $dir) = @_;
		my $self = bless { store => "$dir/disk", image => "$dir/image", log => "$dir/nats.log" }, $class;
		mkdir $self->{store} or die "$self->{store}: $!";
		open my $out, '>', $self->{image} or die;
		truncate $out, 128 << 20;
		close $out;
		main::quietly('mkfs.ext4', '-q', '-F', $self->{image}) or die "mkfs.ext4 fails\n";
		return $self->up;
	}
	sub up { my ($self) = @_; main::quietly('mount', '-o', 'loop', @$self{qw(image store)}) or die "no loop device can be mounted\n"; return $self }
	sub acknowledged { }
	sub cut {
		my ($self, $server) = @_;
		sysopen my $root, $self->{store}, Fcntl::O_RDONLY or die "$self->{store}: $!";
		my $flags = pack 'L', main::NOLOGFLUSH;
		ioctl $root, main::SHUTDOWN, $flags or die "EXT4_IOC_SHUTDOWN: $!\n";
		close $root;
		$server->end('KILL');
		$self->down or die "umount fails\n";
		return $self->up;
	}
	sub down { my ($self) = @_; return main::quietly('umount', $self->{store}) }
}

package Disk::Copy {
	sub new { my ($class, $dir) = @_; mkdir "$dir/disk" or die; return bless { store => "$dir/disk" }, $class }
	# Some have been acknowledged by now: what comes from here on will be forgotten.
	sub acknowledged { my ($self) = @_; main::quietly('rm', '-rf', "$self->{store}.before"); main::quietly('cp', '-r', $self->{store}, "$self->{store}.before") or die "cp\n" }
	sub cut {
		my ($self, $server) = @_;
		$server->end('KILL');
		main::quietly('rm', '-rf', $self->{store}) && main::quietly('mv', "$self->{store}.before", $self->{store}) or die "mv\n";
	}
	sub down { 1 }
}

package main;

# ---- one queue, its cuts one after the other ----

sub lines_of_loss { my ($daemon) = @_; my @lines = $daemon->log =~ /the stream was gone|it has forgotten|are not in it any more/g; return scalar @lines }
sub figure { my ($daemon, $name) = @_; return $daemon->ask('machine', GET => '/metrics')->{content} =~ /^kopuro_$name (\d+)/m ? $1 : -1 }

sub turn_until { my ($there) = @_; Network::await('the queue', sub { Network::turn(0.05); $there->() }) }

# So many more appeals are told to handsets, and acknowledged by the stream.
sub lodge {
	my ($lodger, $daemon, $more) = @_;
	my $wanted = keys(%{ $lodger->{told} }) + $more;
	$lodger->{paused} = 0;
	$lodger->dial_all;
	turn_until(sub { keys %{ $lodger->{told} } >= $wanted });
	$lodger->{paused} = 1;
	turn_until(sub { !%{ $lodger->{at_it} } });
	turn_until(sub { figure($daemon, 'items{state="waiting"}' =~ s/([{}])/\\$1/gr) == 0 && figure($daemon, 'feedback_in_flight') == 0 });
}

sub ask { my ($server, $what, $body) = @_; my $nats = Nats->connect($server->{port}) or return {}; return eval { $nats->request("\$JS.API.STREAM.$what.KOPURO", $body) } // {} }

sub start_server {
	my ($server) = @_;
	mkdir $server->{dir}; # the folder itself may not have been on the disk
	return if eval { $server->start; 1 };
	$server->end('KILL'); # it cannot read what is left: an operator would remove it
	quietly('rm', '-rf', "$server->{dir}/jetstream");
	$server->start;
}

sub in_stream {
	my ($server) = @_;
	my ($nats, %there) = (Nats->connect($server->{port}));
	$nats->consume("reader-$$", 'kopuro.items.>') or die "no consumer\n";
	while (my @messages = $nats->fetch("reader-$$", 200, 0.5)) {
		for my $message (@messages) {
			my $event = decode_json($message->{body});
			$there{ $event->{subject} }++ if $event->{type} eq 'kg.kopuro.appeal-lodged';
			$nats->ack($message);
		}
	}
	return \%there;
}

sub play {
	my ($class, $place, @moments) = @_;
	my ($disk, $network) = ($class->new($place), Network->new);
	my $server = NatsServer->new("$disk->{store}/nats");
	$server->start;
	my $daemon = Daemon->new(dir => $place, port => $network->{port}, lines => ["feedback nats $server->{url}"]);
	$daemon->start;
	Network::await('a bind', sub { $network->{bound} });
	my ($lodger, @cuts) = (Lodger->new($network, 2));
	for my $moment (@moments) {
		lodge($lodger, $daemon, 3);
		$disk->acknowledged;
		lodge($lodger, $daemon, 3);
		Network::turn(0.1) for 1 .. $moment * 10;
		my $last = ask($server, 'INFO', '')->{state}{last_seq} // die "no stream\n";
		my $before = ask($server, 'MSG.GET', { seq => $last })->{message}{time};
		my $lines = lines_of_loss($daemon);
		$disk->cut($server);
		turn_until(sub { figure($daemon, 'feedback_up') == 0 });
		start_server($server);
		turn_until(sub { figure($daemon, 'feedback_up') == 1 });
		# Another connection says how it stands only when all that is not settled was asked for.
		lodge($lodger, $daemon, 1);
		Network::turn(0.1) for 1 .. 20;
		my $after = ask($server, 'MSG.GET', { seq => $last })->{message}{time} // '';
		my $lost = $after ne $before;
		Network::await('a line of the loss', sub { lines_of_loss($daemon) > $lines }) if $lost;
		push @cuts, { moment => $moment, lost => $lost ? 1 : 0, told => lines_of_loss($daemon) > $lines ? 1 : 0 };
	}
	my $told = $lodger->{told};
	my $there = {};
	Network::await('all items in the stream', sub { Network::turn(0.2); $there = in_stream($server); !grep { !$there->{$_} } keys %$told });
	my $result = { cuts => \@cuts, told => scalar keys %$told, missing => [grep { !$there->{$_} } keys %$told], doubles => scalar(grep { $_ > 1 } values %$there),
		offered_again => figure($daemon, 'feedback_lost_total'), stop => $daemon->stop };
	$server->end;
	$disk->down;
	return $result;
}

# In a process of its own: several go on at a time.
sub rig {
	my ($class, $name, @moments) = @_;
	mkdir "$dir/$name" or die;
	return Process->new(sub {
		my $result = eval { play($class, "$dir/$name", @moments) } // { error => "$@" };
		quietly('umount', '-l', "$dir/$name/disk") if $class eq 'Disk::Image' && $result->{error};
		open my $out, '>', "$dir/$name.json" or die;
		print $out encode_json($result);
		close $out;
	})->start;
}

sub results {
	my ($class, $name, $queues, $cuts, $longest) = @_;
	my @rigs = map { rig($class, "$name-$_", map { rand $longest } 1 .. $cuts) } 1 .. $queues;
	sleep 0.2 while grep { !$_->is_over } @rigs;
	my ($lost, $made) = (0, 0);
	for my $n (1 .. $queues) {
		my $result = do { local (@ARGV, $/) = "$dir/$name-$n.json"; decode_json(<>) };
		is($result->{error} // '', '', "$name $n: it was played to its end") or next;
		is(join(' ', @{ $result->{missing} }), '', "$name $n: each of $result->{told} appeals is in the stream; $result->{offered_again} were offered again");
		is(scalar(grep { $_->{lost} && !$_->{told} } @{ $result->{cuts} }), 0, "$name $n: each loss is told in the log");
		is($result->{stop}, 0, "$name $n: the gateway stops cleanly");
		$lost += grep { $_->{lost} } @{ $result->{cuts} };
		$made += @{ $result->{cuts} };
	}
	is($made, $queues * $cuts, "$name: $made cuts, $lost of them with a loss");
	cmp_ok($lost, '>', 0, "$name: something was lost, or nothing would be proved");
}

sub why_no_image {
	return 'only root mounts a disk image' if $> != 0;
	return 'mkfs.ext4 and mount are not there' if grep { !quietly('which', $_) } qw(mkfs.ext4 mount umount);
	mkdir "$dir/probe" or die;
	my $disk = eval { Disk::Image->new("$dir/probe") } or return "no loop device can be mounted here" . ($@ =~ /mkfs/ ? ': mkfs.ext4 fails' : '');
	$disk->down;
	return;
}

note('SEED=' . srand($ENV{SEED} // time));
my @long = $ENV{LONG} ? (10, 5, 180) : ();
results('Disk::Copy', 'copy', @long ? @long : (1, 2, 1));
SKIP: {
	my $why = why_no_image();
	skip $why, 1 if $why;
	results('Disk::Image', 'image', @long ? @long : (1, 2, 1));
}
done_testing();
