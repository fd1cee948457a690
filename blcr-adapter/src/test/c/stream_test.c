#include "crc32c.h"
#include "fake_agent.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH 100001

static void begin(struct fake_agent *agent, rf_rank **rank, int deadline_ms)
{
    enum rf_phase phase;
    agent_start(agent);
    *rank = agent_attach(agent, deadline_ms);
    CHECK_INT(0, rf_wait_phase(*rank, &phase, NULL, 5000));
    CHECK_INT(RF_PHASE_CHECKPOINT, phase);
    CHECK_INT(0, rf_image_begin(*rank));
}

/* A test with a short deadline is not one of how fast the machine is. */
static void end_image(rf_rank *rank)
{
    int rc;
    while ((rc = rf_image_end(rank, 0)) == RF_EDEADLINE) {
    }
    CHECK_INT(0, rc);
}

static void finish(struct fake_agent *agent, rf_rank *rank)
{
    end_image(rank);
    CHECK_INT(0, rf_wait_committed(rank, 5000));
    rf_detach(rank);
    agent_stop(agent);
}

static uint8_t *image_bytes(void)
{
    uint8_t *bytes = malloc(LENGTH);
    fill_bytes(bytes, LENGTH, 0);
    return bytes;
}

/* agent_stop frees the streams, so what has arrived is looked at before. */
static void finish_whole(struct fake_agent *agent, rf_rank *rank, uint64_t length)
{
    end_image(rank);
    CHECK_INT(0, rf_wait_committed(rank, 5000));
    check_whole(&agent->streams[0], length);
    rf_detach(rank);
    agent_stop(agent);
}

static void write_in_pieces(uint32_t chunk_bytes, size_t smallest, size_t largest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    agent.chunk_bytes = chunk_bytes;
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "context.3", 0, LENGTH));
    for (size_t at = 0; at < LENGTH;) {
        size_t n = smallest + test_random() % (largest - smallest + 1);
        n = n < LENGTH - at ? n : LENGTH - at;
        CHECK_INT(0, rf_write(stream, bytes + at, n));
        at += n;
        CHECK_INT(at, rf_stream_position(stream));
    }
    CHECK_INT(0, rf_stream_close(stream));
    uint32_t crc;
    CHECK_INT(0, rf_stream_digest(stream, &crc));
    CHECK_INT(rf_crc32c_tables(0, bytes, LENGTH), crc);
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_TEXT("context.3", agent.streams[0].name);
    CHECK_INT(LENGTH, agent.streams[0].expected_bytes);
    CHECK_INT((LENGTH + chunk_bytes - 1) / chunk_bytes, agent.streams[0].commits);
    finish_whole(&agent, rank, LENGTH);
    free(bytes);
}

TEST(write_tiny_pieces)
{
    write_in_pieces(4096, 1, 40);
    write_in_pieces(65536, 4, 40);
}

TEST(write_pieces_of_all_sizes)
{
    write_in_pieces(4096, 1, 9000);
    write_in_pieces(32768, 20000, 60000);
    write_in_pieces(65536, 1, LENGTH);
    write_in_pieces(131072, LENGTH, LENGTH);
}

TEST(write_nothing_and_an_empty_image)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "empty", 0, 0));
    CHECK_INT(0, rf_write(stream, "", 0));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_INT(0, agent.streams[0].commits);
    finish_whole(&agent, rank, 0);
}

TEST(reserve_and_commit_write_into_the_chunk)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    void *ptr;
    size_t n;
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_ESTATE, rf_commit(stream, 1));
    CHECK_INT(RF_EINVAL, rf_reserve(stream, &ptr, &n, 0));
    CHECK_INT(RF_EINVAL, rf_reserve(stream, &ptr, &n, 4097));
    CHECK_TEXT("expected 1 to 4096", rf_error(rank));
    size_t at = 0;
    while (at < LENGTH) {
        size_t min = 1 + test_random() % 4096;
        min = min < LENGTH - at ? min : LENGTH - at;
        CHECK_INT(0, rf_reserve(stream, &ptr, &n, min));
        CHECK(n >= min);
        CHECK_INT(RF_ESTATE, rf_write(stream, "x", 1));
        CHECK_INT(RF_ESTATE, rf_stream_close(stream));
        CHECK_INT(0, rf_reserve(stream, &ptr, &n, min)); /* starts over */
        CHECK_INT(RF_EINVAL, rf_commit(stream, n + 1));
        size_t used = test_random() % 5 == 0 ? 0 : min;
        fill_bytes(ptr, used, at);
        CHECK_INT(0, rf_commit(stream, used));
        at += used;
    }
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, LENGTH);
}

TEST(crc_switched_off_sends_none)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    uint32_t crc;
    agent_init(&agent, agent_serve);
    agent.crc = false;
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_stream_digest(stream, &crc));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK(!agent.streams[0].digest_known);
    CHECK(memcmp(agent.streams[0].bytes, bytes, LENGTH) == 0);
    finish(&agent, rank);
    free(bytes);
}

/* ---- pwrite */

TEST(pwrite_in_place_keeps_the_digest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    uint8_t wrong[1000] = {0};
    agent_init(&agent, agent_serve);
    agent.chunk_bytes = 65536;
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, wrong, 1000)); /* a header that is not known yet */
    CHECK_INT(0, rf_write(stream, bytes + 1000, 40000)); /* summed by now */
    CHECK_INT(0, rf_pwrite(stream, bytes, 500, 0));
    CHECK_INT(0, rf_pwrite(stream, bytes + 500, 500, 500));
    CHECK_INT(41000, rf_stream_position(stream));
    CHECK_INT(0, rf_write(stream, bytes + 41000, LENGTH - 41000));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_INT(2, agent.streams[0].commits);
    CHECK(agent.streams[0].seekable);
    finish_whole(&agent, rank, LENGTH);
    free(bytes);
}

TEST(pwrite_over_the_end_of_what_is_there)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, bytes + 5, 100));
    CHECK_INT(0, rf_pwrite(stream, bytes, LENGTH, 0));
    CHECK_INT(100, rf_stream_position(stream));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, LENGTH);
    free(bytes);
}

TEST(pwrite_backwards_without_overlap_keeps_the_digest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    for (size_t at = LENGTH; at > 0;) {
        size_t n = at < 10000 ? at : 10000;
        at -= n;
        CHECK_INT(0, rf_pwrite(stream, bytes + at, n, at));
    }
    CHECK_INT(0, rf_stream_position(stream));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, LENGTH);
    free(bytes);
}

TEST(pwrite_of_bytes_already_sent_makes_the_digest_unknown)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    uint8_t wrong[100] = {0};
    uint32_t crc;
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, wrong, 100));
    CHECK_INT(0, rf_write(stream, bytes + 100, LENGTH - 100));
    CHECK_INT(0, rf_pwrite(stream, bytes, 100, 0));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_stream_digest(stream, &crc));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK(!agent.streams[0].digest_known);
    CHECK_INT(LENGTH, agent.streams[0].length);
    CHECK_INT(LENGTH + 100, agent.streams[0].committed_bytes);
    CHECK(memcmp(agent.streams[0].bytes, bytes, LENGTH) == 0);
    finish(&agent, rank);
    free(bytes);
}

TEST(pwrite_that_leaves_a_hole_makes_the_digest_unknown)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_pwrite(stream, "end", 3, 9000));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK(!agent.streams[0].digest_known);
    CHECK_INT(9003, agent.streams[0].length);
    finish(&agent, rank);
}

TEST(pwrite_needs_a_seekable_stream)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EINVAL, rf_pwrite(stream, "x", 1, 0));
    CHECK_TEXT("open it with RF_SEEKABLE", rf_error(rank));
    CHECK_INT(0, rf_stream_close(stream));
    finish(&agent, rank);
}

/* Random writes and pwrites against a plain copy in memory. */
TEST(pwrite_at_random)
{
    for (int round = 0; round < 20; round++) {
        struct fake_agent agent;
        rf_rank *rank;
        rf_stream *stream;
        static uint8_t model[60000];
        uint8_t bytes[6000];
        size_t position = 0;
        size_t end = 0;
        memset(model, 0, sizeof model);
        agent_init(&agent, agent_serve);
        agent.chunk_bytes = round % 2 == 0 ? 4096 : 32768;
        begin(&agent, &rank, 5000);
        CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
        for (int step = 0; step < 100; step++) {
            size_t n = test_random() % (test_random() % 2 == 0 ? 30 : sizeof bytes);
            for (size_t i = 0; i < n; i++) {
                bytes[i] = (uint8_t)test_random();
            }
            bool append = test_random() % 2 == 0;
            size_t at = append ? position : test_random() % (end + 1); /* never a hole */
            n = n < sizeof model - at ? n : sizeof model - at;
            memcpy(model + at, bytes, n);
            CHECK_INT(0, append ? rf_write(stream, bytes, n) : rf_pwrite(stream, bytes, n, at));
            position += append ? n : 0;
            end = at + n > end ? at + n : end;
        }
        CHECK_INT(0, rf_stream_close(stream));
        CHECK_INT(0, rf_image_end(rank, 0));
        const struct got_stream *got = &agent.streams[0];
        CHECK_INT(end, got->length);
        CHECK(memcmp(model, got->bytes, end) == 0);
        if (got->digest_known) {
            CHECK_INT(rf_crc32c_tables(0, model, end), got->digest);
        }
        finish(&agent, rank);
    }
}

/* ---- leases */

static void several_streams(unsigned leases_ahead, uint32_t chunks)
{
    enum { STREAMS = 5, ROUNDS = 400 };
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *streams[STREAMS];
    agent_init(&agent, agent_serve);
    agent.leases_ahead = leases_ahead;
    agent.chunks = chunks;
    begin(&agent, &rank, 5000);
    for (int s = 0; s < STREAMS; s++) {
        char name[] = {'s', (char)('0' + s), '\0'};
        CHECK_INT(0, rf_stream_open(rank, &streams[s], name, 0, 0));
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < STREAMS; s++) {
            uint8_t bytes[37];
            fill_bytes(bytes, sizeof bytes, rf_stream_position(streams[s]));
            CHECK_INT(0, rf_write(streams[s], bytes, sizeof bytes));
        }
    }
    for (int s = 0; s < STREAMS; s++) {
        CHECK_INT(0, rf_stream_close(streams[s]));
    }
    CHECK_INT(0, rf_image_end(rank, 0));
    for (int s = 0; s < STREAMS; s++) {
        check_whole(&agent.streams[s], ROUNDS * 37);
    }
    finish(&agent, rank);
}

TEST(several_streams_with_one_lease_only)
{
    several_streams(1, 1);
}

TEST(several_streams_with_two_leases_and_with_enough)
{
    several_streams(2, 4);
    several_streams(8, 16);
}

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
    begin(&agent, &rank, 50);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EDEADLINE, rf_write(stream, bytes, LENGTH));
    CHECK_TEXT("rank 3 of job lu: stream image at 0 (attempt 0): no free chunk", rf_error(rank));
    agent_meet(&agent);
    int rc = RF_EDEADLINE;
    while (rc == RF_EDEADLINE) {
        uint64_t at = rf_stream_position(stream);
        rc = rf_write(stream, bytes + at, LENGTH - at);
    }
    CHECK_INT(0, rc);
    CHECK_INT(0, rf_stream_close(stream));
    rf_stats stats = {.size = sizeof stats};
    CHECK_INT(0, rf_rank_stats(rank, &stats));
    CHECK(stats.lease_waits > 0 && stats.lease_wait_ns >= 50000000);
    CHECK_INT(LENGTH, stats.bytes);
    finish_whole(&agent, rank, LENGTH);
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
    begin(&agent, &rank, 50);
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
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_write(stream, bytes, LENGTH));
    CHECK_TEXT("call rf_image_begin", rf_error(rank));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_write(stream, bytes, 1));
    CHECK_INT(RF_EAGAIN_IMAGE, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_image_end(rank, 0));
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, LENGTH);
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
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EABORTED, rf_write(stream, bytes, LENGTH));
    CHECK_TEXT("the target has no space left", rf_error(rank));
    CHECK_INT(RF_EABORTED, rf_write(stream, bytes, 1));
    CHECK_INT(RF_ESTATE, rf_image_begin(rank));
    agent_meet(&agent);
    CHECK_INT(0, rf_wait_phase(rank, &phase, NULL, 5000));
    CHECK_INT(RF_PHASE_CHECKPOINT, phase);
    CHECK_INT(0, rf_image_begin(rank));
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, LENGTH);
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
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_ELOST, rf_write(stream, bytes, LENGTH));
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
    begin(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_EREFUSED, rf_write(stream, bytes, LENGTH));
    CHECK_TEXT("position is 5, expected 0", rf_error(rank));
    rf_detach(rank);
    agent_stop(&agent);
    free(bytes);
}

TEST(stream_names_and_flags_are_checked)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    char longest[257];
    agent_init(&agent, agent_serve);
    begin(&agent, &rank, 5000);
    memset(longest, 'n', sizeof longest);
    longest[256] = '\0';
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, longest, 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "", 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "..", 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a/b", 0, 0));
    CHECK_INT(RF_EINVAL, rf_stream_open(rank, &stream, "a", 2, 0));
    CHECK(stream == NULL);
    longest[255] = '\0';
    CHECK_INT(0, rf_stream_open(rank, &stream, longest, 0, 0));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_write(stream, "x", 1));
    CHECK_TEXT("is closed", rf_error(rank));
    finish(&agent, rank);
}
