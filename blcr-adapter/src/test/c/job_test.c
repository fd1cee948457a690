#include "fake_agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rf_wire/rankJoin.h>
#include <rf_wire/rankOrder.h>
#include <rf_wire/rankReport.h>

#define BODY 16

enum { START = 1, RESTORE, STALL, CHECKPOINT, LOCATIONS, RESUME, LEAVE };
enum { READY = 1, QUIET, RUNNING, PEERS, FAILED, FINISHED };

/* ---- the agent's side */

static void order(struct fake_agent *node, int what, uint64_t epoch, const char *text)
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

static void expect_report(struct fake_agent *node, int what, uint64_t epoch, const char *text)
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

static void take_join(struct fake_agent *node, uint64_t epoch)
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

static void begin_job(struct fake_agent *node)
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

static void set_environment(const struct fake_agent *node, const char *epoch)
{
    setenv("RANKFERRY_JOB", "lu", 1);
    setenv("RANKFERRY_RANK", "3", 1);
    setenv("RANKFERRY_RANKS", "4", 1);
    setenv("RANKFERRY_EPOCH", epoch, 1);
    setenv("RANKFERRY_NODE_DOOR", node->door, 1);
}

static rf_job *init(struct fake_agent *node, struct calls *calls, const char *epoch)
{
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    callbacks.context = calls;
    callbacks.quiesce = quiesce;
    callbacks.resume = resume;
    callbacks.arrive = arrive;
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

static rf_job *joined(struct fake_agent *node, struct calls *calls)
{
    rf_job *job = init(node, calls, "1");
    CHECK_INT(0, rf_restoring(job));
    CHECK_INT(0, rf_join(job, "h:3", 5000));
    CHECK_INT(1, calls->resumed);
    return job;
}

static int poll_until_asked(rf_job *job, const struct calls *calls, int resumed)
{
    int rc = 0;
    while (rc == 0 && calls->resumed < resumed) {
        rc = rf_poll(job);
        usleep(1000);
    }
    return rc;
}

/* ---- tests */

TEST(job_init_says_how_to_start_the_program)
{
    rf_job *job;
    struct calls calls = {0};
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    CHECK_INT(RF_EINVAL, rf_init(&job, "lu", 0, &callbacks));
    CHECK_TEXT("callbacks need quiesce and resume", rf_job_error(NULL));
    callbacks.context = &calls;
    callbacks.quiesce = quiesce;
    callbacks.resume = resume;
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
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    callbacks.context = &calls;
    callbacks.quiesce = quiesce;
    callbacks.resume = resume;
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

static const char *note_of_test;

static void leave_note(const char *text)
{
    char part[160];
    snprintf(part, sizeof part, "%s.part", note_of_test);
    FILE *out = fopen(part, "w");
    CHECK(out != NULL && fputs(text, out) >= 0 && fclose(out) == 0);
    CHECK_INT(0, rename(part, note_of_test));
}

static void let_go(struct fake_agent *node)
{
    begin_job(node);
    order(node, STALL, 4, "local+captured 2,3");
    expect_report(node, QUIET, 4, "h:3");
    order(node, LEAVE, 4, note_of_test);
    CHECK_INT(0, agent_read(node)); /* it has let go */
}

static void go_on(struct fake_agent *node, uint64_t as)
{
    let_go(node);
    char note[200];
    snprintf(note, sizeof note, "%u\n10.0.0.9\n%s\n", (unsigned)as, node->door);
    leave_note(note);
    take_join(node, as);
    order(node, START, as, "");
    expect_report(node, READY, as, "h9:3");
    order(node, LOCATIONS, 4, "3 h9:3");
    order(node, RESUME, 4, "");
    expect_report(node, RUNNING, 4, "");
}

static void take_back(struct fake_agent *node)
{
    go_on(node, 1);
}

static void take_elsewhere(struct fake_agent *node)
{
    go_on(node, 4);
}

static void make_note(char *path, size_t n)
{
    snprintf(path, n, "/tmp/rankferry-note-%d", (int)getpid());
    note_of_test = path;
}

static void check_captured(void (*script)(struct fake_agent *), const char *host)
{
    struct fake_agent node;
    struct calls calls = {0};
    char path[100];
    make_note(path, sizeof path);
    agent_init(&node, script);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    CHECK_INT(0, poll_until_asked(job, &calls, 2));
    CHECK_INT(1, calls.quiesced);
    CHECK_INT(1, calls.arrived);
    CHECK_TEXT(host, calls.host);
    CHECK_TEXT("h9:3", rf_location(job, 3));
    CHECK(calls.last.captured);
    CHECK(!calls.last.everybody);
    CHECK_INT(-1, access(path, F_OK));
    rf_finalize(job);
    agent_stop(&node);
}

TEST(job_that_was_captured_comes_back_where_the_note_says)
{
    check_captured(take_elsewhere, "10.0.0.9");
}

TEST(job_that_was_captured_in_vain_goes_on_where_it_was)
{
    check_captured(take_back, "as before");
}

static void leave_nonsense(struct fake_agent *node)
{
    let_go(node);
    leave_note("1 2 3");
}

TEST(job_that_finds_a_note_that_is_none_says_so)
{
    struct fake_agent node;
    struct calls calls = {0};
    char path[100];
    make_note(path, sizeof path);
    agent_init(&node, leave_nonsense);
    agent_start(&node);
    rf_job *job = joined(&node, &calls);
    int rc = poll_until_asked(job, &calls, 2);
    CHECK_INT(RF_EPROTO, rc);
    CHECK_TEXT("rank 3 of job lu: note /tmp/rankferry-note-", rf_job_error(job));
    CHECK_TEXT("is none: \"1 2 3\"", rf_job_error(job));
    unlink(path);
    rf_finalize(job);
    agent_stop(&node);
}
