/* Connection ids: their making, their end, what they say of themselves. */
#ifndef DISNI_IDS_H
#define DISNI_IDS_H

#include "channels.h"

#include <rdma/rdma_cma.h>
#include <stdbool.h>
#include <stdint.h>

/* The context of every rdma_cm_id. */
struct cm_id {
    struct rdma_cm_id *cm;
    struct channel *channel;
    int64_t handle;
    _Atomic int64_t pair; /* the handle of its queue pair, or 0 */
    /* Of a request: how many READs the peer serves and wants to make, both as seen from here. */
    bool requested;
    uint8_t asked_responder_resources;
    uint8_t asked_initiator_depth;
};

/* Takes in the id that comes with a connection request; NULL when there is no room for it. */
struct cm_id *id_of_request(struct rdma_cm_event *event, struct cm_id *listener);

/* Destroys the queue pair of an id; false when it has none. */
bool id_end_pair(struct cm_id *id);

#endif
