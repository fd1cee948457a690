#include "ids.h"

#include "addresses.h"
#include "devices.h"
#include "errors.h"
#include "natives.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static void forget(struct cm_id *id)
{
    handle_free(id->handle);
    struct channel *channel = id->channel;
    free(id);
    channel_leave(channel);
}

static jlong create(JNIEnv *env, struct channel *channel, enum rdma_port_space space)
{
    struct cm_id *id = calloc(1, sizeof *id);
    if (id == NULL || rdma_create_id(channel->cm, &id->cm, id, space) != 0) {
        fail(env, "createId", errno, "of port space 0x%04x", (unsigned)space);
        free(id);
        return -1;
    }
    id->handle = open_handle(env, "createId", HANDLE_ID, id);
    if (id->handle == 0) {
        rdma_destroy_id(id->cm);
        free(id);
        return -1;
    }
    id->channel = channel;
    channel_use(channel);
    return id->handle;
}

NATIVE(jlong) DISPATCHER(createId)(JNIEnv *env, jobject self, jlong channel_handle, jshort space)
{
    struct channel *channel = hold(env, "createId", channel_handle, HANDLE_EVENT_CHANNEL);
    if (channel == NULL) {
        return -1;
    }
    jlong id = create(env, channel, (enum rdma_port_space)(uint16_t)space);
    handle_release(channel_handle);
    return id;
}

struct cm_id *id_of_request(struct rdma_cm_event *event, struct cm_id *listener)
{
    struct cm_id *id = calloc(1, sizeof *id);
    if (id == NULL) {
        return NULL;
    }
    id->cm = event->id;
    id->channel = listener->channel;
    id->requested = true;
    id->asked_responder_resources = event->param.conn.responder_resources;
    id->asked_initiator_depth = event->param.conn.initiator_depth;
    id->handle = handle_open(HANDLE_ID, id);
    if (id->handle == 0) {
        free(id);
        return NULL;
    }
    channel_use(id->channel);
    event->id->context = id; /* until now its listener's */
    return id;
}

bool id_end_pair(struct cm_id *id)
{
    int64_t pair = atomic_exchange(&id->pair, 0);
    if (pair == 0 || handle_close(pair, HANDLE_QUEUE_PAIR) == NULL) {
        return false;
    }
    rdma_destroy_qp(id->cm);
    handle_free(pair);
    return true;
}

static int destroy(struct rdma_cm_id *cm)
{
    return rdma_destroy_id(cm);
}

/* Frees what the connection manager made for the id by itself as well. */
static int destroy_endpoint(struct rdma_cm_id *cm)
{
    rdma_destroy_ep(cm);
    return 0;
}

static jint end(int64_t handle, int (*how)(struct rdma_cm_id *))
{
    struct cm_id *id = handle_close(handle, HANDLE_ID);
    if (id == NULL) {
        return -1;
    }
    id_end_pair(id); /* else nobody could any more */
    if (how(id->cm) != 0) {
        handle_reopen(handle);
        return -1;
    }
    forget(id);
    return 0;
}

NATIVE(jint) DISPATCHER(destroyCmId)(JNIEnv *env, jobject self, jlong handle)
{
    return end(handle, destroy);
}

NATIVE(jint) DISPATCHER(destroyEp)(JNIEnv *env, jobject self, jlong handle)
{
    return end(handle, destroy_endpoint);
}

/* An id that listens at every address belongs to no device: -1, which DiSNI takes for "not yet". */
NATIVE(jlong) DISPATCHER(getContext)(JNIEnv *env, jobject self, jlong handle)
{
    struct cm_id *id = hold(env, "getContext", handle, HANDLE_ID);
    if (id == NULL) {
        return -1;
    }
    jlong device = id->cm->verbs == NULL ? -1 : device_handle(env, id->cm->verbs);
    handle_release(handle);
    return device;
}

static jint tell_address(jlong handle, jlong java, struct sockaddr *(*which)(struct rdma_cm_id *))
{
    struct cm_id *id = java == 0 ? NULL : handle_hold(handle, HANDLE_ID);
    if (id == NULL) {
        return -1;
    }
    bool told = address_for_java(which(id->cm), (void *)(intptr_t)java);
    handle_release(handle);
    return told ? 0 : -1;
}

NATIVE(jint) DISPATCHER(getSrcAddr)(JNIEnv *env, jobject self, jlong handle, jlong address)
{
    return tell_address(handle, address, rdma_get_local_addr);
}

NATIVE(jint) DISPATCHER(getDstAddr)(JNIEnv *env, jobject self, jlong handle, jlong address)
{
    return tell_address(handle, address, rdma_get_peer_addr);
}
