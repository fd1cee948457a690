/*
 * rankferry-launch [--adopt FILE] COMMAND [ARGUMENT...]: runs a rank for the agent of its node, and no longer than the
 * agent wants it.
 *
 * The agent holds the other end of standard input. When it closes that, or dies, the command and all it has started
 * are killed, and have been reaped when this ends: then no copy of the rank runs here. Ends as the command does: with
 * its exit code, or 128 and the signal's number.
 *
 * With --adopt the command restores a rank and leaves it behind: how it ended is written to FILE, and when that is well
 * the process it has left takes its place.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE 2
#define CANNOT_RUN 127
#define SIGNAL_BASE 128

static int fail(const char *what)
{
    fprintf(stderr, "rankferry-launch: %s: %s\n", what, strerror(errno));
    return CANNOT_RUN;
}

static void become(char **command, pid_t launcher, const sigset_t *signals)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != launcher) {
        _exit(CANNOT_RUN); /* it died before the line above */
    }
    setpgid(0, 0);
    sigprocmask(SIG_UNBLOCK, signals, NULL);
    int null = open("/dev/null", O_RDONLY);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
    execvp(command[0], command);
    _exit(fail(command[0]));
}

/* A child, the youngest first; 0 when there is none. */
static pid_t some_child(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *children = fopen(path, "re");
    int pid = 0;
    while (children != NULL && fscanf(children, "%d", &pid) == 1) {
    }
    if (children != NULL) {
        fclose(children);
    }
    return (pid_t)pid;
}

/* Those whose parent dies become children of this process, and are met when that has been reaped. */
static void kill_all(pid_t child)
{
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    pid_t other = some_child();
    if (other > 0 && other != child) {
        kill(other, SIGKILL);
    }
}

static int ending(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_BASE + WTERMSIG(status);
}

/* How a command has ended, for who waits for it. */
static void tell(const char *file, int status)
{
    char part[4096];
    snprintf(part, sizeof part, "%s.part", file);
    FILE *out = fopen(part, "we");
    if (out == NULL || fprintf(out, "%d\n", ending(status)) < 0 || fclose(out) != 0 || rename(part, file) != 0) {
        fail(file);
    }
}

/* Waits for the command; ends it when the agent says so. Returns its wait status. */
static int attend(pid_t child, int signals, const char *adopt)
{
    struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
            pid_t left = 0;
            if (ended == child && adopt != NULL) {
                tell(adopt, status);
                adopt = NULL;
                left = ending(status) == 0 ? some_child() : 0;
                child = left > 0 ? left : child;
            }
            if (ended == child && left == 0) {
                kill_all(child);
                return status;
            }
        }
        if (waits[0].fd < 0) {
            kill_all(child); /* who came to be ours since */
        }
        if (poll(waits, 2, -1) < 0 && errno != EINTR) {
            kill_all(child);
        }
        if (waits[1].revents != 0) {
            struct signalfd_siginfo info;
            ssize_t ignored = read(signals, &info, sizeof info);
            (void)ignored;
        }
        char byte;
        if (waits[0].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
            kill_all(child);
            waits[0].fd = -1;
        }
    }
}

int main(int argc, char **argv)
{
    const char *adopt = argc > 3 && strcmp(argv[1], "--adopt") == 0 ? argv[2] : NULL;
    char **command = argv + (adopt != NULL ? 3 : 1);
    if (argc < 2 || command[0][0] == '-') {
        fprintf(stderr, "usage: rankferry-launch [--adopt FILE] COMMAND [ARGUMENT...]\n");
        return USAGE;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, NULL);
    int signals = signalfd(-1, &chld, SFD_CLOEXEC);
    if (signals < 0) {
        return fail("signalfd");
    }
    pid_t self = getpid();
    pid_t child = fork();
    if (child < 0) {
        return fail("fork");
    }
    if (child == 0) {
        become(command, self, &chld);
    }
    setpgid(child, child);
    int status = attend(child, signals, adopt);
    pid_t left;
    while ((left = some_child()) > 0) {
        kill(left, SIGKILL);
        waitpid(left, NULL, 0);
    }
    return ending(status);
}
