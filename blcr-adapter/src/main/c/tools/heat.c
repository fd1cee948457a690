#include "heat.h"

#include <string.h>

#define HOT 100.0
#define FNV_PRIME 0x100000001b3u

void heat_begin(struct heat *heat, int rank, int size)
{
    for (size_t i = 0; i < heat->rows; i++) {
        for (size_t k = 0; k < heat->cols; k++) {
            /* Every byte depends on where it is, so a misplaced one shows. */
            uint64_t x = ((uint64_t)rank << 40 ^ (uint64_t)i << 20 ^ k) * 0x9e3779b97f4a7c15u;
            heat->u[i * heat->cols + k] = (double)(x >> 11) / (double)(1ull << 53);
        }
    }
    (void)size;
    for (size_t k = 0; k < heat->cols; k++) {
        heat->above[k] = rank == 0 ? HOT : 0;
        heat->below[k] = 0;
    }
}

void heat_rows(struct heat *heat, size_t *row, size_t most, double *sum)
{
    size_t cols = heat->cols;
    if (*row == 0) {
        memcpy(heat->scratch, heat->above, cols * sizeof(double));
        *sum = 0;
    }
    for (size_t n = 0; n < most && *row < heat->rows; n++, (*row)++) {
        const double *old_above = heat->scratch + (*row % 2) * cols;
        double *old = heat->scratch + ((*row + 1) % 2) * cols;
        double *now = heat->u + *row * cols;
        const double *next = *row + 1 < heat->rows ? now + cols : heat->below;
        memcpy(old, now, cols * sizeof(double));
        double line = 0;
        for (size_t k = 1; k + 1 < cols; k++) {
            double value = 0.25 * (old_above[k] + next[k] + old[k - 1] + old[k + 1]);
            double change = value - old[k];
            now[k] = value;
            line += change * change;
        }
        *sum += line;
    }
}

uint64_t heat_digest(const struct heat *heat, uint64_t seed)
{
    const unsigned char *bytes = (const unsigned char *)heat->u;
    size_t words = heat->rows * heat->cols;
    uint64_t hash = seed ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < words; i++) {
        uint64_t word;
        memcpy(&word, bytes + i * sizeof word, sizeof word);
        hash = (hash ^ word) * FNV_PRIME;
        hash ^= hash >> 32;
    }
    return hash;
}
