package org.rankferry.engine.observe;

import java.nio.ByteBuffer;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.rankferry.engine.api.RankProgress;

/**
 * What an agent counts for one rank, so that progress can be shown. The key of each counter is the rank, an int at
 * offset 0. Written by the agent's thread, readable by any.
 */
public final class RankCounters {
    static final int BYTES_TYPE_ID = 1001;
    static final int EXPECTED_TYPE_ID = 1002;
    static final int STATE_TYPE_ID = 1003;
    static final int COUNTERS_PER_RANK = 3;
    static final int RANK_KEY_OFFSET = 0;

    private final int rank;
    private final AtomicCounter bytes;
    private final AtomicCounter expectedBytes;
    private final AtomicCounter state;

    private RankCounters(
        final int rank, final AtomicCounter bytes, final AtomicCounter expectedBytes, final AtomicCounter state) {
        this.rank = rank;
        this.bytes = bytes;
        this.expectedBytes = expectedBytes;
        this.state = state;
    }

    static RankCounters allocate(final CountersManager counters, final int rank) {
        return new RankCounters(
            rank,
            counter(counters, BYTES_TYPE_ID, "rank_bytes (bytes)", rank),
            counter(counters, EXPECTED_TYPE_ID, "rank_expected_bytes (bytes)", rank),
            counter(counters, STATE_TYPE_ID, "rank_state", rank));
    }

    /** Counters that only this process sees: for ranks that no longer fit into the file. */
    static RankCounters detached(final int rank) {
        return new RankCounters(rank, detachedCounter(), detachedCounter(), detachedCounter());
    }

    private static AtomicCounter counter(
        final CountersManager counters, final int typeId, final String name, final int rank) {
        return counters.newCounter(
            name + " rank=" + rank, typeId, key -> key.putInt(RANK_KEY_OFFSET, rank));
    }

    private static AtomicCounter detachedCounter() {
        return new AtomicCounter(new UnsafeBuffer(ByteBuffer.allocateDirect(CountersReader.COUNTER_LENGTH)), 0);
    }

    /** The rank. */
    public int rank() {
        return rank;
    }

    /** Adds bytes of the image that went through; agent's thread. */
    public void addBytes(final long length) {
        bytes.getAndAddRelease(length);
    }

    /** Begins an image: no bytes yet, this many expected (0 while unknown); agent's thread. */
    public void begin(final long expected) {
        bytes.setRelease(0);
        expectedBytes.setRelease(expected);
        state(RankState.WRITING);
    }

    /** More bytes are expected, as another stream of the image opens; agent's thread. */
    public void addExpectedBytes(final long length) {
        expectedBytes.getAndAddRelease(length);
    }

    /** The rank's state changed; agent's thread. */
    public void state(final RankState next) {
        state.setRelease(next.code());
    }

    /** What progress shows; any thread. */
    public RankProgress progress() {
        return new RankProgress(
            rank, bytes.getAcquire(), expectedBytes.getAcquire(), RankState.ofCode(state.getAcquire()).toString());
    }

    void free() {
        bytes.close();
        expectedBytes.close();
        state.close();
    }
}
