/* The hot path: requests go in, completions come out. Java lays out the structures itself, with absolute addresses. */
#include "errors.h"
#include "natives.h"

#include <infiniband/verbs.h>

NATIVE(void) DISPATCHER(postSend)(JNIEnv *env, jobject self, jlong handle, jlong requests)
{
    if (requests == 0) {
        refuse(env, "postSend", "there are no work requests");
        return;
    }
    struct ibv_qp *pair = hold(env, "postSend", handle, HANDLE_QUEUE_PAIR);
    if (pair == NULL) {
        return;
    }
    struct ibv_send_wr *first = (struct ibv_send_wr *)(intptr_t)requests;
    struct ibv_send_wr *bad = first;
    int error = ibv_post_send(pair, first, &bad);
    if (error != 0) {
        fail(env, "postSend", error, "of request %llu and those after it", (unsigned long long)bad->wr_id);
    }
    handle_release(handle);
}

NATIVE(void) DISPATCHER(postRecv)(JNIEnv *env, jobject self, jlong handle, jlong requests)
{
    if (requests == 0) {
        refuse(env, "postRecv", "there are no work requests");
        return;
    }
    struct ibv_qp *pair = hold(env, "postRecv", handle, HANDLE_QUEUE_PAIR);
    if (pair == NULL) {
        return;
    }
    struct ibv_recv_wr *first = (struct ibv_recv_wr *)(intptr_t)requests;
    struct ibv_recv_wr *bad = first;
    int error = ibv_post_recv(pair, first, &bad);
    if (error != 0) {
        fail(env, "postRecv", error, "of request %llu and those after it", (unsigned long long)bad->wr_id);
    }
    handle_release(handle);
}

NATIVE(jint) DISPATCHER(pollCQ)(JNIEnv *env, jobject self, jlong handle, jint entries, jlong completions)
{
    if (entries < 0 || completions == 0) {
        refuse(env, "pollCQ", "there is no place for %d completions", (int)entries);
        return -1;
    }
    struct ibv_cq *queue = hold(env, "pollCQ", handle, HANDLE_COMPLETION_QUEUE);
    if (queue == NULL) {
        return -1;
    }
    int polled = ibv_poll_cq(queue, entries, (struct ibv_wc *)(intptr_t)completions);
    handle_release(handle);
    if (polled < 0) {
        refuse(env, "pollCQ", "the device can't read its completion queue (%d): it may have overflowed, or be gone",
            polled);
    }
    return polled;
}

NATIVE(jint) DISPATCHER(reqNotifyCQ)(JNIEnv *env, jobject self, jlong handle, jint solicited)
{
    struct ibv_cq *queue = hold(env, "reqNotifyCQ", handle, HANDLE_COMPLETION_QUEUE);
    if (queue == NULL) {
        return -1;
    }
    int error = ibv_req_notify_cq(queue, solicited);
    handle_release(handle);
    if (error != 0) {
        fail(env, "reqNotifyCQ", error, "of %s completions", solicited != 0 ? "solicited" : "all");
    }
    return error;
}
