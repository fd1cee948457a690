/* CRC-32C (Castagnoli), as in iSCSI and java.util.zip.CRC32C: polynomial 0x1EDC6F41, reflected, both ends inverted. */
#ifndef RF_CRC32C_H
#define RF_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are summed while they are still in the first-level cache. */
#define RF_CRC_BLOCK (24 * 1024)

/* The CRC of some bytes and the n at buf that follow them; start with 0. */
extern uint32_t (*rf_crc32c)(uint32_t crc, const void *buf, size_t n);

/* The same, and copies the n bytes to dst. */
uint32_t rf_crc32c_copy(uint32_t crc, void *dst, const void *src, size_t n);

/* The CRC of A followed by B, from the CRC of each and the length of B. */
uint32_t rf_crc32c_combine(uint32_t a, uint32_t b, uint64_t length_of_b);

/* Eight tables, for any processor; and what this processor is best at, or NULL when that is the tables. For tests. */
uint32_t rf_crc32c_tables(uint32_t crc, const void *buf, size_t n);
uint32_t (*rf_crc32c_hardware(void))(uint32_t crc, const void *buf, size_t n);

#endif
