#include "content.h"

#include <stdio.h>
#include <string.h>

static inline uint64_t mix(uint64_t z)
{
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t word(uint64_t key, uint64_t offset)
{
    uint64_t value = mix(key + offset);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

uint64_t rf_content_key(uint64_t seed, uint32_t rank, uint32_t stream)
{
    return mix(seed ^ mix((uint64_t)rank << 32 | stream));
}

/* Copies the part of the word at offset that lies in n bytes; how much. */
static size_t part(uint8_t *to, size_t n, uint64_t key, uint64_t offset)
{
    uint64_t value = word(key, offset & ~(uint64_t)7);
    size_t skip = (size_t)(offset & 7);
    size_t some = n < 8 - skip ? n : 8 - skip;
    memcpy(to, (const uint8_t *)&value + skip, some);
    return some;
}

void rf_content_fill(void *bytes, size_t n, uint64_t key, uint64_t offset)
{
    uint8_t *to = bytes;
    if (n > 0 && (offset & 7) != 0) {
        size_t some = part(to, n, key, offset);
        to += some;
        offset += some;
        n -= some;
    }
    for (; n >= 8; to += 8, offset += 8, n -= 8) {
        uint64_t value = word(key, offset);
        memcpy(to, &value, sizeof value);
    }
    if (n > 0) {
        part(to, n, key, offset);
    }
}

int64_t rf_content_check(const void *bytes, size_t n, uint64_t key, uint64_t offset)
{
    const uint8_t *from = bytes;
    uint8_t expected[4096];
    while (n > 0) {
        size_t some = n < sizeof expected ? n : sizeof expected;
        rf_content_fill(expected, some, key, offset);
        if (memcmp(from, expected, some) != 0) {
            size_t i = 0;
            while (from[i] == expected[i]) {
                i++;
            }
            return (int64_t)(offset + i);
        }
        from += some;
        offset += some;
        n -= some;
    }
    return -1;
}

uint64_t rf_content_stream_bytes(uint64_t image_bytes, uint32_t streams, uint32_t stream)
{
    return image_bytes / streams + (stream < image_bytes % streams ? 1 : 0);
}

void rf_content_stream_name(char out[RF_CONTENT_NAME_MAX], const char *name, uint32_t streams, uint32_t stream)
{
    if (streams == 1) {
        snprintf(out, RF_CONTENT_NAME_MAX, "%.255s", name);
    } else {
        snprintf(out, RF_CONTENT_NAME_MAX, "%.255s.%u", name, stream);
    }
}
