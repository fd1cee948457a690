#include "crc32c.h"
#include "rank.h"

#include <string.h>

/* Bytes of a write that is small. */
#define FEW 64

static void reached(struct rf_stream *s, uint64_t end)
{
    if (end > s->length) {
        s->length = end;
    }
}

/* Makes the free part of the chunk begin at position, with room for at least one byte. */
static int move_to(struct rf_stream *s, uint64_t position)
{
    int64_t deadline = rf_rank_deadline(s->rank, -1);
    if (s->chunk != RF_NO_CHUNK && s->used == 0) {
        s->chunk_position = position;
    }
    if (s->chunk != RF_NO_CHUNK && (s->chunk_position + s->used != position || s->used == s->rank->chunk_bytes)) {
        int rc = rf_chunk_commit(s, deadline);
        if (rc != 0) {
            return rc;
        }
    }
    return s->chunk == RF_NO_CHUNK ? rf_chunk_start(s, position, deadline) : 0;
}

/* Sends a chunk as soon as it is full, so that it travels while the next one is filled. */
static int commit_if_full(struct rf_stream *s)
{
    return s->used == s->rank->chunk_bytes ? rf_chunk_commit(s, rf_rank_deadline(s->rank, -1)) : 0;
}

/* A full chunk that could not be handed over is kept, and all bytes are in; the next call tries again. */
static int kept(int rc, size_t bytes_left)
{
    return rc == RF_EDEADLINE && bytes_left == 0 ? 0 : rc;
}

static uint32_t room(const struct rf_stream *s, size_t n)
{
    uint32_t free_bytes = s->rank->chunk_bytes - s->used;
    return n < free_bytes ? (uint32_t)n : free_bytes;
}

/* Changes bytes that are in the chunk already; how many. */
static uint32_t rewrite(struct rf_stream *s, const uint8_t *from, size_t n, uint64_t offset)
{
    if (s->chunk == RF_NO_CHUNK || offset < s->chunk_position || offset >= s->chunk_position + s->used) {
        return 0;
    }
    uint32_t at = (uint32_t)(offset - s->chunk_position);
    uint32_t some = n < s->used - at ? (uint32_t)n : s->used - at;
    memcpy(s->bytes + at, from, some);
    s->rewritten = s->rewritten || at < s->summed;
    return some;
}

/* Puts 1 to n bytes at offset; how many, or a code. */
static int64_t put(struct rf_stream *s, const uint8_t *from, size_t n, uint64_t offset)
{
    bool follows = s->chunk != RF_NO_CHUNK && s->chunk_position + s->used == offset;
    if (!follows || s->used == s->rank->chunk_bytes) {
        uint32_t rewritten = rewrite(s, from, n, offset);
        if (rewritten > 0) {
            return rewritten;
        }
        int rc = move_to(s, offset);
        if (rc != 0) {
            return rc;
        }
    }
    uint32_t some = room(s, n);
    rf_chunk_append(s, from, some);
    reached(s, offset + some);
    return some;
}

/* As memcpy, without the call: both halves are of a fixed length, and overlap where n is no power of two. */
static inline void copy_few(uint8_t *to, const uint8_t *from, size_t n)
{
    if (n >= 32) {
        memcpy(to, from, 32);
        memcpy(to + n - 32, from + n - 32, 32);
    } else if (n >= 16) {
        memcpy(to, from, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++) {
            to[i] = from[i];
        }
    }
}

/*
 * The way of nearly all calls of a checkpointer that writes its image field by field: a few bytes behind those in the
 * chunk, which neither fill it nor make a sum due. Says whether it was that.
 */
static inline bool append_few(struct rf_stream *s, const uint8_t *from, size_t n)
{
    uint32_t used = s->used;
    if (n > FEW || s->chunk == RF_NO_CHUNK || s->state != RF_STREAM_OPEN || s->reserved
        || s->position != s->chunk_position + used || used - s->summed + n >= RF_CRC_BLOCK
        || used + n >= s->rank->chunk_bytes) {
        return false;
    }
    copy_few(s->bytes + used, from, n);
    s->used = used + (uint32_t)n;
    s->position += n;
    reached(s, s->position);
    return true;
}

/* Apart from rf_write, which so needs no stack. */
static __attribute__((noinline)) int write_any(struct rf_stream *s, const void *bytes, size_t n)
{
    int rc = rf_stream_check(s, "rf_write");
    const uint8_t *from = bytes;
    while (rc == 0 && n > 0) {
        int64_t some = put(s, from, n, s->position);
        if (some < 0) {
            return (int)some;
        }
        from += some;
        n -= (size_t)some;
        s->position += (uint64_t)some;
        rc = commit_if_full(s);
    }
    return kept(rc, n);
}

int rf_write(rf_stream *s, const void *bytes, size_t n)
{
    return append_few(s, bytes, n) ? 0 : write_any(s, bytes, n);
}

int rf_reserve(rf_stream *s, void **ptr, size_t *n, size_t min)
{
    s->reserved = false;
    int rc = rf_stream_check(s, "rf_reserve");
    if (rc != 0) {
        return rc;
    }
    if (min == 0 || min > s->rank->chunk_bytes) {
        return rf_rank_fail(s->rank, RF_EINVAL,
            "rf_reserve: min is %zu, expected 1 to %u, the chunk size; reserve in parts",
            min, s->rank->chunk_bytes);
    }
    rc = move_to(s, s->position);
    if (rc == 0 && s->rank->chunk_bytes - s->used < min) {
        int64_t deadline = rf_rank_deadline(s->rank, -1);
        rc = rf_chunk_commit(s, deadline);
        if (rc == 0) {
            rc = rf_chunk_start(s, s->position, deadline);
        }
    }
    if (rc != 0) {
        return rc;
    }
    s->reserved = true;
    *ptr = s->bytes + s->used;
    *n = s->rank->chunk_bytes - s->used;
    return 0;
}

int rf_commit(rf_stream *s, size_t n)
{
    bool reserved = s->reserved;
    s->reserved = false;
    int rc = rf_stream_check(s, "rf_commit");
    if (rc != 0) {
        return rc;
    }
    if (!reserved) {
        return rf_rank_fail(s->rank, RF_ESTATE, "rf_commit: nothing is reserved in stream %s; call rf_reserve first",
            s->name);
    }
    if (n > s->rank->chunk_bytes - s->used) {
        s->reserved = true;
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_commit: n is %zu, %u were reserved", n,
            s->rank->chunk_bytes - s->used);
    }
    rf_chunk_added(s, (uint32_t)n);
    s->position += n;
    reached(s, s->position);
    return kept(commit_if_full(s), 0);
}

int rf_pwrite(rf_stream *s, const void *bytes, size_t n, uint64_t offset)
{
    int rc = rf_stream_check(s, "rf_pwrite");
    if (rc != 0) {
        return rc;
    }
    if (!s->seekable) {
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_pwrite: stream %s is sequential; open it with RF_SEEKABLE",
            s->name);
    }
    if (offset > UINT64_MAX - n) {
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_pwrite: offset %llu and %zu bytes end beyond 64 bits",
            (unsigned long long)offset, n);
    }
    const uint8_t *from = bytes;
    while (rc == 0 && n > 0) {
        int64_t some = put(s, from, n, offset);
        if (some < 0) {
            return (int)some;
        }
        from += some;
        n -= (size_t)some;
        offset += (uint64_t)some;
        rc = commit_if_full(s);
    }
    return kept(rc, n);
}
