/* Failures: a code and one line of text, kept where the caller can ask for them. */
#ifndef RF_ERROR_H
#define RF_ERROR_H

#include <stdint.h>
#include <time.h>

#define RF_TEXT_BYTES 1024

struct rf_failure {
    int code;
    char text[RF_TEXT_BYTES];
};

/* Sets the failure and returns its code. Control characters become blanks: a failure is one line. */
int rf_fail(struct rf_failure *failure, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "<format...>: " in front of the text that is there; keeps the code. */
int rf_fail_in(struct rf_failure *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The failure of the last attach or open of this thread, which had no object to keep it. */
extern _Thread_local struct rf_failure rf_thread_failure;

/* Deadlines are absolute, nanoseconds of CLOCK_MONOTONIC. */
static inline int64_t rf_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t rf_deadline(int ms)
{
    return rf_now() + (int64_t)ms * 1000000;
}

#endif
