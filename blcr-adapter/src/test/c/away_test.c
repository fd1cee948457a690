#include "one_job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

TEST(away_a_captured_rank_comes_back_where_the_note_says)
{
    check_captured(take_elsewhere, "10.0.0.9");
}

TEST(away_a_rank_captured_in_vain_goes_on_where_it_was)
{
    check_captured(take_back, "as before");
}

static void leave_nonsense(struct fake_agent *node)
{
    let_go(node);
    leave_note("1 2 3");
}

TEST(away_a_note_that_is_none_is_told)
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
