/*
 * rankferry-mpi.h - an MPI program that can be moved: its ranks leave a node, and go on where they were on another one.
 *
 *     MPI_Init(&argc, &argv);
 *     rfm_protect(0, &step, sizeof step);
 *     rfm_protect(1, field, bytes);
 *     if (!rfm_restore()) { fill the field; }
 *     while (step < steps) { exchange and compute; step++; rfm_poll(); }
 *     MPI_Finalize();
 *
 * Works with any MPI: it is linked between the program and MPI's own library, and needs nothing of it but MPI itself. That
 * is why the whole job is launched anew: only an MPI library can replace its own connections while it runs. Ranks that
 * move find their images in the memory of the spare node, the others in that of the node they are on.
 *
 * Every call is collective over MPI_COMM_WORLD but rfm_protect. Environment:
 *
 *     RANKFERRY_MPI_DIR       a directory of the job that rank 0 can reach in each launch; without it nothing is done
 *     RANKFERRY_MPI_EPOCH     0 or not set: the first launch; else the order whose images this launch goes on from
 *     RANKFERRY_MPI_IMAGES    a target's door, or a committed set, where this rank's image is; default:
 *                             $RANKFERRY_RUN_DIR/target-default/door
 *     RANKFERRY_MPI_DEADLINE  seconds that each wait may take, default 30
 *     RANKFERRY_JOB           name of the job, default "mpi"
 *     RANKFERRY_DOOR, RANKFERRY_RUN_DIR   where the source of this node is, as for rf_attach
 *
 * Files in RANKFERRY_MPI_DIR, all of them rank 0's:
 *
 *     order    "EPOCH RANK,RANK..." given by an operator or scheduler (move it into place); EPOCH grows
 *     running  the epoch of the launch that may compute: written once all images are stored, and what decides
 *     events   a line "SECONDS epoch EPOCH WHAT" for each step, of all launches
 */
#ifndef RANKFERRY_MPI_H
#define RANKFERRY_MPI_H

#include <stddef.h>

/* Memory that makes up this rank, between MPI_Init and rfm_restore; the same ids and sizes in each launch. 0, or -1 when
 * there are too many areas. */
int rfm_protect(unsigned id, void *address, size_t bytes);

/*
 * 0 in the first launch. In a later one fills the protected memory from the image, following it while it still arrives,
 * waits until the earlier launch has left, and gives 1. When it can't, says why in one line and ends the program.
 */
int rfm_restore(void);

/*
 * Where no message is under way. Looks for an order; 0 when there is none. Otherwise writes the protected memory of all
 * ranks, and when all images are stored, ends this launch and does not come back. When one is not, everything is as before
 * and it gives 1.
 */
int rfm_poll(void);

#endif
