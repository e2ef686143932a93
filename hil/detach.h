/* detach.h - a child that outlives its parent and has nothing of it.
 *
 * A shell that waits for the end of a pipe must not wait for such a child, a terminal must not
 * belong to it, and what is meant for the group of its parent, a Ctrl-C or a kill, is not meant for
 * it. To be called in the child, with its signals blocked since the fork. */
#ifndef PAINRIG_HIL_DETACH_H
#define PAINRIG_HIL_DETACH_H

#include <stddef.h>

/* A session of its own; the standard streams lead nowhere; every other descriptor is closed but
 * those kept[0 .. count), which may change their numbers where the parent had no standard streams.
 * -1 among them is passed over. */
void detach(int *kept, size_t count);

#endif
