/*
 * CRC-32C with 512-bit registers, for processors that multiply polynomials in them: sums, and copies on the way, as fast as
 * the memory is.
 */
#ifndef RF_CRC32C_FOLD_H
#define RF_CRC32C_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes taken at a time; fewer can't be folded. */
#define RF_FOLD_STEP 256

/* What is left of any number of bytes folded. */
#define RF_FOLD_REST 64

/* Whether this processor, and its operating system, can. */
bool rf_crc32c_can_fold(void);

/* Multipliers that move a sum 256 bytes on, and 64 bytes on: a pair for the low and the high half of 128 bits each. */
struct rf_fold {
    uint64_t far[2];
    uint64_t near[2];
};

/*
 * Folds the first bytes at src, as many whole steps as there are in n (one at least), and copies them to dst unless that is
 * NULL. The CRC of rest, started from an inverted 0, is the CRC of these bytes started from crc. Returns how many they are.
 */
size_t rf_crc32c_fold(
    const struct rf_fold *fold, uint8_t rest[RF_FOLD_REST], uint32_t crc, uint8_t *dst, const uint8_t *src, size_t n);

#endif
