package org.rankferry.engine.transport.rdma.library;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

import org.rankferry.engine.nativeio.LoadedLibrary;
import org.rankferry.engine.transport.TransportException;

/**
 * What the project's own libdisni can beyond DiSNI; a site's library has none of it, and then every method says what
 * that means. Any thread may call any method.
 *
 * <p>DiSNI's Java hands over IPv4 addresses only. An IPv6 address travels as a placeholder out of 240.0.0.0/4, a range
 * that no interface has, and the library puts the real one in its place:
 *
 * <pre>
 *   struct sockaddr_in6
 *   0        2      4          8              24       28
 *   | family | port | flowinfo | address (16) | scope  |
 * </pre>
 */
public final class DisniExtras {
    /** READs in flight per connection that the library uses until it is told another number. */
    public static final int DEFAULT_READ_DEPTH = 16;

    private static final int ABI = 1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int SOCKADDR_IN6_BYTES = 28;
    private static final int FAMILY_OFFSET = 0;
    private static final int ADDRESS_OFFSET = 8;
    private static final int ADDRESS_BYTES = 16;
    private static final int SCOPE_OFFSET = 24;
    private static final short AF_INET6 = 10;
    private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final MethodHandle readDepth;
    private final MethodHandle eventStatus;
    private final MethodHandle alias;
    private final MethodHandle aliased;

    private DisniExtras(final LoadedLibrary library, final boolean present) {
        readDepth = present ? link(library, "read_depth", FunctionDescriptor.ofVoid(INT)) : null;
        eventStatus = present ? link(library, "event_status", FunctionDescriptor.of(INT)) : null;
        alias = present ? link(library, "alias", FunctionDescriptor.of(INT, ValueLayout.ADDRESS)) : null;
        aliased = present ? link(library, "aliased", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS)) : null;
    }

    /** The extras of a loaded library, present or not. */
    static DisniExtras of(final LoadedLibrary library) {
        final int abi = library.find(name("abi"), FunctionDescriptor.of(INT)).map(function -> {
            try {
                return (int) function.invokeExact();
            } catch (final Throwable t) {
                throw unexpected("abi", t);
            }
        }).orElse(0);
        return new DisniExtras(library, abi == ABI);
    }

    private static String name(final String function) {
        return "rankferry_disni_" + function;
    }

    private static MethodHandle link(
        final LoadedLibrary library, final String function, final FunctionDescriptor descriptor) {
        return library.find(name(function), descriptor).orElseThrow(
            () -> new TransportException("libdisni lacks " + name(function) + ": it is of another Rankferry"));
    }

    private static AssertionError unexpected(final String function, final Throwable cause) {
        return new AssertionError("call of " + name(function) + " failed to link or run", cause);
    }

    /** Whether the loaded library has them. */
    public boolean present() {
        return alias != null;
    }

    /**
     * READs in flight per connection for those that connect or accept from now on; the device and the peer may set a
     * lower bound. Without the extras nothing happens: the library uses all that the device has.
     *
     * @param depth 1 to 255.
     */
    public void readDepth(final int depth) {
        if (depth < 1 || depth > 255) {
            throw new IllegalArgumentException("READ depth " + depth + " is not in 1..255");
        }
        if (!present()) {
            return;
        }
        try {
            readDepth.invokeExact(depth);
        } catch (final Throwable t) {
            throw unexpected("read_depth", t);
        }
    }

    /**
     * The status of the connection event that this thread took last: 0, a negative errno, or for a REJECTED event the
     * reason that the peer's connection manager gave (InfiniBand and RoCE: 8 nobody listens there, 28 the peer's
     * program refused). The thread must be a platform thread. Empty without the extras.
     */
    public OptionalInt eventStatus() {
        if (!present()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of((int) eventStatus.invokeExact());
        } catch (final Throwable t) {
            throw unexpected("event_status", t);
        }
    }

    /**
     * An address as DiSNI takes it: IPv4 as it is, IPv6 as its placeholder with the same port.
     *
     * @throws TransportException for IPv6 without the extras, and when there are too many addresses for the table.
     */
    public InetSocketAddress forDisni(final InetSocketAddress address) {
        if (!(address.getAddress() instanceof final Inet6Address six)) {
            return address;
        }
        if (!present()) {
            throw new TransportException("this libdisni knows no IPv6, so not " + address.getAddress().getHostAddress()
                + ": use an IPv4 address, or the bundled library");
        }
        final int placeholder;
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment socket = arena.allocate(SOCKADDR_IN6_BYTES, Integer.BYTES);
            socket.set(ValueLayout.JAVA_SHORT, FAMILY_OFFSET, AF_INET6);
            MemorySegment.copy(six.getAddress(), 0, socket, ValueLayout.JAVA_BYTE, ADDRESS_OFFSET, ADDRESS_BYTES);
            socket.set(INT, SCOPE_OFFSET, six.getScopeId());
            placeholder = (int) alias.invokeExact(socket);
        } catch (final Throwable t) {
            throw unexpected("alias", t);
        }
        if (placeholder == -1) {
            throw new TransportException("libdisni's table of IPv6 addresses is full: restart the agent");
        }
        return new InetSocketAddress(inetAddress(networkBytes(placeholder)), address.getPort());
    }

    /** What {@link #forDisni} or DiSNI gave, as the address it means; one that is no placeholder as it is. */
    public InetSocketAddress fromDisni(final InetSocketAddress address) {
        final byte[] bytes = address.getAddress().getAddress();
        if (!present() || bytes.length != Integer.BYTES) {
            return address;
        }
        return meaning(MemorySegment.ofArray(bytes).get(NETWORK_INT.withByteAlignment(1), 0))
            .map(real -> new InetSocketAddress(real, address.getPort())).orElse(address);
    }

    private Optional<InetAddress> meaning(final int placeholder) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment socket = arena.allocate(SOCKADDR_IN6_BYTES, Integer.BYTES);
            if ((int) aliased.invokeExact(placeholder, socket) != 0) {
                return Optional.empty();
            }
            final byte[] bytes = socket.asSlice(ADDRESS_OFFSET, ADDRESS_BYTES).toArray(ValueLayout.JAVA_BYTE);
            final int scope = socket.get(INT, SCOPE_OFFSET);
            return Optional.of(
                scope == 0 ? inetAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope));
        } catch (final Throwable t) {
            throw unexpected("aliased", t);
        }
    }

    private static byte[] networkBytes(final int address) {
        final byte[] bytes = new byte[Integer.BYTES];
        MemorySegment.ofArray(bytes).set(NETWORK_INT.withByteAlignment(1), 0, address);
        return bytes;
    }

    private static InetAddress inetAddress(final byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new AssertionError("an address of " + bytes.length + " bytes", e);
        }
    }
}
