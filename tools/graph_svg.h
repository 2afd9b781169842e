/* A picture out of DOT, by the program `dot` of Graphviz. */
#ifndef KOPURO_TOOLS_GRAPH_SVG_H
#define KOPURO_TOOLS_GRAPH_SVG_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct graph_svg {
	FILE *dot; /* what is written here ... */
	pid_t pid;
};

/* ... comes out on standard output as SVG. False after what is wrong was said on standard error. */
bool graph_svg_begin(struct graph_svg *svg);
bool graph_svg_end(struct graph_svg *svg); /* waits for it */

#endif
