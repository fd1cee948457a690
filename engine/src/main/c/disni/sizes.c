/* The layouts of this machine's headers, which DiSNI takes over from its own. */
#include "natives.h"

#include <infiniband/verbs.h>
#include <netinet/in.h>
#include <stddef.h>

NATIVE(jint) DISPATCHER(getSockAddrInSize)(JNIEnv *env, jobject self)
{
    return sizeof(struct sockaddr_in);
}

NATIVE(jint) DISPATCHER(getIbvRecvWRSize)(JNIEnv *env, jobject self)
{
    return sizeof(struct ibv_recv_wr);
}

NATIVE(jint) DISPATCHER(getIbvSendWRSize)(JNIEnv *env, jobject self)
{
    return sizeof(struct ibv_send_wr);
}

NATIVE(jint) DISPATCHER(getIbvSgeSize)(JNIEnv *env, jobject self)
{
    return sizeof(struct ibv_sge);
}

NATIVE(jint) DISPATCHER(getIbvWCSize)(JNIEnv *env, jobject self)
{
    return sizeof(struct ibv_wc);
}

NATIVE(jint) DISPATCHER(getRemoteAddressOffset)(JNIEnv *env, jobject self)
{
    return offsetof(struct ibv_send_wr, wr.rdma.remote_addr);
}

NATIVE(jint) DISPATCHER(getRKeyOffset)(JNIEnv *env, jobject self)
{
    return offsetof(struct ibv_send_wr, wr.rdma.rkey);
}

NATIVE(jint) DISPATCHER(getVersion)(JNIEnv *env, jobject self)
{
    return DISNI_JNI_VERSION;
}
