#include "control/signals.h"

#include <osmocom/core/select.h>
#include <osmocom/core/talloc.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

struct signals {
	struct osmo_signalfd *fd;
	signals_handler *handler;
	void *context;
};

static void on_signal(struct osmo_signalfd *fd, const struct signalfd_siginfo *info)
{
	const struct signals *s = fd->data;
	s->handler(s->context, (int)info->ssi_signo);
}

struct signals *signals_new(signals_handler *handler, void *context)
{
	struct signals *s = talloc_zero(NULL, struct signals);
	sigset_t set;
	if (!s)
		return NULL;
	s->handler = handler;
	s->context = context;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	s->fd = osmo_signalfd_setup(s, set, on_signal, s);
	if (s->fd)
		return s;
	talloc_free(s);
	return NULL;
}

void signals_free(struct signals *s)
{
	if (!s)
		return;
	osmo_fd_close(&s->fd->ofd);
	talloc_free(s);
}
