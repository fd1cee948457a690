package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * A descriptor to read from whose waits end: for pipes, FIFOs and inherited descriptors, which the JDK waits for
 * without a deadline. Nothing waits for a writer at the opening of a FIFO; the first read does.
 *
 * <pre>
 *  struct pollfd
 *   0        4        6        8
 *   +--------+--------+--------+
 *   | fd     | wanted | seen   |
 *   +--------+--------+--------+
 * </pre>
 *
 * <p>One thread, which may be interrupted.
 */
public final class InputDescriptor implements ReadableByteChannel {
    private static final int POLLFD_BYTES = 8;
    private static final int WANTED_OFFSET = 4;
    private static final short POLLIN = 1;
    private static final int LOOK_MS = 100;
    private static final int O_RDONLY = 0;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int PIPE_BYTES = 1 << 20;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private static final MethodHandle OPEN = NativeFunction.variadicWithErrno("open", 2, INT, ADDRESS, INT, INT);
    private static final MethodHandle READ = NativeFunction.withErrno("read", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle POLL = NativeFunction.withErrno("poll", INT, ADDRESS, LONG, INT);
    private static final MethodHandle FCNTL = NativeFunction.variadicWithErrno("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeFunction.newState(arena);
    private final MemorySegment poll = arena.allocate(POLLFD_BYTES, Integer.BYTES);
    private final String name;
    private final int fd;
    private final long patienceNs;
    private boolean open = true;

    private InputDescriptor(final String name, final int fd, final Duration patience) {
        this.name = name;
        this.fd = fd;
        this.patienceNs = patience.toNanos();
        poll.set(ValueLayout.JAVA_INT, 0, fd);
        poll.set(ValueLayout.JAVA_SHORT, WANTED_OFFSET, POLLIN);
        enlargePipe();
    }

    /**
     * Opens a file or FIFO.
     *
     * @param path     of it.
     * @param patience the longest a read waits for a byte.
     * @throws IOException when it can't be opened.
     */
    public static InputDescriptor open(final Path path, final Duration patience) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(call);
            final int fd = (int) OPEN.invokeExact(
                state, call.allocateFrom(path.toString()), O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
            if (fd < 0) {
                throw new IOException("open " + path + ": " + NativeFunction.errorText(NativeFunction.errno(state)));
            }
            return new InputDescriptor(path.toString(), fd, patience);
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("open", t);
        }
    }

    /**
     * Connects to a Unix stream socket.
     *
     * @param path     at which somebody listens.
     * @param patience the longest a read waits for a byte, and the longest to wait for a place in the listener's queue.
     * @throws IOException when nobody does.
     */
    public static InputDescriptor connect(final Path path, final Duration patience) throws IOException {
        return new InputDescriptor("unix:" + path, UnixSocket.connect(path, patience), patience);
    }

    /**
     * Takes over a descriptor of this process; closing the channel closes it.
     *
     * @param fd       open for reading.
     * @param patience the longest a read waits for a byte.
     */
    public static InputDescriptor of(final int fd, final Duration patience) {
        return new InputDescriptor("descriptor " + fd, fd, patience);
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
        if (!dst.isDirect()) {
            throw new IllegalArgumentException("read of " + name + " into a buffer that is not direct");
        }
        if (!dst.hasRemaining()) {
            return 0;
        }
        final MemorySegment room = MemorySegment.ofBuffer(dst);
        final long untilNs = System.nanoTime() + patienceNs;
        while (true) {
            awaitInput(untilNs);
            final long n = read(room);
            if (n >= 0) {
                dst.position(dst.position() + (int) n);
                return n == 0 ? -1 : (int) n;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                final int ignored = (int) CLOSE.invokeExact(fd);
            } catch (final Throwable t) {
                throw NativeFunction.unexpected("close", t);
            }
            arena.close();
        }
    }

    /** Returns -1 when there was nothing after all. */
    private long read(final MemorySegment room) throws IOException {
        try {
            final long n = (long) READ.invokeExact(state, fd, room, room.byteSize());
            final int error = n < 0 ? NativeFunction.errno(state) : 0;
            if (n < 0 && error != EINTR && error != EAGAIN) {
                throw new IOException("read " + name + ": " + NativeFunction.errorText(error));
            }
            return n;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("read", t);
        }
    }

    private void awaitInput(final long untilNs) throws IOException {
        while (true) {
            final long leftNs = untilNs - System.nanoTime();
            final int ready = pollFor(Math.clamp(leftNs / 1_000_000 + 1, 0, LOOK_MS));
            if (ready > 0) {
                return;
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted in a wait for " + name);
            }
            if (leftNs <= 0) {
                throw new WaitTooLongException(
                    "no byte from " + name + " for " + patienceNs / 1e9 + " s");
            }
        }
    }

    private int pollFor(final int ms) throws IOException {
        try {
            final int ready = (int) POLL.invokeExact(state, poll, 1L, ms);
            final int error = ready < 0 ? NativeFunction.errno(state) : 0;
            if (ready < 0 && error != EINTR) {
                throw new IOException("poll " + name + ": " + NativeFunction.errorText(error));
            }
            return ready;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("poll", t);
        }
    }

    /** Fewer switches between writer and reader; what is no pipe, or may not grow, stays as it is. */
    private void enlargePipe() {
        try {
            final int ignored = (int) FCNTL.invokeExact(state, fd, F_SETPIPE_SZ, PIPE_BYTES);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fcntl", t);
        }
    }
}
