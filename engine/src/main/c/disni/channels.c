#include "channels.h"

#include "errors.h"
#include "extras.h"
#include "ids.h"
#include "natives.h"
#include "waits.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What Java reads where there is no id. */
#define NO_ID (-1)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void channel_use(struct channel *channel)
{
    pthread_mutex_lock(&lock);
    channel->users++;
    pthread_mutex_unlock(&lock);
}

void channel_leave(struct channel *channel)
{
    pthread_mutex_lock(&lock);
    int left = --channel->users;
    pthread_mutex_unlock(&lock);
    if (left == 0) {
        rdma_destroy_event_channel(channel->cm);
        free(channel);
    }
}

NATIVE(jlong) DISPATCHER(createEventChannel)(JNIEnv *env, jobject self)
{
    const char *operation = "createEventChannel";
    const char *device = "through /dev/infiniband/rdma_cm";
    struct channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL || (channel->cm = rdma_create_event_channel()) == NULL) {
        fail(env, operation, errno, "%s", device);
        free(channel);
        return -1;
    }
    channel->users = 1;
    jlong handle = 0;
    if (never_block(channel->cm->fd) != 0) {
        fail(env, operation, errno, "%s", device);
    } else {
        handle = open_handle(env, operation, HANDLE_EVENT_CHANNEL, channel);
    }
    if (handle == 0) {
        channel_leave(channel);
        return -1;
    }
    return handle;
}

NATIVE(jint) DISPATCHER(destroyEventChannel)(JNIEnv *env, jobject self, jlong handle)
{
    struct channel *channel = handle_close(handle, HANDLE_EVENT_CHANNEL);
    if (channel == NULL) {
        return -1;
    }
    handle_free(handle);
    channel_leave(channel);
    return 0;
}

/* Notes what the event says and gives Java the handles of its ids; -1 when the id could not be taken in. */
static int tell(struct rdma_cm_event *event, int64_t *listen, int64_t *id)
{
    *listen = NO_ID;
    *id = NO_ID;
    if (event->event == RDMA_CM_EVENT_CONNECT_REQUEST) {
        struct cm_id *listener = event->listen_id->context;
        struct cm_id *asking = id_of_request(event, listener);
        if (asking == NULL) {
            return -1;
        }
        *listen = listener->handle;
        *id = asking->handle;
    } else if (event->id != NULL) {
        struct cm_id *own = event->id->context;
        *id = own->handle;
    }
    return 0;
}

/*
 * The next event as its number; -1 when there is none to tell, with EAGAIN when there may be one later. The ids of an
 * event live at least until it is acknowledged.
 */
static int take(struct rdma_event_channel *cm, jlong listen_address, jlong id_address)
{
    struct rdma_cm_event *event;
    if (rdma_get_cm_event(cm, &event) != 0) {
        return -1;
    }
    int number = (int)event->event;
    int64_t listen;
    int64_t id;
    set_event_status(event->status);
    if (tell(event, &listen, &id) != 0) {
        struct rdma_cm_id *refused = event->id;
        rdma_reject(refused, NULL, 0);
        rdma_ack_cm_event(event);
        rdma_destroy_id(refused);
        errno = EAGAIN;
        return -1;
    }
    memcpy((void *)(intptr_t)listen_address, &listen, sizeof listen);
    memcpy((void *)(intptr_t)id_address, &id, sizeof id);
    rdma_ack_cm_event(event);
    return number;
}

NATIVE(jint) DISPATCHER(getCmEvent)(JNIEnv *env, jobject self, jlong handle, jlong listen, jlong id, jint timeout)
{
    if (listen == 0 || id == 0) {
        return -1;
    }
    struct channel *channel = handle_hold(handle, HANDLE_EVENT_CHANNEL);
    if (channel == NULL) {
        return -1;
    }
    int64_t deadline = deadline_after(timeout);
    int event = -1;
    /* Another thread may take what woke this one: then the wait goes on. */
    while (event < 0 && wait_readable(channel->cm->fd, deadline, handle) == WAIT_READABLE) {
        event = take(channel->cm, listen, id);
        if (event < 0 && errno != EAGAIN && errno != EINTR) {
            break;
        }
    }
    handle_release(handle);
    return event;
}

/* Events are acknowledged where they are taken: an id can't be destroyed while one of its is not. */
NATIVE(jint) DISPATCHER(ackCmEvent)(JNIEnv *env, jobject self, jint event)
{
    return 0;
}
