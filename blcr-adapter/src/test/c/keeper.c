/*
 * keeper FILE BYTES [THREADS]: a process to be captured as it is. Fills its memory by a rule, and counts; each thread
 * counts for itself. Every 10 ms it checks the memory and adds "COUNT" to FILE, until FILE.stop is there: then it says
 * what every thread has counted, and ends. A count that goes back, a thread that is gone or a byte that is wrong ends it
 * with 1.
 */
#include "content.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_THREADS 16
#define SEED 5
#define CHECKED_AT_ONCE (1u << 20)

static atomic_ulong counts[MOST_THREADS];
static atomic_int over;

static void nap(void)
{
    struct timespec t = {0, 10000000};
    nanosleep(&t, NULL);
}

static void *count(void *slot)
{
    while (!atomic_load(&over)) {
        atomic_fetch_add((atomic_ulong *)slot, 1);
        nap();
    }
    return NULL;
}

int main(int argc, char **argv)
{
    size_t bytes = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 0;
    int threads = argc > 3 ? atoi(argv[3]) : 0;
    if (argc < 3 || threads < 0 || threads > MOST_THREADS) {
        fprintf(stderr, "usage: keeper FILE BYTES [THREADS]\n");
        return 2;
    }
    char stop[4096];
    snprintf(stop, sizeof stop, "%s.stop", argv[1]);
    char *memory = malloc(bytes + 1);
    uint64_t key = rf_content_key(SEED, 0, 0);
    if (memory == NULL) {
        return 1;
    }
    rf_content_fill(memory, bytes, key, 0);
    pthread_t ids[MOST_THREADS];
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&ids[i], NULL, count, &counts[i]) != 0) {
            return 1;
        }
    }
    FILE *out = fopen(argv[1], "ae");
    if (out == NULL) {
        return 1;
    }
    size_t at = 0;
    for (unsigned long n = 1; access(stop, F_OK) != 0; n++) {
        size_t length = bytes - at < CHECKED_AT_ONCE ? bytes - at : CHECKED_AT_ONCE;
        if (rf_content_check(memory + at, length, key, at) >= 0) {
            fprintf(out, "memory is wrong after %zu\n", at);
            return 1;
        }
        at = at + length == bytes ? 0 : at + length;
        fprintf(out, "%lu\n", n);
        fflush(out);
        nap();
    }
    atomic_store(&over, 1);
    fprintf(out, "memory %s\n", rf_content_check(memory, bytes, key, 0) < 0 ? "right" : "wrong");
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        fprintf(out, "thread %d %lu\n", i, atomic_load(&counts[i]));
    }
    fclose(out);
    return 0;
}
