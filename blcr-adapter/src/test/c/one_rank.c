#include "one_rank.h"

#include <stdlib.h>

void begin_image(struct fake_agent *agent, rf_rank **rank, int deadline_ms)
{
    enum rf_phase phase;
    agent_start(agent);
    *rank = agent_attach(agent, deadline_ms);
    CHECK_INT(0, rf_wait_phase(*rank, &phase, NULL, 5000));
    CHECK_INT(RF_PHASE_CHECKPOINT, phase);
    CHECK_INT(0, rf_image_begin(*rank));
}

void end_image(rf_rank *rank)
{
    int rc;
    while ((rc = rf_image_end(rank, 0)) == RF_EDEADLINE) {
    }
    CHECK_INT(0, rc);
}

void finish(struct fake_agent *agent, rf_rank *rank)
{
    end_image(rank);
    CHECK_INT(0, rf_wait_committed(rank, 5000));
    rf_detach(rank);
    agent_stop(agent);
}

uint8_t *image_bytes(void)
{
    uint8_t *bytes = malloc(IMAGE_LENGTH);
    fill_bytes(bytes, IMAGE_LENGTH, 0);
    return bytes;
}

void finish_whole(struct fake_agent *agent, rf_rank *rank, uint64_t length)
{
    end_image(rank);
    CHECK_INT(0, rf_wait_committed(rank, 5000));
    check_whole(&agent->streams[0], length);
    rf_detach(rank);
    agent_stop(agent);
}
