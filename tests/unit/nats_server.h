/* A real nats-server for tests: with JetStream, on loopback, alone or in a cluster of three; started, killed, stopped and gone on with at will.
 * Whatever ends the test ends the servers. Its ports stay the same over a restart. */
#ifndef KOPURO_TESTS_NATS_SERVER_H
#define KOPURO_TESTS_NATS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct nats_server {
	char name[16];
	char directory[96];    /* its store and its log */
	char url[64];          /* nats://127.0.0.1:PORT */
	char routes[160];      /* to the others of its cluster; "" alone */
	const char *options[8]; /* more, for the command line; NULL behind the last */
	unsigned port, route_port;
	pid_t pid;             /* 0: it does not run */
};

bool nats_server_is_installed(void);
unsigned nats_port_free(void); /* one that connections going out do not get meanwhile */
void nats_server_init(struct nats_server *s, const char *name); /* a directory, and ports that are free */
void nats_server_remove(struct nats_server *s);                 /* with its directory */
void nats_server_wipe(struct nats_server *s);                   /* loses its store */
void nats_server_start(struct nats_server *s);                  /* until it takes connections */
void nats_server_signal(struct nats_server *s, int signal);     /* SIGKILL: waits for its end */
void nats_cluster_init(struct nats_server servers[3]);

#endif
