#include "control/setting.h"

#include "base/complaint.h"
#include "control/feedback_setting.h"
#include "smpp/window.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))
#define IN(type, field) .offset = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define TEXT(type, field) IN(type, field), .max = sizeof(((struct type *)0)->field) - 1
#define PORT(field) .port_offset = offsetof(struct config, field)
#define AT(type, field) .at_offset = offsetof(struct type, field)

/* In the order in which a file is written. */
static const struct setting table[] = {
	{ "host", SETTING_NETWORK, SETTING_LIST, IN(config_network, hosts), .max = sizeof(((struct config_network *)0)->hosts[0]) - 1,
		.count_offset = offsetof(struct config_network, host_count),
		.example = "host 127.0.0.1", .help = "Address or name of the network's SMPP server; several are tried in turn" },
	{ "port", SETTING_NETWORK, SETTING_NUMBER, .min = 1, .max = 65535, IN(config_network, port),
		.example = "port 2775", .help = "TCP port of the network's SMPP server" },
	{ "source-address", SETTING_NETWORK, SETTING_NUMERIC, TEXT(config_network, source),
		.example = "source-address 192.0.2.10", .help = "The address of this machine that connections to the network leave by" },
	{ "bind", SETTING_NETWORK, SETTING_CHOICE, IN(config_network, bind), .choices = { "transceiver", "transmitter-receiver", "receiver", "transmitter" },
		.example = "bind transceiver", .help = "One session for both directions, one for each, or one for a direction alone" },
	{ "binds", SETTING_NETWORK, SETTING_NUMBER, .min = 1, .max = 8, IN(config_network, binds),
		.example = "binds 1", .help = "How many such sessions, or pairs of them, share the load" },
	{ "system-id", SETTING_NETWORK, SETTING_WORD, TEXT(config_network, system_id),
		.example = "system-id kopuro", .help = "The gateway's name at this network" },
	{ "password", SETTING_NETWORK, SETTING_WORD, TEXT(config_network, password),
		.example = "password secret", .help = "The gateway's password at this network" },
	{ "system-type", SETTING_NETWORK, SETTING_WORD, TEXT(config_network, system_type),
		.example = "system-type USSD", .help = "system_type of the bind, where a network asks for one" },
	{ "version", SETTING_NETWORK, SETTING_CHOICE, IN(config_network, version), .choices = { "3.4", "5.0" },
		.example = "version 3.4", .help = "The SMPP that the bind offers" },
	{ "address-range", SETTING_NETWORK, SETTING_RANGE, IN(config_network, range), .max = sizeof(((struct config_range *)0)->digits) - 1,
		.example = "address-range 3 1 500", .help = "TON, NPI and range of addresses of the bind, where a network asks for them" },
	{ "enquire-link", SETTING_NETWORK, SETTING_NUMBER, .min = 1, .max = 3600, IN(config_network, enquire_s),
		.example = "enquire-link 30", .help = "After so many seconds of silence the network is asked whether it is there" },
	{ "response-timeout", SETTING_NETWORK, SETTING_NUMBER, .min = 1, .max = 600, IN(config_network, response_s),
		.example = "response-timeout 10", .help = "So many seconds an answer of the network is waited for, and a connection" },
	{ "outbind", SETTING_NETWORK, SETTING_NUMBER, .min = 0, .max = 65535, IN(config_network, outbind), AT(config_network, outbind_at),
		.example = "outbind 2776", .help = "Port where the network calls us with an outbind; 0: we call it" },
	{ "tls", SETTING_NETWORK, SETTING_FLAG, IN(config_network, tls),
		.example = "tls", .help = "The link is TLS; the network's certificate is verified" },
	{ "tls-ca", SETTING_NETWORK, SETTING_WORD, TEXT(config_network, tls_ca), AT(config_network, tls_ca_at),
		.example = "tls-ca etc/network-ca.pem", .help = "The file with the certificates that the network is verified by" },
	{ "tls-cert", SETTING_NETWORK, SETTING_PAIR, TEXT(config_network, tls_cert), .port_offset = offsetof(struct config_network, tls_key),
		AT(config_network, tls_cert_at),
		.example = "tls-cert etc/link.pem etc/link.key", .help = "The gateway's own certificate and key for this network" },
	{ "tls-name", SETTING_NETWORK, SETTING_WORD, TEXT(config_network, tls_name), AT(config_network, tls_name_at),
		.example = "tls-name smsc.example", .help = "The name that the network's certificate is for, when it is not the host's" },
	{ "ussd-profile", SETTING_NETWORK, SETTING_NAME, TEXT(config_network, profile), AT(config_network, profile_at),
		.example = "ussd-profile standard", .help = "How this network speaks USSD: a file of the profiles directory, without .yaml" },
	{ "window", SETTING_NETWORK, SETTING_NUMBER, .min = 1, .max = WINDOW_MAX, IN(config_network, window),
		.example = "window 10", .help = "How many requests may wait for their answer" },
	{ "throughput", SETTING_NETWORK, SETTING_NUMBER, .min = 0, .max = 100000, IN(config_network, throughput),
		.example = "throughput 0", .help = "SMS a second; 0 for no limit" },
	{ "dialplan", SETTING_NETWORK, SETTING_NAME, TEXT(config_network, dialplan), AT(config_network, dialplan_at),
		.example = "dialplan kyrgyzstan", .help = "A file of the dialplans directory, without .yaml" },
	{ "shutdown", SETTING_NETWORK, SETTING_FLAG, IN(config_network, shutdown),
		.example = "shutdown", .help = "Keep this network configured, without connecting to it" },

	{ "node", SETTING_TOP, SETTING_NUMBER, .min = 0, .max = 9, IN(config, node),
		.example = "node 1", .help = "This node's digit, part of the numbers that it gives out" },
	{ "directory", SETTING_TOP, SETTING_WORD, TEXT(config, directory), AT(config, directory_at),
		.example = "directory /var/lib/kopuro", .help = "From where all relative paths of this file are seen; itself seen from the file's directory" },
	{ "store", SETTING_TOP, SETTING_WORD, TEXT(config, store), AT(config, store_at),
		.example = "store var/kopuro.db", .help = "The SQLite file" },
	{ "key", SETTING_TOP, SETTING_WORD, TEXT(config, key), AT(config, key_at),
		.example = "key var/kopuro.db.key", .help = "The file with the key that seals people's numbers" },
	{ "menus", SETTING_TOP, SETTING_WORD, TEXT(config, menus), AT(config, menus_at),
		.example = "menus menus", .help = "The directory of the menus" },
	{ "dialplans", SETTING_TOP, SETTING_WORD, TEXT(config, dialplans), AT(config, dialplans_at),
		.example = "dialplans dialplans", .help = "The directory of the dialplans" },
	{ "profiles", SETTING_TOP, SETTING_WORD, TEXT(config, profiles), AT(config, profiles_at),
		.example = "profiles profiles", .help = "The directory of the USSD profiles" },
	{ "feedback", SETTING_TOP, SETTING_ENGINE, TEXT(config, feedback), AT(config, feedback_at),
		.example = "feedback nats nats://127.0.0.1:4222", .help = "Where feedback items are queued: local, nats URL..., webhook URL" },
	{ "feedback-secret", SETTING_TOP, SETTING_LIST, IN(config, feedback_secrets), .max = sizeof(((struct config *)0)->feedback_secrets[0]) - 1,
		.count_offset = offsetof(struct config, feedback_secret_count), AT(config, feedback_secret_at),
		.example = "feedback-secret etc/webhook.secret", .help = "The file with the secret that signs what a webhook gets; two while one is exchanged" },
	{ "feedback-settle", SETTING_TOP, SETTING_NUMBER, .min = 1, .max = 86400, IN(config, feedback_settle_s),
		.example = "feedback-settle 900", .help = "So many seconds an item that NATS has acknowledged is kept, until the stream is seen to have it still" },
	{ "feedback-ca", SETTING_TOP, SETTING_WORD, TEXT(config, feedback_ca), AT(config, feedback_ca_at),
		.example = "feedback-ca etc/queue-ca.pem", .help = "The file with the certificates that the queue's server is verified by" },
	{ "http", SETTING_TOP, SETTING_ADDRESS, .min = 0, TEXT(config, http_host), PORT(http_port), AT(config, http_at),
		.example = "http 127.0.0.1 8080", .help = "Address and port of the HTTP server; port 0 for none" },
	{ "http-tls", SETTING_TOP, SETTING_PAIR, TEXT(config, http_cert), PORT(http_key), AT(config, http_tls_at),
		.example = "http-tls etc/kopuro.pem etc/kopuro.key", .help = "The HTTP server speaks TLS with this certificate and this key" },
	{ "http-behind-proxy", SETTING_TOP, SETTING_FLAG, IN(config, http_behind_proxy),
		.example = "http-behind-proxy", .help = "A proxy before the HTTP server speaks TLS with the world" },
	{ "http-rate", SETTING_TOP, SETTING_NUMBER, .min = 1, .max = 10000, IN(config, http_rate),
		.example = "http-rate 100", .help = "Requests a second that a token of the HTTP API may make" },
	{ "vty", SETTING_TOP, SETTING_ADDRESS, .min = 1, TEXT(config, vty_host), PORT(vty_port), AT(config, vty_at),
		.example = "vty 127.0.0.1 4262", .help = "Address and port of this console" },
};

size_t settings(const struct setting **rows)
{
	*rows = table;
	return ARRAY(table);
}

const struct setting *setting_find(enum setting_place place, const char *word)
{
	for (size_t i = 0; i < ARRAY(table); i++) {
		if (table[i].place == place && strcmp(table[i].word, word) == 0)
			return &table[i];
	}
	return NULL;
}

static size_t choice_count(const struct setting *setting)
{
	size_t count = 0;
	while (count < SETTING_CHOICES && setting->choices[count])
		count++;
	return count;
}

static bool is_printable(const char *word)
{
	for (; *word; word++) {
		if (*word <= ' ' || *word > '~')
			return false;
	}
	return true;
}

bool setting_name_valid(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t len = strlen(name);
	return len > 0 && len < sizeof(((struct config_network *)0)->name) && strspn(name, allowed) == len;
}

/* A decimal number without sign, in min..max. */
static bool number_read(const char *word, uint32_t min, uint32_t max, uint32_t *value)
{
	size_t len = strlen(word);
	if (len == 0 || len > 10 || strspn(word, "0123456789") != len)
		return false;
	unsigned long long read = strtoull(word, NULL, 10);
	if (read < min || read > max)
		return false;
	*value = (uint32_t)read;
	return true;
}

static void number_put(void *field, size_t size, uint32_t value)
{
	assert(size == sizeof(uint16_t) || size == sizeof(uint32_t));
	if (size == sizeof(uint16_t))
		*(uint16_t *)field = (uint16_t)value;
	else
		*(uint32_t *)field = value;
}

static uint32_t number_get(const void *field, size_t size)
{
	return size == sizeof(uint16_t) ? *(const uint16_t *)field : *(const uint32_t *)field;
}

/* Secrets are not repeated in a complaint: complaints end up in logs. */
static bool word_fits(const struct setting *setting, const char *word, char *why)
{
	size_t len = strlen(word);
	if (len > setting->max) {
		snprintf(why, SETTING_WHY_MAX, "'%s' has %zu characters; %u are the most", setting->word, len, setting->max);
		return false;
	}
	if (!is_printable(word)) {
		snprintf(why, SETTING_WHY_MAX, "'%s' has a character that is not printable ASCII; letters, digits and signs are right", setting->word);
		return false;
	}
	return true;
}

static bool apply_word(const struct setting *setting, void *field, const char *word, char *why)
{
	if (!word_fits(setting, word, why))
		return false;
	if (setting->kind == SETTING_NAME && strchr(word, '/')) {
		snprintf(why, SETTING_WHY_MAX, "'%s' is a path; only the name is right, as in '%s'", word, setting->example);
		return false;
	}
	memcpy(field, word, strlen(word) + 1);
	return true;
}

static bool apply_number(const struct setting *setting, void *field, const char *word, char *why)
{
	uint32_t value;
	if (!number_read(word, setting->min, setting->max, &value)) {
		snprintf(why, SETTING_WHY_MAX, "'%s' is no %s; a number from %u to %u is right", word, setting->word, setting->min, setting->max);
		return false;
	}
	number_put(field, setting->size, value);
	return true;
}

static bool apply_choice(const struct setting *setting, void *field, const char *word, char *why)
{
	size_t count = choice_count(setting);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, setting->choices[i]) == 0) {
			*(uint8_t *)field = (uint8_t)i;
			return true;
		}
	}
	const char *nearest = complaint_nearest(word, setting->choices, count);
	if (nearest) {
		snprintf(why, SETTING_WHY_MAX, "'%.64s' is no %s; did you mean '%s'?", word, setting->word, nearest);
		return false;
	}
	int used = snprintf(why, SETTING_WHY_MAX, "'%.64s' is no %s; ", word, setting->word);
	for (size_t i = 0; i < count; i++)
		used += snprintf(why + used, (size_t)(SETTING_WHY_MAX - used), "%s'%s'", i == 0 ? "" : i + 1 == count ? " or " : ", ", setting->choices[i]);
	snprintf(why + used, (size_t)(SETTING_WHY_MAX - used), " is right");
	return false;
}

static bool is_address(const char *word)
{
	uint8_t octets[16];
	return inet_pton(AF_INET, word, octets) == 1 || inet_pton(AF_INET6, word, octets) == 1;
}

static bool apply_numeric(const struct setting *setting, void *field, const char *word, char *why)
{
	if (!is_address(word) || strlen(word) > setting->max) {
		snprintf(why, SETTING_WHY_MAX, "'%.64s' is no address; a numeric one is right, as in '%s'", word, setting->example);
		return false;
	}
	memcpy(field, word, strlen(word) + 1);
	return true;
}

static char *list_at(const struct setting *setting, const void *target, size_t index)
{
	return (char *)target + setting->offset + index * (setting->max + 1);
}

static bool list_drop(const struct setting *setting, void *target, const char *word, char *why)
{
	uint32_t *count = (uint32_t *)((char *)target + setting->count_offset);
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(list_at(setting, target, i), word) != 0)
			continue;
		--*count;
		memmove(list_at(setting, target, i), list_at(setting, target, i + 1), (*count - i) * (setting->max + 1));
		memset(list_at(setting, target, *count), 0, setting->max + 1);
		return true;
	}
	snprintf(why, SETTING_WHY_MAX, "there is no such %s; name one that is", setting->word);
	return false;
}

static bool apply_list(const struct setting *setting, void *target, bool no, const char *word, char *why)
{
	uint32_t *count = (uint32_t *)((char *)target + setting->count_offset);
	if (no)
		return list_drop(setting, target, word, why);
	if (!word_fits(setting, word, why))
		return false;
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(list_at(setting, target, i), word) == 0) {
			snprintf(why, SETTING_WHY_MAX, "this %s stands there already; keep one of them", setting->word);
			return false;
		}
	}
	if (*count == setting->size / (setting->max + 1)) {
		snprintf(why, SETTING_WHY_MAX, "too many lines '%s'; %u are the most", setting->word, *count);
		return false;
	}
	memcpy(list_at(setting, target, (*count)++), word, strlen(word) + 1);
	return true;
}

bool setting_has_no(const struct setting *setting)
{
	return setting->kind == SETTING_FLAG || setting->kind == SETTING_LIST;
}

static bool apply_address(const struct setting *setting, void *target, const char *const *words, size_t *bad, char *why)
{
	uint32_t port;
	*bad = 0;
	if (!is_address(words[0]) || strlen(words[0]) > setting->max) {
		snprintf(why, SETTING_WHY_MAX, "'%.64s' is no address; a numeric one is right, as in '%s'", words[0], setting->example);
		return false;
	}
	*bad = 1;
	if (!number_read(words[1], setting->min, 65535, &port)) {
		snprintf(why, SETTING_WHY_MAX, "'%.64s' is no port; a number from %u to 65535 is right", words[1], setting->min);
		return false;
	}
	memcpy((char *)target + setting->offset, words[0], strlen(words[0]) + 1);
	number_put((char *)target + setting->port_offset, sizeof(uint16_t), port);
	return true;
}

_Static_assert(sizeof(((struct config *)0)->http_cert) == sizeof(((struct config *)0)->http_key), "SETTING_PAIR has one bound for both");
_Static_assert(sizeof(((struct config_network *)0)->tls_cert) == sizeof(((struct config_network *)0)->tls_key), "SETTING_PAIR has one bound for both");

static bool apply_pair(const struct setting *setting, void *target, const char *const *words, size_t *bad, char *why)
{
	for (*bad = 0; *bad < 2; ++*bad) {
		if (!word_fits(setting, words[*bad], why))
			return false;
	}
	memcpy((char *)target + setting->offset, words[0], strlen(words[0]) + 1);
	memcpy((char *)target + setting->port_offset, words[1], strlen(words[1]) + 1);
	return true;
}

static bool apply_range(const struct setting *setting, void *field, const char *const *words, size_t *bad, char *why)
{
	uint32_t plan[2];
	struct config_range *range = field;
	for (*bad = 0; *bad < 2; ++*bad) {
		if (number_read(words[*bad], 0, 255, &plan[*bad]))
			continue;
		snprintf(why, SETTING_WHY_MAX, "'%.64s' is no %s; a number from 0 to 255 is right", words[*bad], *bad ? "NPI" : "TON");
		return false;
	}
	if (!word_fits(setting, words[2], why))
		return false;
	*range = (struct config_range){ .ton = (uint8_t)plan[0], .npi = (uint8_t)plan[1] };
	memcpy(range->digits, words[2], strlen(words[2]) + 1);
	return true;
}

size_t setting_words(const struct setting *setting)
{
	switch (setting->kind) {
	case SETTING_FLAG: return 0;
	case SETTING_ADDRESS:
	case SETTING_PAIR: return 2;
	case SETTING_RANGE: return 3;
	case SETTING_WORD:
	case SETTING_NAME:
	case SETTING_NUMBER:
	case SETTING_CHOICE:
	case SETTING_LIST:
	case SETTING_NUMERIC:
	case SETTING_ENGINE: break;
	}
	return 1;
}

bool setting_apply(const struct setting *setting, void *target, bool no, const char *const *words, size_t count, size_t *bad, char *why)
{
	void *field = (char *)target + setting->offset;
	size_t wanted = setting_words(setting);
	*bad = count < wanted ? count : wanted;
	if (setting->kind == SETTING_ENGINE)
		return feedback_setting_apply(target, words, count, bad, why);
	if (count != wanted) {
		snprintf(why, SETTING_WHY_MAX, count < wanted ? "something is missing; '%s' would be right" : "there is too much; '%s' would be right",
			setting->example);
		return false;
	}
	*bad = 0;
	switch (setting->kind) {
	case SETTING_WORD:
	case SETTING_NAME: return apply_word(setting, field, words[0], why);
	case SETTING_NUMBER: return apply_number(setting, field, words[0], why);
	case SETTING_CHOICE: return apply_choice(setting, field, words[0], why);
	case SETTING_ENGINE: break; /* above: it has as many words as it has servers */
	case SETTING_ADDRESS: return apply_address(setting, target, words, bad, why);
	case SETTING_PAIR: return apply_pair(setting, target, words, bad, why);
	case SETTING_LIST: return apply_list(setting, target, no, words[0], why);
	case SETTING_NUMERIC: return apply_numeric(setting, field, words[0], why);
	case SETTING_RANGE: return apply_range(setting, field, words, bad, why);
	case SETTING_FLAG: *(bool *)field = !no; return true;
	}
	assert(!"every kind is in the switch");
	return false;
}

bool setting_line(const struct setting *setting, const void *source, size_t nth, char *out, size_t capacity)
{
	const void *field = (const char *)source + setting->offset;
	const struct config_range *range = field;
	if (nth > 0 && setting->kind != SETTING_LIST)
		return false;
	switch (setting->kind) {
	case SETTING_WORD:
	case SETTING_NAME:
	case SETTING_NUMERIC:
		snprintf(out, capacity, "%s %s", setting->word, (const char *)field);
		return *(const char *)field != '\0';
	case SETTING_ENGINE:
		feedback_setting_line(source, out, capacity);
		return true;
	case SETTING_NUMBER:
		snprintf(out, capacity, "%s %u", setting->word, number_get(field, setting->size));
		return true;
	case SETTING_CHOICE:
		snprintf(out, capacity, "%s %s", setting->word, setting->choices[*(const uint8_t *)field]);
		return true;
	case SETTING_ADDRESS:
		snprintf(out, capacity, "%s %s %u", setting->word, (const char *)field,
			number_get((const char *)source + setting->port_offset, sizeof(uint16_t)));
		return true;
	case SETTING_PAIR:
		snprintf(out, capacity, "%s %s %s", setting->word, (const char *)field, (const char *)source + setting->port_offset);
		return *(const char *)field != '\0';
	case SETTING_LIST:
		if (nth >= *(const uint32_t *)((const char *)source + setting->count_offset))
			return false;
		snprintf(out, capacity, "%s %s", setting->word, list_at(setting, source, nth));
		return true;
	case SETTING_RANGE:
		snprintf(out, capacity, "%s %u %u %s", setting->word, range->ton, range->npi, range->digits);
		return range->digits[0] != '\0';
	case SETTING_FLAG:
		snprintf(out, capacity, "%s", setting->word);
		return *(const bool *)field;
	}
	assert(!"every kind is in the switch");
	return false;
}

void setting_syntax(const struct setting *setting, char *out, size_t capacity)
{
	size_t used = (size_t)snprintf(out, capacity, "%s", setting->word), count = choice_count(setting);
	switch (setting->kind) {
	case SETTING_NUMBER:
		snprintf(out + used, capacity - used, " <%u-%u>", setting->min, setting->max);
		return;
	case SETTING_ADDRESS:
		snprintf(out + used, capacity - used, " ADDRESS <%u-65535>", setting->min);
		return;
	case SETTING_CHOICE:
		for (size_t i = 0; i < count && used < capacity; i++)
			used += (size_t)snprintf(out + used, capacity - used, "%s%s%s", i == 0 ? " (" : "|", setting->choices[i], i + 1 == count ? ")" : "");
		return;
	case SETTING_ENGINE:
		snprintf(out + used, capacity - used, " .ENGINE");
		return;
	case SETTING_PAIR:
		snprintf(out + used, capacity - used, " FILE FILE");
		return;
	case SETTING_RANGE:
		snprintf(out + used, capacity - used, " <0-255> <0-255> RANGE");
		return;
	case SETTING_FLAG:
		return;
	case SETTING_NUMERIC:
		snprintf(out + used, capacity - used, " ADDRESS");
		return;
	case SETTING_WORD:
	case SETTING_NAME:
	case SETTING_LIST:
		snprintf(out + used, capacity - used, " WORD");
		return;
	}
}
