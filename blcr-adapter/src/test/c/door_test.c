#include "door.h"
#include "harness.h"
#include "rankferry.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void open_pair(struct rf_door *door, int *peer)
{
    int fds[2];
    memset(door, 0, sizeof *door);
    CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
    door->fd = fds[0];
    *peer = fds[1];
}

/* Nobody has read the end of the connection yet, so the send itself meets it. */
TEST(door_send_to_a_dead_peer_raises_no_signal)
{
    struct rf_door door;
    struct rf_failure failure;
    char frame[RF_FRAME_MAX];
    int peer;
    open_pair(&door, &peer);
    close(peer);
    CHECK_INT(RF_ELOST, rf_door_send(&door, frame, rf_frame_image_end(frame, 1, 0), rf_deadline(1000), &failure));
    rf_door_close(&door);
}

/* A peer that does not read: the deadline passes, and no frame is ever cut. */
TEST(door_send_keeps_frames_whole_across_a_deadline)
{
    struct rf_door door;
    struct rf_failure failure;
    char frame[RF_FRAME_MAX];
    int peer;
    open_pair(&door, &peer);
    uint64_t sent = 0;
    int rc;
    do {
        size_t n = rf_frame_commit(frame, 1, 2, 3, 4, sent);
        rc = rf_door_send(&door, frame, n, rf_deadline(20), &failure);
        sent += rc == 0 ? 1 : 0;
    } while (rc == 0);
    CHECK_INT(RF_EDEADLINE, rc);
    CHECK_TEXT("reads no frames", failure.text);
    uint64_t got = 0;
    char expected[RF_FRAME_MAX];
    char bytes[RF_FRAME_MAX];
    size_t length = rf_frame_commit(expected, 1, 2, 3, 4, 0);
    size_t have = 0;
    while (got < sent) {
        ssize_t n = recv(peer, bytes + have, length - have, 0);
        if (n <= 0) {
            rf_door_wait(&door, 0, &failure); /* sends what was kept */
            continue;
        }
        have += (size_t)n;
        if (have == length) {
            rf_frame_commit(expected, 1, 2, 3, 4, got);
            CHECK(memcmp(expected, bytes, length) == 0);
            got++;
            have = 0;
        }
    }
    rf_door_close(&door);
    close(peer);
}

/* However the bytes are cut on the way, the frames come out whole. */
TEST(door_receive_puts_frames_together)
{
    struct rf_door door;
    struct rf_failure failure;
    struct rf_frame frame;
    int peer;
    open_pair(&door, &peer);
    char bytes[20] = "\x14\0\0\0\0\0\0\0\x04\0\x2c\0\x5f\x1c\x01\0";
    CHECK_INT(0, rf_door_receive(&door, &frame, &failure));
    CHECK_INT(RF_EDEADLINE, rf_door_wait(&door, rf_deadline(5), &failure));
    for (int round = 0; round < 2000; round++) {
        bytes[16] = (char)round;
        bytes[17] = (char)(round >> 8);
        size_t cut = test_random() % sizeof bytes;
        CHECK_INT(cut, send(peer, bytes, cut, 0));
        CHECK_INT(0, rf_door_receive(&door, &frame, &failure));
        CHECK_INT(sizeof bytes - cut, send(peer, bytes + cut, sizeof bytes - cut, 0));
        CHECK_INT(1, rf_door_receive(&door, &frame, &failure));
        CHECK_INT(round, frame.chunk);
    }
    close(peer);
    CHECK_INT(RF_ELOST, rf_door_receive(&door, &frame, &failure));
    rf_door_close(&door);
}
