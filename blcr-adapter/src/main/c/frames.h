/*
 * Frames of the door, to and from bytes. The generated codecs are used here and nowhere else.
 *
 *     0        4        6        8                16
 *     +--------+--------+--------+----------------+---------
 *     | length | 0      | 0      | messageHeader  | body ...
 *     +--------+--------+--------+----------------+---------
 */
#ifndef RF_FRAMES_H
#define RF_FRAMES_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RF_FRAME_MIN 16
#define RF_FRAME_MAX 4096
#define RF_NAME_MAX 255
#define RF_JOB_MAX 64
#define RF_PIECE_MAX 4000 /* bytes of a RankReport's or RankOrder's text */

/* What a rank of a job reports, RankReportKind of the schema. */
enum rf_report { RF_REPORT_READY = 1, RF_REPORT_QUIET, RF_REPORT_RUNNING, RF_REPORT_PEERS, RF_REPORT_FAILED,
    RF_REPORT_FINISHED };

/* What its agent orders, RankOrderKind of the schema. */
enum rf_order { RF_ORDER_START = 1, RF_ORDER_RESTORE, RF_ORDER_STALL, RF_ORDER_CHECKPOINT, RF_ORDER_LOCATIONS,
    RF_ORDER_RESUME, RF_ORDER_LEAVE };

/* Encoders: write one frame into RF_FRAME_MAX bytes and return its length. Texts must be within their limits. */
size_t rf_frame_attach(char *frame, uint32_t rank, uint32_t pid, const char *job);
size_t rf_frame_image_begin(char *frame, uint32_t rank, uint32_t attempt);
size_t rf_frame_stream_open(
    char *frame, uint32_t rank, uint16_t stream, bool seekable, uint64_t expected_bytes, const char *name);
size_t rf_frame_commit(char *frame, uint16_t stream, uint32_t chunk, uint32_t length, uint32_t crc, uint64_t position);
size_t rf_frame_stream_end(char *frame, uint32_t rank, uint16_t stream, bool digest_known, uint32_t crc,
    uint64_t length,
    uint64_t chunks);
size_t rf_frame_image_end(char *frame, uint32_t rank, uint32_t streams);
size_t rf_frame_sync(char *frame, uint64_t number);
size_t rf_frame_rank_join(char *frame, uint32_t rank, uint32_t pid, uint64_t epoch, const char *job);
size_t rf_frame_rank_report(char *frame, int what, uint64_t epoch, const char *text);
size_t rf_frame_reader_open(char *frame, uint32_t rank, const char *job, const char *name);

enum rf_frame_kind {
    RF_FRAME_ATTACHED,
    RF_FRAME_REFUSED,
    RF_FRAME_PHASE,
    RF_FRAME_LEASE,
    RF_FRAME_READER_OPENED,
    RF_FRAME_AVAILABLE,
    RF_FRAME_ABORT,
    RF_FRAME_RANK_ORDER,
    RF_FRAME_SYNCED
};

/* A frame of an agent, taken apart. Only the members of its kind are set. */
struct rf_frame {
    enum rf_frame_kind kind;
    uint64_t epoch;           /* ATTACHED, PHASE, RANK_ORDER */
    uint32_t chunk_bytes;     /* ATTACHED */
    uint32_t chunks;          /* ATTACHED */
    bool crc;                 /* ATTACHED */
    int phase;                /* PHASE: enum rf_phase */
    uint32_t attempt;         /* PHASE */
    int order;                /* RANK_ORDER: enum rf_order */
    uint32_t chunk;           /* LEASE */
    uint64_t bytes;           /* AVAILABLE */
    uint64_t number;          /* SYNCED */
    bool ended;               /* AVAILABLE */
    char text[RF_FRAME_MAX];  /* the path or the text; never longer, always ended by a 0 */
};

/* The length of the frame whose first 4 bytes are given, or 0 and a failure when it is out of bounds. */
size_t rf_frame_length(const char *bytes, struct rf_failure *failure);

/* Takes a whole frame apart. 0, or RF_EPROTO naming the field and the value. */
int rf_frame_decode(struct rf_frame *out, const char *bytes, size_t length, struct rf_failure *failure);

/* The name of a kind, as in the schema. */
const char *rf_frame_name(enum rf_frame_kind kind);

#endif
