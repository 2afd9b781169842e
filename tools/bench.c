#include "bench.h"
#include "bench_esme.h"
#include "bench_load.h"
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FEW 1000 /* subscribers, and how many of many type at once */
#define SETTLE_US 500000

struct bench {
	uint16_t port;
	uint32_t subscribers;
	uint64_t steps;
	struct bench_esme esme;
};

int64_t bench_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void print_run(const char *name, const struct bench *b, const struct load_figures *f)
{
	double seconds = f->seconds > 0 ? f->seconds : 1e-6, steps = f->steps ? (double)f->steps : 1;
	printf("%s subscribers %u steps %llu seconds %.3f rate %.0f rounds_rate %.0f"
		" p50_us %u p99_us %u max_us %u cpu_ns %.0f rss_kib %ld wrong %llu\n",
		name, b->subscribers, (unsigned long long)f->steps, f->seconds, (double)f->steps / seconds, (double)f->rounds / seconds,
		histogram_quantile(&f->latency, 0.5), histogram_quantile(&f->latency, 0.99), f->latency.most,
		(double)f->esme_cpu_us * 1000 / steps, bench_esme_rss_kib(&b->esme), (unsigned long long)f->wrong);
	fflush(stdout);
}

static bool run_script(struct bench *b, const struct script *script)
{
	struct load_figures figures;
	struct load *l = load_new(&b->esme, script, b->subscribers);
	uint32_t at_once = b->subscribers < FEW ? b->subscribers : FEW;
	/* A tenth to begin with: languages are chosen, memory is there. */
	bool good = l && load_run(l, b->subscribers, at_once, b->steps / 10, &figures) &&
		load_run(l, b->subscribers, at_once, b->steps, &figures);
	if (good)
		print_run(script->name, b, &figures);
	if (l)
		load_free(l);
	return good;
}

static bool run_navigate(struct bench *b)
{
	return run_script(b, &script_navigate);
}

static bool run_appeal(struct bench *b)
{
	return run_script(b, &script_appeal);
}

/* Everybody calls and stays in the call; then a thousand at a time type, first always the same thousand, then all in turn. */
static bool run_open(struct bench *b)
{
	static const struct {
		const char *name;
		bool all;
		unsigned steps_each; /* 0: b->steps in all */
	} parts[] = {{"few", false, 0}, {"opening", true, 4}, {"many", true, 0}};
	struct load_figures figures;
	struct load *l = load_new(&b->esme, &script_navigate, b->subscribers);
	bool good = l != NULL;
	for (size_t i = 0; good && i < sizeof parts / sizeof *parts; i++) {
		uint32_t among = parts[i].all || b->subscribers < FEW ? b->subscribers : FEW;
		uint64_t steps = parts[i].steps_each ? (uint64_t)parts[i].steps_each * b->subscribers : b->steps;
		good = load_run(l, among, among < FEW ? among : FEW, steps, &figures);
		if (good)
			print_run(parts[i].name, b, &figures);
	}
	if (l)
		load_free(l);
	return good;
}

/* From the fork to its bind_transceiver in our hands; then what it takes while nobody calls. */
static bool run_start(struct bench *b)
{
	usleep(SETTLE_US);
	printf("start bound_ms %.1f rss_kib %ld\n", (double)(b->esme.bound_us - b->esme.started_us) / 1000, bench_esme_rss_kib(&b->esme));
	return true;
}

static const struct {
	const char *name;
	bool (*run)(struct bench *b);
	uint32_t subscribers;
	uint64_t steps;
} modes[] = {
	{"navigate", run_navigate, FEW, 1000000},
	{"appeal", run_appeal, FEW, 100000},
	{"open", run_open, 1000000, 1000000},
	{"start", run_start, 1, 1},
};

static int usage(void)
{
	fputs("usage: kopuro bench MODE [--port N] [--subscribers N] [--steps N] -- COMMAND...\n       kopuro bench echo [--port N]\nMODE:", stderr);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		fprintf(stderr, " %s", modes[i].name);
	fputc('\n', stderr);
	return 2;
}

static int run_mode(struct bench *b, bool (*run)(struct bench *b), char **command)
{
	if (!bench_esme_start(&b->esme, b->port, command))
		return 1;
	bool good = run(b);
	int64_t stopped_us = bench_esme_stop(&b->esme);
	printf("stop seconds %.3f\n", (double)stopped_us / 1e6);
	return good && stopped_us >= 0 ? 0 : 1;
}

int command_bench(int argc, char **argv)
{
	static const struct option options[] = {{"port", required_argument, NULL, 'p'}, {"subscribers", required_argument, NULL, 'n'},
		{"steps", required_argument, NULL, 's'}, {0}};
	struct bench b = {.port = 2790};
	const char *name = argc > 1 ? argv[1] : "";
	int option;
	optind = 2;
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'p': b.port = (uint16_t)atoi(optarg); break;
		case 'n': b.subscribers = (uint32_t)strtoul(optarg, NULL, 10); break;
		case 's': b.steps = strtoull(optarg, NULL, 10); break;
		default: return usage();
		}
	}
	if (strcmp(name, "echo") == 0)
		return bench_echo(b.port);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		if (strcmp(name, modes[i].name) != 0 || optind >= argc)
			continue;
		b.subscribers = b.subscribers ? b.subscribers : modes[i].subscribers;
		b.steps = b.steps ? b.steps : modes[i].steps;
		return run_mode(&b, modes[i].run, argv + optind);
	}
	return usage();
}
