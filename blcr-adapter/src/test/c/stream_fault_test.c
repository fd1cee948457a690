#include "one_rank.h"

#include <stdlib.h>
#include <string.h>

static void script_no_lease(struct fake_agent *a)
{
    a->leases_ahead = 0;
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    agent_meet(a);
    a->leases_ahead = 1;
    agent_grant(a);
    CHECK(!agent_take(a, 1000));
    agent_phase(a, RF_PHASE_IMAGE_STORED, 0, "");
    agent_phase(a, RF_PHASE_SET_COMMITTED, 0, "");
    CHECK_INT(0, agent_read(a));
}

TEST(a_wait_for_a_lease_has_a_deadline_and_can_go_on)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, script_no_lease);
    begin_image(&agent, &rank, 50);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EDEADLINE, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_TEXT("rank 3 of job lu: stream image at 0 (attempt 0): no free chunk", rf_error(rank));
    agent_meet(&agent);
    int rc = RF_EDEADLINE;
    while (rc == RF_EDEADLINE) {
        uint64_t at = rf_stream_position(stream);
        rc = rf_write(stream, bytes + at, IMAGE_LENGTH - at);
    }
    CHECK_INT(0, rc);
    CHECK_INT(0, rf_stream_close(stream));
    rf_stats stats = {.size = sizeof stats};
    CHECK_INT(0, rf_rank_stats(rank, &stats));
    CHECK(stats.lease_waits > 0 && stats.lease_wait_ns >= 50000000);
    CHECK_INT(IMAGE_LENGTH, stats.bytes);
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

TEST(a_reserved_chunk_is_not_taken_away_and_the_error_says_so)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *a;
    rf_stream *b;
    void *ptr;
    size_t n;
    agent_init(&agent, agent_serve);
    agent.leases_ahead = 1;
    begin_image(&agent, &rank, 50);
    CHECK_INT(0, rf_stream_open(rank, &a, "a", 0, 0));
    CHECK_INT(0, rf_stream_open(rank, &b, "b", 0, 0));
    rf_stream *twice;
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &twice, "a", 0, 0));
    CHECK_TEXT("has a stream a already", rf_error(rank));
    int rc;
    while ((rc = rf_reserve(a, &ptr, &n, 10)) == RF_EDEADLINE) {
    }
    CHECK_INT(0, rc);
    CHECK_INT(RF_EDEADLINE, rf_write(b, "x", 1));
    CHECK_TEXT("stream a holds one; rf_commit it first", rf_error(rank));
    CHECK_INT(0, rf_commit(a, 0));
    CHECK_INT(0, rf_write(b, "x", 1)); /* the empty chunk of a */
    CHECK_INT(0, rf_stream_close(a));
    CHECK_INT(0, rf_stream_close(b));
    finish(&agent, rank);
}

/* ---- things that go wrong in the middle */

static void script_restart(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(agent_take(a, 3));
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, ""); /* said twice: nothing */
    agent_phase(a, RF_PHASE_CHECKPOINT, 1, "");
    /* what is still on its way belongs to no one */
    unsigned template_id;
    while ((template_id = agent_read(a)) != 43) {
        CHECK(template_id == 45 || template_id == 8);
    }
    a->attempt = 1;
    memset(a->leased, 0, sizeof a->leased);
    a->held = 0;
    a->commits = 0;
    a->stream_count = 0;
    agent_grant(a);
    CHECK(!agent_take(a, 1000));
    agent_phase(a, RF_PHASE_IMAGE_STORED, 1, "");
    agent_phase(a, RF_PHASE_SET_COMMITTED, 1, "");
    CHECK_INT(0, agent_read(a));
}

TEST(a_lost_target_means_the_image_again)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, script_restart);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_TEXT("call rf_image_begin", rf_error(rank));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_write(stream, bytes, 1));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_image_end(rank, 0));
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

static void script_abort(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(agent_take(a, 3));
    agent_phase(a, RF_PHASE_ABORTED, 0, "the target has no space left");
    agent_meet(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 1, "");
    unsigned template_id;
    while ((template_id = agent_read(a)) != 43) {
        CHECK_INT(45, template_id);
    }
    a->stream_count = 0;
    a->commits = 0;
    memset(a->leased, 0, sizeof a->leased);
    a->held = 0;
    agent_grant(a);
    CHECK(!agent_take(a, 1000));
    agent_phase(a, RF_PHASE_IMAGE_STORED, 1, "");
    agent_phase(a, RF_PHASE_SET_COMMITTED, 1, "");
    CHECK_INT(0, agent_read(a));
}

TEST(an_aborted_set_leaves_the_rank_ready_for_the_next)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    enum rf_phase phase;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, script_abort);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EABORTED, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_TEXT("the target has no space left", rf_error(rank));
    CHECK_INT(RF_EABORTED, rf_write(stream, bytes, 1));
    CHECK_INT(RF_ESTATE, rf_image_begin(rank));
    agent_meet(&agent);
    CHECK_INT(0, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_INT(RF_PHASE_CHECKPOINT, phase);
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

static void script_die(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(agent_take(a, 3));
    agent_hang_up(a);
}

TEST(an_agent_that_dies_is_lost_without_a_signal)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, script_die);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_ELOST, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_TEXT("rank 3 of job lu: the agent closed the connection or died", rf_error(rank));
    CHECK_INT(RF_ELOST, rf_stream_close(stream));
    CHECK_INT(RF_ELOST, rf_image_begin(rank));
    rf_detach(rank);
    agent_stop(&agent);
    free(bytes);
}

static void script_refuse_stream(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(agent_take(a, 1));
    agent_refuse(a, "stream image: position is 5, expected 0");
    agent_hang_up(a);
}

TEST(a_refusal_in_the_middle_is_reported_rather_than_the_closed_socket)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, script_refuse_stream);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EREFUSED, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_TEXT("position is 5, expected 0", rf_error(rank));
    rf_detach(rank);
    agent_stop(&agent);
    free(bytes);
}

TEST(a_stream_is_not_the_directory_of_another)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    const char *good[] = {"a/b/c", "a/b.c", "a.b", "a/...", "a/b-"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK_INT(0, rf_stream_open(rank, &stream, good[i], 0, 0));
        CHECK_INT(0, rf_stream_close(stream));
    }
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a/b", 0, 0));
    CHECK_TEXT("the image has a stream a/b/c already, which can't be beside a/b", rf_error(rank));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a.b/c", 0, 0));
    CHECK_TEXT("the image has a stream a.b already, which can't be beside a.b/c", rf_error(rank));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a/b.c", 0, 0));
    CHECK_TEXT("the image has a stream a/b.c already", rf_error(rank));
    finish(&agent, rank);
}

TEST(stream_names_and_flags_are_checked)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    char longest[257];
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    memset(longest, 'n', sizeof longest);
    longest[256] = '\0';
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, longest, 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "", 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "..", 0, 0));
    const char *paths[] = {"/", "/a", "a/", "a//b", "./a", "a/.", "a/../b", "..", "a/b c"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, paths[i], 0, 0));
        CHECK_TEXT("with a single / between components", rf_error(rank));
    }
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a", 2, 0));
    CHECK(stream == NULL);
    longest[255] = '\0';
    CHECK_INT(0, rf_stream_open(rank, &stream, longest, 0, 0));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_write(stream, "x", 1));
    CHECK_TEXT("is closed", rf_error(rank));
    finish(&agent, rank);
}
