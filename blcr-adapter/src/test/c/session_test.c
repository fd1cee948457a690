#include "fake_agent.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect_checkpoint(rf_rank *rank, uint32_t attempt)
{
    enum rf_phase phase;
    uint32_t got;
    CHECK_INT(0, rf_wait_phase(rank, &phase, &got, 5000));
    CHECK_INT(RF_PHASE_CHECKPOINT, phase);
    CHECK_INT(attempt, got);
}

/* ---- attach */

TEST(attach_checks_its_options)
{
    rf_rank *rank = (rf_rank *)1;
    rf_options options = RF_OPTIONS_INIT;
    CHECK_INT(RF_EINVAL, rf_attach(&rank, NULL));
    CHECK(rank == NULL);
    CHECK_INT(RF_EINVAL, rf_attach(&rank, &options));
    CHECK_TEXT("job is \"\"", rf_error(NULL));
    options.job = "a/b";
    CHECK_INT(RF_EINVAL, rf_attach(&rank, &options));
    CHECK_TEXT("job is \"a/b\"", rf_error(NULL));
    options.job = "..";
    CHECK_INT(RF_EINVAL, rf_attach(&rank, &options));
    options.job = "lu";
    options.rank = -1;
    CHECK_INT(RF_EINVAL, rf_attach(&rank, &options));
    CHECK_TEXT("rank is -1", rf_error(NULL));
    options.rank = 0;
    options.size = 8;
    CHECK_INT(RF_EINVAL, rf_attach(&rank, &options));
    CHECK_TEXT("size is 8", rf_error(NULL));
    CHECK_INT(0, rf_detach(NULL));
}

TEST(attach_without_an_agent_names_the_door)
{
    rf_rank *rank;
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    setenv("RANKFERRY_RUN_DIR", "/nonexistent-run", 1);
    CHECK_INT(RF_ELOST, rf_attach(&rank, &options));
    CHECK_TEXT("/nonexistent-run/source-lu/door: there is no such socket", rf_error(NULL));
    setenv("RANKFERRY_DOOR", "/nonexistent-door", 1);
    CHECK_INT(RF_ELOST, rf_attach(&rank, &options));
    CHECK_TEXT("at /nonexistent-door: ", rf_error(NULL));
    options.flags = RF_ATTACH_WAIT;
    options.deadline_ms = 30;
    CHECK_INT(RF_ELOST, rf_attach(&rank, &options));
    unsetenv("RANKFERRY_DOOR");
    unsetenv("RANKFERRY_RUN_DIR");
}

static void script_refuse(struct fake_agent *a)
{
    agent_accept(a);
    agent_read(a);
    agent_refuse(a, "rank 3 is attached already\nby process 5");
    agent_hang_up(a);
}

TEST(attach_refused_gives_the_reason_in_one_line)
{
    struct fake_agent agent;
    agent_init(&agent, script_refuse);
    agent_start(&agent);
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    options.rank = 3;
    options.door = agent.door;
    rf_rank *rank;
    CHECK_INT(RF_EREFUSED, rf_attach(&rank, &options));
    CHECK(rank == NULL);
    CHECK_TEXT("rank 3 of job lu cannot attach", rf_error(NULL));
    CHECK_TEXT("rank 3 is attached already by process 5", rf_error(NULL));
    agent_stop(&agent);
}

static void script_silent(struct fake_agent *a)
{
    agent_accept(a);
    agent_read(a);
    CHECK_INT(0, agent_read(a));
}

TEST(attach_has_a_deadline)
{
    struct fake_agent agent;
    agent_init(&agent, script_silent);
    agent_start(&agent);
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    options.rank = 3;
    options.door = agent.door;
    options.deadline_ms = 30;
    rf_rank *rank;
    CHECK_INT(RF_EDEADLINE, rf_attach(&rank, &options));
    CHECK_TEXT("no answer to Attach", rf_error(NULL));
    agent_stop(&agent);
}

static void script_short_pool(struct fake_agent *a)
{
    a->chunks = 16;
    agent_welcome(a);
    a->chunks = 4;
    CHECK_INT(0, agent_read(a));
}

TEST(attach_refuses_a_pool_that_is_too_small)
{
    struct fake_agent agent;
    agent_init(&agent, script_short_pool);
    agent_start(&agent);
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    options.rank = 3;
    options.door = agent.door;
    rf_rank *rank;
    CHECK_INT(RF_EPROTO, rf_attach(&rank, &options));
    CHECK_TEXT("has 16384 bytes, the agent said 65536", rf_error(NULL));
    agent_stop(&agent);
}

/* A path that no socket address can hold. */
TEST(attach_through_a_long_path)
{
    struct fake_agent agent;
    agent_init(&agent, agent_serve);
    agent_start(&agent);
    char directory[200];
    memset(directory, 'd', sizeof directory);
    directory[150] = '\0';
    memcpy(directory, "/tmp/rankferry-", 15);
    char pid[16];
    int digits = snprintf(pid, sizeof pid, "%d-", (int)getpid());
    memcpy(directory + 15, pid, (size_t)digits);
    CHECK_INT(0, symlink(agent.directory, directory));
    char door[220];
    snprintf(door, sizeof door, "%s/door", directory);
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    options.rank = 3;
    options.door = door;
    rf_rank *rank;
    CHECK_INT(0, rf_attach(&rank, &options));
    unlink(directory);
    expect_checkpoint(rank, 0);
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_INT(0, rf_wait_committed(rank, -1));
    rf_detach(rank);
    agent_stop(&agent);
}

/* ---- phases */

static void script_phases(struct fake_agent *a)
{
    agent_welcome(a);
    agent_meet(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_phase(a, RF_PHASE_ABORTED, 0, "no spare is left");
    CHECK_INT(0, agent_read(a));
}

TEST(phases_come_in_order_and_abort_has_its_text)
{
    struct fake_agent agent;
    agent_init(&agent, script_phases);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 5000);
    enum rf_phase phase;
    CHECK_INT(RF_EDEADLINE, rf_wait_phase(rank, &phase, NULL, 0));
    CHECK_INT(RF_EDEADLINE, rf_wait_phase(rank, &phase, NULL, 20));
    CHECK_INT(RF_ESTATE, rf_image_begin(rank));
    CHECK_TEXT("no CHECKPOINT", rf_error(rank));
    CHECK_INT(RF_ESTATE, rf_wait_committed(rank, 0));
    agent_meet(&agent);
    struct pollfd p = {.fd = rf_fd(rank), .events = POLLIN};
    CHECK_INT(1, poll(&p, 1, 5000));
    expect_checkpoint(rank, 0);
    CHECK_INT(0, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_INT(RF_PHASE_ABORTED, phase);
    CHECK_TEXT("no spare is left", rf_error(rank));
    CHECK_INT(RF_ESTATE, rf_image_begin(rank));
    rf_detach(rank);
    agent_stop(&agent);
}

static void script_two_sets(struct fake_agent *a)
{
    agent_welcome(a);
    for (uint32_t set = 0; set < 2; set++) {
        agent_phase(a, RF_PHASE_CHECKPOINT, set, "");
        agent_begin(a, set);
        CHECK(!agent_take(a, 1000));
        check_whole(&a->streams[0], 5000);
        /* only the second one of these when set is 1 */
        if (set == 0) {
            agent_phase(a, RF_PHASE_IMAGE_STORED, set, "");
        }
        agent_phase(a, RF_PHASE_SET_COMMITTED, set, "");
    }
    CHECK_INT(0, agent_read(a));
}

TEST(a_rank_answers_checkpoint_after_checkpoint)
{
    struct fake_agent agent;
    agent_init(&agent, script_two_sets);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 5000);
    uint8_t bytes[5000];
    fill_bytes(bytes, sizeof bytes, 0);
    for (uint32_t set = 0; set < 2; set++) {
        rf_stream *stream;
        expect_checkpoint(rank, set);
        CHECK_INT(0, rf_image_begin(rank));
        CHECK_INT(RF_ESTATE, rf_image_begin(rank));
        CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
        CHECK_INT(0, rf_write(stream, bytes, sizeof bytes));
        CHECK_INT(RF_ESTATE, rf_image_end(rank, 0));
        CHECK_TEXT("stream image is still open", rf_error(rank));
        CHECK_INT(0, rf_stream_close(stream));
        CHECK_INT(RF_ESTATE, rf_stream_close(stream));
        CHECK_INT(0, rf_image_end(rank, set == 0 ? RF_NOWAIT : 0));
        CHECK_INT(0, rf_image_end(rank, 0));
        CHECK_INT(0, rf_image_end(rank, 0));
        CHECK_INT(0, rf_wait_committed(rank, 5000));
        CHECK_INT(RF_ESTATE, rf_image_end(rank, 0));
    }
    rf_stats stats = {.size = sizeof stats};
    CHECK_INT(0, rf_rank_stats(rank, &stats));
    CHECK_INT(1, stats.attempt);
    CHECK_INT(5000, stats.bytes);
    CHECK_INT(2, stats.chunks);
    rf_detach(rank);
    agent_stop(&agent);
}

static void script_lost_before_commit(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(!agent_take(a, 1000));
    agent_phase(a, RF_PHASE_IMAGE_STORED, 0, "");
    agent_phase(a, RF_PHASE_CHECKPOINT, 1, "");
    agent_begin(a, 1);
    CHECK(!agent_take(a, 1000));
    agent_phase(a, RF_PHASE_ABORTED, 1, "rank 5 died");
    agent_hang_up(a);
}

TEST(a_target_lost_after_the_image_was_stored)
{
    struct fake_agent agent;
    agent_init(&agent, script_lost_before_commit);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 5000);
    expect_checkpoint(rank, 0);
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_wait_committed(rank, 5000));
    CHECK_TEXT("attempt 1 begins", rf_error(rank));
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(RF_EABORTED, rf_image_end(rank, 0));
    CHECK_TEXT("rank 5 died", rf_error(rank));
    enum rf_phase phase;
    CHECK_INT(RF_ELOST, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_INT(RF_ELOST, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_TEXT("detach", rf_error(rank));
    rf_detach(rank);
    agent_stop(&agent);
}

static void script_never_stored(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(!agent_take(a, 1000));
    agent_meet(a);
    agent_phase(a, RF_PHASE_IMAGE_STORED, 0, "");
    CHECK_INT(0, agent_read(a));
}

TEST(waiting_for_the_target_has_a_deadline_and_can_go_on)
{
    struct fake_agent agent;
    agent_init(&agent, script_never_stored);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 50);
    expect_checkpoint(rank, 0);
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(RF_EDEADLINE, rf_image_end(rank, 0));
    CHECK_TEXT("IMAGE_STORED", rf_error(rank));
    agent_meet(&agent);
    int rc;
    while ((rc = rf_image_end(rank, 0)) == RF_EDEADLINE) {
    }
    CHECK_INT(0, rc);
    CHECK_INT(RF_EDEADLINE, rf_wait_committed(rank, 10));
    rf_detach(rank);
    agent_stop(&agent);
}

/* ---- an agent that breaks the protocol */

static const char *garbage;
static size_t garbage_length;

static void script_garbage(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    agent_send(a, garbage, garbage_length);
    CHECK_INT(0, agent_read(a));
}

static void expect_garbage(const char *bytes, size_t n, const char *text)
{
    struct fake_agent agent;
    garbage = bytes;
    garbage_length = n;
    agent_init(&agent, script_garbage);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 5000);
    expect_checkpoint(rank, 0);
    CHECK_INT(0, rf_image_begin(rank));
    enum rf_phase phase;
    CHECK_INT(RF_EPROTO, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_TEXT(text, rf_error(rank));
    CHECK_TEXT("rank 3 of job lu", rf_error(rank));
    CHECK_INT(RF_EPROTO, rf_image_end(rank, 0));
    rf_detach(rank);
    agent_stop(&agent);
}

TEST(frames_that_are_none_end_the_connection_with_a_reason)
{
    expect_garbage("\xff\xff\xff\xff", 4, "length is 4294967295");
    expect_garbage("\x08\0\0\0\0\0\0\0", 8, "length is 8");
    expect_garbage("\x14\0\0\0\0\0\0\0\x04\0\x2c\0\x5f\x1c\x02\0\0\0\0\0", 20, "protocol version is 2");
    expect_garbage("\x14\0\0\0\0\0\0\0\x04\0\x2c\0\x5f\x1c\x01\0\x10\0\0\0", 20, "chunk is 16, the pool has 4");
    expect_garbage("\x10\0\0\0\0\0\0\0\0\0\x13\0\x5f\x1c\x01\0", 16, "templateId is 19");
}

/* ---- fork */

static void script_fork(struct fake_agent *a)
{
    agent_welcome(a);
    agent_meet(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    CHECK_INT(0, agent_read(a));
}

TEST(a_forked_child_cannot_use_its_parents_rank)
{
    struct fake_agent agent;
    agent_init(&agent, script_fork);
    agent_start(&agent);
    rf_rank *rank = agent_attach(&agent, 5000);
    CHECK((fcntl(rf_fd(rank), F_GETFD) & FD_CLOEXEC) != 0);
    pid_t child = fork();
    if (child == 0) {
        enum rf_phase phase;
        int rc = rf_wait_phase(rank, &phase, NULL, 5000);
        rf_detach(rank);
        _exit(rc == RF_ESTATE ? 7 : 1);
    }
    int status;
    CHECK_INT(child, waitpid(child, &status, 0));
    CHECK_INT(7, WEXITSTATUS(status));
    agent_meet(&agent);
    expect_checkpoint(rank, 0);
    rf_detach(rank);
    agent_stop(&agent);
}
