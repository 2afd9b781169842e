/* kopurod(8): options, limits of the process, and the daemon's life (control/daemon.h). */
#include "control/daemon.h"
#include "version.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_FILE "etc/kopuro.cfg"
/* libosmocore aborts on a descriptor of 1024 or more; so the system gives none. */
#define DESCRIPTORS 1024

enum { EXIT_GOOD = 0, EXIT_FAULT = 1, EXIT_USAGE = 2 };

static const char usage[] =
	"usage: kopurod [-c FILE] [-t]\n"
	"  -c FILE  the configuration, see kopuro.cfg(5); " CONFIG_FILE " if not given\n"
	"  -t       check the configuration and all that it names, and end\n"
	"  -V       print the version\n"
	"  -h       print this\n";

static void limit(int resource, rlim_t most)
{
	struct rlimit r;
	if (getrlimit((__rlimit_resource_t)resource, &r) != 0)
		return;
	if (r.rlim_cur > most)
		r.rlim_cur = most;
	if (r.rlim_max > most)
		r.rlim_max = most;
	setrlimit((__rlimit_resource_t)resource, &r);
}

/* No core file: the memory has people's words. No file that others can read: so has the store. */
static void process_prepare(void)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, DESCRIPTORS);
	umask(S_IRWXG | S_IRWXO);
}

static int gateway_serve(const char *config, bool check_only)
{
	struct daemon *d = daemon_new();
	bool good = d && daemon_prepare(d, config, check_only);
	if (good && check_only)
		printf("%s: in order\n", config);
	else if (good && (good = daemon_start(d)))
		daemon_run(d);
	daemon_free(d);
	return good ? EXIT_GOOD : EXIT_FAULT;
}

int main(int argc, char **argv)
{
	const char *config = CONFIG_FILE;
	bool check_only = false;
	int option;
	while ((option = getopt(argc, argv, "c:tVh")) >= 0) {
		switch (option) {
		case 'c': config = optarg; break;
		case 't': check_only = true; break;
		case 'V': puts("kopurod " KOPURO_VERSION); return EXIT_GOOD;
		case 'h': fputs(usage, stdout); return EXIT_GOOD;
		default: fputs(usage, stderr); return EXIT_USAGE;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "kopurod: '%s' is too much\n%s", argv[optind], usage);
		return EXIT_USAGE;
	}
	process_prepare();
	return gateway_serve(config, check_only);
}
