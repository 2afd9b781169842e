/* Looks at what the lines `feedback`, `feedback-secret` and `feedback-ca` name, for check.c: a complaint stands at its value's place. */
#ifndef KOPURO_CONTROL_CHECK_FEEDBACK_H
#define KOPURO_CONTROL_CHECK_FEEDBACK_H

#include "base/complaint.h"
#include "config.h"

void check_feedback(const struct config *config, struct complaints *complaints);

#endif
