/* What holds without a device: layouts, refusals, and that no handle or address is believed. */
#include "extras.h"
#include "fake_jni.h"
#include "handles.h"
#include "harness.h"
#include "natives.h"

#include <infiniband/verbs.h>
#include <rdma/rdma_cma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char memory[4096];

TEST(layouts_are_those_of_x86_64)
{
    CHECK_INT(32, DISPATCHER(getVersion)(jni, NULL));
    CHECK_INT(16, DISPATCHER(getSockAddrInSize)(jni, NULL));
    CHECK_INT(32, DISPATCHER(getIbvRecvWRSize)(jni, NULL));
    CHECK_INT(128, DISPATCHER(getIbvSendWRSize)(jni, NULL));
    CHECK_INT(16, DISPATCHER(getIbvSgeSize)(jni, NULL));
    CHECK_INT(48, DISPATCHER(getIbvWCSize)(jni, NULL));
    CHECK_INT(40, DISPATCHER(getRemoteAddressOffset)(jni, NULL));
    CHECK_INT(48, DISPATCHER(getRKeyOffset)(jni, NULL));
    CHECK_INT(1, rankferry_disni_abi());
}

#define THROWS(part, call)                                                                                             \
    do {                                                                                                               \
        (void)(call);                                                                                                  \
        CHECK_TEXT(part, thrown());                                                                                    \
    } while (0)

#define SAYS_NO(call)                                                                                                  \
    do {                                                                                                               \
        CHECK_INT(-1, call);                                                                                           \
        CHECK(thrown()[0] == '\0');                                                                                    \
    } while (0)

static void check_throwing(jlong bad)
{
    jlong at = AT(memory);
    THROWS("createId: no event channel has", DISPATCHER(createId)(jni, NULL, bad, RDMA_PS_TCP));
    THROWS("createQP: no connection id has", DISPATCHER(createQP)(jni, NULL, bad, bad, bad, bad, 2, 1, 1, 0));
    THROWS("bindAddr: no connection id", (DISPATCHER(bindAddr)(jni, NULL, bad, at), 0));
    THROWS("listen: no connection id", (DISPATCHER(listen)(jni, NULL, bad, 1), 0));
    THROWS("resolveAddr: no connection id", (DISPATCHER(resolveAddr)(jni, NULL, bad, 0, at, 1), 0));
    THROWS("resolveRoute: no connection id", (DISPATCHER(resolveRoute)(jni, NULL, bad, 1), 0));
    THROWS("connect: no connection id", (DISPATCHER(connect)(jni, NULL, bad, 7, 7, 0, 0), 0));
    THROWS("accept: no connection id", (DISPATCHER(accept)(jni, NULL, bad, 7, 7), 0));
    THROWS("getContext: no connection id", DISPATCHER(getContext)(jni, NULL, bad));
    THROWS("allocPd: no device", DISPATCHER(allocPd)(jni, NULL, bad));
    THROWS("createCompChannel: no device", DISPATCHER(createCompChannel)(jni, NULL, bad));
    THROWS("createCQ: no device", DISPATCHER(createCQ)(jni, NULL, bad, bad, 8, 0));
    THROWS("getContextFd: no device", DISPATCHER(getContextFd)(jni, NULL, bad));
    THROWS("getContextNumCompVectors: no device", DISPATCHER(getContextNumCompVectors)(jni, NULL, bad));
    THROWS("getPdHandle: no protection domain", DISPATCHER(getPdHandle)(jni, NULL, bad));
    THROWS("regMr: no protection domain", DISPATCHER(regMr)(jni, NULL, bad, at, 64, 1, at, at + 4, at + 8));
    THROWS("deregMr: no memory region", (DISPATCHER(deregMr)(jni, NULL, bad), 0));
    THROWS("getQpNum: no queue pair", DISPATCHER(getQpNum)(jni, NULL, bad));
    THROWS("modifyQP: DiSNI passes no", DISPATCHER(modifyQP)(jni, NULL, bad, 0));
    THROWS("postSend: no queue pair", (DISPATCHER(postSend)(jni, NULL, bad, at), 0));
    THROWS("postRecv: no queue pair", (DISPATCHER(postRecv)(jni, NULL, bad, at), 0));
    THROWS("getCqEvent: no completion channel", DISPATCHER(getCqEvent)(jni, NULL, bad, 0));
    THROWS("pollCQ: no completion queue", DISPATCHER(pollCQ)(jni, NULL, bad, 1, at));
    THROWS("reqNotifyCQ: no completion queue", DISPATCHER(reqNotifyCQ)(jni, NULL, bad, 0));
}

static void check_silent(jlong bad)
{
    jlong at = AT(memory);
    SAYS_NO(DISPATCHER(getCmEvent)(jni, NULL, bad, at, at + 8, -1));
    SAYS_NO(DISPATCHER(disconnect)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(destroyEventChannel)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(destroyCmId)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(destroyEp)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(destroyQP)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(getSrcAddr)(jni, NULL, bad, at));
    SAYS_NO(DISPATCHER(getDstAddr)(jni, NULL, bad, at));
    SAYS_NO(DISPATCHER(ackCqEvent)(jni, NULL, bad, 1));
    SAYS_NO(DISPATCHER(destroyCompChannel)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(destroyCQ)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(deallocPd)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(queryOdpSupport)(jni, NULL, bad));
    SAYS_NO(DISPATCHER(expPrefetchMr)(jni, NULL, bad, at, 8));
    CHECK_INT(0, DISPATCHER(ackCmEvent)(jni, NULL, 3));
}

TEST(no_made_up_handle_is_believed)
{
    jlong bad[] = {0, -1, 1, AT(memory), INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_throwing(bad[i]);
        check_silent(bad[i]);
    }
}

/* An upstream handle is a pointer; one of another object of ours has the wrong kind. */
TEST(no_handle_of_another_kind_is_believed)
{
    int object;
    for (int kind = 1; kind < HANDLE_KINDS; kind++) {
        jlong handle = handle_open((enum handle_kind)kind, &object);
        if (kind != HANDLE_QUEUE_PAIR) {
            THROWS("postSend: no queue pair", (DISPATCHER(postSend)(jni, NULL, handle, AT(memory)), 0));
        }
        if (kind != HANDLE_COMPLETION_QUEUE) {
            THROWS("pollCQ: no completion queue", DISPATCHER(pollCQ)(jni, NULL, handle, 1, AT(memory)));
        }
        if (kind != HANDLE_ID) {
            SAYS_NO(DISPATCHER(destroyCmId)(jni, NULL, handle));
        }
        CHECK(handle_close(handle, (enum handle_kind)kind) == &object);
        handle_free(handle);
    }
}

TEST(no_address_is_believed)
{
    jlong at = AT(memory);
    THROWS("postSend: there are no work requests", (DISPATCHER(postSend)(jni, NULL, 1, 0), 0));
    THROWS("postRecv: there are no work requests", (DISPATCHER(postRecv)(jni, NULL, 1, 0), 0));
    THROWS("pollCQ: there is no place for 4", DISPATCHER(pollCQ)(jni, NULL, 1, 4, 0));
    THROWS("pollCQ: there is no place for -1", DISPATCHER(pollCQ)(jni, NULL, 1, -1, at));
    THROWS("regMr: 64 bytes at 0x0", DISPATCHER(regMr)(jni, NULL, 1, 0, 64, 1, at, at, at));
    THROWS("regMr: -1 bytes", DISPATCHER(regMr)(jni, NULL, 1, at, -1, 1, at, at, at));
    THROWS("regMr: there is no place for the keys", DISPATCHER(regMr)(jni, NULL, 1, at, 64, 1, 0, at, at));
    THROWS("createQP: -1 sends", DISPATCHER(createQP)(jni, NULL, 1, 1, 1, 1, 2, -1, 1, 0));
    SAYS_NO(DISPATCHER(getCmEvent)(jni, NULL, 1, 0, at, 0));
    SAYS_NO(DISPATCHER(getCmEvent)(jni, NULL, 1, at, 0, 0));
    SAYS_NO(DISPATCHER(getSrcAddr)(jni, NULL, 1, 0));
    SAYS_NO(DISPATCHER(getDstAddr)(jni, NULL, 1, 0));
}

TEST(affinity_of_this_thread_can_be_set_back)
{
    jlong cpus = AFFINITY(getAffinity)(jni, NULL);
    CHECK(cpus != 0);
    jlong one = cpus & -cpus;
    AFFINITY(setAffinity)(jni, NULL, one);
    CHECK_INT(one, AFFINITY(getAffinity)(jni, NULL));
    AFFINITY(setAffinity)(jni, NULL, cpus);
    CHECK_INT(cpus, AFFINITY(getAffinity)(jni, NULL));
}

TEST(machine_without_a_device_is_told)
{
    if (access("/dev/infiniband/rdma_cm", F_OK) == 0) {
        return;
    }
    CHECK_INT(-1, DISPATCHER(createEventChannel)(jni, NULL));
    CHECK_TEXT("createEventChannel through /dev/infiniband/rdma_cm: ", thrown());
    CHECK_INT(-1, DISPATCHER(createEventChannel)(jni, NULL));
    CHECK_TEXT("; ", thrown()); /* with a remedy */
    CHECK_INT(0, handle_count(HANDLE_EVENT_CHANNEL));
}
