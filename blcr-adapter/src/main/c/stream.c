#include "crc32c.h"
#include "rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS_MAX 65535

/* ---- the streams of a rank */

void rf_streams_die(rf_rank *r)
{
    for (struct rf_stream *s = r->streams; s != NULL; s = s->next) {
        if (s->state == RF_STREAM_OPEN) {
            s->state = RF_STREAM_DEAD;
            s->chunk = RF_NO_CHUNK;
        }
    }
}

void rf_streams_free(rf_rank *r)
{
    while (r->streams != NULL) {
        struct rf_stream *s = r->streams;
        r->streams = s->next;
        free(s->digest);
        free(s);
    }
    r->stream_count = 0;
}

const struct rf_stream *rf_streams_open(const rf_rank *r)
{
    const struct rf_stream *s = r->streams;
    while (s != NULL && s->state != RF_STREAM_OPEN) {
        s = s->next;
    }
    return s;
}

static int check_open(rf_rank *r, const char *name, unsigned flags)
{
    if (name == NULL || !rf_valid_name(name, RF_NAME_MAX)) {
        return rf_rank_fail(r, RF_EINVAL, "rf_stream_open: name is \"%.80s\", expected 1 to %d of [A-Za-z0-9._-]",
            name == NULL ? "" : name, RF_NAME_MAX);
    }
    if ((flags & ~(unsigned)RF_SEEKABLE) != 0) {
        return rf_rank_fail(r, RF_EINVAL, "rf_stream_open: flags is %#x, expected 0 or RF_SEEKABLE", flags);
    }
    int rc = rf_rank_usable(r);
    if (rc != 0) {
        return rc;
    }
    if (r->image != RF_IMAGE_WRITING) {
        return rf_rank_fail(r, RF_ESTATE, "rf_stream_open: no image is being written; call rf_image_begin first");
    }
    if (r->stream_count == STREAMS_MAX) {
        return rf_rank_fail(r, RF_ESTATE, "rf_stream_open: an image has at most %d streams", STREAMS_MAX);
    }
    for (const struct rf_stream *s = r->streams; s != NULL; s = s->next) {
        if (strcmp(s->name, name) == 0) {
            return rf_rank_fail(r, RF_EINVAL, "rf_stream_open: the image has a stream %s already", name);
        }
    }
    return rf_image_check(r);
}

int rf_stream_open(rf_rank *r, rf_stream **out, const char *name, unsigned flags, uint64_t expected_bytes)
{
    *out = NULL;
    int rc = check_open(r, name, flags);
    if (rc != 0) {
        return rc;
    }
    struct rf_stream *s = calloc(1, sizeof *s);
    struct rf_digest *digest = calloc(1, sizeof *digest);
    if (s == NULL || digest == NULL) {
        free(s);
        free(digest);
        return rf_rank_fail(r, RF_ENOMEM, "rf_stream_open: no memory");
    }
    s->rank = r;
    s->id = (uint16_t)r->stream_count;
    s->seekable = (flags & RF_SEEKABLE) != 0;
    s->chunk = RF_NO_CHUNK;
    s->digest = digest;
    memcpy(s->name, name, strlen(name) + 1);
    char frame[RF_FRAME_MAX];
    size_t length = rf_frame_stream_open(frame, r->number, s->id, s->seekable, expected_bytes, name);
    rc = rf_rank_send(r, frame, length, rf_rank_deadline(r, -1));
    if (rc != 0) {
        free(digest);
        free(s);
        return rc;
    }
    s->next = r->streams;
    r->streams = s;
    r->stream_count++;
    *out = s;
    return 0;
}

/* ---- the chunk of a stream */

static void sum(struct rf_stream *s)
{
    s->crc = rf_crc32c(s->crc, s->bytes + s->summed, s->used - s->summed);
    s->summed = s->used;
}

/* Sums what was added once it is worth a call and still in the cache. */
static void added(struct rf_stream *s, uint32_t n)
{
    s->used += n;
    if (s->rank->crc && !s->rewritten && s->used - s->summed >= RF_CRC_BLOCK) {
        sum(s);
    }
}

static void append(struct rf_stream *s, const uint8_t *from, uint32_t n)
{
    uint8_t *to = s->bytes + s->used;
    if (n >= RF_CRC_BLOCK && s->rank->crc && !s->rewritten) {
        sum(s);
        s->crc = rf_crc32c_copy(s->crc, to, from, n);
        s->used += n;
        s->summed = s->used;
    } else {
        memcpy(to, from, n);
        added(s, n);
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
    int rc = rf_rank_send(r, frame, rf_frame_commit(frame, s->id, s->chunk, s->used, s->crc, s->chunk_position), deadline);
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

static int commit_chunk(struct rf_stream *s, int64_t deadline)
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

/* ---- leases */

/* What other streams of this rank hold goes first, or two of them could wait for each other's chunks for ever. */
static int release_others(struct rf_stream *wanting, int64_t deadline)
{
    for (struct rf_stream *s = wanting->rank->streams; s != NULL; s = s->next) {
        if (s == wanting || s->chunk == RF_NO_CHUNK || s->reserved) {
            continue;
        }
        int rc = commit_chunk(s, deadline);
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
                "stream %s at %llu (attempt %u): no free chunk within the deadline, and stream %s holds one; rf_commit it first",
                s->name, (unsigned long long)s->position, s->rank->attempt, other->name);
        }
    }
    return rf_rank_fail(s->rank, RF_EDEADLINE,
        "stream %s at %llu (attempt %u): no free chunk within the deadline; the target takes none away, see rankferry stat",
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

static int need_chunk(struct rf_stream *s, uint64_t position, int64_t deadline)
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

/* ---- writing */

static int check_stream(struct rf_stream *s, const char *call)
{
    rf_rank *r = s->rank;
    if (s->state == RF_STREAM_OPEN) {
        return s->reserved ? rf_rank_fail(r, RF_ESTATE, "%s: stream %s is reserved; rf_commit it first", call, s->name) : 0;
    }
    if (s->state == RF_STREAM_CLOSED) {
        return rf_rank_fail(r, RF_ESTATE, "%s: stream %s is closed", call, s->name);
    }
    return rf_rank_fail(r, r->dead, "%s: stream %s died with its image; %s", call, s->name,
        r->dead == RF_EABORTED ? "wait for the next phase" : "call rf_image_begin and write the whole image again");
}

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
        int rc = commit_chunk(s, deadline);
        if (rc != 0) {
            return rc;
        }
    }
    return s->chunk == RF_NO_CHUNK ? need_chunk(s, position, deadline) : 0;
}

/* Sends a chunk as soon as it is full, so that it travels while the next one is filled. */
static int commit_if_full(struct rf_stream *s)
{
    return s->used == s->rank->chunk_bytes ? commit_chunk(s, rf_rank_deadline(s->rank, -1)) : 0;
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
    append(s, from, some);
    reached(s, offset + some);
    return some;
}

int rf_write(rf_stream *s, const void *bytes, size_t n)
{
    int rc = check_stream(s, "rf_write");
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

int rf_reserve(rf_stream *s, void **ptr, size_t *n, size_t min)
{
    s->reserved = false;
    int rc = check_stream(s, "rf_reserve");
    if (rc != 0) {
        return rc;
    }
    if (min == 0 || min > s->rank->chunk_bytes) {
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_reserve: min is %zu, expected 1 to %u, the chunk size; reserve in parts",
            min, s->rank->chunk_bytes);
    }
    rc = move_to(s, s->position);
    if (rc == 0 && s->rank->chunk_bytes - s->used < min) {
        int64_t deadline = rf_rank_deadline(s->rank, -1);
        rc = commit_chunk(s, deadline);
        if (rc == 0) {
            rc = need_chunk(s, s->position, deadline);
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
    int rc = check_stream(s, "rf_commit");
    if (rc != 0) {
        return rc;
    }
    if (!reserved) {
        return rf_rank_fail(s->rank, RF_ESTATE, "rf_commit: nothing is reserved in stream %s; call rf_reserve first", s->name);
    }
    if (n > s->rank->chunk_bytes - s->used) {
        s->reserved = true;
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_commit: n is %zu, %u were reserved", n, s->rank->chunk_bytes - s->used);
    }
    added(s, (uint32_t)n);
    s->position += n;
    reached(s, s->position);
    return kept(commit_if_full(s), 0);
}

int rf_pwrite(rf_stream *s, const void *bytes, size_t n, uint64_t offset)
{
    int rc = check_stream(s, "rf_pwrite");
    if (rc != 0) {
        return rc;
    }
    if (!s->seekable) {
        return rf_rank_fail(s->rank, RF_EINVAL, "rf_pwrite: stream %s is sequential; open it with RF_SEEKABLE", s->name);
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

uint64_t rf_stream_position(const rf_stream *s)
{
    return s->position;
}

int rf_stream_close(rf_stream *s)
{
    rf_rank *r = s->rank;
    int rc = check_stream(s, "rf_stream_close");
    if (rc == 0) {
        rc = rf_rank_usable(r);
    }
    if (rc == 0) {
        rc = rf_image_check(r);
    }
    int64_t deadline = rf_rank_deadline(r, -1);
    if (rc == 0 && s->chunk != RF_NO_CHUNK && s->used > 0) {
        rc = commit_chunk(s, deadline);
    }
    if (rc != 0) {
        return rc;
    }
    bool known = r->crc && rf_digest_known(s->digest, s->length);
    uint32_t crc = known ? rf_digest_crc(s->digest) : 0;
    char frame[RF_FRAME_MAX];
    rc = rf_rank_send(r, frame, rf_frame_stream_end(frame, r->number, s->id, known, crc, s->length, s->chunks), deadline);
    if (rc != 0) {
        return rc;
    }
    if (s->chunk != RF_NO_CHUNK && r->lease_count < RF_LEASES_KEPT) {
        r->leases[r->lease_count++] = s->chunk; /* empty: the next stream's */
    }
    s->chunk = RF_NO_CHUNK;
    s->state = RF_STREAM_CLOSED;
    s->digest_known = known;
    s->digest_crc = crc;
    free(s->digest);
    s->digest = NULL;
    return 0;
}

int rf_stream_digest(const rf_stream *s, uint32_t *crc)
{
    if (s->state != RF_STREAM_CLOSED) {
        return rf_rank_fail(s->rank, RF_ESTATE, "rf_stream_digest: stream %s is not closed", s->name);
    }
    if (!s->digest_known) {
        return rf_rank_fail(s->rank, RF_ESTATE,
            "rf_stream_digest: that of stream %s is not known: CRCs are off, bytes were sent twice, or there are holes", s->name);
    }
    *crc = s->digest_crc;
    return 0;
}
