#include "bench_pipe.h"
#include "bench_wire.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_ROOM (1u << 20)
#define OUT_ROOM (16u << 20)

void pipe_init(struct pipe *p)
{
	*p = (struct pipe){.fd = -1, .in = malloc(IN_ROOM), .out = malloc(OUT_ROOM)};
	if (!p->in || !p->out)
		abort();
}

void pipe_open(struct pipe *p, int fd)
{
	int on = 1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	p->fd = fd;
	p->in_len = p->out_len = p->out_sent = 0;
}

void pipe_fini(struct pipe *p)
{
	if (p->fd >= 0)
		close(p->fd);
	free(p->in);
	free(p->out);
}

uint8_t *pipe_room(struct pipe *p, size_t octets)
{
	assert(octets <= OUT_ROOM - p->out_len); /* a closed loop has no more to say than its subscribers */
	uint8_t *at = p->out + p->out_len;
	p->out_len += octets;
	return at;
}

static bool is_gone(ssize_t result)
{
	return result == 0 || (result < 0 && errno != EAGAIN && errno != EINTR);
}

static bool send_some(struct pipe *p)
{
	size_t left = p->out_len - p->out_sent;
	ssize_t sent = left ? send(p->fd, p->out + p->out_sent, left, MSG_NOSIGNAL) : -1;
	if (left && is_gone(sent))
		return false;
	p->out_sent += sent > 0 ? (size_t)sent : 0;
	if (p->out_sent == p->out_len)
		p->out_sent = p->out_len = 0;
	return true;
}

bool pipe_wait(struct pipe *p, int ms)
{
	if (!send_some(p))
		return false;
	struct pollfd fd = {.fd = p->fd, .events = (short)(POLLIN | (p->out_len ? POLLOUT : 0))};
	if (poll(&fd, 1, ms) <= 0 || !(fd.revents & ~POLLOUT))
		return true;
	ssize_t got = recv(p->fd, p->in + p->in_len, IN_ROOM - p->in_len, 0);
	if (is_gone(got))
		return false;
	p->in_len += got > 0 ? (size_t)got : 0;
	return true;
}

bool pipe_pdu(struct pipe *p, size_t *at, struct bytes *pdu)
{
	struct bytes in = {p->in + *at, p->in_len - *at};
	if (!wire_next(&in, pdu))
		return false;
	*at += pdu->len;
	return true;
}

void pipe_used(struct pipe *p, size_t at)
{
	memmove(p->in, p->in + at, p->in_len - at);
	p->in_len -= at;
}
