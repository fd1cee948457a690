/* Devices and their protection domains. */
#ifndef DISNI_DEVICES_H
#define DISNI_DEVICES_H

#include <infiniband/verbs.h>
#include <jni.h>

/*
 * The handle of a device that an id has, the same each time; -1 when it threw. Devices belong to librdmacm, which keeps
 * them open.
 */
jlong device_handle(JNIEnv *env, struct ibv_context *device);

#endif
