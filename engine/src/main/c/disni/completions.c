/* Completion queues and the channels that tell of their completions. */
#include "errors.h"
#include "natives.h"
#include "waits.h"

#include <errno.h>
#include <infiniband/verbs.h>

NATIVE(jlong) DISPATCHER(createCompChannel)(JNIEnv *env, jobject self, jlong device_handle)
{
    const char *operation = "createCompChannel";
    struct ibv_context *device = hold(env, operation, device_handle, HANDLE_DEVICE);
    if (device == NULL) {
        return -1;
    }
    struct ibv_comp_channel *channel = ibv_create_comp_channel(device);
    jlong handle = 0;
    if (channel == NULL || never_block(channel->fd) != 0) {
        fail(env, operation, errno, "on %s", ibv_get_device_name(device->device));
    } else {
        handle = open_handle(env, operation, HANDLE_COMPLETION_CHANNEL, channel);
    }
    if (handle == 0 && channel != NULL) {
        ibv_destroy_comp_channel(channel);
    }
    handle_release(device_handle);
    return handle == 0 ? -1 : handle;
}

NATIVE(jint) DISPATCHER(destroyCompChannel)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_comp_channel *channel = handle_close(handle, HANDLE_COMPLETION_CHANNEL);
    if (channel == NULL) {
        return -1;
    }
    int error = ibv_destroy_comp_channel(channel);
    if (error != 0) { /* a queue still uses it */
        handle_reopen(handle);
        return error;
    }
    handle_free(handle);
    return 0;
}

/* The device's own limits, so that the error tells what it would take. */
static void fail_queue(JNIEnv *env, struct ibv_context *device, int error, int entries, int vector)
{
    struct ibv_device_attr limits;
    int most = ibv_query_device(device, &limits) == 0 ? limits.max_cqe : -1;
    fail(env, "createCQ", error, "of %d entries at vector %d on %s (at most %d entries, %d vectors)", entries, vector,
        ibv_get_device_name(device->device), most, device->num_comp_vectors);
}

NATIVE(jlong) DISPATCHER(createCQ)(JNIEnv *env, jobject self, jlong device_handle, jlong channel_handle, jint entries,
    jint vector)
{
    const char *operation = "createCQ";
    struct ibv_context *device = hold(env, operation, device_handle, HANDLE_DEVICE);
    if (device == NULL) {
        return -1;
    }
    struct ibv_comp_channel *channel = hold(env, operation, channel_handle, HANDLE_COMPLETION_CHANNEL);
    if (channel == NULL) {
        handle_release(device_handle);
        return -1;
    }
    jlong handle = -1;
    struct ibv_cq *queue = ibv_create_cq(device, entries, NULL, channel, vector);
    if (queue == NULL) {
        fail_queue(env, device, errno, entries, vector);
    } else {
        handle = open_handle(env, operation, HANDLE_COMPLETION_QUEUE, queue);
        if (handle == 0) {
            ibv_destroy_cq(queue);
            handle = -1;
        }
    }
    handle_release(channel_handle);
    handle_release(device_handle);
    return handle;
}

NATIVE(jint) DISPATCHER(destroyCQ)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_cq *queue = handle_close(handle, HANDLE_COMPLETION_QUEUE);
    if (queue == NULL) {
        return -1;
    }
    int error = ibv_destroy_cq(queue);
    if (error != 0) { /* a queue pair still uses it */
        handle_reopen(handle);
        return error;
    }
    handle_free(handle);
    return 0;
}

/* 0 when some queue of the channel has completions, -1 when the time is over or the channel is being closed. */
NATIVE(jint) DISPATCHER(getCqEvent)(JNIEnv *env, jobject self, jlong handle, jint timeout)
{
    struct ibv_comp_channel *channel = hold(env, "getCqEvent", handle, HANDLE_COMPLETION_CHANNEL);
    if (channel == NULL) {
        return -1;
    }
    int64_t deadline = deadline_after(timeout);
    jint result = -1;
    while (result != 0 && wait_readable(channel->fd, deadline, handle) == WAIT_READABLE) {
        struct ibv_cq *queue;
        void *context;
        if (ibv_get_cq_event(channel, &queue, &context) == 0) {
            /* At once, and not when Java says so: destroying a queue waits for the acknowledgement of its events. */
            ibv_ack_cq_events(queue, 1);
            result = 0;
        } else if (errno != EAGAIN && errno != EINTR) { /* else another thread took it */
            fail(env, "getCqEvent", errno, "on %s", ibv_get_device_name(channel->context->device));
            break;
        }
    }
    handle_release(handle);
    return result;
}

NATIVE(jint) DISPATCHER(ackCqEvent)(JNIEnv *env, jobject self, jlong handle, jint events)
{
    if (handle_hold(handle, HANDLE_COMPLETION_QUEUE) == NULL) {
        return -1;
    }
    handle_release(handle);
    return 0;
}
