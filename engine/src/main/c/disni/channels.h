/*
 * Event channels. An id uses its channel until its own end, so a channel that Java destroys first goes away with the
 * last of its ids.
 */
#ifndef DISNI_CHANNELS_H
#define DISNI_CHANNELS_H

#include <rdma/rdma_cma.h>

struct channel {
    struct rdma_event_channel *cm;
    int users; /* the handle and every id */
};

/* For each id of the channel. */
void channel_use(struct channel *channel);
void channel_leave(struct channel *channel);

#endif
