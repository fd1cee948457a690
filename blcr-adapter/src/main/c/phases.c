#include "rank.h"

#include <string.h>

static void die(rf_rank *r, int why)
{
    if (r->image != RF_IMAGE_NONE) {
        r->image = RF_IMAGE_NONE;
        r->dead = why;
        rf_streams_die(r);
    }
    r->lease_count = 0;
}

/* Takes the oldest phase from the queue; the one place where phases change the state of the image. */
static struct rf_told take(rf_rank *r)
{
    struct rf_told told = r->told[0];
    r->told_count--;
    memmove(r->told, r->told + 1, r->told_count * sizeof r->told[0]);
    switch (told.phase) {
        case RF_PHASE_CHECKPOINT:
            die(r, RF_EAGAIN_IMAGE);
            r->asked = true;
            r->attempt = told.attempt;
            r->epoch = told.epoch;
            break;
        case RF_PHASE_IMAGE_STORED:
            if (r->image == RF_IMAGE_ENDED) {
                r->image = RF_IMAGE_STORED;
            }
            break;
        case RF_PHASE_SET_COMMITTED:
            if (r->image == RF_IMAGE_ENDED || r->image == RF_IMAGE_STORED) {
                r->image = RF_IMAGE_NONE;
            }
            break;
        case RF_PHASE_ABORTED:
            die(r, RF_EABORTED);
            r->asked = false;
            rf_rank_fail(r, RF_EABORTED, "the image set was given up: %s", told.text);
            break;
        default: break;
    }
    return told;
}

static int image_again(rf_rank *r)
{
    return rf_rank_fail(r, RF_EAGAIN_IMAGE,
        "the target was lost, attempt %u begins: call rf_image_begin and write the whole image again", r->attempt);
}

/* How many phases up to the last one of this kind are in the queue. */
static unsigned up_to_last(const rf_rank *r, int phase)
{
    unsigned n = r->told_count;
    while (n > 0 && r->told[n - 1].phase != phase) {
        n--;
    }
    return n;
}

int rf_image_check(rf_rank *r)
{
    int rc = rf_rank_pump(r);
    unsigned checkpoint = up_to_last(r, RF_PHASE_CHECKPOINT);
    unsigned aborted = up_to_last(r, RF_PHASE_ABORTED);
    for (unsigned n = checkpoint > aborted ? checkpoint : aborted; n > 0; n--) {
        take(r);
    }
    if (checkpoint > aborted) {
        return image_again(r);
    }
    return aborted > 0 ? r->failure.code : rc;
}

int rf_wait_phase(rf_rank *r, enum rf_phase *phase, uint32_t *attempt, int deadline_ms)
{
    int rc = rf_rank_usable(r);
    if (rc != 0) {
        return rc;
    }
    int64_t deadline = rf_rank_deadline(r, deadline_ms);
    for (;;) {
        int fatal = rf_rank_pump(r);
        if (r->told_count > 0) {
            struct rf_told told = take(r);
            *phase = (enum rf_phase)told.phase;
            if (attempt != NULL) {
                *attempt = told.attempt;
            }
            return 0;
        }
        if (fatal != 0) {
            return fatal;
        }
        rc = rf_rank_wait(r, deadline);
        if (rc != 0) {
            return rc == RF_EDEADLINE ? rf_rank_fail(r, rc, "no phase from the agent within the deadline") : rc;
        }
    }
}

int rf_image_begin(rf_rank *r)
{
    int rc = rf_rank_usable(r);
    if (rc == 0) {
        rc = rf_image_check(r);
    }
    if (rc != 0 && rc != RF_EAGAIN_IMAGE) {
        return rc;
    }
    if (r->image != RF_IMAGE_NONE) {
        return rf_rank_fail(r, RF_ESTATE,
            "rf_image_begin: the image of attempt %u is not done; end it and wait for the next phase",
            r->attempt);
    }
    if (!r->asked) {
        return rf_rank_fail(r, RF_ESTATE, "rf_image_begin: no CHECKPOINT is to be answered; call rf_wait_phase first");
    }
    char frame[RF_FRAME_MAX];
    rc = rf_rank_send(r, frame, rf_frame_image_begin(frame, r->number, r->attempt), rf_rank_deadline(r, -1));
    if (rc != 0) {
        return rc;
    }
    rf_streams_free(r);
    r->asked = false;
    r->lease_count = 0;
    r->sync_asked = r->sync_answered = 0;
    r->image = RF_IMAGE_WRITING;
    r->stats = (rf_stats){.size = sizeof r->stats, .attempt = r->attempt};
    return 0;
}

/* Takes phases until the image is in the state or beyond it. */
static int wait_image(rf_rank *r, enum rf_image_state state, const char *what, int64_t deadline)
{
    for (;;) {
        int fatal = rf_rank_pump(r);
        while (r->told_count > 0) {
            if (state == RF_IMAGE_STORED && r->told[0].phase == RF_PHASE_SET_COMMITTED) {
                r->image = RF_IMAGE_STORED; /* says as much; left in the queue for rf_wait_committed */
                return 0;
            }
            struct rf_told told = take(r);
            if (told.phase == RF_PHASE_ABORTED) {
                return r->failure.code;
            }
            if (told.phase == RF_PHASE_CHECKPOINT) {
                return image_again(r);
            }
            if (told.phase == RF_PHASE_SET_COMMITTED || r->image == state) {
                return 0;
            }
        }
        if (fatal != 0) {
            return fatal;
        }
        int rc = rf_rank_wait(r, deadline);
        if (rc != 0) {
            return rc == RF_EDEADLINE
                ? rf_rank_fail(r, rc, "%s is not there within the deadline (attempt %u)", what, r->attempt)
                : rc;
        }
    }
}

int rf_image_end(rf_rank *r, unsigned flags)
{
    if ((flags & ~(unsigned)RF_NOWAIT) != 0) {
        return rf_rank_fail(r, RF_EINVAL, "rf_image_end: flags is %#x, expected 0 or RF_NOWAIT", flags);
    }
    int rc = rf_rank_usable(r);
    if (rc != 0) {
        return rc;
    }
    if (r->image == RF_IMAGE_STORED) {
        return 0;
    }
    int64_t deadline = rf_rank_deadline(r, -1);
    if (r->image == RF_IMAGE_WRITING) {
        rc = rf_image_check(r);
        if (rc != 0) {
            return rc;
        }
        const struct rf_stream *open = rf_streams_open(r);
        if (open != NULL) {
            return rf_rank_fail(r, RF_ESTATE, "rf_image_end: stream %s is still open; close it first", open->name);
        }
        char frame[RF_FRAME_MAX];
        rc = rf_rank_send(r, frame, rf_frame_image_end(frame, r->number, r->stream_count), deadline);
        if (rc != 0) {
            return rc;
        }
        r->lease_count = 0;
        r->image = RF_IMAGE_ENDED;
    } else if (r->image != RF_IMAGE_ENDED) {
        return rf_rank_fail(r, RF_ESTATE, "rf_image_end: no image was begun; call rf_image_begin first");
    }
    return (flags & RF_NOWAIT) != 0 ? 0 : wait_image(r, RF_IMAGE_STORED, "IMAGE_STORED", deadline);
}

int rf_wait_committed(rf_rank *r, int deadline_ms)
{
    int rc = rf_rank_usable(r);
    if (rc != 0) {
        return rc;
    }
    if (r->image != RF_IMAGE_ENDED && r->image != RF_IMAGE_STORED) {
        return rf_rank_fail(r, RF_ESTATE, "rf_wait_committed: no image was ended; call rf_image_end first");
    }
    return wait_image(r, RF_IMAGE_NONE, "SET_COMMITTED", rf_rank_deadline(r, deadline_ms));
}
