#!/usr/bin/perl
# kopuro graph and kopuro diff: the menus as a map, and what changes on it.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use POSIX qw(strftime);
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output);
chdir abs_path(dirname($0) . '/../..') or die;
my $kopuro = ($ENV{BUILD} // 'build') . '/kopuro';
my $dir = tempdir(CLEANUP => 1);

sub says {
	my @command = @_;
	my $pid = open(my $out, '-|') // die;
	if (!$pid) {
		open STDERR, '>&', \*STDOUT or die;
		exec $kopuro, @command or die;
	}
	binmode $out, ':utf8';
	local $/;
	my $said = <$out> // '';
	close $out;
	return ($? >> 8, $said);
}

my $menus = <<'YAML';
languages: {ky: Кыргызча, ru: Русский}
entry: home
reviewed: yes
words:
  back: {ky: Артка, ru: Назад}
  more: {ky: Дагы, ru: Ещё}
  yes: {ky: Ооба, ru: Да}
  no: {ky: Жок, ru: Нет}
  wrong_choice: {ky: Жок, ru: Нет}
  wrong_number: {ky: Жок, ru: Нет}
  wrong_pin: {ky: Жок, ru: Нет}
  wrong_amount: {ky: Жок, ru: Нет}
  too_long: {ky: Жок, ru: Нет}
  empty: {ky: Жок, ru: Нет}
  unconfirmed: {ky: такталбаган, ru: не проверено}
screens:
  language: {kind: language, text: {ky: Тил, ru: Язык}, to: home}
  resume:
    kind: choices
    text: {ky: "Улантасызбы?", ru: "Продолжить?"}
    choices:
      - {text: {ky: Улантуу, ru: Продолжить}, do: session.resume, then: {resumed: home}}
      - {text: {ky: Башынан, ru: Сначала}, do: session.restart, then: {restarted: home}}
  later: {kind: end, text: {ky: Кийин, ru: Позже}}
  home:
    kind: choices
    choices:
      - {text: {ky: Өлкө, ru: Страна}, to: land}
      - {text: {ky: "\"Чыгуу\"", ru: Выход}, to: bye}
  land: {kind: list, text: {ky: Өлкө, ru: Страна}, from: country, to: sure}
  sure: {kind: confirm, text: {ky: "Чалабызбы?\nСизге", ru: "Звонить?\nВам"}, yes: {do: callback.ask, then: {asked: bye}}, no: {to: land}}
  bye: {kind: end, text: {ky: Рахмат, ru: Спасибо}}
tables:
  region:
    - {key: osh, name: {ky: Ош, ru: Ош}}
    - {key: naryn, name: {ky: Нарын, ru: Нарын}}
  country:
    - {key: ru, name: {ky: Россия, ru: Россия}, region: osh}
    - {key: kz, name: {ky: Казакстан, ru: Казахстан}, region: [osh, naryn]}
YAML

# A folder of these menus, changed so.
sub folder {
	my ($name, @changes) = @_;
	my $text = $menus;
	while (my ($from, $to) = splice @changes, 0, 2) {
		$text =~ s/\Q$from\E/$to/ or die "not there: $from";
	}
	mkdir "$dir/$name";
	open my $out, '>:utf8', "$dir/$name/all.yaml" or die;
	print $out $text;
	close $out;
	return "$dir/$name";
}
my $old = folder('old');

my ($status, $said) = says('graph', $old);
is($status, 0, 'graph ends well');
like($said, qr/\Adigraph menus \{.*\n\}\n\z/s, 'it is one digraph');
my @boxes = $said =~ /^\t"([\w-]+)" \[/gm;
is_deeply(\@boxes, [sort @boxes], 'screens stand in the order of their names');
is(scalar @boxes, 7, 'all of them');
like($said, qr/^\t"home" -> "bye" \[label="\\"Чыгуу\\""\];$/m, 'a quote is escaped');
like($said, qr/^\t"sure" \[label="sure\\nЧалабызбы\?\\nСизге", shape=diamond\];$/m, 'a line end too');
like($said, qr/^\t"sure" -> "bye" \[label="Ооба\\ncallback.ask: asked"\];$/m, 'an action with its outcome');
like($said, qr/^\t"land" -> "sure" \[label="\(country\)"\];$/m, 'a list by its table');
is((says('graph', $old))[1], $said, 'twice the same');
($status, $said) = says('graph', '--journey', 'sure', '--lang', 'ru', $old);
is_deeply([$said =~ /^\t"([\w-]+)" \[/gm], [qw(bye land sure)], '--journey: what can be reached from there');
like($said, qr/Звонить/, '--lang: in that language');
for my $wrong (['--journey', 'nowhere'], ['--lang', 'xx'], ['--what']) {
	($status, $said) = says('graph', @$wrong, $old);
	ok($status > 0 && $said, "graph @$wrong is refused");
}

# Twelve callers, today: all come to the first screen; three hang up there, four end, five go on; of these one hangs up before the second question,
# two at it, and two answer.
my @ways = (([1]) x 3, ([1, 2]) x 4, [1, 1], ([1, 1, 1]) x 2, ([1, 1, 1, 1]) x 2);
my $talk = 'at ' . strftime('%Y-%m-%d', gmtime(time + 6 * 3600)) . " 00:30\n";
for my $i (0 .. $#ways) {
	$talk .= sprintf "phone +9965550000%02d\ndial *500#\n", $i;
	$talk .= "type $_\n" for @{ $ways[$i] };
	$talk .= "hang up\n" unless @{ $ways[$i] } == 4 || "@{ $ways[$i] }" eq '1 2';
}
sub file {
	my ($name, $text) = @_;
	open my $out, '>:utf8', "$dir/$name" or die;
	print $out $text;
	close $out;
	return "$dir/$name";
}
my @store = ('--store', "$dir/traffic.db");
($status, $said) = says('replay', '--menus', $old, @store, file('talk.dialog', $talk));
is($status, 0, 'replay --store') or diag $said;
is((says('replay', '--menus', $old, @store, "$dir/talk.dialog"))[0], 2, '... makes a new one, and writes over none');

($status, $said) = says('graph', @store, $old);
is($status, 0, 'graph --store');
like($said, qr/^\t"home" \[label="home\\nshown 12, left 3 \(25\.0 %\)", style=filled, fillcolor="#f8cf9c", shape=box\];$/m, 'how often shown and left');
like($said, qr/^\t"language" \[.*shown 12, left 0 \(0\.0 %\)", style=filled, fillcolor="#cde8cd"/m, 'where nobody leaves it is green');
like($said, qr/^\t"sure" \[.*Сизге\\nshown 4, left 2 \(50\.0 %\)", style=filled, fillcolor="#eeeeee"/m, 'few calls have no colour');
like($said, qr/^\t"later" \[.*shown 0", /m, 'never shown: no share');
unlike((says('graph', '--channel', 'sms', @store, $old))[1], qr/shown [1-9]/, '--channel sms: these were calls');

($status, $said) = says('graph', '--format', 'text', @store, $old);
my @rows = map { s/ +/ /gr } grep { /^ / } split /\n/, $said;
is_deeply(\@rows, [' screen kind shown left % ended', ' home choices 12 3 25.0 0', ' language language 12 0 0.0 0', ' sure confirm 4 2 50.0 0',
	' land list 5 1 20.0 0', ' bye end 6 0 0.0 6', ' later', ' resume'], '--format text: the worst first, and what is too seldom apart') or diag $said;
like((says('graph', '--format', 'text', '--journey', 'sure', @store, $old))[1], qr/\A[^\n]+\n\n  screen[^\n]+\n\nshown fewer.*\n  sure.*\n  land.*\n  bye.*\n\z/s,
	'--journey: of those alone');
my $renamed = folder('renamed', 'to: sure' => 'to: certain', 'sure:' => 'certain:');
like((says('graph', '--format', 'text', @store, $renamed))[1], qr/^no longer in the menus\n  sure +4$/m, 'a screen that was renamed is not forgotten');

($status, $said) = says('graph', '--format', 'svg', @store, folder('escapes', 'ru: Спасибо' => 'ru: "A & B &lt; \\\\N"', 'ky: Рахмат' => 'ky: "А & Б &lt; \\\\N"'));
is($status, 0, 'graph --format svg');
like($said, qr/<svg.*>shown 12, left 3 \(25\.0 %\)<.*<\/svg>\s*\z/s, 'is a picture');
like($said, qr/>А &amp; Б &amp;lt; \\N</, '... where texts are what they are');
{
	local $ENV{PATH} = $dir;
	($status, $said) = says('graph', '--format', 'svg', $old);
	is($status, 1, 'without dot no picture');
	like($said, qr/package graphviz.*--format dot/, '... and what to do is told');
}
for my $wrong (['--format', 'text'], ['--format', 'png'], ['--days', '0', @store], ['--days', '401', @store], ['--channel', 'fax', @store]) {
	is((says('graph', @$wrong, $old))[0], 2, "graph @$wrong is refused");
}
($status, $said) = says('graph', '--store', "$dir/none.db", $old);
is_deeply([$status, $said =~ /none\.db: cannot be read/], [1, 1], 'a store that is not there is told');
ok(!-e "$dir/none.db", '... and not made');

($status, $said) = says('graph', folder('conditional', 'to: land}' => 'when: {country: ru}, to: land}'));
like($said, qr/^\t"home" -> "land" \[label="Өлкө\\n\[country=ru\]", style=dashed\];$/m, 'a choice that has a condition is dashed');
is(scalar(() = $said =~ /style=dashed/g), 1, '... and no other');

($status, $said) = says('graph', folder('passed', 'from: country, to: sure' => 'from: country, skip_if_kept: yes, to: sure'));
like($said, qr/^\t"land" -> "sure" \[label="\(country\)\\nat once when one is kept"\];$/m, 'a list that is passed when its record is kept');
my @danger = ("screens:\n" => qq(emergency: {numbers: ["112", "102"], to: danger}\nscreens:\n  danger: {kind: text, text: {ky: Чалыңыз, ru: Звоните}}\n));
($status, $said) = says('graph', folder('danger', @danger));
like($said, qr/^\t"112, 102" \[shape=plaintext\];\n\t"112, 102" -> "danger";$/m, 'emergency numbers lead to their screen from anywhere');
unlike((says('graph', '--journey', 'land', "$dir/danger"))[1], qr/112/, '... which is no part of a journey');

is_deeply([says('diff', $old, $old)], [0, "Nothing changes for callers.\n"], 'diff: the same');
my $long = 'Биз сизге бүгүн кечке чейин чалабыз телефонуңузду өчүрбөңүз суранабыз чоң рахмат сизге';
for (
	['a text', ['ru: Спасибо' => 'ru: Пока'], qq(screen bye\n  text ru: "Спасибо" -> "Пока"\n)],
	['a text of two lines', ['Звонить?\nВам' => 'Да?\nВам'], qq(screen sure\n  text ru, line 1: "Звонить?" -> "Да?"\n)],
	['a line more', ['"Звонить?\nВам"' => '"Звонить?\nВам\nИм"'], qq(screen sure\n  text ru, line 3: nothing -> "Им"\n)],
	['a line before', ['"Звонить?\nВам"' => '"Да.\nЗвонить?\nВам"'], qq(screen sure\n  text ru, line 1: nothing -> "Да."\n)],
	['a line between', ['"Звонить?\nВам"' => '"Звонить?\nИм\nВам"'], qq(screen sure\n  text ru, line 2: nothing -> "Им"\n)],
	['a line less', ['"Звонить?\nВам"' => '"Вам"'], qq(screen sure\n  text ru, line 1: "Звонить?" -> nothing\n)],
	['half of a line', ['"Звонить?\nВам"' => '"Нет? Звонить?\nВам"'], qq(screen sure\n  text ru, line 1: "Звонить?" -> "Нет? Звонить?"\n)],
	['a longer text', ['ky: Рахмат' => "ky: $long"], qq(screen bye\n  text ky: "Рахмат" -> "$long"\n  pages ky, Cyrillic: 1 -> 2\n)],
	['a move', ['no: {to: land}' => 'no: {to: bye}'], qq(screen sure\n  move "Жок": land -> bye\n)],
	['an action', ['yes: {do: callback.ask, then: {asked: bye}}' => 'yes: {to: bye}'],
		qq(screen sure\n  move "Ооба": do callback.ask: asked -> bye -> bye\n)],
	['what a choice says', ['ru: Выход' => 'ru: Конец'], qq(screen home\n  choice ru: "Выход" -> "Конец"\n)],
	['... in the first language', ['ky: Өлкө, ru: Страна}, to' => 'ky: Жер, ru: Страна}, to'], qq(screen home\n  choice ky: "Өлкө" -> "Жер"\n)],
	['a kind', ['{kind: end, text: {ky: Рахмат' => '{kind: text, text: {ky: Рахмат'], qr/\Ascreen bye\n  kind: end -> text\n/],
	['a screen more', ["  bye:" => "  more: {kind: end, text: {ky: Дагы, ru: Ещё}}\n  bye:", "ru: Выход}, to: bye}" =>
		"ru: Выход}, to: bye}\n      - {text: {ky: Дагы, ru: Ещё}, to: more}"],
		qq(screen home\n  + move "Дагы": more\n+ screen more (end)\n  text ky: "Дагы"\n  text ru: "Ещё"\n)],
	['a choice before others', ["    choices:\n      - {text: {ky: Өлкө" => "    choices:\n      - {text: {ky: Тил, ru: Язык}, to: language}\n      - {text: {ky: Өлкө"],
		qq(screen home\n  move "Өлкө": place 1 -> 2\n  move ""Чыгуу"": place 2 -> 3\n  + move "Тил": language\n)],
	['a choice less', ["      - {text: {ky: Өлкө, ru: Страна}, to: land}\n" => ''], qq(screen home\n  - move "Өлкө": land\n  move ""Чыгуу"": place 2 -> 1\n)],
	['a word', ['ru: Ещё' => 'ru: Далее'], qr/^word more\n  text ru: "Ещё" -> "Далее"\n/m],
	['a field', ['ru: Казахстан' => 'ru: Казахия'], qq(record kz of country\n  name ru: "Казахстан" -> "Казахия"\n)],
	['a reference', ['[osh, naryn]' => 'naryn'], qr/\Arecord kz of country\n  region ky: "osh, naryn" -> "naryn"\n/],
	['a condition', ['to: land}' => 'when: {time: "09:00-18:00"}, to: land}'],
		qq(screen home\n  move "Өлкө": land -> land; when time=09:00-18:00 +06:00\n)],
	['... of a record', ['region: osh}' => 'region: osh, unless: {language: ru}}'], qq(record ru of country\n  shown when: nothing -> "not language=ru"\n)],
	['a text in Latin letters', ['ky: Рахмат' => 'ky: Рахмат, ky-Latn: Rahmat'], qq(screen bye\n  text ky-Latn: nothing -> "Rahmat"\n)],
	['... of a choice', ['ru: Выход' => 'ru: Выход, ru-Latn: Vyhod'], qq(screen home\n  choice ru-Latn: nothing -> "Vyhod"\n)],
	['... of a word', ['ru: Ещё' => 'ru: Ещё, ru-Latn: Dalee'], qr/^word more\n  text ru-Latn: nothing -> "Dalee"\n/m],
	['... of a field', ['ru: Казахстан' => 'ru: Казахстан, ru-Latn: Kazakhstan'], qq(record kz of country\n  name ru-Latn: nothing -> "Kazakhstan"\n)],
	['a noun, its Latin letters too',
		["screens:\n" => "plurals: {letters: {ky: {one: кат, other: кат}, ky-Latn: {one: kat, other: kattar}, ru: {one: письмо, few: письма, many: писем}}}\nscreens:\n"],
		qq(+ noun letters\n  text ky: nothing -> "кат, кат"\n  text ky-Latn: nothing -> "kat, kattar"\n  text ru: nothing -> "письмо, письма, писем"\n)],
	['a record more', ["  country:\n" => "  country:\n    - {key: tr, name: {ky: Түркия, ru: Турция}, region: osh}\n"],
		qr/\A\+ record tr of country\n  name ky: nothing -> "Түркия"\n/],
	['a record less', ["    - {key: kz, name: {ky: Казакстан, ru: Казахстан}, region: [osh, naryn]}\n" => ''],
		qr/\A- record kz of country\n  name ky: "Казакстан" -> nothing\n/],
	['the entry', ['entry: home' => 'entry: land'], qr/\Aentry\n  home -> land\n/],
	['a list that is passed', ['from: country, to: sure' => 'from: country, skip_if_kept: yes, to: sure'],
		qq(screen land\n  move "(country)": sure -> sure; without asking when one is kept\n)],
	['a record that is forgotten', ['no: {to: land}' => 'no: {pick: {country: ""}, to: land}'], qq(screen sure\n  move "Жок": land -> land; pick country=\n)],
	['what is known over calls', ["screens:\n" => "remembered: country\nscreens:\n"], qq(remembered\n  table kept: nothing -> "country"\n)],
	['a choice that stands first', ['from: country, to: sure' => 'from: country, to: sure, choices: [{text: {ky: Кетүү, ru: Уйти}, to: bye, first: yes}]'],
		qq(screen land\n  + move "Кетүү": bye; first\n)],
	['emergency numbers', \@danger,
		qq(emergency\n  numbers typed: nothing -> "112, 102"\n  lead to: nothing -> "danger"\n+ screen danger (text)\n  text ky: "Чалыңыз"\n  text ru: "Звоните"\n)],
	['a remark', ['reviewed: yes' => "reviewed: no # ask Aigul"], "Nothing changes for callers.\n"],
) {
	my ($name, $changes, $wanted) = @$_;
	($status, $said) = says('diff', $old, folder('new', @$changes));
	is($status, $wanted =~ /^Nothing/ ? 0 : 1, "diff: $name: exit status");
	ref $wanted ? like($said, $wanted, "diff: $name") : is($said, $wanted, "diff: $name");
}
($status, $said) = says('diff', $old, folder('bad', 'ru: Спасибо' => 'de: Danke'));
is($status, 2, 'diff: menus that cannot be loaded');
like($said, qr{bad/all\.yaml:\d+:\d+: error}, '... are told with the place');
is((says('diff', $old))[0], 2, 'diff wants two');
# Names that a menu may have, and Graphviz reads in its own way.
my %odd = ('a"b' => '"a\\\\"b"', 'a\\' => '"a\\\\\\\\"', '<b>&' => '"<b>&amp;"', 'ы ь' => '"ы ь"');
for my $name (sort keys %odd) {
	my $key = "'$name'";
	my $folder = folder('odd', 'to: bye}' => "to: $key}", '{asked: bye}' => "{asked: $key}", '  bye: {' => "  $key: {");
	($status, $said) = says('graph', $folder);
	is($status, 0, "a screen named $name");
	like($said, qr/^\t$odd{$name} \[label=/m, '... is a node by that name');
	like($said, qr/ -> $odd{$name} \[label=/m, '... with ways to it');
	($status, $said) = says('diff', $old, $folder);
	like($said, qr/^\+ screen \Q$name\E \(end\)$/m, '... and a screen that is new');
	SKIP: {
		skip 'no program dot here', 1 if system('command -v dot >/dev/null 2>&1') != 0;
		is((says('graph', '--format', 'svg', $folder))[0], 0, '... and in a picture');
	}
}
my $broken_name = folder('line-end', '  bye: {' => '  "b\\nye": {');
($status, $said) = says('graph', $broken_name);
like($said, qr/the name of a screen has a line end or another control character in it/, 'a name over two lines is refused');
done_testing;
