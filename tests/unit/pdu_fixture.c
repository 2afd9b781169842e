#include "pdu_fixture.h"

#include "smpp/tlv.h"

#include <ctype.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { OCTET, WORD, COMMAND, STATUS, TEXT, ADDRESS, OCTETS };

static const struct known_field {
	const char *name;
	enum kind kind;
	size_t offset;
} FIELDS[] = {
#define AT(member) offsetof(struct smpp_pdu, member)
	{"command", COMMAND, AT(command)}, {"status", STATUS, AT(status)}, {"sequence", WORD, AT(sequence)},
	{"system_id", TEXT, AT(system_id)}, {"password", TEXT, AT(password)}, {"system_type", TEXT, AT(system_type)},
	{"interface_version", OCTET, AT(interface_version)}, {"address_range", ADDRESS, AT(address_range)},
	{"service_type", TEXT, AT(service_type)}, {"source", ADDRESS, AT(source)}, {"destination", ADDRESS, AT(destination)},
	{"esme", ADDRESS, AT(esme)}, {"esm_class", OCTET, AT(esm_class)}, {"protocol_id", OCTET, AT(protocol_id)},
	{"priority_flag", OCTET, AT(priority_flag)}, {"schedule_delivery_time", TEXT, AT(schedule_delivery_time)},
	{"validity_period", TEXT, AT(validity_period)}, {"registered_delivery", OCTET, AT(registered_delivery)},
	{"replace_if_present", OCTET, AT(replace_if_present)}, {"data_coding", OCTET, AT(data_coding)},
	{"sm_default_msg_id", OCTET, AT(sm_default_msg_id)}, {"short_message", OCTETS, AT(short_message)},
	{"message_id", TEXT, AT(message_id)}, {"final_date", TEXT, AT(final_date)}, {"message_state", OCTET, AT(message_state)},
	{"error_code", OCTET, AT(error_code)}, {"destination_count", OCTET, AT(destination_count)},
	{"destinations", OCTETS, AT(destinations)}, {"tlvs", OCTETS, AT(tlvs)}, {"spare", WORD, AT(spare)},
};

const char *pdu_field_name(size_t i)
{
	return i < sizeof FIELDS / sizeof *FIELDS ? FIELDS[i].name : NULL;
}

static __attribute__((format(printf, 2, 3), noreturn)) void die(const char *path, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fprintf(stderr, "%s: ", path);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

static void octets_value(struct bytes octets, char *out, size_t capacity)
{
	bool printable = true;

	for (size_t i = 0; i < octets.len; i++)
		printable = printable && isprint(octets.at[i]);
	if (printable) {
		snprintf(out, capacity, "\"%.*s\"", (int)octets.len, octets.len ? (const char *)octets.at : "");
		return;
	}
	size_t at = (size_t)snprintf(out, capacity, "0x");
	for (size_t i = 0; i < octets.len && at + 2 < capacity; i++)
		at += (size_t)snprintf(out + at, capacity - at, "%02x", octets.at[i]);
}

static void address_value(const struct smpp_address *address, char *out, size_t capacity)
{
	snprintf(out, capacity, "%u/%u%s%s", address->ton, address->npi, *address->digits ? " " : "", address->digits);
}

static bool destination_value(const struct smpp_pdu *pdu, size_t wanted, char *out, size_t capacity)
{
	struct smpp_destination destination;
	size_t at = 0, i = 0;

	while (pdu_destination_next(pdu, &at, &destination)) {
		if (i++ != wanted)
			continue;
		if (destination.flag == DESTINATION_LIST) {
			snprintf(out, capacity, "list %s", destination.list);
			return true;
		}
		address_value(&destination.address, out, capacity);
		size_t len = strlen(out);
		if (pdu_is_response(pdu->command))
			snprintf(out + len, capacity - len, " %s", status_name(destination.error_status));
		return true;
	}
	return false;
}

static bool tlv_value(const struct smpp_pdu *pdu, const char *name, char *out, size_t capacity)
{
	size_t at = 0;
	struct tlv tlv;
	char tag[8];

	while (tlv_next(pdu->tlvs, &at, &tlv) == ERR_NONE) {
		snprintf(tag, sizeof tag, "0x%04x", tlv.tag);
		if (strcmp(name, tlv.row ? tlv.row->name : tag) != 0)
			continue;
		octets_value(tlv.value, out, capacity);
		return true;
	}
	return false;
}

bool pdu_field_value(const struct smpp_pdu *pdu, const char *field, char *out, size_t capacity)
{
	size_t nth;

	if (strncmp(field, "tlv.", 4) == 0)
		return tlv_value(pdu, field + 4, out, capacity);
	if (sscanf(field, "destinations[%zu]", &nth) == 1)
		return destination_value(pdu, nth, out, capacity);
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
		const void *in = (const char *)pdu + FIELDS[i].offset;

		if (strcmp(FIELDS[i].name, field) != 0)
			continue;
		switch (FIELDS[i].kind) {
		case OCTET: snprintf(out, capacity, "%u", *(const uint8_t *)in); break;
		case WORD: snprintf(out, capacity, "%u", *(const uint32_t *)in); break;
		case COMMAND: snprintf(out, capacity, "%s", pdu_name(*(const uint32_t *)in)); break;
		case STATUS: snprintf(out, capacity, "%s", status_name(*(const uint32_t *)in)); break;
		case TEXT: snprintf(out, capacity, "%s", (const char *)in); break;
		case ADDRESS: address_value(in, out, capacity); break;
		case OCTETS: octets_value(*(const struct bytes *)in, out, capacity); break;
		}
		return true;
	}
	return false;
}

static void hex_line(const char *path, const char *line, struct pdu_fixture *fixture)
{
	unsigned octet;

	for (const char *at = line; *at; ) {
		if (isspace((unsigned char)*at)) {
			at++;
			continue;
		}
		if (!isxdigit((unsigned char)at[0]) || !isxdigit((unsigned char)at[1]) || sscanf(at, "%2x", &octet) != 1)
			die(path, "not hexadecimal: %s", line);
		if (fixture->len == sizeof fixture->wire)
			die(path, "more than %zu octets", sizeof fixture->wire);
		fixture->wire[fixture->len++] = (uint8_t)octet;
		at += 2;
	}
}

/* True when the line is `field = value`; a comment after octets may hold a '=' too, and a value a '#', as dialled codes do. */
static bool expectation_line(const char *path, const char *line, struct pdu_fixture *fixture)
{
	struct pdu_expectation expected = {0};
	int value = 0;

	if (sscanf(line, "%39[^ =#] =%n", expected.field, &value) != 1 || value == 0)
		return false;
	sscanf(line + value, " %599[^\n]", expected.value);
	if (fixture->expectations == PDU_FIXTURE_LINES)
		die(path, "more than %d fields", PDU_FIXTURE_LINES);
	fixture->expected[fixture->expectations++] = expected;
	return true;
}

static void fixture_read(const char *path, struct pdu_fixture *fixture)
{
	const char *base = strrchr(path, '/') + 1;
	FILE *file = fopen(path, "r");
	char line[1024];

	if (!file)
		die(path, "cannot be opened");
	snprintf(fixture->name, sizeof fixture->name, "%.*s", (int)strcspn(base, "."), base);
	while (fgets(line, sizeof line, file)) {
		if (expectation_line(path, line, fixture))
			continue;
		line[strcspn(line, "#")] = '\0';
		hex_line(path, line, fixture);
	}
	fclose(file);
}

struct pdu_fixture *pdu_fixtures_load(const char *directory, size_t *count)
{
	char pattern[256];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/*.pdu", directory);
	if (glob(pattern, 0, NULL, &found) != 0)
		die(pattern, "no such file; tests run at the root of the repository");

	struct pdu_fixture *all = calloc(found.gl_pathc, sizeof *all);
	if (!all)
		die(pattern, "no memory");
	for (size_t i = 0; i < found.gl_pathc; i++)
		fixture_read(found.gl_pathv[i], &all[i]);
	*count = found.gl_pathc;
	globfree(&found);
	return all;
}
