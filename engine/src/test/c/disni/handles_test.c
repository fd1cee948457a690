#include "handles.h"
#include "harness.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define THREADS 3
#define ROUNDS 20000

TEST(handle_is_found_by_its_kind_only)
{
    int object;
    int64_t handle = handle_open(HANDLE_QUEUE_PAIR, &object);
    CHECK(handle > 0);
    for (int kind = 1; kind < HANDLE_KINDS; kind++) {
        void *found = handle_hold(handle, (enum handle_kind)kind);
        CHECK(found == (kind == HANDLE_QUEUE_PAIR ? &object : NULL));
        if (found != NULL) {
            handle_release(handle);
        }
    }
    CHECK(handle_close(handle, HANDLE_REGION) == NULL);
    CHECK(handle_close(handle, HANDLE_QUEUE_PAIR) == &object);
    handle_free(handle);
}

TEST(closed_handle_stays_closed_when_its_slot_is_used_again)
{
    int first;
    int second;
    int64_t stale = handle_open(HANDLE_REGION, &first);
    CHECK(handle_close(stale, HANDLE_REGION) == &first);
    handle_free(stale);
    int64_t fresh = handle_open(HANDLE_REGION, &second);
    CHECK((fresh & (HANDLES_MAX - 1)) == (stale & (HANDLES_MAX - 1)));
    CHECK(handle_hold(stale, HANDLE_REGION) == NULL);
    CHECK(handle_close(stale, HANDLE_REGION) == NULL);
    CHECK(handle_hold(fresh, HANDLE_REGION) == &second);
    handle_release(fresh);
    CHECK(handle_close(fresh, HANDLE_REGION) == &second);
    CHECK(handle_hold(fresh, HANDLE_REGION) == NULL);
    CHECK(handle_closing(fresh));
    handle_reopen(fresh);
    CHECK(handle_hold(fresh, HANDLE_REGION) == &second);
    handle_release(fresh);
    CHECK(handle_close(fresh, HANDLE_REGION) == &second);
    handle_free(fresh);
}

TEST(made_up_handles_find_nothing)
{
    int64_t some[] = {0, -1, 1, INT64_MIN, INT64_MAX, (int64_t)HANDLE_ID << 48, (int64_t)HANDLE_ID << 48 | 1 << 16};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        for (int kind = 1; kind < HANDLE_KINDS; kind++) {
            CHECK(handle_hold(some[i], (enum handle_kind)kind) == NULL);
            CHECK(handle_close(some[i], (enum handle_kind)kind) == NULL);
        }
    }
    for (int i = 0; i < 100000; i++) {
        CHECK(handle_hold((int64_t)test_random(), HANDLE_ID) == NULL);
    }
}

TEST(handles_run_out_and_come_back)
{
    int object;
    int64_t *handles = malloc(HANDLES_MAX * sizeof *handles);
    int open = 0;
    while (open < HANDLES_MAX && (handles[open] = handle_open(HANDLE_REGION, &object)) != 0) {
        open++;
    }
    /* The devices that other tests saw keep theirs. */
    CHECK_INT(HANDLES_MAX - handle_count(HANDLE_DEVICE), open);
    CHECK_INT(0, handle_open(HANDLE_REGION, &object));
    CHECK_INT(open, handle_count(HANDLE_REGION));
    for (int i = 0; i < open; i++) {
        CHECK(handle_close(handles[i], HANDLE_REGION) == &object);
        handle_free(handles[i]);
    }
    CHECK_INT(0, handle_count(HANDLE_REGION));
    free(handles);
}

/* Threads use an object while another closes it and frees its memory: the sanitizer would see a use after that. */
static _Atomic int64_t shared;
static _Atomic bool stop;
static _Atomic long uses;

static void *use(void *unused)
{
    while (!atomic_load(&stop)) {
        int64_t handle = atomic_load(&shared);
        int *value = handle_hold(handle, HANDLE_DOMAIN);
        if (value != NULL) {
            CHECK_INT(42, *(volatile int *)value);
            atomic_fetch_add(&uses, 1);
            handle_release(handle);
        }
    }
    return unused;
}

TEST(nobody_uses_what_is_freed)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK_INT(0, pthread_create(&threads[i], NULL, use, NULL));
    }
    for (int i = 0; i < ROUNDS || atomic_load(&uses) < 100; i++) {
        int *value = malloc(sizeof *value);
        *value = 42;
        int64_t handle = handle_open(HANDLE_DOMAIN, value);
        atomic_store(&shared, handle);
        int *closed = handle_close(handle, HANDLE_DOMAIN);
        CHECK(closed == value);
        *closed = 0;
        free(closed);
        handle_free(handle);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_INT(0, handle_count(HANDLE_DOMAIN));
}
