#include "sms/receipt.h"

#include "smpp/tlv.h"
#include "text/reading.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ESM_CLASS_TYPE 0x3c /* bits 2-5 of esm_class: 3.4, 5.2.12 */
#define TEXT_MAX 1024
#define WORD_MAX 64
#define FIELDS_SURE 3 /* so many, with a state among them: no chance, and no sentence */
#define FIELDS_ALONE 4 /* so many without a state */
#define FIELDS_AROUND 5 /* so many, with those behind the words that it quotes */

/* Texts end with a NUL; `end` is where those words begin, or that NUL. */
struct view { const char *at, *end; };

/* By message_state (5.2.28; 0 and 9 of 5.0) and by the words of Appendix B, and those that are seen in their place. */
static const struct {
	uint8_t value;
	enum message_state state;
	const char *words[6];
} states[] = {
	{ 0, MESSAGE_ACCEPTED, { "SCHEDULED" } },
	{ 1, MESSAGE_ACCEPTED, { "ENROUTE", "BUFFERED", "BUFFRED" } },
	{ 2, MESSAGE_DELIVERED, { "DELIVRD", "DELIVERED", "DELIVERD" } },
	{ 3, MESSAGE_EXPIRED, { "EXPIRED" } },
	{ 4, MESSAGE_FAILED, { "DELETED" } },
	{ 5, MESSAGE_FAILED, { "UNDELIV", "UNDELIVRD", "UNDELIVERABLE", "UNDELIVERED", "FAILED" } },
	{ 6, MESSAGE_ACCEPTED, { "ACCEPTD", "ACCEPTED" } },
	{ 7, MESSAGE_UNKNOWN, { "UNKNOWN" } },
	{ 8, MESSAGE_FAILED, { "REJECTD", "REJECTED" } },
	{ 9, MESSAGE_FAILED, { "SKIPPED" } },
};

static bool state_of_value(uint32_t value, enum message_state *out)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (states[i].value == value) {
			*out = states[i].state;
			return true;
		}
	}
	return false;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static bool state_of_word(const char *word, enum message_state *out)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		for (size_t j = 0; j < 6 && states[i].words[j]; j++) {
			if (strcasecmp(states[i].words[j], word) == 0) {
				*out = states[i].state;
				return true;
			}
		}
	}
	return is_number(word) && strlen(word) <= 2 && state_of_value((uint32_t)atoi(word), out);
}

/* Words that nobody writes but networks. */
static bool is_coined(const char *word)
{
	static const char *const coined[] = { "DELIVRD", "DELIVERD", "UNDELIV", "UNDELIVRD", "ACCEPTD", "REJECTD", "BUFFRED" };
	size_t i = 0;
	while (i < sizeof(coined) / sizeof(coined[0]) && strcasecmp(coined[i], word) != 0)
		i++;
	return i < sizeof(coined) / sizeof(coined[0]);
}

/* How a field is called, the likeliest first. */
enum name { NAME_ID, NAME_STATE, NAME_ERROR, NAME_SUB, NAME_DELIVERED, NAME_SUBMITTED, NAME_DONE, NAMES };
static const char *const names[NAMES][4] = {
	[NAME_ID] = { "id", "msgid", "messageid" }, [NAME_STATE] = { "stat", "status" }, [NAME_ERROR] = { "err", "error" }, [NAME_SUB] = { "sub" },
	[NAME_DELIVERED] = { "dlvrd" }, [NAME_SUBMITTED] = { "submit date", "submit_date", "submitdate" }, [NAME_DONE] = { "done date", "done_date", "donedate" },
};

static bool begins_word(struct view text, const char *at)
{
	return at == text.at || !isalnum((unsigned char)at[-1]);
}

/* Behind a name: where its value begins; NULL: it is no name here. */
static const char *value_at(const char *at, const char *name)
{
	size_t len = strlen(name);
	if (strncasecmp(at, name, len) != 0)
		return NULL;
	at += len;
	at += strspn(at, " \"'");
	return *at == ':' || *at == '=' ? at + 1 : NULL;
}

/* The word after this name and ':' or '='; false when it is not there or nothing follows. */
static bool field(struct view text, enum name name, char *out, size_t capacity)
{
	for (size_t i = 0; i < 4 && names[name][i]; i++) {
		for (const char *at = text.at; at < text.end; at++) {
			const char *value = begins_word(text, at) ? value_at(at, names[name][i]) : NULL;
			if (!value)
				continue;
			value += strspn(value, " \"'");
			size_t end = strcspn(value, " \t\r\n\"',;|&}");
			return end > 0 && bytes_to_string((struct bytes){ (const uint8_t *)value, end }, out, capacity);
		}
	}
	return false;
}

/* An id or a code is of printable ASCII, or it is none. */
static bool printable(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

static bool id_of_tlv(struct bytes tlvs, char id[RECEIPT_ID_MAX + 1])
{
	struct bytes value;
	if (!tlv_find(tlvs, TLV_RECEIPTED_MESSAGE_ID, &value))
		return false;
	size_t len = strnlen((const char *)value.at, value.len);
	return len > 0 && bytes_to_string((struct bytes){ value.at, len }, id, RECEIPT_ID_MAX + 1);
}

/* Its text is ASCII but for a person's words at its end, in whatever octets. The likeliest first. */
typedef void text_of(const struct smpp_pdu *pdu, char text[TEXT_MAX]);

/* One octet a character; or two, of which one is zero. */
static void squeezed(const struct smpp_pdu *pdu, char text[TEXT_MAX])
{
	struct bytes body = pdu_text(pdu);
	size_t len = 0;
	for (size_t i = 0; i < body.len && len + 1 < TEXT_MAX; i++) {
		if (body.at[i] != 0)
			text[len++] = body.at[i] < 0x80 ? (char)body.at[i] : '?';
	}
	text[len] = '\0';
}

static void labelled(const struct smpp_pdu *pdu, char text[TEXT_MAX])
{
	struct reading_label label = { .charset = charset_of_data_coding(pdu->data_coding) };
	size_t len;
	reading_text(&label, pdu_text(pdu), text, TEXT_MAX, &len, NULL);
}

static void packed(const struct smpp_pdu *pdu, char text[TEXT_MAX])
{
	size_t len;
	charset_decode(CHARSET_GSM7_PACKED, pdu_text(pdu), text, TEXT_MAX, &len);
}

static text_of *const texts[] = { squeezed, labelled, packed };
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

/* With a colon the value is the next field: this one was empty. */
static bool id_in(struct view text, char id[RECEIPT_ID_MAX + 1])
{
	return field(text, NAME_ID, id, RECEIPT_ID_MAX + 1) && printable(id) && !strchr(id, ':');
}

static bool state_in(struct view text, char word[WORD_MAX], enum message_state *state)
{
	return field(text, NAME_STATE, word, WORD_MAX) && state_of_word(word, state);
}

static bool is_date(const char *text)
{
	return isdigit((unsigned char)*text) && !text[strspn(text, "0123456789-/.:TZ")];
}

/* How many of a receipt's other fields are there, with values that they can have. */
static size_t others_in(struct view text)
{
	char value[WORD_MAX];
	size_t count = field(text, NAME_ERROR, value, sizeof(value));
	for (enum name name = NAME_SUB; name < NAMES; name++)
		count += field(text, name, value, sizeof(value)) && (name < NAME_SUBMITTED ? is_number(value) : is_date(value));
	return count;
}

static struct view whole(const char *text)
{
	return (struct view){ text, text + strlen(text) };
}

/* Behind "text:" stand a person's words, where nothing is read, unless so many fields stand around them that they are none. */
static struct view fields_in(const char *text)
{
	char id[RECEIPT_ID_MAX + 1], word[WORD_MAX];
	enum message_state state;
	struct view all = whole(text), before = all;
	for (before.end = all.at; before.end < all.end; before.end++) {
		if (begins_word(all, before.end) && value_at(before.end, "text"))
			break;
	}
	bool around = before.end < all.end && id_in(all, id) && state_in(all, word, &state) && 2 + others_in(all) >= FIELDS_AROUND;
	return around && others_in(before) < FIELDS_SURE ? all : before;
}

static enum receipt_kind kind_of(struct view text, bool has_state)
{
	char id[RECEIPT_ID_MAX + 1], word[WORD_MAX] = "";
	enum message_state state;
	bool has_id = id_in(text, id);
	has_state = state_in(text, word, &state) || has_state;
	size_t count = others_in(text) + has_id + has_state;
	if (count >= FIELDS_ALONE || (has_state && count >= FIELDS_SURE) || (has_id && is_coined(word)))
		return RECEIPT_SURE;
	return has_id && (has_state || field(text, NAME_STATE, word, sizeof(word))) ? RECEIPT_MAYBE : RECEIPT_NOT;
}

enum receipt_kind receipt_kind(const struct smpp_pdu *pdu)
{
	struct bytes id;
	uint32_t value;
	enum message_state state;
	enum receipt_kind kind = RECEIPT_NOT;
	bool has_state = tlv_find_integer(pdu->tlvs, TLV_MESSAGE_STATE, &value) && state_of_value(value, &state);
	if ((pdu->esm_class & ESM_CLASS_TYPE) || tlv_find(pdu->tlvs, TLV_RECEIPTED_MESSAGE_ID, &id))
		return RECEIPT_SURE;
	for (size_t i = 0; i < TEXTS && kind == RECEIPT_NOT; i++) {
		char text[TEXT_MAX];
		texts[i](pdu, text);
		kind = kind_of(fields_in(text), has_state);
		explicit_bzero(text, sizeof(text));
	}
	return kind;
}

enum error receipt_read(const struct smpp_pdu *pdu, struct receipt *out)
{
	char text[TEXT_MAX] = "", word[WORD_MAX];
	struct view fields = whole(text);
	uint32_t value;
	*out = (struct receipt){ .state = MESSAGE_ACCEPTED };
	bool told = id_of_tlv(pdu->tlvs, out->id), found = false;
	for (size_t i = 0; i < TEXTS && !found; i++) {
		char id[RECEIPT_ID_MAX + 1];
		texts[i](pdu, text);
		fields = fields_in(text);
		found = id_in(fields, id) || (told && state_in(fields, word, &out->state));
		if (found && !told)
			memcpy(out->id, id, sizeof(id));
	}
	if ((!told && !found) || !printable(out->id) || strchr(out->id, ':')) {
		out->id[0] = '\0';
		return ERR_NOT_FOUND;
	}
	if (!field(fields, NAME_ERROR, out->code, sizeof(out->code)) || !printable(out->code))
		out->code[0] = '\0';
	if (tlv_find_integer(pdu->tlvs, TLV_MESSAGE_STATE, &value) && state_of_value(value, &out->state))
		return ERR_NONE;
	out->state = MESSAGE_ACCEPTED;
	if (state_in(fields, word, &out->state))
		return ERR_NONE;
	bool said = field(fields, NAME_STATE, word, sizeof(word));
	if (said && printable(word))
		bytes_to_string(bytes_of(word), out->said, sizeof(out->said));
	return ERR_UNKNOWN;
}

void receipt_fold(const char *id, char *out)
{
	size_t len = 0;
	while (id[0] == '0' && id[1])
		id++;
	for (; *id && len < RECEIPT_ID_MAX; id++)
		out[len++] = (char)tolower((unsigned char)*id);
	out[len] = '\0';
}

/* strtoull takes signs and spaces, a number of ours has none. */
static bool number_in(const char *text, int base, uint64_t *out)
{
	const char *digits = base == 10 ? "0123456789" : "0123456789abcdef";
	if (!*text || text[strspn(text, digits)])
		return false;
	errno = 0;
	*out = strtoull(text, NULL, base);
	return errno == 0;
}

size_t receipt_keys(const char *id, char keys[RECEIPT_KEYS][RECEIPT_ID_MAX + 1])
{
	size_t count = 0;
	uint64_t value;
	receipt_fold(id, keys[count++]);
	if (number_in(keys[0], 10, &value))
		snprintf(keys[count++], sizeof(keys[0]), "%" PRIx64, value);
	if (number_in(keys[0], 16, &value))
		snprintf(keys[count++], sizeof(keys[0]), "%" PRIu64, value);
	return count;
}
