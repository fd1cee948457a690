#define _GNU_SOURCE
#include "door.h"
#include "rankferry.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool rf_valid_name(const char *name, size_t max);
bool rf_valid_stream_name(const char *name);

/* A stream that is read: its file, and how much of it has arrived. */
struct rf_image {
    struct rf_door door; /* fd -1 when the set is committed or the stream is whole */
    struct rf_failure failure;
    int fatal;
    int fd;
    int deadline_ms;
    uint64_t position;
    uint64_t available;
    bool ended;
    char path[RF_FRAME_MAX];
};

const char *rf_image_error(const rf_image *image)
{
    return image == NULL ? rf_thread_failure.text : image->failure.text;
}

static int open_file(rf_image *image)
{
    image->fd = open(image->path, O_RDONLY | O_CLOEXEC);
    if (image->fd < 0) {
        return rf_fail(&image->failure, RF_ESYS, "image file %s: open: %s", image->path, strerror(errno));
    }
    return 0;
}

static int open_in_set(rf_image *image, const char *directory, int rank, const char *stream)
{
    int length = snprintf(image->path, sizeof image->path, "%s/manifest.json", directory);
    if (length < 0 || (size_t)length >= sizeof image->path || access(image->path, R_OK) != 0) {
        return rf_fail(&image->failure, RF_EINVAL,
            "%.200s has no manifest.json that can be read, so it is no committed set",
            directory);
    }
    length = snprintf(image->path, sizeof image->path, "%s/rank-%d/%s", directory, rank, stream);
    if (length < 0 || (size_t)length >= sizeof image->path) {
        return rf_fail(&image->failure, RF_EINVAL, "the path of the image file is longer than %zu bytes",
            sizeof image->path);
    }
    int rc = open_file(image);
    if (rc != 0) {
        return rc;
    }
    struct stat status;
    if (fstat(image->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return rf_fail(&image->failure, RF_EINVAL, "image file %s is no regular file", image->path);
    }
    image->available = (uint64_t)status.st_size;
    image->ended = true;
    return 0;
}

static int on_frame(rf_image *image, const struct rf_frame *frame)
{
    switch (frame->kind) {
        case RF_FRAME_READER_OPENED:
            if (image->fd >= 0) {
                break;
            }
            memcpy(image->path, frame->text, sizeof image->path);
            return open_file(image);
        case RF_FRAME_AVAILABLE:
            if (image->ended || frame->bytes < image->available) {
                return rf_fail(&image->failure, RF_EPROTO, "Available frame from the agent: bytes is %llu after %llu",
                    (unsigned long long)frame->bytes, (unsigned long long)image->available);
            }
            image->available = frame->bytes;
            image->ended = frame->ended;
            return 0;
        case RF_FRAME_ABORT: return rf_fail(&image->failure, RF_EABORTED, "the target gave the set up: %s",
            frame->text);
        case RF_FRAME_REFUSED: return rf_fail(&image->failure, RF_EREFUSED, "refused by the target: %s", frame->text);
        default: break;
    }
    return rf_fail(&image->failure, RF_EPROTO, "%s frame from the agent, not expected here",
        rf_frame_name(frame->kind));
}

/* Takes in what has been sent, without waiting. A target that leaves after the end is no failure. */
static int pump(rf_image *image)
{
    struct rf_frame frame;
    int rc = image->fatal;
    while (rc == 0 && image->door.fd >= 0) {
        rc = rf_door_receive(&image->door, &frame, &image->failure);
        if (rc == 0) {
            return 0;
        }
        rc = rc == 1 ? on_frame(image, &frame) : rc;
        if (image->ended) {
            rf_door_close(&image->door);
        }
    }
    image->fatal = rc;
    return rc;
}

/* Waits until more than this is available, or the stream has ended, or is at least opened. */
static int await(rf_image *image, uint64_t more_than, bool opened_is_enough, int64_t deadline)
{
    for (;;) {
        int rc = pump(image);
        if (rc != 0) {
            return rc;
        }
        if (image->fd >= 0 && (opened_is_enough || image->ended || image->available > more_than)) {
            return 0;
        }
        rc = rf_door_wait(&image->door, deadline, &image->failure);
        if (rc == RF_EDEADLINE) {
            return rf_fail(&image->failure, rc,
                "byte %llu of %s has not arrived within %d ms; see rankferry stat at the target",
                (unsigned long long)more_than, image->fd < 0 ? "the stream" : image->path, image->deadline_ms);
        }
        if (rc != 0) {
            image->fatal = rc;
            return rc;
        }
    }
}

static int open_at_door(rf_image *image, const char *where, const char *job, int rank, const char *stream)
{
    int64_t deadline = rf_deadline(image->deadline_ms);
    int rc = rf_door_connect(&image->door, where, false, deadline, &image->failure);
    if (rc != 0) {
        return rc;
    }
    char frame[RF_FRAME_MAX];
    size_t length = rf_frame_reader_open(frame, (uint32_t)rank, job == NULL ? "" : job, stream);
    rc = rf_door_send(&image->door, frame, length, deadline, &image->failure);
    return rc != 0 && rc != RF_ELOST ? rc : await(image, 0, true, deadline);
}

static int check_open(const char *where, const char *job, int rank, const char *stream)
{
    struct rf_failure *failure = &rf_thread_failure;
    if (where == NULL || where[0] == '\0') {
        return rf_fail(failure, RF_EINVAL,
            "rf_image_open: where is empty; name the directory of a set or a target's door");
    }
    if (rank < 0) {
        return rf_fail(failure, RF_EINVAL, "rf_image_open: rank is %d, expected 0 or more", rank);
    }
    if (stream == NULL || !rf_valid_stream_name(stream)) {
        return rf_fail(failure, RF_EINVAL, "rf_image_open: stream is \"%.80s\", expected 1 to %d of [A-Za-z0-9._-],"
            " with a single / between components", stream == NULL ? "" : stream, RF_NAME_MAX);
    }
    if (job != NULL && job[0] != '\0' && !rf_valid_name(job, RF_JOB_MAX)) {
        return rf_fail(failure, RF_EINVAL, "rf_image_open: job is \"%.80s\", expected 1 to %d of [A-Za-z0-9._-]", job,
            RF_JOB_MAX);
    }
    return 0;
}

int rf_image_open(rf_image **out, const char *where, const char *job, int rank, const char *stream, int deadline_ms)
{
    *out = NULL;
    int rc = check_open(where, job, rank, stream);
    if (rc != 0) {
        return rc;
    }
    rf_image *image = calloc(1, sizeof *image);
    if (image == NULL) {
        return rf_fail(&rf_thread_failure, RF_ENOMEM, "rf_image_open: no memory");
    }
    image->fd = -1;
    image->door.fd = -1;
    image->deadline_ms = deadline_ms < 0 ? 60000 : deadline_ms;
    struct stat status;
    if (stat(where, &status) != 0) {
        rc = rf_fail(&image->failure, RF_EINVAL, "no such directory or door: %s", strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        rc = open_in_set(image, where, rank, stream);
    } else if (S_ISSOCK(status.st_mode)) {
        rc = open_at_door(image, where, job, rank, stream);
    } else {
        rc = rf_fail(&image->failure, RF_EINVAL, "neither a directory nor a socket");
    }
    if (rc != 0) {
        rf_thread_failure = image->failure;
        rf_fail_in(&rf_thread_failure, "stream %s of rank %d at %.200s", stream, rank, where);
        rf_image_close(image);
        return rc;
    }
    *out = image;
    return 0;
}

ssize_t rf_image_read(rf_image *image, void *bytes, size_t n)
{
    if (n == 0) {
        return rf_fail(&image->failure, RF_EINVAL, "rf_image_read: n is 0, which would look like the end");
    }
    if (image->position == image->available && !image->ended) {
        int rc = await(image, image->position, false, rf_deadline(image->deadline_ms));
        if (rc != 0) {
            return rc;
        }
    }
    uint64_t left = image->available - image->position;
    size_t some = n < left ? n : (size_t)left;
    some = some < SSIZE_MAX ? some : SSIZE_MAX;
    if (some == 0) {
        return 0;
    }
    ssize_t got;
    do {
        got = pread(image->fd, bytes, some, (off_t)image->position);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        return rf_fail(&image->failure, RF_ESYS, "image file %s at %llu: %s", image->path,
            (unsigned long long)image->position, got < 0 ? strerror(errno) : "shorter than it was when it was opened");
    }
    image->position += (uint64_t)got;
    return got;
}

const char *rf_image_path(const rf_image *image)
{
    return image->path;
}

int64_t rf_image_length(rf_image *image)
{
    if (!image->ended) {
        pump(image);
    }
    return image->ended ? (int64_t)image->available : -1;
}

int rf_image_close(rf_image *image)
{
    if (image == NULL) {
        return 0;
    }
    rf_door_close(&image->door);
    if (image->fd >= 0) {
        close(image->fd);
    }
    free(image);
    return 0;
}
