package org.rankferry.engine.transport.tcp;


import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TargetLink;

/** The target's end: the connection that began with Hello, and the data connection that showed the token. */
final class TcpTargetLink implements TargetLink {
    private final TcpListener listener;
    private final FrameChannel frames;
    private final long dataTimeoutNs;
    private final int readBudget;
    private UnsafeBuffer hello;
    private DataPass expected;
    private long dataDeadlineNs;
    private FrameChannel data;
    private ReadQueue reads;
    private int chunks;
    private int chunkBytes;
    private int depth;

    /**
     * A link whose first frame was read already.
     *
     * @param listener      that data connections come in by.
     * @param frames        the connection.
     * @param hello         its first frame, delivered by the first poll.
     * @param dataTimeoutNs for the data connection to come once it is expected.
     * @param readBudget    bytes to take in per poll.
     */
    TcpTargetLink(
        final TcpListener listener,
        final FrameChannel frames,
        final UnsafeBuffer hello,
        final long dataTimeoutNs,
        final int readBudget) {
        this.listener = listener;
        this.frames = frames;
        this.hello = hello;
        this.dataTimeoutNs = dataTimeoutNs;
        this.readBudget = readBudget;
    }

    @Override
    public void expectData(final long sessionHigh, final long sessionLow, final byte[] token) {
        expected = new DataPass(sessionHigh, sessionLow, token);
        dataDeadlineNs = System.nanoTime() + dataTimeoutNs;
        listener.expect(this);
    }

    /** Whether this link waits for the data connection that shows a pass. */
    boolean expects(final DataPass pass) {
        return expected != null && expected.matches(pass);
    }

    /** Takes its data connection. The token is used up. */
    void join(final FrameChannel connection) {
        expected = null;
        data = connection;
        listener.forget(this);
        makeReads();
    }

    @Override
    public void attach(final PoolRegions regions, final int bytesOfChunk, final int chunksOfPool, final int readDepth) {
        chunkBytes = bytesOfChunk;
        chunks = chunksOfPool;
        depth = readDepth;
        makeReads();
    }

    @Override
    public boolean readable() {
        return state() == LinkState.OPEN && reads != null;
    }

    @Override
    public void read(final int slot, final int chunk, final int length, final Destination destination) {
        if (!readable()) {
            return;
        }
        if (chunk < 0 || chunk >= chunks || length < 1 || length > chunkBytes) {
            frames.lose("READ of " + length + " bytes of chunk " + chunk + " refused: the pool of " + peer() + " has "
                + chunks + " chunks of " + chunkBytes + " bytes");
            return;
        }
        reads.post(slot, chunk, length, destination);
    }

    @Override
    public int pollReads(final ReadHandler handler, final int limit) {
        if (!readable()) {
            return 0;
        }
        final int work = reads.poll(handler, limit);
        if (data.state() == LinkState.LOST) {
            frames.fail(data.cause());
        }
        return work;
    }

    @Override
    public LinkState state() {
        if (expected != null) {
            awaitData();
        }
        final LinkState state = frames.state();
        if (state != LinkState.OPEN) {
            release();
        }
        return state;
    }

    private void awaitData() {
        listener.advance();
        if (expected != null && System.nanoTime() - dataDeadlineNs >= 0) {
            frames.fail("the data connection of " + peer() + " did not come within "
                + SocketFaults.millis(dataTimeoutNs) + ": the source must be able to connect to this port twice;"
                + " check the firewalls between");
        }
    }

    @Override
    public String peer() {
        return frames.peer();
    }

    @Override
    public String cause() {
        return frames.cause();
    }

    @Override
    public int poll(final FrameHandler handler, final int limit) {
        int taken = 0;
        if (hello != null && limit > 0) {
            final UnsafeBuffer first = hello;
            hello = null;
            handler.onFrame(first, 0, first.capacity());
            taken = 1;
        }
        taken += frames.poll(handler, limit - taken);
        state();
        return taken;
    }

    @Override
    public int flush() {
        return frames.flush() + (reads == null ? 0 : reads.flush());
    }

    @Override
    public void send(final MutableDirectBuffer frame, final int offset, final int length) {
        frames.send(frame, offset, length);
    }

    @Override
    public void close() {
        frames.close();
        release();
    }

    private void makeReads() {
        if (data != null && depth > 0) {
            reads = new ReadQueue(data, depth, readBudget);
        }
    }

    private void release() {
        expected = null;
        listener.forget(this);
        if (data != null) {
            data.close();
        }
    }
}
