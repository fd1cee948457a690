/* What this machine can do at best, in plain C: the figures that a transfer is to be compared with, taken beside it. */
#define _GNU_SOURCE
#include "baseline.h"
#include "parse_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES_MAX 256
#define ITERATIONS_MAX 10000

static const char usage[] =
    "rankferry-baseline --kind KIND [OPTIONS]\n"
    "Moves bytes from memory to memory in plain C, checks nothing, and prints the median of the iterations.\n"
    "  --kind K             memcpy (in one process), vmread (process_vm_readv), socket (TCP over loopback), unix\n"
    "  --bytes N            in all, suffix k, M or G (default 170400000)\n"
    "  --block N            bytes per call (default 1M)\n"
    "  --iterations N       measured ones; one more goes first (default 5)\n"
    "  --processes K        side by side, each with its part of the bytes (default 1)\n"
    "  --destination D      touched (before) or fresh (mapped anew each time; page faults count) (default touched)\n"
    "  --deadline-ms N      for the whole run (default 120000)\n"
    "  --json               one line of JSON\n"
    "Exit status: 0 done, 1 failed or too late, 2 usage.\n";

struct run {
    struct worker worker;
    uint64_t bytes;
    unsigned iterations;
    unsigned processes;
    unsigned deadline_ms;
    bool json;
    int starts[PROCESSES_MAX];
    int dones[PROCESSES_MAX];
    double seconds[ITERATIONS_MAX];
};

static struct run run;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void too_late(int signal_number)
{
    (void)signal_number;
    static const char text[] = "rankferry-baseline: not done within --deadline-ms; give it more or move less\n";
    ssize_t n = write(STDERR_FILENO, text, sizeof text - 1);
    (void)n;
    _exit(1); /* the workers die with this process */
}

static uint64_t bounded(const char *option, const char *text, uint64_t max)
{
    uint64_t value = parse_bytes("rankferry-baseline", option, text);
    if (value == 0 || value > max) {
        fprintf(stderr, "rankferry-baseline: %s is \"%s\", expected 1 to %llu\n", option, text,
            (unsigned long long)max);
        exit(2);
    }
    return value;
}

static void parse(int argc, char **argv)
{
    enum { KIND = 256, BYTES, BLOCK, ITERATIONS, PROCESSES, DESTINATION, DEADLINE, JSON, HELP };
    static const struct option table[] = {{"kind", required_argument, NULL, KIND}, {"bytes", required_argument, NULL,
        BYTES},
        {"block", required_argument, NULL, BLOCK}, {"iterations", required_argument, NULL, ITERATIONS},
        {"processes", required_argument, NULL, PROCESSES}, {"destination", required_argument, NULL, DESTINATION},
        {"deadline-ms", required_argument, NULL, DEADLINE}, {"json", no_argument, NULL, JSON},
        {"help", no_argument, NULL, HELP}, {NULL, 0, NULL, 0}};
    const char *destination = "touched";
    run.bytes = 170400000;
    run.worker.block = 1 << 20;
    run.iterations = 5;
    run.processes = 1;
    run.deadline_ms = 120000;
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        switch (option) {
            case KIND: run.worker.kind = optarg; break;
            case BYTES: run.bytes = bounded("--bytes", optarg, (uint64_t)1 << 40); break;
            case BLOCK: run.worker.block = (size_t)bounded("--block", optarg, 1 << 30); break;
            case ITERATIONS: run.iterations = (unsigned)bounded("--iterations", optarg, ITERATIONS_MAX); break;
            case PROCESSES: run.processes = (unsigned)bounded("--processes", optarg, PROCESSES_MAX); break;
            case DESTINATION: destination = optarg; break;
            case DEADLINE: run.deadline_ms = (unsigned)bounded("--deadline-ms", optarg, 1 << 30); break;
            case JSON: run.json = true; break;
            case HELP: fputs(usage, stdout); exit(0);
            default: exit(2);
        }
    }
    run.worker.fresh = strcmp(destination, "fresh") == 0;
    if (optind < argc || run.worker.kind == NULL || !baseline_kind_known(run.worker.kind)
        || (!run.worker.fresh && strcmp(destination, "touched") != 0)) {
        fprintf(stderr, "rankferry-baseline: --kind is one of memcpy, vmread, socket, unix; --destination is touched "
                        "or fresh; see --help\n");
        exit(2);
    }
}

static void start_worker(unsigned i)
{
    int start[2];
    int done[2];
    if (pipe2(start, O_CLOEXEC) != 0 || pipe2(done, O_CLOEXEC) != 0) {
        baseline_fail("pipe");
    }
    struct worker w = run.worker;
    w.bytes = run.bytes / run.processes + (i < run.bytes % run.processes ? 1 : 0);
    w.start = start[0];
    w.done = done[1];
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        baseline_fail("fork");
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            exit(1);
        }
        for (unsigned earlier = 0; earlier < i; earlier++) {
            close(run.starts[earlier]); /* or their end of file would wait for this one */
        }
        close(start[1]);
        close(done[0]);
        baseline_work(&w);
    }
    close(start[0]);
    close(done[1]);
    run.starts[i] = start[1];
    run.dones[i] = done[0];
}

static void await_all(void)
{
    for (unsigned i = 0; i < run.processes; i++) {
        char c;
        ssize_t n;
        do {
            n = read(run.dones[i], &c, 1);
        } while (n < 0 && errno == EINTR);
        if (n != 1) {
            fprintf(stderr, "rankferry-baseline: process %u died\n", i);
            exit(1);
        }
    }
}

static double iterate(void)
{
    double start = now();
    for (unsigned i = 0; i < run.processes; i++) {
        if (write(run.starts[i], "g", 1) != 1) {
            baseline_fail("write");
        }
    }
    await_all();
    return now() - start;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(void)
{
    double sorted[ITERATIONS_MAX];
    memcpy(sorted, run.seconds, run.iterations * sizeof sorted[0]);
    qsort(sorted, run.iterations, sizeof sorted[0], by_value);
    unsigned middle = run.iterations / 2;
    double median = run.iterations % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    double rate = (double)run.bytes / median / (1 << 30);
    const char *destination = run.worker.fresh ? "fresh" : "touched";
    if (!run.json) {
        printf("%s, %u process%s, %llu bytes into %s memory: %.3f GiB/s (median of %u: %.6f s)\n", run.worker.kind,
            run.processes, run.processes == 1 ? "" : "es", (unsigned long long)run.bytes, destination, rate,
                run.iterations,
            median);
        return;
    }
    printf("{\"kind\":\"%s\",\"bytes\":%llu,\"block\":%zu,\"processes\":%u,\"destination\":\"%s\",\"iterations\":%u,"
           "\"gib_per_s\":%.4f,\"median_s\":%.6f,\"seconds\":[",
        run.worker.kind, (unsigned long long)run.bytes, run.worker.block, run.processes, destination, run.iterations,
            rate,
        median);
    for (unsigned i = 0; i < run.iterations; i++) {
        printf("%s%.6f", i == 0 ? "" : ",", run.seconds[i]);
    }
    printf("]}\n");
}

int main(int argc, char **argv)
{
    parse(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    for (unsigned i = 0; i < run.processes; i++) {
        start_worker(i);
    }
    signal(SIGALRM, too_late);
    alarm((run.deadline_ms + 999) / 1000);
    await_all();
    iterate();
    for (unsigned i = 0; i < run.iterations; i++) {
        run.seconds[i] = iterate();
    }
    print();
    for (unsigned i = 0; i < run.processes; i++) {
        close(run.starts[i]);
    }
    while (wait(NULL) > 0) {
    }
    return 0;
}
