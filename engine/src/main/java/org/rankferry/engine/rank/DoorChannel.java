package org.rankferry.engine.rank;

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

/** Frames to and from a door, blocking with deadlines. One thread. */
final class DoorChannel implements AutoCloseable {
    private static final int OUTBOX_FRAMES = 4;

    private final Path path;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final FrameAssembler assembler = new FrameAssembler();
    private final FrameOutbox outbox = new FrameOutbox(OUTBOX_FRAMES);

    DoorChannel(final Path path) {
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
                "door " + path + " can't be reached: " + e.getMessage() + "; is the source running?", e);
        }
        channel = opened;
    }

    FrameOutbox outbox() {
        return outbox;
    }

    /** Writes everything queued. */
    void flush(final long deadlineNs) {
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
    boolean poll() {
        if (assembler.next()) {
            return true;
        }
        try {
            final int n = channel.read(assembler.writable());
            if (n < 0) {
                throw new TransferException("source at " + path + " has closed the connection");
            }
            assembler.received(n);
        } catch (final IOException e) {
            throw lost(e);
        }
        return assembler.next();
    }

    /** Waits for a frame. */
    void next(final long deadlineNs, final String what) {
        while (!poll()) {
            try {
                await(SelectionKey.OP_READ, deadlineNs, what);
            } catch (final IOException e) {
                throw lost(e);
            }
        }
    }

    DirectBuffer buffer() {
        return assembler.buffer();
    }

    int offset() {
        return assembler.offset();
    }

    int length() {
        return assembler.length();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(selector, channel);
    }

    private void await(final int ops, final long deadlineNs, final String what) throws IOException {
        final long remainingNs = deadlineNs - System.nanoTime();
        if (remainingNs <= 0) {
            throw new TransferException(what + " before the deadline; source at " + path);
        }
        key.interestOps(ops);
        selector.select(ready -> { }, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNs)));
        if (Thread.currentThread().isInterrupted()) {
            throw new TransferException("interrupted while waiting for source at " + path);
        }
    }

    private TransferException lost(final IOException e) {
        return new TransferException("source at " + path + " is lost: " + e.getMessage(), e);
    }
}
