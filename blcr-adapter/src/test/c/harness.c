#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Other modules' tests in C run in it too, under a name of their own. */
#ifndef TEST_SUITE
#define TEST_SUITE "C client"
#endif
#define TESTS_MAX 200
#define SECONDS_MAX 60

static struct {
    const char *name;
    void (*body)(void);
} tests[TESTS_MAX];
static int test_count;
static const char *running = "";
static uint64_t seed = 1;
static uint64_t state;

void test_register(const char *name, void (*body)(void))
{
    if (test_count == TESTS_MAX) {
        fprintf(stderr, "more than %d tests\n", TESTS_MAX);
        _exit(1);
    }
    tests[test_count].name = name;
    tests[test_count++].body = body;
}

static void failed(const char *file, int line)
{
    const char *base = strrchr(file, '/');
    fprintf(stderr, "FAILED %s at %s:%d (RF_TEST_SEED=%llu): ", running, base == NULL ? file : base + 1, line,
        (unsigned long long)seed);
}

void test_check(bool holds, const char *condition, const char *file, int line)
{
    if (!holds) {
        failed(file, line);
        fprintf(stderr, "%s\n", condition);
        _exit(1);
    }
}

void test_check_int(long long expected, long long actual, const char *what, const char *file, int line)
{
    if (expected != actual) {
        failed(file, line);
        fprintf(stderr, "%s is %lld, expected %lld\n", what, actual, expected);
        _exit(1);
    }
}

void test_check_text(const char *part, const char *text, const char *file, int line)
{
    if (strstr(text, part) == NULL || strchr(text, '\n') != NULL) {
        failed(file, line);
        fprintf(stderr, "text is \"%s\", expected one line with \"%s\"\n", text, part);
        _exit(1);
    }
}

uint64_t test_random(void)
{
    state += 0x9E3779B97F4A7C15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int main(int argc, char **argv)
{
    const char *given = getenv("RF_TEST_SEED");
    seed = given != NULL ? strtoull(given, NULL, 10) : 1;
    int done = 0;
    for (int i = 0; i < test_count; i++) {
        if (argc > 1 && strstr(tests[i].name, argv[1]) == NULL) {
            continue;
        }
        running = tests[i].name;
        state = seed;
        alarm(SECONDS_MAX); /* a test that hangs is a failure */
        struct timespec before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        tests[i].body();
        clock_gettime(CLOCK_MONOTONIC, &after);
        if (getenv("RF_TEST_TIMES") != NULL) {
            printf("%5ld ms %s\n",
                (long)((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000), running);
        }
        done++;
    }
    printf(TEST_SUITE ": %d tests ok\n", done);
    return done > 0 ? 0 : 1;
}
