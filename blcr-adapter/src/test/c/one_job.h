/* The course of a test of rank 3 in a job of four, named lu: what its agent says and hears, and what its program is asked. */
#ifndef RF_ONE_JOB_H
#define RF_ONE_JOB_H

#include "fake_agent.h"

enum { START = 1, RESTORE, STALL, CHECKPOINT, LOCATIONS, RESUME, LEAVE };
enum { READY = 1, QUIET, RUNNING, PEERS, FAILED, FINISHED };

/* What the program was asked; what it answers is set beforehand. */
struct calls {
    int quiesced;
    int resumed;
    int refuses;
    int arrived;
    char host[64];
    rf_job *job;
    rf_stall last;
    int moving[4];
};

/* On the agent's side. */
void order(struct fake_agent *node, int what, uint64_t epoch, const char *text);
void expect_report(struct fake_agent *node, int what, uint64_t epoch, const char *text);
void take_join(struct fake_agent *node, uint64_t epoch);
/* The rank joins in epoch 1, and runs. */
void begin_job(struct fake_agent *node);

/* On the rank's side. */
rf_callbacks callbacks_to(struct calls *calls);
void set_environment(const struct fake_agent *node, const char *epoch);
rf_job *init(struct fake_agent *node, struct calls *calls, const char *epoch);
/* The other end of begin_job. */
rf_job *joined(struct fake_agent *node, struct calls *calls);
/* Until the program was told to resume so often, or an error, which is returned. */
int poll_until_asked(rf_job *job, const struct calls *calls, int resumed);

#endif
