#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_AREAS 65000u
#define TABLE "areas"
#define LINE_BYTES 64

/*
 * The image of protected memory:
 *
 *     stream areas       a line "ID BYTES" for each area, ascending
 *     stream area-ID     the bytes of an area
 */

static int by_id(const void *a, const void *b)
{
    unsigned left = ((const struct rf_area *)a)->id;
    unsigned right = ((const struct rf_area *)b)->id;
    return left < right ? -1 : left > right;
}

int rf_protect(rf_job *job, unsigned id, void *address, size_t bytes)
{
    struct rf_areas *areas = &job->areas;
    if (id > MOST_AREAS || address == NULL || bytes == 0) {
        return rf_job_fail(job, RF_EINVAL, "rf_protect: area %u of %zu bytes at %p; ids go from 0 to %u, and an area"
            " is some memory", id, bytes, address, MOST_AREAS);
    }
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->items[i].id == id) {
            return rf_job_fail(job, RF_EINVAL, "rf_protect: area %u is protected already", id);
        }
    }
    if (areas->count == areas->room) {
        size_t room = areas->room == 0 ? 16 : 2 * areas->room;
        struct rf_area *more = realloc(areas->items, room * sizeof *more);
        if (more == NULL) {
            return rf_job_fail(job, RF_ENOMEM, "rf_protect: no memory for %zu areas", room);
        }
        areas->items = more;
        areas->room = room;
    }
    areas->items[areas->count++] = (struct rf_area){id, address, bytes};
    qsort(areas->items, areas->count, sizeof areas->items[0], by_id);
    return 0;
}

/* Room for the table; the caller frees it. */
static char *write_table(const struct rf_areas *areas, size_t *length)
{
    char *table = malloc(areas->count * LINE_BYTES + 1);
    *length = 0;
    for (size_t i = 0; table != NULL && i < areas->count; i++) {
        *length += (size_t)snprintf(
            table + *length, LINE_BYTES, "%u %zu\n", areas->items[i].id, areas->items[i].bytes);
    }
    return table;
}

static int write_stream(rf_rank *rank, const char *name, const void *bytes, size_t length)
{
    rf_stream *stream;
    int rc = rf_stream_open(rank, &stream, name, 0, length);
    if (rc == 0) {
        rc = rf_write(stream, bytes, length);
    }
    return rc == 0 ? rf_stream_close(stream) : rc;
}

int rf_areas_write(const struct rf_areas *areas, rf_rank *rank, struct rf_failure *failure)
{
    if (areas->count == 0) {
        return rf_fail(failure, RF_ESTATE, "there is nothing to write: protect memory with rf_protect, or give a"
            " checkpoint callback");
    }
    size_t length;
    char *table = write_table(areas, &length);
    if (table == NULL) {
        return rf_fail(failure, RF_ENOMEM, "no memory for the table of %zu areas", areas->count);
    }
    int rc = write_stream(rank, TABLE, table, length);
    free(table);
    for (size_t i = 0; rc == 0 && i < areas->count; i++) {
        char name[LINE_BYTES];
        snprintf(name, sizeof name, "area-%u", areas->items[i].id);
        rc = write_stream(rank, name, areas->items[i].address, areas->items[i].bytes);
    }
    return rc == 0 ? 0 : rf_fail(failure, rc, "%s", rf_error(rank));
}

/* Reads exactly so many bytes, and the end behind them. */
static int read_stream(rf_image *image, const char *name, void *bytes, size_t length, struct rf_failure *failure)
{
    size_t done = 0;
    while (done < length) {
        ssize_t n = rf_image_read(image, (char *)bytes + done, length - done);
        if (n < 0) {
            return rf_fail(failure, (int)n, "%s", rf_image_error(image));
        }
        if (n == 0) {
            return rf_fail(failure, RF_EPROTO, "stream %s of the image ends after %zu of %zu bytes", name, done, length);
        }
        done += (size_t)n;
    }
    char more;
    ssize_t n = rf_image_read(image, &more, 1);
    if (n < 0) {
        return rf_fail(failure, (int)n, "%s", rf_image_error(image));
    }
    return n == 0 ? 0 : rf_fail(failure, RF_EPROTO, "stream %s of the image has more than %zu bytes", name, length);
}

static int read_named(const char *door, const char *job, int rank, const char *name, void *bytes, size_t length,
    int deadline_ms, struct rf_failure *failure)
{
    rf_image *image;
    int rc = rf_image_open(&image, door, job, rank, name, deadline_ms);
    if (rc != 0) {
        return rf_fail(failure, rc, "%s", rf_image_error(NULL));
    }
    rc = read_stream(image, name, bytes, length, failure);
    rf_image_close(image);
    return rc;
}

/* The table must say what this process has protected. */
static int check_table(const struct rf_areas *areas, const char *door, const char *job, int rank, int deadline_ms,
    struct rf_failure *failure)
{
    size_t length;
    char *expected = write_table(areas, &length);
    char *table = malloc(length + 1);
    int rc;
    if (expected == NULL || table == NULL) {
        rc = rf_fail(failure, RF_ENOMEM, "no memory for the table of %zu areas", areas->count);
    } else {
        rc = read_named(door, job, rank, TABLE, table, length, deadline_ms, failure);
        if (rc == 0 && memcmp(expected, table, length) != 0) {
            rc = rf_fail(failure, RF_EPROTO, "the image has other areas than this process has protected: ids and sizes"
                " must be the same in the program that was checkpointed and in the one that goes on");
        }
    }
    free(expected);
    free(table);
    return rc;
}

int rf_areas_read(const struct rf_areas *areas, const char *door, const char *job, int rank, int deadline_ms,
    struct rf_failure *failure)
{
    int rc = check_table(areas, door, job, rank, deadline_ms, failure);
    for (size_t i = 0; rc == 0 && i < areas->count; i++) {
        char name[LINE_BYTES];
        snprintf(name, sizeof name, "area-%u", areas->items[i].id);
        rc = read_named(
            door, job, rank, name, areas->items[i].address, areas->items[i].bytes, deadline_ms, failure);
    }
    return rc;
}
