package org.rankferry.protocol.session;

import java.util.BitSet;

import org.rankferry.protocol.wire.FrameLimits;

/** Chunks that are READY, and those of them that are done but not told yet. Every chunk is in it at most once. */
final class DoneQueue {
    /** Enough to make frames rare, few enough that the source's ranks do not wait for chunks long free. */
    private static final int BATCH = 16;

    /** Advertised, and its ChunkDone not sent. */
    private final BitSet ready;
    /** Done, and its ChunkDone not sent. */
    private final BitSet done;
    private final int[] queue;
    private final int batch;
    private int queued;

    DoneQueue(int chunks) {
        ready = new BitSet(chunks);
        done = new BitSet(chunks);
        queue = new int[chunks];
        // A quarter of a small pool: the source would run dry before 16 came together.
        batch = Math.clamp(chunks / 4, 1, BATCH);
    }

    /** A chunk was advertised. Returns false when it is READY already. */
    boolean ready(int chunk) {
        if (ready.get(chunk)) {
            return false;
        }
        ready.set(chunk);
        return true;
    }

    int chunks() {
        return queue.length;
    }

    /** A chunk is done. Returns whether a batch is full. */
    boolean done(int chunk) {
        if (chunk < 0 || chunk >= queue.length || !ready.get(chunk) || done.get(chunk)) {
            throw new IllegalStateException("chunk " + chunk + " of " + queue.length + " is done but was not READY");
        }
        done.set(chunk);
        queue[queued++] = chunk;
        return queued >= batch;
    }

    boolean isEmpty() {
        return queued == 0;
    }

    /** Sends one frame of done chunks; from then on the source may advertise them again. */
    void flush(TargetFrames frames) {
        final int count = Math.min(queued, FrameLimits.MAX_DONE);
        frames.chunkDone(queue, count);
        for (int i = 0; i < count; i++) {
            ready.clear(queue[i]);
            done.clear(queue[i]);
        }
        queued -= count;
        System.arraycopy(queue, count, queue, 0, queued);
    }
}
