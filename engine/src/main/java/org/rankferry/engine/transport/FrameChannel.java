package org.rankferry.engine.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.agrona.MutableDirectBuffer;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameOutbox;

/**
 * Frames over one non-blocking stream socket, TCP or Unix; what the links of {@code tcp} and {@code shm} are composed
 * of.
 *
 * <p>The selector only notes what the socket is ready for; the socket is read in {@link #poll} and written in
 * {@link #flush}, so a duty cycle that calls {@link Readiness#poll()} once makes no futile system call. Raw bytes may
 * travel between frames: {@link #read} takes those behind the last frame, {@link #write} puts some behind the frames
 * queued.
 *
 * <p>A fault found while writing does not hide what the peer said last (a Refused, an Abort): the channel stays open
 * until everything that has arrived was polled. Used by one thread. Allocates nothing once connected. A closed socket
 * gives its descriptor back with the next {@link Readiness#poll()} or when the Readiness is closed.
 */
public final class FrameChannel implements Link {
    private final SocketChannel socket;
    private final String peer;
    private final LinkLife life = new LinkLife();
    private final FrameAssembler assembler = new FrameAssembler();
    private final int outboxFrames;
    private FrameOutbox outbox;
    private SocketConnect connecting;
    private SocketReadiness ready;
    private String failing;

    private FrameChannel(final SocketChannel socket, final String peer, final LinkOptions options) {
        this.socket = socket;
        this.peer = peer;
        // The peer's credits are not known yet; both ends use like ones, and a frame for good-bye is always free.
        this.outboxFrames = Math.max(options.credits(), 64) + 2;
    }

    /**
     * Takes over a socket that a listener has accepted.
     *
     * @param socket    connected and non-blocking.
     * @param peer      address for messages.
     * @param options   of the link.
     * @param readiness the agent sleeps on.
     */
    public static FrameChannel accepted(
        final SocketChannel socket, final String peer, final LinkOptions options, final Readiness readiness) {
        final FrameChannel channel = new FrameChannel(socket, peer, options);
        channel.ready = new SocketReadiness(socket, true, readiness);
        channel.life.opened();
        return channel;
    }

    /**
     * Takes over a connect under way.
     *
     * @param connect   that has begun.
     * @param peer      address for messages.
     * @param options   of the link.
     * @param readiness the agent sleeps on.
     */
    public static FrameChannel connecting(
        final SocketConnect connect, final String peer, final LinkOptions options, final Readiness readiness) {
        final FrameChannel channel = new FrameChannel(connect.socket(), peer, options);
        channel.connecting = connect;
        if (connect.fault() != null) {
            channel.lose(connect.fault());
            return channel;
        }
        channel.ready = new SocketReadiness(connect.socket(), connect.isConnected(), readiness);
        if (connect.isConnected()) {
            channel.life.opened();
        }
        return channel;
    }

    @Override
    public LinkState state() {
        if (life.state() == LinkState.CONNECTING) {
            continueConnect();
        }
        return life.state();
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public String cause() {
        return life.cause();
    }

    /** Whether it was lost because nobody listens at the peer's address. */
    public boolean nobodyListens() {
        return connecting != null && connecting.nobodyListens();
    }

    /** Whether the peer's bytes can be read, its end or a fault among them. */
    public boolean isReadable() {
        return life.isOpen() && ready.isReadable();
    }

    @Override
    public int poll(final FrameHandler handler, final int limit) {
        if (state() != LinkState.OPEN) {
            return 0;
        }
        int taken = 0;
        while (taken < limit && life.isOpen()) {
            if (nextFrame()) {
                taken++;
                handler.onFrame(assembler.buffer(), assembler.offset(), assembler.length());
            } else if (!life.isOpen() || receive(assembler.writable(), true) <= 0) {
                break;
            }
        }
        return taken;
    }

    /**
     * Reads raw bytes behind the last frame polled.
     *
     * @param target with room; its position moves.
     * @return bytes read, 0 when there are none now or the channel is not open.
     */
    public int read(final ByteBuffer target) {
        if (state() != LinkState.OPEN) {
            return 0;
        }
        if (assembler.buffered() > 0) {
            return assembler.take(target, target.remaining());
        }
        return Math.max(0, receive(target, false));
    }

    @Override
    public void send(final MutableDirectBuffer frame, final int offset, final int length) {
        if (state() == LinkState.LOST || life.state() == LinkState.CLOSED) {
            return;
        }
        if (outbox == null) {
            outbox = new FrameOutbox(outboxFrames);
        }
        if (outbox.space() < length) {
            flush();
        }
        if (outbox.space() < length) {
            lose("connection to " + peer + " given up: it has not taken the " + outbox.remaining()
                + " bytes of frames that wait; the process there hangs or ignores its credits");
            return;
        }
        outbox.send(frame, offset, length);
    }

    @Override
    public int flush() {
        if (outbox == null || outbox.isEmpty() || state() != LinkState.OPEN || !ready.isWritable()) {
            return 0;
        }
        final int n = transmit(outbox.readable());
        outbox.written(n);
        if (outbox.isEmpty()) {
            writeIdle();
        }
        return n > 0 ? 1 : 0;
    }

    /**
     * Writes raw bytes behind the frames queued.
     *
     * @param source with bytes; its position moves.
     * @return bytes written, 0 when none can be now or the channel is not open.
     */
    public int write(final ByteBuffer source) {
        flush();
        if (state() != LinkState.OPEN || !ready.isWritable() || (outbox != null && !outbox.isEmpty())) {
            return 0;
        }
        return transmit(source);
    }

    /** There is nothing more to write: room in the socket is of no interest now. */
    public void writeIdle() {
        ready.writeIdle();
    }

    /**
     * Ends it once the frames that have arrived were polled.
     *
     * @param cause of the loss, in one line.
     */
    public void fail(final String cause) {
        if (life.isOpen()) {
            failing = failing == null ? cause : failing;
            ready.readable(true);
        } else {
            lose(cause);
        }
    }

    /**
     * Ends it at once.
     *
     * @param cause of the loss, in one line.
     */
    public void lose(final String cause) {
        if (life.lost(cause)) {
            shut();
        }
    }

    @Override
    public void close() {
        if (life.closed()) {
            shut();
        }
    }

    private void continueConnect() {
        if (connecting.advance(ready.isConnectable())) {
            life.opened();
            ready.writeIdle();
        } else if (connecting.fault() != null) {
            lose(connecting.fault());
        }
    }

    private boolean nextFrame() {
        try {
            return assembler.next();
        } catch (final FrameFault e) {
            lose("bad frame from " + peer + ": " + e.getMessage());
            return false;
        }
    }

    private int receive(final ByteBuffer target, final boolean frames) {
        if (!ready.isReadable()) {
            return 0;
        }
        final int room = target.remaining();
        try {
            final int n = socket.read(target);
            if (n < 0) {
                lose(failing != null ? failing : SocketFaults.closed(peer, frames && assembler.buffered() > 0));
                return n;
            }
            // A short read emptied the socket; the selector tells when there is more.
            ready.readable(n == room || failing != null);
            if (n == 0 && failing != null) {
                lose(failing);
            }
            if (frames) {
                assembler.received(n);
            }
            return n;
        } catch (final IOException e) {
            lose(failing != null ? failing : SocketFaults.broken(peer, e));
            return -1;
        }
    }

    private int transmit(final ByteBuffer source) {
        final int length = source.remaining();
        try {
            final int n = socket.write(source);
            if (n < length) {
                ready.writeBlocked();
            }
            return n;
        } catch (final IOException e) {
            ready.writeBlocked();
            fail(SocketFaults.broken(peer, e));
            return 0;
        }
    }

    private void shut() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (final IOException e) {
            // The descriptor is gone all the same, and the first fault is the fault.
            life.lost(SocketFaults.broken(peer, e));
        }
    }
}
