/*
 * A chain of ranks over TCP: each talks to the one above and the one below it. Messages that have arrived and were not
 * taken wait in an inbox, which is memory of the caller's and so can be part of an image.
 *
 * No call here blocks for good: wherever one waits, the caller's idle function is called too, and may close and open
 * connections (mesh_drain, mesh_connect).
 */
#ifndef RF_MESH_H
#define RF_MESH_H

#include <stddef.h>
#include <stdint.h>

enum mesh_side { MESH_ABOVE, MESH_BELOW, MESH_SIDES };

enum mesh_kind { MESH_NONE, MESH_HALO, MESH_RESIDUAL, MESH_DIGEST, MESH_MARK };

#define MESH_SLOTS 4

/* As it travels; the payload follows. */
struct mesh_header {
    uint32_t kind;
    uint32_t bytes;
    uint64_t number;
};

/* Of one side; the payloads are at slot * payload bytes in the payload area. */
struct mesh_inbox {
    struct mesh_header slots[MESH_SLOTS]; /* kind MESH_NONE: free */
};

struct mesh {
    int rank;
    int size;
    int listener;
    char address[64];
    size_t most; /* bytes of a payload */
    struct mesh_inbox *inbox; /* [MESH_SIDES] */
    char *payloads; /* [MESH_SIDES][MESH_SLOTS][most] */
    int fd[MESH_SIDES]; /* -1: none */
    struct mesh_header partial[MESH_SIDES]; /* being received */
    size_t received[MESH_SIDES]; /* header and payload bytes of it */
    char *arriving[MESH_SIDES];
    int marked[MESH_SIDES]; /* the other end has sent its last message */
    int (*idle)(void *context, struct mesh *mesh); /* waits at most some milliseconds; not 0 gives up */
    void *context;
};

/* Listens at a free port of the host; the inbox and payloads are the caller's, all zero or restored. -1: errno. */
int mesh_open(struct mesh *mesh, int rank, int size, const char *host, size_t most, struct mesh_inbox *inbox,
    char *payloads);

/* Listens at a free port of another host, and nowhere else any more. -1: errno. */
int mesh_listen(struct mesh *mesh, const char *host);

/* Listens where it did before. -1: errno. */
int mesh_listen_again(struct mesh *mesh);

/* Listens nowhere. */
void mesh_deafen(struct mesh *mesh);

/* 1 when there is a rank on this side. */
int mesh_has(const struct mesh *mesh, enum mesh_side side);

/*
 * Connects to the rank below at its address and is connected to by the rank above, which says that it is it: whoever else
 * calls is dismissed. NULL: that one is left. -1: errno.
 */
int mesh_connect(struct mesh *mesh, const char *below, int above);

/* 1 when such a message has arrived and was not taken. */
int mesh_holds(const struct mesh *mesh, enum mesh_side side, enum mesh_kind kind);

/* Takes in everything that is under way on these sides (bits), and closes them. */
int mesh_drain(struct mesh *mesh, unsigned sides);

/* Sends a whole message. */
int mesh_send(struct mesh *mesh, enum mesh_side side, enum mesh_kind kind, uint64_t number, const void *payload,
    size_t bytes);

/* Waits for a message and copies its payload. */
int mesh_take(struct mesh *mesh, enum mesh_side side, enum mesh_kind kind, uint64_t number, void *payload, size_t bytes);

/* Reads what has arrived; 0, or -1 when a connection has broken. */
int mesh_pump(struct mesh *mesh);

void mesh_close(struct mesh *mesh);

#endif
