package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * Waits, in one thread, for descriptors that no Java channel stands for, such as the event channels of a device. Each
 * event is told of once, when it comes (edge triggered); who is told takes everything there is.
 *
 * <p>{@link #add} and {@link #wake()} may be called by any thread, {@link #await} by one.
 *
 * <pre>
 *  struct epoll_event, packed on x86-64
 *   0        4              12
 *   +--------+---------------+
 *   | events | data          |
 *   +--------+---------------+
 * </pre>
 */
public final class EventPoll implements AutoCloseable {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int EPOLLET = 1 << 31;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;
    private static final int EINTR = 4;
    private static final int NONE = -1;
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final int EVENT_BYTES = DATA_OFFSET + Long.BYTES;

    private static final MethodHandle EPOLL_CREATE = NativeFunction.withErrno("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL =
        NativeFunction.withErrno("epoll_ctl", INT, INT, INT, INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
        NativeFunction.withErrno("epoll_wait", INT, INT, ADDRESS, INT, INT);
    private static final MethodHandle EVENTFD = NativeFunction.withErrno("eventfd", INT, INT, INT);
    private static final MethodHandle WRITE = NativeFunction.withErrno("write", LONG, INT, ADDRESS, LONG);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment waitState = NativeFunction.newState(arena);
    private final MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
    private final MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
    private final int poll;
    private final int wakeup;

    /** Opens it. */
    public EventPoll() throws IOException {
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        try {
            poll = checked("epoll_create1", waitState, (int) EPOLL_CREATE.invokeExact(waitState, CLOSE_ON_EXEC));
            wakeup = checked(
                "eventfd", waitState, (int) EVENTFD.invokeExact(waitState, 0, CLOSE_ON_EXEC | NON_BLOCKING));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("epoll_create1", t);
        }
        add(wakeup);
    }

    /**
     * Watches a descriptor for something to read until it is closed.
     *
     * @param descriptor open and not watched yet.
     */
    public void add(final int descriptor) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(call);
            final MemorySegment wanted = call.allocate(EVENT_BYTES, Long.BYTES);
            wanted.set(ValueLayout.JAVA_INT, 0, EPOLLIN | EPOLLET);
            wanted.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, descriptor);
            checked("epoll_ctl", state, (int) EPOLL_CTL.invokeExact(state, poll, EPOLL_CTL_ADD, descriptor, wanted));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("epoll_ctl", t);
        }
    }

    /**
     * Waits for an event of any descriptor, or {@link #wake()}.
     *
     * @return the descriptor, or -1 when it is none of those that were added.
     */
    public int await() throws IOException {
        try {
            final int n = (int) EPOLL_WAIT.invokeExact(waitState, poll, event, 1, -1);
            if (n < 0 && NativeFunction.errno(waitState) != EINTR) {
                throw new IOException("epoll_wait: " + NativeFunction.errorText(NativeFunction.errno(waitState)));
            }
            final int descriptor = n < 1 ? wakeup : (int) event.get(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET);
            return descriptor == wakeup ? NONE : descriptor;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("epoll_wait", t);
        }
    }

    /** Ends a wait, or the next one. */
    public void wake() {
        try (Arena call = Arena.ofConfined()) {
            final long written =
                (long) WRITE.invokeExact(NativeFunction.newState(call), wakeup, one, (long) Long.BYTES);
            assert written == Long.BYTES;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("write", t);
        }
    }

    /** Closes it; no thread waits any more. */
    @Override
    public void close() {
        try {
            final int failed = (int) CLOSE.invokeExact(wakeup) | (int) CLOSE.invokeExact(poll);
            assert failed == 0;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("close", t);
        }
        arena.close();
    }

    private static int checked(final String name, final MemorySegment state, final int result) throws IOException {
        if (result < 0) {
            throw new IOException(name + ": " + NativeFunction.errorText(NativeFunction.errno(state)));
        }
        return result;
    }
}
