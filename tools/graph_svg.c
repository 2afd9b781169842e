#include "graph_svg.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int spawn(struct graph_svg *svg, int from)
{
	char *argv[] = {"dot", "-Tsvg", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
	int failure = posix_spawnp(&svg->pid, "dot", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

bool graph_svg_begin(struct graph_svg *svg)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0) {
		perror("kopuro graph");
		return false;
	}
	int failure = spawn(svg, ends[0]);
	close(ends[0]);
	if (failure) {
		close(ends[1]);
		if (failure == ENOENT)
			fputs("a picture needs the program `dot`: install the package graphviz, or take --format dot\n", stderr);
		else
			fprintf(stderr, "dot: %s\n", strerror(failure));
		return false;
	}
	signal(SIGPIPE, SIG_IGN); /* should it end before it has read all */
	svg->dot = fdopen(ends[1], "w");
	return svg->dot != NULL;
}

bool graph_svg_end(struct graph_svg *svg)
{
	int status = 0;
	bool written = fclose(svg->dot) == 0;
	if (waitpid(svg->pid, &status, 0) == svg->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0 && written)
		return true;
	fputs("dot could not draw it\n", stderr);
	return false;
}
