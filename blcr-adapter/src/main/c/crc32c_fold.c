#include "crc32c_fold.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,vpclmulqdq,pclmul")))
#define LANES 4 /* registers side by side: a multiplication takes several cycles and can start every cycle */

bool rf_crc32c_can_fold(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("vpclmulqdq");
}

TARGET static inline __m512i multipliers(const uint64_t pair[2])
{
    return _mm512_broadcast_i32x4(_mm_set_epi64x((long long)pair[1], (long long)pair[0]));
}

/* The sum moved on by the distance of the multipliers, plus the bytes that are there. */
TARGET static inline __m512i moved(__m512i sum, __m512i by, __m512i bytes)
{
    __m512i low = _mm512_clmulepi64_epi128(sum, by, 0x00);
    __m512i high = _mm512_clmulepi64_epi128(sum, by, 0x11);
    return _mm512_ternarylogic_epi64(low, high, bytes, 0x96); /* exclusive or of the three */
}

TARGET static inline __attribute__((always_inline)) void take(
    __m512i bytes[LANES], uint8_t *dst, const uint8_t *src, bool copy)
{
    for (int lane = 0; lane < LANES; lane++) {
        bytes[lane] = _mm512_loadu_si512(src + lane * RF_FOLD_REST);
    }
    for (int lane = 0; copy && lane < LANES; lane++) {
        _mm512_storeu_si512(dst + lane * RF_FOLD_REST, bytes[lane]);
    }
}

TARGET static inline __attribute__((always_inline)) size_t fold_all(
    const struct rf_fold *fold, uint8_t *rest, uint32_t crc, uint8_t *dst, const uint8_t *src, size_t n, bool copy)
{
    __m512i sums[LANES];
    __m512i bytes[LANES];
    __m512i by = multipliers(fold->far);
    size_t done = RF_FOLD_STEP;
    take(sums, dst, src, copy);
    sums[0] = _mm512_xor_si512(sums[0], _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)~crc)));
    for (; n - done >= RF_FOLD_STEP; done += RF_FOLD_STEP) {
        take(bytes, copy ? dst + done : NULL, src + done, copy);
        for (int lane = 0; lane < LANES; lane++) {
            sums[lane] = moved(sums[lane], by, bytes[lane]);
        }
    }
    by = multipliers(fold->near);
    for (int lane = 1; lane < LANES; lane++) {
        sums[lane] = moved(sums[lane - 1], by, sums[lane]);
    }
    _mm512_storeu_si512(rest, sums[LANES - 1]);
    return done;
}

TARGET size_t rf_crc32c_fold(
    const struct rf_fold *fold, uint8_t rest[RF_FOLD_REST], uint32_t crc, uint8_t *dst, const uint8_t *src, size_t n)
{
    return dst != NULL ? fold_all(fold, rest, crc, dst, src, n, true) : fold_all(fold, rest, crc, NULL, src, n, false);
}

#else

bool rf_crc32c_can_fold(void)
{
    return false;
}

size_t rf_crc32c_fold(
    const struct rf_fold *fold, uint8_t rest[RF_FOLD_REST], uint32_t crc, uint8_t *dst, const uint8_t *src, size_t n)
{
    (void)fold, (void)rest, (void)crc, (void)dst, (void)src, (void)n;
    return 0;
}

#endif
