package org.rankferry.protocol.session;

import java.util.Queue;

import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.wire.FrameLimits;

/**
 * One HeldChunks frame to be sent.
 *
 * @param rank of the stream
 * @param stream id
 * @param ordinals held, all of the stream
 * @param from first extent in this frame
 * @param to extent behind the last in this frame
 */
record HeldFrame(int rank, int stream, ExtentSet ordinals, int from, int to) {
    /** Cuts a stream's ordinals into frames. */
    static void queue(int rank, int stream, ExtentSet ordinals, Queue<HeldFrame> frames) {
        for (int from = 0; from < ordinals.count(); from += FrameLimits.MAX_EXTENTS) {
            frames.add(new HeldFrame(rank, stream, ordinals, from,
                Math.min(ordinals.count(), from + FrameLimits.MAX_EXTENTS)));
        }
    }
}
