package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * A file system of this process, mounted through libfuse3, and the device on which the kernel asks it. Requests are
 * received into several pieces of memory, so that what a program writes lands where it is wanted without a copy.
 *
 * <p>One thread receives and replies; {@link #close} comes after it has ended.
 *
 * <pre>
 *  struct iovec                 struct pollfd              struct timespec
 *  0         8        16        0      4        6    8     0         8        16
 *  +---------+---------+        +------+--------+----+     +---------+---------+
 *  | address | length  |        | fd   | events | re |     | seconds | nanos   |
 *  +---------+---------+        +------+--------+----+     +---------+---------+
 * </pre>
 */
public final class FuseDevice implements AutoCloseable {
    /** The library that mounts, of package libfuse3-3; it runs fusermount3 for users who may not mount. */
    public static final String LIBRARY = "libfuse3.so.3";

    private static final int MAX_PIECES = 8;
    private static final int IOVEC_BYTES = 16;
    private static final short POLLIN = 1;
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ENODEV = 19;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final long NANOS = 1_000_000_000L;

    private static final MethodHandle PPOLL =
        NativeFunction.withErrno("ppoll", INT, ADDRESS, LONG, ADDRESS, ADDRESS);
    private static final MethodHandle READV = NativeFunction.withErrno("readv", LONG, INT, ADDRESS, INT);
    private static final MethodHandle WRITEV = NativeFunction.withErrno("writev", LONG, INT, ADDRESS, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);
    private static final MethodHandle FCNTL = NativeFunction.variadicWithErrno("fcntl", 2, INT, INT, INT, INT);

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = NativeFunction.newState(arena);
    private final MemorySegment pieces = arena.allocate((long) MAX_PIECES * IOVEC_BYTES, Long.BYTES);
    private final MemorySegment poll = arena.allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment timeout = arena.allocate(2L * Long.BYTES, Long.BYTES);
    private boolean unmounted;

    private FuseDevice(final int fd) {
        this.fd = fd;
    }

    /** Whether the library is there. */
    public static boolean hasLibrary() {
        return SharedLibrary.loads(LIBRARY);
    }

    /**
     * Mounts.
     *
     * @param mountPoint a directory.
     * @param options    as for {@code mount -o}.
     * @return where the kernel asks for it.
     * @throws IOException when the kernel or fusermount3, which says why on standard error, does not allow it.
     */
    @SuppressWarnings("restricted") // a package that is allowed native access
    public static FuseDevice mount(final Path mountPoint, final String options) throws IOException {
        final SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        final Optional<MethodHandle> open =
            NativeFunction.find(library, "fuse_open_channel", FunctionDescriptor.of(INT, ADDRESS, ADDRESS));
        if (open.isEmpty()) {
            throw new IOException(LIBRARY + " is older than 3.3; install a newer libfuse3-3");
        }
        try (Arena call = Arena.ofConfined()) {
            final int fd = (int) open.get().invokeExact(
                call.allocateFrom(mountPoint.toString()), call.allocateFrom(options));
            if (fd < 0) {
                throw new IOException("libfuse3 can't mount at " + mountPoint + " with options " + options);
            }
            final MemorySegment state = NativeFunction.newState(call);
            if ((int) FCNTL.invokeExact(state, fd, F_SETFL, O_NONBLOCK) < 0) {
                throw new IOException("fcntl: " + NativeFunction.errorText(NativeFunction.errno(state)));
            }
            return new FuseDevice(fd);
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fuse_open_channel", t);
        }
    }

    /**
     * Waits for a request.
     *
     * @param timeoutNs at the most.
     * @return whether there may be one, or the file system is unmounted.
     */
    public boolean await(final long timeoutNs) throws IOException {
        poll.set(ValueLayout.JAVA_INT, 0, fd);
        poll.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
        timeout.set(ValueLayout.JAVA_LONG, 0, timeoutNs / NANOS);
        timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, timeoutNs % NANOS);
        try {
            final int n = (int) PPOLL.invokeExact(state, poll, 1L, timeout, MemorySegment.NULL);
            if (n < 0 && NativeFunction.errno(state) != EINTR) {
                throw new IOException("ppoll: " + NativeFunction.errorText(NativeFunction.errno(state)));
            }
            return n > 0;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("ppoll", t);
        }
    }

    /**
     * Takes a request, without waiting.
     *
     * @param into one piece of memory after the other, at most 8; together large enough for the largest request.
     * @return bytes of it; 0 when there is none; -1 when the file system is unmounted.
     */
    public int receive(final MemorySegment... into) throws IOException {
        put(into);
        try {
            final long n = (long) READV.invokeExact(state, fd, pieces, into.length);
            if (n >= 0) {
                return (int) n;
            }
            final int errno = NativeFunction.errno(state);
            if (errno == ENODEV) {
                unmounted = true;
                return -1;
            }
            if (errno == EAGAIN || errno == EINTR || errno == ENOENT) {
                return 0; // ENOENT: the program that asked was interrupted meanwhile
            }
            throw new IOException("read of /dev/fuse: " + NativeFunction.errorText(errno));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("readv", t);
        }
    }

    /**
     * Answers a request.
     *
     * @param from one piece of memory after the other, at most 8.
     * @return whether anybody still wanted the answer.
     */
    public boolean reply(final MemorySegment... from) throws IOException {
        put(from);
        try {
            final long n = (long) WRITEV.invokeExact(state, fd, pieces, from.length);
            if (n >= 0) {
                return true;
            }
            final int errno = NativeFunction.errno(state);
            if (errno == ENOENT || errno == ENODEV || errno == EINTR) {
                return false;
            }
            throw new IOException("write to /dev/fuse: " + NativeFunction.errorText(errno));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("writev", t);
        }
    }

    /** Whether the kernel has said that the file system is unmounted. */
    public boolean isUnmounted() {
        return unmounted;
    }

    /** Ends the connection: what programs still ask of the file system fails. */
    @Override
    public void close() {
        try {
            final int failed = (int) CLOSE.invokeExact(fd);
            assert failed == 0;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("close", t);
        }
        arena.close();
    }

    private void put(final MemorySegment... segments) {
        for (int i = 0; i < segments.length; i++) {
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC_BYTES, segments[i].address());
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC_BYTES + Long.BYTES, segments[i].byteSize());
        }
    }
}
