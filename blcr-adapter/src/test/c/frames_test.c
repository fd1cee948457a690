#include "frames.h"
#include "harness.h"
#include "rankferry.h"

#include <string.h>

/* A frame with a given SBE header and body length. */
static size_t build(char *frame, unsigned block, unsigned template_id, unsigned schema, unsigned version, size_t body)
{
    memset(frame, 0, RF_FRAME_MAX);
    unsigned fields[4] = {block, template_id, schema, version};
    for (int i = 0; i < 4; i++) {
        frame[8 + 2 * i] = (char)fields[i];
        frame[9 + 2 * i] = (char)(fields[i] >> 8);
    }
    size_t length = 16 + body;
    frame[0] = (char)length;
    frame[1] = (char)(length >> 8);
    return length;
}

static const char *decode_error(const char *frame, size_t length)
{
    static struct rf_failure failure;
    struct rf_frame out;
    failure.text[0] = '\0';
    CHECK_INT(RF_EPROTO, rf_frame_decode(&out, frame, length, &failure));
    return failure.text;
}

TEST(frames_with_a_wrong_header_are_refused_by_name)
{
    char frame[RF_FRAME_MAX];
    struct rf_frame out;
    struct rf_failure failure;
    size_t length = build(frame, 4, 44, 7263, 1, 4);
    frame[16] = 9;
    CHECK_INT(0, rf_frame_decode(&out, frame, length, &failure));
    CHECK_INT(RF_FRAME_LEASE, out.kind);
    CHECK_INT(9, out.chunk);
    CHECK_TEXT("blockLength is 5, expected 4", decode_error(frame, build(frame, 5, 44, 7263, 1, 5)));
    CHECK_TEXT("templateId is 45", decode_error(frame, build(frame, 22, 45, 7263, 1, 22)));
    CHECK_TEXT("schemaId is 7264, expected 7263", decode_error(frame, build(frame, 4, 44, 7264, 1, 4)));
    CHECK_TEXT("protocol version is 2, this library speaks 1", decode_error(frame, build(frame, 4, 44, 7263, 2, 4)));
    CHECK_TEXT("length is 19, expected 20", decode_error(frame, build(frame, 4, 44, 7263, 1, 3)));
    CHECK_TEXT("length is 21, expected 20", decode_error(frame, build(frame, 4, 44, 7263, 1, 5)));
    length = build(frame, 4, 44, 7263, 1, 4);
    frame[4] = 1;
    CHECK_TEXT("credits is 1, expected 0", decode_error(frame, length));
    length = build(frame, 4, 44, 7263, 1, 4);
    frame[6] = 1;
    CHECK_TEXT("reserved", decode_error(frame, length));
}

TEST(frames_with_a_wrong_text_or_value_are_refused)
{
    char frame[RF_FRAME_MAX];
    size_t length = build(frame, 13, 42, 7263, 1, 13 + 2); /* Phase, text of 0 bytes */
    frame[16] = 5;
    CHECK_TEXT("phase is 5", decode_error(frame, length));
    frame[16] = (char)255;
    CHECK_TEXT("phase is 255", decode_error(frame, length));
    frame[16] = 1;
    frame[16 + 13] = 1; /* a text of 1 byte that is not there */
    CHECK_TEXT("length is 31, expected 32", decode_error(frame, length));
    frame[16 + 14] = (char)0xff;
    CHECK_TEXT("Phase frame", decode_error(frame, length));
    CHECK_TEXT("Phase frame", decode_error(frame, build(frame, 13, 42, 7263, 1, 13)));
    CHECK_TEXT("Phase frame", decode_error(frame, build(frame, 13, 42, 7263, 1, 0)));
}

TEST(frames_of_random_bytes_never_break_the_decoder)
{
    static const unsigned templates[] = {2, 16, 41, 42, 44, 61, 62};
    static const unsigned blocks[] = {17, 15, 17, 13, 4, 0, 9};
    struct rf_frame out;
    struct rf_failure failure;
    for (int round = 0; round < 20000; round++) {
        char frame[RF_FRAME_MAX];
        size_t which = test_random() % 7;
        size_t length = build(frame, blocks[which], templates[which], 7263, 1, test_random() % 64);
        for (size_t i = 16; i < length; i++) {
            frame[i] = (char)(test_random() % 4 == 0 ? test_random() : 0);
        }
        int rc = rf_frame_decode(&out, frame, length, &failure);
        CHECK(rc == 0 || rc == RF_EPROTO);
    }
}

TEST(frames_out_of_bounds_are_refused)
{
    static const uint32_t wrong[] = {0, 15, 4097, 0xffffffff};
    struct rf_failure failure;
    for (size_t i = 0; i < 4; i++) {
        char bytes[4];
        memcpy(bytes, &wrong[i], 4);
        CHECK_INT(0, rf_frame_length(bytes, &failure));
        CHECK_TEXT("length is ", failure.text);
    }
}
