/* A copy of what all nodes tell of appeals' statuses: number to text, kept up to date by a thread that watches the cluster's bucket, read by
 * the loop, which must not wait. Bounded: when it is full the least recently told leave. */
#ifndef KOPURO_FEEDBACK_STATUS_COPY_H
#define KOPURO_FEEDBACK_STATUS_COPY_H

#include <stdbool.h>
#include <stddef.h>

struct status_copy;

struct status_copy *status_copy_new(size_t most);
void status_copy_free(struct status_copy *c);
void status_copy_put(struct status_copy *c, const char *number, const char *text); /* any thread; text "" forgets */
bool status_copy_get(struct status_copy *c, const char *number, char *out, size_t capacity); /* any thread; false: unknown, or longer than out */
size_t status_copy_count(struct status_copy *c);

#endif
