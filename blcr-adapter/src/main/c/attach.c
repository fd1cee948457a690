#include "rank.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_DEADLINE_MS 60000
#define PATH_BYTES 4096
#define CHUNK_MIN 4096u
#define CHUNK_MAX (64u << 20)

/* The length of the component of a path that begins here, or 0 when it is none. */
static size_t component(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    bool directory = name[0] == '.' && (n == 1 || (n == 2 && name[1] == '.'));
    return directory ? 0 : n;
}

bool rf_valid_name(const char *name, size_t max)
{
    size_t n = component(name);
    return name[n] == '\0' && n >= 1 && n <= max;
}

bool rf_valid_stream_name(const char *name)
{
    size_t length = 0;
    for (;;) {
        size_t n = component(name + length);
        length += n;
        if (n == 0 || length > RF_NAME_MAX) {
            return false;
        }
        if (name[length] != '/') {
            return name[length] == '\0';
        }
        length++;
    }
}

static int check_options(const rf_options *options, struct rf_failure *failure)
{
    if (options == NULL || options->size < sizeof(rf_options)) {
        return rf_fail(failure, RF_EINVAL, "rf_attach: options->size is %zu, expected %zu; start from RF_OPTIONS_INIT",
            options == NULL ? (size_t)0 : options->size, sizeof(rf_options));
    }
    if (options->job == NULL || !rf_valid_name(options->job, RF_JOB_MAX)) {
        return rf_fail(failure, RF_EINVAL, "rf_attach: job is \"%.80s\", expected 1 to %d of [A-Za-z0-9._-]",
            options->job == NULL ? "" : options->job, RF_JOB_MAX);
    }
    if (options->rank < 0) {
        return rf_fail(failure, RF_EINVAL, "rf_attach: rank is %d, expected 0 or more", options->rank);
    }
    if (options->deadline_ms < 0) {
        return rf_fail(failure, RF_EINVAL, "rf_attach: deadline_ms is %d, expected 0 (for %d) or more",
            options->deadline_ms, DEFAULT_DEADLINE_MS);
    }
    if ((options->flags & ~(unsigned)RF_ATTACH_WAIT) != 0) {
        return rf_fail(failure, RF_EINVAL, "rf_attach: flags is %#x, expected 0 or RF_ATTACH_WAIT", options->flags);
    }
    return 0;
}

static int find_door(char *path, const rf_options *options, struct rf_failure *failure)
{
    const char *door = options->door != NULL ? options->door : getenv("RANKFERRY_DOOR");
    const char *run = getenv("RANKFERRY_RUN_DIR");
    int length;
    if (door != NULL && door[0] != '\0') {
        length = snprintf(path, PATH_BYTES, "%s", door);
    } else if (run != NULL && run[0] != '\0') {
        length = snprintf(path, PATH_BYTES, "%s/source-%s/door", run, options->job);
    } else {
        length = snprintf(path, PATH_BYTES, "/dev/shm/rankferry-%u/source-%s/door", (unsigned)getuid(), options->job);
    }
    return length > 0 && length < PATH_BYTES
        ? 0
        : rf_fail(failure, RF_EINVAL, "path of the door is %d bytes long, allowed are %d", length, PATH_BYTES - 1);
}

static int open_pool(const char *path, size_t bytes, struct rf_failure *failure)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return rf_fail(failure, RF_ESYS, "chunk pool %s: open: %s", path, strerror(errno));
    }
    struct stat status;
    if (fstat(fd, &status) != 0) {
        rf_fail(failure, RF_ESYS, "chunk pool %s: stat: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        rf_fail(failure, RF_EPROTO, "chunk pool %s is no regular file", path);
    } else if (status.st_size < 0 || (uint64_t)status.st_size < bytes) {
        rf_fail(failure, RF_EPROTO, "chunk pool %s has %lld bytes, the agent said %zu", path, (long long)status.st_size,
            bytes);
    } else {
        return fd;
    }
    close(fd);
    return failure->code;
}

static int map_pool(rf_rank *r, const struct rf_frame *attached)
{
    uint32_t chunk_bytes = attached->chunk_bytes;
    if (chunk_bytes < CHUNK_MIN || chunk_bytes > CHUNK_MAX || (chunk_bytes & (chunk_bytes - 1)) != 0) {
        return rf_fail(&r->failure, RF_EPROTO,
            "Attached frame from the agent: chunkBytes is %u, expected a power of two from %u to %u", chunk_bytes,
            CHUNK_MIN, CHUNK_MAX);
    }
    if (attached->chunks == 0) {
        return rf_fail(&r->failure, RF_EPROTO, "Attached frame from the agent: chunks is 0");
    }
    size_t bytes = (size_t)chunk_bytes * attached->chunks;
    int fd = open_pool(attached->text, bytes, &r->failure);
    if (fd < 0) {
        return fd;
    }
    /* The pages are the agent's and there already; populated now, the image pays no page faults. */
    void *pool = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    int cause = errno;
    close(fd);
    if (pool == MAP_FAILED) {
        return rf_fail(&r->failure, RF_ESYS, "chunk pool %s: mmap of %zu bytes: %s", attached->text, bytes,
            strerror(cause));
    }
    /* A child that wrote here by mistake would spoil its parent's image. */
    madvise(pool, bytes, MADV_DONTFORK);
    r->pool = pool;
    r->pool_bytes = bytes;
    r->chunk_bytes = chunk_bytes;
    r->chunks = attached->chunks;
    r->crc = attached->crc;
    r->epoch = attached->epoch;
    return 0;
}

static int introduce(rf_rank *r, int64_t deadline)
{
    char bytes[RF_FRAME_MAX];
    size_t length = rf_frame_attach(bytes, r->number, (uint32_t)getpid(), r->job);
    struct rf_failure *failure = &r->failure;
    int rc = rf_door_send(&r->door, bytes, length, deadline, failure);
    if (rc != 0 && rc != RF_ELOST) { /* a refusal may be waiting to be read */
        return rc;
    }
    struct rf_frame frame;
    while ((rc = rf_door_receive(&r->door, &frame, failure)) == 0) {
        rc = rf_door_wait(&r->door, deadline, failure);
        if (rc != 0) {
            return rc == RF_EDEADLINE
                ? rf_fail(failure, rc, "no answer to Attach within the deadline; is the agent stopped?")
                : rc;
        }
    }
    if (rc < 0) {
        return rc;
    }
    if (frame.kind == RF_FRAME_REFUSED) {
        return rf_fail(failure, RF_EREFUSED, "refused by the agent: %s", frame.text);
    }
    if (frame.kind != RF_FRAME_ATTACHED) {
        return rf_fail(failure, RF_EPROTO, "the agent answered Attach by %s, expected Attached or Refused",
            rf_frame_name(frame.kind));
    }
    return map_pool(r, &frame);
}

int rf_attach(rf_rank **out, const rf_options *options)
{
    *out = NULL;
    struct rf_failure *failure = &rf_thread_failure;
    char path[PATH_BYTES];
    int rc = check_options(options, failure);
    if (rc == 0) {
        rc = find_door(path, options, failure);
    }
    if (rc != 0) {
        return rc;
    }
    rf_rank *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return rf_fail(failure, RF_ENOMEM, "rf_attach: no memory for %zu bytes", sizeof *r);
    }
    r->owner = getpid();
    r->number = (uint32_t)options->rank;
    memcpy(r->job, options->job, strlen(options->job) + 1);
    r->deadline_ms = options->deadline_ms > 0 ? options->deadline_ms : DEFAULT_DEADLINE_MS;
    r->stats.size = sizeof r->stats;
    int64_t deadline = rf_deadline(r->deadline_ms);
    rc = rf_door_connect(&r->door, path, (options->flags & RF_ATTACH_WAIT) != 0, deadline, &r->failure);
    if (rc == 0) {
        rc = introduce(r, deadline);
    }
    if (rc != 0) {
        *failure = r->failure;
        rf_fail_in(failure, "rank %d of job %s cannot attach at %s", options->rank, options->job, path);
        rf_detach(r);
        return rc;
    }
    *out = r;
    return 0;
}

int rf_detach(rf_rank *r)
{
    if (r == NULL) {
        return 0;
    }
    rf_door_close(&r->door);
    if (r->pool != NULL && r->owner == getpid()) {
        munmap(r->pool, r->pool_bytes);
    }
    rf_streams_free(r);
    free(r);
    return 0;
}

int rf_fd(const rf_rank *r)
{
    return r->door.fd;
}
