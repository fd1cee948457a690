/* Writes one checkpoint image whenever the node's agent asks for it: write_image JOB RANK */
#include <rankferry.h>
#include <stdio.h>
#include <stdlib.h>

static double field[1 << 20]; /* what the program computes on */

static int write_image(rf_rank *rank)
{
    rf_stream *s;
    int rc;
    if ((rc = rf_image_begin(rank)) != 0 || (rc = rf_stream_open(rank, &s, "field", 0, sizeof field)) != 0
        || (rc = rf_write(s, field, sizeof field)) != 0 || (rc = rf_stream_close(s)) != 0
        || (rc = rf_image_end(rank, 0)) != 0) {
        return rc;
    }
    return rf_wait_committed(rank, RF_DEFAULT_DEADLINE);
}

int main(int argc, char **argv)
{
    rf_options options = RF_OPTIONS_INIT;
    options.job = argc == 3 ? argv[1] : "demo";
    options.rank = argc == 3 ? atoi(argv[2]) : 0;
    rf_rank *rank;
    if (rf_attach(&rank, &options) != 0) {
        fprintf(stderr, "%s\n", rf_error(NULL));
        return 1;
    }
    for (;;) {
        enum rf_phase phase;
        int rc = rf_wait_phase(rank, &phase, NULL, 1000);
        if (rc == 0 && phase == RF_PHASE_CHECKPOINT) {
            while ((rc = write_image(rank)) == RF_EAGAIN_IMAGE) { /* the target was lost, another takes over */
            }
            if (rc == 0) {
                return rf_detach(rank); /* the image on the target is what counts now */
            }
        }
        if (rc != 0 && rc != RF_EDEADLINE && rc != RF_EABORTED) { /* neither late nor given up: compute on */
            fprintf(stderr, "%s\n", rf_error(rank));
            return 1;
        }
    }
}
