#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A rank stays stalled as long as its agent lives, which decides; this only ends a wait for an agent that hangs. */
#define STALL_DEADLINE_MS (24 * 3600 * 1000)
#define IMAGE_DEADLINE_MS 60000
#define CAPTURED (sizeof "+captured" - 1)

static int tell_failure(rf_job *job, uint64_t epoch)
{
    char text[RF_TEXT_BYTES];
    snprintf(text, sizeof text, "%s", job->failure.text);
    return rf_job_report(job, RF_REPORT_FAILED, epoch, text);
}

/* "global" or "local", "+captured" or not, a blank, and the moving ranks with commas between. */
static int take_stall(rf_job *job, const struct rf_frame *frame)
{
    const char *at = strchr(frame->text, ' ');
    size_t count = 0;
    while (at != NULL && *at != '\0') {
        char *end;
        long rank = strtol(at + 1, &end, 10);
        if (end == at + 1 || rank < 0 || (uint32_t)rank >= job->size || count == job->size) {
            return rf_job_fail(job, RF_EPROTO, "STALL of the agent names \"%.60s\"", at + 1);
        }
        job->moving[count++] = (int)rank;
        at = end;
    }
    size_t word = strcspn(frame->text, " ");
    job->stall = (rf_stall){frame->epoch, strncmp(frame->text, "global", 6) == 0, count, job->moving,
        word > CAPTURED && strncmp(frame->text + word - CAPTURED, "+captured", CAPTURED) == 0};
    return 0;
}

/* "RANK ADDRESS RANK ADDRESS ...", with a blank between two words. */
static int take_locations(rf_job *job, const struct rf_frame *frame)
{
    const char *at = frame->text;
    while (*at != '\0') {
        char *end;
        long rank = strtol(at, &end, 10);
        size_t n = *end == ' ' ? strcspn(end + 1, " ") : 0;
        if (rank < 0 || (uint32_t)rank >= job->size || n == 0) {
            return rf_job_fail(job, RF_EPROTO, "LOCATIONS of the agent has \"%.60s\"", at);
        }
        char *address = strndup(end + 1, n);
        if (address == NULL) {
            return rf_job_fail(job, RF_ENOMEM, "no memory for the address of rank %ld", rank);
        }
        free(job->locations[rank]);
        job->locations[rank] = address;
        at = end + 1 + n + (end[1 + n] == ' ');
    }
    return 0;
}

/* One image, written as often as the target asks for it. */
static int write_image(rf_job *job, rf_rank *rank)
{
    enum rf_phase phase;
    int rc;
    for (;;) {
        rc = rf_wait_phase(rank, &phase, NULL, IMAGE_DEADLINE_MS);
        if (rc == 0 && phase == RF_PHASE_ABORTED) {
            return RF_EABORTED;
        }
        if (rc != 0) {
            return rc;
        }
        if (phase != RF_PHASE_CHECKPOINT) {
            continue;
        }
        do {
            rc = rf_image_begin(rank);
            if (rc == 0) {
                struct rf_failure failure = {0};
                rc = job->callbacks.checkpoint != NULL ? job->callbacks.checkpoint(job->callbacks.context, rank)
                                                       : rf_areas_write(&job->areas, rank, &failure);
            }
            if (rc == 0) {
                rc = rf_image_end(rank, 0);
            }
            if (rc == 0) {
                rc = rf_wait_committed(rank, IMAGE_DEADLINE_MS);
            }
        } while (rc == RF_EAGAIN_IMAGE);
        return rc;
    }
}

/* A set that was given up is no failure of the rank: another order follows. */
static int checkpoint(rf_job *job, const struct rf_frame *frame)
{
    rf_options options = RF_OPTIONS_INIT;
    options.job = job->name;
    options.rank = (int)job->rank;
    options.door = frame->text;
    rf_rank *rank;
    int rc = rf_attach(&rank, &options);
    if (rc != 0) {
        rf_job_fail(job, rc, "%s", rf_error(NULL));
        return tell_failure(job, frame->epoch);
    }
    rc = write_image(job, rank);
    if (rc != 0) {
        rf_job_fail(job, rc, "its image could not be written: %s", rf_error(rank));
    }
    rf_detach(rank);
    return rc == 0 || rc == RF_EABORTED || rc == RF_ELOST ? 0 : tell_failure(job, frame->epoch);
}

static int stall(rf_job *job, const struct rf_frame *frame)
{
    int rc = take_stall(job, frame);
    if (rc != 0) {
        return rc;
    }
    job->state = RF_JOB_STALLED;
    rc = job->callbacks.quiesce(job->callbacks.context, &job->stall);
    if (rc != 0) {
        rf_job_fail(job, RF_ESTATE, "quiesce returned %d", rc);
        return tell_failure(job, frame->epoch);
    }
    return rf_job_report(job, RF_REPORT_QUIET, frame->epoch, job->address);
}

static int resume(rf_job *job, const struct rf_frame *frame)
{
    job->stall.epoch = frame->epoch;
    int rc = job->callbacks.resume(job->callbacks.context, &job->stall);
    if (rc != 0) {
        rf_job_fail(job, RF_ESTATE, "resume returned %d", rc);
        int told = tell_failure(job, frame->epoch);
        return told != 0 ? told : RF_ESTATE;
    }
    job->state = RF_JOB_RUNNING;
    return rf_job_report(job, RF_REPORT_RUNNING, frame->epoch, "");
}

static int out_of_place(rf_job *job, const struct rf_frame *frame)
{
    static const char *const states[] = {"JOINED", "READY", "RUNNING", "STALLED"};
    return rf_job_fail(job, RF_EPROTO, "order %d of epoch %llu from the agent does not fit state %s", frame->order,
        (unsigned long long)frame->epoch, states[job->state]);
}

static int obey(rf_job *job, const struct rf_frame *frame)
{
    switch (frame->order) {
        case RF_ORDER_LOCATIONS: return take_locations(job, frame);
        case RF_ORDER_STALL:
            return job->state == RF_JOB_RUNNING || job->state == RF_JOB_STALLED ? stall(job, frame)
                                                                                : out_of_place(job, frame);
        case RF_ORDER_CHECKPOINT:
            return job->state == RF_JOB_STALLED ? checkpoint(job, frame) : out_of_place(job, frame);
        case RF_ORDER_LEAVE:
            return job->state == RF_JOB_STALLED ? rf_job_leave(job, frame->text) : out_of_place(job, frame);
        case RF_ORDER_RESUME:
            return job->state == RF_JOB_STALLED || job->state == RF_JOB_READY ? resume(job, frame)
                                                                              : out_of_place(job, frame);
        default: return out_of_place(job, frame);
    }
}

int rf_job_obey(rf_job *job, const struct rf_frame *order)
{
    if (order->epoch < job->epoch) {
        return 0; /* of an attempt that is over */
    }
    job->epoch = order->epoch;
    int rc = obey(job, order);
    int64_t deadline = rf_deadline(STALL_DEADLINE_MS);
    struct rf_frame frame;
    while (rc == 0 && job->state == RF_JOB_STALLED) {
        rc = rf_job_receive(job, &frame);
        if (rc == 0) {
            rc = rf_job_wait(job, deadline);
        } else if (rc == 1) {
            rc = 0;
            if (frame.epoch >= job->epoch) {
                job->epoch = frame.epoch;
                rc = obey(job, &frame);
            }
        }
    }
    return rc;
}
