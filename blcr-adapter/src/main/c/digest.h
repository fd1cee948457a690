/* The CRC-32C of a whole stream, put together from the CRCs of its chunks in whatever order they were written. */
#ifndef RF_DIGEST_H
#define RF_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#define RF_DIGEST_RUNS 64

/* Bytes [begin, end) that were written without a gap. */
struct rf_run {
    uint64_t begin;
    uint64_t end;
    uint32_t crc;
};

/* Runs in order, none touching the next. unknown: bytes were written twice, or there were too many runs; for good. */
struct rf_digest {
    unsigned count;
    bool unknown;
    struct rf_run runs[RF_DIGEST_RUNS];
};

/* A chunk was written; length is not 0. */
void rf_digest_add(struct rf_digest *digest, uint64_t position, uint32_t length, uint32_t crc);

/* Whether the digest of a stream of this length is known: it was written whole, and each byte once. */
bool rf_digest_known(const struct rf_digest *digest, uint64_t length);

/* The digest, when it is known. */
uint32_t rf_digest_crc(const struct rf_digest *digest);

#endif
