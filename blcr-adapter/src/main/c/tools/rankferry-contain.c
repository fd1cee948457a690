/*
 * rankferry-contain COMMAND [ARGUMENT...]: runs a command in a PID namespace and a session of its own, which can be
 * captured as a whole: wherever it is restored, its process ids are free.
 *
 *     this   waits, and ends as the command does: with its exit code, or 128 and the signal's number
 *       first   process 1 of the namespace: reaps what nobody waits for, and takes everything with it when it ends
 *         command
 *
 * What is captured is the first process and all below it. That has no signal to die by with its parent, or it would die
 * where it is restored, with the checkpointer that has restored it; this ends it when its own parent dies. Needs
 * CAP_SYS_ADMIN.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE 2
#define CANNOT_RUN 127
#define SIGNAL_BASE 128

static int fail(const char *what)
{
    fprintf(stderr, "rankferry-contain: %s: %s\n", what, strerror(errno));
    return CANNOT_RUN;
}

static int ending(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_BASE + WTERMSIG(status);
}

static pid_t contained;

static void end_it(int signal)
{
    (void)signal;
    kill(contained, SIGKILL);
}

/* Waits for a child, and reaps others meanwhile. */
static int attend(pid_t child)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, 0)) != child) {
        if (ended < 0 && errno != EINTR) {
            return fail("waitpid");
        }
    }
    return ending(status);
}

/* Has nothing open that a restore would have to find again. */
static int first(char **command)
{
    if (setsid() < 0) {
        return fail("setsid");
    }
    pid_t child = fork();
    if (child < 0) {
        return fail("fork");
    }
    if (child == 0) {
        execvp(command[0], command);
        _exit(fail(command[0]));
    }
    int null = open("/dev/null", O_RDWR);
    for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++) {
        dup2(null, fd);
    }
    close_range(STDERR_FILENO + 1, ~0U, 0);
    return attend(child);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: rankferry-contain COMMAND [ARGUMENT...]\n");
        return USAGE;
    }
    close_range(STDERR_FILENO + 1, ~0U, 0); /* what came by inheritance can't be restored */
    if (unshare(CLONE_NEWPID) != 0) {
        return fail("a PID namespace, which takes CAP_SYS_ADMIN");
    }
    pid_t parent = getppid();
    contained = fork();
    if (contained < 0) {
        return fail("fork");
    }
    if (contained == 0) {
        prctl(PR_SET_PDEATHSIG, 0);
        _exit(first(argv + 1));
    }
    const struct sigaction ending_it = {.sa_handler = end_it};
    sigaction(SIGTERM, &ending_it, NULL);
    sigaction(SIGINT, &ending_it, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) {
        end_it(SIGTERM); /* it died before the line above */
    }
    return attend(contained);
}
