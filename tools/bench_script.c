#include "bench_script.h"

#define CODE "*500#"

/* Documents for Russia, then help lines and the topics of appeals: lists, continuation pages, the way back, home; no row that writes anything. The
 * country is known by the number (bench_wire.c). */
const struct script script_navigate = {
	.name = "navigate",
	.rows = {
		{.act = ACT_DIAL, .text = CODE},
		{ACT_TYPE, .text = "1"}, {ACT_TYPE, .text = "1"}, {ACT_TYPE, .text = "1"},
		{ACT_TYPE, .text = "9"}, {ACT_TYPE, .text = "9"}, {ACT_TYPE, .text = "9"},
		{ACT_TYPE, .text = "0"}, {ACT_TYPE, .text = "0"}, {ACT_TYPE, .text = "9"},
		{ACT_TYPE, .text = "00"},
		{ACT_TYPE, .text = "2"}, {ACT_TYPE, .text = "3"}, {ACT_TYPE, .text = "1"}, {ACT_TYPE, .text = "0"},
		{ACT_TYPE, .text = "00"}, {ACT_TYPE, .text = "3"}, {ACT_TYPE, .text = "9"}, {ACT_TYPE, .text = "00"},
		{.act = ACT_HANG_UP, .text = ""},
	},
	.count = 20,
};

/* A whole appeal, with a name, in one call. */
const struct script script_appeal = {
	.name = "appeal",
	.rows = {
		{.act = ACT_DIAL, .text = CODE},
		{ACT_TYPE, .text = "3"}, {ACT_TYPE, .text = "2"},
		{ACT_TYPE, .text = "Ailygymdy uch ai tologon jok"},
		{ACT_TYPE, .text = "Aigul"},
		{ACT_TYPE, .text = "4711", .durable = true, .differs = true},
		{ACT_TYPE, .text = "2", .differs = true, .ends = true},
	},
	.count = 7,
	.durable = true,
};
