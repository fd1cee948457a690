#include "rank.h"

#include <stdlib.h>
#include <string.h>

#define STREAMS_MAX 65535

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

/* Whether a file of one name would need the other to be its directory, or is the same. */
static bool clash(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (*a == '\0' && (*b == '\0' || *b == '/')) || (*b == '\0' && *a == '/');
}

static int check_open(rf_rank *r, const char *name, unsigned flags)
{
    if (name == NULL || !rf_valid_stream_name(name)) {
        return rf_rank_fail(r, RF_EINVAL, "rf_stream_open: name is \"%.80s\", expected 1 to %d of [A-Za-z0-9._-],"
            " with a single / between components", name == NULL ? "" : name, RF_NAME_MAX);
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
        if (clash(s->name, name)) {
            return rf_rank_fail(r, RF_EINVAL, "rf_stream_open: the image has a stream %s already%s%s", s->name,
                strcmp(s->name, name) == 0 ? "" : ", which can't be beside ", strcmp(s->name, name) == 0 ? "" : name);
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

int rf_stream_check(struct rf_stream *s, const char *call)
{
    rf_rank *r = s->rank;
    if (s->state == RF_STREAM_OPEN) {
        return s->reserved ? rf_rank_fail(r, RF_ESTATE, "%s: stream %s is reserved; rf_commit it first", call,
            s->name) : 0;
    }
    if (s->state == RF_STREAM_CLOSED) {
        return rf_rank_fail(r, RF_ESTATE, "%s: stream %s is closed", call, s->name);
    }
    return rf_rank_fail(r, r->dead, "%s: stream %s died with its image; %s", call, s->name,
        r->dead == RF_EABORTED ? "wait for the next phase" : "call rf_image_begin and write the whole image again");
}

uint64_t rf_stream_position(const rf_stream *s)
{
    return s->position;
}

int rf_stream_close(rf_stream *s)
{
    rf_rank *r = s->rank;
    int rc = rf_stream_check(s, "rf_stream_close");
    if (rc == 0) {
        rc = rf_rank_usable(r);
    }
    if (rc == 0) {
        rc = rf_image_check(r);
    }
    int64_t deadline = rf_rank_deadline(r, -1);
    if (rc == 0 && s->chunk != RF_NO_CHUNK && s->used > 0) {
        rc = rf_chunk_commit(s, deadline);
    }
    if (rc != 0) {
        return rc;
    }
    bool known = r->crc && rf_digest_known(s->digest, s->length);
    uint32_t crc = known ? rf_digest_crc(s->digest) : 0;
    char frame[RF_FRAME_MAX];
    size_t length = rf_frame_stream_end(frame, r->number, s->id, known, crc, s->length, s->chunks);
    rc = rf_rank_send(r, frame, length, deadline);
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
            "rf_stream_digest: that of stream %s is not known: CRCs are off, bytes were sent twice, or there are holes",
            s->name);
    }
    *crc = s->digest_crc;
    return 0;
}
