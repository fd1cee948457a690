#include "one_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TEST(job_init_says_how_to_start_the_program)
{
    rf_job *job;
    struct calls calls = {0};
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    CHECK_INT(RF_EINVAL, rf_init(&job, "lu", 0, &callbacks));
    CHECK_TEXT("callbacks need quiesce and resume", rf_job_error(NULL));
    callbacks = callbacks_to(&calls);
    unsetenv("RANKFERRY_RANKS");
    CHECK_INT(RF_EINVAL, rf_init(&job, "lu", 0, &callbacks));
    CHECK_TEXT("$RANKFERRY_RANKS is \"\", expected 0 to 16777216; start the program with rankferry job",
        rf_job_error(NULL));
    setenv("RANKFERRY_RANKS", "4", 1);
    setenv("RANKFERRY_EPOCH", "1", 1);
    setenv("RANKFERRY_NODE_DOOR", "/nonexistent-door", 1);
    CHECK_INT(RF_EINVAL, rf_init(&job, "lu", 4, &callbacks));
    CHECK_TEXT("rank 4 of 4", rf_job_error(NULL));
    CHECK_INT(RF_ELOST, rf_init(&job, "lu", 3, &callbacks));
    CHECK_TEXT("at /nonexistent-door: rank 3 of job lu: there is no such socket", rf_job_error(NULL));
    CHECK(job == NULL);
    CHECK_INT(0, rf_finalize(NULL));
}

static void run_undisturbed(struct fake_agent *node)
{
    begin_job(node);
    expect_report(node, PEERS, 1, "0,2");
    expect_report(node, FINISHED, 1, "");
    CHECK_INT(0, agent_read(node));
}

TEST(job_that_never_migrates)
{
    struct fake_agent node;
    struct calls calls = {0};
    agent_init(&node, run_undisturbed);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    CHECK_INT(3, rf_job_rank(job));
    CHECK_INT(4, rf_size(job));
    CHECK_TEXT("h:0", rf_location(job, 0));
    CHECK_TEXT("h:3", rf_location(job, 3));
    CHECK(rf_location(job, 4) == NULL && rf_location(job, -1) == NULL);
    CHECK_INT(RF_ESTATE, rf_join(job, "h:3", 0));
    CHECK_INT(RF_ESTATE, rf_restore(job));
    CHECK_INT(RF_EINVAL, rf_address(job, "two words"));
    int peers[] = {0, 2, 9};
    CHECK_INT(RF_EINVAL, rf_peers(job, peers, 3));
    CHECK_INT(0, rf_peers(job, peers, 2));
    for (int i = 0; i < 100; i++) {
        CHECK_INT(0, rf_poll(job));
    }
    CHECK_INT(0, calls.quiesced);
    CHECK_INT(0, rf_finalize(job));
    agent_stop(&node);
}

static struct fake_agent *source_of_test;

static void lead_a_migration(struct fake_agent *node)
{
    begin_job(node);
    order(node, STALL, 2, "global 1,3");
    expect_report(node, QUIET, 2, "h:3");
    order(node, CHECKPOINT, 2, source_of_test->door);
    /* The first spare is lost: another attempt, for which the rank stays quiet. */
    order(node, STALL, 3, "local 3");
    order(node, RESUME, 2, "");
    expect_report(node, QUIET, 3, "h:3");
    order(node, LOCATIONS, 3, "1 g:7");
    order(node, RESUME, 3, "");
    expect_report(node, RUNNING, 3, "");
    expect_report(node, FINISHED, 3, "");
    CHECK_INT(0, agent_read(node));
}

static void stall_and_resume(bool threaded)
{
    struct fake_agent node;
    struct fake_agent source;
    struct calls calls = {0};
    static uint8_t first[10000];
    static uint8_t second[3];
    fill_bytes(first, sizeof first, 0);
    fill_bytes(second, sizeof second, 0);
    agent_init(&source, agent_serve);
    agent_start(&source);
    source_of_test = &source;
    agent_init(&node, lead_a_migration);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    CHECK_INT(0, rf_protect(job, 9, second, sizeof second));
    CHECK_INT(0, rf_protect(job, 2, first, sizeof first));
    CHECK_INT(RF_EINVAL, rf_protect(job, 2, first, 1));
    CHECK_INT(RF_EINVAL, rf_protect(job, 70000, first, 1));
    if (threaded) {
        CHECK_INT(0, rf_progress_thread(job));
        CHECK_INT(RF_ESTATE, rf_progress_thread(job));
        while (((volatile struct calls *)&calls)->resumed < 2) {
            CHECK_INT(0, rf_poll(job));
            usleep(1000);
        }
    } else {
        CHECK_INT(0, poll_until_asked(job, &calls, 2));
    }
    CHECK_INT(2, calls.quiesced);
    CHECK_INT(3, calls.last.epoch);
    CHECK_INT(0, calls.last.everybody);
    CHECK_INT(1, calls.last.moving_count);
    CHECK_INT(3, calls.moving[0]);
    CHECK_TEXT("g:7", rf_location(job, 1));
    CHECK_TEXT("h:2", rf_location(job, 2));
    agent_stop(&source);
    CHECK_INT(3, source.stream_count);
    CHECK_TEXT("areas", source.streams[0].name);
    CHECK_TEXT("area-2", source.streams[1].name);
    CHECK_INT(sizeof first, source.streams[1].length);
    CHECK_TEXT("area-9", source.streams[2].name);
    CHECK_INT(sizeof second, source.streams[2].length);
    rf_finalize(job);
    agent_stop(&node);
}

TEST(job_stalls_writes_its_areas_and_resumes)
{
    stall_and_resume(false);
}

TEST(job_with_a_progress_thread)
{
    stall_and_resume(true);
}

static void stall_what_refuses(struct fake_agent *node)
{
    begin_job(node);
    order(node, STALL, 2, "global 0");
    expect_report(node, FAILED, 2, "rank 3 of job lu: quiesce returned 7");
    order(node, RESUME, 2, "");
    expect_report(node, RUNNING, 2, "");
    order(node, CHECKPOINT, 3, "/door");
    CHECK_INT(0, agent_read(node));
}

TEST(job_whose_program_can_not_be_quiet)
{
    struct fake_agent node;
    struct calls calls = {.refuses = 7};
    agent_init(&node, stall_what_refuses);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    int rc = poll_until_asked(job, &calls, 2);
    while (rc == 0) {
        rc = rf_poll(job);
    }
    CHECK_INT(2, calls.resumed);
    CHECK_INT(RF_EPROTO, rc);
    CHECK_TEXT("order 4 of epoch 3 from the agent does not fit state RUNNING", rf_job_error(job));
    rf_finalize(job);
    agent_stop(&node);
}

static void die(struct fake_agent *node)
{
    begin_job(node);
    agent_hang_up(node);
}

TEST(job_that_loses_its_agent_must_end)
{
    struct fake_agent node;
    struct calls calls = {0};
    agent_init(&node, die);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    int rc = 0;
    while (rc == 0) {
        rc = rf_poll(job);
    }
    CHECK_INT(RF_ELOST, rc);
    CHECK_TEXT("rank 3 of job lu: the agent closed the connection or died", rf_job_error(job));
    rf_finalize(job);
    agent_stop(&node);
}

static void refuse(struct fake_agent *node)
{
    take_join(node, 5);
    agent_refuse(node, "no rank of job lu was started here");
}

TEST(job_that_was_not_started_here)
{
    struct fake_agent node;
    struct calls calls = {0};
    rf_callbacks callbacks = callbacks_to(&calls);
    agent_init(&node, refuse);
    agent_start(&node);
    set_environment(&node, "5");
    rf_job *job;
    CHECK_INT(RF_EREFUSED, rf_init(&job, NULL, -1, &callbacks));
    CHECK_TEXT("refused by the agent: no rank of job lu was started here", rf_job_error(NULL));
    agent_stop(&node);
}

static struct fake_agent *images_of_test;

static void restart(struct fake_agent *node)
{
    take_join(node, 2);
    order(node, RESTORE, 2, images_of_test->door);
    agent_meet(node);
    agent_hang_up(node);
}

static void hand_out_other_areas(struct fake_agent *door)
{
    agent_accept(door);
    agent_read(door);
    agent_abort(door, "no such stream");
}

TEST(job_restores_only_what_is_there)
{
    struct fake_agent node;
    struct fake_agent images;
    struct calls calls = {0};
    uint8_t area[100];
    agent_init(&images, hand_out_other_areas);
    agent_start(&images);
    images_of_test = &images;
    agent_init(&node, restart);
    agent_start(&node);
    rf_job *job = init(&node, &calls, "2");
    CHECK_INT(1, rf_restoring(job));
    CHECK_TEXT(images.door, rf_image_door(job));
    CHECK_INT(0, rf_protect(job, 0, area, sizeof area));
    CHECK(rf_restore(job) < 0);
    CHECK_TEXT("rank 3 of job lu: ", rf_job_error(job));
    CHECK_TEXT("no such stream", rf_job_error(job));
    agent_meet(&node);
    rf_finalize(job);
    agent_stop(&node);
    agent_stop(&images);
}
