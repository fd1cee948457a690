package org.rankferry.engine.transport.shm;

import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.SourceLink;

/** The source's end: frames; the pool file is open to the target by itself. */
final class ShmSourceLink implements SourceLink {
    private final FrameChannel frames;
    private final PoolMemory pool;

    ShmSourceLink(final FrameChannel frames, final PoolMemory pool) {
        this.frames = frames;
        this.pool = pool;
    }

    @Override
    public PoolRegions regions() {
        return PoolRegions.whole(pool, pool.path().toAbsolutePath().toString());
    }

    @Override
    public void openData(final long sessionHigh, final long sessionLow, final byte[] token) {
        // The target maps the pool; there is no connection to make.
    }

    @Override
    public int serve() {
        return 0;
    }

    @Override
    public boolean nobodyListens() {
        return frames.nobodyListens();
    }

    @Override
    public LinkState state() {
        return frames.state();
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
        return frames.poll(handler, limit);
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
    }
}
