package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.agrona.CloseHelper;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * A listening Unix socket whose peers pass descriptors over their connections; the JDK's channels take none.
 *
 * <pre>
 *  struct sockaddr_un            struct msghdr (64 bit)                   struct cmsghdr
 *   0        2                    0      8       16    24    32  40  48    0     8       12     16
 *   +--------+----------------+   +------+-------+-----+-----+---+---+---+ +-----+-------+------+----+
 *   | family | path, 108      |   | name | n.len | iov | n   |ctl|len|flg| | len | level | type | fd |
 *   +--------+----------------+   +------+-------+-----+-----+---+---+---+ +-----+-------+------+----+
 * </pre>
 */
public final class DescriptorSocket implements AutoCloseable {
    /** Most bytes of a socket's path. */
    public static final int MOST_PATH_BYTES = 107;

    private static final short AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOCKADDR_BYTES = 110;
    private static final int PATH_OFFSET = 2;
    private static final int MSGHDR_BYTES = 56;
    private static final int IOV_OFFSET = 16;
    private static final int IOV_COUNT_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int IOVEC_BYTES = 16;
    private static final int CONTROL_BYTES = 24;
    private static final int CONTROL_WITH_DESCRIPTOR = 20;
    private static final int CONTROL_LEVEL_OFFSET = 8;
    private static final int CONTROL_TYPE_OFFSET = 12;
    private static final int CONTROL_DATA_OFFSET = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int EINTR = 4;

    private static final MethodHandle SOCKET = NativeFunction.withErrno("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = NativeFunction.withErrno("bind", INT, INT, ADDRESS, INT);
    private static final MethodHandle LISTEN = NativeFunction.withErrno("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT = NativeFunction.withErrno("accept4", INT, INT, ADDRESS, ADDRESS, INT);
    private static final MethodHandle RECVMSG = NativeFunction.withErrno("recvmsg", LONG, INT, ADDRESS, INT);

    private final Descriptor listener;

    private DescriptorSocket(final Descriptor listener) {
        this.listener = listener;
    }

    /**
     * Listens.
     *
     * @param path of the socket, at most {@link #MOST_PATH_BYTES}; must not be there yet. Its removal is the caller's.
     */
    public static DescriptorSocket listen(final Path path) throws IOException {
        final byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_PATH_BYTES) {
            throw new IOException(path + " has " + bytes.length + " bytes, the path of a socket at most "
                + MOST_PATH_BYTES + "; choose a shorter directory");
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(arena);
            final Descriptor socket = new Descriptor(checked("socket", path, errno,
                () -> (int) SOCKET.invokeExact(errno, (int) AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)));
            try {
                final MemorySegment address = arena.allocate(SOCKADDR_BYTES, Short.BYTES);
                address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
                MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, bytes.length);
                checked("bind", path, errno,
                    () -> (int) BIND.invokeExact(errno, socket.number(), address, SOCKADDR_BYTES));
                checked("listen", path, errno, () -> (int) LISTEN.invokeExact(errno, socket.number(), 1));
                return new DescriptorSocket(socket);
            } catch (final IOException e) {
                CloseHelper.quietClose(socket);
                throw e;
            }
        }
    }

    /** What becomes readable when somebody connects. */
    public Descriptor listener() {
        return listener;
    }

    /** The connection of whoever has connected; waits for that. */
    public Descriptor accept() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(arena);
            return new Descriptor(checked("accept4", "", errno, () -> (int) ACCEPT.invokeExact(
                errno, listener.number(), MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC)));
        }
    }

    /**
     * Takes a descriptor that comes with one byte over a connection; waits for it.
     *
     * @param connection of the peer.
     * @throws IOException when the peer sends something else, or is gone.
     */
    public static Descriptor receive(final Descriptor connection) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = NativeFunction.newState(arena);
            final MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            final MemorySegment vector = arena.allocate(IOVEC_BYTES, Long.BYTES);
            vector.set(ValueLayout.ADDRESS, 0, arena.allocate(1));
            vector.set(ValueLayout.JAVA_LONG, Long.BYTES, 1);
            final MemorySegment message = arena.allocate(MSGHDR_BYTES, Long.BYTES);
            message.set(ValueLayout.ADDRESS, IOV_OFFSET, vector);
            message.set(ValueLayout.JAVA_LONG, IOV_COUNT_OFFSET, 1);
            message.set(ValueLayout.ADDRESS, CONTROL_OFFSET, control);
            message.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
            final int n = checked("recvmsg", "", errno,
                () -> (int) (long) RECVMSG.invokeExact(errno, connection.number(), message, MSG_CMSG_CLOEXEC));
            if (n != 1 || control.get(ValueLayout.JAVA_LONG, 0) != CONTROL_WITH_DESCRIPTOR
                || control.get(ValueLayout.JAVA_INT, CONTROL_LEVEL_OFFSET) != SOL_SOCKET
                || control.get(ValueLayout.JAVA_INT, CONTROL_TYPE_OFFSET) != SCM_RIGHTS) {
                throw new IOException("recvmsg: " + n + " bytes without a descriptor, where one byte with one comes");
            }
            return new Descriptor(control.get(ValueLayout.JAVA_INT, CONTROL_DATA_OFFSET));
        }
    }

    @Override
    public void close() {
        listener.close();
    }

    /** A call that may be interrupted. */
    private interface Call {
        int run() throws Throwable;
    }

    private static int checked(
        final String name, final Object object, final MemorySegment errno, final Call call) throws IOException {

        while (true) {
            final int result;
            try {
                result = call.run();
            } catch (final Throwable t) {
                throw NativeFunction.unexpected(name, t);
            }
            if (result >= 0) {
                return result;
            }
            if (NativeFunction.errno(errno) != EINTR) {
                throw new IOException((name + " " + object).strip() + ": "
                    + NativeFunction.errorText(NativeFunction.errno(errno)));
            }
        }
    }
}
