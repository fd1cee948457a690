package org.rankferry.engine.source;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.protocol.image.Crc32c;

/** The image of one rank as the source knows it, from the rank's ImageBegin to the target's ImageStored. */
final class RankImage {
    /** How far it has come. */
    enum State {
        /** Nothing of this set has been written. */
        AWAITED,
        /** The rank writes. */
        WRITING,
        /** The rank has written everything. */
        ENDED,
        /** The target has everything, verified. */
        STORED,
        /** The rank died before its image had ended. */
        LOST
    }

    private final int rank;
    private final Int2ObjectHashMap<StreamRecord> byId = new Int2ObjectHashMap<>();
    private final List<StreamRecord> streams = new ArrayList<>();
    /** Chunks that the answer to the rank's Sync waits for. */
    private final BitSet unsynced = new BitSet();
    private State state = State.AWAITED;
    private String lostCause;
    private long bytesCommitted;
    private long bytesDone;
    private long beganNs;
    private long storedNs;

    RankImage(final int rank) {
        this.rank = rank;
    }

    /** Forgets the image: the next set, or the same one again. */
    void reset(final long nowNs) {
        byId.clear();
        streams.clear();
        unsynced.clear();
        state = State.AWAITED;
        lostCause = null;
        bytesCommitted = 0;
        bytesDone = 0;
        beganNs = nowNs;
        storedNs = 0;
    }

    void begin() {
        become(State.WRITING);
    }

    void end() {
        become(State.ENDED);
    }

    void stored(final long nowNs) {
        storedNs = nowNs;
        become(State.STORED);
    }

    void lost(final String cause) {
        lostCause = cause;
        become(State.LOST);
    }

    StreamRecord open(final int stream, final String name, final boolean seekable, final long expectedBytes) {
        final StreamRecord record = new StreamRecord(stream, name, seekable, expectedBytes);
        byId.put(stream, record);
        streams.add(record);
        return record;
    }

    StreamRecord stream(final int stream) {
        return byId.get(stream);
    }

    /** Streams in the order they were opened. */
    List<StreamRecord> streams() {
        return streams;
    }

    void committed(final int length) {
        bytesCommitted += length;
    }

    void done(final int chunk, final int length) {
        bytesDone += length;
        unsynced.clear(chunk);
    }

    /** The rank's Sync is not answered before this chunk is done. */
    void syncs(final int chunk) {
        unsynced.set(chunk);
    }

    /** Whether every chunk that the rank's last Sync was about is done. */
    boolean synced() {
        return unsynced.isEmpty();
    }

    int rank() {
        return rank;
    }

    State state() {
        return state;
    }

    /** Whether the rank has nothing more to write. */
    boolean settled() {
        return state == State.ENDED || state == State.STORED || state == State.LOST;
    }

    String lostCause() {
        return lostCause;
    }

    long bytesCommitted() {
        return bytesCommitted;
    }

    long bytesDone() {
        return bytesDone;
    }

    /** Sum of the lengths of the streams that have ended. */
    long length() {
        long sum = 0;
        for (final StreamRecord record : streams) {
            sum += record.length();
        }
        return sum;
    }

    /** Sum of the lengths the rank expects its streams to have; 0 when one of them is not known. */
    long expectedBytes() {
        long sum = 0;
        for (final StreamRecord record : streams) {
            if (record.expectedBytes() == 0) {
                return 0;
            }
            sum += record.expectedBytes();
        }
        return sum;
    }

    TransferResult.Image result(final long waitNs) {
        int crc = 0;
        for (final StreamRecord record : streams) {
            crc = Crc32c.combine(crc, record.crc(), record.length());
        }
        return new TransferResult.Image(rank, length(), crc, storedNs - beganNs, waitNs, streams.size());
    }

    private void become(final State next) {
        final boolean legal = switch (next) {
            case AWAITED -> false;
            case WRITING -> state == State.AWAITED;
            case ENDED -> state == State.WRITING;
            case STORED -> state == State.ENDED;
            case LOST -> state == State.AWAITED || state == State.WRITING;
        };
        if (!legal) {
            throw new IllegalStateException("image of rank " + rank + " can't go from " + state + " to " + next);
        }
        state = next;
    }
}
