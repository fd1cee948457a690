/*
 * What DiSNI 2.1 calls: 48 methods of com.ibm.disni.verbs.impl.NativeDispatcher and 2 of
 * com.ibm.disni.util.NativeAffinity.
 *
 * Handles are of our own making (handles.h), addresses are of memory that Java owns. A method whose Java signature
 * throws IOException does so with one line; the others give -1.
 */
#ifndef DISNI_NATIVES_H
#define DISNI_NATIVES_H

#include <jni.h>

#define DISPATCHER(name) Java_com_ibm_disni_verbs_impl_NativeDispatcher__1##name
#define AFFINITY(name) Java_com_ibm_disni_util_NativeAffinity__1##name

#define NATIVE(type) JNIEXPORT type JNICALL

/* What _getVersion gives; DiSNI 2.1 takes no other. */
#define DISNI_JNI_VERSION 32

/* Connections: channels.c, ids.c, connect.c. */
NATIVE(jlong) DISPATCHER(createEventChannel)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(destroyEventChannel)(JNIEnv *env, jobject self, jlong channel);
NATIVE(jint) DISPATCHER(getCmEvent)(JNIEnv *env, jobject self, jlong channel, jlong listen, jlong id, jint timeout);
NATIVE(jint) DISPATCHER(ackCmEvent)(JNIEnv *env, jobject self, jint event);
NATIVE(jlong) DISPATCHER(createId)(JNIEnv *env, jobject self, jlong channel, jshort space);
NATIVE(jint) DISPATCHER(destroyCmId)(JNIEnv *env, jobject self, jlong id);
NATIVE(jint) DISPATCHER(destroyEp)(JNIEnv *env, jobject self, jlong id);
NATIVE(jlong) DISPATCHER(getContext)(JNIEnv *env, jobject self, jlong id);
NATIVE(jint) DISPATCHER(getSrcAddr)(JNIEnv *env, jobject self, jlong id, jlong address);
NATIVE(jint) DISPATCHER(getDstAddr)(JNIEnv *env, jobject self, jlong id, jlong address);
NATIVE(void) DISPATCHER(bindAddr)(JNIEnv *env, jobject self, jlong id, jlong address);
NATIVE(void) DISPATCHER(listen)(JNIEnv *env, jobject self, jlong id, jint backlog);
NATIVE(void) DISPATCHER(resolveAddr)(JNIEnv *env, jobject self, jlong id, jlong source, jlong address, jint timeout);
NATIVE(void) DISPATCHER(resolveRoute)(JNIEnv *env, jobject self, jlong id, jint timeout);
NATIVE(void) DISPATCHER(connect)(JNIEnv *env, jobject self, jlong id, jint retry, jint rnr, jlong data, jbyte length);
NATIVE(void) DISPATCHER(accept)(JNIEnv *env, jobject self, jlong id, jint retry, jint rnr);
NATIVE(jint) DISPATCHER(disconnect)(JNIEnv *env, jobject self, jlong id);

/* Queue pairs and their work: pairs.c, work.c. */
NATIVE(jlong) DISPATCHER(createQP)(JNIEnv *env, jobject self, jlong id, jlong pd, jlong send, jlong receive, jint type,
    jint sends, jint receives, jint inlined);
NATIVE(jint) DISPATCHER(destroyQP)(JNIEnv *env, jobject self, jlong id);
NATIVE(jint) DISPATCHER(modifyQP)(JNIEnv *env, jobject self, jlong pair, jlong attributes);
NATIVE(jint) DISPATCHER(getQpNum)(JNIEnv *env, jobject self, jlong pair);
NATIVE(void) DISPATCHER(postSend)(JNIEnv *env, jobject self, jlong pair, jlong requests);
NATIVE(void) DISPATCHER(postRecv)(JNIEnv *env, jobject self, jlong pair, jlong requests);
NATIVE(jint) DISPATCHER(pollCQ)(JNIEnv *env, jobject self, jlong queue, jint entries, jlong completions);
NATIVE(jint) DISPATCHER(reqNotifyCQ)(JNIEnv *env, jobject self, jlong queue, jint solicited);

/* Completion queues: completions.c. */
NATIVE(jlong) DISPATCHER(createCompChannel)(JNIEnv *env, jobject self, jlong context);
NATIVE(jint) DISPATCHER(destroyCompChannel)(JNIEnv *env, jobject self, jlong channel);
NATIVE(jlong) DISPATCHER(createCQ)(JNIEnv *env, jobject self, jlong context, jlong channel, jint entries, jint vector);
NATIVE(jint) DISPATCHER(destroyCQ)(JNIEnv *env, jobject self, jlong queue);
NATIVE(jint) DISPATCHER(getCqEvent)(JNIEnv *env, jobject self, jlong channel, jint timeout);
NATIVE(jint) DISPATCHER(ackCqEvent)(JNIEnv *env, jobject self, jlong queue, jint events);

/* Devices and memory: devices.c, memory.c. */
NATIVE(jint) DISPATCHER(getContextFd)(JNIEnv *env, jobject self, jlong context);
NATIVE(jint) DISPATCHER(getContextNumCompVectors)(JNIEnv *env, jobject self, jlong context);
NATIVE(jint) DISPATCHER(queryOdpSupport)(JNIEnv *env, jobject self, jlong context);
NATIVE(jlong) DISPATCHER(allocPd)(JNIEnv *env, jobject self, jlong context);
NATIVE(jint) DISPATCHER(deallocPd)(JNIEnv *env, jobject self, jlong pd);
NATIVE(jint) DISPATCHER(getPdHandle)(JNIEnv *env, jobject self, jlong pd);
NATIVE(jlong) DISPATCHER(regMr)(JNIEnv *env, jobject self, jlong pd, jlong address, jint length, jint access,
    jlong lkey, jlong rkey, jlong number);
NATIVE(void) DISPATCHER(deregMr)(JNIEnv *env, jobject self, jlong region);
NATIVE(jint) DISPATCHER(expPrefetchMr)(JNIEnv *env, jobject self, jlong region, jlong address, jint length);

/* Layouts that DiSNI asks for at its start: sizes.c. */
NATIVE(jint) DISPATCHER(getSockAddrInSize)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getIbvRecvWRSize)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getIbvSendWRSize)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getIbvSgeSize)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getIbvWCSize)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getRemoteAddressOffset)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getRKeyOffset)(JNIEnv *env, jobject self);
NATIVE(jint) DISPATCHER(getVersion)(JNIEnv *env, jobject self);

/* Which CPUs a thread runs on: affinity.c. */
NATIVE(void) AFFINITY(setAffinity)(JNIEnv *env, jclass self, jlong cpus);
NATIVE(jlong) AFFINITY(getAffinity)(JNIEnv *env, jclass self);

#endif
