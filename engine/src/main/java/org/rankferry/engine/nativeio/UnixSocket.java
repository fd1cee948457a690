package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;

/**
 * Connects Unix stream sockets whose reads have a deadline.
 *
 * <pre>
 *  struct sockaddr_un
 *   0        2                                110
 *   +--------+--------------------------------+
 *   | family | path, 0                        |
 *   +--------+--------------------------------+
 * </pre>
 */
final class UnixSocket {
    private static final int AF_UNIX = 1;
    private static final int STREAM_NON_BLOCKING = 1 | 0x800 | 0x80000;
    private static final int PATH_OFFSET = 2;
    private static final int ADDRESS_BYTES = 110;
    private static final int EAGAIN = 11;
    private static final int RETRY_MS = 5;

    private static final MethodHandle SOCKET = NativeFunction.withErrno("socket", INT, INT, INT, INT);
    private static final MethodHandle CONNECT = NativeFunction.withErrno("connect", INT, INT, ADDRESS, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);

    private UnixSocket() {
    }

    /** Returns the descriptor of the connected socket. */
    static int connect(final Path path, final Duration patience) throws IOException {
        final byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= ADDRESS_BYTES - PATH_OFFSET) {
            throw new IOException("the path of a Unix socket has at most " + (ADDRESS_BYTES - PATH_OFFSET - 1)
                + " bytes, this one has " + name.length);
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment address = arena.allocate(ADDRESS_BYTES, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, name.length);
            final int fd = (int) SOCKET.invokeExact(state, AF_UNIX, STREAM_NON_BLOCKING, 0);
            if (fd < 0) {
                throw new IOException("socket: " + NativeFunction.errorText(NativeFunction.errno(state)));
            }
            final long untilNs = System.nanoTime() + patience.toNanos();
            while ((int) CONNECT.invokeExact(state, fd, address, ADDRESS_BYTES) != 0) {
                final int error = NativeFunction.errno(state);
                if (error != EAGAIN || System.nanoTime() - untilNs >= 0) {
                    final int ignored = (int) CLOSE.invokeExact(fd);
                    throw new IOException("connect: " + NativeFunction.errorText(error));
                }
                Thread.sleep(RETRY_MS);
            }
            return fd;
        } catch (final IOException e) {
            throw e;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("connect", t);
        }
    }
}
