package org.rankferry.engine.transport.rdma.fabric;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.protocol.wire.FrameFault;

/**
 * The source's end: one queue pair with the session's frames, and more on each rail that are there for READs only. The
 * device serves READs by itself.
 */
final class RdmaSourceLink implements SourceLink {
    /** With another address to try, one that does not answer is not waited for until the very deadline. */
    private static final long TURN_NS = TimeUnit.SECONDS.toNanos(3);
    private static final int DATA_OUTBOX_FRAMES = 2;
    private static final FrameHandler NO_FRAMES = (buffer, offset, length) -> {
    };

    private final RdmaFabric fabric;
    private final PoolMemory pool;
    private final LinkOptions options;
    private final Ways ways;
    private final QueuePair frames;
    private final List<QueuePair> data = new ArrayList<>();
    private final List<QueuePair> greeted = new ArrayList<>();
    private final FrameHandler sift = this::sift;
    private FrameHandler handler;
    private DataPass pass;
    private boolean turned;

    RdmaSourceLink(
        final RdmaFabric fabric, final String peer, final Ways ways, final PoolMemory pool,
        final LinkOptions options) {

        this.fabric = fabric;
        this.pool = pool;
        this.options = options;
        this.ways = ways;
        final long timeoutNs =
            ways.several() ? Math.min(TURN_NS, options.connectTimeoutNs()) : options.connectTimeoutNs();
        frames = QueuePair.dial(fabric, peer, ways.current(), RdmaFabric.outboxFrames(options), timeoutNs);
    }

    @Override
    public PoolRegions regions() {
        return fabric.exposure(pool).onRail(frames.railIndex());
    }

    @Override
    public void openData(final long sessionHigh, final long sessionLow, final byte[] token) {
        pass = new DataPass(sessionHigh, sessionLow, token);
        for (final InetSocketAddress address : ways.all()) {
            for (int i = 0; i < fabric.queuePairs(); i++) {
                data.add(QueuePair.dial(
                    fabric, frames.peer() + " (data)", address, DATA_OUTBOX_FRAMES, options.connectTimeoutNs()));
            }
        }
    }

    @Override
    public int serve() {
        int work = 0;
        for (int i = data.size() - 1; i >= 0; i--) {
            final QueuePair queuePair = data.get(i);
            work += queuePair.poll(NO_FRAMES, 1);
            switch (queuePair.state()) {
                case OPEN -> work += greet(queuePair);
                case LOST -> {
                    // The target stops using it by itself; the others go on.
                    data.remove(i);
                    greeted.remove(queuePair);
                    queuePair.close();
                    work++;
                }
                default -> {
                    // Under way.
                }
            }
        }
        return work;
    }

    private int greet(final QueuePair queuePair) {
        if (!greeted.contains(queuePair)) {
            greeted.add(queuePair);
            send(queuePair, pass.frame());
            send(queuePair, RailFrames.regions(fabric.exposure(pool).onRail(queuePair.railIndex())));
        }
        return queuePair.flush();
    }

    private static void send(final QueuePair queuePair, final UnsafeBuffer frame) {
        queuePair.send(frame, 0, frame.capacity());
    }

    @Override
    public boolean nobodyListens() {
        return frames.nobodyListens();
    }

    @Override
    public LinkState state() {
        fabric.progress();
        final LinkState state = frames.state();
        if (state == LinkState.LOST && !turned) {
            turned = true;
            ways.turn();
            closeData();
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
    public int poll(final FrameHandler to, final int limit) {
        handler = to;
        return frames.poll(sift, limit);
    }

    private void sift(final DirectBuffer buffer, final int offset, final int length) {
        if (!RailFrames.isOffer(buffer, offset)) {
            handler.onFrame(buffer, offset, length);
            return;
        }
        try {
            ways.learn(RailFrames.readOffer(buffer, offset, length));
        } catch (final FrameFault e) {
            frames.lose("bad frame from " + peer() + ": " + e.getMessage());
        }
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
        closeData();
    }

    private void closeData() {
        CloseHelper.quietCloseAll(data);
        data.clear();
        greeted.clear();
    }
}
