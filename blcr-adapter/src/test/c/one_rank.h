/* The course of a test in which one rank sends one image to the agent. */
#ifndef RF_ONE_RANK_H
#define RF_ONE_RANK_H

#include "fake_agent.h"

#define IMAGE_LENGTH 100001

/* Starts the agent, attaches the rank and begins its image. */
void begin_image(struct fake_agent *agent, rf_rank **rank, int deadline_ms);
/* A test with a short deadline is not one of how fast the machine is: this waits for as long as it takes. */
void end_image(rf_rank *rank);
/* Ends the image and waits until its set is committed; then ends rank and agent. */
void finish(struct fake_agent *agent, rf_rank *rank);
/* The same, and what has arrived is looked at before agent_stop frees it. */
void finish_whole(struct fake_agent *agent, rf_rank *rank, uint64_t length);
/* IMAGE_LENGTH bytes as check_whole wants them; the caller frees them. */
uint8_t *image_bytes(void);

#endif
