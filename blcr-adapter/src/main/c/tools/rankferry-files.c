/*
 * rankferry-files: writers of files, for tests of a mount and for comparing it with other file systems.
 *
 * Each writer is a process with a file of its own, DIR/PREFIX.N, whose every byte depends on the writer and the offset.
 */
#define _GNU_SOURCE
#include "parse_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "rankferry-files"
#define MAX_WRITERS 1024
#define MAX_BLOCK (1u << 28)

struct job {
    const char *directory;
    const char *prefix;
    uint64_t bytes;
    uint64_t block;
    unsigned writers;
    bool check;
    bool sync;
};

static int usage(void)
{
    fprintf(stderr,
        "usage: rankferry-files [--check] [--sync] [--writers N] [--bytes SIZE] [--block SIZE] [--prefix P] DIR\n"
        "Writes DIR/P.0 to DIR/P.N-1 at the same time, or checks them, and says how long it took.\n");
    return 2;
}

static int fail(const char *what, const char *path)
{
    fprintf(stderr, "%s: %s %s: %s\n", PROGRAM, what, path, strerror(errno));
    return 1;
}

/* Eight bytes at a time: splitmix64 of writer and offset. */
static void fill(unsigned char *block, uint64_t n, unsigned writer, uint64_t offset)
{
    for (uint64_t i = 0; i < n; i += 8) {
        uint64_t z = (offset + i) * 0x9e3779b97f4a7c15u + ((uint64_t)writer << 56) + writer;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z ^= z >> 27;
        memcpy(block + i, &z, n - i < 8 ? n - i : 8);
    }
}

static int write_all(int fd, const unsigned char *bytes, uint64_t n)
{
    while (n > 0) {
        ssize_t some = write(fd, bytes, n);
        if (some < 0 && errno != EINTR) {
            return -1;
        }
        if (some > 0) {
            bytes += some;
            n -= (uint64_t)some;
        }
    }
    return 0;
}

static int check_block(int fd, unsigned char *found, const unsigned char *wanted, uint64_t n)
{
    uint64_t got = 0;
    while (got < n) {
        ssize_t some = read(fd, found + got, n - got);
        if (some == 0) {
            errno = ENODATA;
        }
        if (some == 0 || (some < 0 && errno != EINTR)) {
            return -1;
        }
        got += some > 0 ? (uint64_t)some : 0;
    }
    if (memcmp(found, wanted, n) != 0) {
        errno = EILSEQ;
        return -1;
    }
    return 0;
}

/*
 * The content of a block is made once for each of PATTERNS places, so that a benchmark measures writing and not the
 * making: a block at offset o has what the rule gives for o modulo PATTERNS blocks.
 */
#define PATTERNS 4u

/*
 * All writers prepare, then begin at once, so that the time has neither forks nor the making of content in it. No byte
 * passes: a pipe tells by its end that all who held it have closed it.
 *
 *     ready   held by writers that still prepare; this process waits for its end
 *     go      held by this process until all are ready; writers wait for its end
 */
struct gate {
    int ready[2];
    int go[2];
};

static void await_end(int fd)
{
    char none;
    while (read(fd, &none, 1) < 0 && errno == EINTR) {
    }
}

static void pass(const struct gate *gate)
{
    close(gate->go[1]);
    close(gate->ready[1]);
    await_end(gate->go[0]);
}

static int work(const struct job *job, const struct gate *gate, unsigned writer)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s.%u", job->directory, job->prefix, writer) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return fail("path", job->directory);
    }
    unsigned char *blocks = NULL;
    if (posix_memalign((void **)&blocks, 4096, (PATTERNS + 1) * job->block) != 0) {
        errno = ENOMEM;
        return fail("blocks for", path);
    }
    for (unsigned i = 0; i < PATTERNS; i++) {
        fill(blocks + i * job->block, job->block, writer, i * job->block);
    }
    pass(gate);
    int fd = open(path, job->check ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) {
        free(blocks);
        return fail("open", path);
    }
    int rc = 0;
    for (uint64_t offset = 0; rc == 0 && offset < job->bytes; offset += job->block) {
        uint64_t n = job->bytes - offset < job->block ? job->bytes - offset : job->block;
        const unsigned char *block = blocks + offset / job->block % PATTERNS * job->block;
        rc = job->check ? check_block(fd, blocks + PATTERNS * job->block, block, n) : write_all(fd, block, n);
        if (rc != 0) {
            fail(job->check ? "check of" : "write", path);
        }
    }
    if (rc == 0 && !job->check && job->sync && fsync(fd) != 0) {
        rc = fail("fsync", path);
    }
    if (close(fd) != 0 && rc == 0) {
        rc = fail("close", path);
    }
    free(blocks);
    return rc == 0 ? 0 : 1;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run(const struct job *job)
{
    struct gate gate;
    if (pipe(gate.ready) != 0 || pipe(gate.go) != 0) {
        return fail("pipe for", job->directory);
    }
    for (unsigned i = 0; i < job->writers; i++) {
        pid_t child = fork();
        if (child < 0) {
            return fail("fork for", job->directory);
        }
        if (child == 0) {
            _exit(work(job, &gate, i));
        }
    }
    close(gate.ready[1]);
    await_end(gate.ready[0]);
    double start = now();
    close(gate.go[1]);
    int worst = 0;
    for (unsigned i = 0; i < job->writers; i++) {
        int status;
        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            worst = 1;
        }
    }
    double seconds = now() - start;
    double total = (double)job->bytes * job->writers;
    printf("%s %.0f bytes in %.3f s: %.1f MB/s\n", job->check ? "checked" : "wrote", total, seconds,
        total / seconds / 1e6);
    return worst;
}

static uint64_t bounded(const char *option, uint64_t max)
{
    uint64_t value = parse_bytes(PROGRAM, option, optarg);
    if (value == 0 || value > max) {
        fprintf(stderr, "%s: %s is %s, expected 1 to %llu\n", PROGRAM, option, optarg, (unsigned long long)max);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"check", no_argument, NULL, 'c'}, {"sync", no_argument, NULL, 's'},
        {"writers", required_argument, NULL, 'w'}, {"bytes", required_argument, NULL, 'n'},
        {"block", required_argument, NULL, 'b'}, {"prefix", required_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};
    struct job job = {.prefix = "file", .bytes = 1 << 20, .block = 1 << 20, .writers = 1};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
        switch (option) {
            case 'c': job.check = true; break;
            case 's': job.sync = true; break;
            case 'p': job.prefix = optarg; break;
            case 'w': job.writers = (unsigned)bounded("--writers", MAX_WRITERS); break;
            case 'n': job.bytes = parse_bytes(PROGRAM, "--bytes", optarg); break;
            case 'b': job.block = bounded("--block", MAX_BLOCK); break;
            default: return usage();
        }
    }
    if (optind != argc - 1) {
        return usage();
    }
    job.directory = argv[optind];
    return run(&job);
}
