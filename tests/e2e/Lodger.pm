# Load: so many handsets at a time lodge appeals on a network, each an appeal and then another handset takes its place. Whoever is cut off
# dials again and goes on wherever that leads.
#
#	my $lodger = Lodger->new($network, 6);
#	$lodger->dial_all;                       # after each bind
#	$lodger->{told}                          # number as digits => the phone that saw it
#	$lodger->{paused} = 1;                   # nobody new begins
package Lodger;
use strict;
use warnings;
use utf8;

sub new {
	my ($class, $network, $count) = @_;
	my $self = bless { network => $network, told => {}, begun => 0, at_it => {}, free => $count, paused => 0, faults => [] }, $class;
	return $self;
}

# What is answered to a screen: a label, or (by reference) words; the first row that fits.
my @rows = (
	[qr/Тилди тандаңыз/, 'Кыргызча'],
	[qr/Токтогон жерден/, 'Улантуу'],
	[qr/^1 Документтер/, 'Кайрылуу, арыз'],
	[qr/^1 Жооп барбы/, 'Жумуш, айлык'],
	[qr/Кайсы жерде/, 'Бишкек'],
	[qr/Эмне болгонун жазыңыз/, \'Айлыгымды төлөгөн жок'],
	[qr/Атыңыз\?/, \'Айгүл'],
	[qr/PIN ойлоп табыңыз/, \'4711'],
	[qr/^Кабыл алынды/, 'Чыгуу'],
);

sub answer_to {
	my ($screen) = @_;
	for my $row (grep { $screen =~ $_->[0] } @rows) {
		return ${ $row->[1] } if ref $row->[1];
		return $1 if $screen =~ /^(\d+) \Q$row->[1]\E$/m;
	}
	return $screen =~ /^9 /m ? '9' : undef;
}

sub on_screen {
	my ($self, $handset, $text, $last) = @_;
	$handset->{seen} = $text;
	for my $number ($text =~ /\b(\d{4}-\d{4})\b/g) {
		my $before = $self->{told}{ $number =~ tr/-//dr } //= $handset->{number};
		push @{ $self->{faults} }, "$number was given to two" if $before ne $handset->{number};
		$handset->{done} = 1;
	}
	if ($last) {
		return $handset->send_ussd('begin', '*500#') unless $handset->{done};
		delete $self->{at_it}{ $handset->{number} };
		$self->{free}++;
		return $self->dial_all;
	}
	my $answer = answer_to($text);
	return $handset->send_ussd('answer', $answer) if defined $answer;
	push @{ $self->{faults} }, "a screen that nobody knows: $text";
}

sub dial_all {
	my ($self, $again) = @_;
	return unless $self->{network}{bound};
	if ($again) { $_->send_ussd('begin', '*500#') for values %{ $self->{at_it} } }
	while ($self->{free} > 0 && !$self->{paused}) {
		my $handset = $self->{network}->handset(sprintf '99655%07d', ++$self->{begun});
		$handset->{watch} = sub { $self->on_screen(@_) };
		$self->{at_it}{ $handset->{number} } = $handset;
		$self->{free}--;
		$handset->send_ussd('begin', '*500#');
	}
}

1;
