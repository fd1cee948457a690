#include "rank.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *rf_error(const rf_rank *r)
{
    return r == NULL ? rf_thread_failure.text : r->failure.text;
}

int rf_rank_fail(rf_rank *r, int code, const char *format, ...)
{
    char text[RF_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return rf_fail(&r->failure, code, "rank %u of job %s: %s", r->number, r->job, text);
}

int64_t rf_rank_deadline(const rf_rank *r, int deadline_ms)
{
    return rf_deadline(deadline_ms < 0 ? r->deadline_ms : deadline_ms);
}

int rf_rank_usable(rf_rank *r)
{
    if (getpid() != r->owner) {
        return rf_rank_fail(r, RF_ESTATE, "attached by process %d, this is its child %d; attach here as another rank",
            (int)r->owner, (int)getpid());
    }
    return 0;
}

static int again(rf_rank *r)
{
    return rf_fail(&r->failure, r->fatal, "%s", r->fatal_text);
}

/* The connection is of no use any more; what failed is in r->failure. */
static int give_up(rf_rank *r)
{
    rf_fail_in(&r->failure, "rank %u of job %s", r->number, r->job);
    if (r->fatal == 0) {
        r->fatal = r->failure.code;
        memcpy(r->fatal_text, r->failure.text, sizeof r->fatal_text);
    }
    return again(r);
}

uint32_t rf_rank_take_lease(rf_rank *r)
{
    if (r->lease_count == 0) {
        return RF_NO_CHUNK;
    }
    uint32_t chunk = r->leases[0];
    r->lease_count--;
    memmove(r->leases, r->leases + 1, r->lease_count * sizeof r->leases[0]);
    return chunk;
}

static int on_lease(rf_rank *r, uint32_t chunk)
{
    if (chunk >= r->chunks) {
        return rf_fail(&r->failure, RF_EPROTO, "Lease frame from the agent: chunk is %u, the pool has %u", chunk,
            r->chunks);
    }
    /* One granted before the agent saw ImageEnd goes back by it. */
    if (r->image != RF_IMAGE_WRITING) {
        return 0;
    }
    if (r->lease_count == RF_LEASES_KEPT) {
        return rf_fail(&r->failure, RF_EPROTO, "Lease frame from the agent: more than %d at once", RF_LEASES_KEPT);
    }
    r->leases[r->lease_count++] = chunk;
    return 0;
}

static void on_phase(rf_rank *r, const struct rf_frame *frame)
{
    bool busy = r->image != RF_IMAGE_NONE;
    if (frame->phase == RF_PHASE_CHECKPOINT && busy && frame->epoch == r->epoch && frame->attempt <= r->attempt) {
        return; /* the one that is being answered, said twice */
    }
    if (r->told_count == RF_PHASES_KEPT) {
        r->told_count--;
        memmove(r->told, r->told + 1, r->told_count * sizeof r->told[0]);
    }
    struct rf_told *told = &r->told[r->told_count++];
    told->phase = frame->phase;
    told->attempt = frame->attempt;
    told->epoch = frame->epoch;
    snprintf(told->text, sizeof told->text, "%.*s", (int)sizeof told->text - 1, frame->text);
}

static int on_frame(rf_rank *r, const struct rf_frame *frame)
{
    switch (frame->kind) {
        case RF_FRAME_LEASE: return on_lease(r, frame->chunk);
        case RF_FRAME_PHASE: on_phase(r, frame); return 0;
        case RF_FRAME_SYNCED: r->sync_answered = frame->number; return 0;
        case RF_FRAME_REFUSED: return rf_fail(&r->failure, RF_EREFUSED, "refused by the agent: %s", frame->text);
        default:
            return rf_fail(&r->failure, RF_EPROTO, "%s frame from the agent, not expected here",
                rf_frame_name(frame->kind));
    }
}

int rf_rank_pump(rf_rank *r)
{
    if (r->fatal != 0) {
        return again(r);
    }
    struct rf_frame frame;
    int rc;
    while ((rc = rf_door_receive(&r->door, &frame, &r->failure)) == 1) {
        rc = on_frame(r, &frame);
        if (rc != 0) {
            break;
        }
    }
    return rc == 0 ? 0 : give_up(r);
}

int rf_rank_wait(rf_rank *r, int64_t deadline)
{
    int rc = rf_door_wait(&r->door, deadline, &r->failure);
    if (rc == 0 || rc == RF_EDEADLINE) {
        return rc;
    }
    rf_rank_pump(r); /* the reason may be waiting to be read */
    return r->fatal != 0 ? again(r) : give_up(r);
}

int rf_rank_send(rf_rank *r, const char *frame, size_t length, int64_t deadline)
{
    if (r->fatal != 0) {
        return again(r);
    }
    int rc = rf_door_send(&r->door, frame, length, deadline, &r->failure);
    if (rc == 0) {
        return 0;
    }
    if (rc == RF_EDEADLINE) {
        return rf_fail_in(&r->failure, "rank %u of job %s", r->number, r->job);
    }
    struct rf_failure failed = r->failure;
    if (rf_rank_pump(r) != 0) { /* the reason may be waiting to be read */
        return r->fatal;
    }
    r->failure = failed;
    return give_up(r);
}

int rf_rank_stats(const rf_rank *r, rf_stats *stats)
{
    size_t size = stats->size;
    if (size < sizeof(size_t)) {
        return RF_EINVAL;
    }
    memcpy(stats, &r->stats, size < sizeof r->stats ? size : sizeof r->stats);
    stats->size = size;
    return 0;
}
