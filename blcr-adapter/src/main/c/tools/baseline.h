/* What rankferry-baseline measures: ways to move bytes from one memory to another, checking nothing. */
#ifndef RF_BASELINE_H
#define RF_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One worker: moves bytes in blocks, once for each start it reads from its pipe, and answers each by a byte. */
struct worker {
    const char *kind;
    uint64_t bytes;
    size_t block;
    bool fresh; /* into memory that was never touched; mapped anew for each iteration */
    int start;  /* read: begin an iteration; end of file: exit */
    int done;   /* write: iteration done */
};

/* "memcpy", "vmread", "socket" (TCP over loopback) or "unix". */
bool baseline_kind_known(const char *kind);

/* Runs a worker until its start pipe closes; in a child process. Never returns. */
_Noreturn void baseline_work(const struct worker *worker);

/* Prints one line on standard error and exits 1. */
_Noreturn void baseline_fail(const char *what);

#endif
