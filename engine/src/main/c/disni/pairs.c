/* Queue pairs. */
#include "errors.h"
#include "ids.h"
#include "natives.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

/* Java has no say in it: DiSNI 2.1 gives no number of pieces per request. */
#define PIECES_MAX 4

/* The objects a pair is made of, held. */
struct parts {
    struct cm_id *id;
    struct ibv_pd *domain;
    struct ibv_cq *send;
    struct ibv_cq *receive;
};

static jlong keep(JNIEnv *env, struct cm_id *id)
{
    jlong handle = open_handle(env, "createQP", HANDLE_QUEUE_PAIR, id->cm->qp);
    if (handle == 0) {
        rdma_destroy_qp(id->cm);
        return -1;
    }
    atomic_store(&id->pair, handle);
    return handle;
}

static jlong make(JNIEnv *env, const struct parts *of, int type, const struct ibv_qp_cap *wanted)
{
    const char *operation = "createQP";
    struct ibv_context *device = of->id->cm->verbs;
    if (device == NULL) {
        refuse(env, operation, "the id has no device yet; its address must be resolved first, and the event taken");
        return -1;
    }
    if (of->id->cm->qp != NULL) {
        refuse(env, operation, "the id has a queue pair already");
        return -1;
    }
    if (of->domain->context != device || of->send->context != device || of->receive->context != device) {
        refuse(env, operation, "the protection domain or a completion queue is not of %s, the device of the id",
            ibv_get_device_name(device->device));
        return -1;
    }
    struct ibv_device_attr limits;
    int error = ibv_query_device(device, &limits);
    if (error != 0) {
        fail(env, operation, error, "ibv_query_device");
        return -1;
    }
    struct ibv_qp_init_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.qp_type = (enum ibv_qp_type)type;
    attributes.send_cq = of->send;
    attributes.recv_cq = of->receive;
    attributes.cap = *wanted;
    attributes.cap.max_send_sge = limits.max_sge < PIECES_MAX ? (uint32_t)limits.max_sge : PIECES_MAX;
    attributes.cap.max_recv_sge = attributes.cap.max_send_sge;
    if (rdma_create_qp(of->id->cm, of->domain, &attributes) != 0) {
        error = errno;
        fail(env, operation, error, "of %u sends, %u receives and %u bytes inline on %s (at most %d requests)",
            wanted->max_send_wr, wanted->max_recv_wr, wanted->max_inline_data, ibv_get_device_name(device->device),
            limits.max_qp_wr);
        return -1;
    }
    return keep(env, of->id);
}

NATIVE(jlong) DISPATCHER(createQP)(JNIEnv *env, jobject self, jlong id, jlong pd, jlong send, jlong receive, jint type,
    jint sends, jint receives, jint inlined)
{
    const char *operation = "createQP";
    if (sends < 0 || receives < 0 || inlined < 0) {
        refuse(env, operation, "%d sends, %d receives, %d bytes inline: none may be negative", (int)sends,
            (int)receives, (int)inlined);
        return -1;
    }
    const struct ibv_qp_cap wanted = {
        .max_send_wr = (uint32_t)sends, .max_recv_wr = (uint32_t)receives, .max_inline_data = (uint32_t)inlined};
    struct parts of = {.id = hold(env, operation, id, HANDLE_ID)};
    of.domain = of.id == NULL ? NULL : hold(env, operation, pd, HANDLE_DOMAIN);
    of.send = of.domain == NULL ? NULL : hold(env, operation, send, HANDLE_COMPLETION_QUEUE);
    of.receive = of.send == NULL ? NULL : hold(env, operation, receive, HANDLE_COMPLETION_QUEUE);
    jlong handle = of.receive == NULL ? -1 : make(env, &of, type, &wanted);
    if (of.receive != NULL) {
        handle_release(receive);
    }
    if (of.send != NULL) {
        handle_release(send);
    }
    if (of.domain != NULL) {
        handle_release(pd);
    }
    if (of.id != NULL) {
        handle_release(id);
    }
    return handle;
}

NATIVE(jint) DISPATCHER(destroyQP)(JNIEnv *env, jobject self, jlong handle)
{
    struct cm_id *id = handle_hold(handle, HANDLE_ID);
    if (id == NULL) {
        return -1;
    }
    jint result = id_end_pair(id) ? 0 : -1;
    handle_release(handle);
    return result;
}

NATIVE(jint) DISPATCHER(modifyQP)(JNIEnv *env, jobject self, jlong pair, jlong attributes)
{
    refuse(env, "modifyQP", "DiSNI passes no attributes; the connection manager moves a pair through its states");
    return -1;
}

NATIVE(jint) DISPATCHER(getQpNum)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_qp *pair = hold(env, "getQpNum", handle, HANDLE_QUEUE_PAIR);
    if (pair == NULL) {
        return -1;
    }
    jint number = (jint)pair->qp_num;
    handle_release(handle);
    return number;
}
