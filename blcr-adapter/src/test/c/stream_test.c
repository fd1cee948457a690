#include "crc32c.h"
#include "one_rank.h"

#include <stdlib.h>
#include <string.h>

static void write_in_pieces(uint32_t chunk_bytes, size_t smallest, size_t largest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    agent.chunk_bytes = chunk_bytes;
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "context.3", 0, IMAGE_LENGTH));
    for (size_t at = 0; at < IMAGE_LENGTH;) {
        size_t n = smallest + test_random() % (largest - smallest + 1);
        n = n < IMAGE_LENGTH - at ? n : IMAGE_LENGTH - at;
        CHECK_INT(0, rf_write(stream, bytes + at, n));
        at += n;
        CHECK_INT(at, rf_stream_position(stream));
    }
    CHECK_INT(0, rf_stream_close(stream));
    uint32_t crc;
    CHECK_INT(0, rf_stream_digest(stream, &crc));
    CHECK_INT(rf_crc32c_tables(0, bytes, IMAGE_LENGTH), crc);
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_TEXT("context.3", agent.streams[0].name);
    CHECK_INT(IMAGE_LENGTH, agent.streams[0].expected_bytes);
    CHECK_INT((IMAGE_LENGTH + chunk_bytes - 1) / chunk_bytes, agent.streams[0].commits);
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

TEST(write_tiny_pieces)
{
    write_in_pieces(4096, 1, 40);
    write_in_pieces(65536, 4, 40);
    write_in_pieces(4096, 1, 70);
    write_in_pieces(131072, 1, 3);
}

TEST(write_pieces_of_all_sizes)
{
    write_in_pieces(4096, 1, 9000);
    write_in_pieces(32768, 20000, 60000);
    write_in_pieces(65536, 1, IMAGE_LENGTH);
    write_in_pieces(131072, IMAGE_LENGTH, IMAGE_LENGTH);
}

TEST(write_nothing_and_an_empty_image)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
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
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(RF_ESTATE, rf_commit(stream, 1));
    CHECK_INT(RF_EINVAL, rf_reserve(stream, &ptr, &n, 0));
    CHECK_INT(RF_EINVAL, rf_reserve(stream, &ptr, &n, 4097));
    CHECK_TEXT("expected 1 to 4096", rf_error(rank));
    size_t at = 0;
    while (at < IMAGE_LENGTH) {
        size_t min = 1 + test_random() % 4096;
        min = min < IMAGE_LENGTH - at ? min : IMAGE_LENGTH - at;
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
    finish_whole(&agent, rank, IMAGE_LENGTH);
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
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, IMAGE_LENGTH));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_stream_digest(stream, &crc));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK(!agent.streams[0].digest_known);
    CHECK(memcmp(agent.streams[0].bytes, bytes, IMAGE_LENGTH) == 0);
    finish(&agent, rank);
    free(bytes);
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
    begin_image(&agent, &rank, 5000);
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
