package org.rankferry.engine.transport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.rankferry.engine.api.TransferException;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameOutbox;

/** The other end of a {@link Door}: frames to and from an agent, blocking with deadlines. One thread. */
public final class DoorChannel implements AutoCloseable {
    private static final int OUTBOX_FRAMES = 4;

    private final String agent;
    private final Path path;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final FrameAssembler assembler = new FrameAssembler();
    private final FrameOutbox outbox = new FrameOutbox(OUTBOX_FRAMES);

    /**
     * Connects.
     *
     * @param agent whose door it is, for messages: {@code source}, say.
     * @param path  of the door.
     * @throws TransferException when nobody is there.
     */
    public DoorChannel(final String agent, final Path path) {
        this.agent = agent;
        this.path = path;
        SocketChannel opened = null;
        try {
            opened = SocketChannel.open(UnixDomainSocketAddress.of(path));
            opened.configureBlocking(false);
            selector = Selector.open();
            key = opened.register(selector, SelectionKey.OP_READ);
        } catch (final IOException e) {
            CloseHelper.quietClose(opened);
            throw new TransferException(
                "door " + path + " can't be reached: " + e.getMessage() + "; is the " + agent + " running?", e);
        }
        channel = opened;
    }

    /** Frames that wait for {@link #flush}. */
    public FrameOutbox outbox() {
        return outbox;
    }

    /** Writes everything queued. */
    public void flush(final long deadlineNs) {
        try {
            while (!outbox.isEmpty()) {
                outbox.written(channel.write(outbox.readable()));
                if (!outbox.isEmpty()) {
                    await(SelectionKey.OP_WRITE, deadlineNs, "the agent takes no more frames");
                }
            }
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    /** Whether a frame is there, without waiting. */
    public boolean poll() {
        if (assembler.next()) {
            return true;
        }
        try {
            final int n = channel.read(assembler.writable());
            if (n < 0) {
                throw new TransferException(agent + " at " + path + " has closed the connection");
            }
            assembler.received(n);
        } catch (final IOException e) {
            throw lost(e);
        }
        return assembler.next();
    }

    /**
     * Waits for a frame.
     *
     * @param deadlineNs until when, in the time of {@link System#nanoTime}.
     * @param what       has not happened when the deadline passes.
     */
    public void next(final long deadlineNs, final String what) {
        while (!poll()) {
            try {
                await(SelectionKey.OP_READ, deadlineNs, what);
            } catch (final IOException e) {
                throw lost(e);
            }
        }
    }

    /** Holds the frame, until the next one. */
    public DirectBuffer buffer() {
        return assembler.buffer();
    }

    /** Of the frame in the buffer. */
    public int offset() {
        return assembler.offset();
    }

    /** Of the frame, in bytes. */
    public int length() {
        return assembler.length();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(selector, channel);
    }

    private void await(final int ops, final long deadlineNs, final String what) throws IOException {
        final long remainingNs = deadlineNs - System.nanoTime();
        if (remainingNs <= 0) {
            throw new TransferException(what + " before the deadline; " + agent + " at " + path);
        }
        key.interestOps(ops);
        selector.select(ready -> { }, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNs)));
        if (Thread.currentThread().isInterrupted()) {
            throw new TransferException("interrupted while waiting for " + agent + " at " + path);
        }
    }

    private TransferException lost(final IOException e) {
        return new TransferException(agent + " at " + path + " is lost: " + e.getMessage(), e);
    }
}
