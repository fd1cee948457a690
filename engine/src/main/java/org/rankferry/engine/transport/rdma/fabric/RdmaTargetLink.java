package org.rankferry.engine.transport.rdma.fabric;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.wire.FrameFault;

/** The target's end: a queue pair with the session's frames, and READs over it and over those that joined. */
final class RdmaTargetLink implements TargetLink {
    private static final int NONE = -1;

    private final RdmaFabric fabric;
    private final RdmaListener listener;
    private final QueuePair frames;
    private final ReadLanes lanes;
    private IntArrayQueue completed = new IntArrayQueue(NONE);
    private final FrameHandler onData = this::onData;
    private UnsafeBuffer hello;
    private DataPass expected;
    private String[] faults;
    private int chunkBytes;
    private int chunks;
    private QueuePair joining;
    private int underWay;

    /** A link whose first frame was taken already. */
    RdmaTargetLink(
        final RdmaFabric fabric, final RdmaListener listener, final QueuePair frames, final UnsafeBuffer hello) {

        this.fabric = fabric;
        this.listener = listener;
        this.frames = frames;
        this.hello = hello;
        lanes = new ReadLanes(this::onRead);
    }

    @Override
    public void expectData(final long sessionHigh, final long sessionLow, final byte[] token) {
        expected = new DataPass(sessionHigh, sessionLow, token);
        listener.expect(this);
        if (listener.rails().size() > 1) {
            final UnsafeBuffer offer = RailFrames.offer(listener.rails());
            frames.send(offer, 0, offer.capacity());
        }
    }

    /** Whether a data connection that shows a pass is this link's. The pass is good for as many as the source makes. */
    boolean expects(final DataPass pass) {
        return expected != null && expected.matches(pass);
    }

    /** Takes a data connection; the regions its rail knows the pool by follow on it. */
    void join(final QueuePair queuePair) {
        lanes.add(queuePair);
    }

    @Override
    public void attach(
        final PoolRegions regions, final int bytesOfChunk, final int chunksOfPool, final int readDepth) {

        chunkBytes = bytesOfChunk;
        chunks = chunksOfPool;
        faults = new String[readDepth];
        completed = new IntArrayQueue(Math.max(readDepth + 1, IntArrayQueue.MIN_CAPACITY), NONE);
        try {
            lanes.attach(frames, RemotePool.of(regions.regions(), bytesOfChunk, chunksOfPool), readDepth);
        } catch (final IllegalArgumentException e) {
            frames.lose("bad pool of " + peer() + ": " + e.getMessage() + "; run the same rankferry on both ends");
        }
    }

    @Override
    public boolean readable() {
        return state() == LinkState.OPEN && lanes.attached();
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
        if (destination.length() != length) {
            throw new IllegalArgumentException(
                "READ of " + length + " bytes into a destination of " + destination.length());
        }
        if (underWay == faults.length) {
            throw new IllegalStateException("READ of chunk " + chunk + " in slot " + slot + ": " + underWay
                + " READs are under way already, as many as the link was attached for");
        }
        underWay++;
        lanes.read(slot, chunk, destination);
    }

    @Override
    public int pollReads(final ReadHandler handler, final int limit) {
        fabric.progress();
        int work = lanes.greet(onData, this);
        for (int i = 0; i < limit && !completed.isEmpty(); i++) {
            final int slot = completed.pollInt();
            final String fault = faults[slot];
            faults[slot] = null;
            work++;
            underWay--;
            handler.onRead(slot, fault);
        }
        work += lanes.repost();
        return work;
    }

    /** A READ that no lane can bring any more ends with a fault, and the link with it. */
    private void onRead(final int slot, final int status, final QueuePair lane) {
        if (status == WorkFaults.SUCCESS) {
            completed.addInt(slot);
        } else if (!WorkFaults.follows(status)) {
            faults[slot] = WorkFaults.describe(status) + " on device " + lane.rail().device().name() + "; "
                + CmFaults.doctor(lane.address().getAddress().getHostAddress());
            completed.addInt(slot);
        }
    }

    /** The next frames of this lane go to {@link #onData}. */
    void joining(final QueuePair lane) {
        joining = lane;
    }

    private void onData(final DirectBuffer buffer, final int offset, final int length) {
        try {
            final PoolRegion[] regions = RailFrames.readRegions(buffer, offset, length);
            if (regions == null) {
                joining.lose("a frame that is no PoolRegions on a data connection of " + peer());
            } else {
                lanes.open(joining, RemotePool.of(regions, chunkBytes, chunks));
            }
        } catch (final FrameFault | IllegalArgumentException e) {
            joining.lose("bad pool on a data connection of " + peer() + ": " + e.getMessage());
        }
    }

    @Override
    public String notice() {
        return lanes.notice();
    }

    @Override
    public LinkState state() {
        fabric.progress();
        final LinkState state = frames.state();
        if (state != LinkState.OPEN) {
            release();
        }
        return state;
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
        if (expected != null) {
            listener.advance();
        }
        taken += frames.poll(handler, limit - taken);
        return taken;
    }

    @Override
    public int flush() {
        return frames.flush();
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

    private void release() {
        expected = null;
        listener.forget(this);
        CloseHelper.quietClose(lanes);
    }
}
