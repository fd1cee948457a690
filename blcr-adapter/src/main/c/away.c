/*
 * A rank that is captured: the checkpointer takes its process as it is, so it must hold no connection. It lets go of its
 * agent and waits for a note at a path it was told. In the process that was captured that note comes from the same agent,
 * when the attempt is taken back or was a checkpoint only. In the copy on another node it comes from the agent there.
 *
 *     note:   EPOCH '\n' HOST '\n' DOOR '\n'      put in place by a rename, so that it is whole
 */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS 1000000 /* a stall waits for it */
#define CONNECT_DEADLINE_MS 60000

struct note {
    char text[RF_PIECE_MAX + 1];
    uint64_t epoch;
    const char *host;
    const char *door;
};

/* Takes the note: 1, or 0 when there is none yet, or a code. */
static int take(rf_job *job, const char *path, struct note *note)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT || errno == EINTR ? 0 : rf_job_fail(job, RF_ESYS, "note %s: %s", path, strerror(errno));
    }
    struct stat about;
    ssize_t n = fstat(fd, &about) == 0 && (about.st_uid == geteuid() || about.st_uid == 0)
        ? read(fd, note->text, RF_PIECE_MAX) : -1;
    close(fd);
    if (n < 0) {
        return rf_job_fail(job, RF_ESYS, "note %s is of another user, or can't be read", path);
    }
    note->text[n] = '\0';
    char *host = strchr(note->text, '\n');
    char *door = host == NULL ? NULL : strchr(host + 1, '\n');
    char *end = door == NULL ? NULL : strchr(door + 1, '\n');
    if (end == NULL) {
        return rf_job_fail(job, RF_EPROTO, "note %s is none: \"%.60s\"", path, note->text);
    }
    *host = *door = *end = '\0';
    note->epoch = strtoull(note->text, NULL, 10);
    note->host = host + 1;
    note->door = door + 1;
    unlink(path);
    return 1;
}

static int await(rf_job *job, const char *path, struct note *note)
{
    const struct timespec look = {0, LOOK_NS};
    int rc;
    while ((rc = take(job, path, note)) == 0) {
        nanosleep(&look, NULL);
    }
    return rc < 0 ? rc : 0;
}

int rf_job_leave(rf_job *job, const char *path)
{
    struct note *note = malloc(sizeof *note);
    char *at = strdup(path); /* the frame is in the door's memory */
    int rc = note == NULL || at == NULL ? rf_job_fail(job, RF_ENOMEM, "no memory to be captured") : 0;
    if (rc == 0) {
        rf_door_close(&job->door);
        rc = await(job, at, note);
    }
    uint64_t before = job->own;
    if (rc == 0) {
        rc = rf_job_connect(job, note->door, note->epoch, rf_deadline(CONNECT_DEADLINE_MS));
    }
    if (rc == 0 && job->callbacks.arrive != NULL) {
        int told = job->callbacks.arrive(job->callbacks.context, note->epoch == before ? NULL : note->host);
        rc = told == 0 ? 0 : rf_job_fail(job, RF_ESTATE, "arrive returned %d", told);
    }
    free(at);
    free(note);
    return rc == 0 ? rf_job_report(job, RF_REPORT_READY, job->epoch, job->address) : rc;
}
