/* The options of rankferry-rank. */
#ifndef RF_RANK_OPTIONS_H
#define RF_RANK_OPTIONS_H

#include "pattern.h"

#include <stdbool.h>
#include <stdint.h>

enum write_mode { MODE_WRITE, MODE_RESERVE, MODE_PWRITE };

struct rank_options {
    const char *job;
    int rank;
    const char *door;
    uint64_t bytes;
    const char *stream;
    uint32_t streams;
    uint64_t write_size;
    enum write_mode mode;
    enum pattern_kind patterns[PATTERN_KINDS]; /* stream after stream, the first again after the last */
    unsigned pattern_count;                    /* 0: all streams in turn, even writes */
    bool prepared;
    bool unwritten; /* chunks are committed as they are */
    uint64_t seed;
    uint64_t iterations;
    int deadline_ms;
    bool wait;
    bool json;
    const char *verify; /* a directory or a target's door to read from, instead of writing */
};

/* Reads the command line; on --help prints and exits 0, on an error prints one line and exits 2. */
void rank_options_parse(struct rank_options *options, int argc, char **argv);

#endif
