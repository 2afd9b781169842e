#include "journeys/letter.h"

#include "store/messages.h"
#include "store/stops.h"
#include "text/locale.h"
#include "text/segment.h"
#include "text/translit.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

void letter_open(struct letter *l, const struct menu_set *menus, const char *language, const struct letter_field *fields, size_t count,
	struct moment now)
{
	int found = menu_tongue_find(menus, language, &l->latin);
	l->menus = menus;
	l->unix_ms = now.unix_ms;
	l->language = found < 0 ? 0 : (size_t)found;
	l->fields = fields;
	l->field_count = count;
	l->len = 0;
}

/* What is too long is cut: better a letter that ends early than none. */
static void put(struct letter *l, const char *text, size_t len)
{
	len = utf8_floor(text, len, sizeof l->text - l->len);
	memcpy(l->text + l->len, text, len);
	l->len += len;
}

static const char *field_value(const struct letter *l, const char *name, size_t len)
{
	for (size_t i = 0; i < l->field_count; i++)
		if (strlen(l->fields[i].name) == len && memcmp(l->fields[i].name, name, len) == 0)
			return l->fields[i].value;
	return "";
}

/* A field that is empty may leave white space behind it. */
static void trim(struct letter *l, size_t from)
{
	while (l->len > from && (l->text[l->len - 1] == ' ' || l->text[l->len - 1] == '\n'))
		l->len--;
}

static size_t begin_line(struct letter *l)
{
	if (l->len > 0)
		put(l, "\n", 1);
	return l->len;
}

void letter_line(struct letter *l, const char *text)
{
	size_t from = begin_line(l);
	put(l, text, strlen(text));
	trim(l, from);
}

bool letter_word(struct letter *l, const char *word)
{
	const char *at = menu_tongue_word(l->menus, word, l->language, l->latin);
	if (!at)
		return false;
	size_t from = begin_line(l);
	while (*at) {
		size_t plain = strcspn(at, "{"), name = strcspn(at + plain, "}");
		put(l, at, plain);
		at += plain;
		if (*at != '{')
			break;
		const char *value = field_value(l, at + 1, name - 1);
		put(l, value, strlen(value));
		at += name + 1; /* the loader has seen to it that each { has its } */
	}
	trim(l, from);
	return true;
}

static enum error queue(struct store *store, const struct letter_to *to, const char *notice, const char *text, size_t len, struct moment now);

/* What a notice shows; "", and no push, when the menus have no word for it. It stands behind the letter's own text. */
static const char *notice_of(struct letter *l, struct letter_to *to)
{
	static const char nothing[] = "";
	size_t from = l->len, room = sizeof l->text;
	if (to->push == PUSH_NONE)
		return nothing;
	if (!to->push_word || !letter_word(l, to->push_word) || l->len + 1 > room) {
		l->len = from;
		to->push = PUSH_NONE;
		return nothing;
	}
	l->text[l->len] = '\0';
	const char *notice = l->text + from + (from > 0);
	l->len = from; /* the letter ends where it did */
	return notice;
}

enum error letter_send(struct letter *l, struct store *store, const struct letter_to *to, struct moment now, bool *sent)
{
	bool stopped = false, wanted = l->len > 0 && to->msisdn[0];
	enum error error = wanted && !to->own ? stops_get(store, to->msisdn, &stopped) : ERR_NONE;
	*sent = false;
	if (!error && wanted && !stopped) {
		struct letter_to told = *to;
		told.latin = l->latin;
		error = queue(store, &told, notice_of(l, &told), l->text, l->len, now);
		*sent = !error;
	}
	sodium_memzero(l->text, sizeof l->text);
	return error;
}

/* The same in letters that every telephone has. */
static enum error queue_latin(struct store *store, const struct letter_to *to, const char *notice, const char *text, size_t len, struct moment now)
{
	char latin[MESSAGE_TEXT_MAX + 1], latin_notice[MESSAGE_PUSH_MAX];
	struct letter_to plain = *to;
	size_t notice_len;
	plain.latin = false;
	enum error error = translit_latin(text, len, latin, sizeof latin, &len);
	if (translit_latin(notice, strlen(notice), latin_notice, sizeof latin_notice, &notice_len) != ERR_NONE)
		plain.push = PUSH_NONE;
	if (!error)
		error = queue(store, &plain, plain.push == PUSH_NONE ? "" : latin_notice, latin, len, now);
	sodium_memzero(latin, sizeof latin);
	return error == ERR_FULL ? ERR_LONG : error;
}

enum error letter_queue(struct store *store, const struct letter_to *to, const char *text, size_t len, struct moment now)
{
	return queue(store, to, "", text, len, now);
}

static enum error queue(struct store *store, const struct letter_to *to, const char *notice, const char *text, size_t len, struct moment now)
{
	struct message m = { .message_class = to->message_class, .created_ms = now.unix_ms, .text_len = len, .restricted = to->restricted,
		.push = to->push };
	struct segments segments;
	if (to->latin)
		return queue_latin(store, to, notice, text, len, now);
	if (!bytes_to_string(bytes_of(notice), m.push_text, sizeof m.push_text))
		m.push = PUSH_NONE;
	if (len > sizeof m.text || !bytes_to_string(bytes_of(to->msisdn), m.msisdn, sizeof m.msisdn)
		|| !bytes_to_string(bytes_of(to->about ? to->about : ""), m.about, sizeof m.about))
		return ERR_LONG;
	enum error error = segment_text(text, len, &segments);
	if (error)
		return error;
	m.parts = (uint8_t)segments.count;
	memcpy(m.text, text, len);
	error = messages_add(store, &m);
	sodium_memzero(&m, sizeof m);
	return error;
}

void letter_amount(const struct letter *l, int64_t amount, const char *currency, char out[LETTER_AMOUNT])
{
	char digits[24], shown[LOCALE_NUMBER];
	int len = snprintf(digits, sizeof digits, "%" PRId64, amount);
	locale_number(menu_locale(l->menus, l->language), digits, (size_t)len, shown);
	snprintf(out, LETTER_AMOUNT, "%s %s", shown, letter_name(l, "currency", currency));
}

const char *letter_name(const struct letter *l, const char *table, const char *key)
{
	uint16_t number = menu_table_find(l->menus, table);
	uint16_t record = number == MENU_NONE ? MENU_NONE : menu_record_find(l->menus, number, key);
	const char *name = record == MENU_NONE ? NULL : menu_record_text(l->menus, number, record, "name", l->language, l->unix_ms);
	return name ? name : "";
}
