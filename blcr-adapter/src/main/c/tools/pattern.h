/* In what pieces checkpointers write: how long the next write of a stream is. */
#ifndef RF_PATTERN_H
#define RF_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A power of two; after so many writes a pattern begins again. */
#define RF_PATTERN_WRITES 8192

/*
 *     even    --write-size each
 *     blcr    as BLCR does for each area of memory: 12 fields of 4 to 40 bytes, a name, a list of pages of 4 KiB, and a write
 *             for each run of pages, 4 KiB to 1 MiB; before the first, 64 fields of 32 bytes
 *     bursts  the fields alone
 */
enum pattern_kind { PATTERN_EVEN, PATTERN_BLCR, PATTERN_BURSTS, PATTERN_KINDS };

struct pattern {
    uint32_t lengths[RF_PATTERN_WRITES];
};

/* Whether there is a pattern of this name. */
bool rf_pattern_named(enum pattern_kind *kind, const char *name, size_t length);
const char *rf_pattern_name(enum pattern_kind kind);

/* Lays the pattern out, so that asking for a length costs nothing that would count as writing. */
void rf_pattern_fill(struct pattern *pattern, enum pattern_kind kind, uint64_t seed, uint64_t write_size);

#endif
