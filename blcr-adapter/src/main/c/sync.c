#include "rank.h"

static int send_unfinished(rf_rank *r, int64_t deadline)
{
    for (struct rf_stream *s = r->streams; s != NULL; s = s->next) {
        if (s->state != RF_STREAM_OPEN) {
            continue;
        }
        if (s->reserved) {
            return rf_rank_fail(r, RF_ESTATE, "rf_image_sync: stream %s has bytes reserved; rf_commit them first",
                s->name);
        }
        if (s->chunk != RF_NO_CHUNK && s->used > 0) {
            int rc = rf_chunk_commit(s, deadline);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

static int await_answer(rf_rank *r, int64_t deadline)
{
    int rc;
    while ((rc = rf_image_check(r)) == 0 && r->sync_answered != r->sync_asked) {
        rc = rf_rank_wait(r, deadline);
        if (rc != 0) {
            return rc == RF_EDEADLINE
                ? rf_rank_fail(r, rc, "the target has not taken all that was written within the deadline (attempt %u); "
                "see rankferry stat", r->attempt)
                : rc;
        }
    }
    return rc;
}

int rf_image_sync(rf_rank *r, int deadline_ms)
{
    int rc = rf_rank_usable(r);
    if (rc == 0) {
        rc = rf_image_check(r);
    }
    if (rc != 0) {
        return rc;
    }
    if (r->image != RF_IMAGE_WRITING) {
        return rf_rank_fail(r, RF_ESTATE, "rf_image_sync: no image is being written; call rf_image_begin first");
    }
    int64_t deadline = rf_rank_deadline(r, deadline_ms);
    rc = send_unfinished(r, deadline);
    if (rc == 0) {
        rc = await_answer(r, deadline); /* one at a time: an answer that came too late for the call before */
    }
    if (rc != 0) {
        return rc;
    }
    char frame[RF_FRAME_MAX];
    r->sync_asked = ++r->syncs;
    rc = rf_rank_send(r, frame, rf_frame_sync(frame, r->sync_asked), deadline);
    if (rc != 0) {
        r->sync_asked = r->sync_answered; /* not sent: nothing to wait for */
        return rc;
    }
    return await_answer(r, deadline);
}
