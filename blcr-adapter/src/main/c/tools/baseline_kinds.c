#define _GNU_SOURCE
#include "baseline.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

void baseline_fail(const char *what)
{
    fprintf(stderr, "rankferry-baseline: %s: %s\n", what, strerror(errno));
    exit(1);
}

bool baseline_kind_known(const char *kind)
{
    return strcmp(kind, "memcpy") == 0 || strcmp(kind, "vmread") == 0 || strcmp(kind, "socket") == 0
        || strcmp(kind, "unix") == 0;
}

static uint8_t *map(uint64_t bytes)
{
    void *p = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        baseline_fail("mmap");
    }
    return p;
}

static uint8_t *touched(uint64_t bytes, int value)
{
    uint8_t *p = map(bytes);
    memset(p, value, (size_t)bytes);
    return p;
}

static bool next(const struct worker *w)
{
    char c;
    ssize_t n;
    do {
        n = read(w->start, &c, 1);
    } while (n < 0 && errno == EINTR);
    return n == 1;
}

static void say_done(const struct worker *w)
{
    if (write(w->done, "d", 1) != 1) {
        exit(1);
    }
}

static size_t block_at(const struct worker *w, uint64_t at)
{
    return w->bytes - at < w->block ? (size_t)(w->bytes - at) : w->block;
}

static void recv_all(const struct worker *w, int fd, uint8_t *to)
{
    for (uint64_t at = 0; at < w->bytes;) {
        ssize_t n = recv(fd, to + at, block_at(w, at), 0);
        if (n <= 0 && errno != EINTR) {
            baseline_fail("recv");
        }
        at += n > 0 ? (uint64_t)n : 0;
    }
}

static void send_all(const struct worker *w, int fd, const uint8_t *from)
{
    for (uint64_t at = 0; at < w->bytes;) {
        ssize_t n = send(fd, from + at, block_at(w, at), MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) {
            baseline_fail("send");
        }
        at += n > 0 ? (uint64_t)n : 0;
    }
}

static void read_all(const struct worker *w, pid_t peer, uint8_t *to, const uint8_t *from)
{
    for (uint64_t at = 0; at < w->bytes;) {
        struct iovec local = {to + at, block_at(w, at)};
        struct iovec remote = {(void *)(uintptr_t)(from + at), local.iov_len};
        ssize_t n = process_vm_readv(peer, &local, 1, &remote, 1, 0);
        if (n <= 0) {
            baseline_fail("process_vm_readv");
        }
        at += (uint64_t)n;
    }
}

static void copy_all(const struct worker *w, uint8_t *to, const uint8_t *from)
{
    for (uint64_t at = 0; at < w->bytes; at += block_at(w, at)) {
        memcpy(to + at, from + at, block_at(w, at));
    }
    __asm__ volatile("" : : "r"(to) : "memory");
}

static void tcp_pair(int fds[2])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        baseline_fail("listen on 127.0.0.1");
    }
    fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fds[0] < 0 || connect(fds[0], (struct sockaddr *)&address, sizeof address) != 0) {
        baseline_fail("connect to 127.0.0.1");
    }
    fds[1] = accept(listener, NULL, NULL);
    if (fds[1] < 0) {
        baseline_fail("accept");
    }
    close(listener);
    int one = 1;
    setsockopt(fds[0], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* The process whose bytes are moved. It sends them whenever asked through the socket, or just holds them. */
static pid_t start_peer(const struct worker *w, int fds[2], const uint8_t *from, bool sends)
{
    pid_t pid = fork();
    if (pid < 0) {
        baseline_fail("fork");
    }
    if (pid > 0) {
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    uint8_t *own = touched(w->bytes, 1);
    memcpy(own, from, (size_t)w->bytes);
    close(fds[1]);
    char go;
    if (write(fds[0], (char *)&own, sizeof own) != sizeof own) {
        exit(1);
    }
    while (read(fds[0], &go, 1) == 1) {
        if (sends) {
            send_all(w, fds[0], own);
        }
    }
    exit(0);
}

void baseline_work(const struct worker *w)
{
    bool copies = strcmp(w->kind, "memcpy") == 0;
    bool vmread = strcmp(w->kind, "vmread") == 0;
    uint8_t *from = touched(w->bytes, 1);
    uint8_t *to = w->fresh ? NULL : touched(w->bytes, 2);
    const uint8_t *remote = NULL;
    int fds[2] = {-1, -1};
    pid_t peer = 0;
    if (!copies) {
        if (strcmp(w->kind, "socket") == 0) {
            tcp_pair(fds);
        } else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
            baseline_fail("socketpair");
        }
        peer = start_peer(w, fds, from, !vmread);
        close(fds[0]);
        if (recv(fds[1], (char *)&remote, sizeof remote, MSG_WAITALL) != sizeof remote) {
            baseline_fail("peer");
        }
    }
    say_done(w);
    while (next(w)) {
        uint8_t *target = w->fresh ? map(w->bytes) : to;
        if (copies) {
            copy_all(w, target, from);
        } else if (vmread) {
            read_all(w, peer, target, remote);
        } else if (send(fds[1], "g", 1, MSG_NOSIGNAL) != 1) {
            baseline_fail("send");
        } else {
            recv_all(w, fds[1], target);
        }
        say_done(w);
        if (w->fresh) {
            munmap(target, (size_t)w->bytes);
        }
    }
    if (peer > 0) {
        close(fds[1]);
        waitpid(peer, NULL, 0);
    }
    exit(0);
}
