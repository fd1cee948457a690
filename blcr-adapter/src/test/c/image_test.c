#include "fake_agent.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH 50000

/* Adds bytes [from, to) of the stream; nothing that is there is touched, it may be read at this moment. */
static void extend_file(const char *path, size_t from, size_t to)
{
    size_t n = to - from;
    uint8_t *bytes = malloc(n > 0 ? n : 1);
    fill_bytes(bytes, n, from);
    FILE *file = fopen(path, "ae");
    CHECK(file != NULL);
    CHECK_INT(n, fwrite(bytes, 1, n, file));
    CHECK_INT(0, fclose(file));
    free(bytes);
}

static void write_file(const char *path, size_t n)
{
    extend_file(path, 0, n);
}

/* Reads to the end, in pieces of many sizes: the length, or the code. */
static int64_t read_all(rf_image *image)
{
    uint8_t bytes[3000];
    int64_t at = 0;
    for (;;) {
        ssize_t n = rf_image_read(image, bytes, 1 + test_random() % sizeof bytes);
        if (n <= 0) {
            return n < 0 ? n : at;
        }
        for (ssize_t i = 0; i < n; i++) {
            CHECK_INT(byte_at((uint64_t)(at + i)), bytes[i]);
        }
        at += n;
    }
}

TEST(image_from_a_committed_set)
{
    char directory[] = "/tmp/rankferry-set-XXXXXX";
    char rank[64];
    char manifest[64];
    char stream[80];
    CHECK(mkdtemp(directory) != NULL);
    snprintf(rank, sizeof rank, "%s/rank-3", directory);
    snprintf(manifest, sizeof manifest, "%s/manifest.json", directory);
    snprintf(stream, sizeof stream, "%s/context", rank);
    CHECK_INT(0, mkdir(rank, 0700));
    write_file(stream, LENGTH);
    rf_image *image;
    CHECK_INT(RF_EINVAL, rf_image_open(&image, directory, NULL, 3, "context", 100));
    CHECK_TEXT("no manifest.json", rf_image_error(NULL));
    CHECK(image == NULL);
    write_file(manifest, 2);
    CHECK_INT(RF_ESYS, rf_image_open(&image, directory, NULL, 4, "context", 100));
    CHECK_TEXT("rank-4/context: open: No such file", rf_image_error(NULL));
    CHECK_INT(0, rf_image_open(&image, directory, NULL, 3, "context", 100));
    CHECK_INT(LENGTH, rf_image_length(image));
    CHECK_TEXT(stream, rf_image_path(image));
    CHECK_INT(LENGTH, read_all(image));
    CHECK_INT(0, read_all(image));
    uint8_t byte;
    CHECK_INT(RF_EINVAL, rf_image_read(image, &byte, 0));
    CHECK_INT(0, rf_image_close(image));
    CHECK_INT(0, rf_image_open(&image, directory, NULL, 3, "context", 100));
    CHECK_INT(0, truncate(stream, 10));
    CHECK_INT(10, rf_image_read(image, (uint8_t[100]){0}, 100));
    CHECK_INT(RF_ESYS, rf_image_read(image, &byte, 1));
    CHECK_TEXT("at 10: shorter than it was", rf_image_error(image));
    rf_image_close(image);
    unlink(stream);
    unlink(manifest);
    rmdir(rank);
    rmdir(directory);
}

TEST(image_open_checks_its_arguments)
{
    rf_image *image;
    CHECK_INT(RF_EINVAL, rf_image_open(&image, NULL, NULL, 0, "image", 100));
    CHECK_INT(RF_EINVAL, rf_image_open(&image, "/tmp", NULL, -1, "image", 100));
    CHECK_INT(RF_EINVAL, rf_image_open(&image, "/tmp", NULL, 0, "../image", 100));
    CHECK_INT(RF_EINVAL, rf_image_open(&image, "/tmp", "a b", 0, "image", 100));
    CHECK_INT(RF_EINVAL, rf_image_open(&image, "/nonexistent", NULL, 0, "image", 100));
    CHECK_TEXT("stream image of rank 0 at /nonexistent", rf_image_error(NULL));
    CHECK_INT(RF_EINVAL, rf_image_open(&image, "/dev/null", NULL, 0, "image", 100));
    CHECK_INT(0, rf_image_close(NULL));
}

/* ---- a running target */

static char arriving[100];

static void expect_reader(struct fake_agent *a)
{
    agent_accept(a);
    agent_expect(a, 60);
}

static void script_arriving(struct fake_agent *a)
{
    expect_reader(a);
    snprintf(arriving, sizeof arriving, "%s/stream", a->directory);
    write_file(arriving, 0);
    agent_reader_opened(a, arriving);
    agent_meet(a);
    for (size_t at = 0; at < LENGTH; at += 10000) {
        extend_file(arriving, at, at + 10000);
        agent_available(a, at + 10000, false);
    }
    agent_available(a, LENGTH, true);
    agent_hang_up(a);
}

TEST(image_is_read_while_it_arrives)
{
    struct fake_agent agent;
    agent_init(&agent, script_arriving);
    agent_start(&agent);
    rf_image *image;
    CHECK_INT(0, rf_image_open(&image, agent.door, "lu", 3, "image", 5000));
    CHECK_INT(-1, rf_image_length(image));
    CHECK_TEXT("/stream", rf_image_path(image));
    agent_meet(&agent);
    CHECK_INT(LENGTH, read_all(image));
    CHECK_INT(LENGTH, rf_image_length(image));
    rf_image_close(image);
    unlink(arriving);
    agent_stop(&agent);
}

static void script_stalling(struct fake_agent *a)
{
    expect_reader(a);
    snprintf(arriving, sizeof arriving, "%s/stream", a->directory);
    write_file(arriving, LENGTH);
    agent_reader_opened(a, arriving);
    agent_available(a, 100, false);
    agent_meet(a);
    agent_abort(a, "the source died");
    CHECK_INT(0, agent_read(a));
}

TEST(image_that_stops_arriving_has_a_deadline_and_an_abort_its_text)
{
    struct fake_agent agent;
    agent_init(&agent, script_stalling);
    agent_start(&agent);
    rf_image *image;
    CHECK_INT(0, rf_image_open(&image, agent.door, NULL, 3, "image", 50));
    uint8_t bytes[100];
    ssize_t n = rf_image_read(image, bytes, 100);
    CHECK_INT(100, n);
    CHECK_INT(RF_EDEADLINE, rf_image_read(image, bytes, 100));
    CHECK_TEXT("byte 100 of ", rf_image_error(image));
    agent_meet(&agent);
    int rc;
    while ((rc = (int)rf_image_read(image, bytes, 100)) == RF_EDEADLINE) {
    }
    CHECK_INT(RF_EABORTED, rc);
    CHECK_TEXT("the source died", rf_image_error(image));
    CHECK_INT(RF_EABORTED, rf_image_read(image, bytes, 100));
    CHECK_INT(-1, rf_image_length(image));
    rf_image_close(image);
    unlink(arriving);
    agent_stop(&agent);
}

static void script_reader_refused(struct fake_agent *a)
{
    expect_reader(a);
    agent_refuse(a, "no job xy here");
    agent_hang_up(a);
}

TEST(image_that_the_target_refuses)
{
    struct fake_agent agent;
    agent_init(&agent, script_reader_refused);
    agent_start(&agent);
    rf_image *image;
    CHECK_INT(RF_EREFUSED, rf_image_open(&image, agent.door, "xy", 3, "image", 5000));
    CHECK_TEXT("no job xy here", rf_image_error(NULL));
    agent_stop(&agent);
}

static void script_target_dies(struct fake_agent *a)
{
    expect_reader(a);
    snprintf(arriving, sizeof arriving, "%s/stream", a->directory);
    write_file(arriving, LENGTH);
    agent_reader_opened(a, arriving);
    agent_available(a, 100, false);
    agent_meet(a);
    agent_hang_up(a);
}

TEST(image_of_a_target_that_dies_is_lost)
{
    struct fake_agent agent;
    agent_init(&agent, script_target_dies);
    agent_start(&agent);
    rf_image *image;
    CHECK_INT(0, rf_image_open(&image, agent.door, NULL, 3, "image", 5000));
    agent_meet(&agent);
    CHECK_INT(RF_ELOST, read_all(image));
    rf_image_close(image);
    unlink(arriving);
    agent_stop(&agent);
}
