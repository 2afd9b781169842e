/* The console's words about the way to the central queue. */
#ifndef KOPURO_CONTROL_VTY_FEEDBACK_H
#define KOPURO_CONTROL_VTY_FEEDBACK_H

void vty_feedback_install(void);

#endif
