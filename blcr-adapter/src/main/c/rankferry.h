/*
 * rankferry.h - write the checkpoint image of a rank, and read it again on the other node.
 *
 * SYNOPSIS
 *     #include <rankferry.h>                     cc program.c $(pkg-config --cflags --libs rankferry)
 *
 * ON THE SOURCE NODE a rank attaches to the buffer manager ("agent") of its node, waits until its image is wanted,
 * writes the image as one or more named byte streams straight into the node's shared chunk pool, and hears how the
 * set fared:
 *
 *     rf_attach -> rf_wait_phase = CHECKPOINT -> rf_image_begin -> rf_stream_open, rf_write..., rf_stream_close
 *               -> rf_image_end -> rf_wait_committed -> rf_wait_phase ... -> rf_detach
 *
 * ON THE TARGET NODE a restarting rank opens a stream with rf_image_open and reads it, if need be while it still
 * arrives.
 *
 * RETURN VALUES
 *     0, or one of the negative RF_E codes below. rf_strerror names a code; rf_error has the story of the last
 *     failure in one line: what, where, why, and what to do.
 *
 * DEADLINES
 *     Nothing here waits without one. A parameter deadline_ms counts from the call, in milliseconds; 0 means "don't
 *     wait"; RF_DEFAULT_DEADLINE (-1) takes the deadline given to rf_attach or rf_image_open. Calls without the
 *     parameter use that one as well, for each single wait. A call that failed with RF_EDEADLINE may be repeated,
 *     except where noted.
 *
 * THREADS
 *     An rf_rank with its streams, or an rf_image, may be used by one thread at a time (any thread); different ones
 *     freely in parallel. Nothing here takes a lock, starts a thread (but rf_progress_thread), or installs a signal
 *     handler. No call raises SIGPIPE; EINTR is handled inside. No call is async-signal-safe.
 *
 * FORK AND EXEC
 *     Descriptors are close-on-exec, and the pool is not mapped in a child. After fork only the parent may use its
 *     rf_rank; a child that does not exec should call rf_detach, which then closes the child's copy of the socket and
 *     leaves the parent attached. While such a copy is open the agent cannot see the parent die.
 */
#ifndef RANKFERRY_H
#define RANKFERRY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RF_API __attribute__((visibility("default")))

/* What calls return besides 0. The numbers are part of the ABI. */
enum {
    RF_EINVAL = -1,        /* an argument is wrong; nothing has been done */
    RF_ESTATE = -2,        /* not now: the call does not fit what the rank or stream is doing */
    RF_EDEADLINE = -3,     /* the deadline passed */
    RF_EREFUSED = -4,      /* the agent refused the rank or the reader, and said why */
    RF_ELOST = -5,         /* the agent closed the connection or died; detach and attach again */
    RF_EPROTO = -6,        /* the agent sent something that is no frame of this protocol; detach */
    RF_ESYS = -7,          /* a system call failed; rf_error has its errno text */
    RF_ENOMEM = -8,        /* out of memory */
    RF_EAGAIN_IMAGE = -9,  /* the target was lost: call rf_image_begin and write the whole image again */
    RF_EABORTED = -10      /* the set was given up; the rank stays attached, wait for the next phase */
};

#define RF_DEFAULT_DEADLINE (-1)

/* The name of a code, such as "RF_EDEADLINE: the deadline passed". Never NULL. */
RF_API const char *rf_strerror(int code);

/* ------------------------------------------------------------------ source: attach */

typedef struct rf_rank rf_rank;     /* one rank, attached to the agent of its node */
typedef struct rf_stream rf_stream; /* one stream of the image being written; owned by its rank */

enum {
    RF_ATTACH_WAIT = 1 /* when the agent is not there yet, try again until the deadline; else that fails at once */
};

/*
 * What rf_attach wants to know. Start from RF_OPTIONS_INIT: the size field lets later versions add fields.
 *   job          1 to 64 of [A-Za-z0-9._-], required
 *   rank         0 or more; unique in the job
 *   door         socket of the agent; NULL: $RANKFERRY_DOOR, else
 *                ${RANKFERRY_RUN_DIR:-/dev/shm/rankferry-<uid>}/source-<job>/door
 *   deadline_ms  for every wait that has none of its own; 0: 60000
 *   flags        0 or RF_ATTACH_WAIT
 */
typedef struct rf_options {
    size_t size;
    const char *job;
    int rank;
    const char *door;
    int deadline_ms;
    unsigned flags;
} rf_options;

#define RF_OPTIONS_INIT { sizeof(rf_options), NULL, 0, NULL, 0, 0 }

/*
 * Attaches to the agent and maps its pool. On success *out is the rank, to be given to rf_detach in the end.
 * On failure *out is NULL and rf_error(NULL), asked in the same thread, has the text.
 * RF_EREFUSED: the agent does not serve this job or rank, or the rank is attached already. RF_ELOST: nobody listens.
 */
RF_API int rf_attach(rf_rank **out, const rf_options *options);

/* Closes the connection, unmaps the pool, frees the rank and its streams. An image that has not ended counts as lost.
 * NULL is allowed. Always 0. */
RF_API int rf_detach(rf_rank *rank);

/* One line about the last failure of this rank or its streams; with NULL, of the last rf_attach that failed in this
 * thread. For RF_PHASE_ABORTED the agent's reason. Never NULL; valid until the next call with this rank. */
RF_API const char *rf_error(const rf_rank *rank);

/* The descriptor for a poll loop (POLLIN). Frames may already be read into the rank: before polling, call rf_wait_phase
 * with deadline 0 until it gives RF_EDEADLINE. Don't read, write or close it. */
RF_API int rf_fd(const rf_rank *rank);

/* ------------------------------------------------------------------ source: phases */

enum rf_phase {
    RF_PHASE_CHECKPOINT = 1,    /* write the image: rf_image_begin */
    RF_PHASE_IMAGE_STORED = 2,  /* the target has this rank's image, whole and verified */
    RF_PHASE_SET_COMMITTED = 3, /* the images of all ranks are stored, the manifest is written */
    RF_PHASE_ABORTED = 4        /* the set was given up: go on computing, wait for another CHECKPOINT */
};

/*
 * Waits for the next phase. *attempt (may be NULL) grows when an image must be written again.
 * Phases come in the order in which the agent sent them; up to 8 are kept.
 */
RF_API int rf_wait_phase(rf_rank *rank, enum rf_phase *phase, uint32_t *attempt, int deadline_ms);

/*
 * Waits until the set is committed. Call it after rf_image_end. From then on the image on the target is what counts.
 * RF_EAGAIN_IMAGE: the target was lost after all, begin again. RF_EABORTED: the set was given up.
 */
RF_API int rf_wait_committed(rf_rank *rank, int deadline_ms);

/* ------------------------------------------------------------------ source: write the image */

/*
 * Answers a CHECKPOINT phase, or RF_EAGAIN_IMAGE: the agent now lends this rank chunks to fill. Handles of the
 * streams of an earlier image are invalid from here on. RF_ESTATE: no CHECKPOINT is waiting for an answer.
 */
RF_API int rf_image_begin(rf_rank *rank);

enum {
    RF_SEEKABLE = 1 /* rf_pwrite is wanted */
};

/*
 * Opens a stream of the image. name: 1 to 255 of [A-Za-z0-9._-], not "." or "..", once per image; or a relative path of
 * such components with a single '/' between them, where none of the image's other names is a directory on its way.
 * expected_bytes: its length if known (the target checks its space before the first byte), else 0. Up to 65535 streams in an image, open
 * one after the other or at once. With many open at once, small chunks travel: the rank's few chunks go round among
 * them. The handle is valid until the next rf_image_begin or rf_detach, so a closed or dead one is refused, not
 * followed.
 */
RF_API int rf_stream_open(rf_rank *rank, rf_stream **out, const char *name, unsigned flags, uint64_t expected_bytes);

/*
 * Writes the next n bytes. Copies them, and takes the CRC-32C while they are in the cache; small writes cost no
 * system call. After RF_EDEADLINE part of the bytes may be in: rf_stream_position says how many, go on from there.
 */
RF_API int rf_write(rf_stream *stream, const void *bytes, size_t n);

/*
 * Lends at least min (1 to the chunk size) bytes of the chunk itself at *ptr, *n bytes in all, for the next bytes of
 * the stream; no copy is made. Fill them from the start, then say with rf_commit how many are filled (0 to *n).
 * Between the two no other call on this stream; another rf_reserve starts over. RF_EINVAL: min is larger than a
 * chunk.
 */
RF_API int rf_reserve(rf_stream *stream, void **ptr, size_t *n, size_t min);
RF_API int rf_commit(rf_stream *stream, size_t n);

/*
 * Writes n bytes at offset of a stream opened with RF_SEEKABLE, without moving rf_write's position. Bytes that are
 * still in the unfinished chunk are changed in place; elsewhere the chunk is sent and one at the offset begun. What
 * was written last stays. RF_EINVAL: the stream is not seekable.
 */
RF_API int rf_pwrite(rf_stream *stream, const void *bytes, size_t n, uint64_t offset);

/* Where the next rf_write goes: the bytes taken so far by rf_write and rf_commit. */
RF_API uint64_t rf_stream_position(const rf_stream *stream);

/* Sends what is left and the stream's length and digest. */
RF_API int rf_stream_close(rf_stream *stream);

/*
 * CRC-32C of a whole closed stream. RF_ESTATE: not closed, or not known: CRCs are switched off, bytes already sent were
 * written again, there are holes, or it was written in more than 64 pieces out of order.
 */
RF_API int rf_stream_digest(const rf_stream *stream, uint32_t *crc);

/*
 * Sends what open streams hold in unfinished chunks, and waits until the target has everything written so far, checked.
 * deadline_ms as in rf_wait_phase. It costs a round trip, and small chunks; an image need not be synced before its end.
 * RF_ESTATE: no image is being written, or a stream is between rf_reserve and rf_commit. After RF_EDEADLINE call it
 * again to go on waiting.
 */
RF_API int rf_image_sync(rf_rank *rank, int deadline_ms);

enum {
    RF_NOWAIT = 1 /* don't wait for IMAGE_STORED */
};

/*
 * Ends the image; all its streams must be closed. Waits until the target has stored and verified it, unless flags has
 * RF_NOWAIT. After RF_EDEADLINE call it again to go on waiting.
 */
RF_API int rf_image_end(rf_rank *rank, unsigned flags);

/* What the current or last image took. Set size before the call. */
typedef struct rf_stats {
    size_t size;
    uint64_t attempt;       /* of the CHECKPOINT that the image answers */
    uint64_t bytes;         /* in chunks that were handed to the agent */
    uint64_t chunks;        /* handed to the agent */
    uint64_t lease_waits;   /* times that no free chunk was at hand */
    uint64_t lease_wait_ns; /* time spent in them */
} rf_stats;

RF_API int rf_rank_stats(const rf_rank *rank, rf_stats *stats);

/* ------------------------------------------------------------------ a rank of a job: stall, checkpoint, resume
 *
 * A program started by "rankferry job" joins the agent of its node and from then on can be moved while it runs:
 *
 *     rf_init -> rf_protect... -> rf_restoring ? rf_restore : compute the beginning
 *             -> rf_join(address) -> { compute, exchange, rf_poll }... -> rf_finalize
 *
 * When ranks are to move, quiesce is called: stop talking, take in what is under way, close connections. The image is
 * written by checkpoint, or is the areas given to rf_protect. Then resume is called: in the same process, or in a new
 * one on another node, which has restored the image. It finds the others' addresses with rf_location.
 *
 * A STALLED RANK IS NOT RUNNING. Between quiesce and resume the call that has noticed (rf_poll, or the progress thread)
 * does not come back. The copy that stays behind is ended there by the agent. A rank that loses its agent must end: it
 * may already run elsewhere. rf_poll then says RF_ELOST.
 *
 * An rf_job may be used by one thread at a time; with a progress thread, callbacks come from that thread, and
 * rf_location, rf_size and rf_job_rank may be called from any while no callback runs.
 */

typedef struct rf_job rf_job;

/* What a stall is about. Ranks that are captured are dumped by a checkpointer that takes processes as they are. */
typedef struct rf_stall {
    uint64_t epoch;      /* of the attempt; grows */
    int everybody;       /* 1: all ranks stall; 0: those connected to a moving rank, the others run on */
    size_t moving_count;
    const int *moving;   /* ranks that move, ascending; valid during the call */
    int captured;        /* 1: those that move are captured; their copies come to life in the middle of the stall */
} rf_stall;

/*
 * What the program does when its job migrates. Start from RF_CALLBACKS_INIT. A callback returns 0, or something else when
 * it can't: then the attempt is taken back (quiesce, checkpoint), or the rank is lost (resume).
 *   quiesce     called once for each attempt, again when the next spare is tried; nobody has resumed in between
 *   checkpoint  writes the streams of the image, between rf_image_begin and rf_image_end, which are not its to call;
 *               NULL: the protected areas are written
 *   resume      connections are built again. With scope=local those to the ranks that moved
 *   arrive      between the two, in a rank that was captured and goes on: what quiesce has closed for good, such as a
 *               listening socket, is opened again. host is the address of the node it has come to, and rf_address says
 *               where it is reached there. Where it was before, host is NULL, and what is opened must be at the address
 *               that the others know. Without this callback the address stays
 *
 * A rank that is to be captured holds no connection and listens nowhere when quiesce comes back.
 */
typedef struct rf_callbacks {
    size_t size;
    void *context;
    int (*quiesce)(void *context, const rf_stall *stall);
    int (*checkpoint)(void *context, rf_rank *rank);
    int (*resume)(void *context, const rf_stall *stall);
    int (*arrive)(void *context, const char *host);
} rf_callbacks;

#define RF_CALLBACKS_INIT { sizeof(rf_callbacks), NULL, NULL, NULL, NULL, NULL }

/*
 * Joins the agent of this node. job NULL: $RANKFERRY_JOB; rank -1: $RANKFERRY_RANK. The agent's door is
 * $RANKFERRY_NODE_DOOR, which the agent sets for what it starts. On failure *out is NULL and rf_job_error(NULL),
 * asked in the same thread, has the text.
 */
RF_API int rf_init(rf_job **out, const char *job, int rank, const rf_callbacks *callbacks);

/* This rank, and how many the job has. */
RF_API int rf_job_rank(const rf_job *job);
RF_API int rf_size(const rf_job *job);

/* 1 when this process is to go on from an image, which may still be arriving: call rf_restore. */
RF_API int rf_restoring(const rf_job *job);

/*
 * Memory that belongs to the image. id: 0 to 65000, once each. The area is written when the rank is checkpointed, and
 * filled by rf_restore, which wants the same ids and sizes. Up to 65000 areas.
 */
RF_API int rf_protect(rf_job *job, unsigned id, void *address, size_t bytes);

/* Fills the protected areas from the image, following it while it arrives. */
RF_API int rf_restore(rf_job *job);

/* The door where rf_image_open finds the image, for programs with a checkpoint callback; NULL unless rf_restoring. */
RF_API const char *rf_image_door(const rf_job *job);

/*
 * Says where the others reach this rank (1 to 255 printable characters without blanks, of the program's own kind) and
 * waits until all are there. Before it comes back, resume has been called.
 */
RF_API int rf_join(rf_job *job, const char *address, int deadline_ms);

/* Another address from the next resume on; to be called in quiesce or arrive. */
RF_API int rf_address(rf_job *job, const char *address);

/* Where a rank is reached. NULL when there is no such rank. Valid until the next resume. */
RF_API const char *rf_location(const rf_job *job, int rank);

/* The ranks this one has connections with, for scope=local. Without it the rank counts as connected to all. */
RF_API int rf_peers(rf_job *job, const int *ranks, size_t count);

/*
 * To be called now and then, at a point where the protected areas are of one piece. Costs a recv that finds nothing.
 * When ranks are to move, it serves the stall and comes back after it.
 */
RF_API int rf_poll(rf_job *job);

/* The descriptor to poll (POLLIN) while blocked elsewhere; then call rf_poll. */
RF_API int rf_job_fd(const rf_job *job);

/* Starts a thread that serves stalls as they come; rf_poll then only says whether that thread has failed. */
RF_API int rf_progress_thread(rf_job *job);

/* The rank has done its work, unless a call has failed before. Ends the progress thread and frees the job. NULL is
 * allowed. */
RF_API int rf_finalize(rf_job *job);

/* One line about the last failure; with NULL, of the last rf_init that failed in this thread. */
RF_API const char *rf_job_error(const rf_job *job);

/* ------------------------------------------------------------------ target: read an image */

typedef struct rf_image rf_image; /* one stream of one rank, being read */

/*
 * Opens a stream for reading. where: the directory of a committed set (it has a manifest.json), or the door socket of a
 * running target, which hands out images while they arrive. job: which job at that door, NULL for any; a directory
 * holds one job only. deadline_ms is kept for the reads as well. On failure *out is NULL, rf_image_error(NULL) has
 * the text.
 */
RF_API int rf_image_open(rf_image **out, const char *where, const char *job, int rank, const char *stream,
    int deadline_ms);

/*
 * Reads the next 1 to n bytes in order, waiting for them if they have not arrived. 0: end of the stream. Negative:
 * code. n must not be 0.
 */
RF_API ssize_t rf_image_read(rf_image *image, void *bytes, size_t n);

/* The file that holds the stream, for programs that must seek. Whole only once rf_image_length is known. */
RF_API const char *rf_image_path(const rf_image *image);

/* The length of the stream, or -1 while it still arrives. Looks for news, does not wait. */
RF_API int64_t rf_image_length(rf_image *image);

/* One line about the last failure of this image; with NULL, of the last rf_image_open that failed in this thread. */
RF_API const char *rf_image_error(const rf_image *image);

/* Closes and frees. NULL is allowed. Always 0. */
RF_API int rf_image_close(rf_image *image);

#ifdef __cplusplus
}
#endif

#endif
