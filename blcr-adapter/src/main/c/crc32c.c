#include "crc32c.h"

#include "crc32c_fold.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <nmmintrin.h>
#define TARGET __attribute__((target("sse4.2")))
#define STEP8(crc, word) _mm_crc32_u64(crc, word)
#define STEP1(crc, byte) _mm_crc32_u8((uint32_t)(crc), byte)
#elif defined(__aarch64__)
#include <arm_acle.h>
#include <sys/auxv.h>
#ifndef HWCAP_CRC32
#define HWCAP_CRC32 (1 << 7)
#endif
#define TARGET __attribute__((target("+crc")))
#define STEP8(crc, word) __crc32cd((uint32_t)(crc), word)
#define STEP1(crc, byte) __crc32cb((uint32_t)(crc), byte)
#endif

#define POLYNOMIAL 0x82F63B78u /* reflected */

/*
 * Bytes of one of three lanes that are summed side by side: the CRC instruction takes 3 cycles and can start every
 * cycle.
 */
#define LONG_LANE (RF_CRC_BLOCK / 3)
#define SHORT_LANE 256

static uint32_t slices[8][256];
static uint32_t powers[64 + 3]; /* powers[k] = x^(2^k) mod P; a number of bytes has 64 bits, one of bits 3 more */
static uint32_t after_long[4][256];
static uint32_t after_short[4][256];
static struct rf_fold folding;
static bool folds;
/* For what is too short to fold. */
static uint32_t (*unfolded)(uint32_t crc, const void *buf, size_t n) = rf_crc32c_tables;

/* a * b mod P; bit 31 is x^0. */
static uint32_t multiply(uint32_t a, uint32_t b)
{
    uint32_t product = 0;
    for (uint32_t bit = 0x80000000u; bit != 0; bit >>= 1) {
        product ^= (a & bit) != 0 ? b : 0;
        b = (b & 1) != 0 ? (b >> 1) ^ POLYNOMIAL : b >> 1;
    }
    return product;
}

/* x^(8 * bytes) mod P: what bytes zeros do to a CRC. */
static uint32_t zeros(uint64_t bytes)
{
    uint32_t power = 0x80000000u;
    for (unsigned k = 3; bytes != 0; bytes >>= 1, k++) {
        if ((bytes & 1) != 0) {
            power = multiply(powers[k], power);
        }
    }
    return power;
}

uint32_t rf_crc32c_combine(uint32_t a, uint32_t b, uint64_t length_of_b)
{
    return multiply(zeros(length_of_b), a) ^ b;
}

uint32_t rf_crc32c_tables(uint32_t crc, const void *buf, size_t n)
{
    const uint8_t *p = buf;
    crc = ~crc;
    for (; n >= 8; p += 8, n -= 8) {
        uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
        crc = slices[7][low & 255] ^ slices[6][low >> 8 & 255] ^ slices[5][low >> 16 & 255] ^ slices[4][low >> 24]
            ^ slices[3][p[4]] ^ slices[2][p[5]] ^ slices[1][p[6]] ^ slices[0][p[7]];
    }
    for (; n > 0; p++, n--) {
        crc = crc >> 8 ^ slices[0][(crc ^ *p) & 255];
    }
    return ~crc;
}

#ifdef TARGET

static inline uint64_t load(const uint8_t *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static inline uint32_t shift(uint32_t table[4][256], uint64_t crc)
{
    return table[0][crc & 255] ^ table[1][crc >> 8 & 255] ^ table[2][crc >> 16 & 255] ^ table[3][crc >> 24 & 255];
}

TARGET static inline __attribute__((always_inline)) const uint8_t *lanes(
    uint64_t *crc, const uint8_t *p, size_t lane, uint32_t after_lane[4][256])
{
    uint64_t a = *crc;
    uint64_t b = 0;
    uint64_t c = 0;
    for (const uint8_t *end = p + lane; p < end; p += 8) {
        a = STEP8(a, load(p));
        b = STEP8(b, load(p + lane));
        c = STEP8(c, load(p + 2 * lane));
    }
    *crc = shift(after_lane, shift(after_lane, a) ^ b) ^ c;
    return p + 2 * lane;
}

TARGET static uint32_t crc32c_lanes(uint32_t start, const void *buf, size_t n)
{
    const uint8_t *p = buf;
    uint64_t crc = (uint32_t)~start;
    for (; n >= 3 * LONG_LANE; n -= 3 * LONG_LANE) {
        p = lanes(&crc, p, LONG_LANE, after_long);
    }
    for (; n >= 3 * SHORT_LANE; n -= 3 * SHORT_LANE) {
        p = lanes(&crc, p, SHORT_LANE, after_short);
    }
    for (; n >= 8; p += 8, n -= 8) {
        crc = STEP8(crc, load(p));
    }
    for (; n > 0; p++, n--) {
        crc = STEP1(crc, *p);
    }
    return (uint32_t)~crc;
}

static bool has_instruction(void)
{
#if defined(__x86_64__)
    unsigned eax, ebx, ecx, edx;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_SSE4_2) != 0;
#else
    return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
#endif
}

uint32_t (*rf_crc32c_hardware(void))(uint32_t, const void *, size_t)
{
    return has_instruction() ? crc32c_lanes : NULL;
}

#else

uint32_t (*rf_crc32c_hardware(void))(uint32_t, const void *, size_t)
{
    return NULL;
}

#endif

uint32_t (*rf_crc32c)(uint32_t crc, const void *buf, size_t n) = rf_crc32c_tables;

/* Folds what can be; the few bytes behind are the caller's. */
static size_t folded(uint32_t *crc, void *dst, const void *src, size_t n)
{
    uint8_t rest[RF_FOLD_REST];
    size_t taken = rf_crc32c_fold(&folding, rest, *crc, dst, src, n);
    *crc = unfolded(~0u, rest, sizeof rest);
    return taken;
}

static uint32_t crc32c_folding(uint32_t crc, const void *buf, size_t n)
{
    size_t taken = n >= RF_FOLD_STEP ? folded(&crc, NULL, buf, n) : 0;
    return unfolded(crc, (const uint8_t *)buf + taken, n - taken);
}

uint32_t rf_crc32c_copy(uint32_t crc, void *dst, const void *src, size_t n)
{
    uint8_t *to = dst;
    const uint8_t *from = src;
    if (folds && n >= RF_FOLD_STEP) {
        size_t taken = folded(&crc, to, from, n);
        to += taken;
        from += taken;
        n -= taken;
    }
    while (n > 0) {
        size_t block = n < RF_CRC_BLOCK ? n : RF_CRC_BLOCK;
        memcpy(to, from, block);
        crc = rf_crc32c(crc, to, block);
        to += block;
        from += block;
        n -= block;
    }
    return crc;
}

/* Moves 64 bits of a sum on by so many bits: x^bits mod P, one place to the left as products of reflected bits are. */
static uint64_t multiplier(uint64_t bits)
{
    return (uint64_t)zeros(bits / 8) << 1;
}

static void fill_multipliers(uint64_t pair[2], uint64_t bytes)
{
    pair[0] = multiplier(8 * bytes + 32);
    pair[1] = multiplier(8 * bytes - 32);
}

static void fill_lane_table(uint32_t table[4][256], size_t lane)
{
    uint32_t power = zeros(lane);
    for (unsigned byte = 0; byte < 4; byte++) {
        for (uint32_t value = 0; value < 256; value++) {
            table[byte][value] = multiply(power, value << (8 * byte));
        }
    }
}

/* At load time, so that no call has to ask whether the tables are there. Takes some 100 microseconds. */
__attribute__((constructor)) static void prepare(void)
{
    for (uint32_t value = 0; value < 256; value++) {
        uint32_t crc = value;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
        }
        slices[0][value] = crc;
    }
    for (int slice = 1; slice < 8; slice++) {
        for (int value = 0; value < 256; value++) {
            uint32_t before = slices[slice - 1][value];
            slices[slice][value] = before >> 8 ^ slices[0][before & 255];
        }
    }
    powers[0] = 0x40000000u;
    for (size_t k = 1; k < sizeof powers / sizeof powers[0]; k++) {
        powers[k] = multiply(powers[k - 1], powers[k - 1]);
    }
    fill_lane_table(after_long, LONG_LANE);
    fill_lane_table(after_short, SHORT_LANE);
    fill_multipliers(folding.far, RF_FOLD_STEP);
    fill_multipliers(folding.near, RF_FOLD_REST);
    if (rf_crc32c_hardware() != NULL) {
        unfolded = rf_crc32c_hardware();
    }
    folds = rf_crc32c_can_fold();
    rf_crc32c = folds ? crc32c_folding : unfolded;
}
