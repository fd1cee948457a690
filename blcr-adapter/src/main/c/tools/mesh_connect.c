#define _GNU_SOURCE
#include "mesh.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_TRIES 500
#define CONNECT_PAUSE_US 10000
#define NEIGHBOUR_TIMEOUT_MS 30000
#define CALLERS 8
#define BACKLOG 64

/*
 * The first bytes of a connection. Whoever knows a port may connect to it: a program that looks for what listens where, or
 * one that had a peer there, before the port was this rank's. The rank above is told from them by what it says.
 */
struct greeting {
    char magic[8];
    uint32_t from;
    uint32_t to;
};

static const char MAGIC[8] = "RFMESH1";

struct caller {
    int fd;
    size_t said; /* bytes of its greeting */
    struct greeting greeting;
};

static int listen_at(struct mesh *mesh, const char *host, uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t length = sizeof at;
    int one = 1;
    mesh_deafen(mesh);
    if (inet_pton(AF_INET, host, &at.sin_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    mesh->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (mesh->listener < 0 || setsockopt(mesh->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0
        || bind(mesh->listener, (struct sockaddr *)&at, sizeof at) != 0
        || listen(mesh->listener, BACKLOG) != 0
        || getsockname(mesh->listener, (struct sockaddr *)&at, &length) != 0) {
        return -1;
    }
    snprintf(mesh->address, sizeof mesh->address, "%s:%u", host, ntohs(at.sin_port));
    return 0;
}

int mesh_listen(struct mesh *mesh, const char *host)
{
    return listen_at(mesh, host, 0);
}

/* The two halves of an address. */
static int take_apart(const char *address, char host[64], unsigned *port)
{
    return sscanf(address, "%63[^:]:%u", host, port) == 2 ? 0 : -1;
}

int mesh_listen_again(struct mesh *mesh)
{
    char host[64];
    unsigned port;
    if (take_apart(mesh->address, host, &port) != 0) {
        errno = EINVAL;
        return -1;
    }
    return listen_at(mesh, host, (uint16_t)port);
}

void mesh_deafen(struct mesh *mesh)
{
    if (mesh->listener >= 0) {
        close(mesh->listener);
        mesh->listener = -1;
    }
}

static void begin(struct mesh *mesh, enum mesh_side side, int fd)
{
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    mesh->fd[side] = fd;
    mesh->received[side] = 0;
    mesh->marked[side] = 0;
}

static int dial(const char *address)
{
    char host[64];
    unsigned port;
    struct sockaddr_in to = {.sin_family = AF_INET};
    if (take_apart(address, host, &port) != 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1) {
        errno = EINVAL;
        return -1;
    }
    to.sin_port = htons((uint16_t)port);
    int why = 0;
    for (int i = 0; i < CONNECT_TRIES; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
            return fd;
        }
        why = errno;
        close(fd);
        usleep(CONNECT_PAUSE_US);
    }
    errno = why;
    return -1;
}

static int connect_below(struct mesh *mesh, const char *address)
{
    int fd = dial(address);
    if (fd < 0) {
        return -1;
    }
    struct greeting greeting = {.from = (uint32_t)mesh->rank, .to = (uint32_t)mesh->rank + 1};
    memcpy(greeting.magic, MAGIC, sizeof MAGIC);
    if (send(fd, &greeting, sizeof greeting, MSG_NOSIGNAL) != (ssize_t)sizeof greeting) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    begin(mesh, MESH_BELOW, fd);
    return 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void dismiss(struct caller *caller)
{
    if (caller->fd >= 0) {
        close(caller->fd);
    }
    *caller = (struct caller){.fd = -1};
}

/* A place for one more; who has been silent in it gives it up. */
static void let_in(struct mesh *mesh, struct caller callers[CALLERS], unsigned *next)
{
    int fd = accept4(mesh->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) {
        struct caller *caller = &callers[(*next)++ % CALLERS];
        dismiss(caller);
        caller->fd = fd;
    }
}

/* 1 when it is the rank above. What comes after its greeting is left unread. */
static int hear(const struct mesh *mesh, struct caller *caller)
{
    char *to = (char *)&caller->greeting + caller->said;
    ssize_t n = recv(caller->fd, to, sizeof caller->greeting - caller->said, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    caller->said += n > 0 ? (size_t)n : 0;
    if (n > 0 && caller->said < sizeof caller->greeting) {
        return 0;
    }
    if (n > 0 && memcmp(caller->greeting.magic, MAGIC, sizeof MAGIC) == 0
        && caller->greeting.from == (uint32_t)mesh->rank - 1 && caller->greeting.to == (uint32_t)mesh->rank) {
        return 1;
    }
    dismiss(caller);
    return 0;
}

static int answer_above(struct mesh *mesh)
{
    struct caller callers[CALLERS];
    unsigned next = 0;
    int found = -1;
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.fd = -1};
    }
    int64_t deadline = now_ms() + NEIGHBOUR_TIMEOUT_MS;
    for (int64_t left; found < 0 && (left = deadline - now_ms()) > 0;) {
        struct pollfd waits[CALLERS + 1];
        for (int i = 0; i < CALLERS; i++) {
            waits[i] = (struct pollfd){.fd = callers[i].fd, .events = POLLIN};
        }
        waits[CALLERS] = (struct pollfd){.fd = mesh->listener, .events = POLLIN};
        poll(waits, CALLERS + 1, (int)left);
        for (int i = 0; found < 0 && i < CALLERS; i++) {
            if (waits[i].revents != 0 && hear(mesh, &callers[i])) {
                found = callers[i].fd;
                callers[i].fd = -1;
            }
        }
        if (found < 0 && waits[CALLERS].revents != 0) {
            let_in(mesh, callers, &next);
        }
    }
    for (int i = 0; i < CALLERS; i++) {
        dismiss(&callers[i]);
    }
    if (found < 0) {
        errno = ETIMEDOUT;
        return -1;
    }
    begin(mesh, MESH_ABOVE, found);
    return 0;
}

int mesh_connect(struct mesh *mesh, const char *below, int above)
{
    return below != NULL && connect_below(mesh, below) != 0 ? -1 : above ? answer_above(mesh) : 0;
}
