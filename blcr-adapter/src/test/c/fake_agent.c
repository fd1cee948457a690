#include "fake_agent.h"

#include "crc32c.h"
#include "rank.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <rf_wire/abort.h>
#include <rf_wire/attach.h>
#include <rf_wire/attached.h>
#include <rf_wire/available.h>
#include <rf_wire/commit.h>
#include <rf_wire/imageBegin.h>
#include <rf_wire/imageEnd.h>
#include <rf_wire/lease.h>
#include <rf_wire/phase.h>
#include <rf_wire/readerOpened.h>
#include <rf_wire/refused.h>
#include <rf_wire/streamEnd.h>
#include <rf_wire/streamOpen.h>
#include <rf_wire/sync.h>
#include <rf_wire/synced.h>

#define DEADLINE_MS 10000
#define FREED 0xEE

void agent_init(struct fake_agent *a, void (*script)(struct fake_agent *))
{
    memset(a, 0, sizeof *a);
    a->chunk_bytes = 4096;
    a->chunks = 4;
    a->crc = true;
    a->leases_ahead = 2;
    a->script = script;
    a->fd = -1;
}

static void *run(void *arg)
{
    struct fake_agent *a = arg;
    a->script(a);
    return NULL;
}

void agent_start(struct fake_agent *a)
{
    snprintf(a->directory, sizeof a->directory, "/tmp/rankferry-test-XXXXXX");
    CHECK(mkdtemp(a->directory) != NULL);
    snprintf(a->door, sizeof a->door, "%s/door", a->directory);
    snprintf(a->pool_path, sizeof a->pool_path, "%s/pool", a->directory);
    int pool = open(a->pool_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t bytes = (size_t)a->chunk_bytes * a->chunks;
    CHECK(pool >= 0 && ftruncate(pool, (off_t)bytes) == 0);
    a->pool = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, pool, 0);
    CHECK(a->pool != MAP_FAILED);
    memset(a->pool, FREED, bytes);
    close(pool);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, a->door, strlen(a->door) + 1);
    a->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_INT(0, bind(a->listener, (struct sockaddr *)&address, sizeof address));
    CHECK_INT(0, listen(a->listener, 4));
    CHECK_INT(0, pthread_barrier_init(&a->barrier, NULL, 2));
    CHECK_INT(0, pthread_create(&a->thread, NULL, run, a));
}

void agent_stop(struct fake_agent *a)
{
    CHECK_INT(0, pthread_join(a->thread, NULL));
    agent_hang_up(a);
    close(a->listener);
    munmap(a->pool, (size_t)a->chunk_bytes * a->chunks);
    pthread_barrier_destroy(&a->barrier);
    unlink(a->door);
    unlink(a->pool_path);
    rmdir(a->directory);
    for (unsigned i = 0; i < AGENT_STREAMS; i++) {
        free(a->streams[i].bytes);
    }
}

rf_rank *agent_attach(struct fake_agent *a, int deadline_ms)
{
    rf_options options = RF_OPTIONS_INIT;
    options.job = "lu";
    options.rank = 3;
    options.door = a->door;
    options.deadline_ms = DEADLINE_MS;
    rf_rank *rank;
    int rc = rf_attach(&rank, &options);
    if (rc != 0) {
        fprintf(stderr, "%s\n", rf_error(NULL));
    }
    CHECK_INT(0, rc);
    rank->deadline_ms = deadline_ms; /* a short one is for the calls under test, not for a busy machine's attach */
    return rank;
}

void agent_meet(struct fake_agent *a)
{
    pthread_barrier_wait(&a->barrier);
}

/* ---- frames */

void agent_accept(struct fake_agent *a)
{
    struct pollfd p = {.fd = a->listener, .events = POLLIN};
    CHECK_INT(1, poll(&p, 1, DEADLINE_MS));
    a->fd = accept(a->listener, NULL, NULL);
    CHECK(a->fd >= 0);
    memset(a->leased, 0, sizeof a->leased);
    a->held = 0;
}

static bool read_exactly(struct fake_agent *a, char *to, size_t n)
{
    for (size_t at = 0; at < n;) {
        struct pollfd p = {.fd = a->fd, .events = POLLIN};
        CHECK_INT(1, poll(&p, 1, DEADLINE_MS));
        ssize_t some = recv(a->fd, to + at, n - at, 0);
        if (some <= 0) {
            CHECK(at == 0); /* a rank that goes in the middle of a frame would be a bug */
            return false;
        }
        at += (size_t)some;
    }
    return true;
}

unsigned agent_read(struct fake_agent *a)
{
    if (!read_exactly(a, a->frame, 16)) {
        return 0;
    }
    uint32_t length;
    memcpy(&length, a->frame, sizeof length);
    CHECK(length >= 16 && length <= sizeof a->frame);
    CHECK(a->frame[4] == 0 && a->frame[5] == 0 && a->frame[6] == 0 && a->frame[7] == 0);
    CHECK(length == 16 || read_exactly(a, a->frame + 16, length - 16));
    a->frame_length = length;
    struct rf_wire_messageHeader header;
    CHECK(rf_wire_messageHeader_wrap(&header, a->frame, 8, 1, length) != NULL);
    CHECK_INT(7263, rf_wire_messageHeader_schemaId(&header));
    CHECK_INT(1, rf_wire_messageHeader_version(&header));
    return rf_wire_messageHeader_templateId(&header);
}

void agent_expect(struct fake_agent *a, unsigned template_id)
{
    CHECK_INT(template_id, agent_read(a));
}

void agent_send(struct fake_agent *a, const void *bytes, size_t n)
{
    CHECK_INT(n, send(a->fd, bytes, n, MSG_NOSIGNAL));
}

void agent_hang_up(struct fake_agent *a)
{
    if (a->fd >= 0) {
        close(a->fd);
        a->fd = -1;
    }
}

#define ENCODE(message, m)                                                                                             \
    char frame[4096] = {0};                                                                                            \
    struct rf_wire_messageHeader header;                                                                               \
    struct rf_wire_##message m;                                                                                        \
    rf_wire_##message##_wrap_and_apply_header(&m, frame + 8, 0, sizeof frame - 8, &header)
#define SEND(message, m)                                                                                               \
    uint32_t frame_length = 16 + (uint32_t)rf_wire_##message##_encoded_length(&m);                                     \
    memcpy(frame, &frame_length, sizeof frame_length);                                                                 \
    agent_send(a, frame, frame_length)
#define DECODE(message, m)                                                                                             \
    struct rf_wire_##message m;                                                                                        \
    rf_wire_##message##_wrap_for_decode(                                                                               \
        &m, a->frame + 16, 0, rf_wire_##message##_sbe_block_length(), 1, a->frame_length - 16)

void agent_welcome(struct fake_agent *a)
{
    agent_accept(a);
    agent_expect(a, RF_WIRE_ATTACH_SBE_TEMPLATE_ID);
    DECODE(attach, request);
    CHECK_INT(3, rf_wire_attach_rank(&request));
    CHECK(rf_wire_attach_pid(&request) > 0);
    char job[64] = "";
    rf_wire_attach_get_job(&request, job, sizeof job - 1);
    CHECK_TEXT("lu", job);
    ENCODE(attached, m);
    rf_wire_attached_set_epoch(&m, 77);
    rf_wire_attached_set_chunkBytes(&m, a->chunk_bytes);
    rf_wire_attached_set_chunks(&m, a->chunks);
    rf_wire_attached_set_crc(&m, a->crc);
    rf_wire_attached_put_poolPath(&m, a->pool_path, (uint16_t)strlen(a->pool_path));
    SEND(attached, m);
}

void agent_phase(struct fake_agent *a, enum rf_phase phase, uint32_t attempt, const char *text)
{
    ENCODE(phase, m);
    rf_wire_phase_set_phase(&m, (enum rf_wire_rankPhase)phase);
    rf_wire_phase_set_attempt(&m, attempt);
    rf_wire_phase_set_epoch(&m, 77);
    rf_wire_phase_put_text(&m, text, (uint16_t)strlen(text));
    SEND(phase, m);
}

void agent_refuse(struct fake_agent *a, const char *text)
{
    ENCODE(refused, m);
    rf_wire_refused_set_code(&m, rf_wire_refusalCode_RANK);
    rf_wire_refused_set_expected(&m, 0);
    rf_wire_refused_set_got(&m, 3);
    rf_wire_refused_put_text(&m, text, (uint16_t)strlen(text));
    SEND(refused, m);
}

void agent_lease(struct fake_agent *a, uint32_t chunk)
{
    ENCODE(lease, m);
    rf_wire_lease_set_chunk(&m, chunk);
    SEND(lease, m);
}

void agent_synced(struct fake_agent *a)
{
    DECODE(sync, asked);
    ENCODE(synced, m);
    rf_wire_synced_set_number(&m, rf_wire_sync_number(&asked));
    SEND(synced, m);
}

void agent_reader_opened(struct fake_agent *a, const char *path)
{
    ENCODE(readerOpened, m);
    rf_wire_readerOpened_put_path(&m, path, (uint16_t)strlen(path));
    SEND(readerOpened, m);
}

void agent_available(struct fake_agent *a, uint64_t bytes, bool ended)
{
    ENCODE(available, m);
    rf_wire_available_set_bytes(&m, bytes);
    rf_wire_available_set_ended(&m, ended);
    SEND(available, m);
}

void agent_abort(struct fake_agent *a, const char *text)
{
    ENCODE(abort, m);
    rf_wire_abort_set_code(&m, rf_wire_abortCode_PEER_LOST);
    rf_wire_abort_set_rank(&m, 3);
    rf_wire_abort_set_stream(&m, 0);
    rf_wire_abort_set_position(&m, 0);
    rf_wire_abort_put_text(&m, text, (uint16_t)strlen(text));
    SEND(abort, m);
}

/* ---- an image */

void agent_grant(struct fake_agent *a)
{
    for (uint32_t tried = 0; tried < a->chunks && a->held < a->leases_ahead; tried++) {
        uint32_t chunk = a->next_chunk++ % a->chunks;
        if (!a->leased[chunk]) {
            a->leased[chunk] = true;
            a->held++;
            agent_lease(a, chunk);
        }
    }
}

void agent_begin(struct fake_agent *a, uint32_t attempt)
{
    agent_expect(a, RF_WIRE_IMAGE_BEGIN_SBE_TEMPLATE_ID);
    DECODE(imageBegin, m);
    CHECK_INT(3, rf_wire_imageBegin_rank(&m));
    CHECK_INT(attempt, rf_wire_imageBegin_attempt(&m));
    a->attempt = attempt;
    memset(a->leased, 0, sizeof a->leased);
    a->held = 0;
    a->commits = 0;
    a->stream_count = 0;
    agent_grant(a);
}

static void on_stream_open(struct fake_agent *a)
{
    DECODE(streamOpen, m);
    CHECK_INT(a->stream_count, rf_wire_streamOpen_stream(&m));
    CHECK(a->stream_count < AGENT_STREAMS);
    struct got_stream *s = &a->streams[a->stream_count++];
    free(s->bytes);
    memset(s, 0, sizeof *s);
    struct rf_wire_streamFlags flags;
    s->seekable = rf_wire_streamFlags_seekable(rf_wire_streamOpen_flags(&m, &flags));
    s->expected_bytes = rf_wire_streamOpen_expectedBytes(&m);
    rf_wire_streamOpen_get_name(&m, s->name, sizeof s->name - 1);
    s->bytes = calloc(1, AGENT_STREAM_BYTES);
}

static void on_commit(struct fake_agent *a)
{
    DECODE(commit, m);
    uint32_t chunk = rf_wire_commit_chunk(&m);
    uint32_t length = rf_wire_commit_length(&m);
    uint64_t position = rf_wire_commit_position(&m);
    CHECK(rf_wire_commit_stream(&m) < a->stream_count);
    CHECK(chunk < a->chunks && a->leased[chunk]);
    CHECK(length >= 1 && length <= a->chunk_bytes);
    struct got_stream *s = &a->streams[rf_wire_commit_stream(&m)];
    CHECK(!s->ended);
    CHECK(s->seekable || position == s->end);
    CHECK(position + length <= AGENT_STREAM_BYTES);
    uint8_t *bytes = a->pool + (size_t)chunk * a->chunk_bytes;
    CHECK_INT(a->crc ? rf_crc32c_tables(0, bytes, length) : 0, rf_wire_commit_crc(&m));
    memcpy(s->bytes + position, bytes, length);
    memset(bytes, FREED, a->chunk_bytes);
    s->end = position + length > s->end ? position + length : s->end;
    s->commits++;
    s->committed_bytes += length;
    a->leased[chunk] = false;
    a->held--;
    a->commits++;
}

static void on_stream_end(struct fake_agent *a)
{
    DECODE(streamEnd, m);
    CHECK(rf_wire_streamEnd_stream(&m) < a->stream_count);
    struct got_stream *s = &a->streams[rf_wire_streamEnd_stream(&m)];
    CHECK(!s->ended);
    s->ended = true;
    struct rf_wire_digestFlags flags;
    s->digest_known = rf_wire_digestFlags_known(rf_wire_streamEnd_digestFlags(&m, &flags));
    s->digest = rf_wire_streamEnd_crc(&m);
    s->length = rf_wire_streamEnd_length(&m);
    CHECK_INT(s->end, s->length);
    CHECK_INT(s->commits, rf_wire_streamEnd_chunks(&m));
}

bool agent_take(struct fake_agent *a, uint64_t commits)
{
    uint64_t until = a->commits + commits;
    while (a->commits < until) {
        switch (agent_read(a)) {
            case RF_WIRE_STREAM_OPEN_SBE_TEMPLATE_ID: on_stream_open(a); break;
            case RF_WIRE_COMMIT_SBE_TEMPLATE_ID:
                on_commit(a);
                if (a->commits < until) {
                    agent_grant(a);
                }
                break;
            case RF_WIRE_STREAM_END_SBE_TEMPLATE_ID: on_stream_end(a); break;
            case RF_WIRE_SYNC_SBE_TEMPLATE_ID: a->syncs++; agent_synced(a); break;
            case RF_WIRE_IMAGE_END_SBE_TEMPLATE_ID: {
                DECODE(imageEnd, m);
                CHECK_INT(3, rf_wire_imageEnd_rank(&m));
                a->image_end_streams = rf_wire_imageEnd_streams(&m);
                CHECK_INT(a->stream_count, a->image_end_streams);
                return false;
            }
            default: CHECK(!"a frame of an image");
        }
    }
    return true;
}

void agent_serve(struct fake_agent *a)
{
    agent_welcome(a);
    agent_phase(a, RF_PHASE_CHECKPOINT, 0, "");
    agent_begin(a, 0);
    CHECK(!agent_take(a, UINT64_MAX / 2));
    agent_phase(a, RF_PHASE_IMAGE_STORED, 0, "");
    agent_phase(a, RF_PHASE_SET_COMMITTED, 0, "");
    CHECK_INT(0, agent_read(a));
}

/* ---- bytes */

uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 167 + (offset >> 8) * 13 + (offset >> 16) * 29 + 1);
}

void fill_bytes(uint8_t *bytes, size_t n, uint64_t offset)
{
    for (size_t i = 0; i < n; i++) {
        bytes[i] = byte_at(offset + i);
    }
}

void check_whole(const struct got_stream *s, uint64_t length)
{
    CHECK(s->ended);
    CHECK_INT(length, s->length);
    for (uint64_t i = 0; i < length; i++) {
        if (s->bytes[i] != byte_at(i)) {
            CHECK_INT(-1, i); /* the offset of the first wrong byte */
        }
    }
    CHECK(s->digest_known);
    CHECK_INT(rf_crc32c_tables(0, s->bytes, length), s->digest);
}
