#include "crc32c.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#define BYTES (3 * RF_CRC_BLOCK + 1000)

static uint32_t bit_by_bit(const uint8_t *bytes, size_t n)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }
    }
    return ~crc;
}

static uint8_t *random_bytes(void)
{
    uint8_t *bytes = malloc(BYTES + 64);
    for (size_t i = 0; i < BYTES + 64; i++) {
        bytes[i] = (uint8_t)test_random();
    }
    return bytes;
}

/* Vectors of RFC 3720, B.4, and the usual check value. */
TEST(crc32c_known_values)
{
    uint8_t bytes[32];
    CHECK_INT(0xE3069283, rf_crc32c(0, "123456789", 9));
    memset(bytes, 0, sizeof bytes);
    CHECK_INT(0x8A9136AA, rf_crc32c(0, bytes, sizeof bytes));
    memset(bytes, 0xff, sizeof bytes);
    CHECK_INT(0x62A8AB43, rf_crc32c(0, bytes, sizeof bytes));
    CHECK_INT(0, rf_crc32c(0, bytes, 0));
}

TEST(crc32c_all_ways_agree)
{
    uint8_t *bytes = random_bytes();
    uint8_t *copy = malloc(BYTES + 64);
    uint32_t (*hardware)(uint32_t, const void *, size_t) = rf_crc32c_hardware();
    for (int round = 0; round < 300; round++) {
        size_t n = test_random() % (round % 2 == 0 ? 2000 : BYTES);
        const uint8_t *from = bytes + test_random() % 64;
        uint8_t *to = copy + test_random() % 64;
        uint32_t expected = round % 10 == 0 ? bit_by_bit(from, n) : rf_crc32c_tables(0, from, n);
        CHECK_INT(expected, rf_crc32c_tables(0, from, n));
        CHECK_INT(expected, hardware == NULL ? expected : hardware(0, from, n));
        CHECK_INT(expected, rf_crc32c_copy(0, to, from, n));
        CHECK(memcmp(to, from, n) == 0);
        size_t cut = n == 0 ? 0 : test_random() % n;
        CHECK_INT(expected, rf_crc32c(rf_crc32c(0, from, cut), from + cut, n - cut));
        uint32_t tail = rf_crc32c(0, from + cut, n - cut);
        CHECK_INT(expected, rf_crc32c_combine(rf_crc32c(0, from, cut), tail, n - cut));
    }
    free(bytes);
    free(copy);
}

/* Lengths beyond 2^32 bits, where the powers of x go round: zeros appended in two ways. */
TEST(crc32c_combine_of_huge_lengths)
{
    uint32_t crc = 0x12345678;
    uint32_t zeros = 0; /* the CRC of 2^k zeros, by doubling */
    uint8_t zero = 0;
    uint32_t step = rf_crc32c(0, &zero, 1);
    for (int k = 0; k < 40; k++) {
        zeros = k == 0 ? step : rf_crc32c_combine(zeros, zeros, (uint64_t)1 << (k - 1));
        uint32_t once = rf_crc32c_combine(crc, zeros, (uint64_t)1 << k);
        uint32_t half = k == 0 ? 0 : (uint32_t)1;
        if (half != 0) {
            uint64_t n = (uint64_t)1 << (k - 1);
            uint32_t half_crc = 0;
            for (int j = 0; j < k; j++) {
                half_crc = j == 0 ? step : rf_crc32c_combine(half_crc, half_crc, (uint64_t)1 << (j - 1));
            }
            CHECK_INT(once, rf_crc32c_combine(rf_crc32c_combine(crc, half_crc, n), half_crc, n));
        }
    }
}
