#include "rankferry-mpi.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mpi.h>
#include <rankferry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_AREAS 64
#define TEXT 512
#define PATH 4096
#define NAME 64

static struct area {
    unsigned id;
    void *address;
    size_t bytes;
} areas[MOST_AREAS];
static int area_count;

static MPI_Comm world; /* of this library alone: its messages and the program's can't meet */
static int me;
static int size;
static const char *directory; /* NULL: nothing is done */
static const char *job;
static uint64_t epoch; /* of this launch */
static int deadline_ms;

/* ---- what rank 0 reads and writes */

static void path_of(char *path, const char *name)
{
    snprintf(path, PATH, "%s/%s", directory, name);
}

static void event(uint64_t of, const char *what)
{
    if (me != 0) {
        return;
    }
    char path[PATH];
    char line[TEXT + NAME];
    struct timespec now;
    path_of(path, "events");
    clock_gettime(CLOCK_REALTIME, &now);
    int n = snprintf(line, sizeof line, "%lld.%06ld epoch %" PRIu64 " %s\n", (long long)now.tv_sec,
        now.tv_nsec / 1000, of, what);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t)n) != n) {
        fprintf(stderr, "rankferry-mpi: %s: %s\n", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
}

/* The bytes of a small file, ended with 0; -1 when it is not there. */
static ssize_t small_file(const char *name, char text[TEXT])
{
    char path[PATH];
    path_of(path, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    ssize_t n = read(fd, text, TEXT - 1);
    close(fd);
    text[n < 0 ? 0 : n] = '\0';
    return n;
}

static uint64_t running(void)
{
    char text[TEXT];
    return small_file("running", text) > 0 ? strtoull(text, NULL, 10) : 0;
}

/* From here on the launch of this epoch runs, and no other: on the disk before anybody acts on it. */
static int decide(uint64_t next, char text[TEXT])
{
    char path[PATH];
    char made[PATH];
    char number[NAME];
    path_of(path, "running");
    path_of(made, "running.new");
    int n = snprintf(number, sizeof number, "%" PRIu64 "\n", next);
    int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int ok = fd >= 0 && write(fd, number, (size_t)n) == n && fsync(fd) == 0 && rename(made, path) == 0;
    if (!ok) {
        snprintf(text, TEXT, "can't write %.300s: %s", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return ok ? 0 : -1;
}

/* What is wrong with the ranks of an order, or NULL. */
static const char *bad_ranks(const char *ranks, char text[TEXT])
{
    for (const char *at = ranks;; at++) {
        char *end;
        long rank = strtol(at, &end, 10);
        if (end == at || (*end != ',' && *end != '\n' && *end != '\0')) {
            return "refused: an order is EPOCH RANK,RANK...";
        }
        if (rank < 0 || rank >= size) {
            snprintf(text, TEXT, "refused: the order moves rank %ld, but the job has ranks 0 to %d", rank, size - 1);
            return text;
        }
        at = end;
        if (*at != ',') {
            return NULL;
        }
    }
}

/* The epoch of an order that is there and makes sense, else 0. */
static uint64_t take_order(void)
{
    char text[TEXT];
    char why[TEXT];
    if (small_file("order", text) < 0) {
        return 0;
    }
    char path[PATH];
    path_of(path, "order");
    unlink(path);
    char *ranks;
    uint64_t next = strtoull(text, &ranks, 10);
    const char *fault = bad_ranks(ranks, why);
    if (fault == NULL && next <= epoch) {
        snprintf(why, sizeof why, "refused: the order has epoch %" PRIu64 ", which is over; give a later one", next);
        fault = why;
    }
    if (fault != NULL) {
        event(next, fault);
        fprintf(stderr, "rankferry-mpi: %s\n", fault);
    }
    return fault == NULL ? next : 0;
}

/* ---- all together */

/* Waits as one who leaves the processor to those that have something to do; MPI's own wait would spin. */
static void await(MPI_Request *request)
{
    struct timespec pause = {0, 200000};
    double until = PMPI_Wtime() + 2 * deadline_ms / 1e3;
    for (int done = 0; !done; nanosleep(&pause, NULL)) {
        PMPI_Test(request, &done, MPI_STATUS_IGNORE);
        if (!done && PMPI_Wtime() > until) {
            fprintf(stderr, "rankferry-mpi: rank %d has waited %d s for the other ranks; ending the job\n", me,
                2 * deadline_ms / 1000);
            PMPI_Abort(MPI_COMM_WORLD, 1);
        }
    }
}

/* 0 when rc is 0 at every rank; else text is, at all of them, what the first of those that failed says. */
static int agree(int rc, char text[TEXT])
{
    struct {
        int ok;
        int rank;
    } mine = {rc == 0, me}, worst;
    MPI_Request request;
    PMPI_Iallreduce(&mine, &worst, 1, MPI_2INT, MPI_MINLOC, world, &request);
    await(&request);
    if (!worst.ok) {
        PMPI_Ibcast(text, TEXT, MPI_CHAR, worst.rank, world, &request);
        await(&request);
    }
    return worst.ok ? 0 : -1;
}

_Noreturn static void leave(int code)
{
    PMPI_Comm_free(&world);
    PMPI_Finalize();
    exit(code);
}

/* ---- the image of a rank: a table of what is protected, and a stream for each area */

static size_t table_of(char *table, size_t room)
{
    size_t n = (size_t)snprintf(table, room, "rank %d of %d\n", me, size);
    for (int i = 0; i < area_count; i++) {
        n += (size_t)snprintf(table + n, room - n, "%u %zu\n", areas[i].id, areas[i].bytes);
    }
    return n;
}

/* The epoch is in the name: a target that still holds older images is not asked for those. */
static void stream_name(char name[NAME], uint64_t of, const char *what, unsigned id)
{
    snprintf(name, NAME, "epoch-%" PRIu64 "/%s-%u", of, what, id);
}

static int write_stream(rf_rank *rank, const char *name, const void *bytes, size_t n)
{
    rf_stream *stream;
    int rc = rf_stream_open(rank, &stream, name, 0, n);
    if (rc == 0) {
        rc = rf_write(stream, bytes, n);
    }
    return rc == 0 ? rf_stream_close(stream) : rc;
}

static int write_image(rf_rank *rank, uint64_t next)
{
    char table[MOST_AREAS * NAME];
    char name[NAME];
    int rc = rf_image_begin(rank);
    if (rc == 0) {
        stream_name(name, next, "table", 0);
        rc = write_stream(rank, name, table, table_of(table, sizeof table));
    }
    for (int i = 0; rc == 0 && i < area_count; i++) {
        stream_name(name, next, "area", areas[i].id);
        rc = write_stream(rank, name, areas[i].address, areas[i].bytes);
    }
    rc = rc == 0 ? rf_image_end(rank, 0) : rc;
    return rc == 0 ? rf_wait_committed(rank, RF_DEFAULT_DEADLINE) : rc;
}

/* Through the source of this node, until the set that this rank's image belongs to is committed. */
static int hand_over(uint64_t next, char text[TEXT])
{
    rf_options options = RF_OPTIONS_INIT;
    options.job = job;
    options.rank = me;
    options.deadline_ms = deadline_ms;
    rf_rank *rank;
    int rc = rf_attach(&rank, &options);
    if (rc != 0) {
        snprintf(text, TEXT, "%s", rf_error(NULL));
        return rc;
    }
    enum rf_phase phase = RF_PHASE_ABORTED;
    do {
        rc = rf_wait_phase(rank, &phase, NULL, RF_DEFAULT_DEADLINE);
    } while (rc == 0 && phase != RF_PHASE_CHECKPOINT && phase != RF_PHASE_ABORTED);
    if (rc == 0 && phase == RF_PHASE_ABORTED) {
        rc = RF_EABORTED;
    }
    if (rc == 0) {
        while ((rc = write_image(rank, next)) == RF_EAGAIN_IMAGE) { /* another target has taken over */
        }
    }
    if (rc != 0) {
        snprintf(text, TEXT, "%s", rf_error(rank));
    }
    rf_detach(rank);
    return rc;
}

static int read_stream(const char *where, const char *name, void *bytes, size_t n, char text[TEXT])
{
    rf_image *image;
    if (rf_image_open(&image, where, NULL, me, name, deadline_ms) != 0) {
        snprintf(text, TEXT, "%s", rf_image_error(NULL));
        return -1;
    }
    size_t done = 0;
    ssize_t some = 1;
    char more;
    while (some > 0) {
        some = done < n ? rf_image_read(image, (char *)bytes + done, n - done) : rf_image_read(image, &more, 1);
        done += some > 0 ? (size_t)some : 0;
        some = done > n ? 0 : some;
    }
    if (some < 0) {
        snprintf(text, TEXT, "%s", rf_image_error(image));
    } else if (done != n) {
        snprintf(text, TEXT, "stream %s at %.200s has %s than the %zu bytes that are protected here", name, where,
            done < n ? "fewer" : "more", n);
    }
    rf_image_close(image);
    return some == 0 && done == n ? 0 : -1;
}

static int read_image(char text[TEXT])
{
    char where[PATH];
    char name[NAME];
    char wanted[MOST_AREAS * NAME];
    char found[MOST_AREAS * NAME];
    const char *run = getenv("RANKFERRY_RUN_DIR");
    const char *given = getenv("RANKFERRY_MPI_IMAGES");
    snprintf(where, sizeof where, "%s%s", given != NULL ? given : run != NULL ? run : "",
        given != NULL ? "" : "/target-default/door");
    size_t n = table_of(wanted, sizeof wanted);
    stream_name(name, epoch, "table", 0);
    int rc = read_stream(where, name, found, n, text);
    if (rc == 0 && memcmp(wanted, found, n) != 0) {
        snprintf(text, TEXT, "the image of rank %d at %.200s is of another program, or of another number of ranks", me,
            where);
        rc = -1;
    }
    for (int i = 0; rc == 0 && i < area_count; i++) {
        stream_name(name, epoch, "area", areas[i].id);
        rc = read_stream(where, name, areas[i].address, areas[i].bytes, text);
    }
    return rc;
}

/* ---- calls of the program */

int rfm_protect(unsigned id, void *address, size_t bytes)
{
    if (area_count == MOST_AREAS) {
        return -1;
    }
    areas[area_count++] = (struct area){id, address, bytes};
    return 0;
}

static int await_turn(char text[TEXT])
{
    struct timespec pause = {0, 200000};
    double until = PMPI_Wtime() + deadline_ms / 1e3;
    while (me == 0 && running() != epoch) {
        if (PMPI_Wtime() > until || running() > epoch) {
            snprintf(text, TEXT, "it is the turn of epoch %" PRIu64 ", as %.300s/running says", running(), directory);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

int rfm_restore(void)
{
    if (directory == NULL) {
        return 0;
    }
    char text[TEXT];
    int failed = epoch == 0 ? 0 : agree(read_image(text), text);
    if (!failed && epoch > 0) {
        event(epoch, "restored");
    }
    failed = failed ? failed : agree(await_turn(text), text);
    if (failed) {
        if (me == 0) {
            fprintf(stderr, "rankferry-mpi: epoch %" PRIu64 " can't run: %s\n", epoch, text);
        }
        leave(1);
    }
    event(epoch, epoch == 0 ? "begins" : "resumed");
    return epoch > 0;
}

int rfm_poll(void)
{
    if (directory == NULL) {
        return 0;
    }
    uint64_t next = me == 0 ? take_order() : 0;
    PMPI_Bcast(&next, 1, MPI_UINT64_T, 0, world);
    if (next == 0) {
        return 0;
    }
    char text[TEXT];
    agree(0, text); /* everybody is here */
    event(next, "stalled");
    int failed = agree(hand_over(next, text), text);
    if (!failed) {
        event(next, "stored");
        failed = agree(me == 0 ? decide(next, text) : 0, text);
    }
    if (!failed) {
        leave(0);
    }
    char line[TEXT + NAME];
    snprintf(line, sizeof line, "taken back: %s", text);
    event(next, line);
    return 1;
}

/* ---- calls of MPI */

static void begin(void)
{
    const char *seconds = getenv("RANKFERRY_MPI_DEADLINE");
    const char *number = getenv("RANKFERRY_MPI_EPOCH");
    directory = getenv("RANKFERRY_MPI_DIR");
    job = getenv("RANKFERRY_JOB") != NULL ? getenv("RANKFERRY_JOB") : "mpi";
    epoch = number != NULL ? strtoull(number, NULL, 10) : 0;
    deadline_ms = seconds != NULL && atoi(seconds) > 0 ? 1000 * atoi(seconds) : 30000;
    PMPI_Comm_dup(MPI_COMM_WORLD, &world);
    PMPI_Comm_rank(world, &me);
    PMPI_Comm_size(world, &size);
    if (directory != NULL) {
        event(epoch, "launched");
    }
}

int MPI_Init(int *argc, char ***argv)
{
    int rc = PMPI_Init(argc, argv);
    begin();
    return rc;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    int rc = PMPI_Init_thread(argc, argv, required, provided);
    begin();
    return rc;
}

int MPI_Finalize(void)
{
    if (directory != NULL) {
        event(epoch, "finished");
    }
    PMPI_Comm_free(&world);
    return PMPI_Finalize();
}
