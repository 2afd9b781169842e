#include "commands.h"

#include "base/log.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *says;
} commands[] = {
	{"check", command_check, "check [PATH]: what is wrong in the menus, with the place; exit 1 on an error (--lang en|ru|ky, --format, --strict, --budget, --no-dialogs)"},
	{"dial", command_dial, "dial [CODE]: a handset on the terminal, no network needed (--lang, --encoding, --profile, --as, --at, --menus, --dialplan, --profiles)"},
	{"record", command_record, "record FILE.dialog [CODE]: dial, and what was dialled and shown becomes a transcript (the options of dial)"},
	{"replay", command_replay, "replay FILE.dialog...: plays transcripts, as TAP (--menus, --dialplan, --profiles, --store)"},
	{"graph", command_graph, "graph [DIR]: the screens and the ways between them, and how they are used (--format dot|svg|text, --store FILE, --days, --channel, --journey, --lang)"},
	{"diff", command_diff, "diff DIR1 DIR2: what is otherwise for callers in the second, screen by screen; exit 1 when anything is. diff -c FILE [DIR]: from the menus that are live"},
	{"menus", command_menus, "menus [-c FILE]: the versions of the menus that the store keeps; reload makes the folder live, back N a version, show N DIR writes one out"},
	{"smsc", command_smsc, "smsc: a network in small, for kopurod to bind to, and a handset on the terminal (--port, --phone, --profile, --profiles, --fault)"},
	{"bench", command_bench, "bench MODE -- COMMAND...: a network that measures (scripts/bench)"},
	{"route", command_route, "route NUMBER...: where a number is from and by which networks SMS to it leave, rule by rule (-c FILE, --dialplans, --plan)"},
	{"queue", command_queue, "queue [-c FILE] list: what waits for the central queue; why, retry, park NUMBER-or-ID; drop ID --reason TEXT"},
	{"token", command_token, "token --role ROLE NAME: a new bearer token for HTTP, shown once (-c FILE); --revoke NAME, --list"},
};

static int usage(FILE *out)
{
	fputs("usage: kopuro COMMAND ...\n", out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  kopuro %s\n", commands[i].says);
	return out == stderr ? 2 : 0;
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	if (sodium_init() < 0)
		return 1;
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "kopuro: no such command: %s\n", argv[1]);
	return usage(stderr);
}
