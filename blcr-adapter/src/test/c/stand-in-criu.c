/*
 * What a test puts in criu's place: talks to the image streamer as far as $STAND_IN says, then fails or hangs.
 *
 *     version                 says that it is CRIU (with --version, always)
 *     mute                    does not even connect
 *     hang                    one file of 5000 bytes, the half of another one, and then nothing
 *     fail                    the same, an error in its log, exit code 1
 *     nonsense                a request that is none
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *word_after(int argc, char **argv, const char *option)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], option) == 0) {
            return argv[i + 1];
        }
    }
    return "";
}

/* Waits for the streamer to go, at the most for a test's patience. */
static int hang(int fd)
{
    char byte;
    alarm(60);
    if (fd < 0) {
        pause();
    }
    return read(fd, &byte, 1) == 0 ? 1 : 2;
}

static int send_file(int fd, const char *name, size_t bytes)
{
    char request[64];
    uint32_t n = (uint32_t)strlen(name);
    uint32_t length = n + 2;
    memcpy(request, &length, sizeof length);
    request[4] = 0x0a;
    request[5] = (char)n;
    memcpy(request + 6, name, n);
    int pipes[2];
    if (write(fd, request, n + 6) != (ssize_t)(n + 6) || pipe(pipes) != 0) {
        return -1;
    }
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.header), &pipes[0], sizeof(int));
    struct iovec byte = {"", 1};
    struct msghdr message = {.msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control,
        .msg_controllen = sizeof control};
    if (sendmsg(fd, &message, 0) != 1) {
        return -1;
    }
    close(pipes[0]);
    for (size_t i = 0; i < bytes; i++) {
        if (write(pipes[1], "x", 1) != 1) {
            return -1;
        }
    }
    return pipes[1];
}

int main(int argc, char **argv)
{
    const char *what = getenv("STAND_IN");
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("Version: 4.9");
        return 0;
    }
    if (what == NULL || strcmp(what, "mute") == 0) {
        return hang(-1);
    }
    const char *directory = word_after(argc, argv, "--images-dir");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/streamer-%s.sock", directory,
        strcmp(argv[1], "dump") == 0 ? "capture" : "serve");
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        return 3;
    }
    if (strcmp(what, "nonsense") == 0) {
        ssize_t ignored = write(fd, "GET / HTTP/1.1\r\n", 16);
        (void)ignored;
        return hang(fd);
    }
    int first = send_file(fd, "core-1.img", 5000);
    close(first);
    int second = send_file(fd, "pages-1.img", 3000);
    if (first < 0 || second < 0) {
        return 3;
    }
    if (strcmp(what, "hang") == 0) {
        return hang(fd);
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, word_after(argc, argv, "--log-file"));
    FILE *log = fopen(path, "w");
    if (log == NULL) {
        return 3;
    }
    fputs("(00.000100) Error (criu/util.c:1533): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted\n"
          "(00.000200) Warn  (criu/mem.c:1): never mind\n"
          "(00.000300) Error (criu/files-ext.c:98): Can't dump file 3 of that type [20666] (chr 10:229 /dev/fuse)\n"
          "(00.000400) Error (criu/cr-dump.c:1): Dump files (pid: 7) failed with -1\n", log);
    fclose(log);
    return 1;
}
