/*
 * What needs a device: RF_RDMA_ADDRESS is one of its IPv4 addresses, RF_RDMA_ADDRESS6 one of its IPv6 addresses.
 * Without them there is nothing to test here. Both ends are in this process.
 */
#include "addresses.h"
#include "extras.h"
#include "fake_jni.h"
#include "handles.h"
#include "harness.h"
#include "ids.h"
#include "natives.h"

#include <arpa/inet.h>
#include <errno.h>
#include <infiniband/verbs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WAIT_MS 20000
#define BYTES (256 * 1024)
#define ACCESS (IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_READ | IBV_ACCESS_REMOTE_WRITE)
#define CHURN 100

/* One side of a connection, all handles. */
struct side {
    jlong events;
    jlong id;
    jlong domain;
    jlong completions;
    jlong queue;
    jlong pair;
    jlong region;
    uint32_t keys[3];
    unsigned char *bytes;
};

static const char *address4(void)
{
    return getenv("RF_RDMA_ADDRESS");
}

static void quiet(void)
{
    CHECK_TEXT("", thrown());
}

static struct sockaddr_in java_address(const char *digits, unsigned port)
{
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    if (inet_pton(AF_INET, digits, &address.sin_addr) != 1) {
        struct sockaddr_in6 six;
        memset(&six, 0, sizeof six);
        six.sin6_family = AF_INET6;
        CHECK_INT(1, inet_pton(AF_INET6, digits, &six.sin6_addr));
        int alias = rankferry_disni_alias(&six);
        CHECK(alias != -1);
        address.sin_addr.s_addr = htonl((uint32_t)alias);
    }
    return address;
}

/* Takes the next event, which must be the given one; gives the id it is of. */
static jlong expect(const struct side *side, int event, jlong *listener)
{
    int64_t listen = 0;
    int64_t id = 0;
    int got = DISPATCHER(getCmEvent)(jni, NULL, side->events, AT(&listen), AT(&id), WAIT_MS);
    CHECK_INT(event, got);
    if (listener != NULL) {
        *listener = listen;
    }
    return id;
}

static void add_queues(struct side *side)
{
    jlong device = DISPATCHER(getContext)(jni, NULL, side->id);
    quiet();
    CHECK(device > 0);
    CHECK_INT(device, DISPATCHER(getContext)(jni, NULL, side->id));
    CHECK(DISPATCHER(getContextFd)(jni, NULL, device) > 0);
    CHECK(DISPATCHER(getContextNumCompVectors)(jni, NULL, device) > 0);
    side->domain = DISPATCHER(allocPd)(jni, NULL, device);
    side->completions = DISPATCHER(createCompChannel)(jni, NULL, device);
    side->queue = DISPATCHER(createCQ)(jni, NULL, device, side->completions, 64, 0);
    side->pair = DISPATCHER(createQP)(
        jni, NULL, side->id, side->domain, side->queue, side->queue, IBV_QPT_RC, 16, 16, 0);
    quiet();
    CHECK(DISPATCHER(getQpNum)(jni, NULL, side->pair) > 0);
    side->bytes = aligned_alloc(4096, BYTES);
    side->region = DISPATCHER(regMr)(jni, NULL, side->domain, AT(side->bytes), BYTES, ACCESS, AT(&side->keys[0]),
        AT(&side->keys[1]), AT(&side->keys[2]));
    quiet();
}

static jlong listen_at(struct side *server, const char *digits, unsigned *port)
{
    struct sockaddr_in address = java_address(digits, 0);
    server->events = DISPATCHER(createEventChannel)(jni, NULL);
    jlong listener = DISPATCHER(createId)(jni, NULL, server->events, RDMA_PS_TCP);
    DISPATCHER(bindAddr)(jni, NULL, listener, AT(&address));
    DISPATCHER(listen)(jni, NULL, listener, 8);
    quiet();
    CHECK_INT(0, DISPATCHER(getSrcAddr)(jni, NULL, listener, AT(&address)));
    *port = ntohs(address.sin_port);
    return listener;
}

static void resolve(struct side *client, const char *digits, unsigned port)
{
    struct sockaddr_in address = java_address(digits, port);
    client->events = DISPATCHER(createEventChannel)(jni, NULL);
    client->id = DISPATCHER(createId)(jni, NULL, client->events, RDMA_PS_TCP);
    DISPATCHER(resolveAddr)(jni, NULL, client->id, 0, AT(&address), WAIT_MS);
    quiet();
    CHECK_INT(client->id, expect(client, RDMA_CM_EVENT_ADDR_RESOLVED, NULL));
    DISPATCHER(resolveRoute)(jni, NULL, client->id, WAIT_MS);
    quiet();
    CHECK_INT(client->id, expect(client, RDMA_CM_EVENT_ROUTE_RESOLVED, NULL));
    struct sockaddr_in peer;
    CHECK_INT(0, DISPATCHER(getDstAddr)(jni, NULL, client->id, AT(&peer)));
    CHECK_INT(address.sin_addr.s_addr, peer.sin_addr.s_addr);
    CHECK_INT(address.sin_port, peer.sin_port);
}

static void join(struct side *client, struct side *server, jlong listener, int client_depth, int server_depth)
{
    add_queues(client);
    rankferry_disni_read_depth(client_depth);
    DISPATCHER(connect)(jni, NULL, client->id, 7, 7, 0, 0);
    quiet();
    jlong asked;
    server->id = expect(server, RDMA_CM_EVENT_CONNECT_REQUEST, &asked);
    CHECK_INT(listener, asked);
    add_queues(server);
    rankferry_disni_read_depth(server_depth);
    DISPATCHER(accept)(jni, NULL, server->id, 7, 7);
    quiet();
    CHECK_INT(client->id, expect(client, RDMA_CM_EVENT_ESTABLISHED, NULL));
    CHECK_INT(0, rankferry_disni_event_status());
    CHECK_INT(server->id, expect(server, RDMA_CM_EVENT_ESTABLISHED, NULL));
    rankferry_disni_read_depth(16);
}

static void leave(struct side *side)
{
    CHECK_INT(0, DISPATCHER(destroyQP)(jni, NULL, side->id));
    DISPATCHER(deregMr)(jni, NULL, side->region);
    quiet();
    CHECK_INT(0, DISPATCHER(destroyCQ)(jni, NULL, side->queue));
    CHECK_INT(0, DISPATCHER(destroyCompChannel)(jni, NULL, side->completions));
    CHECK_INT(0, DISPATCHER(deallocPd)(jni, NULL, side->domain));
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, side->id));
    free(side->bytes);
}

static void nothing_left(void)
{
    for (int kind = 1; kind < HANDLE_KINDS; kind++) {
        if (kind != HANDLE_DEVICE) {
            CHECK_INT(0, handle_count((enum handle_kind)kind));
        }
    }
}

static void depths(jlong handle, int *reads, int *serves)
{
    struct cm_id *id = handle_hold(handle, HANDLE_ID);
    struct ibv_qp_attr attributes;
    struct ibv_qp_init_attr made;
    CHECK_INT(0, ibv_query_qp(id->cm->qp, &attributes, IBV_QP_MAX_QP_RD_ATOMIC | IBV_QP_MAX_DEST_RD_ATOMIC, &made));
    *reads = attributes.max_rd_atomic;
    *serves = attributes.max_dest_rd_atomic;
    handle_release(handle);
}

/* One READ or WRITE of all the bytes, and its completion by way of the event. */
static void move(struct side *side, const struct side *peer, enum ibv_wr_opcode opcode, uint64_t number)
{
    struct ibv_sge piece = {(uint64_t)(uintptr_t)side->bytes, BYTES, side->keys[0]};
    struct ibv_send_wr request;
    memset(&request, 0, sizeof request);
    request.wr_id = number;
    request.sg_list = &piece;
    request.num_sge = 1;
    request.opcode = opcode;
    request.send_flags = IBV_SEND_SIGNALED;
    request.wr.rdma.remote_addr = (uint64_t)(uintptr_t)peer->bytes;
    request.wr.rdma.rkey = peer->keys[1];
    CHECK_INT(0, DISPATCHER(reqNotifyCQ)(jni, NULL, side->queue, 0));
    DISPATCHER(postSend)(jni, NULL, side->pair, AT(&request));
    quiet();
    CHECK_INT(0, DISPATCHER(getCqEvent)(jni, NULL, side->completions, WAIT_MS));
    CHECK_INT(0, DISPATCHER(ackCqEvent)(jni, NULL, side->queue, 1));
    struct ibv_wc done[4];
    CHECK_INT(1, DISPATCHER(pollCQ)(jni, NULL, side->queue, 4, AT(done)));
    CHECK_INT(IBV_WC_SUCCESS, done[0].status);
    CHECK_INT(number, done[0].wr_id);
    CHECK_INT(-1, DISPATCHER(getCqEvent)(jni, NULL, side->completions, 0));
}

static void fill(struct side *side, unsigned salt)
{
    for (unsigned i = 0; i < BYTES; i++) {
        side->bytes[i] = (unsigned char)(i * 31 + (i >> 8) * 7 + salt);
    }
}

static void check_transfer(const char *digits)
{
    struct side server = {0};
    struct side client = {0};
    unsigned port;
    jlong listener = listen_at(&server, digits, &port);
    resolve(&client, digits, port);
    join(&client, &server, listener, 16, 16);
    fill(&server, 1);
    memset(client.bytes, 0, BYTES);
    move(&client, &server, IBV_WR_RDMA_READ, 101);
    CHECK(memcmp(client.bytes, server.bytes, BYTES) == 0);
    fill(&client, 2);
    move(&client, &server, IBV_WR_RDMA_WRITE, 102);
    CHECK(memcmp(client.bytes, server.bytes, BYTES) == 0);
    fill(&client, 3);
    move(&server, &client, IBV_WR_RDMA_READ, 103);
    CHECK(memcmp(client.bytes, server.bytes, BYTES) == 0);
    CHECK_INT(0, DISPATCHER(disconnect)(jni, NULL, client.id));
    CHECK_INT(server.id, expect(&server, RDMA_CM_EVENT_DISCONNECTED, NULL));
    leave(&client);
    leave(&server);
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, listener));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, server.events));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    nothing_left();
}

TEST(device_moves_bytes_both_ways)
{
    if (address4() != NULL) {
        check_transfer(address4());
    }
}

TEST(device_is_reached_by_ipv6)
{
    if (getenv("RF_RDMA_ADDRESS6") != NULL) {
        check_transfer(getenv("RF_RDMA_ADDRESS6"));
    }
}

/* Powers of two: soft-RoCE rounds up to one. */
static void check_depth(int client_depth, int server_depth, int both)
{
    struct side server = {0};
    struct side client = {0};
    unsigned port;
    jlong listener = listen_at(&server, "0.0.0.0", &port);
    CHECK_INT(-1, DISPATCHER(getContext)(jni, NULL, listener)); /* it listens on every device */
    quiet();
    resolve(&client, address4(), port);
    join(&client, &server, listener, client_depth, server_depth);
    const jlong ends[] = {client.id, server.id};
    for (int i = 0; i < 2; i++) {
        int reads;
        int serves;
        depths(ends[i], &reads, &serves);
        CHECK_INT(both, reads);
        CHECK_INT(both, serves);
    }
    leave(&server);
    leave(&client);
    CHECK_INT(0, DISPATCHER(destroyEp)(jni, NULL, listener));
    CHECK_INT(-1, DISPATCHER(destroyCmId)(jni, NULL, listener));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, server.events));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    nothing_left();
}

TEST(device_reads_as_deep_as_both_ends_want)
{
    if (address4() != NULL) {
        check_depth(8, 4, 4);
        check_depth(2, 16, 2);
    }
}

/* As a program ends that knows no order. */
TEST(device_is_left_in_any_order)
{
    if (address4() == NULL) {
        return;
    }
    struct side server = {0};
    struct side client = {0};
    unsigned port;
    jlong listener = listen_at(&server, address4(), &port);
    resolve(&client, address4(), port);
    join(&client, &server, listener, 16, 16);
    CHECK(DISPATCHER(destroyCQ)(jni, NULL, client.queue) != 0);       /* its pair is there */
    CHECK(DISPATCHER(deallocPd)(jni, NULL, client.domain) != 0);      /* its region is there */
    CHECK(DISPATCHER(destroyCompChannel)(jni, NULL, client.completions) != 0);
    move(&client, &server, IBV_WR_RDMA_READ, 1);                      /* and all still works */
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    CHECK_INT(-1, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, client.id));      /* takes its pair along */
    CHECK_INT(-1, DISPATCHER(destroyQP)(jni, NULL, client.id));
    CHECK_INT(-1, DISPATCHER(getQpNum)(jni, NULL, client.pair));
    CHECK_TEXT("getQpNum: no queue pair", thrown());
    DISPATCHER(deregMr)(jni, NULL, client.region);
    quiet();
    DISPATCHER(deregMr)(jni, NULL, client.region);
    CHECK_TEXT("deregMr: no memory region", thrown());
    CHECK_INT(0, DISPATCHER(deallocPd)(jni, NULL, client.domain));
    CHECK_INT(0, DISPATCHER(destroyCQ)(jni, NULL, client.queue));
    CHECK_INT(0, DISPATCHER(destroyCompChannel)(jni, NULL, client.completions));
    free(client.bytes);
    CHECK_INT(server.id, expect(&server, RDMA_CM_EVENT_DISCONNECTED, NULL));
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, listener));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, server.events));
    leave(&server);
    nothing_left();
}

TEST(device_refuses_with_a_reason)
{
    if (address4() == NULL) {
        return;
    }
    struct side client = {0};
    struct sockaddr_in foreign = java_address("192.0.2.1", 7000);
    resolve(&client, address4(), 9);
    add_queues(&client);
    DISPATCHER(connect)(jni, NULL, client.id, 7, 7, 0, 0);
    quiet();
    CHECK_INT(client.id, expect(&client, RDMA_CM_EVENT_REJECTED, NULL));
    CHECK_INT(8, rankferry_disni_event_status()); /* no such service */
    void *unmapped = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(unmapped, BYTES);
    CHECK_INT(-1, DISPATCHER(regMr)(jni, NULL, client.domain, AT(unmapped), BYTES, ACCESS, AT(client.keys),
        AT(client.keys), AT(client.keys)));
    CHECK_TEXT("Bad address; the range is not all mapped", thrown());
    CHECK_INT(-1, DISPATCHER(createQP)(jni, NULL, client.id, client.domain, client.queue, client.queue, 2, 1, 1, 0));
    CHECK_TEXT("createQP: the id has a queue pair already", thrown());
    jlong other = DISPATCHER(createId)(jni, NULL, client.events, RDMA_PS_TCP);
    DISPATCHER(bindAddr)(jni, NULL, other, AT(&foreign));
    CHECK_TEXT("bindAddr 192.0.2.1:7000: ", thrown());
    CHECK_INT(-1, DISPATCHER(createQP)(jni, NULL, other, client.domain, client.queue, client.queue, 2, 1, 1, 0));
    CHECK_TEXT("createQP: the id has no device yet", thrown());
    DISPATCHER(connect)(jni, NULL, other, 7, 7, 0, 0);
    CHECK_TEXT("connect: the id has no device yet", thrown());
    DISPATCHER(accept)(jni, NULL, other, 7, 7);
    CHECK_TEXT("accept: the id came with no connection request", thrown());
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, other));
    leave(&client);
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    nothing_left();
}

TEST(device_is_the_same_after_many_connections)
{
    if (address4() == NULL) {
        return;
    }
    struct side server = {0};
    struct side client = {0};
    unsigned port;
    jlong listener = listen_at(&server, address4(), &port);
    for (int i = 0; i < CHURN; i++) {
        resolve(&client, address4(), port);
        join(&client, &server, listener, 16, 16);
        leave(&client);
        CHECK_INT(server.id, expect(&server, RDMA_CM_EVENT_DISCONNECTED, NULL));
        leave(&server);
        CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, client.events));
    }
    CHECK_INT(0, DISPATCHER(destroyCmId)(jni, NULL, listener));
    CHECK_INT(0, DISPATCHER(destroyEventChannel)(jni, NULL, server.events));
    nothing_left();
}
