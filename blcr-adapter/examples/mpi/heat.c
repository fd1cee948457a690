/*
 * Heat in a plate, rows spread over ranks: heat ROWS COLS STEPS [PAUSE], with a pause of so many milliseconds after each
 * step. The sum of all bytes of the answer is printed: two runs that gave the same line have computed the same numbers.
 */
#include "rankferry-mpi.h"

#include <inttypes.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int me;
static int size;
static size_t rows; /* of this rank; two more around them are the neighbours' */
static size_t cols;
static double *plate; /* (rows + 2) x cols */
static double *next;

static double *memory(void)
{
    double *p = calloc((rows + 2) * cols, sizeof *p);
    if (p == NULL) {
        fprintf(stderr, "heat: no memory for %zu x %zu numbers\n", rows, cols);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    return p;
}

/* Every number depends on where it is, so a byte in the wrong place would show. */
static void fill(size_t first_row)
{
    for (size_t i = 1; i <= rows; i++) {
        for (size_t k = 0; k < cols; k++) {
            uint64_t x = ((uint64_t)(first_row + i) << 32 ^ k) * 0x9e3779b97f4a7c15u;
            plate[i * cols + k] = (double)(x >> 11) / (double)(1ull << 53);
        }
    }
    for (size_t k = 0; k < cols && me == 0; k++) {
        plate[k] = 100; /* the hot edge */
    }
}

static void exchange(void)
{
    int above = me > 0 ? me - 1 : MPI_PROC_NULL;
    int below = me < size - 1 ? me + 1 : MPI_PROC_NULL;
    int n = (int)cols;
    MPI_Sendrecv(plate + cols, n, MPI_DOUBLE, above, 0, plate + (rows + 1) * cols, n, MPI_DOUBLE, below, 0,
        MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(plate + rows * cols, n, MPI_DOUBLE, below, 1, plate, n, MPI_DOUBLE, above, 1, MPI_COMM_WORLD,
        MPI_STATUS_IGNORE);
}

static void step_once(void)
{
    for (size_t i = 1; i <= rows; i++) {
        const double *row = plate + i * cols;
        double *to = next + i * cols;
        to[0] = row[0];
        to[cols - 1] = row[cols - 1];
        for (size_t k = 1; k + 1 < cols; k++) {
            to[k] = 0.25 * (row[k - 1] + row[k + 1] + row[k - cols] + row[k + cols]);
        }
    }
    memcpy(plate + cols, next + cols, rows * cols * sizeof *plate);
}

static uint64_t sum(const double *from, size_t n)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++) {
        uint64_t word;
        memcpy(&word, from + i, sizeof word);
        hash = (hash ^ word) * 0x100000001b3u;
        hash ^= hash >> 32;
    }
    return hash;
}

static void print_answer(void)
{
    uint64_t mine = sum(plate + cols, rows * cols);
    uint64_t *all = calloc((size_t)size, sizeof *all);
    MPI_Gather(&mine, 1, MPI_UINT64_T, all, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    if (me == 0) {
        printf("answer:");
        for (int i = 0; i < size; i++) {
            printf(" %016" PRIx64, all[i]);
        }
        printf("\n");
    }
    free(all);
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &me);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    long numbers[4] = {0};
    for (int i = 0; i < 4 && i + 1 < argc; i++) {
        numbers[i] = atol(argv[i + 1]);
    }
    if (argc < 4 || argc > 5 || numbers[0] < size || numbers[1] < 3 || numbers[2] < 0) {
        if (me == 0) {
            fprintf(stderr, "heat ROWS COLS STEPS [PAUSE]; at least a row for each of %d ranks, and 3 columns\n", size);
        }
        MPI_Finalize();
        return 2;
    }
    size_t all_rows = (size_t)numbers[0];
    size_t first = all_rows * (size_t)me / (size_t)size;
    rows = all_rows * (size_t)(me + 1) / (size_t)size - first;
    cols = (size_t)numbers[1];
    plate = memory();
    next = memory();

    struct timespec pause = {numbers[3] / 1000, numbers[3] % 1000 * 1000000};
    int64_t step = 0;
    rfm_protect(0, &step, sizeof step);
    rfm_protect(1, plate, (rows + 2) * cols * sizeof *plate);
    if (!rfm_restore()) {
        fill(first);
    }
    while (step < numbers[2]) {
        exchange();
        step_once();
        step++;
        rfm_poll();
        if (numbers[3] > 0) {
            nanosleep(&pause, NULL);
        }
    }
    print_answer();
    free(plate);
    free(next);
    MPI_Finalize();
    return 0;
}
