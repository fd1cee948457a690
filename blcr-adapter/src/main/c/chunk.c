#include "crc32c.h"
#include "rank.h"

#include <string.h>

static void sum(struct rf_stream *s)
{
    s->crc = rf_crc32c(s->crc, s->bytes + s->summed, s->used - s->summed);
    s->summed = s->used;
}

/* Sums what was added once it is worth a call and still in the cache. */
void rf_chunk_added(struct rf_stream *s, uint32_t n)
{
    s->used += n;
    if (s->rank->crc && !s->rewritten && s->used - s->summed >= RF_CRC_BLOCK) {
        sum(s);
    }
}

void rf_chunk_append(struct rf_stream *s, const uint8_t *from, uint32_t n)
{
    uint8_t *to = s->bytes + s->used;
    if (n >= RF_CRC_BLOCK && s->rank->crc && !s->rewritten) {
        sum(s);
        s->crc = rf_crc32c_copy(s->crc, to, from, n);
        s->used += n;
        s->summed = s->used;
    } else {
        memcpy(to, from, n);
        rf_chunk_added(s, n);
    }
}

void rf_stream_seal(struct rf_stream *s)
{
    if (!s->rank->crc) {
        return;
    }
    if (s->rewritten) {
        s->rewritten = false;
        s->summed = 0;
        s->crc = 0;
    }
    sum(s);
}

int rf_stream_hand_over(struct rf_stream *s, int64_t deadline)
{
    rf_rank *r = s->rank;
    char frame[RF_FRAME_MAX];
    size_t length = rf_frame_commit(frame, s->id, s->chunk, s->used, s->crc, s->chunk_position);
    int rc = rf_rank_send(r, frame, length, deadline);
    if (rc != 0) {
        return rc;
    }
    rf_digest_add(s->digest, s->chunk_position, s->used, s->crc);
    s->chunks++;
    s->chunk = RF_NO_CHUNK;
    r->stats.chunks++;
    r->stats.bytes += s->used;
    return 0;
}

int rf_chunk_commit(struct rf_stream *s, int64_t deadline)
{
    int rc = rf_image_check(s->rank);
    if (rc != 0) {
        return rc;
    }
    rf_stream_seal(s);
    return rf_stream_hand_over(s, deadline);
}

static void start_chunk(struct rf_stream *s, uint32_t chunk, uint64_t position)
{
    s->chunk = chunk;
    s->bytes = s->rank->pool + (size_t)chunk * s->rank->chunk_bytes;
    s->chunk_position = position;
    s->used = 0;
    s->summed = 0;
    s->crc = 0;
    s->rewritten = false;
}

/* What other streams of this rank hold goes first, or two of them could wait for each other's chunks for ever. */
static int release_others(struct rf_stream *wanting, int64_t deadline)
{
    for (struct rf_stream *s = wanting->rank->streams; s != NULL; s = s->next) {
        if (s == wanting || s->chunk == RF_NO_CHUNK || s->reserved) {
            continue;
        }
        int rc = rf_chunk_commit(s, deadline);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

/* A chunk that another stream holds and has put nothing in. */
static uint32_t take_empty(struct rf_stream *wanting)
{
    for (struct rf_stream *s = wanting->rank->streams; s != NULL; s = s->next) {
        if (s != wanting && s->chunk != RF_NO_CHUNK && s->used == 0 && !s->reserved) {
            uint32_t chunk = s->chunk;
            s->chunk = RF_NO_CHUNK;
            return chunk;
        }
    }
    return RF_NO_CHUNK;
}

static int no_chunk(struct rf_stream *s)
{
    for (const struct rf_stream *other = s->rank->streams; other != NULL; other = other->next) {
        if (other != s && other->reserved) {
            return rf_rank_fail(s->rank, RF_EDEADLINE,
                "stream %s at %llu (attempt %u): no free chunk within the deadline, "
                "and stream %s holds one; rf_commit it first",
                s->name, (unsigned long long)s->position, s->rank->attempt, other->name);
        }
    }
    return rf_rank_fail(s->rank, RF_EDEADLINE,
        "stream %s at %llu (attempt %u): no free chunk within the deadline; "
        "the target takes none away, see rankferry stat",
        s->name, (unsigned long long)s->position, s->rank->attempt);
}

static int await_lease(struct rf_stream *s, uint32_t *chunk, int64_t deadline)
{
    rf_rank *r = s->rank;
    int rc = release_others(s, deadline);
    if (rc != 0) {
        return rc;
    }
    int64_t start = rf_now();
    while ((rc = rf_image_check(r)) == 0 && (*chunk = rf_rank_take_lease(r)) == RF_NO_CHUNK) {
        rc = rf_rank_wait(r, deadline);
        if (rc != 0) {
            rc = rc == RF_EDEADLINE ? no_chunk(s) : rc;
            break;
        }
    }
    r->stats.lease_waits++;
    r->stats.lease_wait_ns += (uint64_t)(rf_now() - start);
    return rc;
}

int rf_chunk_start(struct rf_stream *s, uint64_t position, int64_t deadline)
{
    rf_rank *r = s->rank;
    int rc = rf_rank_usable(r);
    if (rc == 0) {
        rc = rf_image_check(r);
    }
    if (rc != 0) {
        return rc;
    }
    uint32_t chunk = rf_rank_take_lease(r);
    if (chunk == RF_NO_CHUNK) {
        chunk = take_empty(s);
    }
    if (chunk == RF_NO_CHUNK) {
        rc = await_lease(s, &chunk, deadline);
    }
    if (rc == 0) {
        start_chunk(s, chunk, position);
    }
    return rc;
}
