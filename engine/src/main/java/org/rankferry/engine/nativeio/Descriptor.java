package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * A file descriptor that came from another process, such as an end of a pipe. Owned: closing this closes it. Reads and
 * writes go straight from and to the memory of direct buffers. One thread at a time.
 *
 * <pre>
 *  struct pollfd
 *   0        4          6
 *   +--------+----------+----------+
 *   | fd     | events   | revents  |
 *   +--------+----------+----------+
 * </pre>
 */
public final class Descriptor implements ReadableByteChannel, WritableByteChannel {
    private static final int F_SETPIPE_SZ = 1031;
    private static final int EINTR = 4;
    private static final int CLOSED = -1;
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final short POLLIN = 1;

    private static final MethodHandle READ = NativeFunction.withErrno("read", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle WRITE = NativeFunction.withErrno("write", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);
    private static final MethodHandle FCNTL = NativeFunction.variadicWithErrno("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle POLL = NativeFunction.withErrno("poll", INT, ADDRESS, LONG, INT);

    private final MemorySegment state = NativeFunction.newState(Arena.ofAuto());
    private int number;

    /** Takes a descriptor over. */
    Descriptor(final int number) {
        this.number = number;
    }

    /** Of the process. */
    int number() {
        return number;
    }

    /**
     * Reads what is there, and waits when nothing is.
     *
     * @param into direct; its remaining room is filled as far as one read goes.
     * @return bytes read; -1 at the end.
     */
    @Override
    public int read(final ByteBuffer into) throws IOException {
        final int n = transfer("read", READ, into);
        return n == 0 && into.hasRemaining() ? -1 : n;
    }

    /**
     * Writes as much as goes in one write, and waits when nothing does.
     *
     * @param from direct.
     * @return bytes written.
     * @throws IOException when the reader is gone ("Broken pipe"), or for another cause.
     */
    @Override
    public int write(final ByteBuffer from) throws IOException {
        return transfer("write", WRITE, from);
    }

    private int transfer(final String name, final MethodHandle call, final ByteBuffer buffer) throws IOException {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("only direct buffers have memory that the kernel can take");
        }
        final MemorySegment memory = MemorySegment.ofBuffer(buffer);
        final long n = retried(name, () -> (long) call.invokeExact(state, number, memory, memory.byteSize()));
        buffer.position(buffer.position() + (int) n);
        return (int) n;
    }

    /**
     * Gives a pipe a buffer of this size where the user may have one so large: fewer and larger reads.
     *
     * @param bytes a power of two.
     * @return whether it has it now.
     */
    public boolean widenPipe(final int bytes) {
        try {
            return (int) FCNTL.invokeExact(state, number, F_SETPIPE_SZ, bytes) >= bytes;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fcntl", t);
        }
    }

    /**
     * Waits until one of them has something to read, or its end.
     *
     * @param all       of them.
     * @param timeoutMs at the most; 0 does not wait.
     * @return one that has, the first in the list; null when the time is over.
     */
    public static Descriptor awaitReadable(final List<Descriptor> all, final int timeoutMs) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(call);
            final MemorySegment wanted = call.allocate((long) POLLFD_BYTES * all.size(), Integer.BYTES);
            for (int i = 0; i < all.size(); i++) {
                wanted.set(ValueLayout.JAVA_INT, (long) i * POLLFD_BYTES, all.get(i).number);
                wanted.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + EVENTS_OFFSET, POLLIN);
            }
            final int n = (int) POLL.invokeExact(errno, wanted, (long) all.size(), timeoutMs);
            if (n < 0 && NativeFunction.errno(errno) != EINTR) {
                throw new IOException("poll: " + NativeFunction.errorText(NativeFunction.errno(errno)));
            }
            for (int i = 0; n > 0 && i < all.size(); i++) {
                if (wanted.get(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + REVENTS_OFFSET) != 0) {
                    return all.get(i);
                }
            }
            return null;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("poll", t);
        }
    }

    @Override
    public boolean isOpen() {
        return number != CLOSED;
    }

    @Override
    public void close() {
        if (number == CLOSED) {
            return;
        }
        try {
            final int ignored = (int) CLOSE.invokeExact(number);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("close", t);
        }
        number = CLOSED;
    }

    /** A call that may be interrupted. */
    private interface Call {
        long run() throws Throwable;
    }

    private long retried(final String name, final Call call) throws IOException {
        while (true) {
            final long result;
            try {
                result = call.run();
            } catch (final Throwable t) {
                throw NativeFunction.unexpected(name, t);
            }
            if (result >= 0) {
                return result;
            }
            final int error = NativeFunction.errno(state);
            if (error != EINTR) {
                throw new IOException(name + ": " + NativeFunction.errorText(error));
            }
        }
    }
}
