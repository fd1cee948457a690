/* The programs, run as their users run them, from where the build puts them. */
#include "content.h"
#include "fake_agent.h"

#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES 300001
#define SEED 9

static void find_program(char path[4200], const char *name)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    CHECK(n > 0);
    self[n] = '\0';
    snprintf(path, 4200, "%s/../%s", dirname(self), name);
}

/* Starts a program with its output in the file; arguments end with NULL. */
static pid_t start(const char *name, const char *output, char *const arguments[])
{
    char path[4200];
    find_program(path, name);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execv(path, arguments);
        _exit(127);
    }
    return pid;
}

static int end(pid_t pid)
{
    int status;
    CHECK_INT(pid, waitpid(pid, &status, 0));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static const char *read_output(const char *path)
{
    static char text[4096];
    FILE *file = fopen(path, "re");
    CHECK(file != NULL);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n > 0 && text[n - 1] == '\n' ? n - 1 : n] = '\0';
    return text;
}

static void save(const char *directory, const char *name, const void *bytes, size_t n)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "we");
    CHECK(file != NULL);
    CHECK_INT(n, fwrite(bytes, 1, n, file));
    fclose(file);
}

/* rankferry-rank reads what arrived from a set's directory. */
static void check_verify_content(struct fake_agent *agent, char *streams, const char *output)
{
    char directory[] = "/tmp/rankferry-set-XXXXXX";
    char rank[64];
    CHECK(mkdtemp(directory) != NULL);
    snprintf(rank, sizeof rank, "%s/rank-3", directory);
    CHECK_INT(0, mkdir(rank, 0700));
    save(directory, "manifest.json", "{}", 2);
    for (unsigned s = 0; s < agent->stream_count; s++) {
        save(rank, agent->streams[s].name, agent->streams[s].bytes, agent->streams[s].length);
    }
    char *arguments[] = {"rankferry-rank", "--rank", "3", "--bytes", "300001", "--seed", "9", "--streams", streams,
        "--verify-content", directory, NULL};
    CHECK_INT(0, end(start("bin/rankferry-rank", output, arguments)));
    agent->streams[0].bytes[1234] ^= 1;
    save(rank, agent->streams[0].name, agent->streams[0].bytes, agent->streams[0].length);
    CHECK_INT(1, end(start("bin/rankferry-rank", output, arguments)));
    CHECK_TEXT("the byte at 1234 is wrong", read_output(output));
    save(rank, agent->streams[0].name, agent->streams[0].bytes, 1000);
    CHECK_INT(1, end(start("bin/rankferry-rank", output, arguments)));
    CHECK_TEXT("has 1000 bytes, expected ", read_output(output));
    for (unsigned s = 0; s < agent->stream_count; s++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", rank, agent->streams[s].name);
        unlink(path);
    }
    char manifest[80];
    snprintf(manifest, sizeof manifest, "%s/manifest.json", directory);
    unlink(manifest);
    rmdir(rank);
    rmdir(directory);
}

static void run_rank(char *mode, char *content, char *streams, char *write_size)
{
    struct fake_agent agent;
    char output[100];
    agent_init(&agent, agent_serve);
    agent_start(&agent);
    snprintf(output, sizeof output, "%s/output", agent.directory);
    char *arguments[] = {"rankferry-rank", "--job", "lu", "--rank", "3", "--door", agent.door, "--bytes", "300001",
        "--seed", "9",
        "--mode", mode, "--content", content, "--streams", streams, "--write-size", write_size, "--json", NULL};
    int rc = end(start("bin/rankferry-rank", output, arguments));
    if (rc != 0) {
        CHECK_TEXT("no failure", read_output(output));
    }
    CHECK_TEXT("\"bytes\":300001,", read_output(output));
    uint32_t count = (uint32_t)atoi(streams);
    CHECK_INT(count, agent.stream_count);
    for (uint32_t s = 0; s < count; s++) {
        const struct got_stream *got = &agent.streams[s];
        char name[RF_CONTENT_NAME_MAX];
        char crc[40];
        rf_content_stream_name(name, "image", count, s);
        CHECK_TEXT(name, got->name);
        CHECK_INT(rf_content_stream_bytes(BYTES, count, s), got->length);
        CHECK_INT(-1, rf_content_check(got->bytes, got->length, rf_content_key(SEED, 3, s), 0));
        CHECK(got->digest_known);
        snprintf(crc, sizeof crc, "\"crc\":\"%08x\"", got->digest);
        CHECK_TEXT(crc, read_output(output));
    }
    check_verify_content(&agent, streams, output);
    unlink(output);
    agent_stop(&agent);
}

TEST(rankferry_rank_writes_in_every_mode)
{
    run_rank("write", "prepared", "1", "1M");
    run_rank("write", "generated", "3", "1000");
    run_rank("reserve", "generated", "1", "100000");
    run_rank("reserve", "generated", "2", "37");
    run_rank("pwrite", "prepared", "1", "5000");
    run_rank("pwrite", "generated", "2", "5000");
}

TEST(rankferry_rank_commits_chunks_as_they_are)
{
    struct fake_agent agent;
    agent_init(&agent, agent_serve);
    agent_start(&agent);
    char *arguments[] = {"rankferry-rank", "--job", "lu", "--rank", "3", "--door", agent.door, "--bytes", "300000",
        "--mode", "reserve", "--content", "none", NULL};
    CHECK_INT(0, end(start("bin/rankferry-rank", "/dev/null", arguments)));
    CHECK_INT(300000, agent.streams[0].length);
    agent_stop(&agent);
}

static void script_until_it_dies(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(agent_take(a, 2));
    CHECK_INT(0, agent_read(a));
}

TEST(faulty_rank_dies_in_the_middle_of_a_chunk)
{
    struct fake_agent agent;
    agent_init(&agent, script_until_it_dies);
    agent_start(&agent);
    char *arguments[] = {"faulty-rank", "--job", "lu", "--rank", "3", "--door", agent.door, "--die-after", "10000",
        NULL};
    CHECK_INT(-SIGKILL, end(start("test/faulty-rank", "/dev/null", arguments)));
    agent_stop(&agent);
}

/* Computed apart from this code; content.h lists them for whoever implements the content elsewhere. */
TEST(content_is_what_its_header_says)
{
    static const uint8_t words[16] = {
        0xd3, 0x75, 0xb1, 0xdf, 0x64, 0x26, 0x16, 0x2d, 0x6d, 0x77, 0x9c, 0x64, 0x51, 0x4d, 0x14, 0xb4};
    static const uint8_t far[8] = {0x2e, 0x71, 0x6c, 0x92, 0x87, 0xe5, 0x2d, 0x0f};
    uint64_t key = rf_content_key(1, 3, 0);
    uint8_t bytes[16];
    CHECK(key == 0x6d14859ac6616bc4u);
    for (unsigned offset = 0; offset < 16; offset++) {
        for (unsigned end = offset; end <= 16; end++) {
            rf_content_fill(bytes, end - offset, key, offset);
            CHECK(memcmp(bytes, words + offset, end - offset) == 0);
        }
    }
    rf_content_fill(bytes, 8, rf_content_key(42, 7, 2), (uint64_t)1 << 33);
    CHECK(memcmp(bytes, far, 8) == 0);
}

TEST(baseline_moves_bytes_in_every_kind)
{
    static char *const kinds[] = {"memcpy", "vmread", "socket", "unix"};
    for (int i = 0; i < 4; i++) {
        char output[] = "/tmp/rankferry-output-XXXXXX";
        close(mkstemp(output));
        char *arguments[] = {"rankferry-baseline", "--kind", kinds[i], "--bytes", "3000001", "--iterations", "2",
            "--processes",
            "2", "--destination", i % 2 == 0 ? "touched" : "fresh", "--json", NULL};
        CHECK_INT(0, end(start("bin/rankferry-baseline", output, arguments)));
        CHECK_TEXT("\"gib_per_s\":", read_output(output));
        unlink(output);
    }
}
