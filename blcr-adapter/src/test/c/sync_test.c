#include "one_rank.h"

#include <stdlib.h>

#include <rf_wire/sync.h>

TEST(sync_sends_what_is_unfinished_and_is_answered)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    rf_stream *other;
    uint8_t *bytes = image_bytes();
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_image_sync(rank, -1)); /* nothing written yet */
    CHECK_INT(0, rf_stream_open(rank, &stream, "a", 0, 0));
    CHECK_INT(0, rf_stream_open(rank, &other, "b", 0, 0));
    CHECK_INT(0, rf_write(stream, bytes, 5000));
    CHECK_INT(0, rf_write(other, bytes, 10));
    CHECK_INT(0, rf_image_sync(rank, -1));
    CHECK_INT(5000, agent.streams[0].end);
    CHECK_INT(10, agent.streams[1].end);
    CHECK_INT(0, rf_write(stream, bytes + 5000, 100));
    CHECK_INT(0, rf_image_sync(rank, 5000));
    CHECK_INT(5100, agent.streams[0].end);
    CHECK_INT(3, agent.syncs);
    CHECK_INT(0, rf_stream_close(stream));
    CHECK_INT(0, rf_stream_close(other));
    finish(&agent, rank);
    free(bytes);
}

TEST(sync_has_its_place)
{
    struct fake_agent agent;
    rf_rank *rank;
    rf_stream *stream;
    void *room;
    size_t n;
    agent_init(&agent, agent_serve);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(0, rf_stream_open(rank, &stream, "a", 0, 0));
    CHECK_INT(0, rf_reserve(stream, &room, &n, 1));
    CHECK_INT(RF_ESTATE, rf_image_sync(rank, -1));
    CHECK_TEXT("stream a has bytes reserved; rf_commit them first", rf_error(rank));
    CHECK_INT(0, rf_commit(stream, 0));
    CHECK_INT(0, rf_stream_close(stream));
    end_image(rank);
    CHECK_INT(RF_ESTATE, rf_image_sync(rank, -1));
    CHECK_TEXT("no image is being written", rf_error(rank));
    CHECK_INT(0, rf_wait_committed(rank, 5000));
    rf_detach(rank);
    agent_stop(&agent);
}

static void script_late(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    agent_expect(a, RF_WIRE_SYNC_SBE_TEMPLATE_ID);
    agent_meet(a);
    agent_synced(a);
    agent_expect(a, RF_WIRE_SYNC_SBE_TEMPLATE_ID);
    agent_phase(a, RF_PHASE_ABORTED, 0, "no space there");
    CHECK_INT(0, agent_read(a));
}

TEST(sync_has_a_deadline_and_hears_that_the_set_is_given_up)
{
    struct fake_agent agent;
    rf_rank *rank;
    agent_init(&agent, script_late);
    begin_image(&agent, &rank, 5000);
    CHECK_INT(RF_EDEADLINE, rf_image_sync(rank, 30));
    CHECK_TEXT("the target has not taken all that was written", rf_error(rank));
    agent_meet(&agent);
    CHECK_INT(RF_EABORTED, rf_image_sync(rank, 5000)); /* the answer that came too late is not taken for this one's */
    CHECK_TEXT("no space there", rf_error(rank));
    rf_detach(rank);
    agent_stop(&agent);
}
