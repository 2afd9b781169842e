# A telephone without a screen worth the name: it dials, types, and shows what comes.
#
#	$handset->dial;                          # *500#, until there is a screen
#	$handset->choose('Кайрылуу');            # the line with this label, over the pages
#	$handset->type('Айгүл');
#	$handset->sms                            # the text of the next SMS, its parts put together
#
# {watch}, when set, is called with each screen instead; {sent}: how often each part of an SMS has come; {took}, when set, gets the seconds of
# each step.
package Handset;
use strict;
use warnings;
use utf8;
use Time::HiRes qw(time);

my %op = (begin => 1, ask => 2, end => 17, answer => 18);

sub new {
	my ($class, $network, $number) = @_;
	return bless { network => $network, number => $number, screen => '', sms => [], parts => {}, sent => {}, open => 0 }, $class;
}

# ---- what the network brings ----

sub on_screen {
	my ($self, $text, $op) = @_;
	@$self{qw(open ended)} = ($op == $op{ask}, $op == $op{end});
	return $self->{watch}->($self, $text, $op == $op{end}) if $self->{watch};
	$self->{next} = $text;
}

sub on_part {
	my ($self, $reference, $of, $part, $text) = @_;
	push @{ $self->{network}{faults} }, 'part ' . $part . ' of ' . $of if $part < 1 || $part > $of;
	$self->{sent}{"$reference/$of/$part/$text"}++;
	my $parts = $self->{parts}{"$reference/$of"} //= {};
	$parts->{$part} = $text;
	return if keys %$parts < $of;
	push @{ $self->{sms} }, join '', @$parts{1 .. $of};
	delete $self->{parts}{"$reference/$of"};
}

sub on_gone { $_[0]{open} = 0 }

# ---- what the person does ----

sub send_ussd {
	my ($self, $op, $text) = @_;
	return $self->{network}->deliver($self->{number}, $text, service_type => 'USSD', ussd_service_op => chr $op{$op});
}

sub say {
	my ($self, $op, $text) = @_;
	delete $self->{next};
	my $began = time;
	my $sequence = $self->send_ussd($op, $text);
	Network::await("a screen after '$text'", sub { defined $self->{next} && !$self->{network}{unanswered}{$sequence} });
	push @{ $self->{took} }, time - $began if $self->{took};
	return $self->{screen} = delete $self->{next};
}

# A last screen is shown again to whoever dials before the gateway knows that it arrived: so let it hear that first.
sub dial {
	my ($self) = @_;
	$self->{network}->settle if delete $self->{ended};
	return $self->say('begin', '*500#');
}

sub type {
	my ($self, $text) = @_;
	die "the call is over: $self->{screen}\n" unless $self->{open};
	return $self->say('answer', $text);
}

sub next_page {
	my ($self, $sought) = @_;
	$self->{screen} =~ /^9 /m or die "no '$sought' on the last page: $self->{screen}\n";
	return $self->type('9');
}

sub choose {
	my ($self, @labels) = @_;
	for my $label (@labels) {
		$self->next_page($label) until $self->{screen} =~ /^(\d+) \Q$label\E$/m;
		$self->type($1);
	}
	return $self->{screen};
}

# All pages of what is shown, as one text without their page turners.
sub read_on {
	my ($self) = @_;
	my $page = qr/\n?^9 .*\z/m;
	my $text = $self->{screen};
	while ($self->{screen} =~ $page) {
		$text =~ s/$page//;
		$text .= "\n" . $self->type('9');
	}
	return $text;
}

sub text {
	my ($self, $text) = @_;
	my $sequence = $self->{network}->deliver($self->{number}, $text);
	return Network::await('deliver_sm_resp', sub { !$self->{network}{unanswered}{$sequence} });
}

sub sms {
	my ($self) = @_;
	Network::await('an SMS', sub { @{ $self->{sms} } });
	return shift @{ $self->{sms} };
}

# ---- forms ----

# The home screen, in Kyrgyz.
sub home {
	my ($self) = @_;
	$self->dial;
	$self->choose('Кыргызча') if $self->{screen} =~ /Тилди тандаңыз/;
	$self->choose('Башынан баштоо') if $self->{screen} =~ /Токтогон жерден/;
}

# An appeal about work, with a name, in Kyrgyz; its number as it is shown.
sub lodge {
	my ($self, $text, $pin) = @_;
	$self->home;
	$self->choose('Кайрылуу, арыз', 'Жумуш, айлык');
	$self->choose('Башка өлкө') unless $self->{screen} =~ /Кайсы жерде/; # who is known to be abroad is not asked
	$self->choose('Нарын');
	$self->type($text);
	$self->type('Айгүл');
	$self->type($pin);
	my ($number) = $self->{screen} =~ /\b(\d{4}-\d{4})\b/ or die "no number on: $self->{screen}\n";
	$self->choose('Чыгуу');
	return $number;
}

# What becomes of it, by number and PIN.
sub status {
	my ($self, $number, $pin) = @_;
	$self->home;
	$self->choose('Кайрылуу, арыз', 'Жооп барбы?');
	$self->type($number);
	return $self->type($pin);
}

1;
