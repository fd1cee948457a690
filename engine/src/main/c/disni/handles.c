#include "handles.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#define SLOT_BITS 16
#define KIND_SHIFT 48
#define CLOSING (INT64_C(1) << 62)
#define CLOSE_NAP_NANOS 200000

/* A cache line each: a thread that polls one queue does not disturb one that posts to another. */
struct slot {
    _Alignas(64) _Atomic int64_t handle; /* 0 when free; with CLOSING while being closed */
    _Atomic int holders;
    uint32_t generation;
    int next_free;
    void *object;
};

static struct slot slots[HANDLES_MAX];
static _Atomic int counts[HANDLE_KINDS];

/* Guards the free slots only. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int first_free = -1;
static int used;

static const char *const names[HANDLE_KINDS] = {
    [HANDLE_EVENT_CHANNEL] = "event channel",
    [HANDLE_ID] = "connection id",
    [HANDLE_QUEUE_PAIR] = "queue pair",
    [HANDLE_DEVICE] = "device",
    [HANDLE_DOMAIN] = "protection domain",
    [HANDLE_COMPLETION_CHANNEL] = "completion channel",
    [HANDLE_COMPLETION_QUEUE] = "completion queue",
    [HANDLE_REGION] = "memory region",
};

const char *handle_kind_name(enum handle_kind kind)
{
    return names[kind];
}

static struct slot *slot_of(int64_t handle)
{
    return &slots[handle & (HANDLES_MAX - 1)];
}

static int kind_of(int64_t handle)
{
    return (int)(handle >> KIND_SHIFT);
}

int64_t handle_open(enum handle_kind kind, void *object)
{
    pthread_mutex_lock(&lock);
    int index = first_free;
    if (index >= 0) {
        first_free = slots[index].next_free;
    } else if (used < HANDLES_MAX) {
        index = used++;
    }
    pthread_mutex_unlock(&lock);
    if (index < 0) {
        return 0;
    }
    struct slot *slot = &slots[index];
    slot->generation++;
    slot->object = object;
    int64_t handle = (int64_t)kind << KIND_SHIFT | (int64_t)slot->generation << SLOT_BITS | index;
    atomic_fetch_add(&counts[kind], 1);
    atomic_store(&slot->handle, handle);
    return handle;
}

void *handle_hold(int64_t handle, enum handle_kind kind)
{
    if (kind_of(handle) != (int)kind) {
        return NULL;
    }
    struct slot *slot = slot_of(handle);
    if (atomic_load_explicit(&slot->handle, memory_order_relaxed) != handle) {
        return NULL;
    }
    /* Counted first, looked at second; handle_close marks first, counts second: one of the two sees the other. */
    atomic_fetch_add(&slot->holders, 1);
    if (atomic_load(&slot->handle) != handle) {
        atomic_fetch_sub(&slot->holders, 1);
        return NULL;
    }
    return slot->object;
}

void handle_release(int64_t handle)
{
    atomic_fetch_sub(&slot_of(handle)->holders, 1);
}

bool handle_closing(int64_t handle)
{
    return atomic_load(&slot_of(handle)->handle) != handle;
}

void *handle_close(int64_t handle, enum handle_kind kind)
{
    if (kind_of(handle) != (int)kind) {
        return NULL;
    }
    struct slot *slot = slot_of(handle);
    int64_t expected = handle;
    if (!atomic_compare_exchange_strong(&slot->handle, &expected, handle | CLOSING)) {
        return NULL;
    }
    struct timespec nap = {0, CLOSE_NAP_NANOS};
    while (atomic_load(&slot->holders) != 0) {
        nanosleep(&nap, NULL);
    }
    return slot->object;
}

void handle_free(int64_t handle)
{
    struct slot *slot = slot_of(handle);
    slot->object = NULL;
    atomic_store(&slot->handle, 0);
    atomic_fetch_sub(&counts[kind_of(handle)], 1);
    pthread_mutex_lock(&lock);
    slot->next_free = first_free;
    first_free = (int)(slot - slots);
    pthread_mutex_unlock(&lock);
}

void handle_reopen(int64_t handle)
{
    atomic_store(&slot_of(handle)->handle, handle);
}

int handle_count(enum handle_kind kind)
{
    return atomic_load(&counts[kind]);
}
