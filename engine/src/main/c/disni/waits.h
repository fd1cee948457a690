/* Waiting for a descriptor of an object that another thread may close meanwhile. */
#ifndef DISNI_WAITS_H
#define DISNI_WAITS_H

#include <stdint.h>

enum wait_end {
    WAIT_READABLE,
    WAIT_OVER,   /* the deadline passed */
    WAIT_CLOSED, /* the object is being closed */
    WAIT_BROKEN  /* poll failed; errno tells */
};

/* A point in CLOCK_MONOTONIC nanoseconds: now for 0 ms, never for a negative number. */
int64_t deadline_after(int ms);

/* Waits until the descriptor is readable. The caller holds the handle. Signals do not shorten or lengthen the wait. */
enum wait_end wait_readable(int fd, int64_t deadline, int64_t handle);

/* Makes reads of a descriptor return at once; 0, or -1 with errno. */
int never_block(int fd);

#endif
