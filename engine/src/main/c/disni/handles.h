/*
 * Handles: what Java holds instead of pointers. A handle names a slot, the generation of what is in it and its kind, so
 * one that is stale, foreign, of another kind or made up finds nothing, also when the memory is in use again.
 *
 *    63..56     55..48    47..16       15..0
 *  +---------+---------+------------+---------+
 *  |    0    |  kind   | generation |  slot   |     always positive
 *  +---------+---------+------------+---------+
 *
 * Whoever uses the object holds it meanwhile; who closes it waits until nobody does. Holding takes no lock.
 */
#ifndef DISNI_HANDLES_H
#define DISNI_HANDLES_H

#include <stdbool.h>
#include <stdint.h>

#define HANDLES_MAX 65536

enum handle_kind {
    HANDLE_EVENT_CHANNEL = 1,
    HANDLE_ID,
    HANDLE_QUEUE_PAIR,
    HANDLE_DEVICE,
    HANDLE_DOMAIN,
    HANDLE_COMPLETION_CHANNEL,
    HANDLE_COMPLETION_QUEUE,
    HANDLE_REGION,
    HANDLE_KINDS
};

/* "queue pair" */
const char *handle_kind_name(enum handle_kind kind);

/* A new handle, or 0 when HANDLES_MAX are open. */
int64_t handle_open(enum handle_kind kind, void *object);

/* The object, which lives until handle_release; NULL when there is none or it is being closed. */
void *handle_hold(int64_t handle, enum handle_kind kind);
void handle_release(int64_t handle);

/* For whoever holds it and waits: true when another thread wants to close it. */
bool handle_closing(int64_t handle);

/*
 * Takes the object out of use and waits for those that hold it; NULL when there is none or another thread closes it.
 * To be followed by handle_free, or by handle_reopen when the object could not be destroyed.
 */
void *handle_close(int64_t handle, enum handle_kind kind);
void handle_free(int64_t handle);
void handle_reopen(int64_t handle);

/* How many handles of a kind are open. */
int handle_count(enum handle_kind kind);

#endif
