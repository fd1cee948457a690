#include "devices.h"

#include "errors.h"
#include "natives.h"

#include <errno.h>
#include <pthread.h>

#define DEVICES_MAX 64

static struct {
    struct ibv_context *device;
    jlong handle;
} known[DEVICES_MAX];
static int known_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

jlong device_handle(JNIEnv *env, struct ibv_context *device)
{
    pthread_mutex_lock(&lock);
    int i = 0;
    while (i < known_count && known[i].device != device) {
        i++;
    }
    jlong handle = i < known_count ? known[i].handle : 0;
    if (i == DEVICES_MAX) {
        refuse(env, "getContext", "more than %d devices", DEVICES_MAX);
    } else if (handle == 0) {
        handle = open_handle(env, "getContext", HANDLE_DEVICE, device);
        if (handle != 0) {
            known[i].device = device;
            known[i].handle = handle;
            known_count++;
        }
    }
    pthread_mutex_unlock(&lock);
    return handle == 0 ? -1 : handle;
}

NATIVE(jint) DISPATCHER(getContextFd)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_context *device = hold(env, "getContextFd", handle, HANDLE_DEVICE);
    if (device == NULL) {
        return -1;
    }
    int fd = device->cmd_fd;
    handle_release(handle);
    return fd;
}

NATIVE(jint) DISPATCHER(getContextNumCompVectors)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_context *device = hold(env, "getContextNumCompVectors", handle, HANDLE_DEVICE);
    if (device == NULL) {
        return -1;
    }
    int vectors = device->num_comp_vectors;
    handle_release(handle);
    return vectors;
}

/* Paging on demand is not offered: -1 says so. */
NATIVE(jint) DISPATCHER(queryOdpSupport)(JNIEnv *env, jobject self, jlong handle)
{
    return -1;
}

NATIVE(jlong) DISPATCHER(allocPd)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_context *device = hold(env, "allocPd", handle, HANDLE_DEVICE);
    if (device == NULL) {
        return -1;
    }
    struct ibv_pd *domain = ibv_alloc_pd(device);
    jlong result = -1;
    if (domain == NULL) {
        fail(env, "allocPd", errno, "on %s", ibv_get_device_name(device->device));
    } else {
        result = open_handle(env, "allocPd", HANDLE_DOMAIN, domain);
        if (result == 0) {
            ibv_dealloc_pd(domain);
            result = -1;
        }
    }
    handle_release(handle);
    return result;
}

NATIVE(jint) DISPATCHER(deallocPd)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_pd *domain = handle_close(handle, HANDLE_DOMAIN);
    if (domain == NULL) {
        return -1;
    }
    int error = ibv_dealloc_pd(domain);
    if (error != 0) { /* its regions or queue pairs are still there */
        handle_reopen(handle);
        return error;
    }
    handle_free(handle);
    return 0;
}

NATIVE(jint) DISPATCHER(getPdHandle)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_pd *domain = hold(env, "getPdHandle", handle, HANDLE_DOMAIN);
    if (domain == NULL) {
        return -1;
    }
    jint number = (jint)domain->handle;
    handle_release(handle);
    return number;
}
