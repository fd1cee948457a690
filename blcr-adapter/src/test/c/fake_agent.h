/*
 * An agent to test against: a thread with a real door and a real pool file that follows a script, checks what the rank
 * sends, and keeps the bytes that arrive. Uses the generated codecs directly, not the library's frames.c.
 */
#ifndef RF_FAKE_AGENT_H
#define RF_FAKE_AGENT_H

#include "harness.h"
#include "rankferry.h"

#include <pthread.h>

#define AGENT_STREAMS 32
#define AGENT_CHUNKS 16
#define AGENT_STREAM_BYTES (8u << 20)

struct got_stream {
    char name[256];
    bool seekable;
    uint64_t expected_bytes;
    uint8_t *bytes;
    uint64_t end; /* of the last byte that arrived */
    uint64_t commits;
    uint64_t committed_bytes;
    bool ended;
    bool digest_known;
    uint32_t digest;
    uint64_t length;
};

struct fake_agent {
    /* set before the start */
    uint32_t chunk_bytes;
    uint32_t chunks;
    bool crc;
    unsigned leases_ahead;
    void (*script)(struct fake_agent *agent);

    char directory[64];
    char door[80];
    char pool_path[80];
    int listener;
    int fd;
    uint8_t *pool;
    pthread_t thread;
    pthread_barrier_t barrier; /* agent_meet: rank and agent */

    char frame[4096];
    size_t frame_length;
    bool leased[AGENT_CHUNKS];
    unsigned held; /* by the rank */
    uint32_t next_chunk;
    uint32_t attempt;
    uint64_t commits;
    uint64_t syncs; /* answered by agent_take */
    struct got_stream streams[AGENT_STREAMS];
    unsigned stream_count;
    uint32_t image_end_streams;
};

/* Defaults: 4 chunks of 4096 bytes, CRC on, two leases ahead. */
void agent_init(struct fake_agent *agent, void (*script)(struct fake_agent *));
void agent_start(struct fake_agent *agent);
void agent_stop(struct fake_agent *agent);

/* Attaches rank 3 of job "lu" with this deadline. */
rf_rank *agent_attach(struct fake_agent *agent, int deadline_ms);

/* Both sides wait here for each other. */
void agent_meet(struct fake_agent *agent);

/* What scripts are made of. */
void agent_accept(struct fake_agent *agent);
/* Reads a frame and gives its template, 0 at the end of the connection. */
unsigned agent_read(struct fake_agent *agent);
void agent_expect(struct fake_agent *agent, unsigned template_id);
void agent_send(struct fake_agent *agent, const void *bytes, size_t n);
void agent_hang_up(struct fake_agent *agent);

/* accept, expect Attach, send Attached */
void agent_welcome(struct fake_agent *agent);
void agent_phase(struct fake_agent *agent, enum rf_phase phase, uint32_t attempt, const char *text);
void agent_refuse(struct fake_agent *agent, const char *text);
/* Answers the Sync that was read last. */
void agent_synced(struct fake_agent *agent);
void agent_lease(struct fake_agent *agent, uint32_t chunk);
/* Grants until the rank holds leases_ahead, or no chunk is free. */
void agent_grant(struct fake_agent *agent);
/* Forgets what has arrived; expects ImageBegin of the attempt. */
void agent_begin(struct fake_agent *agent, uint32_t attempt);
/* Takes frames in: up to this many commits (then true), or ImageEnd (then false). Grants a lease for each commit. */
bool agent_take(struct fake_agent *agent, uint64_t commits);
/* welcome, CHECKPOINT of attempt 0, a whole image, IMAGE_STORED, SET_COMMITTED, until the rank closes. */
void agent_serve(struct fake_agent *agent);

/* The reader's door. */
void agent_reader_opened(struct fake_agent *agent, const char *path);
void agent_available(struct fake_agent *agent, uint64_t bytes, bool ended);
void agent_abort(struct fake_agent *agent, const char *text);

/* Bytes of a stream of tests; depend on the offset. */
uint8_t byte_at(uint64_t offset);
void fill_bytes(uint8_t *bytes, size_t n, uint64_t offset);
/* What arrived is byte_at from 0 to length, the stream ended there, and the digest is known and right. */
void check_whole(const struct got_stream *stream, uint64_t length);

#endif
