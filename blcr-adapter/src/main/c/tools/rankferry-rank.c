/* The load generator: a rank whose image can be checked word by word (content.h). Used by demo, bench and the tests. */
#include "content.h"
#include "rank_options.h"
#include "rankferry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One stream of the image while it is written. */
struct source {
    rf_stream *stream;
    uint64_t key;
    uint64_t length;
    uint64_t done;
    uint8_t *prepared; /* its bytes, or NULL */
    double cpu_s;      /* that its writes took, where streams are written one after the other */
    bool digest_known;
    uint32_t crc;
};

static struct rank_options options;
static struct source *sources;
static struct pattern pattern;
static uint8_t *scratch; /* write_size bytes, for generated content that is not made in the chunk */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int complain(const char *text)
{
    fprintf(stderr, "rankferry-rank: %s\n", text);
    return 1;
}

static void *memory(uint64_t bytes)
{
    void *p = malloc(bytes > 0 ? (size_t)bytes : 1);
    if (p == NULL) {
        fprintf(stderr, "rankferry-rank: no memory for %" PRIu64 " bytes; use --content generated\n", bytes);
        exit(1);
    }
    return p;
}

static void prepare(void)
{
    sources = memory(options.streams * sizeof *sources);
    memset(sources, 0, options.streams * sizeof *sources);
    for (uint32_t s = 0; s < options.streams; s++) {
        sources[s].key = rf_content_key(options.seed, (uint32_t)options.rank, s);
        sources[s].length = rf_content_stream_bytes(options.bytes, options.streams, s);
        if (options.prepared && options.verify == NULL) {
            sources[s].prepared = memory(sources[s].length);
            rf_content_fill(sources[s].prepared, (size_t)sources[s].length, sources[s].key, 0);
        }
    }
    if (!options.prepared || options.verify != NULL) {
        scratch = memory(options.write_size);
    }
}

static const void *bytes_at(const struct source *s, uint64_t offset, size_t n)
{
    if (s->prepared != NULL) {
        return s->prepared + offset;
    }
    rf_content_fill(scratch, n, s->key, offset);
    return scratch;
}

/* n bytes straight into chunks. */
static int write_reserved(struct source *s, uint64_t n)
{
    while (n > 0) {
        void *ptr;
        size_t room;
        int rc = rf_reserve(s->stream, &ptr, &room, 1);
        if (rc != 0) {
            return rc;
        }
        size_t some = n < room ? (size_t)n : room;
        if (!options.unwritten) {
            rf_content_fill(ptr, some, s->key, s->done);
        }
        rc = rf_commit(s->stream, some);
        if (rc != 0) {
            return rc;
        }
        s->done += some;
        n -= some;
    }
    return 0;
}

static uint64_t at_most(uint64_t n)
{
    return n < options.write_size ? n : options.write_size;
}

/* The next write of the stream. In mode pwrite its first bytes are left for the end, as writers of a header do. */
static int write_some(struct source *s)
{
    uint64_t n = at_most(s->length - s->done);
    if (options.mode == MODE_RESERVE) {
        return write_reserved(s, n);
    }
    bool skip = options.mode == MODE_PWRITE && s->done == 0;
    int rc = skip ? 0
        : options.mode == MODE_PWRITE ? rf_pwrite(s->stream, bytes_at(s, s->done, (size_t)n), (size_t)n, s->done)
                                      : rf_write(s->stream, bytes_at(s, s->done, (size_t)n), (size_t)n);
    s->done += rc == 0 ? n : 0;
    return rc;
}

/* A whole stream in the pieces of its pattern. */
static int write_pattern(struct source *s, enum pattern_kind kind)
{
    rf_pattern_fill(&pattern, kind, options.seed, options.write_size);
    double start = cpu_seconds();
    int rc = 0;
    for (size_t i = 0; rc == 0 && s->done < s->length; i = (i + 1) % RF_PATTERN_WRITES) {
        uint64_t left = s->length - s->done;
        size_t n = left < pattern.lengths[i] ? (size_t)left : pattern.lengths[i];
        rc = rf_write(s->stream, s->prepared + s->done, n);
        s->done += n;
    }
    s->cpu_s = cpu_seconds() - start;
    return rc;
}

/* Stream after stream, the patterns in turn. */
static int write_patterns(void)
{
    int rc = 0;
    for (uint32_t s = 0; rc == 0 && s < options.streams; s++) {
        rc = write_pattern(&sources[s], options.patterns[s % options.pattern_count]);
    }
    return rc;
}

static int write_streams(void)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t s = 0; s < options.streams; s++) {
            if (sources[s].done < sources[s].length) {
                int rc = write_some(&sources[s]);
                if (rc != 0) {
                    return rc;
                }
                more = more || sources[s].done < sources[s].length;
            }
        }
    }
    return 0;
}

static int close_stream(struct source *s)
{
    int rc = 0;
    if (options.mode == MODE_PWRITE && s->length > 0) {
        size_t n = (size_t)at_most(s->length);
        rc = rf_pwrite(s->stream, bytes_at(s, 0, n), n, 0);
    }
    if (rc == 0) {
        rc = rf_stream_close(s->stream);
    }
    s->digest_known = rc == 0 && rf_stream_digest(s->stream, &s->crc) == 0;
    return rc;
}

static int write_image(rf_rank *rank)
{
    int rc = rf_image_begin(rank);
    for (uint32_t s = 0; rc == 0 && s < options.streams; s++) {
        char name[RF_CONTENT_NAME_MAX];
        rf_content_stream_name(name, options.stream, options.streams, s);
        sources[s].done = 0;
        unsigned flags = options.mode == MODE_PWRITE ? RF_SEEKABLE : 0;
        rc = rf_stream_open(rank, &sources[s].stream, name, flags, sources[s].length);
    }
    if (rc == 0) {
        rc = options.pattern_count > 0 ? write_patterns() : write_streams();
    }
    for (uint32_t s = 0; rc == 0 && s < options.streams; s++) {
        rc = close_stream(&sources[s]);
    }
    return rc;
}

static void report(const rf_rank *rank, double write_s, double stored_s, double committed_s)
{
    rf_stats stats = {.size = sizeof stats};
    rf_rank_stats(rank, &stats);
    printf("{\"rank\":%d,\"attempt\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"chunks\":%" PRIu64 ",\"write_s\":%.6f,"
           "\"stored_s\":%.6f,\"committed_s\":%.6f,\"lease_waits\":%" PRIu64 ",\"lease_wait_s\":%.6f,\"streams\":[",
        options.rank, stats.attempt, options.bytes, stats.chunks, write_s, stored_s, committed_s, stats.lease_waits,
        (double)stats.lease_wait_ns / 1e9);
    for (uint32_t s = 0; s < options.streams; s++) {
        char name[RF_CONTENT_NAME_MAX];
        char crc[16] = "null";
        rf_content_stream_name(name, options.stream, options.streams, s);
        if (sources[s].digest_known) {
            snprintf(crc, sizeof crc, "\"%08" PRIx32 "\"", sources[s].crc);
        }
        printf("%s{\"name\":\"%s\",\"bytes\":%" PRIu64 ",\"crc\":%s", s == 0 ? "" : ",", name, sources[s].length, crc);
        if (options.pattern_count > 0) {
            printf(",\"pattern\":\"%s\",\"write_cpu_s\":%.6f",
                rf_pattern_name(options.patterns[s % options.pattern_count]), sources[s].cpu_s);
        }
        printf("}");
    }
    printf("]}\n");
    fflush(stdout);
}

/* Answers one CHECKPOINT: writes until an image is committed, however often it must be begun again. */
static int answer(rf_rank *rank)
{
    int rc;
    do {
        double start = seconds();
        rc = write_image(rank);
        double written = seconds();
        rc = rc != 0 ? rc : rf_image_end(rank, 0);
        double stored = seconds();
        rc = rc != 0 ? rc : rf_wait_committed(rank, RF_DEFAULT_DEADLINE);
        if (rc == 0 && options.json) {
            report(rank, written - start, stored - start, seconds() - start);
        }
    } while (rc == RF_EAGAIN_IMAGE);
    return rc;
}

static int serve(rf_rank *rank)
{
    for (uint64_t done = 0; options.iterations == 0 || done < options.iterations;) {
        enum rf_phase phase;
        int rc = rf_wait_phase(rank, &phase, NULL, RF_DEFAULT_DEADLINE);
        if (options.iterations == 0 && rc == RF_EDEADLINE) {
            continue;
        }
        if (options.iterations == 0 && rc == RF_ELOST) {
            return 0;
        }
        if (rc != 0) {
            return complain(rf_error(rank));
        }
        if (phase == RF_PHASE_ABORTED && options.iterations != 0) {
            return complain(rf_error(rank));
        }
        if (phase == RF_PHASE_CHECKPOINT) {
            rc = answer(rank);
            if (rc != 0 && !(rc == RF_EABORTED && options.iterations == 0)) {
                return complain(rf_error(rank));
            }
            done++;
        }
    }
    return 0;
}

static int verify_stream(uint32_t number)
{
    struct source *s = &sources[number];
    char name[RF_CONTENT_NAME_MAX];
    rf_content_stream_name(name, options.stream, options.streams, number);
    rf_image *image;
    if (rf_image_open(&image, options.verify, options.job, options.rank, name, options.deadline_ms) != 0) {
        return complain(rf_image_error(NULL));
    }
    ssize_t n;
    int64_t wrong = -1;
    s->done = 0;
    while (wrong < 0 && (n = rf_image_read(image, scratch, (size_t)options.write_size)) > 0) {
        wrong = rf_content_check(scratch, (size_t)n, s->key, s->done);
        s->done += (uint64_t)n;
    }
    int rc = 0;
    if (wrong >= 0) {
        fprintf(stderr, "rankferry-rank: rank %d stream %s: the byte at %" PRId64 " is wrong (seed %" PRIu64 ")\n",
            options.rank, name, wrong, options.seed);
        rc = 1;
    } else if (n < 0) {
        rc = complain(rf_image_error(image));
    } else if (s->done != s->length) {
        fprintf(stderr, "rankferry-rank: rank %d stream %s has %" PRIu64 " bytes, expected %" PRIu64 "\n",
            options.rank, name,
            s->done, s->length);
        rc = 1;
    }
    rf_image_close(image);
    return rc;
}

static int verify(void)
{
    int rc = 0;
    for (uint32_t s = 0; rc == 0 && s < options.streams; s++) {
        rc = verify_stream(s);
    }
    if (rc == 0 && options.json) {
        printf("{\"rank\":%d,\"bytes\":%" PRIu64 ",\"verify\":\"ok\"}\n", options.rank, options.bytes);
    }
    return rc;
}

static int attach_and_serve(void)
{
    rf_options attach = RF_OPTIONS_INIT;
    attach.job = options.job;
    attach.rank = options.rank;
    attach.door = options.door;
    attach.deadline_ms = options.deadline_ms;
    attach.flags = options.wait ? RF_ATTACH_WAIT : 0;
    rf_rank *rank;
    if (rf_attach(&rank, &attach) != 0) {
        return complain(rf_error(NULL));
    }
    int rc = serve(rank);
    rf_detach(rank);
    return rc;
}

int main(int argc, char **argv)
{
    rank_options_parse(&options, argc, argv);
    prepare();
    int rc = options.verify != NULL ? verify() : attach_and_serve();
    for (uint32_t s = 0; s < options.streams; s++) {
        free(sources[s].prepared);
    }
    free(sources);
    free(scratch);
    return rc;
}
