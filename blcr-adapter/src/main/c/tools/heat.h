/* Heat in a plate: the rows of one rank, and a step in place. */
#ifndef RF_HEAT_H
#define RF_HEAT_H

#include <stddef.h>
#include <stdint.h>

/*
 *     above   cols doubles, of the rank above (or the hot edge)
 *     u       rows x cols doubles
 *     below   cols doubles, of the rank below (or the cold edge)
 */
struct heat {
    size_t rows;
    size_t cols;
    double *u;
    double *above;
    double *below;
    double *scratch; /* 2 x cols: rows as they were before the step, of the row above and the one at work */
};

/* The state before the first step; the hot edge is above rank 0. */
void heat_begin(struct heat *heat, int rank, int size);

/*
 * Rows of a step of Jacobi's iteration, from *row on, at most so many; *row is where to go on, and rows when the step is
 * done. *sum is the sum of the squares of all changes so far. Between two calls the step is in one piece: memory, *row
 * and *sum are all there is to it.
 */
void heat_rows(struct heat *heat, size_t *row, size_t most, double *sum);

/* Of all bytes of u, in order, going on from seed. */
uint64_t heat_digest(const struct heat *heat, uint64_t seed);

#endif
