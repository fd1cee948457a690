#include "frames.h"

#include "rankferry.h"

#include <string.h>

#include <rf_wire/abort.h>
#include <rf_wire/attach.h>
#include <rf_wire/attached.h>
#include <rf_wire/available.h>
#include <rf_wire/commit.h>
#include <rf_wire/imageBegin.h>
#include <rf_wire/imageEnd.h>
#include <rf_wire/lease.h>
#include <rf_wire/phase.h>
#include <rf_wire/rankJoin.h>
#include <rf_wire/rankOrder.h>
#include <rf_wire/rankReport.h>
#include <rf_wire/readerOpen.h>
#include <rf_wire/readerOpened.h>
#include <rf_wire/refused.h>
#include <rf_wire/streamEnd.h>
#include <rf_wire/streamOpen.h>
#include <rf_wire/sync.h>
#include <rf_wire/synced.h>

#define LENGTH_OFFSET 0
#define CREDITS_OFFSET 4
#define RESERVED_OFFSET 6
#define HEADER_OFFSET 8
#define BODY_OFFSET RF_FRAME_MIN

/* Begins a message behind the frame header; the codec and its header are the caller's variables. */
#define BEGIN(message, codec)                                                                                          \
    struct rf_wire_messageHeader header;                                                                               \
    struct rf_wire_##message codec;                                                                                    \
    rf_wire_##message##_wrap_and_apply_header(&codec, frame + HEADER_OFFSET, 0, RF_FRAME_MAX - HEADER_OFFSET, &header)

#define FINISH(message, codec) finish(frame, rf_wire_##message##_encoded_length(&codec))

static void put_le32(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (char)(value >> (8 * i));
    }
}

static uint32_t get_le(const char *at, int bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value |= (uint32_t)(unsigned char)at[i] << (8 * i);
    }
    return value;
}

static size_t finish(char *frame, uint64_t body_length)
{
    size_t length = BODY_OFFSET + (size_t)body_length;
    put_le32(frame + LENGTH_OFFSET, (uint32_t)length);
    put_le32(frame + CREDITS_OFFSET, 0);
    return length;
}

size_t rf_frame_attach(char *frame, uint32_t rank, uint32_t pid, const char *job)
{
    BEGIN(attach, m);
    rf_wire_attach_set_rank(&m, rank);
    rf_wire_attach_set_pid(&m, pid);
    rf_wire_attach_put_job(&m, job, (uint16_t)strlen(job));
    return FINISH(attach, m);
}

size_t rf_frame_image_begin(char *frame, uint32_t rank, uint32_t attempt)
{
    BEGIN(imageBegin, m);
    rf_wire_imageBegin_set_rank(&m, rank);
    rf_wire_imageBegin_set_attempt(&m, attempt);
    return FINISH(imageBegin, m);
}

size_t rf_frame_stream_open(
    char *frame, uint32_t rank, uint16_t stream, bool seekable, uint64_t expected_bytes, const char *name)
{
    BEGIN(streamOpen, m);
    rf_wire_streamOpen_set_rank(&m, rank);
    rf_wire_streamOpen_set_stream(&m, stream);
    struct rf_wire_streamFlags flags;
    rf_wire_streamFlags_clear(rf_wire_streamOpen_flags(&m, &flags));
    rf_wire_streamFlags_set_seekable(&flags, seekable);
    rf_wire_streamOpen_set_expectedBytes(&m, expected_bytes);
    rf_wire_streamOpen_put_name(&m, name, (uint16_t)strlen(name));
    return FINISH(streamOpen, m);
}

size_t rf_frame_commit(char *frame, uint16_t stream, uint32_t chunk, uint32_t length, uint32_t crc, uint64_t position)
{
    BEGIN(commit, m);
    rf_wire_commit_set_stream(&m, stream);
    rf_wire_commit_set_chunk(&m, chunk);
    rf_wire_commit_set_length(&m, length);
    rf_wire_commit_set_crc(&m, crc);
    rf_wire_commit_set_position(&m, position);
    return FINISH(commit, m);
}

size_t rf_frame_stream_end(char *frame, uint32_t rank, uint16_t stream, bool digest_known, uint32_t crc,
    uint64_t length,
    uint64_t chunks)
{
    BEGIN(streamEnd, m);
    rf_wire_streamEnd_set_rank(&m, rank);
    rf_wire_streamEnd_set_stream(&m, stream);
    struct rf_wire_digestFlags flags;
    rf_wire_digestFlags_clear(rf_wire_streamEnd_digestFlags(&m, &flags));
    rf_wire_digestFlags_set_known(&flags, digest_known);
    rf_wire_streamEnd_set_crc(&m, crc);
    rf_wire_streamEnd_set_length(&m, length);
    rf_wire_streamEnd_set_chunks(&m, chunks);
    return FINISH(streamEnd, m);
}

size_t rf_frame_image_end(char *frame, uint32_t rank, uint32_t streams)
{
    BEGIN(imageEnd, m);
    rf_wire_imageEnd_set_rank(&m, rank);
    rf_wire_imageEnd_set_streams(&m, streams);
    return FINISH(imageEnd, m);
}

size_t rf_frame_sync(char *frame, uint64_t number)
{
    BEGIN(sync, m);
    rf_wire_sync_set_number(&m, number);
    return FINISH(sync, m);
}

size_t rf_frame_rank_join(char *frame, uint32_t rank, uint32_t pid, uint64_t epoch, const char *job)
{
    BEGIN(rankJoin, m);
    rf_wire_rankJoin_set_rank(&m, rank);
    rf_wire_rankJoin_set_pid(&m, pid);
    rf_wire_rankJoin_set_epoch(&m, epoch);
    rf_wire_rankJoin_put_job(&m, job, (uint16_t)strlen(job));
    return FINISH(rankJoin, m);
}

size_t rf_frame_rank_report(char *frame, int what, uint64_t epoch, const char *text)
{
    BEGIN(rankReport, m);
    rf_wire_rankReport_set_what(&m, (enum rf_wire_rankReportKind)what);
    rf_wire_rankReport_set_epoch(&m, epoch);
    rf_wire_rankReport_put_text(&m, text, (uint16_t)strlen(text));
    return FINISH(rankReport, m);
}

size_t rf_frame_reader_open(char *frame, uint32_t rank, const char *job, const char *name)
{
    BEGIN(readerOpen, m);
    rf_wire_readerOpen_set_rank(&m, rank);
    rf_wire_readerOpen_put_job(&m, job, (uint16_t)strlen(job));
    rf_wire_readerOpen_put_name(&m, name, (uint16_t)strlen(name));
    return FINISH(readerOpen, m);
}

size_t rf_frame_length(const char *bytes, struct rf_failure *failure)
{
    uint32_t length = get_le(bytes + LENGTH_OFFSET, 4);
    if (length < RF_FRAME_MIN || length > RF_FRAME_MAX) {
        rf_fail(failure, RF_EPROTO, "frame from the agent: length is %u, allowed are %d to %d", length, RF_FRAME_MIN,
            RF_FRAME_MAX);
        return 0;
    }
    return length;
}

const char *rf_frame_name(enum rf_frame_kind kind)
{
    static const char *const names[] = {"Attached", "Refused", "Phase", "Lease", "ReaderOpened", "Available", "Abort",
        "RankOrder", "Synced"};
    return names[kind];
}

/* What the schema says of the frames that agents send: their fixed part, and whether a text follows it. */
struct form {
    uint16_t template_id;
    enum rf_frame_kind kind;
    uint16_t block_length;
    bool has_text;
};

#define FORM(message, kind, has_text)                                                                                  \
    {rf_wire_##message##_sbe_template_id(), kind, rf_wire_##message##_sbe_block_length(), has_text}

static bool find_form(struct form *out, uint32_t template_id)
{
    const struct form forms[] = {
        FORM(attached, RF_FRAME_ATTACHED, true),
        FORM(refused, RF_FRAME_REFUSED, true),
        FORM(phase, RF_FRAME_PHASE, true),
        FORM(lease, RF_FRAME_LEASE, false),
        FORM(readerOpened, RF_FRAME_READER_OPENED, true),
        FORM(available, RF_FRAME_AVAILABLE, false),
        FORM(abort, RF_FRAME_ABORT, true),
        FORM(rankOrder, RF_FRAME_RANK_ORDER, true),
        FORM(synced, RF_FRAME_SYNCED, false),
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].template_id == template_id) {
            *out = forms[i];
            return true;
        }
    }
    return false;
}

static int wrong(struct rf_failure *failure, const char *field, uint32_t got, const char *expected)
{
    return rf_fail(failure, RF_EPROTO, "frame from the agent: %s is %u, expected %s", field, got, expected);
}

static int wrong_number(struct rf_failure *failure, const char *field, uint32_t got, uint32_t expected)
{
    return rf_fail(failure, RF_EPROTO, "frame from the agent: %s is %u, expected %u", field, got, expected);
}

static int check_header(struct form *form, const char *bytes, size_t length, struct rf_failure *failure)
{
    uint32_t block_length = get_le(bytes + HEADER_OFFSET, 2);
    uint32_t template_id = get_le(bytes + HEADER_OFFSET + 2, 2);
    uint32_t schema_id = get_le(bytes + HEADER_OFFSET + 4, 2);
    uint32_t version = get_le(bytes + HEADER_OFFSET + 6, 2);
    if (get_le(bytes + CREDITS_OFFSET, 2) != 0) {
        return wrong_number(failure, "credits", get_le(bytes + CREDITS_OFFSET, 2), 0);
    }
    if (get_le(bytes + RESERVED_OFFSET, 2) != 0) {
        return wrong_number(failure, "the reserved field", get_le(bytes + RESERVED_OFFSET, 2), 0);
    }
    if (schema_id != rf_wire_attach_sbe_schema_id()) {
        return wrong_number(failure, "schemaId", schema_id, rf_wire_attach_sbe_schema_id());
    }
    if (version != rf_wire_attach_sbe_schema_version()) {
        return rf_fail(failure, RF_EPROTO,
            "frame from the agent: protocol version is %u, this library speaks %u; use the same release on both sides",
            version, rf_wire_attach_sbe_schema_version());
    }
    if (!find_form(form, template_id)) {
        return wrong(failure, "templateId", template_id, "a frame that agents send to ranks or readers");
    }
    if (block_length != form->block_length) {
        return rf_fail(failure, RF_EPROTO, "%s frame from the agent: blockLength is %u, expected %u",
            rf_frame_name(form->kind), block_length, form->block_length);
    }
    size_t fixed = BODY_OFFSET + (size_t)block_length + (form->has_text ? 2 : 0);
    size_t text = form->has_text && length >= fixed ? get_le(bytes + fixed - 2, 2) : 0;
    if (length != fixed + text) {
        return rf_fail(failure, RF_EPROTO, "%s frame from the agent: length is %zu, expected %zu",
            rf_frame_name(form->kind), length, fixed + text);
    }
    return 0;
}

/* Wraps the flyweight of a message over the body; the form was checked, so it can't fail. */
#define OVER(message, codec)                                                                                           \
    struct rf_wire_##message codec;                                                                                    \
    rf_wire_##message##_wrap_for_decode(                                                                               \
        &codec, body, 0, form.block_length, rf_wire_##message##_sbe_schema_version(), length - BODY_OFFSET)

int rf_frame_decode(struct rf_frame *out, const char *bytes, size_t length, struct rf_failure *failure)
{
    struct form form = {0};
    int rc = check_header(&form, bytes, length, failure);
    if (rc != 0) {
        return rc;
    }
    char *body = (char *)(uintptr_t)(bytes + BODY_OFFSET); /* the codecs take no const, and decoding writes nothing */
    out->kind = form.kind;
    size_t text_at = BODY_OFFSET + (size_t)form.block_length + 2;
    size_t text_length = form.has_text ? length - text_at : 0;
    memcpy(out->text, bytes + (form.has_text ? text_at : 0), text_length);
    out->text[text_length] = '\0';
    switch (form.kind) {
        case RF_FRAME_ATTACHED: {
            OVER(attached, m);
            out->epoch = rf_wire_attached_epoch(&m);
            out->chunk_bytes = rf_wire_attached_chunkBytes(&m);
            out->chunks = rf_wire_attached_chunks(&m);
            out->crc = rf_wire_attached_crc(&m) != 0;
            break;
        }
        case RF_FRAME_PHASE: {
            OVER(phase, m);
            enum rf_wire_rankPhase phase;
            if (!rf_wire_phase_phase(&m, &phase) || phase == rf_wire_rankPhase_NULL_VALUE) {
                return wrong(failure, "phase", (unsigned char)body[0], "1 to 4");
            }
            out->phase = (int)phase;
            out->attempt = rf_wire_phase_attempt(&m);
            out->epoch = rf_wire_phase_epoch(&m);
            break;
        }
        case RF_FRAME_LEASE: {
            OVER(lease, m);
            out->chunk = rf_wire_lease_chunk(&m);
            break;
        }
        case RF_FRAME_AVAILABLE: {
            OVER(available, m);
            out->bytes = rf_wire_available_bytes(&m);
            out->ended = rf_wire_available_ended(&m) != 0;
            break;
        }
        case RF_FRAME_SYNCED: {
            OVER(synced, m);
            out->number = rf_wire_synced_number(&m);
            break;
        }
        case RF_FRAME_RANK_ORDER: {
            OVER(rankOrder, m);
            enum rf_wire_rankOrderKind what;
            if (!rf_wire_rankOrder_what(&m, &what) || what == rf_wire_rankOrderKind_NULL_VALUE) {
                return wrong(failure, "what", (unsigned char)body[0], "1 to 6");
            }
            out->order = (int)what;
            out->epoch = rf_wire_rankOrder_epoch(&m);
            break;
        }
        case RF_FRAME_REFUSED:
        case RF_FRAME_READER_OPENED:
        case RF_FRAME_ABORT:
            break;
    }
    return 0;
}
