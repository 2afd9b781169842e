/* What the configuration file says, as plain values: filled by control/vty_config.c, read by main.c and gateway.c. */
#ifndef KOPURO_CONFIG_H
#define KOPURO_CONFIG_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_NETWORKS 64
#define CONFIG_PATH 256
#define CONFIG_HOSTS 8
#define CONFIG_SECRETS 2

struct config_place { int line, column; }; /* of a value in the file; 0, 0: the default stands */

struct config_range { /* of addresses, as a bind names them */
	uint8_t ton, npi;
	char digits[41];
};

struct config_network { /* smsc NAME */
	char name[32];
	char hosts[CONFIG_HOSTS][256]; /* in the order in which they are tried */
	uint32_t host_count;
	uint16_t port;           /* 2775 */
	uint8_t bind;            /* transceiver, transmitter-receiver, receiver, transmitter: enum link_bind */
	uint32_t binds;          /* 1; so many of them */
	uint8_t version;         /* 0: 3.4, 1: 5.0 */
	char source[46];         /* source-address; "" = the system's choice */
	char system_id[16], password[9], system_type[13];
	uint16_t outbind;        /* 0: we connect */
	struct config_place outbind_at;
	bool tls;
	char tls_ca[CONFIG_PATH]; /* "" = the system's */
	char tls_cert[CONFIG_PATH], tls_key[CONFIG_PATH];
	char tls_name[256];      /* "" = the host */
	struct config_range range; /* address-range; all zeroes: the network's own */
	uint32_t enquire_s;      /* 30 */
	uint32_t response_s;     /* 10 */
	char profile[32];        /* file of the profiles directory, without .yaml: "standard" */
	char dialplan[64];       /* file of the dialplans directory, without .yaml; "" = the only one there */
	uint32_t window;         /* 10 */
	uint32_t throughput;     /* submit_sm a second; 0 = no limit */
	bool shutdown;           /* configured, not started */
	int line;                /* where the node begins in the file */
	struct config_place profile_at, dialplan_at, tls_ca_at, tls_cert_at, tls_name_at;
};

struct config {
	struct config_network networks[CONFIG_NETWORKS];
	size_t network_count;
	unsigned node;             /* 1 */
	char directory[CONFIG_PATH]; /* "" = see control/working_directory.h; all paths are seen from it */
	char store[CONFIG_PATH];   /* "var/kopuro.db" */
	char key[CONFIG_PATH];     /* "" = the store's path with ".key" behind it */
	char menus[CONFIG_PATH], dialplans[CONFIG_PATH], profiles[CONFIG_PATH];
	char feedback[CONFIG_PATH]; /* "local", "nats", "webhook" */
	char http_host[64];
	uint16_t http_port;        /* 0 = no HTTP */
	char http_cert[CONFIG_PATH], http_key[CONFIG_PATH]; /* PEM; "" = no TLS */
	bool http_behind_proxy;    /* whoever comes from this machine may come for somebody else */
	uint32_t http_rate;        /* requests a second of each token; 100 */
	char vty_host[64];
	uint16_t vty_port;         /* 4262 */
	char path[CONFIG_PATH];    /* of the file itself, as it was named: for complaints */
	char file[PATH_MAX];       /* the same, absolute: to be written */
	/* For complaints about what a value names, once it is looked at. */
	struct config_place directory_at, store_at, key_at, menus_at, dialplans_at, profiles_at, http_at, http_tls_at, vty_at;
	char feedback_urls[512];   /* of nats and webhook, apart by spaces */
	char feedback_secrets[CONFIG_SECRETS][CONFIG_PATH]; /* files; sign a webhook's items, two while one is exchanged for the other */
	uint32_t feedback_secret_count;
	uint32_t feedback_settle_s;        /* 900; so long an item that a stream has acknowledged is kept here */
	char feedback_ca[CONFIG_PATH];     /* file of certificates; "" = the system's */
	struct config_place feedback_at, feedback_secret_at, feedback_ca_at;
};

void config_init(struct config *c); /* the defaults */
void config_network_init(struct config_network *n);

#endif
