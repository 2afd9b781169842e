/* Looks at what a network's link is told of TLS and outbind, for check.c. */
#ifndef KOPURO_CONTROL_CHECK_LINK_H
#define KOPURO_CONTROL_CHECK_LINK_H

#include "base/complaint.h"
#include "config.h"

void check_link(const struct config *config, const struct config_network *network, struct complaints *complaints);

#endif
