#define _GNU_SOURCE
#include "mesh.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_TRIES 500
#define ACCEPT_TIMEOUT_MS 30000

int mesh_open(struct mesh *mesh, int rank, int size, const char *host, size_t most, struct mesh_inbox *inbox,
    char *payloads)
{
    *mesh = (struct mesh){.rank = rank, .size = size, .most = most, .inbox = inbox, .payloads = payloads,
        .listener = -1, .fd = {-1, -1}};
    for (int side = 0; side < MESH_SIDES; side++) {
        mesh->arriving[side] = malloc(most);
        if (mesh->arriving[side] == NULL) {
            return -1;
        }
    }
    return mesh_listen(mesh, host);
}

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
    mesh->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (mesh->listener < 0 || setsockopt(mesh->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0
        || bind(mesh->listener, (struct sockaddr *)&at, sizeof at) != 0
        || listen(mesh->listener, 8) != 0 || getsockname(mesh->listener, (struct sockaddr *)&at, &length) != 0) {
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

int mesh_has(const struct mesh *mesh, enum mesh_side side)
{
    return side == MESH_ABOVE ? mesh->rank > 0 : mesh->rank < mesh->size - 1;
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
    for (int i = 0; i < CONNECT_TRIES; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) == 0) {
            return fd;
        }
        close(fd);
        usleep(10000);
    }
    return -1;
}

int mesh_connect(struct mesh *mesh, const char *below, int above)
{
    if (below != NULL) {
        int fd = dial(below);
        if (fd < 0) {
            return -1;
        }
        begin(mesh, MESH_BELOW, fd);
    }
    if (above) {
        struct pollfd waits = {.fd = mesh->listener, .events = POLLIN};
        if (poll(&waits, 1, ACCEPT_TIMEOUT_MS) != 1) {
            errno = ETIMEDOUT;
            return -1;
        }
        int fd = accept4(mesh->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            return -1;
        }
        begin(mesh, MESH_ABOVE, fd);
    }
    return 0;
}

static char *payload_of(const struct mesh *mesh, int side, int slot)
{
    return mesh->payloads + ((size_t)side * MESH_SLOTS + (size_t)slot) * mesh->most;
}

/* A whole message has come. */
static int keep(struct mesh *mesh, enum mesh_side side)
{
    const struct mesh_header *message = &mesh->partial[side];
    mesh->received[side] = 0;
    if (message->kind == MESH_MARK) {
        mesh->marked[side] = 1;
        return 0;
    }
    for (int i = 0; i < MESH_SLOTS; i++) {
        if (mesh->inbox[side].slots[i].kind == MESH_NONE) {
            memcpy(payload_of(mesh, side, i), mesh->arriving[side], message->bytes);
            mesh->inbox[side].slots[i] = *message;
            return 0;
        }
    }
    errno = EPROTO;
    return -1;
}

static int read_some(struct mesh *mesh, enum mesh_side side)
{
    for (;;) {
        size_t have = mesh->received[side];
        size_t head = sizeof(struct mesh_header);
        char *to = have < head ? (char *)&mesh->partial[side] + have : mesh->arriving[side] + (have - head);
        size_t want = have < head ? head - have : head + mesh->partial[side].bytes - have;
        ssize_t n = want == 0 ? 0 : recv(mesh->fd[side], to, want, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            return 0;
        }
        if (n == 0 && want > 0 && have == 0) {
            mesh->marked[side] = 1; /* it has done its work: nothing more comes */
            return 0;
        }
        if (n < 0 || (n == 0 && want > 0)) {
            errno = n == 0 ? ECONNRESET : errno;
            return -1;
        }
        mesh->received[side] += (size_t)n;
        if (mesh->received[side] == head && mesh->partial[side].bytes > mesh->most) {
            errno = EPROTO;
            return -1;
        }
        if (mesh->received[side] >= head && mesh->received[side] == head + mesh->partial[side].bytes
            && keep(mesh, side) != 0) {
            return -1;
        }
        if (mesh->marked[side]) {
            return 0;
        }
    }
}

int mesh_pump(struct mesh *mesh)
{
    for (int side = 0; side < MESH_SIDES; side++) {
        if (mesh->fd[side] >= 0 && !mesh->marked[side] && read_some(mesh, (enum mesh_side)side) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Sends all of it, and takes in what comes meanwhile, so that two that send to each other both get through. */
static int send_all(struct mesh *mesh, enum mesh_side side, const void *bytes, size_t length)
{
    size_t sent = 0;
    while (sent < length) {
        ssize_t n = send(mesh->fd[side], (const char *)bytes + sent, length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            sent += (size_t)n;
        } else if (errno == EAGAIN) {
            struct pollfd waits = {.fd = mesh->fd[side], .events = POLLOUT | POLLIN};
            poll(&waits, 1, 100);
            if (mesh_pump(mesh) != 0) {
                return -1;
            }
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

int mesh_send(struct mesh *mesh, enum mesh_side side, enum mesh_kind kind, uint64_t number, const void *payload,
    size_t bytes)
{
    struct mesh_header header = {kind, (uint32_t)bytes, number};
    return send_all(mesh, side, &header, sizeof header) != 0 ? -1 : send_all(mesh, side, payload, bytes);
}

int mesh_take(struct mesh *mesh, enum mesh_side side, enum mesh_kind kind, uint64_t number, void *payload, size_t bytes)
{
    for (;;) {
        for (int i = 0; i < MESH_SLOTS; i++) {
            struct mesh_header *slot = &mesh->inbox[side].slots[i];
            if (slot->kind == kind && slot->number == number && slot->bytes == bytes) {
                memcpy(payload, payload_of(mesh, side, i), bytes);
                slot->kind = MESH_NONE;
                return 0;
            }
        }
        if (mesh_pump(mesh) != 0) {
            return -1;
        }
        int came = 0;
        for (int i = 0; i < MESH_SLOTS; i++) {
            came |= mesh->inbox[side].slots[i].kind == kind && mesh->inbox[side].slots[i].number == number;
        }
        if (!came && mesh->idle(mesh->context, mesh) != 0) {
            return -1;
        }
    }
}

int mesh_holds(const struct mesh *mesh, enum mesh_side side, enum mesh_kind kind)
{
    int holds = 0;
    for (int i = 0; i < MESH_SLOTS; i++) {
        holds |= mesh->inbox[side].slots[i].kind == kind;
    }
    return holds;
}

int mesh_drain(struct mesh *mesh, unsigned sides)
{
    if (mesh_pump(mesh) != 0) {
        return -1;
    }
    for (int side = 0; side < MESH_SIDES; side++) {
        if ((sides & 1u << side) != 0 && mesh->fd[side] >= 0 && !mesh->marked[side]
            && mesh_send(mesh, (enum mesh_side)side, MESH_MARK, 0, "", 0) != 0) {
            return -1;
        }
    }
    for (int side = 0; side < MESH_SIDES; side++) {
        while ((sides & 1u << side) != 0 && mesh->fd[side] >= 0) {
            if (mesh_pump(mesh) != 0) {
                return -1;
            }
            if (mesh->marked[side]) {
                close(mesh->fd[side]);
                mesh->fd[side] = -1;
            } else {
                struct pollfd waits = {.fd = mesh->fd[side], .events = POLLIN};
                poll(&waits, 1, 100);
            }
        }
    }
    return 0;
}

void mesh_deafen(struct mesh *mesh)
{
    if (mesh->listener >= 0) {
        close(mesh->listener);
        mesh->listener = -1;
    }
}

void mesh_close(struct mesh *mesh)
{
    for (int side = 0; side < MESH_SIDES; side++) {
        if (mesh->fd[side] >= 0) {
            close(mesh->fd[side]);
        }
        free(mesh->arriving[side]);
    }
    mesh_deafen(mesh);
}
