package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;


/**
 * A descriptor to read from whose waits end: for pipes, FIFOs and inherited descriptors, which the JDK waits for
 * without a deadline. Nothing waits for a writer at the opening of a FIFO; the first read does.
 *
 * <p>One thread, which may be interrupted.
 */
public final class InputDescriptor implements ReadableByteChannel {
    private static final int LOOK_MS = 100;

    private final String name;
    private final Descriptor descriptor;
    private final List<Descriptor> waited;
    private final long patienceNs;

    private InputDescriptor(final String name, final Descriptor descriptor, final Duration patience) {
        this.name = name;
        this.descriptor = descriptor.widenPipe();
        this.waited = List.of(descriptor);
        this.patienceNs = patience.toNanos();
    }

    /**
     * Opens a file or FIFO.
     *
     * @param path     of it.
     * @param patience the longest a read waits for a byte.
     * @throws IOException when it can't be opened.
     */
    public static InputDescriptor open(final Path path, final Duration patience) throws IOException {
        return new InputDescriptor(
            path.toString(), Descriptor.open(path, Descriptor.READ_ONLY | Descriptor.NON_BLOCKING), patience);
    }

    /**
     * Connects to a Unix stream socket.
     *
     * @param path     at which somebody listens.
     * @param patience the longest a read waits for a byte, and the longest to wait for a place in the listener's queue.
     * @throws IOException when nobody does.
     */
    public static InputDescriptor connect(final Path path, final Duration patience) throws IOException {
        return new InputDescriptor("unix:" + path, new Descriptor(UnixSocket.connect(path, patience)), patience);
    }

    /**
     * Takes over a descriptor of this process; closing the channel closes it.
     *
     * @param fd       open for reading.
     * @param patience the longest a read waits for a byte.
     */
    public static InputDescriptor of(final int fd, final Duration patience) {
        return new InputDescriptor("descriptor " + fd, new Descriptor(fd), patience);
    }

    /**
     * Reads what is there, and waits when nothing is.
     *
     * @param dst a direct buffer.
     * @throws WaitTooLongException   when nothing came in time.
     * @throws InterruptedIOException when the thread was interrupted.
     */
    @Override
    public int read(final ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            return 0;
        }
        final long untilNs = System.nanoTime() + patienceNs;
        while (true) {
            awaitInput(untilNs);
            final int n = descriptor.read(dst);
            if (n != 0) {
                return n;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private void awaitInput(final long untilNs) throws IOException {
        while (true) {
            final long leftNs = untilNs - System.nanoTime();
            if (Descriptor.awaitReadable(waited, Math.clamp(leftNs / 1_000_000 + 1, 0, LOOK_MS)) != null) {
                return;
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted in a wait for " + name);
            }
            if (leftNs <= 0) {
                throw new WaitTooLongException("no byte from " + name + " for " + patienceNs / 1e9 + " s");
            }
        }
    }
}
