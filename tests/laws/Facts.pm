# The facts of a folder of menus, read by eyes of their own: no code is shared with the gateway. What is understood is the YAML that is written there:
# maps and lists by indent, and { } and [ ] within a line.
package Facts;
use strict;
use warnings;
use utf8;
use File::Find;

sub new {
	my ($class, $folder) = @_;
	my $self = bless { facts => [], phones => {}, words => {}, tables => {} }, $class;
	my @files;
	find({ wanted => sub { push @files, $_ if /\.yaml$/ }, no_chdir => 1 }, $folder);
	for my $file (sort @files) {
		open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
		my @lines = map { chomp; s/\t/ /gr } grep { !/^\s*(?:#|$)/ } <$in>;
		my $tree = block(\@lines, 0, $file);
		$self->{words}{$_} = $tree->{words}{$_} for keys %{ $tree->{words} // {} };
		for my $table (keys %{ $tree->{tables} // {} }) {
			$self->{tables}{$table}{ $_->{key} } = $_ for @{ $tree->{tables}{$table} // [] };
		}
		$self->gather($tree->{tables} // {}, $file, '');
	}
	return $self;
}

sub indent { return $_[0] =~ /^( *)/ ? length $1 : 0 }

# A value within a line: "…", '…', { }, [ ], or plain up to what ends it.
sub inline {
	my ($text) = @_; # a reference; what is read is taken off
	$$text =~ s/^\s+//;
	if ($$text =~ s/^"((?:[^"\\]|\\.)*)"//) { return $1 =~ s/\\n/\n/gr =~ s/\\(.)/$1/gr }
	if ($$text =~ s/^'((?:[^']|'')*)'//) { return $1 =~ s/''/'/gr }
	if ($$text =~ s/^\{//) {
		my %map;
		until ($$text =~ s/^\s*\}//) {
			$$text =~ s/^\s*"?([\w.-]+)"?:(?=\s)// or die "a key is missing before: $$text";
			my $key = $1;
			$map{$key} = inline($text);
			$$text =~ s/^\s*,//;
		}
		return \%map;
	}
	if ($$text =~ s/^\[//) {
		my @list;
		until ($$text =~ s/^\s*\]//) {
			push @list, inline($text);
			$$text =~ s/^\s*,//;
		}
		return \@list;
	}
	$$text =~ s/^([^,\]\}\n]*?)\s*(?=[,\]\}]|\s#|$)//;
	return $1;
}

# What stands behind a key or a dash, and below it.
sub value {
	my ($rest, $lines, $indent, $file) = @_;
	if ($rest =~ /^[>|]-?\s*$/) {
		my @text;
		push @text, shift @$lines while @$lines && indent($lines->[0]) > $indent;
		return join ' ', map { s/^\s+//r } @text;
	}
	if ($rest =~ /\S/ && $rest !~ /^\s*#/) {
		return inline(\$rest) if $rest =~ /^\s*["'\{\[]/;
		return $rest =~ s/\s+#.*//r =~ s/^\s+|\s+$//gr;
	}
	return block($lines, indent($lines->[0]), $file) if @$lines && (indent($lines->[0]) > $indent || (indent($lines->[0]) == $indent && $lines->[0] =~ /^ *- /));
	return undef;
}

sub block {
	my ($lines, $indent, $file) = @_;
	return {} unless @$lines;
	if ($lines->[0] =~ /^ *- /) {
		my @list;
		while (@$lines && indent($lines->[0]) == $indent && $lines->[0] =~ /^ *- /) {
			my $line = shift @$lines;
			$line =~ s/^( *)- ( *)/$1  $2/;
			if ($line =~ /^\s*(?:["'\{\[]|[^:]*$)/) { push @list, value($line =~ s/^\s+//r, $lines, $indent, $file) }
			else { unshift @$lines, $line; push @list, block($lines, indent($line), $file) }
		}
		return \@list;
	}
	my %map;
	while (@$lines && indent($lines->[0]) == $indent && $lines->[0] !~ /^ *- /) {
		my $line = shift @$lines;
		my ($key, $rest) = $line =~ /^ *"?([^":]+)"?:(?: +(.*))?$/ or die "$file: no key in: $line";
		$map{$key} = value($rest // '', $lines, $indent, $file);
	}
	return \%map;
}

sub gather {
	my ($self, $node, $file, $field) = @_;
	if (ref $node eq 'ARRAY') { $self->gather($_, $file, $field) for @$node; return }
	return unless ref $node eq 'HASH';
	if (defined $node->{expires}) {
		push @{ $self->{facts} }, { %$node, file => $file, field => $field };
		my @said = ref $node->{text} ? values %{ $node->{text} } : $node->{value};
		if ($field eq 'phone') { $self->{phones}{$_} = 1 for map { /\+\d[\d ]*\d/g } grep { defined } @said }
		return;
	}
	$self->gather($node->{$_}, $file, $_) for sort keys %$node;
}

# What a fact says in a language; {helpline.mfa.phone} is what it stands for.
sub said {
	my ($self, $fact, $language) = @_;
	my $said = ref $fact->{text} ? $fact->{text}{$language} : $fact->{value};
	return ($said // '') =~ s/\{(\w+)\.([\w-]+)\.(\w+)\}/$self->field($1, $2, $3, $language)/ger;
}

sub field {
	my ($self, $table, $key, $field, $language) = @_;
	my $value = $self->{tables}{$table}{$key}{$field};
	return ref $value eq 'HASH' ? $value->{text} || $value->{value} ? $self->said($value, $language) : $value->{$language} : $value;
}

1;
