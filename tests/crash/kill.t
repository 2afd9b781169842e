#!/usr/bin/perl
# Promise 1 under `kill -9`: each number that a screen or an SMS told is found afterwards, by asking the gateway itself for it with the
# number and the PIN, and no number was given twice. Handsets lodge appeals and make pledges without a pause; the daemon is killed in the
# midst of it, started again on the same store, and the handsets dial again and go on wherever they are taken.
# The network is Perl's Net::SMPP. SEED=N repeats the moments of a run (not what the machine does in between), KILLS=N makes more of them.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use Net::SMPP;
use POSIX ();
use Socket qw(IPPROTO_TCP MSG_DONTWAIT MSG_PEEK TCP_NODELAY);
use Test::More;
use Time::HiRes qw(time);

binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;
chdir dirname($0) . '/../..' or die;
my $kopurod = ($ENV{BUILD} // 'build') . '/kopurod';
my $kills = $ENV{KILLS} // ($ENV{LONG} ? 1000 : 60);
my $handsets = 16;
my $patience = 20; # seconds for any one thing to happen
my $seed = srand($ENV{SEED} // time);
note("SEED=$seed");

my $dir = tempdir('kopuro-kill-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $gateway;
END { my $status = $?; kill 'KILL', $gateway if $gateway; $? = $status }
local $SIG{PIPE} = 'IGNORE';
local $SIG{$_} = sub { exit 1 } for qw(TERM INT HUP); # by way of END
my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
my ($link, $bound, $found, @faults, %told) = (undef, 0, 0); # told: number => { kind, pin, phone }

# ---- what a handset answers to a screen; the first row that fits ----

my %forms = (
	appeal => { home => 'Обращение, жалоба', open => 'Есть ли ответ?', found => qr/^Статус: / },
	pledge => { home => 'Помочь селу', open => 'Найти моё обещание', found => qr/Отменить можно ещё/ },
);
my @lodging = (
	[qr/Выберите язык/, sub { 'Русский' }],
	[qr/Продолжить с того же места/, sub { 'Продолжить' }],
	[qr/^1 Документы/, sub { $forms{ $_[0]{kind} }{home} }],
	[qr/^1 Есть ли ответ/, sub { 'Работа, зарплата' }],
	[qr/Где это/, sub { 'Бишкек' }],
	[qr/что случилось/, sub { \'Не платят зарплату' }],
	[qr/Ваше имя\?/, sub { $_[0]{named} ? \'Айгүл' : 'Без имени, могут не ответить' }],
	[qr/Придумайте PIN/, sub { \$_[0]{pin} }],
	[qr/^(?:Принято|Записано)/, sub { $_[0]{named} && $_[1] =~ /Прислать SMS/ ? 'Прислать SMS' : 'Выход' }],
	[qr/только обещание/, sub { 'Проекты' }],
	[qr/Выберите проект/, sub { 'Водный канал' }],
	[qr/Пример: |Отчёта нет|Обещано: |Собрано: |^1 Помогу/, sub { 'Помогу' }],
	[qr/Чем поможете/, sub { 'Знаниями' }],
	[qr/Какое имя показать/, sub { 'Не показывать' }],
);
my @finding = (
	[qr/Выберите язык/, sub { 'Русский' }],
	[qr/Продолжить с того же места/, sub { 'Начать сначала' }],
	[qr/^1 Документы/, sub { $forms{ $_[0]{sought}{kind} }{home} }],
	[qr/^1 Есть ли ответ|только обещание/, sub { $forms{ $_[0]{sought}{kind} }{open} }],
	[qr/Введите номер/, sub { \$_[0]{sought}{number} }],
	[qr/Введите PIN/, sub { \$_[0]{sought}{pin} }],
);

# The line with this label; or the next page, which has it.
sub digit_of {
	my ($screen, $label) = @_;
	return $1 if $screen =~ /^(\d+) \Q$label\E$/m;
	return $screen =~ /^9 /m ? '9' : undef;
}

sub answer_to {
	my ($handset, $screen) = @_;
	for my $row (@{ $handset->{sought} ? \@finding : \@lodging }) {
		next unless $screen =~ $row->[0];
		my $said = $row->[1]->($handset, $screen);
		return ref $said ? $$said : digit_of($screen, $said);
	}
	return $screen =~ /^9 /m ? '9' : undef;
}

# ---- the network ----

sub deliver {
	my ($handset, $op, $text) = @_;
	my $wide = $text =~ /[^\x20-\x7e]/;
	$link->deliver_sm(async => 1, service_type => 'USSD', source_addr_ton => 1, source_addr_npi => 1, source_addr => $handset->{phone},
		destination_addr => '500', data_coding => $wide ? 8 : 0, short_message => encode($wide ? 'UTF-16BE' : 'ascii', $text),
		ussd_service_op => chr $op);
}

sub remember {
	my ($handset, $text) = @_;
	for my $number ($text =~ /\b(\d{4}-\d{4})\b/g) {
		my $before = $told{$number} //= { number => $number, kind => $handset->{kind}, pin => $handset->{pin}, phone => $handset->{phone} };
		push @faults, "$number was given to two" if $before->{phone} ne $handset->{phone};
	}
}

my %handsets = map {
	my $phone = '99655510' . sprintf '%04d', $_;
	$phone => { phone => $phone, kind => $_ % 2 ? 'appeal' : 'pledge', named => $_ % 4 > 1, pin => sprintf '%04d', 1021 + 37 * $_ }
} 1 .. $handsets;

my @to_find; # once the lodging is over
sub dial {
	my ($handset) = @_;
	return if $handset->{sought} && $handset->{sought}{found} && !($handset->{sought} = shift @to_find);
	deliver($handset, 1, '*500#');
}

sub on_screen {
	my ($handset, $text, $last) = @_;
	my $sought = $handset->{sought};
	if (!$sought) {
		remember($handset, $text);
	} elsif ($text =~ $forms{ $sought->{kind} }{found}) {
		$sought->{found} = ++$found;
		return dial($handset);
	} elsif ($text =~ /Неверный номер или PIN|Номер закрыт/) {
		push @faults, "$sought->{kind} $sought->{number} is not in the store";
		$sought->{found} = ++$found;
		return dial($handset);
	}
	return dial($handset) if $last;
	my $answer = answer_to($handset, $text);
	return deliver($handset, 18, $answer) if defined $answer;
	push @faults, "a screen that nobody knows: $text";
	$handset->{lost} = 1;
}

sub on_pdu {
	my ($pdu) = @_;
	if ($pdu->{cmd} == Net::SMPP::CMD_bind_transceiver()) {
		$bound = 1;
		return $link->bind_transceiver_resp(seq => $pdu->{seq}, system_id => 'network');
	}
	return $link->unbind_resp(seq => $pdu->{seq}) if $pdu->{cmd} == Net::SMPP::CMD_unbind();
	return unless $pdu->{cmd} == Net::SMPP::CMD_submit_sm();
	$link->submit_sm_resp(seq => $pdu->{seq}, message_id => $pdu->{seq});
	my $udh = $pdu->{esm_class} & 0x40 ? 6 : 0;
	my $text = decode('UTF-16BE', substr $pdu->{short_message}, $udh);
	my $handset = $handsets{ $pdu->{destination_addr} } or return push @faults, "to $pdu->{destination_addr}";
	return remember($handset, $text) unless defined $pdu->{ussd_service_op};
	on_screen($handset, $text, ord $pdu->{ussd_service_op} == 17);
}

# A whole PDU, '' when none is there yet, undef when none will be: what a kill tore off is nothing that anybody saw.
sub next_pdu {
	my $head = '';
	return unless defined recv $link, $head, 4, MSG_PEEK | MSG_DONTWAIT or $!{EAGAIN};
	return $!{EAGAIN} ? '' : undef if $head eq '';
	my $length = length $head == 4 ? unpack 'N', $head : 16;
	recv $link, my $whole, $length, MSG_PEEK | MSG_DONTWAIT;
	return '' if length $whole < $length;
	$! = 0; # Net::SMPP reads once more where an older error says EINTR
	return $link->read_pdu;
}

sub turn {
	my ($seconds) = @_;
	my ($ready) = IO::Select->new($link // $listener)->can_read($seconds) or return 1;
	if (!$link) {
		$link = $listener->accept or return 1;
		setsockopt $link, IPPROTO_TCP, TCP_NODELAY, 1;
		return 1;
	}
	for (1 .. 64) { # and then the clock is looked at: the gateway can keep this loop busy for ever
		$! = 0;
		my $pdu = next_pdu();
		return defined $pdu unless ref $pdu;
		on_pdu($pdu);
	}
	return 1;
}

sub await {
	my ($what, $there) = @_;
	my $end = time + $patience;
	until ($there->()) {
		my $left = $end - time;
		return fail("$what: within $patience s") && 0 if $left < 0;
		turn($left < 0.2 ? $left : 0.2);
	}
	return 1;
}

# ---- the gateway ----

sub free_port { return IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)->sockport }
my ($http, $vty) = (free_port(), free_port());
system('tests/menus/with-projects', "$dir/menus") == 0 or die;
open my $config, '>', "$dir/kopuro.cfg" or die;
print $config <<"END";
log stderr
smsc network
 host 127.0.0.1
 port ${\$listener->sockport}
 bind transceiver
 system-id kopuro
 password secret
 ussd-profile plain
 window 100
 dialplan kyrgyzstan
node 1
store $dir/kopuro.db
menus $dir/menus
dialplans dialplans
feedback local
http 127.0.0.1 $http
vty 127.0.0.1 $vty
END
close $config;

sub start {
	stop('KILL') if $gateway; # that did not bind
	($link, $bound) = (undef, 0);
	$gateway = fork // die "fork: $!";
	if (!$gateway) {
		open STDOUT, '>>', "$dir/log";
		open STDERR, '>&', \*STDOUT;
		exec $kopurod, '-c', "$dir/kopuro.cfg" or POSIX::_exit(127); # past END
	}
	await('the gateway binds', sub { $bound }) or return 0;
	dial($_) for grep { !$_->{lost} } values %handsets;
	return 1;
}

sub stop {
	my ($signal) = @_;
	kill $signal, $gateway;
	my $end = time + $patience;
	while (turn(0.05) && time < $end) { } # what was sent before is seen, to the end of the connection
	waitpid $gateway, 0;
	undef $gateway;
	return $?;
}

-x $kopurod or BAIL_OUT("$kopurod is not there: make all");
my $killed = 0;
while ($killed < $kills && !@faults && start()) {
	my $before = keys %told;
	await('a number is told', sub { keys %told > $before }) or last if $killed % 2; # so that all gets on, however slow the machine
	my $until = time + rand 0.2;
	turn($until - time) while time < $until;
	$killed += stop('KILL') == 9;
}
is($killed, $kills, "killed $killed times");
cmp_ok(scalar keys %told, '>', $kills, 'numbers were told: ' . keys %told);

@to_find = sort { $a->{number} cmp $b->{number} } values %told;
$_->{sought} = shift @to_find for grep { @to_find } values %handsets;
if (start()) {
	while ((my $before = $found) < keys %told) {
		await('one more is looked up', sub { $found > $before }) or last;
	}
	stop('TERM');
}
is($found, scalar keys %told, 'each of them was looked up with its PIN');
is(join("\n", @faults), '', 'each was found, and none had been given twice');
is(`sqlite3 '$dir/kopuro.db' 'pragma integrity_check'`, "ok\n", 'the store is whole');
if (!Test::More->builder->is_passing && open my $log, '<', "$dir/log") { diag((<$log>)[-10 .. -1]) }
done_testing();
