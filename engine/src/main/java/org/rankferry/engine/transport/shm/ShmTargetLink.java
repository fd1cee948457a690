package org.rankferry.engine.transport.shm;

import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TransportException;

/** The target's end: frames, and copies out of the source's mapped pool. */
final class ShmTargetLink implements TargetLink {
    private final FrameChannel frames;
    private CopyQueue copies;

    ShmTargetLink(final FrameChannel frames) {
        this.frames = frames;
    }

    @Override
    public void expectData(final long sessionHigh, final long sessionLow, final byte[] token) {
        // Data comes out of the mapped pool.
    }

    @Override
    public void attach(final PoolRegions regions, final int chunkBytes, final int chunks, final int readDepth) {
        try {
            copies = new CopyQueue(new PoolMapping(regions.path(), chunkBytes, chunks), readDepth);
        } catch (final TransportException e) {
            frames.lose(e.getMessage());
        }
    }

    @Override
    public boolean readable() {
        return state() == LinkState.OPEN && copies != null;
    }

    @Override
    public void read(final int slot, final int chunk, final int length, final Destination destination) {
        if (!readable()) {
            return;
        }
        if (!copies.pool().holds(chunk, length)) {
            frames.lose("READ of " + length + " bytes of chunk " + chunk + " refused: the pool of " + peer() + " has "
                + copies.pool());
            return;
        }
        if (destination.length() != length) {
            throw new IllegalArgumentException(
                "READ of " + length + " bytes into a destination of " + destination.length());
        }
        copies.post(slot, chunk, destination);
    }

    @Override
    public int pollReads(final ReadHandler handler, final int limit) {
        if (!readable()) {
            return 0;
        }
        try {
            return copies.poll(handler, limit);
        } catch (final InternalError e) {
            // What the JVM makes of SIGBUS: the file has become shorter than its mapping.
            frames.lose("the pool file of " + peer() + " was cut while it was read: the source removed it or its file "
                + "system is full; see its log");
            release();
            return 0;
        }
    }

    @Override
    public LinkState state() {
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
        release();
    }

    private void release() {
        if (copies != null) {
            copies.close();
            copies = null;
        }
    }
}
