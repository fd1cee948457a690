/* A rank of a job inside: what job.c, job_serve.c and areas.c share. */
#ifndef RF_JOB_H
#define RF_JOB_H

#include "rank.h"

#include <pthread.h>
#include <stdatomic.h>

#define RF_ADDRESS_MAX 255

/*
 *              rf_init             rf_join                STALL
 *     (none) ----------> JOINED ----------> READY    +-----------> STALLED
 *                                             | RESUME |               |
 *                                             +----> RUNNING <---------+  RESUME
 */
enum rf_job_state { RF_JOB_JOINED, RF_JOB_READY, RF_JOB_RUNNING, RF_JOB_STALLED };

struct rf_area {
    unsigned id;
    void *address;
    size_t bytes;
};

struct rf_areas {
    struct rf_area *items;
    size_t count;
    size_t room;
};

struct rf_job {
    struct rf_door door;
    struct rf_failure failure;
    enum rf_job_state state;
    rf_callbacks callbacks;
    char name[RF_JOB_MAX + 1];
    uint32_t rank;
    uint32_t size;
    uint64_t epoch; /* the highest heard of */
    uint64_t own; /* in which this copy was started */
    pid_t owner;
    char *image_door; /* while restoring */
    char address[RF_ADDRESS_MAX + 1];
    char **locations; /* by rank; NULL while not known */
    int *moving;
    rf_stall stall;
    struct rf_areas areas;
    pthread_t thread;
    bool threaded;
    bool broken; /* something has failed that it can't go on after: its end is no good one */
    int wake; /* eventfd that ends the thread */
    atomic_int thread_failed;
};

/* Keeps the text; returns the code. */
int rf_job_fail(rf_job *job, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sends a report; text may be empty. */
int rf_job_report(rf_job *job, enum rf_report what, uint64_t epoch, const char *text);

/* Takes the next frame: 1 and the frame, 0 when there is none, or a code. */
int rf_job_receive(rf_job *job, struct rf_frame *frame);

/* Waits for something to receive. */
int rf_job_wait(rf_job *job, int64_t deadline);

/* Connects to the agent at its door, as the copy of this epoch, and takes its first order. */
int rf_job_connect(rf_job *job, const char *door, uint64_t epoch, int64_t deadline);

/* Lets go of the agent, and comes back to the one that leaves a note, here or in another life. */
int rf_job_leave(rf_job *job, const char *note);

/* Carries out one order; the place where the state changes. Blocks through a stall. */
int rf_job_obey(rf_job *job, const struct rf_frame *frame);

/* Writes all areas as the image of the rank; fills them from the image at the door. */
int rf_areas_write(const struct rf_areas *areas, rf_rank *rank, struct rf_failure *failure);
int rf_areas_read(const struct rf_areas *areas, const char *door, const char *job, int rank, int deadline_ms,
    struct rf_failure *failure);

#endif
