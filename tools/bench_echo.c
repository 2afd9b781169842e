/* The bare echo, the ceiling that the gateway's rate is told against: an ESME that looks at each deliver_sm just enough to answer it, and
 * gives everybody the same screen. It has no menus, no sessions, no window and no clock. */
#include "bench.h"
#include "bench_pipe.h"
#include "bench_wire.h"

#include "text/charset.h"
#include "ussd/profile.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char screen[] = "Кандай учур?\n1 Жол жүрөр алдында\n2 Жаңы келдим\n3 Жумушка орношуу\n9 Дагы 0 Артка";

static int connect_to(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	perror("kopuro bench echo");
	return -1;
}

static void put_pdu(struct pipe *p, const struct smpp_pdu *pdu)
{
	uint8_t octets[256];
	struct writer w = writer_over(octets, sizeof octets);
	if (pdu_encode(pdu, &w) == ERR_NONE)
		memcpy(pipe_room(p, writer_len(&w)), octets, writer_len(&w));
}

static void put_response(struct pipe *p, uint32_t sequence)
{
	static const uint8_t response[17] = {0, 0, 0, 17, 0x80, 0, 0, 5};
	uint8_t *at = pipe_room(p, sizeof response);
	memcpy(at, response, sizeof response);
	wire_put_sequence(at, sequence);
}

static void put_screen(struct pipe *p, const struct wire_template *t, const struct wire_message *m, uint32_t sequence)
{
	uint8_t *at = pipe_room(p, t->len);
	memcpy(at, t->octets, t->len);
	wire_put_sequence(at, sequence);
	if (m->source.len >= WIRE_DIGITS)
		memcpy(at + t->phone_at, m->source.at + m->source.len - WIRE_DIGITS, WIRE_DIGITS);
	if (m->session.len == 2)
		memcpy(at + t->session_at, m->session.at, 2);
}

int bench_echo(uint16_t port)
{
	struct pipe p;
	struct wire_template t;
	uint8_t text[256];
	size_t len = 0;
	uint32_t sequence = 1;
	charset_encode(CHARSET_UCS2, screen, strlen(screen), text, sizeof text, &len);
	wire_template(&t, SMPP_SUBMIT_SM, (struct bytes){text, len}, 8, USSD_USSR_REQUEST, false);
	int fd = connect_to(port);
	if (fd < 0)
		return 1;
	pipe_init(&p);
	pipe_open(&p, fd);
	put_pdu(&p, &(struct smpp_pdu){.command = SMPP_BIND_TRANSCEIVER, .sequence = sequence++, .system_id = "echo", .interface_version = 0x34});
	while (pipe_wait(&p, -1)) {
		size_t at = 0;
		struct bytes pdu;
		struct wire_message m;
		while (pipe_pdu(&p, &at, &pdu)) {
			if (!wire_read(pdu, &m) || m.command != SMPP_DELIVER_SM)
				continue;
			put_response(&p, m.sequence);
			if (m.op != USSD_ABORT_INDICATION)
				put_screen(&p, &t, &m, sequence++);
		}
		pipe_used(&p, at);
	}
	pipe_fini(&p);
	return 0;
}
