#include "ussd/profile_load.h"

#include "base/yaml.h"
#include "smpp/tlv.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define OCTETS_MIN 40
#define OCTETS_MAX 160 /* of a USSD string (PROTOCOL) */
#define SECONDS_MAX 3600

struct load {
	struct ussd_profile *profile;
	struct complaints *complaints;
};

#define complain(l, node, ...) yaml_complain(node, (l)->complaints, SEVERITY_ERROR, __VA_ARGS__)

struct word { const char *word; int value; };

/* "a, b or c" of the words. */
static void words_list(const struct word *words, size_t count, char *out, size_t capacity)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < count && used < capacity; i++)
		used += (size_t)snprintf(out + used, capacity - used, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i].word);
}

static bool read_word(struct load *l, const struct yaml *node, const char *what, const struct word *words, size_t count, int *out)
{
	char list[256];
	for (size_t i = 0; node->kind == YAML_TEXT && i < count; i++) {
		if (strcmp(node->text, words[i].word) != 0)
			continue;
		*out = words[i].value;
		return true;
	}
	words_list(words, count, list, sizeof list);
	if (node->kind == YAML_TEXT)
		complain(l, node, "'%s' is no %s; right is %s", node->text, what, list);
	else
		complain(l, node, "%s is one word; right is %s", what, list);
	return false;
}

/* 12, 0x0c; nothing behind. */
static bool number_of(const char *text, unsigned long *out)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = text + (hex ? 2 : 0);
	size_t len = strlen(digits);
	if (len == 0 || len > 8 || strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") != len)
		return false;
	*out = strtoul(digits, NULL, hex ? 16 : 10);
	return true;
}

static bool read_number(struct load *l, const struct yaml *node, const char *what, unsigned long min, unsigned long max, unsigned long *out)
{
	if (node->kind == YAML_TEXT && number_of(node->text, out) && *out >= min && *out <= max)
		return true;
	complain(l, node, "%s is a number from %lu to %lu, decimal or as 0x1f", what, min, max);
	return false;
}

static bool read_map(struct load *l, const struct yaml *node, const char *what, const char *example)
{
	if (node->kind == YAML_MAP)
		return true;
	complain(l, node, "'%s' is a map; write it as in %s", what, example);
	return false;
}

/* ---- session ---- */

#define SESSION_EXAMPLE "session: {in: its_session_info, form: sequence, end_bit: both}"

static bool own_tag(unsigned long tag)
{
	return tag == TLV_USSD_SERVICE_OP || tag == TLV_MESSAGE_PAYLOAD;
}

static void read_session_in(struct load *l, const struct yaml *node)
{
	struct ussd_profile *p = l->profile;
	unsigned long tag;
	static const struct { const char *word; enum ussd_place in; uint16_t tag; } places[] = {
		{ "none", USSD_IN_NOTHING, 0 },
		{ "its_session_info", USSD_IN_TLV, TLV_ITS_SESSION_INFO },
		{ "user_message_reference", USSD_IN_TLV, TLV_USER_MESSAGE_REFERENCE },
		{ "service_type", USSD_IN_SERVICE_TYPE, 0 },
	};
	for (size_t i = 0; node->kind == YAML_TEXT && i < COUNT(places); i++) {
		if (strcmp(node->text, places[i].word) != 0)
			continue;
		p->session.in = places[i].in;
		p->session.tag = places[i].tag;
		return;
	}
	if (node->kind != YAML_TEXT || !number_of(node->text, &tag) || tag == 0 || tag > UINT16_MAX)
		complain(l, node, "a session stands in none, its_session_info, user_message_reference, service_type, or in a TLV by its number, as 0x1400");
	else if (own_tag(tag))
		complain(l, node, "TLV 0x%04lx has another meaning; name the one that holds the session", tag);
	else
		p->session = (typeof(p->session)){.in = USSD_IN_TLV, .tag = (uint16_t)tag};
}

static void read_form(struct load *l, const struct yaml *session)
{
	static const struct word forms[] = { { "sequence", USSD_FORM_SEQUENCE }, { "upper-15", USSD_FORM_UPPER_15 }, { "opaque", USSD_FORM_OPAQUE },
		{ "changing", USSD_FORM_CHANGING } };
	struct ussd_profile *p = l->profile;
	const struct yaml *node = yaml_get(session, "form");
	int form = USSD_FORM_OPAQUE;
	if (!node && p->session.in == USSD_IN_TLV)
		complain(l, session, "the key 'form' is missing; write it as in %s", SESSION_EXAMPLE);
	if (!node || !read_word(l, node, "form of a session", forms, COUNT(forms), &form))
		form = USSD_FORM_OPAQUE;
	else if (p->session.in == USSD_IN_NOTHING)
		complain(l, node, "there is no session that could have a form; leave this out, or say in what it stands, as in in: its_session_info");
	else if (p->session.in == USSD_IN_SERVICE_TYPE && form < USSD_FORM_OPAQUE)
		complain(l, node, "letters of a service_type have no bits; right is opaque or changing");
	p->session.form = (enum ussd_form)form;
}

static void read_width(struct load *l, const struct yaml *session)
{
	struct ussd_profile *p = l->profile;
	const struct yaml *node = yaml_get(session, "width");
	bool bits = p->session.in == USSD_IN_TLV && p->session.form < USSD_FORM_OPAQUE;
	unsigned long width = 2;
	if (node && p->session.in != USSD_IN_TLV)
		complain(l, node, "only a session in a TLV has a width; leave this out");
	else if (node && read_number(l, node, "the width of a session", 1, USSD_SESSION_MAX, &width) && bits && width != 2)
		complain(l, node, "a session of this form has 2 octets; write width: 2, or form: opaque");
	p->session.width = (uint8_t)width;
}

static void read_end_bit(struct load *l, const struct yaml *session)
{
	enum { OURS = 1, THEIRS = 2 };
	static const struct word ends[] = { { "none", 0 }, { "ours", OURS }, { "theirs", THEIRS }, { "both", OURS | THEIRS } };
	struct ussd_profile *p = l->profile;
	const struct yaml *node = yaml_get(session, "end_bit");
	int end = 0;
	if (!node || !read_word(l, node, "end_bit", ends, COUNT(ends), &end))
		return;
	if (end && (p->session.in != USSD_IN_TLV || p->session.form >= USSD_FORM_OPAQUE))
		complain(l, node, "only form: sequence and form: upper-15 have a bit for the end; write end_bit: none");
	p->session.end_ours = end & OURS;
	p->session.end_theirs = end & THEIRS;
}

static void read_session(struct load *l, const struct yaml *node)
{
	static const char *const allowed[] = { "in", "form", "width", "end_bit" };
	if (!read_map(l, node, "session", SESSION_EXAMPLE))
		return;
	yaml_only(node, allowed, COUNT(allowed), l->complaints);
	const struct yaml *in = yaml_get(node, "in");
	if (!in) {
		complain(l, node, "the key 'in' is missing; write it as in %s", SESSION_EXAMPLE);
		return;
	}
	size_t errors = l->complaints->errors;
	read_session_in(l, in);
	if (l->complaints->errors > errors)
		return; /* the rest means something only with it */
	read_form(l, node);
	read_width(l, node);
	read_end_bit(l, node);
}

/* ---- operations ---- */

static bool is_none(const struct yaml *node)
{
	return node->kind == YAML_TEXT && strcmp(node->text, "none") == 0;
}

static void read_their_op(struct load *l, const struct yaml *node, enum ussd_event_kind kind, int16_t *first)
{
	unsigned long op;
	if (!read_number(l, node, "an operation", 0, 255, &op))
		return;
	if (l->profile->kinds[op] != USSD_NONE)
		complain(l, node, "operation %lu has a meaning already; each stands once among begin, answer, abort and noticed", op);
	l->profile->kinds[op] = (uint8_t)kind;
	if (*first == USSD_NO_OP)
		*first = (int16_t)op;
}

/* One, a list, or none. */
static void read_theirs(struct load *l, const struct yaml *node, enum ussd_event_kind kind, int16_t *first)
{
	*first = USSD_NO_OP;
	if (is_none(node))
		return;
	if (node->kind == YAML_TEXT)
		read_their_op(l, node, kind, first);
	else if (node->kind == YAML_LIST && node->count > 0)
		for (size_t i = 0; i < node->count; i++)
			read_their_op(l, node->items[i], kind, first);
	else
		complain(l, node, "the operations of the network are a list, as in [18], or none");
}

static void read_ops(struct load *l, const struct yaml *map)
{
	struct ussd_profile *p = l->profile;
	const struct { const char *key; enum ussd_event_kind kind; int16_t *first; bool needed; } theirs[] = {
		{ "begin", USSD_BEGIN, &p->begins, true },
		{ "answer", USSD_ANSWER, &p->answers, true },
		{ "abort", USSD_ABORT, &p->aborts, false },
		{ "noticed", USSD_NOTICED, &p->noticed, false },
	};
	const struct { const char *key; int16_t *op; bool needed; } ours[] = {
		{ "ask", &p->asks, true }, { "end", &p->ends, true }, { "our_abort", &p->our_abort, false }, { "notice", &p->notice, true },
		{ "question", &p->question, true }, { "close", &p->closes, true },
	};
	static const char *const allowed[] = { "begin", "ask", "answer", "end", "abort", "our_abort", "notice", "noticed", "question", "close" };
	if (map && !read_map(l, map, "ops", "ops: {begin: [1], ask: 2, answer: [18], end: 17}"))
		return;
	if (map)
		yaml_only(map, allowed, COUNT(allowed), l->complaints);
	/* Those that are named first: one that is not keeps its usual meaning only where the number is free. */
	for (size_t i = 0; i < COUNT(theirs); i++) {
		const struct yaml *node = map ? yaml_get(map, theirs[i].key) : NULL;
		if (!node)
			continue;
		if (theirs[i].needed && is_none(node))
			complain(l, node, "a dialog cannot do without '%s'; name the operations, as in [18]", theirs[i].key);
		read_theirs(l, node, theirs[i].kind, theirs[i].first);
	}
	for (size_t i = 0; i < COUNT(theirs); i++) {
		bool named = map && yaml_get(map, theirs[i].key);
		if (!named && *theirs[i].first != USSD_NO_OP && p->kinds[*theirs[i].first] == USSD_NONE)
			p->kinds[*theirs[i].first] = (uint8_t)theirs[i].kind;
	}
	for (size_t i = 0; i < COUNT(ours); i++) {
		const struct yaml *node = map ? yaml_get(map, ours[i].key) : NULL;
		unsigned long op;
		if (!node)
			continue;
		if (is_none(node) && !ours[i].needed)
			*ours[i].op = USSD_NO_OP;
		else if (read_number(l, node, "an operation of ours", 0, 255, &op))
			*ours[i].op = (int16_t)op;
	}
	if (map && p->asks == p->ends)
		complain(l, yaml_get(map, "end") ? yaml_get(map, "end") : map, "'ask' and 'end' are the same operation; how would a phone know the last screen?");
}

/* ---- data_coding ---- */

static void read_codings_in(struct load *l, const struct yaml *map)
{
	bool seen[256] = { false };
	for (size_t i = 0; read_map(l, map, "in", "in: {0: gsm7, 8: ucs2}") && i < map->count; i++) {
		const struct yaml *key = map->keys[i], *name = map->items[i];
		enum charset charset = name->kind == YAML_TEXT ? charset_named(name->text) : CHARSET_COUNT;
		unsigned long coding;
		if (!read_number(l, key, "a data_coding", 0, 255, &coding))
			continue;
		if (seen[coding])
			complain(l, key, "data_coding %lu stands here twice; leave one", coding);
		seen[coding] = true;
		if (charset == CHARSET_COUNT)
			complain(l, name, "this is no alphabet; right is gsm7, gsm7-packed, ucs2, latin1, ascii, cyrillic or binary");
		else
			l->profile->charsets[coding] = (uint8_t)charset;
	}
}

static void read_data_coding(struct load *l, const struct yaml *map)
{
	static const char *const allowed[] = { "ucs2", "gsm7", "in" };
	struct ussd_profile *p = l->profile;
	unsigned long coding;
	if (!read_map(l, map, "data_coding", "data_coding: {ucs2: 8, gsm7: 0, in: {0: gsm7, 8: ucs2}}"))
		return;
	yaml_only(map, allowed, COUNT(allowed), l->complaints);
	if (yaml_get(map, "ucs2") && read_number(l, yaml_get(map, "ucs2"), "a data_coding", 0, 255, &coding))
		p->data_coding_ucs2 = (uint8_t)coding;
	if (yaml_get(map, "gsm7") && read_number(l, yaml_get(map, "gsm7"), "a data_coding", 0, 255, &coding))
		p->data_coding_gsm7 = (uint8_t)coding;
	if (p->data_coding_ucs2 == p->data_coding_gsm7)
		complain(l, map, "ucs2 and gsm7 have the same data_coding; no phone could tell them apart");
	if (yaml_get(map, "in"))
		read_codings_in(l, yaml_get(map, "in"));
}

/* ---- the others ---- */

static void read_source(struct load *l, const struct yaml *node)
{
	if (node->kind != YAML_TEXT || !node->text[0])
		complain(l, node, "the source is a text: the capture or the document in which this was seen");
}

static void read_code(struct load *l, const struct yaml *node)
{
	static const struct word places[] = { { "text", USSD_CODE_TEXT }, { "destination", USSD_CODE_DESTINATION }, { "either", USSD_CODE_EITHER } };
	int place;
	if (read_word(l, node, "place of the dialled code", places, COUNT(places), &place))
		l->profile->code = (enum ussd_code_place)place;
}

static void read_carrier(struct load *l, const struct yaml *node)
{
	static const struct word carriers[] = { { "submit_sm", SMPP_SUBMIT_SM }, { "deliver_sm", SMPP_DELIVER_SM }, { "data_sm", SMPP_DATA_SM } };
	int carrier;
	if (read_word(l, node, "carrier", carriers, COUNT(carriers), &carrier))
		l->profile->carrier = (uint32_t)carrier;
}

static void read_service_type(struct load *l, const struct yaml *node)
{
	struct ussd_profile *p = l->profile;
	size_t max = sizeof p->service_type - 1, len = node->kind == YAML_TEXT ? strlen(node->text) : 0;
	bool echo = node->kind == YAML_TEXT && strcmp(node->text, "echo") == 0;
	if (echo)
		return;
	for (size_t i = 0; i < len; i++) {
		if (node->text[i] <= ' ' || node->text[i] > '~')
			len = 0;
	}
	if (len == 0 || len > max)
		complain(l, node, "a service_type is echo, or 1 to %zu characters, as in \"USSD\"", max);
	else if (p->session.in == USSD_IN_SERVICE_TYPE)
		complain(l, node, "the session stands in service_type, which must go back as it came; write service_type: echo");
	else
		memcpy(p->service_type, node->text, len + 1);
}

static void read_encoding(struct load *l, const struct yaml *node)
{
	static const struct word encodings[] = { { "ucs2", CHARSET_UCS2 }, { "gsm7", CHARSET_GSM7 } };
	int encoding;
	if (read_word(l, node, "encoding of a screen", encodings, COUNT(encodings), &encoding))
		l->profile->encoding = (enum charset)encoding;
}

static void read_octets(struct load *l, const struct yaml *node)
{
	unsigned long octets;
	if (read_number(l, node, "the length of a USSD string in octets", OCTETS_MIN, OCTETS_MAX, &octets))
		l->profile->octets = (uint8_t)octets;
}

static void read_answer(struct load *l, const struct yaml *node)
{
	unsigned long seconds;
	if (read_number(l, node, "the time for an answer in seconds", 1, SECONDS_MAX, &seconds))
		l->profile->answer_ms = (uint32_t)seconds * 1000;
}

static void read_seconds(struct load *l, const struct yaml *node)
{
	unsigned long seconds;
	if (!read_number(l, node, "the time of a dialog in seconds", 1, SECONDS_MAX, &seconds))
		return;
	l->profile->session_ms = (uint32_t)seconds * 1000;
	if (l->profile->session_ms < l->profile->answer_ms)
		complain(l, node, "a dialog cannot be shorter than the %u seconds for one answer; mend one of the two", l->profile->answer_ms / 1000);
}

static void read_echo(struct load *l, const struct yaml *list)
{
	struct ussd_profile *p = l->profile;
	if (list->kind != YAML_LIST || list->count > USSD_ECHO_TAGS) {
		complain(l, list, "'echo' is a list of at most %d TLVs, as in [0x0204]", USSD_ECHO_TAGS);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml *node = list->items[i];
		unsigned long tag;
		if (!read_number(l, node, "a TLV", 1, UINT16_MAX, &tag))
			continue;
		bool twice = p->session.in == USSD_IN_TLV && tag == p->session.tag;
		for (size_t k = 0; k < p->echo_count; k++)
			twice = twice || p->echo[k] == tag;
		if (twice || own_tag(tag))
			complain(l, node, "TLV 0x%04lx goes back already; leave it out here", tag);
		else
			p->echo[p->echo_count++] = (uint16_t)tag;
	}
}

/* In the order in which they are read: some are compared with those before. */
static const struct key {
	const char *name;
	void (*read)(struct load *l, const struct yaml *node);
	const char *example; /* of a key that is needed */
} keys[] = {
	{ "source", read_source, "source: capture of 2024-05-01, our test number" },
	{ "session", read_session, SESSION_EXAMPLE },
	{ "code", read_code, NULL },
	{ "ops", read_ops, NULL },
	{ "carrier", read_carrier, NULL },
	{ "service_type", read_service_type, NULL },
	{ "data_coding", read_data_coding, NULL },
	{ "encoding", read_encoding, NULL },
	{ "octets", read_octets, NULL },
	{ "answer_seconds", read_answer, NULL },
	{ "session_seconds", read_seconds, NULL },
	{ "echo", read_echo, NULL },
};

static void set_usual(struct ussd_profile *p)
{
	*p = (struct ussd_profile){
		.begins = USSD_PSSR_INDICATION, .answers = USSD_USSR_CONFIRM, .aborts = USSD_NO_OP, .noticed = USSD_USSN_CONFIRM,
		.asks = USSD_USSR_REQUEST, .ends = USSD_PSSR_RESPONSE, .our_abort = USSD_NO_OP,
		.notice = USSD_USSN_REQUEST, .question = USSD_USSR_REQUEST, .closes = USSD_USSN_REQUEST,
		.carrier = SMPP_SUBMIT_SM, .data_coding_ucs2 = 0x08, .data_coding_gsm7 = 0x00, .encoding = CHARSET_UCS2,
		.octets = OCTETS_MAX, .answer_ms = 60000, .session_ms = 180000,
	};
	for (unsigned coding = 0; coding < 256; coding++)
		p->charsets[coding] = (uint8_t)charset_of_data_coding((uint8_t)coding);
}

static void read_root(struct load *l, const struct yaml *root)
{
	const char *names[COUNT(keys)];
	if (root->kind != YAML_MAP) {
		complain(l, root, "a profile is a map of keys, the first as in %s", keys[0].example);
		return;
	}
	for (size_t i = 0; i < COUNT(keys); i++)
		names[i] = keys[i].name;
	yaml_only(root, names, COUNT(names), l->complaints);
	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct yaml *node = yaml_get(root, keys[i].name);
		if (node || keys[i].read == read_ops)
			keys[i].read(l, node);
		else if (keys[i].example)
			complain(l, root, "the key '%s' is missing; write it as in %s", keys[i].name, keys[i].example);
	}
	l->profile->budget = ussd_budget(l->profile->octets, l->profile->encoding);
}

bool ussd_profile_load(const char *path, struct ussd_profile *out, struct complaints *complaints)
{
	size_t errors_before = complaints->errors;
	struct load l = { .profile = out, .complaints = complaints };
	set_usual(out);
	struct yaml_file *file = yaml_open(path, complaints);
	if (file)
		read_root(&l, yaml_root(file));
	yaml_close(file);
	return complaints->errors == errors_before;
}
