#include "job.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define DEFAULT_DEADLINE_MS 60000
#define MOST_RANKS (1 << 24)

const char *rf_job_error(const rf_job *job)
{
    return job == NULL ? rf_thread_failure.text : job->failure.text;
}

int rf_job_fail(rf_job *job, int code, const char *format, ...)
{
    char text[RF_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return rf_fail(&job->failure, code, "rank %u of job %s: %s", job->rank, job->name, text);
}

/* What the connection says, told as this rank's. */
static int door_failed(rf_job *job, int code)
{
    rf_fail_in(&job->failure, "rank %u of job %s", job->rank, job->name);
    return code;
}

int rf_job_report(rf_job *job, enum rf_report what, uint64_t epoch, const char *text)
{
    char frame[RF_FRAME_MAX];
    size_t length = rf_frame_rank_report(frame, (int)what, epoch, text);
    int rc = rf_door_send(&job->door, frame, length, rf_deadline(DEFAULT_DEADLINE_MS), &job->failure);
    return rc == 0 ? 0 : door_failed(job, rc);
}

int rf_job_receive(rf_job *job, struct rf_frame *frame)
{
    int rc = rf_door_receive(&job->door, frame, &job->failure);
    if (rc < 0) {
        return door_failed(job, rc);
    }
    if (rc == 1 && frame->kind == RF_FRAME_REFUSED) {
        return rf_job_fail(job, RF_EREFUSED, "refused by the agent: %s", frame->text);
    }
    if (rc == 1 && frame->kind != RF_FRAME_RANK_ORDER) {
        return rf_job_fail(job, RF_EPROTO, "%s frame from the agent, expected RankOrder", rf_frame_name(frame->kind));
    }
    return rc;
}

int rf_job_wait(rf_job *job, int64_t deadline)
{
    int rc = rf_door_wait(&job->door, deadline, &job->failure);
    if (rc == RF_EDEADLINE) {
        return rf_job_fail(job, rc, "no order from the agent within the deadline");
    }
    return rc == 0 ? 0 : door_failed(job, rc);
}

/* ---- joining */

static const char *from_environment(const char *given, const char *variable)
{
    const char *value = given != NULL ? given : getenv(variable);
    return value == NULL ? "" : value;
}

static int number(const char *variable, int64_t most, int64_t *out, struct rf_failure *failure)
{
    const char *text = from_environment(NULL, variable);
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 0 || value > most) {
        return rf_fail(failure, RF_EINVAL, "rf_init: $%s is \"%.40s\", expected 0 to %lld; start the program with"
            " rankferry job", variable, text, (long long)most);
    }
    *out = value;
    return 0;
}

static int take_start(rf_job *job, const struct rf_frame *frame)
{
    job->epoch = frame->epoch;
    if (frame->order == RF_ORDER_RESTORE) {
        job->image_door = strdup(frame->text);
        return job->image_door != NULL ? 0 : rf_job_fail(job, RF_ENOMEM, "rf_init: no memory");
    }
    return frame->order == RF_ORDER_START
        ? 0
        : rf_job_fail(job, RF_EPROTO, "the agent's first order is %d, expected START or RESTORE", frame->order);
}

int rf_job_connect(rf_job *job, const char *door, uint64_t epoch, int64_t deadline)
{
    job->own = epoch;
    int rc = rf_door_connect(&job->door, door, false, deadline, &job->failure);
    if (rc != 0) {
        return door_failed(job, rc);
    }
    char bytes[RF_FRAME_MAX];
    size_t length = rf_frame_rank_join(bytes, job->rank, (uint32_t)getpid(), epoch, job->name);
    rc = rf_door_send(&job->door, bytes, length, deadline, &job->failure);
    if (rc != 0 && rc != RF_ELOST) { /* a refusal may be waiting to be read */
        return door_failed(job, rc);
    }
    struct rf_frame frame;
    while ((rc = rf_job_receive(job, &frame)) == 0) {
        rc = rf_job_wait(job, deadline);
        if (rc != 0) {
            return rc;
        }
    }
    return rc < 0 ? rc : take_start(job, &frame);
}

static int check_callbacks(const rf_callbacks *callbacks, struct rf_failure *failure)
{
    if (callbacks == NULL || callbacks->size < offsetof(rf_callbacks, arrive) || callbacks->quiesce == NULL
        || callbacks->resume == NULL) {
        return rf_fail(failure, RF_EINVAL, "rf_init: callbacks need quiesce and resume; start from RF_CALLBACKS_INIT");
    }
    return 0;
}

int rf_init(rf_job **out, const char *name, int rank, const rf_callbacks *callbacks)
{
    *out = NULL;
    struct rf_failure *failure = &rf_thread_failure;
    int rc = check_callbacks(callbacks, failure);
    int64_t number_of_rank = rank;
    int64_t size = 0;
    int64_t epoch = 0;
    name = from_environment(name, "RANKFERRY_JOB");
    const char *door = from_environment(NULL, "RANKFERRY_NODE_DOOR");
    if (rc == 0 && rank < 0) {
        rc = number("RANKFERRY_RANK", MOST_RANKS, &number_of_rank, failure);
    }
    if (rc == 0) {
        rc = number("RANKFERRY_RANKS", MOST_RANKS, &size, failure);
    }
    if (rc == 0) {
        rc = number("RANKFERRY_EPOCH", INT64_MAX, &epoch, failure);
    }
    if (rc == 0 && (!rf_valid_name(name, RF_JOB_MAX) || number_of_rank >= size || door[0] == '\0')) {
        rc = rf_fail(failure, RF_EINVAL, "rf_init: job is \"%.80s\", rank %lld of %lld, door \"%.200s\"; start the"
            " program with rankferry job", name, (long long)number_of_rank, (long long)size, door);
    }
    if (rc != 0) {
        return rc;
    }
    rf_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return rf_fail(failure, RF_ENOMEM, "rf_init: no memory for %zu bytes", sizeof *job);
    }
    job->door.fd = -1;
    job->wake = -1;
    job->owner = getpid();
    memcpy(&job->callbacks, callbacks, callbacks->size < sizeof job->callbacks ? callbacks->size : sizeof job->callbacks);
    memcpy(job->name, name, strlen(name) + 1);
    job->rank = (uint32_t)number_of_rank;
    job->size = (uint32_t)size;
    job->locations = calloc((size_t)size, sizeof *job->locations);
    job->moving = calloc((size_t)size, sizeof *job->moving);
    rc = job->locations == NULL || job->moving == NULL
        ? rf_job_fail(job, RF_ENOMEM, "rf_init: no memory for %lld ranks", (long long)size)
        : rf_job_connect(job, door, (uint64_t)epoch, rf_deadline(DEFAULT_DEADLINE_MS));
    if (rc != 0) {
        *failure = job->failure;
        rf_fail_in(failure, "at %s", door);
        rf_finalize(job);
        return rc;
    }
    *out = job;
    return 0;
}

/* ---- asking */

int rf_job_rank(const rf_job *job)
{
    return (int)job->rank;
}

int rf_size(const rf_job *job)
{
    return (int)job->size;
}

int rf_restoring(const rf_job *job)
{
    return job->image_door != NULL;
}

const char *rf_image_door(const rf_job *job)
{
    return job->image_door;
}

const char *rf_location(const rf_job *job, int rank)
{
    return rank < 0 || (uint32_t)rank >= job->size ? NULL : job->locations[rank];
}

int rf_job_fd(const rf_job *job)
{
    return job->door.fd;
}

/* ---- running */

int rf_restore(rf_job *job)
{
    if (job->image_door == NULL) {
        return rf_job_fail(job, RF_ESTATE, "rf_restore: there is no image; ask rf_restoring first");
    }
    int rc = rf_areas_read(
        &job->areas, job->image_door, job->name, (int)job->rank, DEFAULT_DEADLINE_MS, &job->failure);
    return rc == 0 ? 0 : door_failed(job, rc);
}

int rf_address(rf_job *job, const char *address)
{
    size_t n = 0;
    while (address != NULL && address[n] > ' ' && address[n] < 127) {
        n++;
    }
    if (n == 0 || n > RF_ADDRESS_MAX || address[n] != '\0') {
        return rf_job_fail(job, RF_EINVAL, "address is \"%.80s\", expected 1 to %d printable characters without blanks",
            address == NULL ? "" : address, RF_ADDRESS_MAX);
    }
    memcpy(job->address, address, n + 1);
    return 0;
}

int rf_join(rf_job *job, const char *address, int deadline_ms)
{
    if (job->state != RF_JOB_JOINED) {
        return rf_job_fail(job, RF_ESTATE, "rf_join: this rank has joined already");
    }
    int rc = rf_address(job, address);
    if (rc == 0) {
        rc = rf_job_report(job, RF_REPORT_READY, job->epoch, job->address);
    }
    if (rc != 0) {
        return rc;
    }
    job->state = RF_JOB_READY;
    int64_t deadline = rf_deadline(deadline_ms < 0 ? DEFAULT_DEADLINE_MS : deadline_ms);
    struct rf_frame frame;
    while (rc == 0 && job->state != RF_JOB_RUNNING) {
        rc = rf_job_receive(job, &frame);
        if (rc == 1) {
            rc = rf_job_obey(job, &frame);
        } else if (rc == 0) {
            rc = rf_job_wait(job, deadline);
        }
    }
    free(job->image_door);
    job->image_door = NULL;
    return rc;
}

int rf_peers(rf_job *job, const int *ranks, size_t count)
{
    char text[RF_PIECE_MAX + 1] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (ranks[i] < 0 || (uint32_t)ranks[i] >= job->size) {
            return rf_job_fail(job, RF_EINVAL, "rf_peers: rank %d of %u", ranks[i], job->size);
        }
        int n = snprintf(text + used, sizeof text - used, "%s%d", i == 0 ? "" : ",", ranks[i]);
        if (n < 0 || (size_t)n >= sizeof text - used) {
            /* So many peers are all, to the agent: it stalls more ranks than it must, never fewer. */
            return rf_job_report(job, RF_REPORT_PEERS, job->epoch, "*");
        }
        used += (size_t)n;
    }
    return rf_job_report(job, RF_REPORT_PEERS, job->epoch, text);
}

static int serve(rf_job *job)
{
    struct rf_frame frame;
    int rc;
    while ((rc = rf_job_receive(job, &frame)) == 1) {
        rc = rf_job_obey(job, &frame);
        if (rc != 0) {
            break;
        }
    }
    job->broken |= rc != 0;
    return rc;
}

int rf_poll(rf_job *job)
{
    if (job->threaded) {
        return atomic_load(&job->thread_failed);
    }
    if (job->state != RF_JOB_RUNNING) {
        return rf_job_fail(job, RF_ESTATE, "rf_poll: call rf_join first");
    }
    return serve(job);
}

static void *progress(void *argument)
{
    rf_job *job = argument;
    for (;;) {
        struct pollfd waits[] = {{.fd = job->door.fd, .events = POLLIN}, {.fd = job->wake, .events = POLLIN}};
        if (poll(waits, 2, -1) < 0 && errno != EINTR) {
            atomic_store(&job->thread_failed, rf_job_fail(job, RF_ESYS, "poll: %s", strerror(errno)));
            return NULL;
        }
        if (waits[1].revents != 0) {
            return NULL;
        }
        int rc = serve(job);
        if (rc != 0) {
            atomic_store(&job->thread_failed, rc);
            return NULL;
        }
    }
}

int rf_progress_thread(rf_job *job)
{
    if (job->threaded || job->state != RF_JOB_RUNNING) {
        return rf_job_fail(job, RF_ESTATE, "rf_progress_thread: call it once, after rf_join");
    }
    int rc = serve(job); /* what has been read already would not wake a poll */
    if (rc != 0) {
        return rc;
    }
    job->wake = eventfd(0, EFD_CLOEXEC);
    int cause = job->wake < 0 ? errno : pthread_create(&job->thread, NULL, progress, job);
    if (cause != 0) {
        return rf_job_fail(job, RF_ESYS, "rf_progress_thread: %s", strerror(cause));
    }
    job->threaded = true;
    return 0;
}

int rf_finalize(rf_job *job)
{
    if (job == NULL) {
        return 0;
    }
    if (job->threaded) {
        uint64_t one = 1;
        ssize_t ignored = write(job->wake, &one, sizeof one);
        (void)ignored;
        pthread_join(job->thread, NULL);
    }
    if (job->wake >= 0) {
        close(job->wake);
    }
    int rc = 0;
    if (job->state == RF_JOB_RUNNING && !job->broken && job->owner == getpid()) {
        rc = rf_job_report(job, RF_REPORT_FINISHED, job->epoch, "");
    }
    rf_door_close(&job->door);
    for (uint32_t i = 0; job->locations != NULL && i < job->size; i++) {
        free(job->locations[i]);
    }
    free(job->locations);
    free(job->moving);
    free(job->areas.items);
    free(job->image_door);
    free(job);
    return rc;
}
