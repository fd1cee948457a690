/* A rank inside: what session.c, stream.c, chunk.c and write.c share. */
#ifndef RF_RANK_H
#define RF_RANK_H

#include "digest.h"
#include "door.h"
#include "rankferry.h"

#include <sys/types.h>

#define RF_PHASES_KEPT 8
#define RF_LEASES_KEPT 64
#define RF_NO_CHUNK UINT32_MAX

/*
 * Life of an image:
 *
 *                 rf_image_begin           rf_image_end            IMAGE_STORED
 *     NONE  -----------------> WRITING  --------------> ENDED  -----------------> STORED
 *      ^                          |                       |                         |
 *      +--------------------------+-----------------------+-------------------------+
 *        another CHECKPOINT, ABORTED, SET_COMMITTED, when they are taken from the queue
 */
enum rf_image_state { RF_IMAGE_NONE, RF_IMAGE_WRITING, RF_IMAGE_ENDED, RF_IMAGE_STORED };

/* A phase the agent told, not yet taken by the caller. */
struct rf_told {
    int phase;
    uint32_t attempt;
    uint64_t epoch;
    char text[RF_TEXT_BYTES / 2];
};

struct rf_rank {
    struct rf_door door;
    struct rf_failure failure;
    int fatal; /* not 0: the connection is of no use any more */
    char fatal_text[RF_TEXT_BYTES];
    pid_t owner; /* that attached; a forked child is another */
    uint32_t number;
    char job[RF_JOB_MAX + 1];
    int deadline_ms;

    uint8_t *pool;
    size_t pool_bytes;
    uint32_t chunk_bytes;
    uint32_t chunks;
    bool crc;

    struct rf_told told[RF_PHASES_KEPT]; /* oldest first */
    unsigned told_count;
    bool asked; /* a CHECKPOINT was taken and waits for rf_image_begin */
    uint32_t attempt; /* of the last CHECKPOINT taken */
    uint64_t epoch;
    enum rf_image_state image;
    int dead; /* why the last image died: RF_EAGAIN_IMAGE or RF_EABORTED */

    uint32_t leases[RF_LEASES_KEPT]; /* chunks lent and not yet used; the oldest first */
    unsigned lease_count;
    uint64_t sync_asked; /* number of the last Sync of this image; 0: none */
    uint64_t sync_answered;
    uint64_t syncs; /* sent, over all images */
    struct rf_stream *streams; /* of this image, the newest first */
    uint32_t stream_count;
    rf_stats stats;
};

enum rf_stream_state { RF_STREAM_OPEN, RF_STREAM_CLOSED, RF_STREAM_DEAD };

/*
 * A stream and the chunk it fills:
 *
 *     chunk   0          summed          used           chunk_bytes
 *             +-------------+--------------+------------------+
 *             | in crc      | in the cache | free             |
 *             +-------------+--------------+------------------+
 *     stream  chunk_position               chunk_position + used
 */
struct rf_stream {
    rf_rank *rank;
    struct rf_stream *next;
    enum rf_stream_state state;
    uint16_t id;
    bool seekable;
    bool reserved; /* between rf_reserve and rf_commit */
    bool rewritten; /* bytes below summed changed: sum once, when the chunk is full */
    uint32_t chunk; /* or RF_NO_CHUNK */
    uint32_t used;
    uint32_t summed;
    uint32_t crc;
    uint8_t *bytes; /* of the chunk */
    uint64_t chunk_position;
    uint64_t position; /* of the next rf_write */
    uint64_t length; /* the end of the last byte written */
    uint64_t chunks; /* committed */
    bool digest_known; /* once closed */
    uint32_t digest_crc;
    struct rf_digest *digest; /* while open */
    char name[RF_NAME_MAX + 1];
};

/* session.c */

/* The deadline of a call that has none of its own. */
int64_t rf_rank_deadline(const rf_rank *rank, int deadline_ms);

/* Takes in what the agent has sent, without waiting. 0, or the code of a connection that is of no use any more. */
int rf_rank_pump(rf_rank *rank);

/* The same, and tells the writer of an image whether it lives: 0, RF_EAGAIN_IMAGE, RF_EABORTED, or a fatal code. */
int rf_image_check(rf_rank *rank);

/* Sends a frame; on failure looks for what the agent said last. */
int rf_rank_send(rf_rank *rank, const char *frame, size_t length, int64_t deadline);

/* Waits for the agent to send something: 0, RF_EDEADLINE without a text, or a code. */
int rf_rank_wait(rf_rank *rank, int64_t deadline);

/* What every call that talks to the agent checks first. */
int rf_rank_usable(rf_rank *rank);

/* Gives the chunk that was lent first, or RF_NO_CHUNK. */
uint32_t rf_rank_take_lease(rf_rank *rank);

/* rf_fail with the rank in front. */
int rf_rank_fail(rf_rank *rank, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* 1 to max of [A-Za-z0-9._-], and not "." or "..". */
bool rf_valid_name(const char *name, size_t max);

/* Such components, with a single '/' between them, 1 to RF_NAME_MAX characters in all. */
bool rf_valid_stream_name(const char *name);

/* stream.c */

/* Ends all streams of the image that just died. */
void rf_streams_die(rf_rank *rank);

/* Frees all streams. */
void rf_streams_free(rf_rank *rank);

/* A stream that is still open, or NULL. */
const struct rf_stream *rf_streams_open(const rf_rank *rank);

/* Whether a call may write to the stream now; the reason names the call. */
int rf_stream_check(struct rf_stream *stream, const char *call);

/* chunk.c */

/* Gets the stream an empty chunk for the bytes from position on: a lease at hand, or waits for one. */
int rf_chunk_start(struct rf_stream *stream, uint64_t position, int64_t deadline);

/* Copies n bytes behind those in the chunk; there must be room. */
void rf_chunk_append(struct rf_stream *stream, const uint8_t *from, uint32_t n);

/* The same for bytes that are in the chunk already. */
void rf_chunk_added(struct rf_stream *stream, uint32_t n);

/* Hands the chunk over, unless the image has died. */
int rf_chunk_commit(struct rf_stream *stream, int64_t deadline);

/* The two halves of handing a chunk over; apart for the test program that changes bytes in between. */
void rf_stream_seal(struct rf_stream *stream);
int rf_stream_hand_over(struct rf_stream *stream, int64_t deadline);

#endif
