#include "handles.h"
#include "harness.h"
#include "waits.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int pipe_ends[2];
static int64_t handle;

static int64_t millis(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void begin(void)
{
    CHECK_INT(0, pipe(pipe_ends));
    handle = handle_open(HANDLE_COMPLETION_CHANNEL, pipe_ends);
    CHECK(handle_hold(handle, HANDLE_COMPLETION_CHANNEL) == pipe_ends);
}

static void finish(void)
{
    handle_release(handle);
    handle_close(handle, HANDLE_COMPLETION_CHANNEL);
    handle_free(handle);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

TEST(wait_of_nothing_polls)
{
    begin();
    CHECK_INT(WAIT_OVER, wait_readable(pipe_ends[0], deadline_after(0), handle));
    CHECK_INT(1, write(pipe_ends[1], "x", 1));
    CHECK_INT(WAIT_READABLE, wait_readable(pipe_ends[0], deadline_after(0), handle));
    CHECK_INT(WAIT_READABLE, wait_readable(pipe_ends[0], deadline_after(-1), handle));
    finish();
}

static volatile sig_atomic_t signals;

static void count(int number)
{
    signals = signals + 1;
}

/* A profiler sends signals all the time: the wait must not end early, and must end. */
TEST(wait_keeps_its_deadline_under_signals)
{
    begin();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = count;
    sigaction(SIGPROF, &action, NULL);
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF};
    CHECK_INT(0, timer_create(CLOCK_MONOTONIC, &event, &timer));
    struct itimerspec often = {.it_interval = {0, 5000000}, .it_value = {0, 5000000}};
    CHECK_INT(0, timer_settime(timer, 0, &often, NULL));
    int64_t before = millis();
    CHECK_INT(WAIT_OVER, wait_readable(pipe_ends[0], deadline_after(250), handle));
    CHECK(millis() - before >= 250);
    CHECK(signals > 2);
    timer_delete(timer);
    finish();
}

static void *closes(void *unused)
{
    nanosleep(&(struct timespec){0, 20000000}, NULL);
    CHECK(handle_close(handle, HANDLE_COMPLETION_CHANNEL) == pipe_ends);
    return unused;
}

TEST(close_ends_a_wait_for_ever)
{
    begin();
    pthread_t closer;
    CHECK_INT(0, pthread_create(&closer, NULL, closes, NULL));
    CHECK_INT(WAIT_CLOSED, wait_readable(pipe_ends[0], deadline_after(-1), handle));
    handle_release(handle);
    pthread_join(closer, NULL);
    handle_free(handle);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}
