#include "one_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rf_wire/rankJoin.h>
#include <rf_wire/rankOrder.h>
#include <rf_wire/rankReport.h>

#define BODY 16

/* ---- the agent's side */

void order(struct fake_agent *node, int what, uint64_t epoch, const char *text)
{
    char frame[4096] = {0};
    struct rf_wire_messageHeader header;
    struct rf_wire_rankOrder m;
    rf_wire_rankOrder_wrap_and_apply_header(&m, frame + 8, 0, sizeof frame - 8, &header);
    rf_wire_rankOrder_set_what(&m, (enum rf_wire_rankOrderKind)what);
    rf_wire_rankOrder_set_epoch(&m, epoch);
    rf_wire_rankOrder_put_text(&m, text, (uint16_t)strlen(text));
    uint32_t length = BODY + (uint32_t)rf_wire_rankOrder_encoded_length(&m);
    memcpy(frame, &length, sizeof length);
    agent_send(node, frame, length);
}

void expect_report(struct fake_agent *node, int what, uint64_t epoch, const char *text)
{
    CHECK_INT(rf_wire_rankReport_sbe_template_id(), agent_read(node));
    struct rf_wire_rankReport m;
    rf_wire_rankReport_wrap_for_decode(&m, node->frame + BODY, 0, rf_wire_rankReport_sbe_block_length(),
        rf_wire_rankReport_sbe_schema_version(), node->frame_length - BODY);
    enum rf_wire_rankReportKind got;
    CHECK(rf_wire_rankReport_what(&m, &got));
    CHECK_INT(what, got);
    CHECK_INT(epoch, rf_wire_rankReport_epoch(&m));
    char words[4001] = "";
    size_t n = rf_wire_rankReport_text_length(&m);
    memcpy(words, rf_wire_rankReport_text(&m), n);
    CHECK_TEXT(text, words);
}

void take_join(struct fake_agent *node, uint64_t epoch)
{
    agent_accept(node);
    agent_expect(node, rf_wire_rankJoin_sbe_template_id());
    struct rf_wire_rankJoin m;
    rf_wire_rankJoin_wrap_for_decode(&m, node->frame + BODY, 0, rf_wire_rankJoin_sbe_block_length(),
        rf_wire_rankJoin_sbe_schema_version(), node->frame_length - BODY);
    CHECK_INT(3, rf_wire_rankJoin_rank(&m));
    CHECK_INT(getpid(), rf_wire_rankJoin_pid(&m));
    CHECK_INT(epoch, rf_wire_rankJoin_epoch(&m));
}

void begin_job(struct fake_agent *node)
{
    take_join(node, 1);
    order(node, START, 1, "");
    expect_report(node, READY, 1, "h:3");
    order(node, LOCATIONS, 1, "0 h:0 1 h:1 ");
    order(node, LOCATIONS, 1, "2 h:2 3 h:3");
    order(node, RESUME, 1, "");
    expect_report(node, RUNNING, 1, "");
}

/* ---- the rank's side */

static int quiesce(void *context, const rf_stall *stall)
{
    struct calls *calls = context;
    calls->quiesced++;
    calls->last = *stall;
    memcpy(calls->moving, stall->moving, stall->moving_count * sizeof(int));
    return calls->refuses;
}

static int resume(void *context, const rf_stall *stall)
{
    struct calls *calls = context;
    calls->resumed++;
    calls->last = *stall;
    return 0;
}

static int arrive(void *context, const char *host)
{
    struct calls *calls = context;
    calls->arrived++;
    snprintf(calls->host, sizeof calls->host, "%s", host == NULL ? "as before" : host);
    return rf_address(calls->job, "h9:3");
}

rf_callbacks callbacks_to(struct calls *calls)
{
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    callbacks.context = calls;
    callbacks.quiesce = quiesce;
    callbacks.resume = resume;
    callbacks.arrive = arrive;
    return callbacks;
}

void set_environment(const struct fake_agent *node, const char *epoch)
{
    setenv("RANKFERRY_JOB", "lu", 1);
    setenv("RANKFERRY_RANK", "3", 1);
    setenv("RANKFERRY_RANKS", "4", 1);
    setenv("RANKFERRY_EPOCH", epoch, 1);
    setenv("RANKFERRY_NODE_DOOR", node->door, 1);
}

rf_job *init(struct fake_agent *node, struct calls *calls, const char *epoch)
{
    rf_callbacks callbacks = callbacks_to(calls);
    set_environment(node, epoch);
    rf_job *job;
    int rc = rf_init(&job, NULL, -1, &callbacks);
    if (rc != 0) {
        fprintf(stderr, "%s\n", rf_job_error(NULL));
    }
    CHECK_INT(0, rc);
    calls->job = job;
    return job;
}

rf_job *joined(struct fake_agent *node, struct calls *calls)
{
    rf_job *job = init(node, calls, "1");
    CHECK_INT(0, rf_restoring(job));
    CHECK_INT(0, rf_join(job, "h:3", 5000));
    CHECK_INT(1, calls->resumed);
    return job;
}

int poll_until_asked(rf_job *job, const struct calls *calls, int resumed)
{
    int rc = 0;
    while (rc == 0 && calls->resumed < resumed) {
        rc = rf_poll(job);
        usleep(1000);
    }
    return rc;
}
