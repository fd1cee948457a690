#include "crc32c.h"
#include "digest.h"
#include "harness.h"

#include <string.h>

#define PIECES 40

TEST(digest_of_an_empty_stream_is_known)
{
    struct rf_digest digest = {0};
    CHECK(rf_digest_known(&digest, 0));
    CHECK_INT(0, rf_digest_crc(&digest));
}

TEST(digest_of_pieces_in_any_order)
{
    uint8_t bytes[10000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)test_random();
    }
    for (int round = 0; round < 50; round++) {
        unsigned order[PIECES];
        for (unsigned i = 0; i < PIECES; i++) {
            unsigned j = (unsigned)(test_random() % (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        struct rf_digest digest = {0};
        for (unsigned i = 0; i < PIECES; i++) {
            CHECK(!rf_digest_known(&digest, sizeof bytes));
            size_t at = order[i] * (sizeof bytes / PIECES);
            rf_digest_add(&digest, at, sizeof bytes / PIECES, rf_crc32c(0, bytes + at, sizeof bytes / PIECES));
        }
        CHECK(rf_digest_known(&digest, sizeof bytes));
        CHECK(!rf_digest_known(&digest, sizeof bytes + 1));
        CHECK_INT(rf_crc32c(0, bytes, sizeof bytes), rf_digest_crc(&digest));
    }
}

TEST(digest_of_bytes_written_twice_is_unknown)
{
    static const struct { uint64_t at; uint32_t n; } overlaps[] = {{100, 100}, {50, 100}, {199, 1}, {0, 300}, {100, 1}};
    for (size_t i = 0; i < sizeof overlaps / sizeof overlaps[0]; i++) {
        struct rf_digest digest = {0};
        rf_digest_add(&digest, 100, 100, 1);
        rf_digest_add(&digest, overlaps[i].at, overlaps[i].n, 2);
        rf_digest_add(&digest, 0, 100, 3);
        CHECK(!rf_digest_known(&digest, 200));
        CHECK(digest.unknown);
    }
}

TEST(digest_of_too_many_runs_is_unknown)
{
    struct rf_digest digest = {0};
    for (uint64_t i = 0; i < RF_DIGEST_RUNS; i++) {
        rf_digest_add(&digest, i * 20, 10, 1);
        CHECK(!digest.unknown);
    }
    rf_digest_add(&digest, RF_DIGEST_RUNS * 20, 10, 1);
    CHECK(digest.unknown);
}
