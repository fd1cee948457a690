/* The way of an id to a connection: bind, listen, accept; resolve, connect; disconnect. */
#include "addresses.h"
#include "errors.h"
#include "extras.h"
#include "ids.h"
#include "natives.h"

#include <errno.h>
#include <string.h>

/* Reads an address that Java wrote; false when it threw. */
static bool read_address(JNIEnv *env, const char *operation, jlong java, struct sockaddr_storage *address)
{
    if (java == 0) {
        refuse(env, operation, "there is no address");
        return false;
    }
    if (!address_of_java((const void *)(intptr_t)java, address)) {
        char text[ADDRESS_TEXT_BYTES];
        refuse(env, operation, "%s stands for no IPv6 address of this process",
            address_text((struct sockaddr *)address, text));
        return false;
    }
    return true;
}

NATIVE(void) DISPATCHER(bindAddr)(JNIEnv *env, jobject self, jlong handle, jlong java)
{
    const char *operation = "bindAddr";
    struct sockaddr_storage address;
    struct cm_id *id = hold(env, operation, handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    if (read_address(env, operation, java, &address) && rdma_bind_addr(id->cm, (struct sockaddr *)&address) != 0) {
        char text[ADDRESS_TEXT_BYTES];
        int error = errno;
        fail(env, operation, error, "%s", address_text((struct sockaddr *)&address, text));
    }
    handle_release(handle);
}

NATIVE(void) DISPATCHER(listen)(JNIEnv *env, jobject self, jlong handle, jint backlog)
{
    struct cm_id *id = hold(env, "listen", handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    if (rdma_listen(id->cm, backlog) != 0) {
        char text[ADDRESS_TEXT_BYTES];
        int error = errno;
        fail(env, "listen", error, "%s", address_text(rdma_get_local_addr(id->cm), text));
    }
    handle_release(handle);
}

NATIVE(void) DISPATCHER(resolveAddr)(JNIEnv *env, jobject self, jlong handle, jlong source, jlong java, jint timeout)
{
    const char *operation = "resolveAddr";
    struct sockaddr_storage from;
    struct sockaddr_storage to;
    struct cm_id *id = hold(env, operation, handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    struct sockaddr *bound = source == 0 ? NULL : (struct sockaddr *)&from;
    if (read_address(env, operation, java, &to) && (bound == NULL || read_address(env, operation, source, &from))
        && rdma_resolve_addr(id->cm, bound, (struct sockaddr *)&to, timeout) != 0) {
        char text[ADDRESS_TEXT_BYTES];
        int error = errno;
        fail(env, operation, error, "%s", address_text((struct sockaddr *)&to, text));
    }
    handle_release(handle);
}

NATIVE(void) DISPATCHER(resolveRoute)(JNIEnv *env, jobject self, jlong handle, jint timeout)
{
    struct cm_id *id = hold(env, "resolveRoute", handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    if (rdma_resolve_route(id->cm, timeout) != 0) {
        char text[ADDRESS_TEXT_BYTES];
        int error = errno;
        fail(env, "resolveRoute", error, "to %s", address_text(rdma_get_peer_addr(id->cm), text));
    }
    handle_release(handle);
}

static uint8_t least(int a, int b)
{
    int less = a < b ? a : b;
    return (uint8_t)(less < 0 ? 0 : less > UINT8_MAX ? UINT8_MAX : less);
}

/* What the device can and the site wants; false when it threw. */
static bool offer(JNIEnv *env, const char *operation, struct cm_id *id, struct rdma_conn_param *param)
{
    struct ibv_device_attr device;
    if (id->cm->verbs == NULL) {
        refuse(env, operation, "the id has no device yet; its address must be resolved first, and the event taken");
        return false;
    }
    int error = ibv_query_device(id->cm->verbs, &device);
    if (error != 0) {
        fail(env, operation, error, "ibv_query_device");
        return false;
    }
    memset(param, 0, sizeof *param);
    param->responder_resources = least(device.max_qp_rd_atom, read_depth());
    param->initiator_depth = least(device.max_qp_init_rd_atom, read_depth());
    return true;
}

NATIVE(void) DISPATCHER(connect)(JNIEnv *env, jobject self, jlong handle, jint retry, jint rnr, jlong data,
    jbyte length)
{
    const char *operation = "connect";
    struct rdma_conn_param param;
    struct cm_id *id = hold(env, operation, handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    if (length != 0 && data == 0) {
        refuse(env, operation, "private data of %u bytes at address 0", (unsigned)(uint8_t)length);
    } else if (offer(env, operation, id, &param)) {
        param.retry_count = (uint8_t)retry;
        param.rnr_retry_count = (uint8_t)rnr;
        param.private_data = (const void *)(intptr_t)data;
        param.private_data_len = (uint8_t)length;
        if (rdma_connect(id->cm, &param) != 0) {
            char text[ADDRESS_TEXT_BYTES];
            int error = errno;
            fail(env, operation, error, "to %s", address_text(rdma_get_peer_addr(id->cm), text));
        }
    }
    handle_release(handle);
}

NATIVE(void) DISPATCHER(accept)(JNIEnv *env, jobject self, jlong handle, jint retry, jint rnr)
{
    const char *operation = "accept";
    struct rdma_conn_param param;
    struct cm_id *id = hold(env, operation, handle, HANDLE_ID);
    if (id == NULL) {
        return;
    }
    if (!id->requested) {
        refuse(env, operation, "the id came with no connection request");
    } else if (offer(env, operation, id, &param)) {
        /* The peer's numbers are from this side's point of view already. */
        param.responder_resources = least(param.responder_resources, id->asked_responder_resources);
        param.initiator_depth = least(param.initiator_depth, id->asked_initiator_depth);
        param.retry_count = (uint8_t)retry;
        param.rnr_retry_count = (uint8_t)rnr;
        if (rdma_accept(id->cm, &param) != 0) {
            char text[ADDRESS_TEXT_BYTES];
            int error = errno;
            fail(env, operation, error, "from %s", address_text(rdma_get_peer_addr(id->cm), text));
        }
    }
    handle_release(handle);
}

NATIVE(jint) DISPATCHER(disconnect)(JNIEnv *env, jobject self, jlong handle)
{
    struct cm_id *id = handle_hold(handle, HANDLE_ID);
    if (id == NULL) {
        return -1;
    }
    int result = rdma_disconnect(id->cm);
    handle_release(handle);
    return result;
}
