/* kopuro replay: transcripts as tests, each a line of TAP. */
#include "commands.h"
#include "dialog.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

static int usage(void)
{
	fputs("usage: kopuro replay [--menus DIR] [--dialplan FILE] [--profiles DIR] FILE.dialog...\n"
		"       kopuro replay --store FILE [--menus DIR] [--dialplan FILE] [--profiles DIR] FILE.dialog\n", stderr);
	return 2;
}

int command_replay(int argc, char **argv)
{
	static const struct option options[] = {{"menus", required_argument, NULL, 'm'}, {"dialplan", required_argument, NULL, 'd'},
		{"profiles", required_argument, NULL, 'f'}, {"store", required_argument, NULL, 's'}, {0}};
	struct dialog_setup setup = {.menus = "menus", .dialplan = "dialplans/kyrgyzstan.yaml"};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == 'm')
			setup.menus = optarg;
		else if (option == 'd')
			setup.dialplan = optarg;
		else if (option == 'f')
			setup.profiles = optarg;
		else if (option == 's')
			setup.store = optarg;
		else
			return usage();
	if (optind == argc || (setup.store && argc - optind > 1))
		return usage();
	if (setup.store && access(setup.store, F_OK) == 0) {
		fprintf(stderr, "%s: is there already; --store makes a new one\n", setup.store);
		return 2;
	}
	int failed = 0;
	printf("1..%d\n", argc - optind);
	for (int i = optind; i < argc; i++) {
		bool held = dialog_play(argv[i], &setup);
		printf("%sok %d - %s\n", held ? "" : "not ", i - optind + 1, argv[i]);
		fflush(stdout);
		failed += !held;
	}
	return failed > 0;
}
