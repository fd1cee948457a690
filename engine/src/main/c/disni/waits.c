#include "waits.h"

#include "handles.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>

#define NANOS_PER_MILLI 1000000
#define NEVER INT64_MAX

/* A close waits this long at most for those that wait on the object. */
#define SLICE_MS 100

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t deadline_after(int ms)
{
    return ms < 0 ? NEVER : now() + (int64_t)ms * NANOS_PER_MILLI;
}

/* Rounded up, so that a wait does not spin through its last part of a millisecond. */
static int slice(int64_t deadline)
{
    if (deadline == NEVER) {
        return SLICE_MS;
    }
    int64_t left = (deadline - now() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    return left <= 0 ? 0 : left < SLICE_MS ? (int)left : SLICE_MS;
}

enum wait_end wait_readable(int fd, int64_t deadline, int64_t handle)
{
    for (;;) {
        if (handle_closing(handle)) {
            return WAIT_CLOSED;
        }
        int ms = slice(deadline);
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        int n = poll(&readable, 1, ms);
        if (n > 0) {
            return WAIT_READABLE;
        }
        if (n < 0 && errno != EINTR) {
            return WAIT_BROKEN;
        }
        if (n == 0 && ms == 0) {
            return WAIT_OVER;
        }
    }
}

int never_block(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}
