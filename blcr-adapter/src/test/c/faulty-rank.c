/*
 * A rank that misbehaves, for tests of the agents. It writes one generated stream "image" like rankferry-rank
 * (content.h) until its fault comes. Uses the library's insides, where a well-behaved caller could not go wrong.
 */
#include "content.h"
#include "rank.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "faulty-rank --job JOB --rank N [--door PATH] [--bytes N] [--seed N] [--deadline-ms N] FAULT\n"
    "  --die-after N             SIGKILL itself once N bytes are written, in the middle of a chunk\n"
    "  --stall-after N           write no more after N bytes, but live until killed\n"
    "  --flip-after-commit N     the byte at offset N changes after its CRC was taken, and stays so\n"
    "  --flip-once N             the same, but it is right again --restore-us (default 2000) after the Commit\n"
    "  --garbage                 send bytes that are no frame after ImageBegin\n"
    "  --bad-version             send a frame of another protocol version after ImageBegin\n"
    "Exit status: 0 the set was committed, 1 one line on standard error says why not, 2 usage.\n";

enum fault { DIE_AFTER = 1, STALL_AFTER, FLIP_AFTER_COMMIT, FLIP_ONCE, GARBAGE, BAD_VERSION };

static rf_options attach = RF_OPTIONS_INIT;
static uint64_t bytes = 1 << 20;
static uint64_t seed = 1;
static long restore_us = 2000;
static enum fault fault;
static uint64_t at;

static void parse(int argc, char **argv)
{
    enum { JOB = 256, RANK, DOOR, BYTES, SEED, DEADLINE, RESTORE };
    static const struct option table[] = {{"job", 1, NULL, JOB}, {"rank", 1, NULL, RANK}, {"door", 1, NULL, DOOR},
        {"bytes", 1, NULL, BYTES}, {"seed", 1, NULL, SEED}, {"deadline-ms", 1, NULL, DEADLINE},
        {"restore-us", 1, NULL, RESTORE}, {"die-after", 1, NULL, DIE_AFTER}, {"stall-after", 1, NULL, STALL_AFTER},
        {"flip-after-commit", 1, NULL, FLIP_AFTER_COMMIT}, {"flip-once", 1, NULL, FLIP_ONCE}, {"garbage", 0, NULL,
            GARBAGE},
        {"bad-version", 0, NULL, BAD_VERSION}, {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        switch (option) {
            case JOB: attach.job = optarg; break;
            case RANK: attach.rank = atoi(optarg); break;
            case DOOR: attach.door = optarg; break;
            case BYTES: bytes = strtoull(optarg, NULL, 10); break;
            case SEED: seed = strtoull(optarg, NULL, 10); break;
            case DEADLINE: attach.deadline_ms = atoi(optarg); break;
            case RESTORE: restore_us = atol(optarg); break;
            case DIE_AFTER: case STALL_AFTER: case FLIP_AFTER_COMMIT: case FLIP_ONCE:
                fault = (enum fault)option;
                at = strtoull(optarg, NULL, 10);
                break;
            case GARBAGE: case BAD_VERSION: fault = (enum fault)option; break;
            default: fputs(usage, stderr); exit(2);
        }
    }
    attach.flags = RF_ATTACH_WAIT;
    if (attach.job == NULL || fault == 0) {
        fputs(usage, stderr);
        exit(2);
    }
}

static void send_raw(rf_rank *rank, const void *frame, size_t n)
{
    ssize_t sent = send(rf_fd(rank), frame, n, MSG_NOSIGNAL);
    (void)sent;
}

static void break_protocol(rf_rank *rank)
{
    static const char garbage[] = "this is no frame of any protocol";
    char frame[RF_FRAME_MAX];
    if (fault == GARBAGE) {
        send_raw(rank, garbage, sizeof garbage);
    } else if (fault == BAD_VERSION) {
        size_t n = rf_frame_image_end(frame, rank->number, 0);
        frame[14] = 99; /* version in the message header */
        send_raw(rank, frame, n);
    }
}

/* Changes a byte between its CRC and the Commit: for the reader no different from a change right after the Commit,
 * but it cannot come too late. */
static int hand_over_flipped(rf_stream *s)
{
    uint8_t *byte = s->bytes + (at - s->chunk_position);
    rf_stream_seal(s);
    *byte ^= 0xff;
    int rc = rf_stream_hand_over(s, rf_rank_deadline(s->rank, -1));
    if (fault == FLIP_ONCE) {
        struct timespec t = {restore_us / 1000000, restore_us % 1000000 * 1000};
        nanosleep(&t, NULL);
        *byte ^= 0xff;
    }
    return rc;
}

/* Fills what is left of the chunk up to limit, and hands it over where the fault wants it. */
static int write_chunk(rf_stream *s, uint64_t key, uint64_t limit)
{
    void *ptr;
    size_t room;
    int rc = rf_reserve(s, &ptr, &room, 1);
    if (rc != 0) {
        return rc;
    }
    size_t n = limit - s->position < room ? (size_t)(limit - s->position) : room;
    rf_content_fill(ptr, n, key, s->position);
    bool flips = (fault == FLIP_AFTER_COMMIT || fault == FLIP_ONCE) && at >= s->chunk_position && at < s->position + n;
    if (!flips) {
        return rf_commit(s, n);
    }
    s->reserved = false;
    s->used += (uint32_t)n;
    s->position += n;
    s->length = s->position;
    return hand_over_flipped(s);
}

static int write_image(rf_rank *rank)
{
    rf_stream *s;
    uint64_t key = rf_content_key(seed, rank->number, 0);
    int rc = rf_image_begin(rank);
    if (rc == 0) {
        break_protocol(rank);
        rc = rf_stream_open(rank, &s, "image", 0, bytes);
    }
    bool stops = (fault == DIE_AFTER || fault == STALL_AFTER) && at < bytes;
    uint64_t limit = stops ? at : bytes;
    while (rc == 0 && s->position < limit) {
        rc = write_chunk(s, key, limit);
    }
    if (rc == 0 && stops && fault == DIE_AFTER) {
        raise(SIGKILL);
    }
    while (rc == 0 && stops) {
        pause();
    }
    rc = rc != 0 ? rc : rf_stream_close(s);
    rc = rc != 0 ? rc : rf_image_end(rank, 0);
    return rc != 0 ? rc : rf_wait_committed(rank, RF_DEFAULT_DEADLINE);
}

int main(int argc, char **argv)
{
    parse(argc, argv);
    rf_rank *rank;
    enum rf_phase phase = RF_PHASE_ABORTED;
    int rc = rf_attach(&rank, &attach);
    if (rc != 0) {
        fprintf(stderr, "faulty-rank: %s\n", rf_error(NULL));
        return 1;
    }
    while (rc == 0 && phase != RF_PHASE_CHECKPOINT) {
        rc = rf_wait_phase(rank, &phase, NULL, RF_DEFAULT_DEADLINE);
    }
    do {
        rc = rc == 0 || rc == RF_EAGAIN_IMAGE ? write_image(rank) : rc;
    } while (rc == RF_EAGAIN_IMAGE);
    if (rc != 0) {
        fprintf(stderr, "faulty-rank: %s\n", rf_error(rank));
    }
    rf_detach(rank);
    return rc == 0 ? 0 : 1;
}
