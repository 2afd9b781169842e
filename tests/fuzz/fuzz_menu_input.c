/* A whole call in the shipped menus. The data: a format and a language, then answers, each ended by an octet 0 and given as it is; an
 * action's outcome is the octet after the answer that called it. Between answers the state goes through pack and unpack now and then.
 * Every page must fit; nothing may trip an assert. */
#include "journeys/contract.h"
#include "menu/engine.h"

#include <stdlib.h>
#include <string.h>

static const struct menu_format formats[] = { { CHARSET_UCS2, 160 }, { CHARSET_GSM7, 182 }, { CHARSET_UCS2, 140 } };
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static struct menu_set *load(void)
{
	struct complaints complaints;
	complaints_init(&complaints);
	struct menu_set *set = menu_load("menus", &journey_contract, formats, FORMATS, "2026-11-21", &complaints);
	complaints_print(&complaints, stderr);
	complaints_fini(&complaints);
	if (!set)
		abort();
	return set;
}

static void check_page(const struct menu_state *s, size_t format)
{
	uint8_t scratch[512];
	struct menu_page page;
	menu_show(s, format, scratch, sizeof(scratch), &page);
	if (page.text.len == 0 || page.text.len > formats[format].budget)
		abort();
}

static void repack(struct menu_state *s)
{
	static uint8_t octets[8192];
	struct menu_state again;
	struct writer w = writer_over(octets, sizeof(octets));
	menu_state_pack(s, &w);
	struct reader r = reader_over(writer_bytes(&w));
	if (w.failed || menu_state_unpack(&again, s->set, &r) != ERR_NONE)
		abort();
	menu_state_fini(s);
	*s = again;
}

static uint8_t take(const uint8_t **data, size_t *size)
{
	if (*size == 0)
		return 0;
	(*size)--;
	return *(*data)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct menu_set *set;
	struct menu_state s;
	if (!set)
		set = load();
	menu_state_init(&s, set);
	uint8_t how = take(&data, &size);
	menu_speak(&s, how % FORMATS);
	s.language = how & 0x80 ? 0 : 1;
	menu_start(&s);
	while (size > 0) {
		const struct menu_action *action;
		size_t len = strnlen((const char *)data, size), outcomes = 0;
		enum menu_turn turn = menu_input(&s, (const char *)data, len, &action);
		data += len;
		size -= len;
		take(&data, &size);
		if (turn == MENU_DO) {
			while (outcomes < MENU_OUTCOMES && action->outcomes[outcomes])
				outcomes++;
			menu_outcome(&s, take(&data, &size) % outcomes, &action);
		}
		check_page(&s, s.format);
		check_page(&s, len % FORMATS);
		if (len % 5 == 4)
			repack(&s);
	}
	menu_state_fini(&s);
	return 0;
}
