#include "crc32c.h"
#include "one_rank.h"

#include <stdlib.h>
#include <string.h>

TEST(pwrite_in_place_keeps_the_digest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    uint8_t wrong[1000] = {0};
    agent_init(&agent, agent_serve);
    agent.chunk_bytes = 65536;
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, wrong, 1000)); /* a header that is not known yet */
    CHECK_INT(0, rf_write(stream, bytes + 1000, 40000)); /* summed by now */
    CHECK_INT(0, rf_pwrite(stream, bytes, 500, 0));
    CHECK_INT(0, rf_pwrite(stream, bytes + 500, 500, 500));
    CHECK_INT(41000, rf_stream_position(stream));
    CHECK_INT(0, rf_write(stream, bytes + 41000, IMAGE_LENGTH - 41000));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK_INT(2, agent.streams[0].commits);
    CHECK(agent.streams[0].seekable);
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

TEST(pwrite_over_the_end_of_what_is_there)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, bytes + 5, 100));
    CHECK_INT(0, rf_pwrite(stream, bytes, IMAGE_LENGTH, 0));
    CHECK_INT(100, rf_stream_position(stream));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, IMAGE_LENGTH);
    free(bytes);
}

TEST(pwrite_backwards_without_overlap_keeps_the_digest)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    for (size_t at = IMAGE_LENGTH; at > 0;) {
        size_t n = at < 10000 ? at : 10000;
        at -= n;
        CHECK_INT(0, rf_pwrite(stream, bytes + at, n, at));
    }
    CHECK_INT(0, rf_stream_position(stream));
    CHECK_INT(0, rf_stream_close(stream));
    finish_whole(&agent, rank, IMAGE_LENGTH);
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
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "image", RF_SEEKABLE, 0));
    CHECK_INT(0, rf_write(stream, wrong, 100));
    CHECK_INT(0, rf_write(stream, bytes + 100, IMAGE_LENGTH - 100));
    CHECK_INT(0, rf_pwrite(stream, bytes, 100, 0));
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(RF_ESTATE, rf_stream_digest(stream, &crc));
    CHECK_INT(0, rf_image_end(rank, 0));
    CHECK(!agent.streams[0].digest_known);
    CHECK_INT(IMAGE_LENGTH, agent.streams[0].length);
    CHECK_INT(IMAGE_LENGTH + 100, agent.streams[0].committed_bytes);
    CHECK(memcmp(agent.streams[0].bytes, bytes, IMAGE_LENGTH) == 0);
    finish(&agent, rank);
    free(bytes);
}

TEST(pwrite_that_leaves_a_hole_makes_the_digest_unknown)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
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
    begin_image(&agent, &rank, 5000);
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
        begin_image(&agent, &rank, 5000);
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
