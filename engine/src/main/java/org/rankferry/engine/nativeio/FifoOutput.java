package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/** The writing end of a FIFO, which neither waits for ever for a reader nor for room. One thread. */
public final class FifoOutput implements AutoCloseable {
    private static final int POLLFD_BYTES = 8;
    private static final int WANTED_OFFSET = 4;
    private static final short POLLOUT = 4;
    private static final int O_WRONLY_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int PIPE_BYTES = 1 << 20;
    private static final int EINTR = 4;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;

    private static final MethodHandle OPEN = NativeFunction.variadicWithErrno("open", 2, INT, ADDRESS, INT, INT);
    private static final MethodHandle WRITE = NativeFunction.withErrno("write", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle POLL = NativeFunction.withErrno("poll", INT, ADDRESS, LONG, INT);
    private static final MethodHandle FCNTL = NativeFunction.variadicWithErrno("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeFunction.newState(arena);
    private final MemorySegment poll = arena.allocate(POLLFD_BYTES, Integer.BYTES);
    private final int fd;
    private boolean open = true;

    /** What became of bytes that were offered. */
    public enum Offer {
        /** Some or all were taken. */
        TAKEN,
        /** There was no room in time. */
        FULL,
        /** Nobody reads any more. */
        BROKEN
    }

    private FifoOutput(final int fd) {
        this.fd = fd;
        poll.set(ValueLayout.JAVA_INT, 0, fd);
        poll.set(ValueLayout.JAVA_SHORT, WANTED_OFFSET, POLLOUT);
        try {
            final int ignored = (int) FCNTL.invokeExact(state, fd, F_SETPIPE_SZ, PIPE_BYTES);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fcntl", t);
        }
    }

    /**
     * Opens it when somebody reads.
     *
     * @param fifo that exists.
     * @return null when nobody reads yet.
     * @throws IOException when it can't be opened.
     */
    public static FifoOutput open(final Path fifo) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(call);
            final int fd = (int) OPEN.invokeExact(
                state, call.allocateFrom(fifo.toString()), O_WRONLY_NONBLOCK_CLOEXEC, 0);
            if (fd >= 0) {
                return new FifoOutput(fd);
            }
            if (NativeFunction.errno(state) == ENXIO) {
                return null;
            }
            throw new IOException("open " + fifo + ": " + NativeFunction.errorText(NativeFunction.errno(state)));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("open", t);
        }
    }

    /**
     * Offers bytes.
     *
     * @param source    a direct buffer with bytes; its position moves behind what was taken.
     * @param patienceMs to wait for room.
     */
    public Offer offer(final ByteBuffer source, final int patienceMs) throws IOException {
        try {
            final int ready = (int) POLL.invokeExact(state, poll, 1L, patienceMs);
            if (ready <= 0) {
                return Offer.FULL;
            }
            final MemorySegment bytes = MemorySegment.ofBuffer(source);
            final long n = (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize());
            if (n >= 0) {
                source.position(source.position() + (int) n);
                return Offer.TAKEN;
            }
            return switch (NativeFunction.errno(state)) {
                case EPIPE -> Offer.BROKEN;
                case EINTR, EAGAIN -> Offer.FULL;
                default -> throw new IOException(
                    "write: " + NativeFunction.errorText(NativeFunction.errno(state)));
            };
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("write", t);
        }
    }

    /** What was taken can still be read. */
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
}
