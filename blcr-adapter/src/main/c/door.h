/* A connection to an agent's door: a Unix stream socket that carries whole frames and never blocks past a deadline. */
#ifndef RF_DOOR_H
#define RF_DOOR_H

#include "frames.h"

#define RF_DOOR_BUFFER (2 * RF_FRAME_MAX)

/*
 * Frames that the socket does not take at once wait in out; so a deadline can pass without a frame being cut in half.
 * The failure is the owner's, where the story of this connection goes.
 */
struct rf_door {
    int fd;
    size_t in_begin;
    size_t in_end;
    size_t out_begin;
    size_t out_end;
    char in[RF_DOOR_BUFFER];
    char out[RF_DOOR_BUFFER];
};

/*
 * Connects to the socket at path, of this user or of root. With wait, an agent that is not there yet is waited for.
 * path may be longer than a socket address holds. 0, or a code and the failure.
 */
int rf_door_connect(struct rf_door *door, const char *path, bool wait, int64_t deadline, struct rf_failure *failure);

void rf_door_close(struct rf_door *door);

/* Hands over a frame: sent, or kept to be sent. RF_EDEADLINE: neither. */
int rf_door_send(struct rf_door *door, const char *frame, size_t length, int64_t deadline, struct rf_failure *failure);

/* Takes the next frame that is there: 1 and the frame, 0 when there is none, or a code; RF_ELOST at the end. */
int rf_door_receive(struct rf_door *door, struct rf_frame *frame, struct rf_failure *failure);

/* Sends what is kept and waits until something can be received: 0, RF_EDEADLINE without a text, or a code. */
int rf_door_wait(struct rf_door *door, int64_t deadline, struct rf_failure *failure);

#endif
