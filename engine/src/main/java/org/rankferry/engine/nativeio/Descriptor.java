package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * A file descriptor for which the JDK has no channel whose waits end, such as an end of a pipe that came from another
 * process. Owned: closing this closes it. Reads and writes go straight from and to the memory of direct buffers. One
 * thread at a time.
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
    /** Of {@link #moveFrom}: there is no room now. */
    public static final long NO_ROOM = -1;
    /** Of {@link #moveFrom}: nobody reads any more. */
    public static final long BROKEN = -2;

    /** Of {@link #open}: nobody waits for the other end, or for what is not there. */
    static final int NON_BLOCKING = 0x800;
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;

    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int WIDE_PIPE_BYTES = 1 << 20;
    private static final int EINTR = 4;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;
    private static final int CLOSED = -1;
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    private static final MethodHandle OPEN = NativeFunction.variadicWithErrno("open", 2, INT, ADDRESS, INT, INT);
    private static final MethodHandle READ = NativeFunction.withErrno("read", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle WRITE = NativeFunction.withErrno("write", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle SENDFILE =
        NativeFunction.withErrno("sendfile", LONG, INT, INT, ADDRESS, LONG);
    private static final MethodHandle FLOCK = NativeFunction.withErrno("flock", INT, INT, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);
    private static final MethodHandle FCNTL = NativeFunction.variadicWithErrno("fcntl", 2, INT, INT, INT, INT);
    private static final MethodHandle POLL = NativeFunction.withErrno("poll", INT, ADDRESS, LONG, INT);

    private final MemorySegment state = NativeFunction.newState(Arena.ofAuto());
    private int number;

    /** Takes a descriptor over. */
    Descriptor(final int number) {
        this.number = number;
    }

    /** Opens a file for reading. */
    public static Descriptor open(final Path path) throws IOException {
        return open(path, READ_ONLY);
    }

    /**
     * Opens a file or FIFO.
     *
     * @param path  of it.
     * @param flags {@link #READ_ONLY} or {@link #WRITE_ONLY}, and {@link #NON_BLOCKING}.
     * @return null for a FIFO that nobody reads, which is to be written without blocking.
     */
    static Descriptor open(final Path path, final int flags) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(call);
            final int number =
                (int) OPEN.invokeExact(errno, call.allocateFrom(path.toString()), flags | CLOSE_ON_EXEC, 0);
            if (number >= 0) {
                return new Descriptor(number);
            }
            if (NativeFunction.errno(errno) == ENXIO) {
                return null;
            }
            throw new IOException("open " + path + ": " + NativeFunction.errorText(NativeFunction.errno(errno)));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("open", t);
        }
    }

    /** Of the process. */
    int number() {
        return number;
    }

    /**
     * Reads what is there, and waits when nothing is, unless it is {@link #unblock not to}.
     *
     * @param into direct; its remaining room is filled as far as one read goes.
     * @return bytes read; 0 when there is nothing now; -1 at the end.
     */
    @Override
    public int read(final ByteBuffer into) throws IOException {
        final int n = transfer("read", READ, into);
        return n == 0 && into.hasRemaining() ? -1 : Math.max(0, n);
    }

    /**
     * Writes as much as goes in one write, and waits when nothing does, unless it is {@link #unblock not to}.
     *
     * @param from direct.
     * @return bytes written; 0 when there is no room now; -1 when nobody reads any more.
     */
    @Override
    public int write(final ByteBuffer from) throws IOException {
        final int n = transfer("write", WRITE, from);
        return n == -EPIPE ? -1 : Math.max(0, n);
    }

    /**
     * Moves bytes of a file into this pipe, which takes the file's pages as they are: no copy. They must not change
     * before they are read.
     *
     * @param file     open for reading, at what is to be moved next.
     * @param mostBytes to move.
     * @return bytes moved; 0 at the end of the file; {@link #NO_ROOM} or {@link #BROKEN}.
     */
    public long moveFrom(final Descriptor file, final long mostBytes) throws IOException {
        while (true) {
            final long n;
            try {
                n = (long) SENDFILE.invokeExact(state, number, file.number, MemorySegment.NULL, mostBytes);
            } catch (final Throwable t) {
                throw NativeFunction.unexpected("sendfile", t);
            }
            if (n >= 0) {
                return n;
            }
            final int error = NativeFunction.errno(state);
            if (error == EAGAIN || error == EPIPE) {
                return error == EAGAIN ? NO_ROOM : BROKEN;
            }
            if (error != EINTR) {
                throw new IOException("sendfile: " + NativeFunction.errorText(error));
            }
        }
    }

    /**
     * Locks what it is open on, a directory too, as long as it is open (flock): nobody else can meanwhile, of this
     * process or another one.
     *
     * @return false when somebody has it.
     */
    public boolean lock() throws IOException {
        try {
            if ((int) FLOCK.invokeExact(state, number, LOCK_EX | LOCK_NB) == 0) {
                return true;
            }
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("flock", t);
        }
        final int error = NativeFunction.errno(state);
        if (error != EAGAIN && error != EINTR) {
            throw new IOException("flock: " + NativeFunction.errorText(error));
        }
        return false;
    }

    /** Reads and writes from here on never wait. */
    public Descriptor unblock() {
        try {
            final int flags = (int) FCNTL.invokeExact(state, number, F_GETFL, 0);
            final int ignored = (int) FCNTL.invokeExact(state, number, F_SETFL, flags | NON_BLOCKING);
            return this;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fcntl", t);
        }
    }

    private int transfer(final String name, final MethodHandle call, final ByteBuffer buffer) throws IOException {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("only direct buffers have memory that the kernel can take");
        }
        final MemorySegment memory = MemorySegment.ofBuffer(buffer);
        while (true) {
            final long n;
            try {
                n = (long) call.invokeExact(state, number, memory, memory.byteSize());
            } catch (final Throwable t) {
                throw NativeFunction.unexpected(name, t);
            }
            if (n >= 0) {
                buffer.position(buffer.position() + (int) n);
                return (int) n;
            }
            final int error = NativeFunction.errno(state);
            if (error == EAGAIN || error == EPIPE) {
                return -error;
            }
            if (error != EINTR) {
                throw new IOException(name + ": " + NativeFunction.errorText(error));
            }
        }
    }

    /** Gives a pipe a large buffer where the user may have one so large: fewer and larger reads. */
    public Descriptor widenPipe() {
        return widenPipe(WIDE_PIPE_BYTES);
    }

    /**
     * Gives a pipe a buffer of this size, or of a half of it and so on, down to the size that every user may have.
     *
     * @param bytes more than {@value #WIDE_PIPE_BYTES} needs CAP_SYS_RESOURCE, unless the host lets users have more.
     */
    public Descriptor widenPipe(final int bytes) {
        try {
            for (int size = bytes; size >= WIDE_PIPE_BYTES; size >>= 1) {
                if ((int) FCNTL.invokeExact(state, number, F_SETPIPE_SZ, size) >= 0) {
                    break;
                }
            }
            return this;
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
        return await(all, POLLIN, timeoutMs);
    }

    /**
     * Waits until there is room to write, or nobody reads any more.
     *
     * @param timeoutMs at the most; 0 does not wait.
     * @return false when the time is over.
     */
    public boolean awaitWritable(final int timeoutMs) throws IOException {
        return await(List.of(this), POLLOUT, timeoutMs) != null;
    }

    private static Descriptor await(final List<Descriptor> all, final short event, final int timeoutMs)
        throws IOException {

        try (Arena call = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(call);
            final MemorySegment wanted = call.allocate((long) POLLFD_BYTES * all.size(), Integer.BYTES);
            for (int i = 0; i < all.size(); i++) {
                wanted.set(ValueLayout.JAVA_INT, (long) i * POLLFD_BYTES, all.get(i).number);
                wanted.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + EVENTS_OFFSET, event);
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
}
