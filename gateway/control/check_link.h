/* Looks at what links are told of TLS and outbind, for check.c and for links.c, which changes them at work. */
#ifndef KOPURO_CONTROL_CHECK_LINK_H
#define KOPURO_CONTROL_CHECK_LINK_H

#include "base/complaint.h"
#include "config.h"

void check_outbinds(const struct config *config, struct complaints *complaints); /* of all networks: their ports are one another's matter */
/* The files of its TLS, read. */
void check_link(const struct config *config, const struct config_network *network, struct complaints *complaints);

#endif
