#include "mesh.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

int mesh_has(const struct mesh *mesh, enum mesh_side side)
{
    return side == MESH_ABOVE ? mesh->rank > 0 : mesh->rank < mesh->size - 1;
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
