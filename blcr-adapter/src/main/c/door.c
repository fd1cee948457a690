#define _GNU_SOURCE
#include "door.h"

#include "rankferry.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define RETRY_NANOS 10000000

static void nap(int64_t nanos)
{
    struct timespec t = {nanos / 1000000000, nanos % 1000000000};
    nanosleep(&t, NULL);
}

/* Another user could have made the directory first; its pool is none to write an image into. */
static int check_owner(int fd, struct rf_failure *failure)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
        return rf_fail(failure, RF_ESYS, "SO_PEERCRED: %s", strerror(errno));
    }
    if (peer.uid != geteuid() && peer.uid != 0) {
        return rf_fail(failure, RF_EREFUSED,
            "the agent runs as uid %u, this process as uid %u; start both as the same user", (unsigned)peer.uid,
            (unsigned)geteuid());
    }
    return 0;
}

/* A path longer than an address holds is reached through a descriptor of its directory. */
static int connect_path(int fd, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) < sizeof address.sun_path) {
        memcpy(address.sun_path, path, strlen(path) + 1);
        return connect(fd, (const struct sockaddr *)&address, sizeof address);
    }
    const char *slash = strrchr(path, '/');
    char directory[4096];
    if (slash == NULL || (size_t)(slash - path) >= sizeof directory) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(directory, path, (size_t)(slash - path));
    directory[slash - path] = '\0';
    int at = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at < 0) {
        return -1;
    }
    int rc = -1;
    int length = snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d%s", at, slash);
    if (length > 0 && (size_t)length < sizeof address.sun_path) {
        rc = connect(fd, (const struct sockaddr *)&address, sizeof address);
    } else {
        errno = ENAMETOOLONG;
    }
    int cause = errno;
    close(at);
    errno = cause;
    return rc;
}

static int no_agent(int cause, struct rf_failure *failure)
{
    switch (cause) {
        case ENOENT: return rf_fail(failure, RF_ELOST, "there is no such socket; is the agent running on this node?");
        case ECONNREFUSED: return rf_fail(failure, RF_ELOST, "nobody listens there, the agent died; start it again");
        case EAGAIN: return rf_fail(failure, RF_EDEADLINE, "the agent took no connection within the deadline");
        default: return rf_fail(failure, RF_ESYS, "connect: %s", strerror(cause));
    }
}

int rf_door_connect(struct rf_door *door, const char *path, bool wait, int64_t deadline, struct rf_failure *failure)
{
    door->in_begin = door->in_end = door->out_begin = door->out_end = 0;
    door->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (door->fd < 0) {
        return rf_fail(failure, RF_ESYS, "socket: %s", strerror(errno));
    }
    int rc;
    while (connect_path(door->fd, path) != 0) {
        int cause = errno;
        /* EAGAIN is a full backlog: all ranks of a node attach at once. */
        bool again = cause == EINTR || cause == EAGAIN || (wait && (cause == ENOENT || cause == ECONNREFUSED));
        if (!again || rf_now() >= deadline) {
            rc = no_agent(cause, failure);
            rf_door_close(door);
            return rc;
        }
        nap(RETRY_NANOS);
    }
    rc = check_owner(door->fd, failure);
    if (rc != 0) {
        rf_door_close(door);
    }
    return rc;
}

void rf_door_close(struct rf_door *door)
{
    if (door->fd >= 0) {
        close(door->fd);
        door->fd = -1;
    }
}

static int lost(struct rf_failure *failure, const char *what, int cause)
{
    if (cause == EPIPE || cause == ECONNRESET || cause == 0) {
        return rf_fail(failure, RF_ELOST, "the agent closed the connection or died; detach, and attach to a new one");
    }
    return rf_fail(failure, RF_ESYS, "%s on the agent's door: %s", what, strerror(cause));
}

/* Sends as much as the socket takes: how much, or a code. */
static ssize_t send_now(struct rf_door *door, const char *bytes, size_t n, struct rf_failure *failure)
{
    size_t sent = 0;
    while (sent < n) {
        ssize_t some = send(door->fd, bytes + sent, n - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (some >= 0) {
            sent += (size_t)some;
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            return lost(failure, "send", errno);
        }
    }
    return (ssize_t)sent;
}

static int flush(struct rf_door *door, struct rf_failure *failure)
{
    if (door->out_begin < door->out_end) {
        ssize_t sent = send_now(door, door->out + door->out_begin, door->out_end - door->out_begin, failure);
        if (sent < 0) {
            return (int)sent;
        }
        door->out_begin += (size_t)sent;
    }
    if (door->out_begin == door->out_end) {
        door->out_begin = door->out_end = 0;
    }
    return 0;
}

static int poll_door(struct rf_door *door, short events, int64_t deadline, struct rf_failure *failure)
{
    for (;;) {
        int64_t left = deadline - rf_now();
        /* Rounded up, so that a poll does not end just before the deadline and is called again and again. */
        int64_t ms = left <= 0 ? 0 : (left + 999999) / 1000000;
        struct pollfd p = {.fd = door->fd, .events = events};
        int ready = poll(&p, 1, ms > 1000000 ? 1000000 : (int)ms);
        if (ready > 0) {
            return 0;
        }
        if (ready < 0 && errno != EINTR) {
            return rf_fail(failure, RF_ESYS, "poll on the agent's door: %s", strerror(errno));
        }
        if (rf_now() >= deadline) {
            return RF_EDEADLINE;
        }
    }
}

int rf_door_send(struct rf_door *door, const char *frame, size_t length, int64_t deadline, struct rf_failure *failure)
{
    for (;;) {
        int rc = flush(door, failure);
        if (rc != 0) {
            return rc;
        }
        if (RF_DOOR_BUFFER - door->out_end >= length) {
            break;
        }
        rc = poll_door(door, POLLOUT, deadline, failure);
        if (rc != 0) {
            return rc == RF_EDEADLINE
                ? rf_fail(failure, rc, "the agent reads no frames; it is stopped or overloaded, see rankferry stat")
                : rc;
        }
    }
    size_t sent = 0;
    if (door->out_end == 0) {
        ssize_t now = send_now(door, frame, length, failure);
        if (now < 0) {
            return (int)now;
        }
        sent = (size_t)now;
    }
    memcpy(door->out + door->out_end, frame + sent, length - sent);
    door->out_end += length - sent;
    return 0;
}

/* Moves what is left to the front and reads on: bytes read, 0 when there are none now, or a code. */
static ssize_t fill(struct rf_door *door, struct rf_failure *failure)
{
    memmove(door->in, door->in + door->in_begin, door->in_end - door->in_begin);
    door->in_end -= door->in_begin;
    door->in_begin = 0;
    for (;;) {
        ssize_t n = recv(door->fd, door->in + door->in_end, RF_DOOR_BUFFER - door->in_end, MSG_DONTWAIT);
        if (n > 0) {
            door->in_end += (size_t)n;
            return n;
        }
        if (n == 0) {
            return lost(failure, "recv", 0);
        }
        if (errno == EAGAIN) {
            return 0;
        }
        if (errno != EINTR) {
            return lost(failure, "recv", errno);
        }
    }
}

int rf_door_receive(struct rf_door *door, struct rf_frame *frame, struct rf_failure *failure)
{
    for (;;) {
        size_t have = door->in_end - door->in_begin;
        if (have >= sizeof(uint32_t)) {
            const char *bytes = door->in + door->in_begin;
            size_t length = rf_frame_length(bytes, failure);
            if (length == 0) {
                return failure->code;
            }
            if (have >= length) {
                int rc = rf_frame_decode(frame, bytes, length, failure);
                door->in_begin += length;
                return rc != 0 ? rc : 1;
            }
        }
        ssize_t n = fill(door, failure);
        if (n <= 0) {
            return (int)n;
        }
    }
}

int rf_door_wait(struct rf_door *door, int64_t deadline, struct rf_failure *failure)
{
    /* Not flushed in between: a wait ends at the first thing that happens, and the caller comes back. */
    int rc = flush(door, failure);
    if (rc != 0) {
        return rc;
    }
    return poll_door(door, door->out_end > 0 ? POLLIN | POLLOUT : POLLIN, deadline, failure);
}
