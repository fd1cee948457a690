/*
 * rankferry-launch COMMAND [ARGUMENT...]: runs a rank for the agent of its node, and no longer than the agent wants it.
 *
 * The agent holds the other end of standard input. When it closes that, or dies, the command and the processes of its
 * group are killed, and have been reaped when this ends: then no copy of the rank runs here. Ends as the command does:
 * with its exit code, or 128 and the signal's number.
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

/* Waits for the command; ends it when the agent says so. Returns its wait status. */
static int attend(pid_t child, int signals)
{
    struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended == child) {
                kill(-child, SIGKILL);
                return status;
            }
        }
        if (poll(waits, 2, -1) < 0 && errno != EINTR) {
            kill(-child, SIGKILL);
        }
        if (waits[1].revents != 0) {
            struct signalfd_siginfo info;
            ssize_t ignored = read(signals, &info, sizeof info);
            (void)ignored;
        }
        char byte;
        if (waits[0].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
            kill(-child, SIGKILL);
            kill(child, SIGKILL);
            waits[0].fd = -1;
        }
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: rankferry-launch COMMAND [ARGUMENT...]\n");
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
        become(argv + 1, self, &chld);
    }
    setpgid(child, child);
    int status = attend(child, signals);
    while (waitpid(-1, NULL, 0) > 0) {
        /* The rest of its group. */
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_BASE + WTERMSIG(status);
}
