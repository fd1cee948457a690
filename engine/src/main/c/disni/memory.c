/* Memory regions. */
#include "errors.h"
#include "natives.h"

#include <errno.h>
#include <infiniband/verbs.h>
#include <string.h>

static void put(jlong address, uint32_t value)
{
    memcpy((void *)(intptr_t)address, &value, sizeof value);
}

static jlong take(JNIEnv *env, struct ibv_pd *domain, void *start, int length, int access, struct ibv_mr **region)
{
    *region = ibv_reg_mr(domain, start, (size_t)length, access);
    if (*region == NULL) {
        fail(env, "regMr", errno, "of %d bytes at %p on %s", length, start,
            ibv_get_device_name(domain->context->device));
        return -1;
    }
    jlong handle = open_handle(env, "regMr", HANDLE_REGION, *region);
    if (handle == 0) {
        ibv_dereg_mr(*region);
        return -1;
    }
    return handle;
}

NATIVE(jlong) DISPATCHER(regMr)(JNIEnv *env, jobject self, jlong domain_handle, jlong address, jint length, jint access,
    jlong lkey, jlong rkey, jlong number)
{
    if (address == 0 || length < 0) {
        refuse(env, "regMr", "%d bytes at 0x%llx are no memory", (int)length, (unsigned long long)address);
        return -1;
    }
    if (lkey == 0 || rkey == 0 || number == 0) {
        refuse(env, "regMr", "there is no place for the keys");
        return -1;
    }
    struct ibv_pd *domain = hold(env, "regMr", domain_handle, HANDLE_DOMAIN);
    if (domain == NULL) {
        return -1;
    }
    struct ibv_mr *region;
    jlong handle = take(env, domain, (void *)(intptr_t)address, length, access, &region);
    if (handle > 0) {
        put(lkey, region->lkey);
        put(rkey, region->rkey);
        put(number, region->handle);
    }
    handle_release(domain_handle);
    return handle;
}

NATIVE(void) DISPATCHER(deregMr)(JNIEnv *env, jobject self, jlong handle)
{
    struct ibv_mr *region = handle_close(handle, HANDLE_REGION);
    if (region == NULL) {
        refuse(env, "deregMr", "no %s has the handle 0x%llx: it is closed already, or never was one",
            handle_kind_name(HANDLE_REGION), (unsigned long long)handle);
        return;
    }
    size_t length = region->length;
    int error = ibv_dereg_mr(region);
    if (error != 0) {
        handle_reopen(handle);
        fail(env, "deregMr", error, "of %zu bytes", length);
        return;
    }
    handle_free(handle);
}

/* Paging on demand is not offered: -1 says so. */
NATIVE(jint) DISPATCHER(expPrefetchMr)(JNIEnv *env, jobject self, jlong handle, jlong address, jint length)
{
    return -1;
}
