/*
 * rankferry-heat: heat in a plate, by the ranks of a job, each with some rows, over TCP. It can be moved while it runs.
 *
 *     rankferry job --ranks 8 ... rankferry-heat [--rows N] [--cols N] [--iterations N] [--report N]
 *                                         [--until FILE] [--ballast BYTES] [--threaded]
 *     rankferry-heat --alone RANKS [the same]     the same answer, by one process without any of this
 *
 * With --until it ends soon after the file is there, and says after how many iterations.
 * Ballast is memory that only has to arrive: it is part of the image, and checked in the end.
 *
 * Prints "iteration I residual R" now and then, and "answer: iterations I residual R digest D" in the end, at rank 0.
 */
#include "content.h"
#include "heat.h"
#include "mesh.h"
#include "rankferry.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE 2
#define NAP_MS 20
#define SLICE_ROWS 32 /* computed between two looks for a stall */
#define BALLAST_SEED 7

struct options {
    size_t rows;
    size_t cols;
    uint64_t iterations;
    uint64_t report;
    size_t ballast;
    const char *until;
    int alone; /* ranks, or 0 */
    int threaded;
};

/* All that an image holds beside the arrays. */
struct state {
    uint64_t iteration;
    uint64_t sum_due; /* iteration whose residual is to be passed on, or 0 */
    double own; /* of the last step */
    double residual; /* of all ranks; rank 0 */
    uint64_t end; /* iterations to do, as far as this rank knows */
    uint64_t row; /* of the step, where it goes on */
    uint32_t sent; /* bits of sides that have this iteration's halo, or have given theirs */
    uint32_t pad;
    struct mesh_inbox inbox[MESH_SIDES];
};

struct solver {
    struct options options;
    struct state *state;
    struct heat heat;
    double *halo; /* a row, and in front of it the sender's end */
    char *ballast;
    struct mesh mesh;
    rf_job *job;
    int held; /* by the progress thread, between quiesce and resume */
    int failed;
    pthread_mutex_t lock; /* with a progress thread: held while this one works on the state */
};

static int fail(struct solver *s, const char *what)
{
    fprintf(stderr, "rankferry-heat: rank %d: %s: %s\n", rf_job_rank(s->job), what, strerror(errno));
    s->failed = 1;
    return -1;
}

/* ---- stalls */

static unsigned sides_of(const struct solver *s, const rf_stall *stall)
{
    unsigned sides = stall->everybody ? 3 : 0;
    for (size_t i = 0; i < stall->moving_count; i++) {
        int rank = stall->moving[i];
        sides |= rank == s->mesh.rank ? 3u : rank == s->mesh.rank - 1 ? 1u << MESH_ABOVE
            : rank == s->mesh.rank + 1 ? 1u << MESH_BELOW : 0u;
    }
    return sides;
}

static int quiesce(void *context, const rf_stall *stall)
{
    struct solver *s = context;
    if (s->options.threaded && !s->held) {
        pthread_mutex_lock(&s->lock);
        s->held = 1; /* another attempt may call this again before anybody resumes */
    }
    if (mesh_drain(&s->mesh, sides_of(s, stall)) != 0) {
        return fail(s, "quiesce");
    }
    for (size_t i = 0; stall->captured && i < stall->moving_count; i++) {
        if (stall->moving[i] == s->mesh.rank) {
            mesh_deafen(&s->mesh);
        }
    }
    return 0;
}

static int arrive(void *context, const char *host)
{
    struct solver *s = context;
    if ((host != NULL ? mesh_listen(&s->mesh, host) : mesh_listen_again(&s->mesh)) != 0) {
        return fail(s, "listening again");
    }
    return rf_address(s->job, s->mesh.address);
}

static int resume(void *context, const rf_stall *stall)
{
    (void)stall;
    struct solver *s = context;
    struct mesh *mesh = &s->mesh;
    /* The one below may have ended: then its last message is here. */
    const char *below = mesh_has(mesh, MESH_BELOW) && mesh->fd[MESH_BELOW] < 0
            && !mesh_holds(mesh, MESH_BELOW, MESH_DIGEST)
        ? rf_location(s->job, mesh->rank + 1) : NULL;
    int rc = mesh_connect(mesh, below, mesh_has(mesh, MESH_ABOVE) && mesh->fd[MESH_ABOVE] < 0);
    if (s->held) {
        s->held = 0;
        pthread_mutex_unlock(&s->lock);
    }
    return rc != 0 ? fail(s, "connecting again") : 0;
}

static int look(struct solver *s)
{
    if (rf_poll(s->job) != 0) {
        fprintf(stderr, "rankferry-heat: %s\n", rf_job_error(s->job));
        s->failed = 1;
    }
    return s->failed ? -1 : 0;
}

/* Waits for a neighbour, or for a stall. */
static int idle(void *context, struct mesh *mesh)
{
    struct solver *s = context;
    struct pollfd waits[MESH_SIDES + 1];
    for (int side = 0; side < MESH_SIDES; side++) {
        waits[side] = (struct pollfd){.fd = mesh->fd[side], .events = POLLIN};
    }
    waits[MESH_SIDES] = (struct pollfd){.fd = s->options.threaded ? -1 : rf_job_fd(s->job), .events = POLLIN};
    if (s->options.threaded) {
        pthread_mutex_unlock(&s->lock);
    }
    poll(waits, MESH_SIDES + 1, NAP_MS);
    if (s->options.threaded) {
        pthread_mutex_lock(&s->lock);
    }
    return look(s);
}

/* ---- work */

static void report(const char *what, uint64_t iteration, double sum, size_t cells)
{
    printf("%s %llu residual %.9e", what, (unsigned long long)iteration, sqrt(sum / (double)cells));
}

/* The residual of all ranks travels up the chain, summed in the same order whatever happens. */
static int pass_residual(struct solver *s)
{
    struct state *state = s->state;
    double below = 0;
    if (mesh_has(&s->mesh, MESH_BELOW)
        && mesh_take(&s->mesh, MESH_BELOW, MESH_RESIDUAL, state->sum_due, &below, sizeof below) != 0) {
        return -1;
    }
    double sum = state->own + below;
    if (mesh_has(&s->mesh, MESH_ABOVE)) {
        if (mesh_send(&s->mesh, MESH_ABOVE, MESH_RESIDUAL, state->sum_due, &sum, sizeof sum) != 0) {
            return -1;
        }
    } else {
        state->residual = sum;
        report("iteration", state->sum_due, sum, s->heat.rows * s->heat.cols * (size_t)s->mesh.size);
        printf("\n");
        fflush(stdout);
    }
    state->sum_due = 0;
    return 0;
}

/* Who ends a run by --until says so with its halos: all know it as many iterations later as there are ranks. */
static int send_halo(struct solver *s, enum mesh_side side, const double *row)
{
    struct state *state = s->state;
    if (!mesh_has(&s->mesh, side) || (state->sent & 1u << side) != 0) {
        return 0;
    }
    memcpy(s->halo, &state->end, sizeof state->end);
    memcpy(s->halo + 1, row, s->heat.cols * sizeof(double));
    int rc = mesh_send(&s->mesh, side, MESH_HALO, state->iteration, s->halo, (s->heat.cols + 1) * sizeof(double));
    state->sent |= 1u << side;
    return rc;
}

static int take_halo(struct solver *s, enum mesh_side side, double *row)
{
    struct state *state = s->state;
    unsigned bit = 4u << side;
    if (!mesh_has(&s->mesh, side) || (state->sent & bit) != 0) {
        return 0;
    }
    int rc = mesh_take(&s->mesh, side, MESH_HALO, state->iteration, s->halo, (s->heat.cols + 1) * sizeof(double));
    if (rc == 0) {
        uint64_t end;
        memcpy(&end, s->halo, sizeof end);
        state->end = end < state->end ? end : state->end;
        memcpy(row, s->halo + 1, s->heat.cols * sizeof(double));
        state->sent |= bit;
    }
    return rc;
}

/* A chance for the progress thread, which waits for the lock when a stall was ordered; or a look for one. */
static int between(struct solver *s)
{
    if (s->options.threaded) {
        pthread_mutex_unlock(&s->lock);
        pthread_mutex_lock(&s->lock);
    }
    return look(s);
}

/* Between any two lines here the rank can be checkpointed, and goes on from there. */
static int step(struct solver *s)
{
    struct state *state = s->state;
    const double *last = s->heat.u + (s->heat.rows - 1) * s->heat.cols;
    if (send_halo(s, MESH_ABOVE, s->heat.u) != 0 || send_halo(s, MESH_BELOW, last) != 0
        || take_halo(s, MESH_ABOVE, s->heat.above) != 0 || take_halo(s, MESH_BELOW, s->heat.below) != 0) {
        return -1;
    }
    while (state->row < s->heat.rows) {
        size_t row = (size_t)state->row;
        heat_rows(&s->heat, &row, SLICE_ROWS, &state->own);
        state->row = row;
        if (between(s) != 0) {
            return -1;
        }
    }
    state->row = 0;
    state->sent = 0;
    state->iteration++;
    if (s->mesh.rank == 0 && s->options.until != NULL && state->end == s->options.iterations
        && access(s->options.until, F_OK) == 0) {
        state->end = state->iteration + (uint64_t)s->mesh.size;
    }
    if (state->iteration % s->options.report == 0 || state->iteration == state->end) {
        state->sum_due = state->iteration;
    }
    return 0;
}

static uint64_t ballast_key(const struct solver *s)
{
    return rf_content_key(BALLAST_SEED, (uint32_t)rf_job_rank(s->job), 0);
}

static int check_ballast(const struct solver *s)
{
    int64_t wrong = rf_content_check(s->ballast, s->options.ballast, ballast_key(s), 0);
    if (wrong >= 0) {
        fprintf(stderr, "rankferry-heat: rank %d: ballast is wrong at %lld\n", rf_job_rank(s->job), (long long)wrong);
        return -1;
    }
    return 0;
}

static int answer(struct solver *s)
{
    if (check_ballast(s) != 0) {
        s->failed = 1;
        return -1;
    }
    uint64_t below = 0;
    if (mesh_has(&s->mesh, MESH_BELOW)
        && mesh_take(&s->mesh, MESH_BELOW, MESH_DIGEST, 0, &below, sizeof below) != 0) {
        return -1;
    }
    uint64_t digest = heat_digest(&s->heat, below);
    if (mesh_has(&s->mesh, MESH_ABOVE)) {
        return mesh_send(&s->mesh, MESH_ABOVE, MESH_DIGEST, 0, &digest, sizeof digest);
    }
    report("answer: iterations", s->state->iteration, s->state->residual,
        s->heat.rows * s->heat.cols * (size_t)s->mesh.size);
    printf(" digest %016llx\n", (unsigned long long)digest);
    fflush(stdout);
    return 0;
}

static int work(struct solver *s)
{
    while (s->state->iteration < s->state->end || s->state->sum_due != 0) {
        if (between(s) != 0 || (s->state->sum_due != 0 ? pass_residual(s) : step(s)) != 0) {
            return s->failed ? -1 : fail(s, "exchange");
        }
    }
    return answer(s) == 0 ? 0 : s->failed ? -1 : fail(s, "answer");
}

/* ---- setting up */

static void *room(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL) {
        fprintf(stderr, "rankferry-heat: no memory for %zu bytes\n", bytes);
        exit(1);
    }
    return memory;
}

static void make_heat(struct heat *heat, const struct options *options)
{
    size_t row = options->cols * sizeof(double);
    heat->rows = options->rows;
    heat->cols = options->cols;
    heat->u = room(options->rows * row);
    heat->above = room(row);
    heat->below = room(row);
    heat->scratch = room(2 * row);
}

static int join(struct solver *s)
{
    size_t row = s->options.cols * sizeof(double);
    size_t inbox = (size_t)MESH_SIDES * MESH_SLOTS * (row + sizeof(double));
    char *payloads = room(inbox);
    s->state = room(sizeof *s->state);
    s->state->end = s->options.iterations;
    s->halo = room(row + sizeof(double));
    make_heat(&s->heat, &s->options);
    rf_callbacks callbacks = RF_CALLBACKS_INIT;
    callbacks.context = s;
    callbacks.quiesce = quiesce;
    callbacks.resume = resume;
    callbacks.arrive = arrive;
    int rc = rf_init(&s->job, NULL, -1, &callbacks);
    if (rc != 0) {
        fprintf(stderr, "rankferry-heat: %s\n", rf_job_error(NULL));
        return -1;
    }
    const char *host = getenv("RANKFERRY_HOST");
    int peers[] = {rf_job_rank(s->job) - 1, rf_job_rank(s->job) + 1};
    int first = peers[0] < 0;
    int count = 2 - first - (peers[1] >= rf_size(s->job));
    if (mesh_open(&s->mesh, rf_job_rank(s->job), rf_size(s->job), host == NULL ? "127.0.0.1" : host,
            row + sizeof(double), s->state->inbox, payloads) != 0) {
        return fail(s, "listening");
    }
    s->mesh.idle = idle;
    s->mesh.context = s;
    rc = rf_protect(s->job, 0, s->state, sizeof *s->state);
    rc = rc != 0 ? rc : rf_protect(s->job, 1, s->heat.above, row);
    rc = rc != 0 ? rc : rf_protect(s->job, 2, s->heat.below, row);
    rc = rc != 0 ? rc : rf_protect(s->job, 3, payloads, inbox);
    rc = rc != 0 ? rc : rf_protect(s->job, 4, s->heat.scratch, 2 * row);
    rc = rc != 0 ? rc : rf_protect(s->job, 5, s->heat.u, s->options.rows * row);
    if (rc == 0 && s->options.ballast > 0) {
        s->ballast = room(s->options.ballast);
        rc = rf_protect(s->job, 6, s->ballast, s->options.ballast);
    }
    if (rc == 0 && rf_restoring(s->job)) {
        rc = rf_restore(s->job);
    } else {
        heat_begin(&s->heat, rf_job_rank(s->job), rf_size(s->job));
        rf_content_fill(s->ballast, s->options.ballast, ballast_key(s), 0);
    }
    rc = rc != 0 ? rc : rf_peers(s->job, peers + first, (size_t)count);
    rc = rc != 0 ? rc : rf_join(s->job, s->mesh.address, RF_DEFAULT_DEADLINE);
    if (rc == 0 && s->options.threaded) {
        pthread_mutex_lock(&s->lock);
        rc = rf_progress_thread(s->job);
    }
    if (rc != 0) {
        fprintf(stderr, "rankferry-heat: %s\n", rf_job_error(s->job));
        return -1;
    }
    return 0;
}

static int run_rank(const struct options *options)
{
    struct solver s = {.options = *options, .lock = PTHREAD_MUTEX_INITIALIZER};
    if (join(&s) != 0 || work(&s) != 0) {
        return 1;
    }
    if (s.options.threaded) {
        pthread_mutex_unlock(&s.lock);
    }
    int rc = rf_finalize(s.job);
    mesh_close(&s.mesh);
    return rc == 0 ? 0 : 1;
}

/* The same arithmetic in the same order, by one process. */
static int run_alone(const struct options *options)
{
    size_t n = (size_t)options->alone;
    struct heat *all = room(n * sizeof *all);
    size_t row = options->cols * sizeof(double);
    double *own = room(n * sizeof *own);
    for (size_t r = 0; r < n; r++) {
        make_heat(&all[r], options);
        heat_begin(&all[r], (int)r, (int)n);
    }
    double sum = 0;
    for (uint64_t i = 0; i < options->iterations; i++) {
        for (size_t r = 0; r + 1 < n; r++) {
            memcpy(all[r].below, all[r + 1].u, row);
            memcpy(all[r + 1].above, all[r].u + (options->rows - 1) * options->cols, row);
        }
        for (size_t r = 0; r < n; r++) {
            size_t at = 0;
            heat_rows(&all[r], &at, options->rows, &own[r]);
        }
        if ((i + 1) % options->report == 0 || i + 1 == options->iterations) {
            sum = 0;
            for (size_t r = n; r-- > 0;) {
                sum = own[r] + sum;
            }
            report("iteration", i + 1, sum, options->rows * options->cols * n);
            printf("\n");
        }
    }
    uint64_t digest = 0;
    for (size_t r = n; r-- > 0;) {
        digest = heat_digest(&all[r], digest);
    }
    report("answer: iterations", options->iterations, sum, options->rows * options->cols * n);
    printf(" digest %016llx\n", (unsigned long long)digest);
    return 0;
}

static int usage(const char *what)
{
    fprintf(stderr, "rankferry-heat: %s; see its first lines, or docs/cluster.md\n", what);
    return USAGE;
}

int main(int argc, char **argv)
{
    struct options options = {.rows = 1300, .cols = 2048, .iterations = 300, .report = 25};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threaded") == 0) {
            options.threaded = 1;
            continue;
        }
        if (strcmp(argv[i], "--until") == 0 && i + 1 < argc) {
            options.until = argv[++i];
            continue;
        }
        char *end;
        unsigned long long value = i + 1 < argc ? strtoull(argv[i + 1], &end, 10) : 0;
        if (value == 0 || value > 1u << 30 || *end != '\0') {
            return usage("every option but --threaded and --until takes a number from 1 to 2^30");
        }
        if (strcmp(argv[i], "--rows") == 0) {
            options.rows = (size_t)value;
        } else if (strcmp(argv[i], "--cols") == 0) {
            options.cols = (size_t)value;
        } else if (strcmp(argv[i], "--iterations") == 0) {
            options.iterations = value;
        } else if (strcmp(argv[i], "--report") == 0) {
            options.report = value;
        } else if (strcmp(argv[i], "--ballast") == 0) {
            options.ballast = (size_t)value;
        } else if (strcmp(argv[i], "--alone") == 0) {
            options.alone = (int)value;
        } else {
            return usage("unknown option");
        }
        i++;
    }
    return options.alone > 0 ? run_alone(&options) : run_rank(&options);
}
