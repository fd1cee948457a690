package org.rankferry.engine.transport.tcp;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketConnect;
import org.rankferry.engine.transport.SourceLink;

/** The source's end: the connection of frames, and after {@link #openData} the data connection. */
final class TcpSourceLink implements SourceLink {
    private final FrameChannel frames;
    private final Endpoint.Inet target;
    private final PoolMemory pool;
    private final LinkOptions options;
    private final Readiness readiness;
    private final TcpSettings settings;
    private FrameChannel data;
    private ReplyWriter replies;

    TcpSourceLink(
        final FrameChannel frames,
        final Endpoint.Inet target,
        final PoolMemory pool,
        final LinkOptions options,
        final Readiness readiness,
        final TcpSettings settings) {
        this.frames = frames;
        this.target = target;
        this.pool = pool;
        this.options = options;
        this.readiness = readiness;
        this.settings = settings;
    }

    @Override
    public PoolRegions regions() {
        return PoolRegions.whole(pool, "");
    }

    @Override
    public void openData(final long sessionHigh, final long sessionLow, final byte[] token) {
        final SocketConnect connect = SocketConnect.begin(
            target, options.connectTimeoutNs(), settings.sendBytes(), settings.receiveBytes());
        data = FrameChannel.connecting(connect, target + " (data connection)", options, readiness);
        replies = new ReplyWriter(data, pool, settings.writeBudget());
        final UnsafeBuffer pass = new DataPass(sessionHigh, sessionLow, token).frame();
        data.send(pass, 0, pass.capacity());
    }

    @Override
    public int serve() {
        if (data == null || frames.state() != LinkState.OPEN) {
            return 0;
        }
        final int work = data.flush() + replies.serve();
        if (data.state() == LinkState.LOST) {
            frames.fail(data.cause());
        }
        return work;
    }

    @Override
    public boolean nobodyListens() {
        return frames.nobodyListens();
    }

    @Override
    public LinkState state() {
        final LinkState state = frames.state();
        if (state != LinkState.OPEN && data != null) {
            data.close();
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
        final int taken = frames.poll(handler, limit);
        state();
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
        if (data != null) {
            data.close();
        }
    }
}
